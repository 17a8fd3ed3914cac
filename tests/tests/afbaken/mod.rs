//! The program as its users meet it: started with arguments, seen by its exit code, what it says and what it writes.
#![allow(dead_code, reason = "each file of tests uses its own part")]

pub mod corpus;
pub mod diluted;
pub mod hub;
pub mod made;
pub mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// The program beside this test's own executable, built anew: one of another day would be tested else.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test lies in PROFILE/deps").to_owned();
    let program = profile.join(format!("afbaken{}", std::env::consts::EXE_SUFFIX));
    build(&profile);
    assert!(program.is_file(), "no program at {}", program.display());
    program
});

fn build(profile: &Path) {
    let name = match profile
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a profile has a name")
    {
        "debug" => "dev",
        name => name,
    };
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let target = profile.parent().expect("a profile lies in the target folder");
    let status = Command::new(cargo)
        .args(["build", "--package", "afbaken", "--profile", name, "--target-dir"])
        .arg(target)
        .status();
    assert!(
        status.expect("cargo starts").success(),
        "cargo cannot build the program"
    );
}

/// What came of a command.
pub struct Outcome {
    pub arguments: Vec<String>,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the program to its end.
pub fn afbaken<S: AsRef<str>>(arguments: &[S]) -> Outcome {
    outcome(arguments, &mut command(arguments))
}

fn outcome<S: AsRef<str>>(arguments: &[S], command: &mut Command) -> Outcome {
    let output = command.output().expect("the program starts");
    Outcome {
        arguments: arguments.iter().map(|argument| argument.as_ref().to_owned()).collect(),
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// Runs the program to its end with these variables of the environment.
pub fn afbaken_with<S: AsRef<str>>(arguments: &[S], environment: &[(&str, &str)]) -> Outcome {
    let mut command = command(arguments);
    command.envs(environment.iter().copied());
    outcome(arguments, &mut command)
}

/// Starts the program and lets it go on.
pub fn started<S: AsRef<str>>(arguments: &[S], stdout: Stdio, stderr: Stdio) -> Child {
    command(arguments)
        .stdout(stdout)
        .stderr(stderr)
        .spawn()
        .expect("the program starts")
}

fn command<S: AsRef<str>>(arguments: &[S]) -> Command {
    let mut command = Command::new(&*PROGRAM);
    command
        .args(arguments.iter().map(AsRef::as_ref))
        .env("NO_COLOR", "1")
        .env("HF_HUB_OFFLINE", "1");
    command.stdin(Stdio::null());
    command
}

impl Outcome {
    /// Holds it to an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        let (arguments, stderr) = (self.arguments.join(" "), &self.stderr);
        assert_eq!(
            self.code,
            Some(code),
            "afbaken {arguments}\nstderr: {stderr}\nstdout: {}",
            self.stdout
        );
        self
    }

    /// Lines of stderr that begin with a word such as `error:`.
    pub fn n_said(&self, opening: &str) -> usize {
        self.stderr.lines().filter(|line| line.starts_with(opening)).count()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        let arguments = self.arguments.join(" ");
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("afbaken {arguments}: stdout is no JSON ({error}): {}", self.stdout))
    }
}

/// A folder for the files of one test, gone when the test ends.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The path of a name in it.
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    /// Writes a file, with the folders above it, and gives its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(Path::new(&path).parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(&path, content).expect("a file");
        path
    }
}

/// The documents of the demo corpus.
pub fn demo() -> String {
    let path =
        std::fs::canonicalize("../corpora/ecosystems-nl/documents.jsonl").expect("cargo tests in the package's folder");
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// A finished run over an input, with more arguments.
#[track_caller]
pub fn scoped(input: &str, out: &str, more: &[&str]) -> Outcome {
    afbaken(&[&["scope", input, "--out", out][..], more].concat()).exits(0)
}

/// Every file under a folder by its path in it, with its bytes; nothing where there is no such folder.
pub fn contents(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![PathBuf::from(folder)];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
        {
            if entry.is_dir() {
                open.push(entry);
            } else {
                let name = entry.strip_prefix(folder).expect("it lies in the folder");
                files.insert(
                    name.to_string_lossy().into_owned(),
                    fs::read(&entry).expect("a file that is read"),
                );
            }
        }
    }
    files
}

/// The files of a run that are the same in bytes whenever the run is made again.
pub fn results(run: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = contents(run);
    files.retain(|name, _| !name.starts_with("index/") && !name.starts_with("stages/") && name != "run.json");
    files
}

/// Names of the files that differ, or that only one of two runs has.
pub fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name))
        .cloned()
        .collect()
}

/// `run.json` as it is.
pub fn record(run: &str) -> Value {
    let text = fs::read(Path::new(run).join("run.json")).expect("the run has a `run.json`");
    serde_json::from_slice(&text).expect("`run.json` is JSON")
}

/// `run.json` without durations and without the command, which names the run folder.
pub fn lasting_record(run: &str) -> Value {
    let mut record = record(run);
    let fields = record.as_object_mut().expect("`run.json` is an object");
    assert!(fields.remove("timings").is_some() && fields.remove("command").is_some());
    record
}
