//! What a cell means: dates, amounts, lists, languages and organisations out of the words of a file.

mod amount;
mod date;
mod list;
mod participation;
mod words;

pub(crate) use amount::amount;
pub(crate) use date::Date;
pub(crate) use list::{codes, entries};
pub(crate) use participation::{
    CITY_KEYS, COUNTRY_KEYS, ID_KEYS, KVK_KEYS, NAME_KEYS, ROLE_KEYS, TYPE_KEYS, participations,
};
pub(crate) use words::{kind_named, language_named};
