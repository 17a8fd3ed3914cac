//! Words without content of their own, folded as [`crate::token::folded`] does: tables.

/// Dutch.
#[rustfmt::skip]
pub(crate) const DUTCH: &[&str] = &[
    "aan", "achter", "af", "al", "alle", "alleen", "als", "altijd", "ander", "andere", "anders", "ben", "beide",
    "bij", "binnen", "boven", "buiten", "daar", "daarbij", "daardoor", "daarin", "daarmee", "daarna", "daarnaast",
    "daarom", "daaronder", "daarop", "daartoe", "daarvan", "daarvoor", "dan", "dat", "de", "deze", "die", "dit",
    "doch", "doen", "door", "doordat", "dus", "echter", "een", "eens", "elk", "elkaar", "elke", "en", "enige",
    "enkele", "er", "eraan", "erbij", "erin", "ermee", "erop", "ervan", "ervoor", "even", "ge", "geen", "geweest",
    "had", "hadden", "heb", "hebben", "hebt", "heeft", "hem", "hen", "het", "hier", "hierbij", "hierdoor", "hierin",
    "hiermee", "hierna", "hiernaast", "hierop", "hiertoe", "hiervan", "hiervoor", "hij", "hoe", "hoewel", "hun",
    "iedere", "ieder", "iets", "ik", "in", "indien", "is", "ja", "je", "jij", "jullie", "kan", "kon", "konden",
    "kunnen", "langs", "maar", "me", "mede", "mee", "meer", "meest", "men", "met", "mij", "mijn", "moest", "moet",
    "moeten", "mogen", "na", "naar", "naast", "nadat", "niet", "niets", "nog", "nu", "of", "om", "omdat", "onder",
    "ons", "onze", "ook", "op", "over", "per", "reeds", "rond", "sinds", "steeds", "te", "teneinde", "tegen", "ten",
    "ter", "terwijl", "tevens", "toch", "toen", "tot", "tussen", "u", "uit", "uw", "vaak", "van", "vanaf", "vanuit",
    "vele", "veel", "via", "voor", "voordat", "vooral", "waar", "waaraan", "waarbij", "waardoor", "waarin", "waarmee",
    "waarna", "waarom", "waaronder", "waarop", "waartoe", "waaruit", "waarvan", "waarvoor", "wanneer", "want",
    "waren", "was", "wat", "we", "wel", "welk", "welke", "werd", "werden", "wie", "wij", "wil", "willen", "word",
    "worden", "wordt", "zal", "ze", "zeer", "zelf", "zich", "zij", "zijn", "zo", "zoals", "zodat", "zonder", "zou",
    "zouden", "zowel", "zullen", "bijvoorbeeld", "bijv", "bv", "etc", "enz", "onderdeel", "onder", "wijze", "aldus",
];

/// English.
#[rustfmt::skip]
pub(crate) const ENGLISH: &[&str] = &[
    "about", "above", "after", "again", "against", "all", "also", "am", "among", "an", "and", "any", "are", "as",
    "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did",
    "do", "does", "doing", "down", "during", "each", "eg", "either", "etc", "even", "ever", "every", "few", "for",
    "from", "further", "had", "has", "have", "having", "he", "her", "here", "hers", "herself", "him", "himself",
    "his", "how", "however", "ie", "if", "in", "into", "is", "it", "its", "itself", "just", "may", "me", "might",
    "more", "moreover", "most", "must", "my", "myself", "neither", "no", "nor", "not", "now", "of", "off", "on",
    "once", "only", "or", "other", "others", "our", "ours", "ourselves", "out", "over", "own", "same", "shall", "she",
    "should", "since", "so", "some", "such", "than", "that", "the", "their", "theirs", "them", "themselves", "then",
    "there", "thereby", "therefore", "these", "they", "this", "those", "through", "thus", "to", "too", "towards",
    "under", "until", "up", "upon", "us", "very", "via", "was", "we", "well", "were", "what", "when", "where",
    "whereas", "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yet",
    "you", "your", "yours", "yourself",
];

/// Numbers, measures and words of general use, Dutch and English: they say something, but of no subject.
#[rustfmt::skip]
pub(crate) const GENERAL: &[&str] = &[
    // numbers and measures
    "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "vijftien", "twintig",
    "dertig", "veertig", "vijftig", "honderd", "duizend", "miljoen", "miljard", "helft", "procent", "uur", "uren",
    "dag", "dagen", "week", "weken", "maand", "maanden", "jaar", "jaren", "kilo", "kilometer", "meter", "keer",
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "million", "billion", "half", "percent", "hour",
    "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "metre", "metres", "times", "degrees",
    "eerste", "tweede", "derde", "first", "second", "third", "several", "many", "much", "less", "least", "hoeveel",
    "minder", "aantal", "number",
    // of general use
    "gebruik", "gebruiken", "gebruikt", "maken", "maakt", "gemaakt", "laten", "laat", "gaan", "gaat", "komen", "komt",
    "zien", "geven", "geeft", "krijgen", "krijgt", "houden", "blijft", "blijven", "staan", "staat", "vragen", "eigen",
    "nieuw", "nieuwe", "goed", "goede", "beter", "groot", "grote", "klein", "kleine", "hoog", "hoge", "lager", "verder",
    "verschillende", "mogelijk", "mogelijke", "nodig", "daadwerkelijk", "beoogt", "doel", "betreft", "diverse",
    "use", "uses", "used", "using", "make", "makes", "made", "take", "takes", "taken", "give", "gives", "given", "get",
    "keep", "hold", "holds", "show", "shows", "shown", "find", "found", "new", "good", "better", "large", "small", "high",
    "low", "based", "different", "various", "possible", "need", "needs", "needed", "aim", "aims", "across", "compared",
    "including", "provide", "provides", "provided", "time", "way", "without", "rather", "exists", "currently",
];
