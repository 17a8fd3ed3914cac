//! What can be wrong with a model, and the way out.

use std::path::PathBuf;

use thiserror::Error;

/// A model that cannot be loaded.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Neither a directory nor a hub id.
    #[error("there is no model directory `{}`", .0.display())]
    MissingDirectory(PathBuf),
    /// A file of the layout is absent.
    #[error("the model directory `{}` has no `{file}`", directory.display())]
    MissingFile {
        /// The model's directory.
        directory: PathBuf,
        /// The file of the layout.
        file: String,
    },
    /// The weights are there as a pickle only.
    #[error("the model `{}` holds its weights as a pickle (`{file}`) only", directory.display())]
    Pickle {
        /// The model's directory.
        directory: PathBuf,
        /// The pickle.
        file: String,
    },
    /// A file is there and cannot be read.
    #[error("cannot read `{}` of the model", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is there and does not hold what it should.
    #[error("`{file}` of the model `{model}` is not valid: {reason}")]
    Invalid {
        /// The model's id.
        model: String,
        /// The file of the layout.
        file: String,
        /// What its reader said.
        reason: String,
    },
    /// An architecture that this program does not run.
    #[error("the model `{model}` is of type `{found}`")]
    Architecture {
        /// The model's id.
        model: String,
        /// `model_type` of its configuration.
        found: String,
    },
    /// The hub did not give a file.
    #[error("cannot fetch `{file}` of `{model}` from the hub: {reason}")]
    Hub {
        /// The hub id.
        model: String,
        /// The file of the layout.
        file: String,
        /// What the hub's library said.
        reason: String,
    },
    /// The file is not in the cache and the network may not be used.
    #[error("`{file}` of `{model}` is not in the model cache, and the run is offline")]
    Offline {
        /// The hub id.
        model: String,
        /// The file of the layout.
        file: String,
    },
    /// The hub stopped in the middle of a file.
    #[error("fetching `{file}` of `{model}` broke off after {bytes} bytes: {reason}")]
    BrokenOff {
        /// The hub id.
        model: String,
        /// The file.
        file: String,
        /// What is kept.
        bytes: u64,
        /// What the hub's library said.
        reason: String,
    },
    /// What was fetched is not what the hub says it is.
    #[error("`{file}` of `{model}` came damaged: its checksum is not the one of the hub")]
    Damaged {
        /// The hub id.
        model: String,
        /// The file.
        file: String,
    },
    /// A file is no longer what it was when it was first fetched.
    #[error("`{file}` of `{model}` is not what it was when it was first fetched: its checksum is not the one in `{}`", lock.display())]
    Changed {
        /// The hub id.
        model: String,
        /// The file.
        file: String,
        /// The user's lock file.
        lock: PathBuf,
    },
    /// The user's lock file cannot be understood.
    #[error("the lock file `{}` is not valid: {reason}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What its reader said.
        reason: String,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The program was built without the hub.
    #[error("`{0}` is a hub id, and this program was built without the hub")]
    NoHub(String),
}

impl ModelError {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::MissingDirectory(_) => "give a directory with `config.json`, `tokenizer.json` and `model.safetensors`, a hub id such as `intfloat/multilingual-e5-small`, or leave `--model` out for the built-in model".into(),
            Self::MissingFile { .. } => "the Hugging Face layout is `config.json`, `tokenizer.json` and `model.safetensors` in one directory".into(),
            Self::Pickle { file, .. } if file.contains('/') => "a pickle can run code; convert it with Python: `SentenceTransformer(DIR).save(NEW_DIR)`".into(),
            Self::Pickle { .. } => "a pickle can run code; convert it with Python: `AutoModel.from_pretrained(DIR).save_pretrained(DIR, safe_serialization=True)`".into(),
            Self::Unreadable { .. } => "check the permissions of the file".into(),
            Self::Invalid { reason, .. } if reason.contains("is not known") || reason.contains("not supported") => "choose another model; `afbaken model list` names some that work".into(),
            Self::Invalid { .. } => "copy or fetch the model again; the file may be cut off or of another model".into(),
            Self::Architecture { .. } => "models of type `xlm-roberta`, `roberta`, `camembert` and `bert` are supported".into(),
            Self::Hub { .. } => "check the id and the network; a model fetched elsewhere can be given as a directory with `--model DIR`".into(),
            Self::Offline { .. } => "run once without `--offline` and without `HF_HUB_OFFLINE`, or give a directory with `--model DIR`".into(),
            Self::BrokenOff { model, .. } => format!("`afbaken model fetch {model}` goes on from there"),
            Self::Damaged { model, .. } => format!("`afbaken model fetch {model}` fetches the file again; if it stays so, something between the hub and here changes it"),
            Self::Changed { lock, .. } => format!("delete the file from the model cache to fetch it again, or, if the new content is wanted, the entry from `{}`", lock.display()),
            Self::Lock { .. } => "mend or delete it; models are then held against what is fetched next".into(),
            Self::Unwritable { .. } => "check the permissions of the folder and the room on the disk".into(),
            Self::NoHub(_) => "give a directory with `--model DIR`, or build with `--features hub`".into(),
        }
    }
}
