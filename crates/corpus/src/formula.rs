//! Sentences of programmes: words that any project could have written.
//!
//! A short list of stems stands for the vocabulary of calls and programmes in Dutch and English:
//! who takes part (consortium, government, companies, knowledge institutions), what they do
//! (cooperate, innovate, strengthen, contribute) and for what (societal challenge, region, economy,
//! employment). A sentence is formulaic when it has at least [`FEWEST_WORDS`] content words and at
//! least [`LEAST_SHARE`] of them begin with such a stem. The stems were chosen by reading what
//! funding programmes ask for, not fitted to a corpus; one word of a subject in four is enough to
//! keep a sentence.

use crate::token::{folded_words, is_content_word};

/// Shorter sentences are headings or too little to judge.
pub(crate) const FEWEST_WORDS: usize = 4;

/// The share of formula words among content words, above which nothing of a subject is left.
pub(crate) const LEAST_SHARE: f64 = 0.75;

/// Whether a sentence could stand in any project.
pub(crate) fn is_formulaic(sentence: &str) -> bool {
    let words: Vec<String> = folded_words(sentence).filter(|word| is_content_word(word)).collect();
    let formula = words.iter().filter(|word| is_formula_word(word)).count();
    words.len() >= FEWEST_WORDS && formula as f64 >= LEAST_SHARE * words.len() as f64
}

/// Whether a folded content word belongs to the vocabulary of programmes.
pub(crate) fn is_formula_word(word: &str) -> bool {
    STEMS.iter().any(|stem| word.starts_with(stem)) || WORDS.contains(&word)
}

/// Beginnings of words.
#[rustfmt::skip]
const STEMS: &[&str] = &[
    // who
    "consorti", "samenwerk", "partner", "overhe", "bedrijfsleven", "ondernem", "kennisinstelling", "kennisinstitu",
    "onderwijsinstelling", "onderzoeksinstelling", "maatschappelijk", "organisati", "stakeholder", "belanghebbend",
    "deelnem", "initiatiefnem", "betrokken", "publiek", "privaat", "governmen", "compan", "business", "institut",
    "organiz", "enterpris", "participa", "public", "private", "societ", "triple", "beneficiar", "universit",
    "hogeschol", "authorit", "kennispartner", "ketenpartner", "quadruple", "helix",
    // what
    "project", "programm", "activiteit", "activit", "aanpak", "approach", "innovat", "innoveren", "vernieuw",
    "ontwikkel", "develop", "realis", "verster", "strengthen", "verbeter", "improv", "stimuler", "stimulat",
    "bevorder", "promot", "bijdra", "bijdrag", "contribut", "ondersteun", "support", "verbind", "connect",
    "kennisdeling", "kennisuitwissel", "uitwissel", "exchang", "collaborat", "cooperat", "partnership", "network",
    "netwerk", "bundel", "gezamenlijk", "joint", "jointly", "together", "gericht", "opzet", "opzett", "uitvoer",
    "implement", "inzet", "creer", "creat", "ambiti", "doelstelling", "objectiv", "resulta", "result", "maatregel",
    "measur", "initiatie", "initiativ", "facilit", "begeleid", "coordin", "organiser", "achieve", "enabl", "focus",
    "deliver", "establish", "versnel", "accelerat", "transit", "practic", "praktijk", "uitgevoerd", "programmat",
    "kracht", "empower", "vorm", "meerwaarde", "technolog",
    // for what
    "uitdaging", "challeng", "opgave", "vraagstuk", "oplossing", "solution", "probleem", "problem", "kans",
    "opportun", "groei", "growth", "econom", "werkgelegenheid", "employment", "arbeidsmarkt", "concurrentie",
    "competitiv", "region", "regio", "provinci", "nationa", "internationa", "europ", "duurza", "sustainab",
    "toekomst", "futur", "kennis", "knowledge", "expertis", "ervaring", "experienc", "kwaliteit", "qualit", "impact",
    "effect", "sector", "waarde", "value", "structure", "struktur", "structur", "integra", "capacit", "subsidi",
    "grant", "fund", "fonds", "financ", "investering", "invest", "noordelijk", "oostelijk", "zuidelijk", "westelijk",
    "northern", "eastern", "southern", "western", "lokal", "lokaal", "local", "global", "industri", "dienstverlen",
    "welvaart", "welzijn", "prosper", "wellbeing", "social", "sociaal", "sociale", "maatschapp", "communit",
];

