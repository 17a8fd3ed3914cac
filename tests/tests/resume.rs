//! A run that is broken off is taken up where it was, and comes to what it would have come to.

mod afbaken;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use afbaken::corpus::many;
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program, contents, differing, lasting_record, results, scoped, started};

const DOCUMENTS: usize = 4_000;

/// Stages whose results are kept as `stages/NAME-KEY.cbor`.
const KEPT: [&str; 4] = ["read", "clean", "themes", "attribute"];

/// A stage has to come within this time, also in a build that is not optimised.
const PATIENCE: Duration = Duration::from_secs(300);

#[test]
fn a_killed_run_is_taken_up_and_gives_the_same_bytes() {
    let folder = Folder::new();
    let input = folder.write("many.jsonl", many(0..DOCUMENTS));
    let whole = folder.path("whole");
    scoped(&input, &whole, &[]);
    let (expected, expected_record) = (results(&whole), lasting_record(&whole));
    for until in ["read-", "clean-", "vectors/", "themes-", "attribute-"] {
        let run = folder.path(&format!("killed-{}", until.trim_end_matches(['-', '/'])));
        kill_when(&["scope", &input, "--out", &run], &run, until);
        let finished = finished_stages(&run);
        let parts = parts(&run);
        let outcome = scoped(&input, &run, &[]);
        for stage in finished {
            let said = outcome
                .stderr
                .lines()
                .find(|line| line.starts_with(stage))
                .unwrap_or_default();
            assert!(
                said.contains("done before, taken up again"),
                "killed at {until}, {stage}:\n{}",
                outcome.stderr
            );
        }
        let after = self::parts(&run);
        let again: Vec<_> = parts
            .iter()
            .filter(|(path, part)| after.get(*path) != Some(*part))
            .collect();
        assert!(again.is_empty(), "killed at {until}: made again {again:?}");
        let differing = differing(&expected, &results(&run));
        assert!(differing.is_empty(), "killed at {until}: {differing:?} differ");
        assert!(
            lasting_record(&run) == expected_record,
            "killed at {until}: `run.json` differs"
        );
    }
}

#[test]
fn a_finished_run_made_again_computes_nothing_that_is_kept() {
    let folder = Folder::new();
    let input = folder.write("many.jsonl", many(0..300));
    let run = folder.path("run");
    scoped(&input, &run, &[]);
    let before = (results(&run), lasting_record(&run));
    let outcome = scoped(&input, &run, &[]);
    for stage in KEPT.into_iter().chain(["embed", "index"]) {
        let said = outcome
            .stderr
            .lines()
            .find(|line| line.starts_with(stage))
            .unwrap_or_default();
        assert!(
            said.contains("done before, taken up again"),
            "{stage}:\n{}",
            outcome.stderr
        );
    }
    assert!(before == (results(&run), lasting_record(&run)), "the run has changed");
}

#[test]
fn a_run_without_its_stages_folder_gives_the_same_bytes() {
    let folder = Folder::new();
    let input = folder.write("many.jsonl", many(0..300));
    let run = folder.path("run");
    scoped(&input, &run, &[]);
    let before = results(&run);
    std::fs::remove_dir_all(format!("{run}/stages")).expect("stages");
    scoped(&input, &run, &[]);
    assert!(differing(&before, &results(&run)).is_empty());
}

/// Only the documents that are new need vectors, wherever their file stands among the inputs.
#[test]
fn more_input_computes_vectors_of_the_new_documents_only() {
    for (name, n_before, n_new) in [("z-last.jsonl", 1_500, 200), ("a-first.jsonl", 1_500, 200)] {
        let folder = Folder::new();
        let run = folder.path("run");
        let input = folder.path("input");
        folder.write("input/m.jsonl", many(0..n_before));
        scoped(&input, &run, &[]);
        let before = parts(&run);
        folder.write(&format!("input/{name}"), many(n_before..n_before + n_new));
        scoped(&input, &run, &[]);
        let made = parts(&run)
            .into_iter()
            .filter(|(path, part)| before.get(path) != Some(part));
        let n_made: usize = made.map(|(path, _)| Table::read(path).n_rows()).sum();
        assert_eq!(Table::of(&run, "embeddings").n_rows(), n_before + n_new, "{name}");
        assert!(
            n_made <= n_new,
            "{name}: {n_made} vectors were computed for {n_new} new documents"
        );
    }
}

#[test]
fn more_input_gives_what_a_new_run_gives() {
    let folder = Folder::new();
    let [run, new] = ["run", "new"].map(|name| folder.path(name));
    let one = folder.write("one.jsonl", many(0..300));
    let two = folder.write("two.jsonl", many(300..500));
    scoped(&one, &run, &[]);
    for out in [&run, &new] {
        program(&["scope", &one, &two, "--out", out]).exits(0);
    }
    let differing = differing(&results(&new), &results(&run));
    assert!(differing.is_empty(), "{differing:?} differ");
    assert!(lasting_record(&new) == lasting_record(&run), "`run.json` differs");
}

/// Starts the program and kills it as soon as a whole file whose name begins so lies under the run's stages.
fn kill_when(arguments: &[&str], run: &str, opening: &str) {
    let mut child = started(arguments, Stdio::null(), Stdio::null());
    let began = Instant::now();
    let stages = format!("{run}/stages");
    while !names(&stages)
        .iter()
        .any(|name| name.starts_with(opening) && !name.ends_with(".tmp"))
    {
        assert!(began.elapsed() < PATIENCE, "no {opening} after {PATIENCE:?}");
        assert!(
            child.try_wait().expect("a state").is_none(),
            "the program ended before {opening}"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert!(
        !Path::new(run).join("run.json").exists(),
        "killed at {opening}, and finished all the same"
    );
}

fn names(folder: &str) -> Vec<String> {
    let files = |folder: &Path| {
        std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
    };
    let path = Path::new(folder);
    let all = files(path).chain(files(&path.join("vectors")));
    all.filter_map(|file| Some(file.strip_prefix(path).ok()?.to_string_lossy().into_owned()))
        .collect()
}

/// Stages whose whole result is there.
fn finished_stages(run: &str) -> Vec<&'static str> {
    let names = names(&format!("{run}/stages"));
    let is_there = |stage: &&str| {
        names
            .iter()
            .any(|name| name.starts_with(&format!("{stage}-")) && name.ends_with(".cbor"))
    };
    KEPT.into_iter().filter(is_there).collect()
}

/// The parts of the vectors that are whole: when each was written, and its bytes.
fn parts(run: &str) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let folder = format!("{run}/stages/vectors");
    let files = contents(&folder);
    let is_whole = |name: &str| name.ends_with(".parquet");
    let whole = files.iter().filter(|(name, _)| is_whole(name));
    let part = |(name, bytes): (&String, &Vec<u8>)| {
        let path = Path::new(&folder).join(name);
        let written = path.metadata().and_then(|file| file.modified()).expect("a time");
        (path, (written, bytes.clone()))
    };
    whole.map(part).collect()
}
