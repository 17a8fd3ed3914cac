//! Whole files to documents: formats, packing, known exports, ids and counts.

use std::io::Write;
use std::path::{Path, PathBuf};

use corpus::{Document, Kind, Mapping, ReadReport, Reading, Severity};

/// A folder with files in it that is gone after the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            std::fs::write(folder.0.path().join(name), packed(name, bytes)).unwrap();
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Packs what a name ending in `.gz` or `.xz` asks for.
fn packed(name: &str, bytes: &[u8]) -> Vec<u8> {
    if name.ends_with(".gz") {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes).unwrap();
        return writer.finish().unwrap();
    }
    if name.ends_with(".xz") {
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
        return writer.finish().unwrap();
    }
    bytes.to_vec()
}

fn read(inputs: &[PathBuf], map: &str) -> (Vec<Document>, ReadReport) {
    let mapping: Mapping = map.parse().unwrap();
    let plan = Reading::with_mapping(mapping).plan(inputs).unwrap();
    let mut documents = Vec::new();
    let mut last = None;
    let report = plan
        .read(&mut |document| documents.push(document), &mut |progress| {
            last = Some(progress)
        })
        .unwrap();
    for file in &report.files {
        assert_eq!(file.rows, file.read + file.quarantined, "{}", file.file);
        let listed = report
            .problems
            .iter()
            .filter(|problem| problem.file == file.file && problem.severity == Severity::Quarantined);
        assert_eq!(listed.count() as u64, file.quarantined, "{}", file.file);
    }
    let last = last.expect("progress is told");
    assert_eq!(
        (last.bytes_total, last.documents),
        (plan.bytes(), documents.len() as u64)
    );
    (documents, report)
}

fn read_one(name: &str, bytes: &[u8], map: &str) -> (Vec<Document>, ReadReport) {
    let folder = Folder::with(&[(name, bytes)]);
    read(&[folder.path().join(name)], map)
}

fn problems(report: &ReadReport) -> Vec<String> {
    let shown = |problem: &corpus::Problem| {
        format!(
            "{} {} {}: {}",
            problem.file,
            problem.row,
            problem.severity.name(),
            problem.problem
        )
    };
    report.problems.iter().map(shown).collect()
}

const CSV: &str = "id,title,text\n1,Schoon water,\"Membranen, en\nmeer.\"\n2,Zon,Panelen op daken.\n";

