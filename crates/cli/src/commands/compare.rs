//! `compare`: what changed from one finished run to another.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use study::{Change, EcosystemChange, RunComparison, TermShift, TermShifts, ThemeChanges, Total};

use crate::arguments::{CompareArguments, Output};

/// Words shown of each kind; `--json` has all.
const TERMS_SHOWN: usize = 10;

pub fn compare(arguments: &CompareArguments, output: Output) -> anyhow::Result<ExitCode> {
    if !arguments.others.is_empty() {
        return compare_several(arguments, output);
    }
    let comparison = study::compare(&arguments.first, &arguments.second)?;
    if output.json {
        let value = serde_json::to_value(&comparison)?;
        say!("{value:#}");
    } else {
        print(&comparison);
    }
    Ok(ExitCode::SUCCESS)
}

/// How far each two of several runs agree.
fn compare_several(arguments: &CompareArguments, output: Output) -> anyhow::Result<ExitCode> {
    let runs: Vec<&Path> = [&arguments.first, &arguments.second]
        .into_iter()
        .chain(&arguments.others)
        .map(PathBuf::as_path)
        .collect();
    let matrix = study::agreement_matrix(&runs)?;
    if output.json {
        let value = serde_json::to_value(&matrix)?;
        say!("{value:#}");
        return Ok(ExitCode::SUCCESS);
    }
    for (number, run) in (1..).zip(&matrix.runs) {
        let run_mode = format!("mode {}, classifier {}", run.mode, run.classifier);
        say!(
            "{number}  {}: {run_mode}, {} attributions",
            run.folder.display(),
            run.n_attributed
        );
    }
    say!(
        "\nKappa over {} documents of all, each with every ecosystem that a run attributes:\n",
        matrix.n_documents
    );
    let cell = |first: usize, second: usize| match matrix.between(first, second) {
        _ if first == second => "-".to_owned(),
        Some(found) => found.kappa.map_or("same".to_owned(), |kappa| format!("{kappa:.2}")),
        None => "no data".to_owned(),
    };
    let line = |start: String, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>9}")).collect();
        say!("{start:<3}{cells}");
    };
    let places = 0..matrix.runs.len();
    line(
        String::new(),
        places.clone().map(|place| (place + 1).to_string()).collect(),
    );
    for first in places.clone() {
        line(
            (first + 1).to_string(),
            places.clone().map(|second| cell(first, second)).collect(),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn print(comparison: &RunComparison) {
    let counts = comparison.documents;
    say!(
        "{} documents in the first run, {} in the second, {} in both.",
        counts.first,
        counts.second,
        counts.both
    );
    for setting in &comparison.differing_settings {
        say!("The runs differ in {setting}: a change may come from that.");
    }
    if let Some(found) = comparison.agreement {
        say!(
            "On the documents of both, {} pairs of document and ecosystem are attributed by both, {} by the first alone and {} by \
             the second alone; {}.",
            found.both,
            found.first_only,
            found.second_only,
            found
                .kappa
                .map_or("they never differ".into(), |kappa| format!("kappa {kappa:.2}"))
        );
    }
    print_ecosystems(&comparison.ecosystems);
    print_themes(&comparison.themes, counts.both);
    print_terms("all documents", &comparison.terms);
    for ecosystem in &comparison.ecosystems {
        print_terms(&ecosystem.id, &ecosystem.terms);
    }
}

fn print_ecosystems(ecosystems: &[EcosystemChange]) {
    if ecosystems.is_empty() {
        say!("\nNeither run attributes anything.");
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_width(140);
    table.set_header([
        "ecosystem",
        "sum of shares, first",
        "second",
        "for each 1,000 documents",
        "change",
        "entered",
        "left",
        "grown",
        "shrunk",
        "actors in / out",
    ]);
    for one in ecosystems {
        let counts = [&one.entered, &one.left, &one.grown, &one.shrunk].map(|ids| ids.len().to_string());
        let organisations = format!("{} / {}", one.organisations_entered.len(), one.organisations_left.len());
        let difference = one.difference;
        let sums = [
            total(one.first),
            total(one.second),
            format!(
                "{:+.1} ({:+.1} to {:+.1})",
                difference.value, difference.low, difference.high
            ),
            change(one.change).to_owned(),
        ];
        table.add_row(
            [
                vec![one.id.clone()],
                sums.to_vec(),
                counts.to_vec(),
                vec![organisations],
            ]
            .concat(),
        );
    }
    for column in 5..10 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    say!("{table}");
    say!(
        "Descriptive, in the order of ids: sums follow from what the files hold, and say nothing of how an ecosystem performs. \
         `--json` names the documents and organisations."
    );
}

fn total(total: Total) -> String {
    match total.n_documents {
        0 => "no data".to_owned(),
        _ => format!("{:.1} ({:.1}-{:.1})", total.share, total.low, total.high),
    }
}

fn change(change: Change) -> &'static str {
    match change {
        Change::Grown => "grown",
        Change::Shrunk => "shrunk",
        Change::Unclear => "unclear",
        Change::Same => "same",
    }
}

fn print_themes(themes: &ThemeChanges, n_both: usize) {
    if *themes == ThemeChanges::default() {
        return;
    }
    if n_both == 0 {
        say!("\nThe runs share no documents, by which themes could be matched.");
        return;
    }
    say!("\nThemes, matched by the documents of both runs:");
    for (first, second) in &themes.kept {
        say!("  goes on: {first} -> {second}");
    }
    for split in &themes.splits {
        say!("  splits: {} -> {}", split.one, split.several.join(" + "));
    }
    for merge in &themes.merges {
        say!("  merges: {} -> {}", merge.several.join(" + "), merge.one);
    }
    let lists = [
        ("new", &themes.births),
        ("ended", &themes.deaths),
        ("cannot be told", &themes.unknown),
    ];
    for (what, names) in lists {
        for name in names {
            say!("  {what}: {name}");
        }
    }
}

fn print_terms(of: &str, terms: &TermShifts) {
    let shown = |shifts: &[TermShift]| -> String {
        let words = shifts.iter().take(TERMS_SHOWN).map(|shift| shift.term.as_str());
        words.collect::<Vec<_>>().join(", ")
    };
    for (what, shifts) in [("rising", &terms.rising), ("falling", &terms.falling)] {
        if !shifts.is_empty() {
            say!("{of}, {what}: {}", shown(shifts));
        }
    }
}
