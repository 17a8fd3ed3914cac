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
        file: &'static str,
    },
    /// The weights are there as a pickle only.
    #[error("the model directory `{}` holds its weights as a pickle (`pytorch_model.bin`) only", .0.display())]
    Pickle(PathBuf),
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
        file: &'static str,
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
    /// The device cannot be used.
    #[error("the device cannot be used: {0}")]
    Device(String),
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
            Self::Pickle(_) => "a pickle can run code; convert it with Python: `AutoModel.from_pretrained(DIR).save_pretrained(DIR, safe_serialization=True)`".into(),
            Self::Unreadable { .. } => "check the permissions of the file".into(),
            Self::Invalid { .. } => "copy or fetch the model again; the file may be cut off or of another model".into(),
            Self::Architecture { .. } => "models of type `xlm-roberta` and `bert` are supported".into(),
            Self::Device(_) => "use `--device cpu`; for a GPU, build with `--features cuda`".into(),
            Self::Hub { .. } => "check the id and the network; a model fetched elsewhere can be given as a directory with `--model DIR`".into(),
            Self::Offline { .. } => "run once without `--offline` and without `HF_HUB_OFFLINE`, or give a directory with `--model DIR`".into(),
            Self::NoHub(_) => "give a directory with `--model DIR`, or build with `--features hub`".into(),
        }
    }
}
