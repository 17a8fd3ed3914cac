//! The ecosystems, sentences and organisations that the made-up report is drawn from. All organisations are invented.

/// Number, id, Dutch name, English name, the words that match and the documents wanted of 1,640.
pub type Subject = (
    u32,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    usize,
);

/// A choice of the 56, by their own numbers.
pub const SUBJECTS: &[Subject] = &[
    (
        1,
        "big-science",
        "Big science",
        "Big science",
        &["deeltjesversneller", "detector"],
        9,
    ),
    (
        3,
        "composieten",
        "Composieten",
        "Composites",
        &["koolstofvezel", "composieten"],
        12,
    ),
    (
        4,
        "circulaire-materialen",
        "Circulaire Materialen",
        "Circular materials",
        &["hergebruik", "reststromen"],
        48,
    ),
    (
        7,
        "waterstof",
        "Waterstof",
        "Hydrogen",
        &["waterstof", "elektrolyse"],
        31,
    ),
    (
        9,
        "groene-chemie",
        "Groene en circulaire chemie",
        "Green and circular chemistry",
        &["biobased", "polymeren"],
        27,
    ),
    (
        14,
        "energieopslag",
        "Energieopslag",
        "Energy storage",
        &["batterij", "energieopslag"],
        22,
    ),
    (
        16,
        "civiele-techniek",
        "Civiele Techniek",
        "Civil engineering",
        &["betonconstructie", "smart grids"],
        35,
    ),
    (
        18,
        "deltatechnologie",
        "Deltatechnologie",
        "Delta technology",
        &["dijkversterking", "zandsuppletie"],
        14,
    ),
    (
        20,
        "watertechnologie",
        "Watertechnologie",
        "Water technology",
        &["afvalwater", "membranen", "ontzilting"],
        96,
    ),
    (
        22,
        "gezond-voedsel",
        "Gezond Voedsel",
        "Healthy food",
        &["voeding", "darmflora"],
        18,
    ),
    (
        26,
        "voedseltechnologie",
        "Voedseltechnologie",
        "Food technology",
        &["precisielandbouw", "kas"],
        44,
    ),
    (
        27,
        "langer-gezond-leven",
        "Langer gezond leven (+5 jaar) en minder verschillen tussen SES-groepen (-30%), EMA",
        "Longer healthy life (+5 years) and smaller differences between socio-economic groups (-30%), EMA",
        &["gezondheidsdata", "datainfrastructuur"],
        17,
    ),
    (
        29,
        "zorg-op-juiste-plek",
        "Zorg op juiste plek",
        "Care in the right place",
        &["e-health", "thuismonitoring"],
        39,
    ),
    (
        32,
        "quantumtechnologie",
        "Quantumtechnologie",
        "Quantum technology",
        &["qubits"],
        0,
    ),
    (33, "fotonica", "Fotonica", "Photonics", &["fotonische", "lasers"], 23),
    (35, "semicon", "Semicon", "Semicon", &["wafer", "lithografie"], 11),
    (
        40,
        "high-tech-systems",
        "High Tech Systems",
        "High tech systems",
        &["mechatronica", "positionering"],
        33,
    ),
    (
        41,
        "smart-industry",
        "Smart Industry",
        "Smart industry",
        &["digitalisering", "digital twin"],
        118,
    ),
    (43, "robotica", "Robotica", "Robotics", &["robotarm", "grijper"], 26),
    (
        45,
        "smart-logistics",
        "Smart Logistics",
        "Smart logistics",
        &["ladingstromen", "planning"],
        1000,
    ),
    (
        48,
        "artificial-intelligence",
        "Artificial Intelligence",
        "Artificial intelligence",
        &["machine learning", "algoritme"],
        57,
    ),
    (51, "blockchain", "Blockchain", "Blockchain", &["blockchain"], 1),
    (53, "gaming", "Gaming", "Gaming", &["serious game"], 0),
    (
        55,
        "cultureel-erfgoed",
        "Cultureel erfgoed",
        "Cultural heritage",
        &["restauratie", "beeldherkenning"],
        8,
    ),
];

/// Sentences in which `{}` is a matched word.
pub const SENTENCES: &[&str] = &[
    "In dit project wordt {} op praktijkschaal beproefd, zodat bedrijven in de regio er zelf mee verder kunnen.",
    "De partners onderzoeken hoe {} goedkoper, zuiniger en betrouwbaarder kan.",
    "Een proefopstelling laat zien of {} ook bij wisselende omstandigheden werkt 🧪.",
    "Daarna volgt een open dag voor ondernemers, met aandacht voor {} en voor de opleiding van vakmensen.",
    "Het consortium levert een ontwerp, een meetreeks en een handleiding voor {}.",
];

/// Sentences of documents that belong nowhere.
pub const ELSEWHERE: &[&str] = &[
    "Met deze bijdrage wordt het dorpsplein opnieuw ingericht en komt er een fietspad langs het kanaal.",
    "Werkzoekenden volgen een training om de stap naar een vaste baan te maken.",
    "De ondernemersvereniging organiseert bijeenkomsten en verbetert de uitstraling van het bedrijventerrein.",
    "Een wandelroute en een bezoekerscentrum trekken meer toeristen naar het gebied.",
];

/// Openings of titles.
pub const TITLES: &[&str] = &[
    "Proeftuin",
    "Haalbaarheid van",
    "Versnelling van",
    "Kennisnetwerk",
    "Demonstratie",
    "Samen werken aan",
];

/// Name, type, city.
pub const ORGANISATIONS: &[(&str, &str, &str)] = &[
    ("Voorbeeldwaterschap", "overheid", "Leeuwarden"),
    ("Voorbeelduniversiteit", "kennisinstelling", "Delft"),
    ("Hogeschool Voorbeeld", "kennisinstelling", "Zwolle"),
    ("Voorbeeld Polymeren BV", "bedrijf", "Geleen"),
    ("Voorbeeld Optics BV", "bedrijf", "Enschede"),
    ("Modelmachines NV", "bedrijf", "Eindhoven"),
    ("Stichting Proefveld", "ngo", "Wageningen"),
    ("Testhaven Logistiek BV", "bedrijf", "Rotterdam"),
    ("Denkbeeld Robotica", "bedrijf", "Veghel"),
    ("Fictief Ziekenhuis", "zorginstelling", "Utrecht"),
    ("Gemeente Nergenshuizen", "overheid", "Nergenshuizen"),
    ("Proefkas Westland", "bedrijf", "Bleiswijk"),
    ("המכון לדוגמה", "kennisinstelling", "חיפה"),
    ("Kunstcentrum Monster", "ngo", "Arnhem"),
    ("Verzonnen Waterstof BV", "bedrijf", "Groningen"),
    (
        "Stichting Samenwerkingsverband voor Toegepast Onderzoek naar Duurzame Ketens, Kringlopen en Kennisdeling in Noord-Nederland",
        "stichting",
        "Drachten",
    ),
];
