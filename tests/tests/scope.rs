//! The main job: a run folder holds what its contract says, and its tables agree with one another.

mod afbaken;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use afbaken::corpus::documents;
use afbaken::table::Table;
use afbaken::{Folder, demo, record, scoped};

const TOLERANCE: f64 = 1e-9;

/// The tables of a run and the columns that people's notebooks read.
const TABLES: [(&str, &str); 11] = [
    (
        "documents",
        "document_id kind language title text year information boilerplate_share duplicate_of",
    ),
    ("embeddings", "document_id embedding"),
    (
        "themes",
        "theme_id label_nl label_en terms n_documents parent stability status",
    ),
    ("document_themes", "document_id theme_id membership"),
    (
        "attributions",
        "document_id ecosystem_id probability share share_low share_high zone mode share_source review",
    ),
    (
        "evidence",
        "document_id ecosystem_id kind rule field start end text weight",
    ),
    ("organisations", "organisation_id name aliases type country city ids"),
    (
        "organisation_attributions",
        "organisation_id ecosystem_id year share share_low share_high fractional share_source n_documents amount",
    ),
    ("edges", "source target ecosystem_id year"),
    ("communities", "organisation_id ecosystem_id community membership"),
    (
        "indicators",
        "indicator ecosystem_id year region organisation_type value low high n_units suppressed note",
    ),
];

/// Two ecosystems that share a subject, one of them with an exclusion.
const CATALOGUE: [(&str, &str); 2] = [("water", "water* OR *water"), ("energie", "waterstof* OR energie*")];

/// A copy, an exclusion, a document without organisation or year, one in both ecosystems and one in none.
const MADE: &str = r#"{"id": "a", "title": "Zuivering van water met 🌊 membranen", "text": "Hét project zuivert water uit de rwzi. Ook café's krijgen schoon water en energie.", "year": 2020, "organisations": ["Wetsus", "KWR", "Deltares"]}
{"id": "b", "title": "Zuivering van water met 🌊 membranen", "text": "Hét project zuivert water uit de rwzi. Ook café's krijgen schoon water en energie.", "year": 2021, "organisations": ["Wetsus"]}
{"id": "c", "title": "Energie uit een waterval", "text": "Een waterval levert energie aan het dorp en aan de fabriek in het dal.", "year": 2021, "organisations": ["TNO", "TNO"]}
{"id": "d", "title": "Meten aan water", "text": "De waterschappen meten de kwaliteit van het oppervlaktewater met sensoren."}
{"id": "e", "title": "Robots in de kas", "text": "Een robot leert tomaten te herkennen en te plukken zonder ze te beschadigen.", "organisations": ["WUR"]}
{"id": "f", "title": "Waterstof als brandstof", "text": "Vuilniswagens rijden op waterstof in Groningen en Emmen.", "organisations": [{"name": "Gemeente Groningen"}, {"name": "HyMatters"}]}
"#;

#[test]
fn the_run_folder_holds_every_file_of_the_contract() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    for (name, columns) in TABLES {
        let table = Table::of(&run, name);
        let missing: Vec<&str> = columns
            .split(' ')
            .filter(|c| !table.columns().iter().any(|has| has == c))
            .collect();
        assert!(missing.is_empty(), "{name}.parquet lacks {missing:?}");
    }
    for name in [
        "run.json",
        "report.html",
        "report.xlsx",
        "problems.csv",
        "index",
        "stages",
    ] {
        assert!(Path::new(&run).join(name).exists(), "no {name}");
    }
    let unfinished: Vec<String> = afbaken::contents(&run)
        .into_keys()
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert!(unfinished.is_empty(), "left behind: {unfinished:?}");
}

#[test]
fn every_row_is_read_or_quarantined_and_said_so() {
    let folder = Folder::new();
    let run = folder.path("run");
    let outcome = scoped(&demo(), &run, &[]);
    let n = documents(&demo()).len();
    assert!(
        outcome.stdout.contains(&format!("rows {n} = read {n} + quarantined 0")),
        "{}",
        outcome.stdout
    );
    assert_eq!(outcome.n_said("error:"), 0);
    let record = record(&run);
    for counts in [&record["counts"], &record["inputs"][0]] {
        let count = |name: &str| counts[name].as_u64().unwrap_or_else(|| panic!("no count of {name}"));
        assert_eq!(count("rows"), count("read") + count("quarantined"));
        assert_eq!(count("documents"), n as u64);
    }
    assert_eq!(Table::of(&run, "documents").n_rows(), n);
    assert_eq!(Table::of(&run, "embeddings").n_rows(), n);
    for name in [
        "version",
        "command",
        "catalogue_sha256",
        "model",
        "seed",
        "parameters",
        "timings",
    ] {
        assert!(!record[name].is_null(), "run.json lacks `{name}`");
    }
    for path in ["/inputs/0/sha256", "/model/id", "/model/sha256"] {
        assert!(
            record.pointer(path).is_some_and(|value| value.is_string()),
            "run.json lacks {path}"
        );
    }
}

