//! People's decisions stand above the program's, and over-counting shows. Numbers in the names of tests are the rows of
//! the source study's list of needs (section 5) that they answer.

mod afbaken;

use std::collections::BTreeMap;

use afbaken::made::{TITLES, catalogue, documents, filler};
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program, scoped};

/// By document and ecosystem: the row of the table of attributions.
fn attributions(run: &str) -> BTreeMap<(String, String), (f64, String, String)> {
    let table = Table::of(run, "attributions");
    let (ids, ecosystems) = (table.texts("document_id"), table.texts("ecosystem_id"));
    let (shares, reviews) = (table.numbers("share"), table.texts("review"));
    let sources = table.texts("share_source");
    let rows = ids.into_iter().zip(ecosystems).enumerate();
    rows.map(|(row, pair)| (pair, (shares[row], reviews[row].clone(), sources[row].clone())))
        .collect()
}

fn of<'a>(
    found: &'a BTreeMap<(String, String), (f64, String, String)>,
    document: &str,
    ecosystem: &str,
) -> &'a (f64, String, String) {
    &found[&(document.to_owned(), ecosystem.to_owned())]
}

#[test]
fn rows_3_4_a_stated_share_wins_over_the_text_and_its_source_stays_visible() {
    let folder = Folder::new();
    let (input, catalogue) = (documents(&folder, "in.csv", &TITLES), catalogue(&folder));
    let judgements = folder.write(
        "survey.csv",
        "document_id,label,value,source,annotator,note\nA,water,0.3,survey,KWR,three tenths of the hours\n\
         B,Over energie,0.25,registry,,\n",
    );
    let run = folder.path("run");
    scoped(&input, &run, &["--catalogue", &catalogue, "--judgements", &judgements]);
    let found = attributions(&run);
    assert_eq!(*of(&found, "A", "water"), (0.3, "accepted".into(), "survey".into()));
    assert_eq!(
        *of(&found, "B", "energie"),
        (0.25, "accepted".into(), "registry".into())
    );
    let (share, review, source) = of(&found, "B", "water");
    assert!(
        (share - 0.75 * 0.8).abs() < 1e-9,
        "the text shares what the registry leaves: {share}"
    );
    assert_eq!((review.as_str(), source.as_str()), ("none", "text"));
    let evidence = Table::of(&run, "evidence");
    let human = evidence
        .texts("kind")
        .iter()
        .position(|kind| kind == "human")
        .expect("evidence of a person");
    assert_eq!(evidence.texts("text")[human], "three tenths of the hours");
}

