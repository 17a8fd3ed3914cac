//! What the report says of a run.

use std::collections::{BTreeMap, BTreeSet};

use attribution::{Attributed, EvidenceKind, Zone};
use catalogue::{Bilingual, Catalogue, Condition, Ecosystem, Role};
use corpus::{Information, Kind, Language};
use report::content as page;
use report::content::{Estimate, Report, Wording};
use theme::Outcome;

use crate::run_record::RunRecord;
use crate::scope::{Made, Scope};
use crate::themes;

/// Problems shown in the report; all are in `problems.csv`.
const PROBLEMS_SHOWN: usize = 50;

pub(crate) fn content(scope: &Scope, made: &Made, record: &RunRecord) -> Report {
    Report {
        language: scope.language,
        title: title(record),
        version: record.version.clone(),
        inputs: record.inputs.iter().map(input).collect(),
        counts: counts(made, record),
        problems: made.read.problems.iter().take(PROBLEMS_SHOWN).map(problem).collect(),
        n_problems: made.read.problems.len() as u64,
        quality: page::Quality::NotEstimated,
        model: made.model().map(model),
        catalogue: made.catalogue.as_ref().map(|catalogue| stamp(scope, catalogue)),
        parameters: parameters(scope, record),
        themes: theme_pages(made),
        ecosystems: ecosystems(made),
        documents: documents(made),
        organisations: organisations(made),
        limits: limits(made),
    }
}

fn title(record: &RunRecord) -> String {
    let names: Vec<&str> = record.inputs.iter().map(|input| input.file.as_str()).collect();
    names.join(" + ")
}

fn input(file: &crate::run_record::FileRecord) -> page::InputFile {
    page::InputFile { file: file.file.clone(), sha256: file.sha256.clone(), rows: file.rows, read: file.read, quarantined: file.quarantined }
}

fn counts(made: &Made, record: &RunRecord) -> page::Counts {
    let documents = &made.read.documents;
    let usable: Vec<usize> = made.counted().collect();
    let left_out = |which: Information| {
        let is = |document: &usize| made.cleaned.duplicate_of[*document].is_none() && !made.counts(*document) && made.cleaned.information[*document] == which;
        (0..documents.len()).filter(is).count() as u64
    };
    let is_only_unsure = |document: &usize| !made.attributed[*document].is_empty() && !made.has_share(*document);
    page::Counts {
        documents: record.counts.documents,
        duplicates: record.counts.duplicates,
        short: left_out(Information::Short),
        boilerplate: left_out(Information::Boilerplate),
        usable: usable.len() as u64,
        with_ecosystem: usable.iter().filter(|&&document| made.has_share(document)).count() as u64,
        only_unsure: usable.iter().filter(|document| is_only_unsure(document)).count() as u64,
        shares: made.catalogue.is_some().then(|| sum_of_shares(made, &usable)),
        without_year: documents.iter().filter(|document| document.year.is_none()).count() as u64,
        without_organisation: documents.iter().filter(|document| document.organisations.is_empty()).count() as u64,
        languages: most_first(documents.iter().map(|d| d.language.as_ref().map_or(String::new(), |l| Language::code(l).to_owned()))),
        kinds: most_first(documents.iter().map(|d| kind(d.kind))),
        years: years(made, &usable),
    }
}

fn sum_of_shares(made: &Made, usable: &[usize]) -> Estimate {
    let all = || usable.iter().flat_map(|&document| &made.attributed[document]).filter(|a| a.attribution.zone != Zone::Unsure);
    Estimate::new(
        all().map(|a| a.attribution.share).sum(),
        all().map(|a| a.attribution.share_low).sum(),
        all().map(|a| a.attribution.share_high).sum(),
    )
}

