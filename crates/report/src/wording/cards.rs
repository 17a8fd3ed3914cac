//! The texts of the page of cards: key, Dutch, English.

use crate::content::ReportLanguage;

wording! {
    title: "Afbakening", "Delineation";
    intro: "Wat erbij hoort en wat niet is een keuze. Elke kaart zegt wie haar maakte, waarom, wat ze betekent, en wat deze export erbij vond.",
        "What is in and what is not is a choice. Each card says who made it, why, what it means, and what this export found for it.";
    draft: "Concept: niet alles is nagelezen of ingevuld.", "Draft: not everything has been reviewed or filled in.";
    is_final: "Definitief: alle toewijzingen die meetellen zijn door mensen nagelezen.", "Final: people have reviewed every attribution that counts.";
    version: "Gemaakt met", "Made with";
    regions: "Plaatsen", "Places";
    part_of: "Deel van", "Part of";
    enables: "Maakt mogelijk", "Enables";
    perspective_of: "Ander gezichtspunt op", "Another perspective on";
    facets: "Volgens mensen", "As people say";
    notes: "Aantekeningen", "Notes";
    documents: "Documenten", "Documents";
    documents_figure: "{0}, geteld als geheel; {1} naar aandeel (90 %-interval {2})", "{0} counted whole; {1} by share (90% interval {2})";
    unsure: "Onzeker", "Unsure";
    unsure_figure: "{0}; ze tellen nergens mee tot iemand beslist", "{0}; they count nowhere until someone decides";
    organisations: "Organisaties", "Organisations";
    organisations_figure: "{0}, geteld als geheel; {1} naar aandeel (90 %-interval {2})", "{0} counted whole; {1} by share (90% interval {2})";
    review: "Nagelezen", "Reviewed";
    review_figure: "{0} van {1}: {2} horen erbij, {3} niet", "{0} of {1}: {2} belong, {3} do not";
    over_count: "Overtelling", "Over-count";
    over_count_figure: "{0} keer wat mensen laten staan", "{0} times what people let stand";
    over_count_none: "niet te zeggen: mensen lieten niets staan", "cannot be told: people let nothing stand";
    not_estimated: "niet geschat: nog niet alles is nagelezen", "not estimated: not everything has been reviewed yet";
    no_documents: "geen gegevens: deze bron heeft er geen document van", "no data: this source has no document of it";
    representatives: "Documenten die het meest tellen", "Documents that count most";
}

/// The table of `language`.
pub(crate) fn card_texts(language: ReportLanguage) -> &'static Texts {
    match language {
        ReportLanguage::Dutch => &DUTCH,
        ReportLanguage::English => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_text_is_there_in_both_languages() {
        for (key, dutch, english) in super::ALL {
            assert!(!dutch.is_empty() && !english.is_empty() && dutch != english, "`{key}`");
            assert_eq!(dutch.matches('{').count(), english.matches('{').count(), "`{key}`");
        }
    }
}
