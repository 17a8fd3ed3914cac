//! The same inputs, seed and version give the same bytes; another seed changes only what chance has a part in.

mod afbaken;

use afbaken::{Folder, demo, differing, lasting_record, record, results, scoped};

/// Files that another seed may change, beside `run.json`.
const OF_CHANCE: [&str; 6] = [
    "themes.parquet",
    "document_themes.parquet",
    "map.parquet",
    "communities.parquet",
    "report.html",
    "report.xlsx",
];

#[test]
fn two_runs_of_the_same_input_give_the_same_bytes() {
    let folder = Folder::new();
    let [one, other] = ["one", "other"].map(|name| folder.path(name));
    for run in [&one, &other] {
        scoped(&demo(), run, &[]);
    }
    let differing = differing(&results(&one), &results(&other));
    assert!(differing.is_empty(), "{differing:?} differ");
    assert_eq!(lasting_record(&one), lasting_record(&other));
}

#[test]
fn the_commands_differ_in_the_run_folder_only() {
    let folder = Folder::new();
    let [one, other] = ["one", "other"].map(|name| folder.path(name));
    for run in [&one, &other] {
        scoped(&demo(), run, &[]);
    }
    let command = |run: &str| record(run)["command"].to_string().replace(run, "RUN");
    assert_eq!(command(&one), command(&other));
}

#[test]
fn copies_of_the_input_elsewhere_give_the_same_bytes() {
    let folder = Folder::new();
    let documents = std::fs::read(demo()).expect("the demo corpus");
    let runs = ["here", "elsewhere"].map(|place| {
        let run = folder.path(&format!("{place}-run"));
        scoped(
            &folder.write(&format!("{place}/documents.jsonl"), &documents),
            &run,
            &[],
        );
        run
    });
    let differing = differing(&results(&runs[0]), &results(&runs[1]));
    assert!(differing.is_empty(), "{differing:?} differ");
    assert_eq!(lasting_record(&runs[0]), lasting_record(&runs[1]));
}

#[test]
fn another_seed_changes_only_what_chance_has_a_part_in() {
    let folder = Folder::new();
    let [one, other] = ["one", "other"].map(|name| folder.path(name));
    scoped(&demo(), &one, &["--seed", "1"]);
    scoped(&demo(), &other, &["--seed", "20261120"]);
    let mut differing = differing(&results(&one), &results(&other));
    differing.retain(|name| !OF_CHANCE.contains(&name.as_str()));
    assert!(differing.is_empty(), "{differing:?} differ");
}

#[test]
fn no_file_but_the_timings_holds_a_time_of_day_or_the_machine() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let mut texts = results(&run);
    texts.insert("run.json".into(), lasting_record(&run).to_string().into_bytes());
    for (name, bytes) in texts {
        let text = String::from_utf8_lossy(&bytes);
        for said in [machine.trim(), run.as_str()].into_iter().filter(|said| said.len() > 5) {
            assert!(!text.contains(said), "{name} holds `{said}`");
        }
    }
}