#[test]
fn rows_6_16_people_add_and_take_away_and_it_survives_a_new_run() {
    let folder = Folder::new();
    let (input, catalogue) = (documents(&folder, "in.csv", &TITLES), catalogue(&folder));
    let judgements = folder.write(
        "judgements.csv",
        "document_id,label,value,annotator,time,note\nA,water,nee,field,2026-11-01,a supplier only\n\
         D,energie,ja,field,2026-11-01,geothermal\nC,energie,ja,x,,\nC,energie,nee,y,,\nZ,water,ja,x,,\n",
    );
    let arguments = ["--catalogue", &catalogue, "--judgements", &judgements];
    let [run, again] = ["run", "again"].map(|name| folder.path(name));
    let outcome = program(&[&["attribute", &input, "--out", &run], &arguments[..]].concat()).exits(0);
    assert!(
        outcome
            .stderr
            .contains("1 judgements are of documents that are not in the input"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stdout.contains("People decided on 3 of the attributions"),
        "{}",
        outcome.stdout
    );
    let found = attributions(&run);
    assert_eq!(*of(&found, "A", "water"), (0.0, "rejected".into(), "text".into()));
    assert_eq!(*of(&found, "D", "energie"), (1.0, "accepted".into(), "text".into()));
    assert_eq!(of(&found, "C", "energie").1, "unsure", "two readers differ");
    program(&[&["attribute", &input, "--out", &again], &arguments[..]].concat()).exits(0);
    assert_eq!(attributions(&again), found);
    let parameters = &afbaken::record(&run)["parameters"];
    assert!(
        parameters["judgements"]
            .as_str()
            .is_some_and(|files| files.contains("judgements.csv (")),
        "{parameters}"
    );
}

#[test]
fn every_judgement_that_cannot_be_used_is_named_before_anything_is_written() {
    let folder = Folder::new();
    let (input, catalogue) = (documents(&folder, "in.csv", &TITLES), catalogue(&folder));
    let judgements = folder.write("judgements.csv", "document_id,label,value\nA,watre,ja\nB,water,zeker\n");
    let run = folder.path("run");
    let arguments = [
        "attribute",
        &input,
        "--out",
        &run,
        "--catalogue",
        &catalogue,
        "--judgements",
        &judgements,
    ];
    let outcome = program(&arguments).exits(2);
    for named in ["`watre`", "line 2", "`zeker`", "line 3", "2 judgements"] {
        assert!(outcome.stderr.contains(named), "{named}: {}", outcome.stderr);
    }
    assert!(!std::path::Path::new(&run).exists());
}

/// 316 firms, each with one project of four that is about water: counted whole four times too many.
#[test]
fn row_40_over_counting_by_a_list_is_visible() {
    let folder = Folder::new();
    let catalogue = catalogue(&folder);
    let mut text = "document_id,title,text,organisations,amount\n".to_owned();
    for firm in 0..316 {
        for project in 0..4 {
            let title = ["drinkwater", "warmte", "wegen", "huizen"][project];
            let words = filler(firm * 4 + project);
            text += &format!("P{firm}-{project},{title} {words} {firm},Werk aan {title} {words}.,Firma {firm},1000\n");
        }
    }
    let (input, run) = (folder.write("firms.csv", text), folder.path("run"));
    let rule = program(&["attribute", &input, "--out", &run, "--catalogue", &catalogue]).exits(0);
    assert!(
        rule.stdout.contains("water: 316 for 63.2 by share, 5.0 times"),
        "{}",
        rule.stdout
    );
    let table = Table::of(&run, "indicators");
    let (names, values) = (table.texts("indicator"), table.numbers("value"));
    let value = |name: &str| values[names.iter().position(|found| found == name).expect("the indicator")];
    assert_eq!((value("organisations"), value("amount_whole")), (316.0, 316_000.0));
    assert!(
        (value("organisations_weighted") - 63.2).abs() < 1e-6,
        "a share of .8 of a quarter of the work each"
    );
    assert!((value("amount") - 252_800.0).abs() < 1e-6);
}

/// A part's document counts once in the whole; what one enables adds nobody.
#[test]
fn rows_18_19_parts_count_once_and_enabling_adds_nobody() {
    let folder = Folder::new();
    let with = |id: &str, number: usize, query: &str, more: &str| {
        let text = format!(
            "id = \"{id}\"\nnumber = {number}\nlabel = {{ nl = \"{id}\", en = \"{id}\" }}\n\
             focus = {{ nl = \"{id}\", en = \"{id}\" }}\n{more}\n[[rule]]\nname = \"words\"\nrole = \"core\"\n\
             query = '{query}'\nweight = 0.8\n"
        );
        folder.write(&format!("parts/{id}.toml"), text);
    };
    with("landbouw", 1, "warmte OR drinkwater", "");
    with(
        "precisielandbouw",
        2,
        "drinkwater OR windmolen*",
        "part_of = [\"landbouw\"]",
    );
    let input = documents(&folder, "in.csv", &TITLES);
    let run = |name: &str| {
        let run = folder.path(name);
        program(&["attribute", &input, "--out", &run, "--catalogue", &folder.path("parts")]).exits(0);
        run
    };
    let before = run("before");
    let table = Table::of(&before, "indicators");
    let rows = table
        .texts("indicator")
        .into_iter()
        .zip(table.texts("ecosystem_id"))
        .zip(table.numbers("value"));
    let of: BTreeMap<(String, String), f64> = rows.collect();
    let value = |name: &str| of[&(name.to_owned(), "landbouw".to_owned())];
    // A is in both, C in the part alone, D in the whole alone.
    assert_eq!((value("documents"), value("documents_with_parts")), (2.0, 3.0));
    assert!((value("share_with_parts") - (1.0 + 0.8 + 0.8)).abs() < 1e-9, "{of:?}");
    with(
        "precisielandbouw",
        2,
        "drinkwater OR windmolen*",
        "part_of = [\"landbouw\"]\nenables = [\"landbouw\"]",
    );
    assert_eq!(attributions(&run("after")), attributions(&before));
}

#[test]
fn row_25_sbi_alone_never_decides() {
    let folder = Folder::new();
    let rule = |condition: &str| {
        let text = format!(
            "id = \"ict\"\nnumber = 1\nlabel = {{ nl = \"ICT\", en = \"ICT\" }}\nfocus = {{ nl = \"x\", en = \"x\" }}\n\n\
             [[rule]]\nname = \"r\"\nrole = \"core\"\n{condition}\n"
        );
        folder.write("ict/ict.toml", text);
        program(&["catalogue", "check", &folder.path("ict")])
    };
    let refused = rule("codes = { sbi = [\"62*\"] }").exits(2);
    assert!(
        refused.stderr.contains("alone") || refused.stdout.contains("alone"),
        "{}{}",
        refused.stdout,
        refused.stderr
    );
    rule("query = 'sbi:6201 AND quantum*'").exits(0);
}