#[test]
fn tables_of_the_demo_corpus_agree() {
    let folder = Folder::new();
    let run = folder.path("run");
    scoped(&demo(), &run, &[]);
    check_tables(&run, &demo());
}

#[test]
fn tables_with_copies_and_exclusions_agree() {
    let folder = Folder::new();
    let run = folder.path("run");
    let input = folder.write("made.jsonl", MADE);
    for (id, query) in CATALOGUE {
        folder.write(&format!("catalogue/{id}.toml"), ecosystem(id, query));
    }
    scoped(&input, &run, &["--catalogue", &folder.path("catalogue")]);
    check_tables(&run, &input);
    let zones = Table::of(&run, "attributions").texts("zone");
    assert!(
        zones.iter().any(|zone| zone == "unsure"),
        "the exclusion matched: {zones:?}"
    );
    let copies = Table::of(&run, "documents").optional_texts("duplicate_of");
    assert_eq!(copies.iter().flatten().count(), 1, "one is a copy: {copies:?}");
}

#[test]
fn the_report_says_the_headline_in_the_language_asked_for() {
    let check = |more: &[&str], page: &str, of_documents: &str, of_ecosystems: &str| {
        let folder = Folder::new();
        let run = folder.path("run");
        scoped(&demo(), &run, more);
        let html = std::fs::read_to_string(format!("{run}/report.html")).expect("a report in UTF-8");
        assert!(
            html.contains(&format!("<html lang=\"{page}\"")),
            "the page is in `{page}`"
        );
        let headline = between(&html, "<h1>", "</h1>");
        assert!(
            headline.contains(of_documents) && headline.contains(of_ecosystems),
            "{headline}"
        );
        assert!(headline.starts_with(&percentage_inside(&run)), "{headline}");
        check_loads_nothing(&html);
    };
    check(&[], "nl", "documenten", "56 ecosystemen");
    check(&["--language", "nl"], "nl", "documenten", "56 ecosystemen");
    check(&["--language", "en"], "en", "documents", "56 ecosystems");
}

/// Two rules that attribute and one that excludes.
fn ecosystem(id: &str, query: &str) -> String {
    format!(
        r#"id = "{id}"
number = 1
label = {{ nl = "{id}", en = "{id}" }}
focus = {{ nl = "Over {id}", en = "About {id}" }}

[[rule]]
name = "{id}"
role = "core"
query = '{query}'
weight = 0.9

[[rule]]
name = "{id} in the title"
role = "periphery"
query = 'title:({query})'
weight = 0.7

[[rule]]
name = "falls"
role = "exclude"
query = 'waterval'
"#
    )
}

fn check_tables(run: &str, input: &str) {
    check_shares(run);
    check_evidence(run);
    check_fractional(run, input);
}

/// Probabilities and shares lie where they can, an unsure row counts nowhere, and a document is given away once.
fn check_shares(run: &str) {
    let table = Table::of(run, "attributions");
    let (ids, zones) = (table.texts("document_id"), table.texts("zone"));
    let [p, share, low, high] = ["probability", "share", "share_low", "share_high"].map(|name| table.numbers(name));
    assert!(!ids.is_empty(), "nothing is attributed");
    let mut sums: HashMap<&str, f64> = HashMap::new();
    for (row, id) in ids.iter().enumerate() {
        let place = format!(
            "{id}, row {row}: p {} share {} [{}, {}]",
            p[row], share[row], low[row], high[row]
        );
        assert!(p[row] > 0.0 && p[row] <= 1.0, "{place}");
        assert!(
            0.0 <= low[row] && low[row] <= share[row] && share[row] <= high[row] && high[row] <= 1.0,
            "{place}"
        );
        match zones[row].as_str() {
            "unsure" => assert!(share[row] == 0.0 && high[row] > 0.0, "{place}"),
            zone => assert!(
                ["core", "periphery"].contains(&zone) && share[row] > 0.0,
                "{zone}: {place}"
            ),
        }
        *sums.entry(id).or_default() += share[row];
    }
    for (id, sum) in sums {
        assert!(sum <= 1.0 + TOLERANCE, "{id}: the shares sum to {sum}");
    }
}

