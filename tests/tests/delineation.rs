//! What a border takes in and leaves out: thresholds, exclusions, passages, copies, and who is in the chain. Numbers in the
//! names of tests are the rows of the source study's list of needs (section 5) that they answer.

mod afbaken;

use std::collections::{BTreeMap, BTreeSet};

use afbaken::made::filler;
use afbaken::table::Table;
use afbaken::{Folder, afbaken as program};

/// Writes one ecosystem with rules given as `role, weight, query`, and gives the catalogue's folder.
fn catalogue(folder: &Folder, id: &str, rules: &[(&str, f64, &str)]) -> String {
    let rules: String = rules
        .iter()
        .enumerate()
        .map(|(n, (role, weight, query))| {
            format!("\n[[rule]]\nname = \"rule {n}\"\nrole = \"{role}\"\nweight = {weight}\nquery = '{query}'\n")
        })
        .collect();
    let names = format!("{{ nl = \"{id}\", en = \"{id}\" }}");
    folder.write(
        &format!("catalogue/{id}.toml"),
        format!("id = \"{id}\"\nlabel = {names}\nfocus = {names}\n{rules}"),
    );
    folder.path("catalogue")
}

fn attributed(folder: &Folder, input: &str, name: &str, more: &[&str]) -> String {
    let (run, catalogue) = (folder.path(name), folder.path("catalogue"));
    program(&[&["attribute", input, "--out", &run, "--catalogue", &catalogue], more].concat()).exits(0);
    run
}

/// Documents by ecosystem, with their zone.
fn zones(run: &str) -> BTreeMap<(String, String), String> {
    let table = Table::of(run, "attributions");
    let pairs = table.texts("ecosystem_id").into_iter().zip(table.texts("document_id"));
    pairs.zip(table.texts("zone")).collect()
}

/// Threshold in percent, documents and core documents of each point of the first ecosystem's curve.
fn sizes(run: &str) -> Vec<(u64, u64, u64)> {
    let curve = Table::of(run, "size_curves");
    (curve.numbers("threshold").into_iter())
        .zip(curve.counts("n_documents"))
        .zip(curve.counts("n_core"))
        .map(|((threshold, n), n_core)| ((threshold * 100.0).round() as u64, n, n_core))
        .collect()
}

/// Row 5: core and ring; a milder threshold keeps all that a stricter one takes, and the size curve tells how much it adds.
#[test]
fn row_5_the_size_curve_falls_and_tells_what_another_threshold_would_give() {
    let folder = Folder::new();
    let rules = [
        ("core", 0.8, "waterstof"),
        ("periphery", 0.4, "brandstofcel*"),
        ("periphery", 0.25, "energie"),
    ];
    catalogue(&folder, "waterstof", &rules);
    let words = [
        "waterstof",
        "brandstofcellen",
        "energie",
        "brandstofcellen energie",
        "waterstof energie",
        "niets",
    ];
    let rows = words.iter().enumerate().map(|(n, words)| {
        let filler = filler(n);
        format!("D{n},{filler},Een proef met {words} bij {filler}.\n")
    });
    let input = folder.write(
        "in.csv",
        format!("document_id,title,text\n{}", rows.collect::<String>()),
    );
    let strict = attributed(&folder, &input, "strict", &[]);
    let sizes = sizes(&strict);
    assert_eq!(sizes.len(), 19);
    assert!(
        sizes.windows(2).all(|two| two[0].1 >= two[1].1 && two[0].2 >= two[1].2),
        "{sizes:?}"
    );
    for expected in [
        (5, 5, 2),
        (25, 5, 2),
        (30, 4, 2),
        (40, 4, 2),
        (50, 3, 2),
        (60, 2, 2),
        (95, 0, 0),
    ] {
        assert!(sizes.contains(&expected), "{expected:?}: {sizes:?}");
    }
    let mut before: Option<BTreeSet<(String, String)>> = None;
    for threshold in ["0.5", "0.4", "0.25"] {
        let run = attributed(&folder, &input, threshold, &["--threshold", threshold]);
        let members: BTreeSet<(String, String)> = zones(&run).into_keys().collect();
        let percent = (threshold.parse::<f64>().expect("a number") * 100.0).round() as u64;
        let told = sizes.iter().find(|size| size.0 == percent).expect("a point").1;
        assert_eq!(members.len() as u64, told, "{threshold}");
        assert!(before.is_none_or(|before| before.is_subset(&members)), "{threshold}");
        assert_eq!(self::sizes(&run), sizes, "the curve does not depend on the threshold");
        before = Some(members);
    }
    let page = std::fs::read_to_string(format!("{strict}/report.html")).expect("the report");
    assert!(page.contains("Omvang bij een andere drempel") && page.contains("class=\"sizes\""));
}

