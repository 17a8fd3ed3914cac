//! Figures about ecosystems: the same things counted whole and by share, so that over-counting shows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use attribution::{ActorType, DocumentShares, Organisation, OrganisationShare};
use catalogue::Catalogue;

/// Times that counting whole has to exceed counting by share to be called over-counting.
const OVER_COUNT: f64 = 2.0;

/// One figure about one ecosystem.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Indicator {
    pub indicator: &'static str,
    pub ecosystem_id: String,
    pub year: Option<i32>,
    /// Of organisations of one type; of all: none.
    pub actor_type: Option<ActorType>,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n_units: usize,
    /// A reservation; empty where there is none.
    pub note: String,
}

/// A sum of shares with its interval, and what it is with everything counted whole.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    share: f64,
    low: f64,
    high: f64,
    whole: f64,
    n: usize,
}

impl Sum {
    /// Takes in something of this size with its share.
    fn add(&mut self, size: f64, [share, low, high]: [f64; 3]) {
        self.share += size * share;
        self.low += size * low;
        self.high += size * high;
        if share > 0.0 {
            self.whole += size;
            self.n += 1;
        }
    }

    /// The sum of shares, and before it what is counted whole.
    fn rows(&self, [whole, weighted]: [&'static str; 2], ecosystem_id: &str, year: Option<i32>) -> [Indicator; 2] {
        let row = |indicator, [value, low, high]: [f64; 3], note: String| Indicator {
            indicator,
            ecosystem_id: ecosystem_id.to_owned(),
            year,
            actor_type: None,
            value,
            low,
            high,
            n_units: self.n,
            note,
        };
        [
            row(whole, [self.whole; 3], self.over_count()),
            row(weighted, [self.share, self.low, self.high], String::new()),
        ]
    }

    fn over_count(&self) -> String {
        match self.whole / self.share {
            factor if factor.is_finite() && factor >= OVER_COUNT => {
                format!("counted whole: {factor:.1} times the sum of shares")
            }
            _ => String::new(),
        }
    }
}

/// Per ecosystem and year, near-duplicates once:
///
/// - `documents`, `share`: documents with a share, counted whole and by share;
/// - `amount_whole`, `amount`: their amounts, whole and by share; where a share is unsure, the range holds what it could be;
///
/// and over all years (no year):
///
/// - `organisations`, `organisations_weighted`: organisations with a share, whole and by share;
/// - `organisations_of_type`: organisations with a share by what they are in the chain, whole; a type that is not there stands
///   with 0 and says so, since a chain without users or financiers is a finding or a gap in the source;
/// - `documents_with_parts`, `share_with_parts`: of an ecosystem that has parts, its own documents and theirs, each once.
pub(crate) fn indicators(
    documents: &[DocumentShares<'_>],
    (shares, organisations): (&[OrganisationShare], &[Organisation]),
    catalogue: Option<&Catalogue>,
) -> Vec<Indicator> {
    let counted: Vec<&DocumentShares<'_>> = documents.iter().filter(|document| !document.is_duplicate).collect();
    let mut rows = of_documents(&counted);
    rows.extend(of_organisations(shares));
    rows.extend(of_types(shares, organisations));
    rows.extend(
        catalogue
            .into_iter()
            .flat_map(|catalogue| with_parts(&counted, catalogue)),
    );
    rows
}

fn of_documents(documents: &[&DocumentShares<'_>]) -> Vec<Indicator> {
    let mut sums: BTreeMap<(&str, Option<i32>), (Sum, Sum)> = BTreeMap::new();
    for document in documents {
        for attribution in &document.attributions {
            let shares = [attribution.share, attribution.share_low, attribution.share_high];
            let (count, amount) = sums.entry((&attribution.ecosystem_id, document.year)).or_default();
            count.add(1.0, shares);
            if let Some(size) = document.amount {
                amount.add(size, shares);
            }
        }
    }
    let rows = |((id, year), (count, amount)): ((&str, Option<i32>), (Sum, Sum))| {
        let amounts = (amount.high > 0.0).then(|| amount.rows(["amount_whole", "amount"], id, year));
        let counts = count.rows(["documents", "share"], id, year);
        counts
            .into_iter()
            .chain(amounts.into_iter().flatten())
            .collect::<Vec<_>>()
    };
    sums.into_iter().flat_map(rows).collect()
}

fn of_organisations(shares: &[OrganisationShare]) -> Vec<Indicator> {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for one in shares {
        let sum = sums.entry(&one.ecosystem_id).or_default();
        sum.add(1.0, [one.share, one.share_low, one.share_high]);
    }
    let names = ["organisations", "organisations_weighted"];
    sums.into_iter()
        .flat_map(|(id, sum)| sum.rows(names, id, None))
        .collect()
}

fn of_types(shares: &[OrganisationShare], organisations: &[Organisation]) -> Vec<Indicator> {
    let types: HashMap<&str, ActorType> = organisations
        .iter()
        .map(|one| (one.organisation_id.as_str(), ActorType::of(one)))
        .collect();
    let mut counts: BTreeMap<&str, BTreeMap<ActorType, usize>> = BTreeMap::new();
    for one in shares.iter().filter(|one| one.share > 0.0) {
        let of_ecosystem = counts.entry(&one.ecosystem_id).or_default();
        *of_ecosystem.entry(types[one.organisation_id.as_str()]).or_default() += 1;
    }
    let rows = |(id, counts): (&str, BTreeMap<ActorType, usize>)| {
        ActorType::ALL.map(|actor_type| {
            let n = counts.get(&actor_type).copied().unwrap_or_default();
            Indicator {
                indicator: "organisations_of_type",
                ecosystem_id: id.to_owned(),
                year: None,
                actor_type: Some(actor_type),
                value: n as f64,
                low: n as f64,
                high: n as f64,
                n_units: n,
                note: if n == 0 {
                    "none in these documents".into()
                } else {
                    String::new()
                },
            }
        })
    };
    counts.into_iter().flat_map(rows).collect()
}

fn with_parts(documents: &[&DocumentShares<'_>], catalogue: &Catalogue) -> Vec<Indicator> {
    let families = catalogue
        .ecosystems
        .iter()
        .map(|ecosystem| (&ecosystem.id, catalogue.family(&ecosystem.id)))
        .filter(|(_, family)| family.len() > 1);
    let rows = |(id, family): (&String, BTreeSet<String>)| {
        let mut sum = Sum::default();
        for document in documents {
            let of_family = || {
                document
                    .attributions
                    .iter()
                    .filter(|a| family.contains(&a.ecosystem_id))
            };
            let total = |end: fn(&attribution::Attribution) -> f64| of_family().map(|a| end(a)).sum::<f64>().min(1.0);
            sum.add(
                1.0,
                [total(|a| a.share), total(|a| a.share_low), total(|a| a.share_high)],
            );
        }
        (sum.high > 0.0).then(|| sum.rows(["documents_with_parts", "share_with_parts"], id, None))
    };
    families.filter_map(rows).flatten().collect()
}
