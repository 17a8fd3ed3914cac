//! Trains the pair classifier that the program carries: `cargo run --release -p study --example pair_classifier -- --help`.
//!
//! In: files of documents, and a labels file for some of them. Out: a folder with the classifier, and on stdout what
//! cross-validation says, with what each kind of evidence adds.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use attribution::{EvidenceGroup, LabelledDocument, PairReport, PairTraining, ProfileLearning, RuleFigures};
use catalogue::Catalogue;
use clap::Parser;
use corpus::{Boilerplate, Document, Reading, duplicates};
use encoder::{Compute, ModelFiles, TextEncoder};
use evaluation::Labels;
use study::{Silent, encode_documents};

/// Trains a classifier of document × ecosystem pairs.
#[derive(Parser)]
struct Arguments {
    /// Files of documents
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// A labels file: document_id, label, value
    #[arg(long)]
    labels: PathBuf,
    /// The folder for the classifier
    #[arg(long)]
    out: PathBuf,
    /// A catalogue (default: the built-in one)
    #[arg(long)]
    catalogue: Option<PathBuf>,
    /// Precision and recall of the rules on documents that they were not sharpened on
    #[arg(long, value_delimiter = ',')]
    unseen: Vec<f64>,
    /// C of the logistic regression
    #[arg(long, default_value_t = 0.05)]
    cost: f64,
    /// Leave out a group of evidence: place, others, words, vectors
    #[arg(long)]
    without: Vec<String>,
    /// Also print what each group adds
    #[arg(long)]
    ablation: bool,
}

const ALL: [(&str, EvidenceGroup); 5] = [
    ("rules", EvidenceGroup::Rules),
    ("place", EvidenceGroup::Place),
    ("others", EvidenceGroup::Others),
    ("words", EvidenceGroup::Words),
    ("vectors", EvidenceGroup::Vectors),
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let (catalogue, problems) = match &arguments.catalogue {
        Some(folder) => Catalogue::read(folder)?,
        None => Catalogue::built_in(),
    };
    if !problems.is_empty() {
        return Err(format!("the catalogue has {} problems", problems.len()).into());
    }
    let mut documents: Vec<Document> = Vec::new();
    let plan = Reading::default().plan(&arguments.inputs)?;
    plan.read(&mut |document| documents.push(document), &mut |_| {})?;
    let duplicate_of = duplicates(&documents);
    let model = ModelFiles::built_in();
    let encoder = TextEncoder::load(&model, Compute::Auto)?;
    let boilerplate = Boilerplate::find_among(&documents, &duplicate_of);
    let (places, labelled) = labelled(&catalogue, &documents, &duplicate_of, &arguments.labels)?;
    println!("{} documents, {} of them labelled", documents.len(), places.len());
    let documents: Vec<Document> = places.iter().map(|&place| documents[place].clone()).collect();
    let embeddings = encode_documents(&encoder, &plain(&documents, &boilerplate), &mut Silent)?;
    let learning = training(&arguments, &model).prepare(&catalogue, documents, &embeddings, labelled)?;
    let groups: Vec<EvidenceGroup> = ALL
        .iter()
        .filter(|(name, _)| !arguments.without.iter().any(|left_out| left_out == name))
        .map(|(_, group)| *group)
        .collect();
    let (classifier, report) = learning.fit(&groups)?;
    classifier.write(&arguments.out)?;
    print_report(&report);
    if arguments.ablation {
        println!("\n| evidence | precision | recall | F1 | calibration error |\n|---|---|---|---|---|");
        for n in 1..=ALL.len() {
            let used: Vec<EvidenceGroup> = ALL[..n].iter().map(|(_, group)| *group).collect();
            print_line(&format!("+ {}", ALL[n - 1].0), &learning.fit(&used)?.1.classifier);
        }
    }
    Ok(())
}

fn training(arguments: &Arguments, model: &ModelFiles) -> PairTraining {
    PairTraining {
        name: "afbaken-nl-en-pairs".into(),
        embedding: (model.id.clone(), model.sha256()),
        profiles: ProfileLearning::default(),
        cost: arguments.cost,
        unseen: match arguments.unseen[..] {
            [precision, recall] => Some(RuleFigures { precision, recall }),
            _ => None,
        },
        copies: 4,
        folds: 5,
        unsure_from: 0.5,
        seed: 1,
    }
}

/// Documents without formulas, as a run has them encoded.
fn plain(documents: &[Document], boilerplate: &Boilerplate) -> Vec<Document> {
    let stripped = documents.iter().map(|document| Document {
        text: boilerplate.strip(document),
        ..Document::default()
    });
    stripped.collect()
}

/// Places of the labelled documents, and what readers said of them.
fn labelled(
    catalogue: &Catalogue,
    documents: &[Document],
    duplicate_of: &[Option<usize>],
    path: &Path,
) -> Result<(Vec<usize>, Vec<LabelledDocument>), Box<dyn Error>> {
    let ecosystem = |id: &str| catalogue.ecosystems.iter().position(|ecosystem| ecosystem.id == id);
    let mut answers: BTreeMap<String, Vec<Option<bool>>> = BTreeMap::new();
    for judgement in Labels::read(path)?.judgements {
        if let Some(place) = ecosystem(&judgement.label) {
            let none = || vec![None; catalogue.ecosystems.len()];
            answers.entry(judgement.document_id).or_insert_with(none)[place] = judgement.value.belongs();
        }
    }
    let known = (0..documents.len()).filter_map(|place| {
        let of_document = LabelledDocument {
            group: duplicate_of[place].unwrap_or(place),
            answers: answers.get(&documents[place].document_id)?.clone(),
        };
        Some((place, of_document))
    });
    Ok(known.unzip())
}

fn print_report(report: &PairReport) {
    println!(
        "{} labelled documents, {} pairs that belong\nrules on them as they are: precision {:.2}, recall {:.2}\n",
        report.n_documents, report.n_belonging, report.rules_seen.precision, report.rules_seen.recall
    );
    println!("| out of fold, rules made as bad as elsewhere | precision | recall | F1 | calibration error |");
    println!("|---|---|---|---|---|");
    print_line("rules at .5", &report.rules);
    print_line(&format!("classifier at {:.2}", report.threshold), &report.classifier);
    print_line("classifier at .50", &report.at_half);
    print_line("ecosystems without a label", &report.unlabelled_ecosystems);
    print_line("without words and vectors", &report.rules_alone);
}

fn print_line(name: &str, figures: &attribution::PairFigures) {
    println!(
        "| {name} | {:.3} | {:.3} | {:.3} | {:.3} |",
        figures.precision, figures.recall, figures.f1, figures.calibration_error
    );
}