fn most_first<T: Ord>(values: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut counts: BTreeMap<T, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(T, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn years(made: &Made, usable: &[usize]) -> Vec<page::YearCount> {
    let mut years: BTreeMap<i32, page::YearCount> = BTreeMap::new();
    for &document in usable {
        if let Some(year) = made.read.documents[document].year {
            let count = years.entry(year).or_insert(page::YearCount { year, ..page::YearCount::default() });
            count.documents += 1;
            count.with_ecosystem += u64::from(made.has_share(document));
        }
    }
    years.into_values().collect()
}

fn problem(problem: &corpus::Problem) -> page::Problem {
    page::Problem {
        file: problem.file.clone(),
        row: (problem.row > 0).then_some(problem.row),
        column: (!problem.column.is_empty()).then(|| problem.column.clone()),
        problem: problem.problem.clone(),
        hint: problem.hint.clone(),
    }
}

fn model(model: &crate::run_record::ModelRecord) -> page::Model {
    let revision = model.revision.as_ref().map_or(String::new(), |revision| format!(", {revision}"));
    let note = if model.id == encoder::BUILT_IN_MODEL {
        Wording::new(
            "het meegeleverde model: een getrainde tabel van woorddelen, snel en klein; een groter model scheidt thema's beter",
            "the shipped model: a trained table of word pieces, fast and small; a larger model separates themes better",
        )
    } else {
        Wording::new("een model dat de gebruiker koos", "a model that the user chose")
    };
    page::Model { name: format!("{}{revision}", model.id), note }
}

fn stamp(scope: &Scope, catalogue: &Catalogue) -> page::CatalogueStamp {
    let folder = scope.delineation.as_ref().and_then(|delineation| delineation.catalogue.as_ref());
    let name = folder.and_then(|folder| folder.file_name()).map(|name| name.to_string_lossy().into_owned());
    page::CatalogueStamp {
        name: name.unwrap_or_else(|| "ecosystems-nl".into()),
        n_ecosystems: catalogue.ecosystems.len() as u64,
        hash: catalogue.sha256.clone(),
    }
}

fn parameters(scope: &Scope, record: &RunRecord) -> Vec<page::Parameter> {
    let seed = ("seed".to_owned(), scope.seed.to_string());
    let all = record.parameters.clone().into_iter().chain([seed]);
    all.map(|(name, value)| page::Parameter { name: format!("--{name}"), value }).collect()
}

fn theme_pages(made: &Made) -> page::Themes {
    match &made.themes {
        None => page::Themes::NotSought,
        Some(Outcome::None(none)) => {
            let (nl, en) = themes::reason(none);
            page::Themes::NoneClear { reason: Wording { nl, en } }
        }
        Some(Outcome::Some(found)) => {
            let themes = found.themes.iter().enumerate().map(|(place, theme)| theme_page(made, found, place, theme)).collect();
            page::Themes::Found { themes }
        }
    }
}

fn theme_page(made: &Made, found: &theme::Themes, place: usize, theme: &theme::Theme) -> page::Theme {
    let fallback = theme.terms.iter().take(3).map(|term| term.term.as_str()).collect::<Vec<_>>().join(", ");
    let (nl, en) = match (&theme.label_nl, &theme.label_en) {
        (Some(nl), Some(en)) => (nl.clone(), en.clone()),
        (Some(one), None) | (None, Some(one)) => (one.clone(), one.clone()),
        (None, None) => (fallback.clone(), fallback),
    };
    page::Theme {
        id: theme.theme_id.clone(),
        label: Wording { nl, en },
        terms: theme.terms.iter().map(|term| term.term.clone()).collect(),
        n_documents: theme.n_documents as u64,
        stability: Some(theme.stability),
        representatives: theme.representatives.iter().map(|&document| made.read.documents[document].document_id.clone()).collect(),
        nearest: nearest_ecosystem(made, found, place),
    }
}

/// The ecosystem with the largest mean share over the theme's documents.
fn nearest_ecosystem(made: &Made, found: &theme::Themes, place: usize) -> Option<(String, f64)> {
    let members: Vec<usize> = (0..found.memberships.len()).filter(|&d| found.memberships[d].first().is_some_and(|m| m.0 == place)).collect();
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for attributed in members.iter().flat_map(|&document| &made.attributed[document]) {
        *sums.entry(&attributed.attribution.ecosystem_id).or_default() += attributed.attribution.share;
    }
    let (id, sum) = sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))?;
    (sum > 0.0).then(|| (id.to_owned(), sum / members.len() as f64))
}

fn ecosystems(made: &Made) -> Vec<page::Ecosystem> {
    let Some(catalogue) = &made.catalogue else { return Vec::new() };
    let hits = rule_hits(made);
    let ecosystem = |ecosystem: &Ecosystem| {
        let of_own = |document: usize| -> Vec<&Attributed> {
            made.attributed[document].iter().filter(|a| a.attribution.ecosystem_id == ecosystem.id).collect()
        };
        page::Ecosystem {
            id: ecosystem.id.clone(),
            number: ecosystem.number,
            label: wording(&ecosystem.label),
            focus: wording(&ecosystem.focus),
            part_of: ecosystem.part_of.clone(),
            own: sum(made, of_own),
            with_parts: with_parts(made, catalogue, &ecosystem.id),
            years: ecosystem_years(made, &ecosystem.id),
            rules: ecosystem.rules.iter().map(|rule| rule_page(rule, hits.get(&(ecosystem.id.as_str(), rule.name.as_str())))).collect(),
            card: card(ecosystem),
        }
    };
    catalogue.ecosystems.iter().map(ecosystem).collect()
}

fn wording(text: &Bilingual) -> Wording {
    Wording { nl: text.nl.clone(), en: text.en.clone() }
}