#[test]
fn every_format_and_packing_gives_the_same_documents() {
    let (expected, _) = read_one("a.csv", CSV.as_bytes(), "");
    assert_eq!(expected.len(), 2);
    assert_eq!(expected[0].text, "Membranen, en meer.");
    let lines = r#"{"id":"1","title":"Schoon water","text":"Membranen, en\nmeer."}
{"id":2,"title":"Zon","text":"Panelen op daken."}
"#;
    let array = format!("[{}]", lines.trim().replace("}\n{", "},\n{"));
    let object = format!("{{\"n\": 2, \"rows\": {array}}}");
    let tabs = "id\ttitle\ttext\r\n1\tSchoon water\tMembranen, en meer.\r\n2\tZon\tPanelen op daken.\r\n";
    let semicolons = "\u{feff}id;title;text\n1;Schoon water;\"Membranen, en\nmeer.\"\n2;Zon;Panelen op daken.\n";
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(tabs.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(&str, &[u8]); 11] = [
        ("a.csv.gz", CSV.as_bytes()),
        ("a.csv.xz", CSV.as_bytes()),
        ("a.tsv", tabs.as_bytes()),
        ("a.txt", tabs.as_bytes()),
        ("b.tsv", &utf16),
        ("b.csv", semicolons.as_bytes()),
        ("a.jsonl", lines.as_bytes()),
        ("b.json", lines.as_bytes()),
        ("a.json", array.as_bytes()),
        ("a.json.gz", object.as_bytes()),
        ("a.dat", array.as_bytes()),
    ];
    for (name, bytes) in cases {
        let (mut found, report) = read_one(name, bytes, "");
        found.iter_mut().for_each(|document| document.source = "a.csv".into());
        assert_eq!(found, expected, "{name}");
        assert_eq!(problems(&report), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn windows_1252_is_read_and_noted_once() {
    let (documents, report) = read_one(
        "a.csv",
        b"id,titel,tekst\n1,Co\xf6peratie,x\n2,Caf\xe9 \x80 5,y\n3,Zon,z\n",
        "",
    );
    assert_eq!(documents[1].title, "Café € 5");
    assert_eq!(
        problems(&report),
        ["a.csv 1 doubtful: 2 rows are not UTF-8 and were read as Windows-1252"]
    );
}

#[test]
fn rows_that_cannot_be_read_are_quarantined() {
    let table = b"id,title,text\n1,Water,x\n2,too,many,fields\n3\n4,,\n5,Zon,y\n6,\"open,z\n7,Wind,\x00\n";
    let (documents, report) = read_one("a.csv", table, "");
    let ids: Vec<&str> = documents.iter().map(|document| document.document_id.as_str()).collect();
    assert_eq!(ids, ["1", "5"]);
    assert_eq!(
        problems(&report),
        [
            "a.csv 2 quarantined: the row has 4 fields, the header 3",
            "a.csv 3 quarantined: the row has 1 fields, the header 3",
            "a.csv 4 quarantined: the row has no title and no text",
            "a.csv 6 quarantined: a quote is opened and not closed",
            "a.csv 7 quarantined: the row holds bytes that are no text",
        ]
    );
    assert_eq!(report.problems[0].raw, "2,too,many,fields");
    assert!(report.problems.iter().all(|problem| !problem.hint.is_empty()));
}

#[test]
fn a_broken_archive_gives_the_rows_before_the_break() {
    let long: String = (0..60_000)
        .map(|row| format!("{{\"id\":{row},\"title\":\"Titel {}\"}}\n", row * 7919 % 10_007))
        .collect();
    let mut bytes = packed("a.gz", long.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let folder = Folder::with(&[("a.jsonl", &bytes)]);
    let (documents, report) = read(&[folder.path().join("a.jsonl")], "");
    assert!(documents.len() > 1_000);
    assert_eq!(report.files[0].quarantined, 1);
    assert!(
        report
            .problems
            .last()
            .unwrap()
            .problem
            .starts_with("the file breaks off")
    );
}

#[test]
fn repeated_and_missing_ids() {
    let (documents, report) = read_one("a.csv", b"id,title\nx,Een\nx,Twee\n,Drie\nx#2,Vier\n", "");
    let ids: Vec<&str> = documents.iter().map(|document| document.document_id.as_str()).collect();
    assert_eq!(ids, ["x", "x#2", "a:3", "x#2#2"]);
    assert_eq!(
        problems(&report),
        [
            "a.csv 2 doubtful: the id `x` is known already; the row is called `x#2`",
            "a.csv 3 doubtful: the row has no id; it is called `a:3`",
            "a.csv 4 doubtful: the id `x#2` is known already; the row is called `x#2#2`",
        ]
    );
}

#[test]
fn files_without_an_id_column_are_noted_once() {
    let (documents, report) = read_one("deel.csv.gz", b"title,text\nEen,x\nTwee,y\n", "");
    assert_eq!(documents[1].document_id, "deel:2");
    assert_eq!(problems(&report), ["deel.csv.gz 0 doubtful: no column holds an id"]);
}

#[test]
fn ids_are_unique_over_files() {
    let folder = Folder::with(&[
        ("a.csv", b"id,title\n1,Een\n"),
        ("b.csv", b"id,title\n1,Een\n"),
        ("notes.pdf", b"%PDF-1.4"),
    ]);
    let (documents, report) = read(&[folder.path().to_path_buf()], "");
    assert_eq!(documents[1].document_id, "1#2");
    assert_eq!(
        problems(&report),
        [
            "notes.pdf 0 doubtful: the file was passed over: `notes.pdf` is a PDF file, which is not read",
            "b.csv 1 doubtful: the id `1` is known already; the row is called `1#2`",
        ]
    );
}

#[test]
fn the_cordis_files_are_joined_by_project() {
    let projects = br#"{"id": "101", "acronym": "AQUA", "title": "Water", "objective": "Membranes clean water.", "start": "2024-01-01", "total_cost": "7063471,75", "funding_scheme": "HORIZON-IA", "euroscivoc": ["/natural sciences/x, y"]}
{"id": "102", "acronym": "SOL", "title": "Sun", "objective": "Panels."}
"#;
    let organisations = b"projectID,name,SME,activityType,city,country,role,ecContribution\n101,KWR,False,REC,Nieuwegein,NL,coordinator,5\n101,WETSUS,True,PRC,Leeuwarden,NL,participant,6\n999,NOBODY,,OTH,,FR,participant,\n,LOST,,,,,,\n";
    let fields = b"projectID,code,path\n101,/23/1,/natural sciences/z\n102,/25/1,/engineering\n";
    let folder = Folder::with(&[
        ("projects.jsonl", projects),
        ("organisations.csv", organisations),
        ("vocabulary.csv", fields),
    ]);
    let (documents, report) = read(&[folder.path().to_path_buf()], "");
    let aqua = &documents[0];
    assert_eq!(
        (aqua.kind, aqua.year, aqua.amount),
        (Kind::Project, Some(2024), Some(7_063_471.75))
    );
    assert_eq!(
        (aqua.title.as_str(), aqua.text.as_str()),
        ("Water", "Membranes clean water.")
    );
    assert_eq!(aqua.organisations.len(), 2);
    let wetsus = &aqua.organisations[1];
    assert_eq!(
        (wetsus.name.as_str(), wetsus.organisation_type.as_deref()),
        ("WETSUS", Some("PRC"))
    );
    assert_eq!(
        (wetsus.city.as_deref(), wetsus.role.as_deref()),
        (Some("Leeuwarden"), Some("participant"))
    );
    assert_eq!(
        aqua.codes["euroscivoc"],
        ["/natural sciences/x, y", "/natural sciences/z"]
    );
    assert_eq!(aqua.codes["scheme"], ["HORIZON-IA"]);
    let counts: Vec<(u64, u64, u64)> = report
        .files
        .iter()
        .map(|file| (file.rows, file.read, file.documents))
        .collect();
    assert_eq!(counts, [(4, 3, 0), (2, 2, 2), (2, 2, 0)]);
    assert_eq!(
        problems(&report),
        [
            "organisations.csv 3 doubtful: project not in the input: `999` (1 row)",
            "organisations.csv 4 quarantined: the row names no project",
        ]
    );
}

#[test]
fn patents_as_experts_delineated_them() {
    let table = b",publication_number,publication_date,country_code,title_text,abstract_text,cpc_code,ipc_code,valid\n0,US-1-B2,20131217,US,Glider,A glider dives.,\"['B63G8/00', 'Y02E10/30']\",['B63G8/00'],1\n";
    let (documents, _) = read_one("glider.csv", table, "");
    let glider = &documents[0];
    assert_eq!(
        (glider.document_id.as_str(), glider.kind, glider.year),
        ("US-1-B2", Kind::Patent, Some(2013))
    );
    assert_eq!(glider.codes["cpc"], ["B63G8/00", "Y02E10/30"]);
    assert_eq!(glider.start, None);
}

#[test]
fn funds_with_dutch_amounts_and_dates() {
    let line = br#"{"id": "NL-1", "lang": "nl", "country": "NL", "beneficiary": "Movis BV; Wetsus", "title": "Weegsysteem", "title_en": ".", "summary": "Kort.", "objectives": "Doel.", "fund": "Visserij", "theme": "", "eu_amount": "8.729", "start": "01/08/09", "end": "00:00:00"}"#;
    let (documents, report) = read_one("nl.jsonl", line, "");
    let found = &documents[0];
    assert_eq!(
        (found.year, found.start.as_deref(), found.end.as_deref()),
        (Some(2009), Some("2009-08-01"), None)
    );
    assert_eq!((found.amount, found.text.as_str()), (Some(8729.0), "Kort.\n\nDoel."));
    assert_eq!(found.organisations[1].name, "Wetsus");
    assert_eq!(found.organisations[0].role.as_deref(), Some("beneficiary"));
    assert_eq!(
        (found.places.as_slice(), found.language.unwrap().code()),
        (["NL".to_string()].as_slice(), "nl")
    );
    assert_eq!(found.codes["fund"], ["Visserij"]);
    assert_eq!(problems(&report), Vec::<String>::new());
}

#[test]
fn nested_json_is_tolerated() {
    let line = br#"{"document_id": 7, "kind": "project", "title": {"nl": "Water", "en": "Water (en)"}, "text": ["Een.", "Twee."], "organisations": [{"name": "KWR", "city": "Nieuwegein"}, "Wetsus"], "places": ["Utrecht"], "codes": {"CPC": ["C02F 1/44"], "sbi": "72.1"}, "year": 2020.0, "other": {"deep": [1, {"x": null}]}}"#;
    let (documents, report) = read_one("a.jsonl", line, "");
    let found = &documents[0];
    assert_eq!(
        (found.document_id.as_str(), found.title.as_str(), found.text.as_str()),
        ("7", "Water", "Een. Twee.")
    );
    assert_eq!(found.codes["cpc"], ["C02F1/44"]);
    assert_eq!(found.codes["sbi"], ["72.1"]);
    assert_eq!((found.organisations.len(), found.year), (2, Some(2020)));
    assert_eq!(problems(&report), Vec::<String>::new());
}

#[test]
fn a_kind_that_is_none_becomes_the_subkind() {
    let (documents, _) = read_one("a.csv", b"id,kind,title\n1,vacature,Monteur\n2,patent,Pomp\n", "");
    assert_eq!(
        (documents[0].kind, documents[0].subkind.as_deref()),
        (Kind::Other, Some("vacature"))
    );
    assert_eq!(
        (documents[1].kind, documents[1].subkind.as_deref()),
        (Kind::Patent, None)
    );
}

#[test]
fn an_inverted_index_is_set_in_order() {
    let line = br#"{"id": "W1", "display_name": "Water", "publication_year": 2021, "doi": "10.1/x", "abstract_inverted_index": {"clean": [1], "Membranes": [0], "water.": [2]}}"#;
    let (documents, _) = read_one("works.jsonl", line, "");
    assert_eq!(
        (documents[0].text.as_str(), documents[0].kind),
        ("Membranes clean water.", Kind::Publication)
    );
}

#[test]
fn columns_that_a_person_names() {
    let table = b"nr;Naam;Kort;Lang;Wie\n7;Water;Kort verhaal.;Lang verhaal.;KWR\n";
    let (documents, _) = read_one("a.csv", table, "id=NR,title=naam,text=Lang+Kort,organisations=Wie");
    assert_eq!(
        (documents[0].document_id.as_str(), documents[0].text.as_str()),
        ("7", "Lang verhaal.\n\nKort verhaal.")
    );
    let nested = br#"{"nr": 1, "project": {"naam": "Water", "doel": "Schoon."}}"#;
    let (documents, _) = read_one("a.jsonl", nested, "id=nr,title=project.naam,text=project.doel");
    assert_eq!(
        (documents[0].title.as_str(), documents[0].text.as_str()),
        ("Water", "Schoon.")
    );
}

#[test]
fn a_table_without_header_by_numbers() {
    let table = b"broadband ahead join internet fast official figure business\ttrain\ttech\nplan share sale owner\ttrain\tbusiness\n";
    let (documents, report) = read_one("news.tsv", table, "text=1,codes:label=3");
    assert_eq!((documents.len(), documents[1].document_id.as_str()), (2, "news:2"));
    assert_eq!(documents[1].codes["label"], ["business"]);
    assert_eq!(report.files[0].rows, 2);
}

#[test]
fn cells_that_cannot_be_understood_are_doubtful() {
    let table = b"id,title,startdate,amount,language\n1,Water,ooit,veel,Klingon\n2,Zon,2020-02-30,-5,nl\n";
    let (documents, report) = read_one("a.csv", table, "");
    assert_eq!(
        (documents[0].start.as_deref(), documents[0].amount, documents[1].amount),
        (None, None, None)
    );
    assert_eq!(
        problems(&report),
        [
            "a.csv 1 doubtful: `ooit` is no date",
            "a.csv 1 doubtful: `Klingon` is no language that is known",
            "a.csv 1 doubtful: `veel` is no amount",
            "a.csv 2 doubtful: `2020-02-30` is no date",
            "a.csv 2 doubtful: `-5` is no amount",
        ]
    );
}

#[test]
fn languages_are_detected_where_no_column_tells() {
    let table = "id,title,text\n1,x,De membranen zuiveren het afvalwater van de fabriek.\n2,x,The membranes clean the waste water of the plant.\n3,Zon,\n";
    let (documents, _) = read_one("a.csv", table.as_bytes(), "");
    let found: Vec<Option<&str>> = documents
        .iter()
        .map(|document| document.language.as_ref().map(corpus::Language::code))
        .collect();
    assert_eq!(found, [Some("nl"), Some("en"), None]);
}
