//! Whatever a table or a JSON file has been through, every row is accounted for.

use corpus::{ReadReport, Reading, Severity};
use proptest::prelude::*;

/// Reads bytes as a file by this name; `None` where the file is refused as a whole.
fn read(name: &str, bytes: &[u8]) -> Option<(usize, ReadReport)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let reading = Reading {
        detects_languages: false,
        ..Reading::default()
    };
    let plan = reading.plan(&[path]).ok()?;
    let mut documents = 0;
    let report = plan.read(&mut |_| documents += 1, &mut |_| {}).unwrap();
    Some((documents, report))
}

fn adds_up(documents: usize, report: &ReadReport) {
    let file = &report.files[0];
    assert_eq!(file.rows, file.read + file.quarantined);
    assert_eq!(file.documents, documents as u64);
    assert_eq!(file.read, file.documents);
    let listed = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Quarantined)
        .count();
    assert_eq!(listed as u64, file.quarantined);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mangled_tables_add_up(cells in prop::collection::vec("[a-z\",\n;\u{e9}]{0,12}", 1..60)) {
        let table = format!("id,title,text\n{}", cells.chunks(3).map(|row| row.join(",")).collect::<Vec<_>>().join("\n"));
        if let Some((documents, report)) = read("a.csv", table.as_bytes()) {
            adds_up(documents, &report);
        }
    }

    #[test]
    fn mangled_bytes_add_up(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let table = [b"id,title\n1,Water\n".as_slice(), &bytes].concat();
        if let Some((documents, report)) = read("a.csv", &table) {
            adds_up(documents, &report);
        }
    }

    #[test]
    fn mangled_json_adds_up(lines in prop::collection::vec("[{}\\[\\]\":,a1]{0,20}", 0..20)) {
        for (name, glue) in [("a.jsonl", "\n"), ("a.json", ",")] {
            let text = format!("{{\"id\":1,\"title\":\"Water\"}}{glue}{}", lines.join(glue));
            let text = if name == "a.json" { format!("[{text}]") } else { text };
            if let Some((documents, report)) = read(name, text.as_bytes()) {
                adds_up(documents, &report);
            }
        }
    }

    #[test]
    fn one_broken_row_costs_one_row(broken in 0usize..50, break_with in "[a-z]{0,5}[\",]{1,4}[a-z]{0,5}") {
        let rows: Vec<String> = (0..50)
            .map(|row| if row == broken { format!("{row},{break_with}") } else { format!("{row},Titel {row},\"Tekst, {row}\"") })
            .collect();
        let (documents, report) = read("a.csv", format!("id,title,text\n{}\n", rows.join("\n")).as_bytes()).unwrap();
        adds_up(documents, &report);
        prop_assert!(documents >= 49, "{documents} documents with {break_with:?} in row {broken}: {:?}", report.problems);
        prop_assert_eq!(report.files[0].rows, 50);
    }

    #[test]
    fn cleaning_is_idempotent(text in "[a-zA-Z .,\u{a0}\u{2010}\u{f0b7}\n-]{0,200}") {
        let once = corpus::normalise(&text);
        prop_assert_eq!(corpus::normalise(&once), once);
    }

    #[test]
    fn sentences_cover_all_words(text in "[a-zA-Z0-9 .?!\n]{0,200}") {
        let kept: String = corpus::sentences(&text).into_iter().map(|range| text[range].to_string()).collect();
        let bare = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
        prop_assert_eq!(bare(&kept), bare(&text));
    }
}
