//! `export`: a finished run as files to share.

use std::process::ExitCode;

use report::content::ReportLanguage as PageLanguage;
use serde_json::json;
use study::{Export, Exported, ReviewTally};

use crate::arguments::{ExportArguments, Output, ReportLanguage};

/// Ecosystems in the summary; `cards.csv` has all.
const ECOSYSTEMS_SHOWN: usize = 20;

pub fn export(arguments: &ExportArguments, output: Output) -> anyhow::Result<ExitCode> {
    let export = Export {
        run: arguments.run.clone(),
        out: arguments.out.clone(),
        catalogue: arguments.catalogue.clone(),
        is_final: arguments.is_final,
        language: match arguments.language {
            ReportLanguage::Nl => PageLanguage::Dutch,
            ReportLanguage::En => PageLanguage::English,
        },
    };
    let exported = export.write()?;
    if output.json {
        let over_count = ReviewTally::total(&exported.reviews).over_count();
        say!("{:#}", json!({"export": exported, "over_count": over_count}));
    } else {
        print(&exported);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(exported: &Exported) {
    if !exported.reviews.is_empty() {
        print_reviews(&exported.reviews);
    }
    let total = ReviewTally::total(&exported.reviews);
    match total.over_count() {
        Some(factor) => say!(
            "Over-count factor {factor:.1}: {} attributions by the program, of which people let {} stand.",
            total.n_attributed,
            total.n_accepted
        ),
        None if total.n_unreviewed > 0 => say!(
            "Over-count factor not estimated: {} of {} attributions are not reviewed yet.",
            total.n_unreviewed,
            total.n_attributed
        ),
        None if total.n_attributed > 0 => say!("Over-count factor: cannot be told, people let nothing stand."),
        None => say!("No data: the run attributes no document."),
    }
    let folder = exported.folder.display();
    if exported.shortcomings.is_empty() || exported.status == "final" {
        say!("\n{} cards; the {} export: {folder}", exported.n_cards, exported.status);
        return;
    }
    let lacking = exported.shortcomings.iter().filter(|one| one.field != "review");
    say!(
        "\nA draft: {} attributions to review (to_review.csv);\nfields missing: {}; cards: {}.\nThe export: {folder}",
        exported.n_to_review,
        lacking.count(),
        exported.n_cards
    );
}

/// A line an ecosystem, 80 characters wide.
fn print_reviews(reviews: &[ReviewTally]) {
    let line = |name: &str, counts: [&str; 4], factor: &str| {
        let [attributed, stand, down, open] = counts;
        say!("{name:<39.39}{attributed:>11}{stand:>7}{down:>6}{open:>6}{factor:>11}");
    };
    line("ecosystem", ["attributed", "stand", "down", "open"], "over-count");
    let shown = reviews.len().min(ECOSYSTEMS_SHOWN);
    for one in &reviews[..shown] {
        let down = one.n_rejected + one.n_unsure;
        let counts = [one.n_attributed, one.n_accepted, down, one.n_unreviewed].map(|n| n.to_string());
        let factor = one.over_count().map_or("-".to_owned(), |factor| format!("{factor:.1}"));
        line(&one.ecosystem_id, counts.each_ref().map(String::as_str), &factor);
    }
    if shown < reviews.len() {
        say!("and {} more in cards.csv", reviews.len() - shown);
    }
    say!("stand: people say yes; down: people say no or are unsure; open: to review\n");
}
