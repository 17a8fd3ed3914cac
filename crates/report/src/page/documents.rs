//! How much of the documents and organisations stands in the page.

use crate::edition::Edition;
use crate::embedded::Embedded;

/// What the section on documents says of its own extent.
pub(crate) struct Extent {
    pub(crate) sentence: String,
    pub(crate) any: bool,
}

/// The extent of the documents in the page.
pub(crate) fn extent(edition: &Edition<'_>, embedded: &Embedded) -> Extent {
    let (numbers, texts) = (edition.numbers, edition.texts);
    let all = numbers.count(edition.report.documents.len() as u64);
    let any = !edition.report.documents.is_empty();
    if embedded.n_short == 0 && embedded.n_left == 0 {
        return Extent {
            sentence: edition.say(texts.documents_all_in_full, &[&all]),
            any,
        };
    }
    let left = match embedded.n_left {
        0 => String::new(),
        left => edition.say(texts.documents_left, &[&numbers.count(left)]),
    };
    let (full, short) = (numbers.count(embedded.n_full), numbers.count(embedded.n_short));
    Extent {
        sentence: edition.say(texts.documents_budget, &[&all, &full, &short, &left]),
        any,
    }
}

/// The extent of the organisations in the page; `None` where all are there.
pub(crate) fn organisations_extent(edition: &Edition<'_>, embedded: &Embedded) -> Option<String> {
    let (shown, all) = (embedded.n_organisations, edition.report.organisations.len() as u64);
    let said = [edition.numbers.count(shown), edition.numbers.count(all)];
    (shown < all).then(|| edition.say(edition.texts.organisations_budget, &said.each_ref().map(String::as_str)))
}