/// Every attribution has evidence, and evidence in a text is what stands there.
fn check_evidence(run: &str) {
    let documents = Table::of(run, "documents");
    let fields: HashMap<&str, Vec<String>> = ["title", "text"]
        .into_iter()
        .map(|field| (field, documents.texts(field)))
        .collect();
    let ids = documents.texts("document_id");
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(place, id)| (id.as_str(), place)).collect();
    let table = Table::of(run, "evidence");
    let (of, texts, named) = (
        table.texts("document_id"),
        table.texts("text"),
        table.optional_texts("field"),
    );
    let (starts, ends) = (table.optional_numbers("start"), table.optional_numbers("end"));
    for row in 0..table.n_rows() {
        let (Some(field), Some(start), Some(end)) = (&named[row], starts[row], ends[row]) else {
            let none = named[row].is_none() && starts[row].is_none() && ends[row].is_none();
            assert!(none, "row {row}: field, start and end are there together or not at all");
            continue;
        };
        let field = &fields[field.as_str()][places[of[row].as_str()]];
        let (start, end) = (start as usize, end as usize);
        let cut: String = field.chars().skip(start).take(end.saturating_sub(start)).collect();
        assert!(
            start < end && cut == texts[row],
            "{}, {start}-{end}: `{cut}` is not `{}`",
            of[row],
            texts[row]
        );
    }
    let evident: BTreeSet<(String, String)> = of.into_iter().zip(table.texts("ecosystem_id")).collect();
    let attributions = Table::of(run, "attributions");
    let attributed: BTreeSet<(String, String)> = attributions
        .texts("document_id")
        .into_iter()
        .zip(attributions.texts("ecosystem_id"))
        .collect();
    assert_eq!(
        attributed.len(),
        attributions.n_rows(),
        "a document and ecosystem stand in one row"
    );
    assert_eq!(attributed, evident, "what is attributed is what has evidence");
}

/// Over organisations, `fractional` gives back the shares of the documents that have any, copies once.
fn check_fractional(run: &str, input: &str) {
    let documents = Table::of(run, "documents");
    let originals = documents
        .texts("document_id")
        .into_iter()
        .zip(documents.optional_texts("duplicate_of"));
    let originals: BTreeSet<String> = originals.filter(|(_, of)| of.is_none()).map(|(id, _)| id).collect();
    let with_organisations: BTreeSet<String> = afbaken::corpus::documents(input)
        .iter()
        .filter(|document| document["organisations"].as_array().is_some_and(|all| !all.is_empty()))
        .map(|document| document["id"].as_str().expect("an id").to_owned())
        .collect();
    let attributions = Table::of(run, "attributions");
    let ids = attributions.texts("document_id");
    let mut expected: BTreeMap<String, f64> = BTreeMap::new();
    for ((id, ecosystem), share) in ids
        .iter()
        .zip(attributions.texts("ecosystem_id"))
        .zip(attributions.numbers("share"))
    {
        let counts = originals.contains(id) && with_organisations.contains(id);
        *expected.entry(ecosystem).or_default() += if counts { share } else { 0.0 };
    }
    let table = Table::of(run, "organisation_attributions");
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for (ecosystem, fractional) in table.texts("ecosystem_id").into_iter().zip(table.numbers("fractional")) {
        *sums.entry(ecosystem).or_default() += fractional;
    }
    assert!(
        sums.keys().all(|ecosystem| expected.contains_key(ecosystem)),
        "{sums:?}"
    );
    for (ecosystem, expected) in expected {
        let sum = sums.get(&ecosystem).copied().unwrap_or_default();
        assert!(
            (sum - expected).abs() <= TOLERANCE,
            "{ecosystem}: {sum} over organisations, {expected} over documents"
        );
    }
}

/// The part of the documents that count which have a share, as a whole percentage. A document counts that is no
/// near-copy and says enough, or so much that a rule matched.
fn percentage_inside(run: &str) -> String {
    let attributions = Table::of(run, "attributions");
    let rows = attributions
        .texts("document_id")
        .into_iter()
        .zip(attributions.numbers("share"));
    let (attributed, inside) = rows.fold(
        (BTreeSet::new(), BTreeSet::new()),
        |(mut attributed, mut inside), (id, share)| {
            if share > 0.0 {
                inside.insert(id.clone());
            }
            attributed.insert(id);
            (attributed, inside)
        },
    );
    let documents = Table::of(run, "documents");
    let said = documents.texts("information");
    let copies = documents.optional_texts("duplicate_of");
    let counted: BTreeSet<String> = (documents.texts("document_id").into_iter().enumerate())
        .filter(|(at, id)| copies[*at].is_none() && (said[*at] == "ok" || attributed.contains(id)))
        .map(|(_, id)| id)
        .collect();
    format!(
        "{:.0}",
        100.0 * inside.intersection(&counted).count() as f64 / counted.len() as f64
    )
}

/// A page that opens offline names nothing that a browser would fetch.
fn check_loads_nothing(html: &str) {
    let page = html.to_lowercase();
    for load in [
        "src=\"http",
        "src='http",
        "src=\"//",
        "<link",
        "url(http",
        "url(\"http",
        "@import",
        "fetch(",
        "xmlhttprequest",
        "<iframe",
    ] {
        assert!(!page.contains(load), "the report loads something by `{load}`");
    }
}

fn between<'a>(text: &'a str, opening: &str, closing: &str) -> &'a str {
    let (_, after) = text.split_once(opening).unwrap_or_else(|| panic!("no {opening}"));
    after.split_once(closing).unwrap_or_else(|| panic!("no {closing}")).0
}
