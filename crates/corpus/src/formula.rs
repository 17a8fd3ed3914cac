//! Sentences of programmes: words that any project could have written.
//!
//! A short list of stems stands for the vocabulary of calls and programmes in Dutch and English:
//! who takes part (consortium, government, companies, knowledge institutions), what they do
//! (cooperate, innovate, strengthen, contribute) and for what (societal challenge, region, economy,
//! employment). A sentence is formulaic when it has at least [`FEWEST_WORDS`] content words and at
//! least [`LEAST_SHARE`] of them begin with such a stem; one word of a subject in four is enough to
//! keep a sentence. A whole document has no subject when its different content words outside the
//! vocabulary are few, both in number and as a share. The stems were chosen by reading what funding
//! programmes ask for.

use std::collections::BTreeSet;

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

/// A document with more different words outside the vocabulary has a subject.
const MOST_SUBJECT_WORDS: usize = 7;

/// A document with a larger share of them among its different content words has one too.
const MOST_SUBJECT_SHARE: f64 = 0.25;

/// Whether what these content words say could stand in any project; nothing said is no formula.
pub(crate) fn is_without_subject(words: &BTreeSet<String>) -> bool {
    let subject = words.iter().filter(|word| !is_formula_word(word)).count();
    subject <= MOST_SUBJECT_WORDS && (subject as f64) < MOST_SUBJECT_SHARE * words.len() as f64
}

/// Whether a folded content word belongs to the vocabulary of programmes: who works together, in what manner, to what general end.
pub fn is_formula_word(word: &str) -> bool {
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
    "samenlev", "kansrijk", "opschal", "opgeschaald", "scale", "scaling", "belemmer", "barrier", "haalba", "feasib",
    "topsector", "missie", "mission", "verdienvermog", "toepass", "toegepas", "appl", "waardeketen", "aanvrag",
    "technisch", "technical", "omgeving", "expertise", "ervaring", "experien", "complement", "combin", "encourag",
    "disseminat", "verspreid", "explor", "verken", "concurren", "competit", "mogelijkh", "possib", "opportun",
    "future", "toekomst", "experiment", "demonstrat", "wetenschap", "scienti", "excellen", "uptake", "sustainab",
    "duurza", "complex", "strateg", "policy", "policies", "beleid", "ambition", "holist", "integr", "multidiscipl",
    "interdiscipl", "synerg", "breakthrough", "doorbra", "inspir", "transform", "inclusi", "robuust", "robust",
    "veerkracht", "resilien", "structure", "landschap", "ecosyst", "knelpunt", "professional", "effici",
    "effecti", "bewust", "awareness", "draagvlak", "zichtba", "visib", "kwalite", "qualit", "leidend", "leading",
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
    "ecosystem", "ecosysteem", "hub", "platform", "handen", "ineen", "slaan", "slaat", "krachten", "force", "forces",
    "join", "joins", "joining", "vinden", "iedereen", "everyone", "ontstaat", "ontstaan", "stevig", "stevige", "weg",
    "leert", "nemen", "neemt", "zorgen", "zorgt", "volgt", "volgende", "gebracht", "gedeeld", "sterker", "stronger",
    "snel", "snelle", "sneller", "fast", "faster", "next", "step", "steps", "stap", "stappen", "high", "higher", "added",
    "small", "medium", "sized", "open", "alone", "living", "lab", "labs", "proof", "face", "faces", "facing",
    "pressing", "urgent", "widely", "along", "co", "pps", "ppp", "aansluit", "aansluiten", "sluiten", "dienen",
    "goede", "komen", "aanbod", "onderzoekt", "onderzoeken", "positief", "positieve", "positive", "uitkomst",
    "uitkomsten", "outcome", "outcomes", "scholen", "schools", "keten", "ketens", "chain", "chains", "concept",
    "concepten", "concepts", "idee", "ideeen", "idea", "ideas", "kunde", "skills", "talent", "talenten", "product",
    "producten", "products", "process", "processes", "proces", "processen", "service", "services", "dienst", "diensten",
    "position", "positie", "vergroot", "vergroten", "increase", "increases", "increasing", "raise", "raises", "solve",
    "solves", "solving", "follow", "bridge", "bridges", "bridging", "science", "sciences", "researchers", "onderzoekers",
    "groei", "growth", "grow", "europa", "europese", "europe", "european", "nationaal", "nationale", "national",
    "internationaal", "internationale", "international", "digitaal", "digitale", "digital", "training", "trainings",
    "actief", "actieve", "active", "breder", "vernieuwende", "unieke", "uniek", "unique", "volop", "juiste", "right",
    "elkaars", "grootste", "kleine", "many", "stelt", "stellen", "set", "sets", "aanjagen", "jaagt", "drive",
    "drives", "driving", "levert", "leveren", "geeft", "geven", "give", "gives", "helpt", "helpen", "help", "helps",
    "jagen", "halen", "haalt", "drempel", "drempels", "koploper", "koplopers", "volger", "volgers", "werkwijze", "werkwijzen", "manier", "manieren", "methode", "methoden", "tools", "instrumenten",
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

    fn check_document(text: &str, expected: bool) {
        let words = folded_words(text).filter(|word| is_content_word(word)).collect();
        assert_eq!(is_without_subject(&words), expected, "{text}");
    }

    #[test]
    fn documents_without_a_subject() {
        check_document(
            "Wij jagen vernieuwing aan, halen drempels weg en brengen koplopers en volgers in de regio samen, zodat \
             kansrijke ideeen sneller worden opgeschaald.",
            true,
        );
        check_document(
            "Haalbaarheid van een nieuwe dienst. De aanvrager verkent of het concept technisch en economisch haalbaar is \
             en ontwikkelt het daarna verder met partners.",
            true,
        );
        check_document(
            "Bridging science and society. Complementary partners join forces to turn complex challenges into \
             opportunities; outcomes will be shared widely and taken up along the value chain.",
            true,
        );
    }

    #[test]
    fn documents_with_a_subject() {
        check_document(
            "Een consortium van bedrijven en kennisinstellingen versterkt de regio met goedkopere membranen die \
             afvalwater van slachterijen ontzouten en er kunstmest uit winnen voor akkerbouwers in de polder.",
            false,
        );
        check_document("", false);
    }

    #[test]
    fn headings_are_no_sentences() {
        check("Doel van het project", false);
    }
}
