//! Vectors of a corpus that is never held: read, encode and write go side by side, each a few parts
//! ahead of the next at most.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use corpus::{Document, Plan, ReadReport};
use embedding::{Embeddings, Encoder};

use crate::error::StudyError;
use crate::progress::Progress;
use crate::run_folder::write_whole;
use crate::table::{Table, TableWriter};

/// Documents a part.
const PART: usize = 512;

/// Parts that wait for the next step at most.
const WAITING: usize = 2;

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Embedded {
    /// Documents, each a row of the file.
    pub documents: usize,
    /// Documents without a word, whose vector is null.
    pub without_text: usize,
    /// Documents of which the model did not read the end.
    pub cut: usize,
    /// Tokens that the model did not read, of all documents.
    pub cut_tokens: usize,
    /// Rows of the input that were left out.
    pub quarantined: u64,
}

struct TextPart {
    ids: Vec<String>,
    texts: Vec<String>,
    /// Bytes of the input that had been read.
    bytes: u64,
}

struct VectorPart {
    ids: Vec<String>,
    rows: Embeddings,
}

/// Writes the vectors of all documents of a plan as `document_id, embedding`: title and text as
/// they are, in the order of the documents. The file is whole or not there.
///
/// # Errors
/// When a file cannot be read or written, or the model fails on a part.
pub fn embed_corpus(
    plan: &Plan,
    encoder: &dyn Encoder,
    out: &Path,
    progress: &mut dyn Progress,
) -> Result<Embedded, StudyError> {
    progress.begin("read", plan.bytes());
    write_whole(out, |path| {
        let file = TableWriter::create(path, &rows_of(&[], &Embeddings::new(encoder.dimension())))?;
        thread::scope(|scope| {
            let (text_sender, texts) = sync_channel(WAITING);
            let (sender, vectors) = sync_channel(WAITING);
            let reader = scope.spawn(move || read(plan, &text_sender));
            let writer = scope.spawn(move || write(file, &vectors));
            let encoded = encode(encoder, &texts, &sender, &mut |bytes| {
                progress.advance(bytes, plan.bytes())
            });
            // The steps before and after end when nobody listens or speaks any more.
            drop((texts, sender));
            let report = reader.join().expect("the reader does not panic")?;
            writer.join().expect("the writer does not panic")?;
            let mut embedded = encoded?;
            embedded.quarantined = report.files.iter().map(|file| file.quarantined).sum();
            Ok(embedded)
        })
    })
}

fn read(plan: &Plan, sender: &SyncSender<TextPart>) -> Result<ReadReport, StudyError> {
    let bytes = std::cell::Cell::new(0);
    let mut part = new_part();
    let report = plan.read(
        &mut |document| {
            part.texts.push(text_of(&document));
            part.ids.push(document.document_id);
            if part.ids.len() == PART {
                send(&mut part, bytes.get(), sender);
            }
        },
        &mut |at| bytes.set(at.bytes),
    )?;
    send(&mut part, bytes.get(), sender);
    Ok(report)
}

/// A part that nobody takes any more is dropped: the encoder has failed, and says so.
fn send(part: &mut TextPart, bytes: u64, sender: &SyncSender<TextPart>) {
    part.bytes = bytes;
    let _ = sender.send(std::mem::replace(part, new_part()));
}

fn new_part() -> TextPart {
    TextPart {
        ids: Vec::with_capacity(PART),
        texts: Vec::with_capacity(PART),
        bytes: 0,
    }
}

/// What a document is to a model: its title, and its text below.
fn text_of(document: &Document) -> String {
    format!("{}\n\n{}", document.title, document.text)
}

fn encode(
    encoder: &dyn Encoder,
    texts: &Receiver<TextPart>,
    sender: &SyncSender<VectorPart>,
    on_part: &mut dyn FnMut(u64),
) -> Result<Embedded, StudyError> {
    let mut embedded = Embedded::default();
    for part in texts {
        let encoded = encoder.encode(&part.texts)?;
        let mut rows = Embeddings::new(encoder.dimension());
        encoded.vectors.iter().for_each(|vector| rows.push(vector.as_deref()));
        embedded.documents += rows.len();
        embedded.without_text += encoded.vectors.iter().filter(|vector| vector.is_none()).count();
        embedded.cut += encoded.cut_tokens.iter().filter(|&&n| n > 0).count();
        embedded.cut_tokens += encoded.cut_tokens.iter().sum::<usize>();
        let part_of_file = VectorPart { ids: part.ids, rows };
        if sender.send(part_of_file).is_err() {
            break;
        }
        on_part(part.bytes);
    }
    Ok(embedded)
}

fn write(mut file: TableWriter, vectors: &Receiver<VectorPart>) -> Result<(), StudyError> {
    for part in vectors {
        file.append(rows_of(&part.ids, &part.rows))?;
    }
    file.close()
}

fn rows_of(ids: &[String], rows: &Embeddings) -> Table {
    Table::new().text("document_id", ids).vectors("embedding", rows)
}
