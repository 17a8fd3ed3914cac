//! What was read and what became of it: every document in exactly one group.

use crate::edition::Edition;
use crate::numbers::drawn;
use crate::wording::plural;

/// The section on what was read.
pub(crate) struct Reading {
    pub(crate) groups: Vec<Group>,
    pub(crate) sentence: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) quarantined: Option<String>,
    pub(crate) languages: String,
    pub(crate) kinds: String,
    pub(crate) without: String,
}

/// Documents with one fate.
pub(crate) struct Group {
    pub(crate) label: &'static str,
    pub(crate) why: &'static str,
    /// The bar's class: core, unsure, none, or out for what was left out.
    pub(crate) class: &'static str,
    pub(crate) count: String,
    pub(crate) percent: String,
    pub(crate) width: String,
}

/// One file.
pub(crate) struct Input {
    pub(crate) file: String,
    pub(crate) rows: String,
    pub(crate) read: String,
    pub(crate) quarantined: String,
}

/// The section of `edition`.
pub(crate) fn reading(edition: &Edition<'_>) -> Reading {
    let (counts, texts, numbers) = (&edition.report.counts, edition.texts, edition.numbers);
    let without = [
        numbers.count(counts.without_year),
        numbers.count(counts.without_organisation),
    ];
    let languages = counts.languages.iter().map(|(code, n)| (edition.language(code), *n));
    let kinds = counts.kinds.iter().map(|(kind, n)| (edition.kind(*kind), *n));
    Reading {
        groups: groups(edition),
        sentence: sentence(edition),
        inputs: inputs(edition),
        quarantined: quarantined(edition),
        languages: with_counts(edition, languages),
        kinds: with_counts(edition, kinds),
        without: edition.say(texts.read_without, &without.each_ref().map(String::as_str)),
    }
}

fn groups(edition: &Edition<'_>) -> Vec<Group> {
    let (counts, texts) = (&edition.report.counts, edition.texts);
    let none = counts.usable.saturating_sub(counts.with_ecosystem + counts.only_unsure);
    let usable = if edition.report.ecosystems.is_empty() {
        vec![(texts.read_usable, texts.read_usable_why, "core", counts.usable)]
    } else {
        vec![
            (texts.read_with, texts.read_with_why, "core", counts.with_ecosystem),
            (texts.read_unsure, texts.read_unsure_why, "unsure", counts.only_unsure),
            (texts.read_none, texts.read_none_why, "none", none),
        ]
    };
    let left_out = [
        (texts.read_duplicate, texts.read_duplicate_why, "out", counts.duplicates),
        (texts.read_short, texts.read_short_why, "out", counts.short),
        (
            texts.read_boilerplate,
            texts.read_boilerplate_why,
            "out",
            counts.boilerplate,
        ),
    ];
    let all: Vec<_> = usable
        .into_iter()
        .chain(left_out.into_iter().filter(|group| group.3 > 0))
        .collect();
    let largest = all.iter().map(|group| group.3).max().unwrap_or(0).max(1) as f64;
    all.into_iter()
        .map(|(label, why, class, count)| Group {
            label,
            why,
            class,
            count: edition.numbers.count(count),
            percent: edition.numbers.percent(count as f64 / counts.documents.max(1) as f64),
            width: drawn(100.0 * count as f64 / largest),
        })
        .collect()
}

fn sentence(edition: &Edition<'_>) -> String {
    let counts = &edition.report.counts;
    let count = |number: u64| edition.numbers.count(number);
    let none = counts.usable.saturating_sub(counts.with_ecosystem + counts.only_unsure);
    let said = [
        count(counts.documents),
        plural(counts.documents, edition.noun()).to_owned(),
        count(counts.with_ecosystem),
        count(counts.only_unsure),
        count(none),
        count(counts.documents.saturating_sub(counts.usable)),
    ];
    edition.say(edition.texts.read_sentence, &said.each_ref().map(String::as_str))
}

fn inputs(edition: &Edition<'_>) -> Vec<Input> {
    let count = |number: u64| edition.numbers.count(number);
    let inputs = edition.report.inputs.iter().map(|input| Input {
        file: input.file.clone(),
        rows: count(input.rows),
        read: count(input.read),
        quarantined: count(input.quarantined),
    });
    inputs.collect()
}

fn quarantined(edition: &Edition<'_>) -> Option<String> {
    let total: u64 = edition.report.inputs.iter().map(|input| input.quarantined).sum();
    let noun = plural(total, edition.texts.row_noun);
    let pattern = plural(total, edition.texts.read_quarantined);
    (total > 0).then(|| edition.say(pattern, &[&edition.numbers.count(total), noun]))
}

/// `Nederlands 1.001, Engels 207`.
fn with_counts<'l>(edition: &Edition<'_>, counted: impl Iterator<Item = (&'l str, u64)>) -> String {
    counted
        .map(|(label, n)| format!("{label} {}", edition.numbers.count(n)))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Counts, Ecosystem, Report};

    #[test]
    fn groups_add_up_to_the_documents_read() {
        let counts = Counts {
            documents: 1420,
            duplicates: 60,
            short: 110,
            boilerplate: 42,
            usable: 1208,
            with_ecosystem: 495,
            only_unsure: 70,
            ..Counts::default()
        };
        let report = Report {
            counts,
            ecosystems: vec![Ecosystem::default()],
            ..Report::default()
        };
        let edition = Edition::new(&report).expect("all ecosystems are known");
        let total: u64 = groups(&edition)
            .iter()
            .map(|group| group.count.replace('.', "").parse::<u64>().unwrap())
            .sum();
        assert_eq!(total, 1420);
    }
}
