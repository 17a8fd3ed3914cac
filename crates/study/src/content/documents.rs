//! The report's part on documents and organisations.

use std::collections::BTreeMap;

use attribution::{Attributed, EvidenceKind, Review, ShareSource, Zone};
use corpus::{Information, Kind};
use report::content as page;

use crate::scope::Made;

pub(super) fn documents(made: &Made) -> Vec<page::Document> {
    (0..made.read.documents.len())
        .map(|document| document_page(made, document))
        .collect()
}

fn document_page(made: &Made, place: usize) -> page::Document {
    let document = &made.read.documents[place];
    page::Document {
        id: document.document_id.clone(),
        title: document.title.clone(),
        text: document.text.clone(),
        year: document.year,
        kind: kind(document.kind),
        language: document
            .language
            .as_ref()
            .map_or(String::new(), |language| language.code().to_owned()),
        organisations: document
            .organisations
            .iter()
            .map(|participation| participation.name.clone())
            .collect(),
        information: match made.cleaned.information[place] {
            Information::Ok => page::Information::Ok,
            Information::Short => page::Information::Short,
            Information::Boilerplate => page::Information::Boilerplate,
        },
        duplicate_of: made.cleaned.duplicate_of[place].map(|of| made.read.documents[of].document_id.clone()),
        attributions: made.attributed[place].iter().map(attribution_page).collect(),
    }
}

pub(super) fn kind(kind: Kind) -> page::DocumentKind {
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
        mode: match attribution.review {
            Review::None => page::Mode::Machine,
            _ => page::Mode::Human,
        },
        share_source: match attribution.share_source {
            ShareSource::Text => page::ShareSource::Text,
            ShareSource::Survey => page::ShareSource::Survey,
            ShareSource::Registry => page::ShareSource::Registry,
        },
        evidence: attributed.evidence.iter().map(evidence_page).collect(),
    }
}

fn evidence_page(evidence: &attribution::Evidence) -> page::Evidence {
    page::Evidence {
        kind: match evidence.kind {
            EvidenceKind::Query => page::EvidenceKind::Query,
            EvidenceKind::Code => page::EvidenceKind::Code,
            EvidenceKind::Actor => page::EvidenceKind::Actor,
            EvidenceKind::Classifier => page::EvidenceKind::Classifier,
            EvidenceKind::Human => page::EvidenceKind::Human,
        },
        rule: evidence.rule.clone(),
        field: evidence.field.map(|field| field.name().to_owned()),
        start: evidence.start.map(|start| start as u32),
        end: evidence.end.map(|end| end as u32),
        text: evidence.text.clone(),
        weight: evidence.weight,
    }
}

pub(super) fn organisations(made: &Made) -> Vec<page::Organisation> {
    let mut shares: BTreeMap<&str, Vec<page::OrganisationShare>> = BTreeMap::new();
    for share in &made.aggregates.shares_of_all_years {
        shares
            .entry(&share.organisation_id)
            .or_default()
            .push(page::OrganisationShare {
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
