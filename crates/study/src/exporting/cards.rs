//! The delineation cards of an export: what people wrote, and beside it what the run found.

use std::collections::BTreeMap;

use catalogue::{Bilingual, Catalogue, Ecosystem};
use report::content::{Card, Estimate, ReportLanguage};
use report::{CardPage, DelineationCard, Representative, Review, TableCell};

use super::review::{ReviewTally, Reviewed, ReviewedRun};
use crate::content::card_of;
use crate::error::StudyError;
use crate::run_folder::RunFolder;
use crate::run_record::RunRecord;
use crate::table::StoredTable;

/// Documents that stand for an ecosystem on its card.
const REPRESENTATIVES: usize = 5;

/// Columns of the table of cards.
const COLUMNS: [&str; 27] = [
    "ecosystem_id",
    "name",
    "focus",
    "perspective",
    "included",
    "not_included",
    "why",
    "implications",
    "author",
    "date",
    "sources",
    "regions",
    "part_of",
    "enables",
    "perspective_of",
    "facets",
    "notes",
    "n_documents",
    "share",
    "share_low",
    "share_high",
    "n_unsure",
    "n_attributed",
    "n_accepted",
    "n_turned_down",
    "over_count",
    "representatives",
];

/// Organisations with a share, and the sum of their shares, by ecosystem.
type OrganisationCounts = BTreeMap<String, (u64, Estimate)>;

/// The cards of a run, in the catalogue's order.
pub(super) fn page(
    run: &RunFolder,
    (record, catalogue): (&RunRecord, &Catalogue),
    (reviewed, tallies): (&ReviewedRun, &[ReviewTally]),
    language: ReportLanguage,
) -> Result<CardPage, StudyError> {
    let organisations = organisations(run)?;
    let mut by_ecosystem: BTreeMap<&str, Vec<&Reviewed>> = BTreeMap::new();
    for one in &reviewed.attributions {
        by_ecosystem.entry(&one.ecosystem_id).or_default().push(one);
    }
    let card = |ecosystem: &Ecosystem| {
        let found = by_ecosystem.get(ecosystem.id.as_str()).map_or(&[][..], Vec::as_slice);
        let tally = tallies.iter().find(|tally| tally.ecosystem_id == ecosystem.id);
        DelineationCard {
            organisations: organisations.get(&ecosystem.id).copied(),
            review: tally.map(review).unwrap_or_default(),
            representatives: representatives(found, reviewed),
            ..figures(found, written(ecosystem, catalogue, language))
        }
    };
    Ok(CardPage {
        language,
        title: record
            .inputs
            .iter()
            .map(|input| input.file.as_str())
            .collect::<Vec<_>>()
            .join(" + "),
        is_final: false,
        made_with: made_with(record, catalogue),
        cards: catalogue.ecosystems.iter().map(card).collect(),
    })
}

fn made_with(record: &RunRecord, catalogue: &Catalogue) -> String {
    let classifier = record.classifier.as_ref().map_or("none", |classifier| &classifier.id);
    format!(
        "afbaken {}, catalogue {}, mode {}, classifier {classifier}",
        record.version,
        &catalogue.sha256[..12],
        record.mode
    )
}

/// What people wrote.
fn written(ecosystem: &Ecosystem, catalogue: &Catalogue, language: ReportLanguage) -> DelineationCard {
    let named = |ids: &[String]| -> Vec<String> {
        let name = |id: &String| {
            catalogue
                .by_id(id)
                .map_or_else(|| id.clone(), |one| name(one, language))
        };
        ids.iter().map(name).collect()
    };
    let facets = ecosystem.facets.iter();
    let facets = facets.map(|(name, facet)| format!("{name}: {} ({})", facet.value, facet.source));
    let notes = ecosystem.delineation.iter().map(|card| card.notes.trim().to_owned());
    DelineationCard {
        id: ecosystem.id.clone(),
        name: name(ecosystem, language),
        focus: in_language(&ecosystem.focus, language).to_owned(),
        card: card_of(ecosystem),
        lists: [
            ecosystem.regions.clone(),
            named(&ecosystem.part_of),
            named(&ecosystem.enables),
            named(&ecosystem.perspective_of.iter().cloned().collect::<Vec<_>>()),
            facets.collect(),
            notes.filter(|notes| !notes.is_empty()).collect(),
        ],
        ..DelineationCard::default()
    }
}

fn name(ecosystem: &Ecosystem, language: ReportLanguage) -> String {
    let label = in_language(&ecosystem.label, language);
    match ecosystem.number {
        Some(number) => format!("{number} {label}"),
        None => label.to_owned(),
    }
}