/// Whole words, whose beginning would catch too much.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "werk", "werkt", "werken", "work", "works", "working", "delen", "deelt", "share", "shares", "sharing", "goed",
    "goede", "beter", "betere", "beste", "good", "better", "best", "aim", "aims", "aimed", "aiming", "major",
    "vandaag", "morgen", "today", "tomorrow", "brug", "bruggen", "tackle", "address", "addresses", "addressing",
    "aanpakken", "pakken", "bedrijf", "bedrijven", "mkb", "sme", "smes", "gemeente", "gemeenten", "rijk", "partijen",
    "partij", "doel", "doelen", "goal", "goals", "rol", "role", "nieuw", "nieuwe", "new", "groot", "grote", "large",
    "sterk", "sterke", "strong", "belangrijk", "belangrijke", "important", "breed", "brede", "broad", "nederland",
    "nederlandse", "dutch", "land", "vindt", "plaats", "place", "leidt", "leiden", "lead", "leads", "leren", "learn",
    "draagt", "samen", "brengt", "brengen", "bring", "brings", "bringing", "maakt", "maken", "make", "makes", "wordt",
    "biedt", "bieden", "offer", "offers", "verschillende", "diverse", "various", "different", "several", "binnen",
    "hele", "gehele", "whole", "jaar", "jaren", "year", "years", "periode", "period", "fase", "phase", "aantal",
    "number", "eerste", "first", "gebied", "area", "areas", "field", "thema", "themas", "theme", "mens", "mensen",
    "people", "wil", "wants", "want", "need", "needs", "behoefte", "order", "based", "basis", "key", "level", "long",
    "term", "wide", "range", "way", "ways", "current", "existing", "huidige", "bestaande", "gaan", "gaat", "komen",
    "komt", "zetten", "zet", "staat", "staan", "world", "wereld", "academia", "industry", "research", "onderzoek",
    "education", "onderwijs", "citizens", "burgers", "inwoners", "market", "markt", "actors", "actoren", "parties",
    "ecosystem", "ecosysteem", "hub", "platform",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, expected: bool) {
        assert_eq!(is_formulaic(sentence), expected, "{sentence}");
    }

    #[test]
    fn formulas() {
        check(
            "Een consortium van overheden, bedrijven en kennisinstellingen werkt samen aan een maatschappelijke uitdaging.",
            true,
        );
        check(
            "A consortium of government, companies and knowledge institutions cooperates on a societal challenge.",
            true,
        );
        check(
            "Het project draagt bij aan het versterken van de regionale economie en de innovatiekracht van het MKB.",
            true,
        );
    }

    #[test]
    fn more_formulas() {
        check(
            "In this project public authorities, businesses and knowledge institutes work together on innovative solutions for major societal challenges.",
            true,
        );
        check(
            "By sharing knowledge and best practices the partners will accelerate the transition and create impact.",
            true,
        );
        check(
            "Samen met onze partners werken wij aan oplossingen voor de maatschappelijke uitdagingen van vandaag en morgen.",
            true,
        );
        check(
            "Door de krachten te bundelen versnellen we de transitie en creëren we meerwaarde voor de regio.",
            true,
        );
        check(
            "Het project stimuleert de samenwerking tussen ondernemers, onderwijs en overheid voor nieuwe werkgelegenheid.",
            true,
        );
    }

    #[test]
    fn subjects() {
        check("Bestuiving door bijen en bestrijding van onkruid met robots.", false);
        check(
            "The consortium develops innovative batteries for electric ships.",
            false,
        );
        check(
            "Een consortium van bedrijven werkt aan membranen voor de zuivering van afvalwater.",
            false,
        );
        check("The project develops photonic chips with companies.", false);
        check("Pulswing op de OD1 in de Zuid", false);
    }

    #[test]
    fn headings_are_no_sentences() {
        check("Doel van het project", false);
    }
}
