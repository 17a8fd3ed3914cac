//! What reading says of a file beside its documents: its hash, its order, its problems.

use corpus::{Document, ReadReport, Reading};

/// Reads bytes as `a.csv`.
fn read(bytes: &[u8]) -> (Vec<Document>, ReadReport) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, bytes).unwrap();
    let mut documents = Vec::new();
    let plan = Reading::default().plan(&[path]).unwrap();
    let report = plan
        .read(&mut |document| documents.push(document), &mut |_| ())
        .unwrap();
    (documents, report)
}

#[test]
fn the_hash_is_that_of_the_file() {
    let (_, report) = read(b"id,title\n1,Een\n");
    assert_eq!(report.files[0].sha256, hash(b"id,title\n1,Een\n"));
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn many_rows_keep_their_order() {
    let table: String = std::iter::once("id,title\n".to_string())
        .chain((0..5_000).map(|row| format!("{row},Titel {row}\n")))
        .collect();
    let (documents, _) = read(table.as_bytes());
    assert!(
        documents
            .iter()
            .enumerate()
            .all(|(place, document)| document.document_id == place.to_string())
    );
}

#[test]
fn problems_are_written_as_a_table() {
    let (_, report) = read(b"id,title\n1,\"Een\"\n2\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("problems.csv");
    corpus::write_problems(&path, &report.problems).unwrap();
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        "file,row,column,severity,problem,hint,raw\n\
         a.csv,2,,quarantined,\"the row has 1 fields, the header 2\",\"the row is cut off, or a line break inside a field is not in quotes\",2\n"
    );
}