/// The text in that language, or else in the other.
fn in_language(text: &Bilingual, language: ReportLanguage) -> &str {
    let (first, second) = match language {
        ReportLanguage::Dutch => (&text.nl, &text.en),
        ReportLanguage::English => (&text.en, &text.nl),
    };
    if first.is_empty() { second } else { first }
}

fn figures(found: &[&Reviewed], written: DelineationCard) -> DelineationCard {
    let counted = || found.iter().filter(|one| one.share > 0.0);
    DelineationCard {
        n_documents: counted().count() as u64,
        shares: Estimate::new(
            counted().map(|one| one.share).sum(),
            counted().map(|one| one.low).sum(),
            counted().map(|one| one.high).sum(),
        ),
        n_unsure: found.iter().filter(|one| one.is_unsure()).count() as u64,
        ..written
    }
}

fn review(tally: &ReviewTally) -> Review {
    Review {
        n_attributed: tally.n_attributed as u64,
        n_accepted: tally.n_accepted as u64,
        n_turned_down: (tally.n_rejected + tally.n_unsure) as u64,
    }
}

/// The documents with the highest shares; of equals the first by id.
fn representatives(found: &[&Reviewed], reviewed: &ReviewedRun) -> Vec<Representative> {
    let mut counted: Vec<&&Reviewed> = found.iter().filter(|one| one.share > 0.0).collect();
    counted.sort_by(|a, b| {
        b.share
            .total_cmp(&a.share)
            .then_with(|| a.document_id.cmp(&b.document_id))
    });
    let representative = |one: &&Reviewed| Representative {
        document_id: one.document_id.clone(),
        title: reviewed.documents[&one.document_id].0.clone(),
        share: one.share,
    };
    counted.into_iter().take(REPRESENTATIVES).map(representative).collect()
}

fn organisations(run: &RunFolder) -> Result<OrganisationCounts, StudyError> {
    let table = StoredTable::read(&run.file("indicators.parquet"))?;
    let (names, ids, counts) = (
        table.texts("indicator")?,
        table.texts("ecosystem_id")?,
        table.counts("n_units")?,
    );
    let (values, lows, highs) = (table.numbers("value")?, table.numbers("low")?, table.numbers("high")?);
    let of = |row: usize| {
        let sum = Estimate::new(values[row], lows[row], highs[row]);
        (ids[row].clone(), (counts[row] as u64, sum))
    };
    let rows = (0..names.len()).filter(|row| names[*row] == "organisations_weighted" && counts[*row] > 0);
    Ok(rows.map(of).collect())
}

/// The cards as a table.
pub(super) fn table(page: &CardPage) -> (Vec<String>, Vec<Vec<TableCell>>) {
    let columns = COLUMNS.map(str::to_owned).to_vec();
    (columns, page.cards.iter().map(row).collect())
}

fn row(card: &DelineationCard) -> Vec<TableCell> {
    let text = |text: &str| TableCell::Text(text.to_owned());
    let count = |n: u64| TableCell::Whole(n as i64);
    let Card {
        perspective,
        included,
        not_included,
        why,
        implications,
        author,
        date,
        sources,
    } = &card.card;
    let written = [perspective, included, not_included, why, implications, author, date];
    let written = written.map(|field| text(field.as_deref().unwrap_or_default()));
    let lists = card.lists.iter().map(|list| text(&list.join("; ")));
    let representatives = card.representatives.iter().map(|one| one.document_id.as_str());
    let Review {
        n_attributed,
        n_accepted,
        n_turned_down,
    } = card.review;
    [text(&card.id), text(&card.name), text(&card.focus)]
        .into_iter()
        .chain(written)
        .chain([text(&sources.join("; "))])
        .chain(lists)
        .chain([count(card.n_documents)])
        .chain(shares(card))
        .chain([card.n_unsure, n_attributed, n_accepted, n_turned_down].map(count))
        .chain([card.review.over_count().map_or(TableCell::Blank, TableCell::Number)])
        .chain([text(&representatives.collect::<Vec<_>>().join("; "))])
        .collect()
}

/// An ecosystem without documents has no sum: that is no data, not 0.
fn shares(card: &DelineationCard) -> [TableCell; 3] {
    let Estimate { value, low, high } = card.shares;
    [value, low, high].map(|number| match card.n_documents {
        0 => TableCell::Blank,
        _ => TableCell::Number(number),
    })
}
