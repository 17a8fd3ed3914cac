//! What a column means: the part of a document that it fills.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::error::CorpusError;

/// The part of a document that a column fills.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// [`crate::Document::document_id`]
    Id,
    /// [`crate::Document::title`]
    Title,
    /// [`crate::Document::text`]; several columns are joined in order by a blank line.
    Text,
    /// [`crate::Document::language`]
    Language,
    /// [`crate::Document::year`]
    Year,
    /// [`crate::Document::start`], and the year where there is none
    Start,
    /// [`crate::Document::end`]
    End,
    /// A date of publication: gives the year where nothing else does.
    Date,
    /// [`crate::Document::organisations`]; several columns follow one another.
    Organisations,
    /// KVK numbers of the organisations, one each in their order.
    Kvk,
    /// [`crate::Document::places`]; several columns follow one another.
    Places,
    /// [`crate::Document::codes`] of one scheme; the empty scheme reads an object of schemes.
    Codes(String),
    /// [`crate::Document::amount`]
    Amount,
    /// [`crate::Document::url`]
    Url,
    /// [`crate::Document::kind`]; words that are no kind become the subkind.
    Kind,
    /// [`crate::Document::subkind`]
    Subkind,
    /// Not read.
    Ignored,
}

impl Role {
    /// The names that `--map` takes, in the order of a document's parts.
    pub const NAMES: [&'static str; 17] = [
        "id",
        "title",
        "text",
        "language",
        "year",
        "start",
        "end",
        "date",
        "organisations",
        "kvk",
        "places",
        "codes:SCHEME",
        "amount",
        "url",
        "kind",
        "subkind",
        "ignored",
    ];

    /// Whether several columns may fill this part together.
    pub(crate) fn takes_several(&self) -> bool {
        matches!(
            self,
            Role::Title | Role::Text | Role::Organisations | Role::Places | Role::Codes(_) | Role::Ignored
        )
    }

    fn named(name: &str) -> Option<Role> {
        Some(match name {
            "id" | "document_id" => Role::Id,
            "title" => Role::Title,
            "text" => Role::Text,
            "language" => Role::Language,
            "year" => Role::Year,
            "start" => Role::Start,
            "end" => Role::End,
            "date" => Role::Date,
            "organisations" | "organisation" | "organizations" => Role::Organisations,
            "kvk" => Role::Kvk,
            "places" | "place" => Role::Places,
            "codes" => Role::Codes(String::new()),
            "amount" => Role::Amount,
            "url" => Role::Url,
            "kind" => Role::Kind,
            "subkind" => Role::Subkind,
            "ignored" | "ignore" => Role::Ignored,
            _ => return None,
        })
    }
}

impl FromStr for Role {
    type Err = CorpusError;

    /// Reads a name of [`Role::NAMES`]; `codes:cpc` and `codes.cpc` name a scheme.
    fn from_str(written: &str) -> Result<Role, CorpusError> {
        let name = written.trim().to_lowercase();
        let scheme = name.strip_prefix("codes:").or_else(|| name.strip_prefix("codes."));
        match scheme {
            Some(scheme) if !scheme.is_empty() => Ok(Role::Codes(scheme.to_string())),
            _ => Role::named(&name).ok_or_else(|| CorpusError::UnknownRole {
                role: written.trim().to_string(),
            }),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Role::Codes(scheme) if !scheme.is_empty() => return write!(formatter, "codes:{scheme}"),
            Role::Codes(_) => "codes",
            Role::Id => "id",
            Role::Title => "title",
            Role::Text => "text",
            Role::Language => "language",
            Role::Year => "year",
            Role::Start => "start",
            Role::End => "end",
            Role::Date => "date",
            Role::Organisations => "organisations",
            Role::Kvk => "kvk",
            Role::Places => "places",
            Role::Amount => "amount",
            Role::Url => "url",
            Role::Kind => "kind",
            Role::Subkind => "subkind",
            Role::Ignored => "ignored",
        })
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