/// Row 33: a pure text of what is excluded stays out; one with both stays visible, and unsure.
#[test]
fn row_33_an_exclusion_drops_the_pure_text_and_flags_the_one_with_both() {
    let folder = Folder::new();
    catalogue(
        &folder,
        "fotonica",
        &[("core", 0.9, "fotonisch* OR laser*"), ("exclude", 0.9, "halfgeleider*")],
    );
    let input = folder.write(
        "in.csv",
        "document_id,title,text\n\
         P,Fotonische schakelingen,Een fabriek maakt lasers en fotonische schakelingen voor snelle netwerken.\n\
         S,Halfgeleiders van silicium,Een lijn voor halfgeleiders die kleiner en zuiniger worden dan voorheen.\n\
         B,Lasers op halfgeleiders,Onderzoekers zetten een laser vast op een plak met halfgeleiders erin.\n",
    );
    let run = attributed(&folder, &input, "run", &[]);
    let of = |id: &str| ("fotonica".to_owned(), id.to_owned());
    let found = zones(&run);
    assert_eq!(found.get(&of("P")).map(String::as_str), Some("core"));
    assert_eq!(found.get(&of("B")).map(String::as_str), Some("unsure"));
    assert!(!found.contains_key(&of("S")));
    let curve = Table::of(&run, "size_curves");
    assert_eq!(
        curve.counts("n_documents")[0],
        1,
        "what is unsure counts at no threshold"
    );
}

/// Row 36: the same activity in two registers is found, and both texts stand in one row.
#[test]
fn row_36_near_copies_across_sources_stand_side_by_side() {
    let folder = Folder::new();
    catalogue(&folder, "water", &[("core", 0.9, "drinkwater")]);
    let text = "Het project meet met kleine sensoren of drinkwater in het leidingnet van de stad schoon blijft, en waarschuwt \
                bewoners en het waterbedrijf zodra een meting afwijkt van wat op die plek gewoon is";
    folder.write(
        "in/fonds.csv",
        format!(
            "document_id,title,text\nF1,Sensoren in het leidingnet,{}.\n",
            text.replace(',', "")
        ),
    );
    folder.write(
        "in/register.csv",
        format!(
            "document_id,title,text\nR9,Sensoren in het leidingnet,{} nu.\n",
            text.replace(',', "")
        ),
    );
    let run = attributed(&folder, &folder.path("in"), "run", &[]);
    let pairs = Table::of(&run, "duplicates");
    assert_eq!(pairs.n_rows(), 1);
    for (column, expected) in [
        ("document_id", "F1"),
        ("duplicate_id", "R9"),
        ("source", "fonds.csv"),
        ("duplicate_source", "register.csv"),
    ] {
        assert_eq!(pairs.texts(column), [expected], "{column}");
    }
    assert!(pairs.texts("text")[0].contains("drinkwater") && pairs.texts("duplicate_text")[0].ends_with("nu."));
    let out = folder.path("out");
    program(&["export", &run, "--out", &out, "--catalogue", &folder.path("catalogue")]).exits(0);
    let shared = std::fs::read_to_string(format!("{out}/duplicates.csv")).expect("the pairs");
    assert!(shared.contains("F1,R9,fonds.csv,register.csv,true"), "{shared}");
}

