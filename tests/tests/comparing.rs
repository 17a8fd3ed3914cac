//! Two runs side by side. Numbers in the names of tests are the rows of the source study's list of needs (section 5) that they
//! answer.

mod afbaken;

use std::collections::BTreeSet;

use afbaken::made::{TITLES, catalogue, documents, filler};
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program};
use serde_json::Value;

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(|text| text.as_str().expect("a text"))
        .collect()
}

/// Runs over two periods that share four documents: chemistry and membranes, then circular building and batteries.
fn two_periods(folder: &Folder) -> [String; 2] {
    let catalogue = catalogue(folder);
    let old: Vec<(String, &str)> = (0..12)
        .map(|n| (format!("O{n}"), "chemie met membraanfilters"))
        .collect();
    let new: Vec<(String, &str)> = (0..12)
        .map(|n| (format!("N{n}"), "circulair bouwen met batterijen"))
        .collect();
    let with = |more: &[(String, &'static str)]| -> Vec<(String, &'static str)> {
        let always = TITLES.iter().map(|(id, title)| ((*id).to_owned(), *title));
        always.chain(more.iter().cloned()).collect()
    };
    let written = |name: &str, titles: Vec<(String, &str)>| {
        let told: Vec<(String, String)> = titles
            .into_iter()
            .enumerate()
            .map(|(n, (id, title))| (id, format!("{title} {}", filler(n))))
            .collect();
        let borrowed: Vec<(&str, &str)> = told.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
        documents(folder, name, &borrowed)
    };
    [("1", &old), ("2", &new)].map(|(period, titles)| {
        let (input, run) = (
            written(&format!("{period}.csv"), with(titles)),
            folder.path(&format!("run-{period}")),
        );
        program(&["attribute", &input, "--out", &run, "--catalogue", &catalogue]).exits(0);
        run
    })
}

#[test]
fn rows_15_28_29_what_entered_and_left() {
    let folder = Folder::new();
    let [first, second] = two_periods(&folder);
    let compared = program(&["compare", &first, &second, "--json"]).exits(0).json();
    let ids: Vec<&str> = compared["ecosystems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["energie", "water"],
        "by id, no ranking; one without documents is absent, not 0"
    );
    let (energy, water) = (&compared["ecosystems"][0], &compared["ecosystems"][1]);
    assert!(
        strings(&energy["entered"]).iter().all(|id| id.starts_with('N')) && !strings(&energy["entered"]).is_empty()
    );
    assert!(strings(&water["left"]).iter().all(|id| id.starts_with('O')) && !strings(&water["left"]).is_empty());
    assert!(
        strings(&energy["organisations_entered"])
            .iter()
            .all(|name| name.starts_with("Bedrijf N"))
    );
    assert_eq!(
        (&energy["left"], &water["entered"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
    let same = program(&["compare", &first, &first]).exits(0).stdout;
    assert!(
        same.contains("same") && !same.contains("rising") && same.contains("say nothing of how"),
        "{same}"
    );
    let no_run = program(&["compare", &first, &folder.path("nowhere")]).exits(2);
    assert_eq!(no_run.n_said("hint:"), 1, "{}", no_run.stderr);
}

/// The same documents by rules alone, by the classifier over them, and with a person's word: one schema, and how far they agree.
#[test]
fn row_12_modes_share_a_schema_and_their_agreement_is_told() {
    let folder = Folder::new();
    let [rules, classifier, people] = ["rules", "classifier", "people"].map(|name| folder.path(name));
    let judgements = folder.write("judgements.csv", "document_id,label,value\nD001,waterstof,ja\n");
    let input = afbaken::demo();
    program(&["attribute", &input, "--out", &rules, "--classifier", "none"]).exits(0);
    program(&["attribute", &input, "--out", &classifier]).exits(0);
    let arguments = [
        "attribute",
        &input,
        "--out",
        &people,
        "--classifier",
        "none",
        "--judgements",
        &judgements,
    ];
    program(&arguments).exits(0);
    let columns = |run: &str| Table::of(run, "attributions").columns().to_vec();
    assert!(columns(&rules) == columns(&classifier) && columns(&rules) == columns(&people));
    let modes = |run: &str| {
        Table::of(run, "attributions")
            .texts("mode")
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    assert_eq!((modes(&rules).len(), modes(&classifier).contains("hybrid")), (1, true));
    let compared = |second: &str| program(&["compare", &rules, second, "--json"]).exits(0).json()["agreement"].clone();
    let (with_people, with_classifier) = (compared(&people), compared(&classifier));
    assert_eq!(
        (&with_people["first_only"], &with_people["second_only"]),
        (&0.into(), &1.into())
    );
    let kappa = with_classifier["kappa"].as_f64().expect("kappa");
    let n = |name: &str| with_classifier[name].as_f64().unwrap();
    let all = n("both") + n("first_only") + n("second_only") + n("neither");
    let (first, second) = (
        (n("both") + n("first_only")) / all,
        (n("both") + n("second_only")) / all,
    );
    let (observed, chance) = (
        (n("both") + n("neither")) / all,
        first * second + (1.0 - first) * (1.0 - second),
    );
    assert!(
        (kappa - (observed - chance) / (1.0 - chance)).abs() < 1e-9 && kappa < 1.0,
        "{with_classifier}"
    );
}

#[test]
fn row_32_words_that_rise_and_fall() {
    let folder = Folder::new();
    let [first, second] = two_periods(&folder);
    let compared = program(&["compare", &first, &second, "--json"]).exits(0).json();
    let terms = |kind: &str| -> Vec<&str> {
        let shifts = compared["terms"][kind].as_array().unwrap();
        shifts.iter().map(|shift| shift["term"].as_str().unwrap()).collect()
    };
    assert!(
        terms("rising").contains(&"circulair") && terms("falling").contains(&"chemie"),
        "{compared:#}"
    );
}
