//! Prints what is recognised in files, reads them, and says how long that took.
//!
//! `cargo run --release -p corpus --example inspect -- [--map MAPPING] PATH…`

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use corpus::{
    Boilerplate, CorpusError, Document, Information, Mapping, ReadReport, Reading, Recognition, duplicates,
    information, input_files, recognise,
};

fn main() {
    let mut mapping = Mapping::default();
    let mut inputs: Vec<PathBuf> = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--map" => {
                mapping = arguments
                    .next()
                    .unwrap_or_default()
                    .parse()
                    .unwrap_or_else(|error| refuse(&error))
            }
            path => inputs.push(path.into()),
        }
    }
    for input in &inputs {
        for path in input_files(input).unwrap_or_else(|error| refuse(&error)) {
            match recognise(&path, &mapping) {
                Ok(recognition) => print_recognition(&recognition),
                Err(error) => complain(&error),
            }
        }
    }
    read(&inputs, mapping).unwrap_or_else(|error| refuse(&error));
}

fn refuse<T>(error: &CorpusError) -> T {
    complain(error);
    std::process::exit(2)
}

fn complain(error: &CorpusError) {
    eprintln!("error: {error}");
    if let Some(hint) = error.hint() {
        eprintln!("hint: {hint}");
    }
}

fn print_recognition(found: &Recognition) {
    println!(
        "{}: {:?} {:?} {:?} {} rows={} unreadable={} adds={:?}",
        found.file,
        found.format,
        found.delimiter,
        found.encoding,
        found.kind.name(),
        found.rows,
        found.unreadable_rows,
        found.adds
    );
    for column in &found.columns {
        let role = column.role.to_string();
        println!(
            "  {:24} {role:18} {:6} filled {:6} distinct  {:?}",
            column.name, column.filled, column.distinct, column.examples
        );
    }
    found
        .warnings
        .iter()
        .for_each(|warning| println!("  warning: {warning}"));
}

fn read(inputs: &[PathBuf], mapping: Mapping) -> Result<(), CorpusError> {
    let begin = Instant::now();
    let plan = Reading::with_mapping(mapping).plan(inputs)?;
    let planned = begin.elapsed();
    let mut documents: Vec<Document> = Vec::new();
    let report = plan.read(&mut |document| documents.push(document), &mut |_| {})?;
    let seconds = begin.elapsed().as_secs_f64();
    print_counts(&report);
    print_content(&documents);
    let characters: usize = documents.iter().map(|document| document.text.len()).sum();
    println!(
        "{} documents, {:.1} MB of text, planned in {planned:.2?}, in all {seconds:.2} s: {:.0} documents/s",
        documents.len(),
        characters as f64 / 1e6,
        documents.len() as f64 / seconds
    );
    Ok(())
}

fn print_content(documents: &[Document]) {
    let begin = Instant::now();
    let duplicate_of = duplicates(documents);
    let copies = duplicate_of.iter().flatten().count();
    println!("{copies} near-copies, found in {:.2?}", begin.elapsed());
    let begin = Instant::now();
    let boilerplate = Boilerplate::find_among(documents, &duplicate_of);
    println!(
        "{} recurring passages, found in {:.2?}",
        boilerplate.passages().len(),
        begin.elapsed()
    );
    for found in boilerplate.passages().iter().take(5) {
        println!("  {} documents: {}", found.documents, found.example);
    }
    let mut counts: BTreeMap<(Information, String), usize> = BTreeMap::new();
    for document in documents {
        let language = document
            .language
            .map_or("none".into(), |language| language.code().to_string());
        *counts
            .entry((information(document, &boilerplate).0, language))
            .or_default() += 1;
    }
    for ((found, language), count) in counts {
        println!("  {:11} {language} {count}", found.name());
    }
}

fn print_counts(report: &ReadReport) {
    for file in &report.files {
        assert_eq!(file.rows, file.read + file.quarantined, "{}", file.file);
        println!(
            "{}: rows {} = read {} + quarantined {}; documents {}; sha256 {}…",
            file.file,
            file.rows,
            file.read,
            file.quarantined,
            file.documents,
            &file.sha256[..8]
        );
    }
    println!("{} problems", report.problems.len());
    for problem in report.problems.iter().take(12) {
        println!(
            "  {} {} {} {}: {}",
            problem.file,
            problem.row,
            problem.column,
            problem.severity.name(),
            problem.problem
        );
    }
}
