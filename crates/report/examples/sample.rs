//! Writes a made-up report to `/tmp/report-sample-{nl,en}.html` and `.xlsx`, with everything that strains a page: an
//! ecosystem with a thousand documents and one with none, the longest title, a name of 120 characters, right-to-left text.
//!
//! `cargo run -p report --example sample [-- N]` makes N documents (1,640 unless told).

#[path = "sample/content.rs"]
mod content;
#[path = "sample/documents.rs"]
mod documents;
#[path = "sample/judgements.rs"]
mod judgements;
#[path = "sample/subjects.rs"]
mod subjects;

use std::path::Path;

use report::content::ReportLanguage;

fn main() -> Result<(), report::ReportError> {
    let n_documents = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1640);
    for (code, language) in [("nl", ReportLanguage::Dutch), ("en", ReportLanguage::English)] {
        let content = content::sample(language, n_documents);
        let (page, workbook) = (
            format!("/tmp/report-sample-{code}.html"),
            format!("/tmp/report-sample-{code}.xlsx"),
        );
        report::write_html(&content, Path::new(&page))?;
        report::write_xlsx(&content, Path::new(&workbook))?;
        println!("{page}\n{workbook}");
    }
    Ok(())
}
