//! `cards.html`: the delineation cards of an export, each with what was found, on one page that prints a card whole.

use std::path::Path;

use askama::Template;

use crate::ReportError;
use crate::content::{Card, Estimate, ReportLanguage};
use crate::numbers::Numbers;
use crate::page::card_fields;
use crate::wording::{Texts, card_texts, fill, texts};

/// What the page of cards says.
#[derive(Debug, Clone, Default)]
pub struct CardPage {
    /// The language of the page; what people wrote stays as it is.
    pub language: ReportLanguage,
    /// What the run is called.
    pub title: String,
    /// Whether people have reviewed every attribution that counts and no field is missing.
    pub is_final: bool,
    /// The program, the catalogue and the classifier, with their versions.
    pub made_with: String,
    /// One card an ecosystem, in the catalogue's order.
    pub cards: Vec<DelineationCard>,
}

/// The card of one ecosystem with the figures of one run. Near-copies count once.
#[derive(Debug, Clone, Default)]
pub struct DelineationCard {
    /// Its id.
    pub id: String,
    /// Its number and name.
    pub name: String,
    /// What it is about.
    pub focus: String,
    /// What is in, what is not, why.
    pub card: Card,
    /// What else people say of it: places, what it is a part of, what it enables, what it is another perspective on,
    /// annotations, notes.
    pub lists: [Vec<String>; 6],
    /// Documents with a share.
    pub n_documents: u64,
    /// The sum of their shares.
    pub shares: Estimate,
    /// Attributions that are unsure.
    pub n_unsure: u64,
    /// Organisations with a share, and the sum of their shares.
    pub organisations: Option<(u64, Estimate)>,
    /// What people reviewed.
    pub review: Review,
    /// Documents that count most.
    pub representatives: Vec<Representative>,
}

/// How many of the program's attributions people reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Review {
    /// Attributions by the program.
    pub n_attributed: u64,
    /// Those that belong.
    pub n_accepted: u64,
    /// Those that do not, or of which people are unsure.
    pub n_turned_down: u64,
}

/// A document that stands for its ecosystem.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Representative {
    /// Its id.
    pub document_id: String,
    /// Its title.
    pub title: String,
    /// Its share.
    pub share: f64,
}

#[derive(Template)]
#[template(path = "card_page.html")]
struct Page<'a> {
    t: &'static Texts,
    c: &'static crate::wording::CardTexts,
    style: &'static str,
    page: &'a CardPage,
    cards: Vec<View<'a>>,
}

/// A card as laid out: labels and what stands beside them, `None` where a field is missing.
struct View<'a> {
    card: &'a DelineationCard,
    fields: Vec<(&'static str, Option<String>)>,
    representatives: Vec<(String, String, String)>,
}

const STYLE: &str = concat!(include_str!("../assets/page.css"), include_str!("../assets/narrow.css"));

/// Writes the page to `path`.
///
/// # Errors
/// When it cannot be laid out or written.
pub fn write_cards(page: &CardPage, path: &Path) -> Result<(), ReportError> {
    let (t, c) = (texts(page.language), card_texts(page.language));
    let view = |card| View::new(card, page.language);
    let laid_out = Page {
        t,
        c,
        style: STYLE,
        page,
        cards: page.cards.iter().map(view).collect(),
    };
    crate::written(path, laid_out.render()?.as_bytes())
}

impl Review {
    /// Times that the program attributes what people let stand; `None` until all of it was reviewed, or where nothing stands.
    pub fn over_count(&self) -> Option<f64> {
        (self.is_complete() && self.n_accepted > 0).then(|| self.n_attributed as f64 / self.n_accepted as f64)
    }

    /// Whether people reviewed all.
    pub fn is_complete(&self) -> bool {
        self.n_accepted + self.n_turned_down == self.n_attributed
    }
}

impl<'a> View<'a> {
    fn new(card: &'a DelineationCard, language: ReportLanguage) -> Self {
        let (c, numbers) = (card_texts(language), Numbers::new(language));
        let mut fields = card_fields(&card.card, texts(language), &numbers);
        let labels = [c.regions, c.part_of, c.enables, c.perspective_of, c.facets, c.notes];
        let lists = labels.into_iter().zip(&card.lists).filter(|(_, list)| !list.is_empty());
        fields.extend(lists.map(|(label, list)| (label, Some(list.join("; ")))));
        fields.extend(
            figures(card, language)
                .into_iter()
                .map(|(label, text)| (label, Some(text))),
        );
        let representative = |one: &Representative| {
            let share = numbers.decimal(one.share, 2);
            (share, one.title.clone(), one.document_id.clone())
        };
        Self {
            card,
            fields,
            representatives: card.representatives.iter().map(representative).collect(),
        }
    }
}

fn figures(card: &DelineationCard, language: ReportLanguage) -> Vec<(&'static str, String)> {
    let (c, numbers) = (card_texts(language), Numbers::new(language));
    if card.n_documents + card.n_unsure + card.review.n_attributed == 0 {
        return vec![(c.documents, c.no_documents.to_owned())];
    }
    let counted = |pattern: &str, n: u64, sum: &Estimate| {
        let range = numbers.weighted_range(sum.low, sum.high);
        fill(pattern, &[&numbers.count(n), &numbers.weighted(sum.value), &range])
    };
    let mut figures = vec![(c.documents, counted(c.documents_figure, card.n_documents, &card.shares))];
    if card.n_unsure > 0 {
        figures.push((c.unsure, fill(c.unsure_figure, &[&numbers.count(card.n_unsure)])));
    }
    if let Some((n, sum)) = &card.organisations {
        figures.push((c.organisations, counted(c.organisations_figure, *n, sum)));
    }
    let review = &card.review;
    let n_reviewed = review.n_accepted + review.n_turned_down;
    let counts = [n_reviewed, review.n_attributed, review.n_accepted, review.n_turned_down].map(|n| numbers.count(n));
    let over_count = match review.over_count() {
        Some(factor) => fill(c.over_count_figure, &[&numbers.decimal(factor, 1)]),
        None if review.is_complete() => c.over_count_none.to_owned(),
        None => c.not_estimated.to_owned(),
    };
    figures.push((c.review, fill(c.review_figure, &counts.each_ref().map(String::as_str))));
    figures.push((c.over_count, over_count));
    figures
}
