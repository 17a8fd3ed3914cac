//! The table of ecosystems, and what each row opens to.

use crate::content::{Ecosystem, Estimate, Rule, RuleRole, SizeAt, Sum};
use crate::edition::Edition;
use crate::embedded::Embedded;
use crate::numbers::drawn;
use crate::plot::{Bar, Point, Sparkline, span_of_years, sparkline};
use crate::wording::plural;

/// Organisations shown in a row's details.
const MOST_ORGANISATIONS: usize = 8;

/// One ecosystem.
pub(crate) struct EcosystemRow<'a> {
    pub(crate) position: usize,
    pub(crate) number: String,
    pub(crate) name: String,
    /// What the filter searches, in lower case.
    pub(crate) searched: String,
    /// Why there is no number; `None` where there is one.
    pub(crate) nothing: Option<&'static str>,
    pub(crate) n_documents: u64,
    pub(crate) documents: String,
    pub(crate) weighted: String,
    pub(crate) interval: String,
    /// For sorting: the weighted number itself.
    pub(crate) sum: String,
    pub(crate) bar: Bar,
    pub(crate) n_organisations: usize,
    pub(crate) organisations: String,
    pub(crate) spark: Option<Sparkline>,
    pub(crate) precision: Option<Point>,
    /// For sorting; empty where not estimated.
    pub(crate) precision_value: String,
    pub(crate) details: Details<'a>,
}

/// What a row opens to.
pub(crate) struct Details<'a> {
    pub(crate) zones: String,
    pub(crate) focus: &'a str,
    pub(crate) part_of: String,
    pub(crate) sums: Vec<String>,
    pub(crate) quality: String,
    /// Empty where there is no document at any threshold.
    pub(crate) sizes: Vec<SizeColumn>,
    pub(crate) rules: Vec<RuleRow<'a>>,
    pub(crate) members: Vec<MemberRow<'a>>,
    pub(crate) members_note: String,
    /// How many of its documents stand in the page; `None` for all.
    pub(crate) listed: Option<String>,
    pub(crate) has_documents: bool,
    pub(crate) has_card: bool,
}

/// Its documents at one threshold.
pub(crate) struct SizeColumn {
    pub(crate) threshold: String,
    pub(crate) documents: String,
    pub(crate) core: String,
    /// Part of the most that one of these thresholds gives, as a percentage.
    pub(crate) height: String,
    pub(crate) core_height: String,
}

/// One rule.
pub(crate) struct RuleRow<'a> {
    pub(crate) name: &'a str,
    pub(crate) role: &'static str,
    pub(crate) class: &'static str,
    pub(crate) query: &'a str,
    pub(crate) why: &'a str,
    pub(crate) weight: String,
    pub(crate) hits: String,
    pub(crate) precision: Option<String>,
}

/// One organisation that works in the ecosystem.
pub(crate) struct MemberRow<'a> {
    pub(crate) name: &'a str,
    pub(crate) width: String,
    pub(crate) fractional: String,
}

/// The rows of `edition`, in the catalogue's order.
pub(crate) fn rows<'a>(edition: &Edition<'a>, embedded: &Embedded) -> Vec<EcosystemRow<'a>> {
    let bars = Bar::all(edition, edition.report.ecosystems.iter().map(|found| &found.own));
    let span = span_of_years(edition.report);
    let found = edition.report.ecosystems.iter().enumerate();
    found
        .zip(bars)
        .map(|((position, found), bar)| row(edition, embedded, (position, found), bar, span))
        .collect()
}

fn row<'a>(
    edition: &Edition<'a>,
    embedded: &Embedded,
    (position, found): (usize, &'a Ecosystem),
    bar: Bar,
    span: Option<(i32, i32)>,
) -> EcosystemRow<'a> {
    let (numbers, own) = (edition.numbers, &found.own);
    let judged = edition.judged(&found.id);
    let precision = judged.and_then(|judged| judged.precision);
    let name = edition.text(&found.label);
    let n_organisations = edition.members(position).len();
    EcosystemRow {
        position,
        number: found.number.map_or_else(String::new, |number| number.to_string()),
        name: if name.is_empty() {
            found.id.clone()
        } else {
            name.to_owned()
        },
        searched: searched(edition, found),
        nothing: nothing(edition, found),
        n_documents: own.n_documents(),
        documents: numbers.count(own.n_documents()),
        weighted: numbers.weighted(own.shares()),
        interval: numbers.weighted_range(own.low, own.high),
        sum: drawn(own.shares()),
        bar,
        n_organisations,
        organisations: numbers.count(n_organisations as u64),
        spark: sparkline(edition, &found.years, span),
        precision: precision.as_ref().map(|precision| Point::new(edition, precision)),
        precision_value: precision.map_or_else(String::new, |precision| drawn(precision.value)),
        details: details(edition, embedded, position, found),
    }
}

fn searched(edition: &Edition<'_>, found: &Ecosystem) -> String {
    let number = found.number.map_or_else(String::new, |number| number.to_string());
    [&number, &found.label.nl, &found.label.en, edition.text(&found.focus)]
        .join(" ")
        .to_lowercase()
}

