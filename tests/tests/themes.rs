//! Themes under formulas: ten planted themes are found though most of each text is what any project could have written,
//! and there are none where nothing else is left.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::diluted::Diluted;
use afbaken::table::Table;
use afbaken::{Folder, afbaken, record};
use evaluation::adjusted_mutual_information;
use ndarray::Array2;
use theme::SphericalKMeans;

const CLEAN: Diluted = Diluted {
    n_documents: 200,
    on_theme: 5,
    formulas: 0,
    seed: 7,
};

/// More than 80 % of the words are in formulas.
const DILUTED: Diluted = Diluted { formulas: 24, ..CLEAN };

const WITHOUT_THEMES: Diluted = Diluted { on_theme: 0, ..DILUTED };

fn themes(folder: &Folder, name: &str, texts: &Diluted) -> String {
    let documents = folder.write(&format!("{name}.jsonl"), texts.lines());
    let run = folder.path(name);
    afbaken(&["themes", &documents, "--out", &run, "--quiet"]).exits(0);
    run
}

/// The theme of each document of which most lies in it; no theme is one group.
fn groups(run: &str, n_documents: usize) -> Vec<usize> {
    let table = Table::of(run, "document_themes");
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut best = vec![(0.0, 0); n_documents];
    let (documents, themes) = (table.texts("document_id"), table.texts("theme_id"));
    for ((document, theme), membership) in documents.iter().zip(themes).zip(table.numbers("membership")) {
        let next = numbers.len() + 1;
        let theme = *numbers.entry(theme).or_insert(next);
        let place: usize = document[1..].parse().expect("ids are D<number>");
        if membership > best[place].0 {
            best[place] = (membership, theme);
        }
    }
    best.into_iter().map(|(_, theme)| theme).collect()
}

#[test]
fn formulas_cost_the_themes_little() {
    let folder = Folder::new();
    let found = |name: &str, texts: &Diluted| {
        let run = themes(&folder, name, texts);
        adjusted_mutual_information(&texts.truth(), &groups(&run, texts.n_documents))
    };
    let (clean, diluted) = (found("clean", &CLEAN), found("diluted", &DILUTED));
    assert!(
        clean > 0.9 && clean - diluted < 0.05,
        "clean {clean}, diluted {diluted}"
    );
}

#[test]
fn documents_of_one_theme_lie_together_on_the_map_and_copies_on_each_other() {
    let folder = Folder::new();
    let mut lines: Vec<String> = CLEAN.lines().lines().map(String::from).collect();
    lines.push(lines[0].replace("\"D0\"", "\"COPY\""));
    let documents = folder.write("copied.jsonl", lines.join("\n"));
    let run = folder.path("copied");
    afbaken(&["themes", &documents, "--out", &run, "--quiet"]).exits(0);
    let table = Table::of(&run, "map");
    let (ids, x, y) = (table.texts("document_id"), table.numbers("x"), table.numbers("y"));
    assert_eq!(ids.len(), CLEAN.n_documents + 1);
    let last = ids.iter().position(|id| id == "COPY").unwrap();
    assert_eq!((x[0], y[0]), (x[last], y[last]));
    let truth = CLEAN.truth();
    let distance = |a: usize, b: usize| (x[a] - x[b]).powi(2) + (y[a] - y[b]).powi(2);
    let nearest = |a: usize| {
        let others = (0..CLEAN.n_documents).filter(|&b| b != a);
        others
            .min_by(|&b, &c| distance(a, b).total_cmp(&distance(a, c)))
            .unwrap()
    };
    let n_alike = (0..CLEAN.n_documents)
        .filter(|&a| truth[a] == truth[nearest(a)])
        .count();
    assert!(n_alike > 180, "{n_alike} of 200");
    let quality = &record(&run)["map"]["quality"];
    assert!(quality["trustworthiness"].as_f64().unwrap() > 0.9, "{quality}");
}

/// What the cleaning is for: the same texts as they stand, by their vectors alone.
#[test]
fn without_the_cleaning_formulas_bury_the_themes() {
    let folder = Folder::new();
    let found = |name: &str, texts: &Diluted| {
        let documents = folder.write(&format!("{name}.jsonl"), texts.lines());
        let file = folder.path(&format!("{name}.parquet"));
        afbaken(&["embed", &documents, "--out", &file, "--quiet"]).exits(0);
        let rows: Vec<Vec<f32>> = Table::read(&file).vectors("embedding").into_iter().flatten().collect();
        let rows = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).expect("rows of one length");
        let fitted = SphericalKMeans::new(10, 1).fit(rows.view());
        adjusted_mutual_information(&texts.truth(), &fitted.assignments)
    };
    let (clean, diluted) = (found("clean", &CLEAN), found("diluted", &DILUTED));
    assert!(clean > 0.9 && diluted < 0.5, "clean {clean}, diluted {diluted}");
}

#[test]
fn formulas_alone_have_no_clear_themes() {
    let folder = Folder::new();
    let run = themes(&folder, "formulas", &WITHOUT_THEMES);
    assert_eq!(Table::of(&run, "themes").n_rows(), 0);
    assert_eq!(Table::of(&run, "document_themes").n_rows(), 0);
    let told = record(&run).to_string();
    assert!(told.contains("documents say enough"), "the reason is told: {told}");
}
