//! What an organisation is in an ecosystem's chain: who makes, who knows, who pays, who uses.

use std::fmt;

use crate::organisation::Organisation;

/// The part that an organisation plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorType {
    /// A firm.
    Company,
    /// A university, school, institute or teaching hospital.
    Knowledge,
    /// A ministry, province, municipality, water board or agency.
    Government,
    /// A civil society organisation: not for profit, not of the government.
    Society,
    /// A user, such as patients, farmers or citizens.
    EndUser,
    /// A fund, bank or investor.
    Financier,
    /// Not known.
    Unknown,
}

/// Words of the sources' types and of names, each with what it says. A word of the type goes before one of the name.
const WORDS: &[(ActorType, &[&str], &[&str])] = &[
    (
        ActorType::EndUser,
        &["eindgebruiker", "gebruiker", "burger", "user", "citizen", "patient"],
        &[
            "patientenvereniging",
            "patientenfederatie",
            "consumentenbond",
            "bewonersvereniging",
        ],
    ),
    (
        ActorType::Financier,
        &["funder", "financier", "investeerder", "investor", "bank", "fonds"],
        &["ventures", "investeringsfonds", "participatiemaatschappij"],
    ),
    (
        ActorType::Government,
        &["pub", "government", "overheid", "gemeente", "provincie", "ministerie"],
        &[
            "gemeente",
            "provincie",
            "ministerie",
            "waterschap",
            "hoogheemraadschap",
            "rijkswaterstaat",
            "ministry",
            "municipality",
        ],
    ),
    (
        ActorType::Knowledge,
        &[
            "hes",
            "rec",
            "education",
            "facility",
            "healthcare",
            "kennisinstelling",
            "universiteit",
            "university",
        ],
        &[
            "universiteit",
            "university",
            "hogeschool",
            "umc",
            "universite",
            "universita",
            "universidad",
            "universitat",
        ],
    ),
    (
        ActorType::Society,
        &["nonprofit", "ngo", "stichting", "vereniging", "maatschappelijk"],
        &["vereniging", "natuurmonumenten"],
    ),
    (
        ActorType::Company,
        &["prc", "company", "bedrijf", "mkb", "sme", "onderneming", "startup"],
        &["bv", "nv", "vof", "gmbh", "ltd", "limited", "inc", "plc"],
    ),
];

impl ActorType {
    /// All, in the order to show.
    pub const ALL: [Self; 7] = [
        Self::Company,
        Self::Knowledge,
        Self::Government,
        Self::Society,
        Self::EndUser,
        Self::Financier,
        Self::Unknown,
    ];

    /// What an organisation is: by the source's type where it says so, else by whole words of its names.
    pub fn of(organisation: &Organisation) -> Self {
        let stated = organisation.organisation_type.as_deref().and_then(|stated| {
            let words = words(stated);
            WORDS
                .iter()
                .find(|(_, types, _)| words.iter().any(|word| types.contains(&word.as_str())))
        });
        let by_name = || {
            let spellings = organisation.aliases.iter().chain([&organisation.name]);
            let words: Vec<String> = spellings.flat_map(|name| words(&name.replace("B.V.", "BV"))).collect();
            WORDS
                .iter()
                .find(|(_, _, names)| words.iter().any(|word| names.contains(&word.as_str())))
        };
        stated.or_else(by_name).map_or(Self::Unknown, |(found, ..)| *found)
    }

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Knowledge => "knowledge",
            Self::Government => "government",
            Self::Society => "society",
            Self::EndUser => "end_user",
            Self::Financier => "financier",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for ActorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn words(text: &str) -> Vec<String> {
    let folded = query::fold(text);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stated_type_goes_before_the_name_and_no_word_is_cut() {
        for (name, stated, expected) in [
            ("Demo", Some("PRC"), ActorType::Company),
            ("Universiteit van Demo", None, ActorType::Knowledge),
            ("Demo Ventures BV", None, ActorType::Financier),
            ("Gemeente Demo", Some("OTH"), ActorType::Government),
            ("Patiëntenvereniging Demo", None, ActorType::EndUser),
            ("Stichting Demo", None, ActorType::Unknown),
            ("Demo", Some("NGO"), ActorType::Society),
            ("Umcoria", None, ActorType::Unknown),
            ("Gemeente Demo", Some("eindgebruiker"), ActorType::EndUser),
        ] {
            let organisation = Organisation {
                name: name.into(),
                organisation_type: stated.map(str::to_owned),
                ..Organisation::default()
            };
            assert_eq!(ActorType::of(&organisation), expected, "{name}");
        }
    }
}
