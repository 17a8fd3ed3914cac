//! What follows from attributions: organisations, indicators, the network.

use attribution::{
    Attributed, Below, DocumentShares, NameMatch, OrganisationShare, Organisations, SizeCurve, doubtful_names,
    organisation_shares, size_curves,
};
use catalogue::Catalogue;
use corpus::Document;
use network::{Collaboration, Edge, Membership, communities, edges};

use crate::cleaning::Cleaned;
use crate::crossing::{Crossing, crossings};
use crate::indicators::{Indicator, indicators};
use crate::membership;
use crate::people::People;

/// Everything that is summed over documents.
pub(crate) struct Aggregates {
    pub organisations: Organisations,
    /// Names of which a person is to say whether they are one organisation.
    pub doubtful_names: Vec<NameMatch>,
    /// Per year, as the table holds them.
    pub shares: Vec<OrganisationShare>,
    /// Over all years together, as the report shows them.
    pub shares_of_all_years: Vec<OrganisationShare>,
    pub edges: Vec<Edge>,
    pub communities: Vec<Membership>,
    pub indicators: Vec<Indicator>,
    pub crossings: Vec<Crossing>,
    /// In the catalogue's order.
    pub sizes: Vec<SizeCurve>,
    /// Of ecosystems whose members were declared.
    pub memberships: Vec<membership::Membership>,
}

pub(crate) fn aggregates(
    documents: &[Document],
    cleaned: &Cleaned,
    (attributed, below): (&[Vec<Attributed>], &[Vec<Below>]),
    catalogue: Option<&Catalogue>,
    (people, seed): (&People, u64),
) -> Aggregates {
    let organisations = Organisations::decided(documents, &people.names);
    let by_year: Vec<DocumentShares<'_>> = (0..documents.len())
        .map(|i| shares_of(i, documents, cleaned, attributed))
        .collect();
    let of_all_years: Vec<DocumentShares<'_>> = by_year
        .iter()
        .map(|shares| DocumentShares {
            year: None,
            ..shares.clone()
        })
        .collect();
    let collaborations: Vec<Collaboration> = by_year
        .iter()
        .zip(&organisations.by_document)
        .map(|(shares, places)| collaboration(shares, places))
        .collect();
    let edges = edges(&collaborations);
    let shares_of_all_years = organisation_shares(&organisations, &of_all_years);
    Aggregates {
        shares: organisation_shares(&organisations, &by_year),
        communities: communities(&edges, seed),
        indicators: indicators(&by_year, (&shares_of_all_years, &organisations.all), catalogue),
        doubtful_names: doubtful_names(&organisations, &people.names),
        crossings: crossings(&by_year, catalogue),
        sizes: sizes(cleaned, (attributed, below), catalogue),
        memberships: people.members.beside(&organisations.all, &shares_of_all_years),
        shares_of_all_years,
        organisations,
        edges,
    }
}

fn sizes(
    cleaned: &Cleaned,
    (attributed, below): (&[Vec<Attributed>], &[Vec<Below>]),
    catalogue: Option<&Catalogue>,
) -> Vec<SizeCurve> {
    let ids = catalogue.iter().flat_map(|catalogue| &catalogue.ecosystems);
    let ids: Vec<&str> = ids.map(|ecosystem| ecosystem.id.as_str()).collect();
    let originals = (0..attributed.len()).filter(|document| cleaned.duplicate_of[*document].is_none());
    let pairs = originals.map(|document| (&attributed[document][..], &below[document][..]));
    size_curves(&ids, pairs)
}

fn shares_of<'a>(
    i: usize,
    documents: &[Document],
    cleaned: &Cleaned,
    attributed: &'a [Vec<Attributed>],
) -> DocumentShares<'a> {
    DocumentShares {
        year: documents[i].year,
        amount: documents[i].amount,
        attributions: attributed[i].iter().map(|attributed| &attributed.attribution).collect(),
        is_duplicate: cleaned.duplicate_of[i].is_some(),
    }
}

fn collaboration(shares: &DocumentShares<'_>, participants: &[usize]) -> Collaboration {
    let counted = shares.attributions.iter().filter(|_| !shares.is_duplicate);
    Collaboration {
        participants: participants.to_vec(),
        year: shares.year,
        shares: counted.map(|a| (a.ecosystem_id.clone(), a.share)).collect(),
    }
}