/// Row 38: an agenda names several ecosystems, each in its own passage; the document has them all.
#[test]
fn row_38_passages_have_ecosystems_of_their_own_and_the_document_their_union() {
    let folder = Folder::new();
    catalogue(
        &folder,
        "water",
        &[("core", 0.6, "drinkwater"), ("core", 0.5, "membraan*")],
    );
    catalogue(&folder, "energie", &[("core", 0.8, "windmolen*")]);
    let text = "De agenda begint bij drinkwater: met een membraan wordt het zuiver.\\n\\nDaarna komen windmolens op zee aan de beurt, \
                en wie ze bouwt.\\n\\nTot slot gaat het over scholen.";
    let input = folder.write(
        "in.jsonl",
        format!("{{\"document_id\": \"A\", \"title\": \"Agenda voor drinkwater\", \"text\": \"{text}\"}}\n"),
    );
    let run = attributed(&folder, &input, "run", &[]);
    let table = Table::of(&run, "passages");
    let read = Table::of(&run, "documents").texts("text")[0].clone();
    let passages: Vec<(String, String, String)> = (0..table.n_rows())
        .map(|row| {
            let [start, end] = ["start", "end"].map(|column| table.counts(column)[row] as usize);
            let words = match table.texts("field")[row].as_str() {
                "title" => "(title)".to_owned(),
                _ => read.chars().skip(start).take(end - start).collect(),
            };
            (
                table.texts("ecosystem_id")[row].clone(),
                words,
                format!("{:.2}", table.numbers("probability")[row]),
            )
        })
        .collect();
    let expected = [
        ("water", "(title)", "0.60"),
        (
            "water",
            "De agenda begint bij drinkwater: met een membraan wordt het zuiver.",
            "0.80",
        ),
        (
            "energie",
            "Daarna komen windmolens op zee aan de beurt, en wie ze bouwt.",
            "0.80",
        ),
    ];
    assert_eq!(
        passages,
        expected.map(|(id, words, p)| (id.to_owned(), words.to_owned(), p.to_owned()))
    );
    let union: BTreeSet<&String> = passages.iter().map(|(id, ..)| id).collect();
    let of_document = zones(&run);
    assert_eq!(union, of_document.keys().map(|(id, _)| id).collect());
}

/// Row 31: the whole chain, users and financiers too; a type that nobody is of stands there with 0 and says so.
#[test]
fn row_31_the_chain_shows_who_is_in_it_and_which_types_are_empty() {
    let folder = Folder::new();
    catalogue(&folder, "water", &[("core", 0.9, "drinkwater")]);
    let organisation = |name: &str, stated: &str| format!("{{\"name\": \"{name}\", \"type\": \"{stated}\"}}");
    let chain = [
        organisation("Demo BV", "PRC"),
        organisation("Universiteit van Demo", ""),
        organisation("Gemeente Demo", ""),
        organisation("Vrienden van het Water", "NGO"),
        organisation("Bewoners van Demo", "eindgebruiker"),
        organisation("Iemand", ""),
    ];
    let input = folder.write(
        "in.jsonl",
        format!(
            "{{\"document_id\": \"A\", \"title\": \"Drinkwater\", \"text\": \"Een proef met drinkwater.\", \"organisations\": [{}]}}\n",
            chain.join(", ")
        ),
    );
    let run = attributed(&folder, &input, "run", &[]);
    let table = Table::of(&run, "indicators");
    let (types, notes) = (table.optional_texts("organisation_type"), table.texts("note"));
    let rows: BTreeMap<String, (f64, String)> = (0..table.n_rows())
        .filter(|row| table.texts("indicator")[*row] == "organisations_of_type")
        .map(|row| {
            (
                types[row].clone().expect("a type"),
                (table.numbers("value")[row], notes[row].clone()),
            )
        })
        .collect();
    let counts: Vec<(&str, f64)> = rows.iter().map(|(name, (n, _))| (name.as_str(), *n)).collect();
    let expected = [
        ("company", 1.0),
        ("end_user", 1.0),
        ("financier", 0.0),
        ("government", 1.0),
        ("knowledge", 1.0),
        ("society", 1.0),
        ("unknown", 1.0),
    ];
    assert_eq!(counts, expected);
    assert_eq!(rows["financier"].1, "none in these documents");
}