/// Sums over the documents that count, of the attributions that `of` picks from each. Of several
/// in one document, the first's zone and the sum of shares count.
fn sum<'a>(made: &Made, of: impl Fn(usize) -> Vec<&'a Attributed>) -> page::Sum {
    let mut sum = page::Sum::default();
    for document in made.counted() {
        let picked = of(document);
        let Some(zone) = picked.iter().map(|a| a.attribution.zone).min() else { continue };
        let certain = || picked.iter().filter(|a| a.attribution.zone != Zone::Unsure);
        let share: f64 = certain().map(|a| a.attribution.share).sum();
        match zone {
            Zone::Core => (sum.n_core, sum.core) = (sum.n_core + 1, sum.core + share),
            Zone::Periphery => (sum.n_periphery, sum.periphery) = (sum.n_periphery + 1, sum.periphery + share),
            Zone::Unsure => {
                sum.n_unsure += 1;
                sum.unsure += picked.iter().map(|a| a.attribution.share_high).fold(0.0, f64::max);
            }
        }
        sum.low += certain().map(|a| a.attribution.share_low).sum::<f64>();
        sum.high += certain().map(|a| a.attribution.share_high).sum::<f64>().min(1.0);
    }
    sum
}

/// The same with the ecosystem's parts, each document once; `None` without parts.
fn with_parts(made: &Made, catalogue: &Catalogue, id: &str) -> Option<page::Sum> {
    let mut family = BTreeSet::from([id]);
    loop {
        let parts = catalogue.ecosystems.iter().filter(|e| e.part_of.iter().any(|parent| family.contains(parent.as_str())));
        let before = family.len();
        let found: Vec<&str> = parts.map(|e| e.id.as_str()).collect();
        family.extend(found);
        if family.len() == before {
            break;
        }
    }
    let of_family = |document: usize| -> Vec<&Attributed> {
        made.attributed[document].iter().filter(|a| family.contains(a.attribution.ecosystem_id.as_str())).collect()
    };
    (family.len() > 1).then(|| sum(made, of_family))
}

fn ecosystem_years(made: &Made, id: &str) -> Vec<page::YearSum> {
    let mut years: BTreeMap<i32, page::YearSum> = BTreeMap::new();
    for document in made.counted() {
        let share = made.attributed[document].iter().find(|a| a.attribution.ecosystem_id == id).map_or(0.0, |a| a.attribution.share);
        if let (Some(year), true) = (made.read.documents[document].year, share > 0.0) {
            let sum = years.entry(year).or_insert(page::YearSum { year, ..page::YearSum::default() });
            sum.n_documents += 1;
            sum.shares += share;
        }
    }
    years.into_values().collect()
}

/// Documents that each rule matched among those attributed to its ecosystem.
fn rule_hits(made: &Made) -> BTreeMap<(&str, &str), u64> {
    let mut hits = BTreeMap::new();
    for attributed in made.attributed.iter().flatten() {
        let rules: BTreeSet<&str> = attributed.evidence.iter().filter(|e| e.kind != EvidenceKind::Actor).map(|e| e.rule.as_str()).collect();
        for rule in rules {
            *hits.entry((attributed.attribution.ecosystem_id.as_str(), rule)).or_default() += 1;
        }
    }
    hits
}

fn rule_page(rule: &catalogue::Rule, hits: Option<&u64>) -> page::Rule {
    page::Rule {
        name: rule.name.clone(),
        role: match rule.role {
            Role::Core => page::RuleRole::Core,
            Role::Periphery => page::RuleRole::Periphery,
            Role::Exclude => page::RuleRole::Exclude,
        },
        query: match &rule.condition {
            Condition::Query(query) => query.to_string(),
            Condition::Codes(codes) => codes.iter().map(|(scheme, codes)| format!("{scheme}: {}", codes.join(", "))).collect::<Vec<_>>().join("; "),
        },
        weight: rule.weight,
        why: rule.why.clone(),
        n_hits: hits.copied().unwrap_or(0),
        precision: None,
    }
}

fn card(ecosystem: &Ecosystem) -> page::Card {
    let card = ecosystem.delineation.clone().unwrap_or_default();
    let filled = |text: String| (!text.trim().is_empty()).then_some(text);
    page::Card {
        perspective: filled(card.perspective),
        included: filled(card.included),
        not_included: filled(card.not_included),
        why: filled(card.why),
        implications: filled(card.implications),
        author: filled(card.author),
        date: filled(card.date),
        sources: ecosystem.sources.clone(),
    }
}

fn documents(made: &Made) -> Vec<page::Document> {
    (0..made.read.documents.len()).map(|document| document_page(made, document)).collect()
}

