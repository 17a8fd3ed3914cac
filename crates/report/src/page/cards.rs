//! Delineation cards: what is in, what is not, who says so; what a card lacks is said.

use crate::content::Card;
use crate::edition::Edition;
use crate::numbers::Numbers;
use crate::wording::{Texts, plural};

/// The section on delineation.
pub(crate) struct Cards<'a> {
    pub(crate) cards: Vec<CardView<'a>>,
    /// `48 ecosystemen hebben nog geen kaart:`
    pub(crate) missing: Option<String>,
    pub(crate) missing_names: Vec<String>,
    pub(crate) complete: bool,
}

/// One card.
pub(crate) struct CardView<'a> {
    pub(crate) position: usize,
    pub(crate) name: String,
    pub(crate) focus: &'a str,
    /// Label and text; `None` where the field is missing.
    pub(crate) fields: Vec<(&'static str, Option<String>)>,
}

/// Whether nobody has written anything on the card.
pub(crate) fn is_empty(card: &Card) -> bool {
    *card
        == Card {
            sources: card.sources.clone(),
            ..Card::default()
        }
}

/// The section of `edition`.
pub(crate) fn cards<'a>(edition: &Edition<'a>) -> Cards<'a> {
    let (empty, written): (Vec<_>, Vec<_>) = edition
        .report
        .ecosystems
        .iter()
        .enumerate()
        .partition(|(_, found)| is_empty(&found.card));
    let cards: Vec<CardView<'a>> = written
        .into_iter()
        .map(|(position, found)| CardView {
            position,
            name: edition.label(found),
            focus: edition.text(&found.focus),
            fields: fields(&found.card, edition.texts, &edition.numbers),
        })
        .collect();
    let n = empty.len() as u64;
    let values = [
        edition.numbers.count(n),
        plural(n, edition.texts.ecosystem_noun).to_owned(),
    ];
    let pattern = plural(n, edition.texts.cards_missing);
    Cards {
        complete: n == 0
            && cards
                .iter()
                .all(|card| card.fields.iter().all(|(_, text)| text.is_some())),
        missing: (n > 0).then(|| edition.say(pattern, &values.each_ref().map(String::as_str))),
        missing_names: empty.into_iter().map(|(_, found)| edition.label(found)).collect(),
        cards,
    }
}

/// The card's fields in reading order.
pub(crate) fn fields(card: &Card, texts: &Texts, numbers: &Numbers) -> Vec<(&'static str, Option<String>)> {
    let date = card.date.as_deref().map(|date| numbers.date(date));
    let mut fields = vec![
        (texts.card_included, card.included.clone()),
        (texts.card_not_included, card.not_included.clone()),
        (texts.card_why, card.why.clone()),
        (texts.card_implications, card.implications.clone()),
        (texts.card_perspective, card.perspective.clone()),
        (texts.card_author, card.author.clone()),
        (texts.card_date, date),
    ];
    if !card.sources.is_empty() {
        fields.push((texts.card_sources, Some(card.sources.join("; "))));
    }
    fields
        .into_iter()
        .map(|(label, text)| (label, text.filter(|text| !text.trim().is_empty())))
        .collect()
}