/// Why an ecosystem has no number: absence is said in words, never as zero.
pub(crate) fn nothing(edition: &Edition<'_>, found: &Ecosystem) -> Option<&'static str> {
    if found.own.n_documents() + found.own.n_unsure > 0 {
        None
    } else if found.rules.is_empty() {
        Some(edition.texts.not_looked_for)
    } else {
        Some(edition.texts.nothing_found)
    }
}

fn details<'a>(edition: &Edition<'a>, embedded: &Embedded, position: usize, found: &'a Ecosystem) -> Details<'a> {
    let numbers = edition.numbers;
    let zones = [found.own.n_core, found.own.n_periphery, found.own.n_unsure].map(|number| numbers.count(number));
    let n_all = found.own.n_documents() + found.own.n_unsure;
    let n_listed = embedded.listed[position];
    let listed = [numbers.count(n_listed), numbers.count(n_all)];
    let parents: Vec<String> = found.part_of.iter().map(|parent| edition.name(parent)).collect();
    Details {
        zones: edition.say(edition.texts.detail_zones, &zones.each_ref().map(String::as_str)),
        focus: edition.text(&found.focus),
        part_of: edition.listed(&parents),
        sums: sums(edition, found),
        quality: quality(edition, found),
        sizes: sizes(edition, found),
        rules: found.rules.iter().map(|rule| rule_row(edition, rule)).collect(),
        members: members(edition, position),
        members_note: members_note(edition, position),
        listed: (n_listed < n_all)
            .then(|| edition.say(edition.texts.documents_listed, &listed.each_ref().map(String::as_str))),
        has_documents: n_listed > 0,
        has_card: !super::cards::is_empty(&found.card),
    }
}

/// Own sum and, for a parent, the sum with its parts.
fn sums(edition: &Edition<'_>, found: &Ecosystem) -> Vec<String> {
    let Some(with_parts) = &found.with_parts else {
        return Vec::new();
    };
    let (numbers, texts) = (edition.numbers, edition.texts);
    let said = |sum: &Sum| {
        [
            numbers.weighted(sum.shares()),
            numbers.weighted_range(sum.low, sum.high),
        ]
    };
    let [own, own_range] = said(&found.own);
    let [parts, parts_range] = said(with_parts);
    let n = with_parts.n_documents();
    let noun = plural(n, texts.document_noun);
    vec![
        edition.say(texts.detail_own, &[&own, &own_range]),
        edition.say(
            texts.detail_with_parts,
            &[&numbers.count(n), noun, &parts, &parts_range],
        ),
    ]
}

/// Every second threshold, from .1 to .9.
fn sizes(edition: &Edition<'_>, found: &Ecosystem) -> Vec<SizeColumn> {
    let numbers = edition.numbers;
    let shown = || found.sizes.iter().skip(1).step_by(2);
    let most = shown().map(|size| size.n_documents).max().unwrap_or_default();
    let column = |size: &SizeAt| SizeColumn {
        threshold: numbers.decimal(size.threshold, 1),
        documents: numbers.count(size.n_documents),
        core: numbers.count(size.n_core),
        height: drawn(100.0 * size.n_documents as f64 / most as f64),
        core_height: drawn(100.0 * size.n_core as f64 / most as f64),
    };
    shown().filter(|_| most > 0).map(column).collect()
}

/// Precision, recall, over-count and agreement in one line; words where there is no number.
fn quality(edition: &Edition<'_>, found: &Ecosystem) -> String {
    let (texts, numbers) = (edition.texts, edition.numbers);
    let Some(judged) = edition.judged(&found.id) else {
        return texts.not_estimated.to_owned();
    };
    let rate = |estimate: &Option<Estimate>| {
        estimate
            .as_ref()
            .map_or_else(|| texts.not_estimated.to_owned(), |estimate| numbers.rate(estimate))
    };
    let mut parts = vec![
        edition.say(
            texts.precision_sentence,
            &[
                &rate(&judged.precision),
                &numbers.count(judged.n_labels),
                plural(judged.n_labels, texts.judgement_noun),
            ],
        ),
        edition.say(texts.detail_recall, &[&rate(&judged.recall)]),
    ];
    parts.extend(
        judged
            .over_count
            .map(|over| edition.say(texts.detail_over_count, &[&numbers.rate(&over)])),
    );
    parts.extend(
        judged
            .kappa
            .map(|kappa| edition.say(texts.detail_kappa, &[&numbers.decimal(kappa, 2)])),
    );
    parts.join("; ")
}

fn rule_row<'a>(edition: &Edition<'a>, rule: &'a Rule) -> RuleRow<'a> {
    let (role, class) = match rule.role {
        RuleRole::Core => (edition.texts.core, "core"),
        RuleRole::Periphery => (edition.texts.periphery, "periphery"),
        RuleRole::Exclude => (edition.texts.exclude, "exclude"),
    };
    RuleRow {
        name: &rule.name,
        role,
        class,
        query: &rule.query,
        why: &rule.why,
        weight: edition.numbers.decimal(rule.weight, 2),
        hits: edition.numbers.count(rule.n_hits),
        precision: rule.precision.as_ref().map(|precision| edition.numbers.rate(precision)),
    }
}

fn members<'a>(edition: &Edition<'a>, position: usize) -> Vec<MemberRow<'a>> {
    let members = edition.members(position);
    let most = members.first().map_or(1.0, |member| member.fractional);
    let shown = members.iter().take(MOST_ORGANISATIONS).map(|member| MemberRow {
        name: &edition.report.organisations[member.organisation].name,
        width: drawn(100.0 * member.fractional / most),
        fractional: edition.numbers.weighted(member.fractional),
    });
    shown.collect()
}

fn members_note(edition: &Edition<'_>, position: usize) -> String {
    let n = edition.members(position).len() as u64;
    let noun = plural(n, edition.texts.organisation_noun);
    edition.say(
        edition.texts.detail_organisations_note,
        &[&edition.numbers.count(n), noun],
    )
}
