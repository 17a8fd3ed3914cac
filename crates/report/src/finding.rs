//! The one sentence that a run shows, the figures under it and what to be careful about, all computed from the content.

use crate::content::{EcosystemQuality, Estimate, Quality, Themes};
use crate::edition::Edition;
use crate::wording::plural;

/// How a page opens.
pub(crate) struct Finding {
    pub(crate) headline: String,
    /// What follows the headline, sentence by sentence.
    pub(crate) deck: Vec<String>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) cautions: Vec<String>,
}

/// One number under the headline.
pub(crate) struct Figure {
    pub(crate) value: String,
    pub(crate) label: &'static str,
    pub(crate) note: String,
    /// Whether people judged it or the program computed it.
    pub(crate) judged: bool,
    /// Whether `value` is words that say there is no number.
    pub(crate) wordy: bool,
}

/// The opening of `edition`.
pub(crate) fn finding(edition: &Edition<'_>) -> Finding {
    Finding {
        headline: headline(edition),
        deck: deck(edition),
        figures: figures(edition),
        cautions: cautions(edition),
    }
}

fn headline(edition: &Edition<'_>) -> String {
    let (counts, texts, noun) = (&edition.report.counts, edition.texts, edition.noun());
    let n_ecosystems = edition.numbers.count(edition.report.ecosystems.len() as u64);
    if counts.usable == 0 {
        return texts.finding_nothing_usable.to_owned();
    }
    if edition.report.ecosystems.is_empty() {
        return theme_headline(edition);
    }
    let n_usable = edition.numbers.count(counts.usable);
    let member = counts.with_ecosystem as f64 / counts.usable as f64;
    if counts.with_ecosystem == 0 {
        return edition.say(
            texts.finding_none,
            &[&n_usable, plural(counts.usable, noun), &n_ecosystems],
        );
    }
    let none = counts.usable.saturating_sub(counts.with_ecosystem + counts.only_unsure) as f64 / counts.usable as f64;
    let pattern = membership_pattern(edition, none, member);
    edition.say(
        pattern,
        &[&edition.numbers.percent(member), plural(2, noun), &n_ecosystems],
    )
}