fn document_page(made: &Made, place: usize) -> page::Document {
    let document = &made.read.documents[place];
    page::Document {
        id: document.document_id.clone(),
        title: document.title.clone(),
        text: document.text.clone(),
        year: document.year,
        kind: kind(document.kind),
        language: document.language.as_ref().map_or(String::new(), |language| language.code().to_owned()),
        organisations: document.organisations.iter().map(|participation| participation.name.clone()).collect(),
        information: match made.cleaned.information[place] {
            Information::Ok => page::Information::Ok,
            Information::Short => page::Information::Short,
            Information::Boilerplate => page::Information::Boilerplate,
        },
        duplicate_of: made.cleaned.duplicate_of[place].map(|of| made.read.documents[of].document_id.clone()),
        attributions: made.attributed[place].iter().map(attribution_page).collect(),
    }
}

fn kind(kind: Kind) -> page::DocumentKind {
    match kind {
        Kind::Project => page::DocumentKind::Project,
        Kind::Patent => page::DocumentKind::Patent,
        Kind::Publication => page::DocumentKind::Publication,
        Kind::Organisation => page::DocumentKind::Organisation,
        Kind::Other => page::DocumentKind::Other,
    }
}

fn attribution_page(attributed: &Attributed) -> page::Attribution {
    let attribution = &attributed.attribution;
    page::Attribution {
        ecosystem: attribution.ecosystem_id.clone(),
        probability: attribution.probability,
        share: attribution.share,
        low: attribution.share_low,
        high: attribution.share_high,
        zone: match attribution.zone {
            Zone::Core => page::Zone::Core,
            Zone::Periphery => page::Zone::Periphery,
            Zone::Unsure => page::Zone::Unsure,
        },
        // The page says "a person" only of what a person decided document by document.
        mode: page::Mode::Machine,
        share_source: page::ShareSource::Text,
        evidence: attributed.evidence.iter().map(evidence_page).collect(),
    }
}

fn evidence_page(evidence: &attribution::Evidence) -> page::Evidence {
    page::Evidence {
        kind: match evidence.kind {
            EvidenceKind::Query => page::EvidenceKind::Query,
            EvidenceKind::Code => page::EvidenceKind::Code,
            EvidenceKind::Actor => page::EvidenceKind::Actor,
        },
        rule: evidence.rule.clone(),
        field: evidence.field.map(|field| field.name().to_owned()),
        start: evidence.start.map(|start| start as u32),
        end: evidence.end.map(|end| end as u32),
        text: evidence.text.clone(),
        weight: evidence.weight,
    }
}

fn organisations(made: &Made) -> Vec<page::Organisation> {
    let mut shares: BTreeMap<&str, Vec<page::OrganisationShare>> = BTreeMap::new();
    for share in &made.aggregates.shares_of_all_years {
        shares.entry(&share.organisation_id).or_default().push(page::OrganisationShare {
            ecosystem: share.ecosystem_id.clone(),
            share: share.share,
            low: share.share_low,
            high: share.share_high,
            fractional: share.fractional,
            n_documents: share.n_documents as u64,
        });
    }
    let organisation = |organisation: &attribution::Organisation| page::Organisation {
        id: organisation.organisation_id.clone(),
        name: organisation.name.clone(),
        organisation_type: organisation.organisation_type.clone().unwrap_or_default(),
        country: organisation.country.clone().unwrap_or_default(),
        city: organisation.city.clone().unwrap_or_default(),
        n_documents: organisation.n_documents as u64,
        shares: shares.remove(organisation.organisation_id.as_str()).unwrap_or_default(),
    };
    made.aggregates.organisations.all.iter().map(organisation).collect()
}

fn limits(made: &Made) -> Vec<Wording> {
    let mut limits = vec![Wording::new(
        "Deze indeling berust op trefwoordregels van deskundigen en nog niet op gelabelde voorbeelden: een gewicht is een geloofde precisie. Controleer een steekproef voordat u aantallen gebruikt.",
        "This delineation rests on experts' keyword rules and not yet on labelled examples: a weight is a believed precision. Check a sample before you use the numbers.",
    )];
    let truncated = made.vectors.as_ref().map_or(0, |vectors| vectors.truncated);
    if truncated > 0 {
        limits.push(Wording::new(
            format!("Van {truncated} teksten las het model het einde niet; de regels lezen altijd de hele tekst."),
            format!("Of {truncated} texts the model did not read the end; the rules always read the whole text."),
        ));
    }
    limits
}

impl Made {
    fn has_share(&self, document: usize) -> bool {
        self.attributed[document].iter().any(|a| a.attribution.share > 0.0)
    }

    /// Whether a document counts: no near-copy, and it says enough, or so much that a rule matched.
    fn counts(&self, document: usize) -> bool {
        self.cleaned.duplicate_of[document].is_none()
            && (self.cleaned.information[document] == Information::Ok || !self.attributed[document].is_empty())
    }

    fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.read.documents.len()).filter(|&document| self.counts(document))
    }
}