/// The sentence that fits the part of the documents that belongs to none.
fn membership_pattern(edition: &Edition<'_>, none: f64, member: f64) -> &'static str {
    let texts = edition.texts;
    match none {
        _ if member >= 0.95 => texts.finding_nearly_all,
        none if none >= 0.95 => texts.finding_nearly_none,
        none if none > 0.78 => texts.finding_majority_none,
        none if none > 0.72 => texts.finding_three_quarters_none,
        none if (0.64..0.70).contains(&none) => texts.finding_two_thirds_none,
        none if none > 0.52 => texts.finding_more_than_half_none,
        none if none >= 0.48 => texts.finding_half_none,
        _ => texts.finding_some,
    }
}

fn theme_headline(edition: &Edition<'_>) -> String {
    let (texts, noun, usable) = (edition.texts, edition.noun(), edition.report.counts.usable);
    let n_usable = edition.numbers.count(usable);
    match &edition.report.themes {
        Themes::Found { themes } => {
            let n = themes.len() as u64;
            let values = [
                &n_usable,
                plural(usable, noun),
                &edition.numbers.count(n),
                plural(n, texts.theme_noun),
            ];
            edition.say(texts.finding_themes, &values)
        }
        Themes::NoneClear { .. } => edition.say(texts.finding_no_themes, &[&n_usable, plural(2, noun)]),
        Themes::NotSought => edition.say(texts.finding_read, &[&n_usable, plural(usable, noun)]),
    }
}

fn deck(edition: &Edition<'_>) -> Vec<String> {
    let (texts, numbers) = (edition.texts, edition.numbers);
    let n_ecosystems = edition.report.ecosystems.len() as u64;
    let n_filled = edition.filled().count() as u64;
    let unsure = edition.report.counts.only_unsure;
    let mut sentences = Vec::new();
    if n_ecosystems > 0 && n_filled == n_ecosystems {
        sentences.push(edition.say(texts.deck_all_ecosystems, &[&numbers.count(n_ecosystems)]));
    } else if n_filled > 0 {
        let silent = numbers.count(n_ecosystems - n_filled);
        sentences.push(edition.say(
            texts.deck_ecosystems,
            &[&numbers.count(n_filled), &numbers.count(n_ecosystems), &silent],
        ));
    }
    if unsure > 0 {
        let pattern = if unsure == 1 {
            texts.deck_unsure_one
        } else {
            texts.deck_unsure
        };
        sentences.push(edition.say(pattern, &[&numbers.count(unsure), plural(unsure, edition.noun())]));
    }
    match &edition.report.themes {
        Themes::Found { themes } if n_ecosystems > 0 && !themes.is_empty() => {
            let n = themes.len() as u64;
            sentences.push(edition.say(texts.deck_themes, &[&numbers.count(n), plural(n, texts.theme_noun)]));
        }
        Themes::NoneClear { .. } if n_ecosystems > 0 => sentences.push(texts.deck_no_themes.to_owned()),
        _ => {}
    }
    sentences
}

fn figures(edition: &Edition<'_>) -> Vec<Figure> {
    let mut figures = vec![usable_figure(edition)];
    if edition.report.ecosystems.is_empty() {
        return figures;
    }
    figures.push(member_figure(edition));
    figures.extend(
        edition
            .report
            .counts
            .shares
            .map(|shares| weighted_figure(edition, &shares)),
    );
    let (precision, recall) = match &edition.report.quality {
        Quality::NotEstimated => (None, None),
        Quality::Estimated { precision, recall, .. } => (*precision, *recall),
    };
    figures.push(judged_figure(edition, edition.texts.figure_precision, precision));
    figures.push(judged_figure(edition, edition.texts.figure_recall, recall));
    figures
}

fn usable_figure(edition: &Edition<'_>) -> Figure {
    let (counts, numbers, texts) = (&edition.report.counts, edition.numbers, edition.texts);
    let left_out = counts.documents.saturating_sub(counts.usable);
    let pattern = if left_out == 0 {
        texts.figure_usable_all
    } else {
        texts.figure_usable_note
    };
    let note = edition.say(pattern, &[&numbers.count(counts.documents), &numbers.count(left_out)]);
    Figure {
        value: numbers.count(counts.usable),
        label: texts.figure_usable,
        note,
        judged: false,
        wordy: false,
    }
}

fn member_figure(edition: &Edition<'_>) -> Figure {
    let (counts, numbers, texts) = (&edition.report.counts, edition.numbers, edition.texts);
    let part = |number: u64| number as f64 / counts.usable.max(1) as f64;
    let with_unsure = numbers.percent(part(counts.with_ecosystem + counts.only_unsure));
    let pattern = if counts.only_unsure == 0 {
        texts.figure_member_plain
    } else {
        texts.figure_member_note
    };
    let values = [
        numbers.count(counts.with_ecosystem),
        numbers.count(counts.usable),
        with_unsure,
    ];
    Figure {
        value: numbers.percent(part(counts.with_ecosystem)),
        label: texts.figure_member,
        note: edition.say(pattern, &values.each_ref().map(String::as_str)),
        judged: false,
        wordy: false,
    }
}

fn weighted_figure(edition: &Edition<'_>, shares: &Estimate) -> Figure {
    let usable = edition.report.counts.usable.max(1) as f64;
    let range = edition.numbers.percent_range(shares.low / usable, shares.high / usable);
    Figure {
        value: edition.numbers.percent(shares.value / usable),
        label: edition.texts.figure_weighted,
        note: edition.say(edition.texts.figure_weighted_note, &[&range]),
        judged: false,
        wordy: false,
    }
}

fn judged_figure(edition: &Edition<'_>, label: &'static str, estimate: Option<Estimate>) -> Figure {
    let (texts, numbers) = (edition.texts, edition.numbers);
    match (&edition.report.quality, estimate) {
        (
            Quality::Estimated {
                n_labels, n_annotators, ..
            },
            Some(estimate),
        ) => {
            let (n, readers) = (numbers.count(*n_labels), numbers.count(*n_annotators));
            let (noun, reader) = (
                plural(*n_labels, texts.judgement_noun),
                plural(*n_annotators, texts.reader_noun),
            );
            let note = edition.say(
                texts.figure_judged_note,
                &[&numbers.rate_range(&estimate), &n, noun, &readers, reader],
            );
            Figure {
                value: numbers.decimal(estimate.value, 2),
                label,
                note,
                judged: true,
                wordy: false,
            }
        }
        (quality, _) => {
            let unread = *quality == Quality::NotEstimated;
            let note = if unread {
                texts.not_estimated_note
            } else {
                texts.cannot_say_note
            };
            Figure {
                value: texts.not_estimated.to_owned(),
                label,
                note: note.to_owned(),
                judged: false,
                wordy: true,
            }
        }
    }
}

/// What a reader would get wrong first, most serious first; at most three sentences.
fn cautions(edition: &Edition<'_>) -> Vec<String> {
    let mut cautions = Vec::new();
    match &edition.report.quality {
        _ if edition.report.ecosystems.is_empty() => {}
        Quality::NotEstimated => cautions.push(edition.texts.caution_not_estimated.to_owned()),
        Quality::Estimated { ecosystems, .. } => {
            cautions.extend(worst_ecosystem(edition, ecosystems));
            cautions.extend(unjudged(edition));
        }
    }
    cautions.extend(little_text(edition));
    if cautions.is_empty() {
        cautions.push(edition.texts.caution_read.to_owned());
    }
    cautions.truncate(3);
    cautions
}

/// The ecosystem whose numbers are furthest off, if any is far off.
fn worst_ecosystem(edition: &Edition<'_>, judged: &[EcosystemQuality]) -> Option<String> {
    let over = judged
        .iter()
        .filter_map(|judged| Some((judged, judged.over_count?.value)))
        .filter(|(_, over)| *over >= 1.25)
        .max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((judged, over)) = over {
        let values = [edition.name(&judged.ecosystem), edition.numbers.decimal(over, 1)];
        return Some(edition.say(edition.texts.caution_over_count, &values.each_ref().map(String::as_str)));
    }
    let (judged, precision) = judged
        .iter()
        .filter_map(|judged| Some((judged, judged.precision?.value)))
        .filter(|(_, precision)| *precision < 0.7)
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let values = [edition.name(&judged.ecosystem), edition.numbers.percent(precision)];
    Some(edition.say(edition.texts.caution_precision, &values.each_ref().map(String::as_str)))
}

fn unjudged(edition: &Edition<'_>) -> Option<String> {
    let precise = |id: &str| edition.judged(id).is_some_and(|judged| judged.precision.is_some());
    let n_filled = edition.filled().count() as u64;
    let n_unjudged = edition.filled().filter(|found| !precise(&found.id)).count() as u64;
    let values = [edition.numbers.count(n_unjudged), edition.numbers.count(n_filled)];
    (n_unjudged > 0).then(|| edition.say(edition.texts.caution_unjudged, &values.each_ref().map(String::as_str)))
}

fn little_text(edition: &Edition<'_>) -> Option<String> {
    let counts = &edition.report.counts;
    let part = (counts.short + counts.boilerplate) as f64 / counts.documents.max(1) as f64;
    (part >= 0.2).then(|| edition.say(edition.texts.caution_information, &[&edition.numbers.percent(part)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Counts, DocumentKind, Ecosystem, Report, ReportLanguage};

    fn check(usable: u64, with_ecosystem: u64, only_unsure: u64, dutch: &str, english: &str) {
        let counts = Counts {
            documents: usable,
            usable,
            with_ecosystem,
            only_unsure,
            kinds: vec![(DocumentKind::Project, usable)],
            ..Counts::default()
        };
        let mut report = Report {
            counts,
            ecosystems: vec![Ecosystem::default(); 56],
            ..Report::default()
        };
        for (language, expected) in [(ReportLanguage::Dutch, dutch), (ReportLanguage::English, english)] {
            report.language = language;
            let edition = Edition::new(&report).expect("all ecosystems are known");
            assert_eq!(headline(&edition), expected);
        }
    }

    #[test]
    fn the_headline_says_what_the_counts_show() {
        check(
            1208,
            495,
            60,
            "Ruim de helft van de projecten hoort bij geen van de 56 ecosystemen",
            "More than half of the projects belong to none of the 56 ecosystems",
        );
        check(
            1208,
            0,
            3,
            "Geen van de 1.208 projecten hoort bij een van de 56 ecosystemen",
            "None of the 1,208 projects belongs to any of the 56 ecosystems",
        );
        check(
            100,
            60,
            10,
            "60\u{a0}% van de projecten hoort bij ten minste een van de 56 ecosystemen",
            "60% of the projects belong to at least one of the 56 ecosystems",
        );
        check(
            100,
            99,
            0,
            "Bijna alle projecten horen bij ten minste een van de 56 ecosystemen",
            "Nearly all projects belong to at least one of the 56 ecosystems",
        );
        check(
            0,
            0,
            0,
            "Geen enkel document zegt genoeg om er iets uit af te leiden",
            "Not one document says enough to conclude anything from",
        );
    }

    #[test]
    fn without_judgements_the_caution_says_so() {
        let report = Report {
            ecosystems: vec![Ecosystem::default()],
            ..Report::default()
        };
        let edition = Edition::new(&report).expect("all ecosystems are known");
        assert_eq!(cautions(&edition)[0], edition.texts.caution_not_estimated);
    }
}
