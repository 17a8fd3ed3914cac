//! The texts themselves: key, Dutch, English.

wording! {
    // The skeleton.
    code: "nl", "en";
    contents: "Inhoud", "Contents";
    skip: "Naar de inhoud", "Skip to the content";
    report_by: "Rapport van {0}", "Report by {0}";
    no_script: "Zonder JavaScript staan hier de tabellen en figuren; bladeren door documenten en organisaties kan dan in report.xlsx.", "Without JavaScript the tables and figures stand here; browse documents and organisations in report.xlsx instead.";
    and: "en", "and";

    // The nouns.
    document_noun: "document|documenten", "document|documents";
    project_noun: "project|projecten", "project|projects";
    patent_noun: "octrooi|octrooien", "patent|patents";
    publication_noun: "publicatie|publicaties", "publication|publications";
    organisation_noun: "organisatie|organisaties", "organisation|organisations";
    ecosystem_noun: "ecosysteem|ecosystemen", "ecosystem|ecosystems";
    theme_noun: "thema|thema’s", "theme|themes";
    judgement_noun: "oordeel|oordelen", "judgement|judgements";
    reader_noun: "lezer|lezers", "reader|readers";
    row_noun: "rij|rijen", "row|rows";

    // The finding.
    finding_nothing_usable: "Geen enkel document zegt genoeg om er iets uit af te leiden", "Not one document says enough to conclude anything from";
    finding_none: "Geen van de {0} {1} hoort bij een van de {2} ecosystemen", "None of the {0} {1} belongs to any of the {2} ecosystems";
    finding_nearly_none: "Bijna geen van de {1} hoort bij een van de {2} ecosystemen", "Hardly any of the {1} belongs to one of the {2} ecosystems";
    finding_three_quarters_none: "Ongeveer drie kwart van de {1} hoort bij geen van de {2} ecosystemen", "About three quarters of the {1} belong to none of the {2} ecosystems";
    finding_two_thirds_none: "Ongeveer twee derde van de {1} hoort bij geen van de {2} ecosystemen", "About two thirds of the {1} belong to none of the {2} ecosystems";
    finding_majority_none: "Meer dan driekwart van de {1} hoort bij geen van de {2} ecosystemen", "More than three quarters of the {1} belong to none of the {2} ecosystems";
    finding_more_than_half_none: "Ruim de helft van de {1} hoort bij geen van de {2} ecosystemen", "More than half of the {1} belong to none of the {2} ecosystems";
    finding_half_none: "Ongeveer de helft van de {1} hoort bij geen van de {2} ecosystemen", "About half of the {1} belong to none of the {2} ecosystems";
    finding_some: "{0} van de {1} hoort bij ten minste een van de {2} ecosystemen", "{0} of the {1} belong to at least one of the {2} ecosystems";
    finding_nearly_all: "Bijna alle {1} horen bij ten minste een van de {2} ecosystemen", "Nearly all {1} belong to at least one of the {2} ecosystems";
    finding_themes: "In {0} {1} tekenen zich {2} {3} af", "{0} {1} show {2} {3}";
    finding_no_themes: "In deze {1} zijn geen duidelijke thema’s te vinden", "These {1} show no clear themes";
    finding_read: "{0} {1} gelezen", "{0} {1} read";
    deck_ecosystems: "{0} van de {1} ecosystemen hebben ten minste een document; over de andere {2} zegt deze bron niets.", "{0} of the {1} ecosystems have at least one document; on the other {2} this source is silent.";
    deck_all_ecosystems: "Alle {0} ecosystemen hebben ten minste een document.", "All {0} ecosystems have at least one document.";
    deck_unsure: "Nog eens {0} {1} zijn onzeker: ze tellen nergens mee tot iemand beslist.", "Another {0} {1} are unsure: they count nowhere until someone decides.";
    deck_unsure_one: "Nog 1 {1} is onzeker: het telt nergens mee tot iemand beslist.", "One more {1} is unsure: it counts nowhere until someone decides.";
    deck_themes: "Daarnaast tekenen zich {0} {1} af, als kandidaat.", "Beside them {0} {1} stand out, as candidates.";
    deck_no_themes: "Duidelijke thema’s zijn er niet.", "There are no clear themes.";

    // The figures under the headline.
    figure_usable: "bruikbaar", "usable";
    figure_usable_note: "van {0} gelezen; {1} weggelaten", "of {0} read; {1} left out";
    figure_usable_all: "van {0} gelezen; niets weggelaten", "of {0} read; nothing left out";
    figure_member: "hoort bij een ecosysteem", "belong to an ecosystem";
    figure_member_note: "{0} van {1}; met de onzekere erbij {2}", "{0} of {1}; with the unsure ones {2}";
    figure_member_plain: "{0} van {1}; geen onzekere", "{0} of {1}; none unsure";
    figure_weighted: "van het werk, gewogen naar aandeel", "of the work, weighted by share";
    figure_weighted_note: "90 %-interval {0}", "90% interval {0}";
    figure_precision: "precisie", "precision";
    figure_recall: "gevonden deel (recall)", "part that was found (recall)";
    figure_judged_note: "interval {0}; {1} {2} van {3} {4}", "interval {0}; {1} {2} by {3} {4}";
    judged_by_people: "geoordeeld door mensen", "judged by people";
    not_estimated: "niet geschat", "not estimated";
    not_estimated_note: "er zijn nog geen oordelen van mensen gelezen", "no judgements by people have been read yet";
    cannot_say_note: "de oordelen kunnen dit niet zeggen", "the judgements cannot say";
    not_measured: "niet gemeten", "not measured";
    no_years: "geen jaren bekend", "no years known";
    unknown: "onbekend", "unknown";
    none: "geen", "none";
    no_value: "geen gegevens", "no data";

    // The one thing to be careful about.
    caution: "Let op.", "Take care.";
    caution_not_estimated: "Niemand heeft deze toewijzingen nog nagelezen. Hoe vaak ze kloppen is niet geschat; lees de aantallen als een eerste ruwe telling. “afbaken sample” trekt wat te beoordelen is; “afbaken evaluate” rekent er precisie en recall mee uit.",
        "Nobody has checked these attributions yet. How often they are right is not estimated; read the numbers as a first rough count. “afbaken sample” draws what to judge; “afbaken evaluate” computes precision and recall from it.";
    caution_unjudged: "Voor {0} van de {1} ecosystemen met documenten is er geen oordeel: hun aantallen zijn niet getoetst.", "For {0} of the {1} ecosystems with documents there is no judgement: their numbers are unchecked.";
    caution_over_count: "De telling van {0} is naar schatting {1} keer te hoog.", "The count of {0} is an estimated {1} times too high.";
    caution_precision: "Bij {0} klopt naar schatting maar {1} van de toewijzingen.", "For {0} only an estimated {1} of the attributions are right.";
    caution_information: "{0} van de gelezen documenten zegt te weinig om te beslissen.", "{0} of the documents read say too little to decide.";
    caution_read: "De aantallen gelden voor deze bron, niet voor Nederland.", "The numbers hold for this source, not for the country.";

    // What was read.
    read_title: "Wat is gelezen", "What was read";
    read_intro: "Elk gelezen document staat in precies één van deze groepen.", "Each document read is in exactly one of these groups.";
    read_with: "met een ecosysteem", "with an ecosystem";
    read_unsure: "alleen onzeker", "unsure only";
    read_none: "geen ecosysteem", "no ecosystem";
    read_left_out: "weggelaten", "left out";
    read_usable: "bruikbaar", "usable";
    read_duplicate: "dubbel", "duplicate";
    read_short: "te weinig tekst", "too little text";
    read_boilerplate: "woorden zonder inhoud", "words without content";
    read_duplicate_why: "bijna gelijk aan een ander document, dat in zijn plaats telt", "nearly equal to another document, which counts in its stead";
    read_short_why: "weggelaten: er valt niet over te beslissen", "left out: there is not enough to decide on";
    read_boilerplate_why: "weggelaten: alleen algemene formules", "left out: general phrases only";
    read_none_why: "een uitkomst, geen fout: ongeveer de helft van een gemengd bestand hoort nergens bij", "a result, not a failure: about half of a mixed file belongs nowhere";
    read_unsure_why: "telt nergens mee tot iemand beslist", "counts nowhere until someone decides";
    read_with_why: "kern of rand van ten minste één ecosysteem", "core or periphery of at least one ecosystem";
    read_usable_why: "genoeg tekst, en niet dubbel", "enough text, and no duplicate";
    read_sentence: "Van {0} {1} horen {2} bij een ecosysteem, zijn {3} alleen onzeker, horen {4} nergens bij en zijn {5} weggelaten.", "Of {0} {1}, {2} belong to an ecosystem, {3} are unsure only, {4} belong nowhere and {5} were left out.";
    read_quarantined: "{0} {1} kon niet gelezen worden; ze staan met reden in problems.csv.|{0} {1} konden niet gelezen worden; ze staan met reden in problems.csv.", "{0} {1} could not be read; it stands in problems.csv with the reason.|{0} {1} could not be read; they stand in problems.csv with the reason.";
    read_languages: "Talen", "Languages";
    read_kinds: "Soorten", "Kinds";
    read_without: "Zonder jaar: {0}. Zonder organisatie: {1}.", "Without a year: {0}. Without an organisation: {1}.";
    column_file: "Bestand", "File";
    column_rows: "Rijen", "Rows";
    column_read: "Gelezen", "Read";
    column_quarantined: "Niet leesbaar", "Unreadable";

    // Languages and kinds.
    language_nl: "Nederlands", "Dutch";
    language_en: "Engels", "English";
    language_de: "Duits", "German";
    language_fr: "Frans", "French";
    language_es: "Spaans", "Spanish";
    language_it: "Italiaans", "Italian";
    language_he: "Hebreeuws", "Hebrew";
    language_ar: "Arabisch", "Arabic";
    kind_project: "project", "project";
    kind_patent: "octrooi", "patent";
    kind_publication: "publicatie", "publication";
    kind_organisation: "organisatie", "organisation";
    kind_other: "ander document", "other document";

    // Zones, modes, evidence.
    core: "kern", "core";
    periphery: "rand", "periphery";
    unsure: "onzeker", "unsure";
    exclude: "uitsluiting", "exclusion";
    mode_human: "beslist door een mens", "decided by a person";
    mode_hybrid: "nagelezen door een mens", "reviewed by a person";
    mode_machine: "berekend", "computed";
    share_source_text: "uit de tekst", "from the text";
    share_source_survey: "uit een enquête", "from a survey";
    share_source_registry: "uit een register", "from a register";
    evidence_query: "zoekregel", "query";
    evidence_code: "code", "code";
    evidence_actor: "bekende actor", "known actor";
    evidence_similarity: "gelijkenis", "similarity";
    evidence_classifier: "classifier", "classifier";
    evidence_human: "oordeel van een mens", "judgement by a person";

    // Ecosystems.
    ecosystems_title: "Ecosystemen", "Ecosystems";
    ecosystems_intro: "Gewogen: de som van de aandelen van de documenten. De volgorde is die van de catalogus, geen ranglijst: aantallen zeggen hoe deze bron gevuld is, niet hoe goed een ecosysteem presteert.",
        "Weighted: the sum of the documents’ shares. The order is the catalogue’s, not a ranking: numbers say how this source is filled, not how well an ecosystem performs.";
    ecosystems_caption: "De volle kleur is kern, de bleke is rand, gearceerd is onzeker en telt niet mee; de dunne streep is het 90 %-interval. Een balk die uitloopt in stukjes is langer dan hier past. Een open cirkel is geoordeeld door mensen.",
        "Full colour is core, pale is periphery, hatched is unsure and not counted; the thin line is the 90% interval. A bar that ends in pieces is longer than fits here. An open circle was judged by people.";
    ecosystems_open: "Open een rij voor de documenten, de regels en de organisaties.", "Open a row for its documents, rules and organisations.";
    column_ecosystem: "Ecosysteem", "Ecosystem";
    column_number: "Nr.", "No.";
    column_documents: "Documenten", "Documents";
    column_weighted: "Gewogen", "Weighted";
    column_organisations: "Organisaties", "Organisations";
    column_years: "Jaren", "Years";
    column_precision: "Precisie", "Precision";
    filter_ecosystems: "Filter ecosystemen", "Filter ecosystems";
    filter_placeholder: "naam, nummer, onderwerp", "name, number, subject";
    only_with_documents: "alleen met documenten", "only with documents";
    shown_of: "{0} van {1} getoond", "{0} of {1} shown";
    sort_by: "Sorteer op {0}", "Sort by {0}";
    nothing_found: "niets gevonden in deze bron", "nothing found in this source";
    not_looked_for: "niet gezocht: geen regels", "not looked for: no rules";
    bar_sentence: "{0}, tussen {1} en {2}: kern {3}, rand {4}; onzeker hooguit {5} erbij", "{0}, between {1} and {2}: core {3}, periphery {4}; unsure at most {5} more";
    spark_sentence: "{0} in {1}, {2} in {3}; hoogst in {4}: {5}", "{0} in {1}, {2} in {3}; highest in {4}: {5}";
    precision_sentence: "precisie {0}, uit {1} {2}", "precision {0}, from {1} {2}";
    detail_sizes: "Omvang bij een andere drempel", "Size at another threshold";
    detail_sizes_note: "Drempel: de kleinste kans die toewijst. Een hogere voegt nooit een document toe; wat mensen besloten geldt bij elke.", "Threshold: the least probability that attributes. A higher one never adds a document; what people decided holds at each.";
    of_which_core: "waarvan kern", "of which core";
    threshold: "Drempel", "Threshold";
    detail_zones: "{0} kern, {1} rand, {2} onzeker", "{0} core, {1} periphery, {2} unsure";
    detail_focus: "Waar het over gaat", "What it is about";
    detail_part_of: "Onderdeel van", "Part of";
    detail_own: "Eigen documenten: gewogen {0} ({1}).", "Own documents: weighted {0} ({1}).";
    detail_with_parts: "Met de onderdelen erbij, elk document één keer: {0} {1}, gewogen {2} ({3}).", "With its parts, each document once: {0} {1}, weighted {2} ({3}).";
    detail_quality: "Hoe goed", "How good";
    detail_recall: "recall {0}", "recall {0}";
    detail_over_count: "overtelling {0} keer", "over-count {0} times";
    detail_kappa: "kappa {0}", "kappa {0}";
    detail_rules: "Regels", "Rules";
    detail_no_rules: "De catalogus heeft voor dit ecosysteem geen regels; er is dus niet naar gezocht. Dat is iets anders dan nul.", "The catalogue has no rules for this ecosystem, so nothing was looked for. That is not the same as zero.";
    detail_nothing: "Geen document in deze bron voldeed aan de regels. Dat zegt iets over deze bron en deze regels, niet dat er niets is.", "No document in this source met the rules. That says something about this source and these rules, not that there is nothing.";
    column_rule: "Regel", "Rule";
    column_weight: "Gewicht", "Weight";
    column_hits: "Treffers", "Hits";
    detail_organisations: "Organisaties met het meeste werk hierin", "Organisations with most work in it";
    detail_organisations_note: "Fractioneel geteld: een document van drie organisaties telt bij elk voor een derde. {0} {1} in totaal; ongewogen zouden ze elk voor 100 % meetellen.",
        "Counted fractionally: a document of three organisations counts a third for each. {0} {1} in all; unweighted each would count for 100%.";
    detail_documents: "Documenten", "Documents";
    to_card: "Naar de afbakening", "To the delineation";

    // Documents.
    documents_title: "Documenten", "Documents";
    documents_intro: "De gemarkeerde woorden zijn het bewijs; het nummer erbij verwijst naar de regel eronder. De balk verdeelt het document over ecosystemen en geen.", "The marked words are the evidence; the number refers to the rule below. The bar divides the document over ecosystems and none.";
    documents_all_in_full: "Alle {0} documenten staan hier met hun tekst.", "All {0} documents stand here with their text.";
    documents_budget: "Van de {0} documenten staan er {1} met tekst in deze pagina en {2} alleen met titel en aandelen{3}. Alle teksten staan in documents.parquet, alle toewijzingen in report.xlsx.",
        "Of the {0} documents, {1} stand in this page with their text and {2} with title and shares only{3}. All texts are in documents.parquet, all attributions in report.xlsx.";
    documents_left: "; {0} staan er niet in", "; {0} are not in it";
    documents_excerpt: "fragmenten rond het bewijs; de hele tekst staat in documents.parquet", "passages around the evidence; the whole text is in documents.parquet";
    documents_search: "Zoek in titel, tekst en organisatie", "Search title, text and organisation";
    documents_in: "Ecosysteem", "Ecosystem";
    documents_any: "alle documenten", "all documents";
    documents_none_found: "Geen document voldoet hieraan.", "No document meets this.";
    documents_range: "{0}–{1} van {2}", "{0}–{1} of {2}";
    documents_listed: "{0} van de {1} staan in deze pagina", "{0} of the {1} stand in this page";
    documents_without_text: "De tekst staat niet in deze pagina; zie documents.parquet.", "The text is not in this page; see documents.parquet.";
    documents_empty_text: "Dit document heeft geen tekst.", "This document has no text.";
    untitled: "zonder titel", "untitled";
    previous: "Vorige", "Previous";
    next: "Volgende", "Next";
    share: "aandeel", "share";
    probability: "kans", "probability";
    weight: "gewicht", "weight";
    places: "{0} plaats|{0} plaatsen", "{0} place|{0} places";
    bar_none: "geen {0}", "none {0}";
    would_be: "zou hooguit {0} zijn", "would be at most {0}";
    duplicate_of: "bijna gelijk aan {0}; telt niet mee", "nearly equal to {0}; not counted";
    document_short: "te weinig tekst om te beslissen", "too little text to decide";
    document_boilerplate: "woorden zonder inhoud", "words without content";
    no_ecosystem_why: "Geen regel van geen enkel ecosysteem paste.", "No rule of any ecosystem matched.";

    // Organisations.
    organisations_title: "Organisaties", "Organisations";
    organisations_heat: "Wie werkt waaraan", "Who works on what";
    heat_caption: "Gewogen documenten per organisatie, fractioneel geteld. Rijen en kolommen staan naast wat op hen lijkt; een punt is nul.", "Weighted documents per organisation, counted fractionally. Rows and columns stand beside what is like them; a dot is zero.";
    heat_limited: "De {0} organisaties met de meeste weging van {1}, en {2} van {3} ecosystemen; de rest staat in de tabel en in report.xlsx.", "The {0} organisations with most weight of {1}, and {2} of {3} ecosystems; the rest is in the table and in report.xlsx.";
    heat_sentence: "Tabel van {0} organisaties bij {1} ecosystemen. Het hoogst is {2} bij {3}: {4}.", "Table of {0} organisations by {1} ecosystems. Highest is {2} in {3}: {4}.";
    organisations_intro: "Welk deel van de documenten van een organisatie bij welk ecosysteem hoort; de rest is geen. Een interval tussen haakjes is 90 %.", "Which part of an organisation’s documents belongs to which ecosystem; the rest is none. Intervals in brackets are 90%.";
    organisations_budget: "{0} van de {1} organisaties staan in deze pagina, die met de meeste documenten; alle staan in report.xlsx.", "{0} of the {1} organisations stand in this page, those with most documents; all are in report.xlsx.";
    organisations_search: "Zoek op naam, plaats, soort", "Search name, place, type";
    organisations_in: "Werkt aan", "Works on";
    organisations_any: "alle organisaties", "all organisations";
    organisations_none: "Geen enkel document noemt een organisatie.", "No document names an organisation.";
    organisations_not_found: "Geen organisatie voldoet hieraan.", "No organisation meets this.";
    organisations_without: "Geen enkele organisatie heeft een aandeel in een ecosysteem.", "No organisation has a share in any ecosystem.";
    column_name: "Naam", "Name";
    column_type: "Soort", "Type";
    column_country: "Land", "Country";
    column_city: "Plaats", "City";
    column_shares: "Aandelen", "Shares";

    // Themes.
    themes_title: "Thema’s", "Themes";
    themes_intro: "Van onderop gevonden in de teksten, zonder de catalogus. Een thema is een voorstel: het wordt pas een ecosysteem als iemand dat besluit.", "Found bottom-up in the texts, without the catalogue. A theme is a proposal: it becomes an ecosystem only when someone decides so.";
    themes_none: "Er zijn geen duidelijke thema’s.", "There are no clear themes.";
    themes_not_sought: "Deze berekening heeft niet naar thema’s gezocht.", "This run did not look for themes.";
    theme_candidate: "kandidaat", "candidate";
    theme_stability: "stabiliteit {0}", "stability {0}";
    theme_nearest: "Lijkt het meest op {0} ({1}).", "Most like {0} ({1}).";
    theme_no_nearest: "Lijkt op geen ecosysteem uit de catalogus.", "Like no ecosystem of the catalogue.";
    theme_code: "Meest eigen code: {0} ({1} van de documenten met codes).", "Most its own code: {0} ({1} of the documents with codes).";
    theme_representatives: "Kenmerkende documenten", "Representative documents";
    map_title: "Kaart", "Map";
    map_intro: "Elk punt is een document; documenten die op elkaar lijken liggen bij elkaar (t-SNE op dezelfde buren als de thema’s). De kleuren en namen zijn die van de thema’s; grijze namen zijn kleinere thema’s.",
        "Each point is a document; documents that are alike lie together (t-SNE on the same neighbours as the themes). Colours and names are those of the themes; grey ones are smaller themes.";
    map_caution_short: "Wat de kaart niet zegt.", "What the map does not say.";
    map_caution: "Alleen dichtbij betekent iets: de afstand tussen groepen die ver uiteen liggen, de grootte en de dichtheid van een groep, boven en onder, links en rechts betekenen niets.",
        "Only nearness means something: the distance between groups that lie far apart, the size and density of a group, above and below, left and right mean nothing.";
    map_nearer: "dichterbij", "nearer";
    map_farther: "verder weg", "farther";
    map_whole: "hele kaart", "whole map";
    map_keys: "Of met het wiel; met het toetsenbord +, − en 0, en pijlen om te verschuiven.", "Or by the wheel; by keyboard +, − and 0, and arrows to move.";
    map_no_theme: "in geen thema", "in no theme";
    map_sentence: "{0} documenten op een kaart, met {1} thema’s.", "{0} documents on a map, with {1} themes.";
    map_quality: "Betrouwbaarheid van wat dichtbij ligt (trustworthiness) {0}; {1} van de {2} naaste documenten ligt ook op de kaart bij de naaste {2} (deel, gemeten aan {3} documenten).",
        "Trustworthiness of what lies near {0}; {1} of the {2} nearest documents are among the nearest {2} on the map too (share, measured on {3} documents).";
    map_sampled: "Getekend zijn {0} van de {1}, gelijkmatig gekozen; alle plaatsen staan in map.parquet.", "Drawn are {0} of the {1}, evenly chosen; all places are in map.parquet.";
    theme_bar_sentence: "{0} van {1} documenten", "{0} of {1} documents";

    // Years.
    years_title: "Door de jaren", "Over the years";
    years_intro: "Het deel van de documenten van een jaar, gewogen naar aandeel, voor de {0} ecosystemen met het hoogste gewogen aantal. Een bron die groeit, laat alles groeien; daarom staat hier een deel en geen aantal.",
        "The part of a year’s documents, weighted by share, for the {0} ecosystems with the highest weighted number. A growing source makes everything grow; hence a part and not a number.";
    years_none: "Geen enkel bruikbaar document heeft een jaar.", "No usable document has a year.";
    years_one: "Alle documenten zijn uit {0}; een verloop is er dus niet.", "All documents are from {0}, so there is no course to show.";
    years_line_sentence: "{0}: van {1} in {2} naar {3} in {4}", "{0}: from {1} in {2} to {3} in {4}";
    years_multiples: "Elk ecosysteem apart", "Each ecosystem by itself";
    years_multiples_note: "Gewogen aantal per jaar, {0}–{1}. Elk vak begint bij nul en heeft zijn eigen hoogte; het hoogste jaar staat erbij.", "Weighted number per year, {0}–{1}. Each panel starts at zero and has its own height; the highest year is given.";
    years_multiples_limited: "De {0} met de meeste documenten van {1}.", "The {0} with most documents of {1}.";
    years_documents: "Bruikbare documenten per jaar", "Usable documents per year";
    years_documents_sentence: "Bruikbare documenten: {0} in {1}, {2} in {3}", "Usable documents: {0} in {1}, {2} in {3}";
    years_highest: "hoogst {0} in {1}", "highest {0} in {1}";

    // Cards.
    cards_title: "Afbakening", "Delineation";
    cards_intro: "Wat erbij hoort en wat niet is een keuze. De kaart zegt wie haar maakte, waarom, en wat ze betekent voor wie meetelt.", "What is in and what is not is a choice. The card says who made it, why, and what it means for who counts.";
    cards_missing: "{0} {1} heeft nog geen kaart:|{0} {1} hebben nog geen kaart:", "{0} {1} has no card yet:|{0} {1} have no card yet:";
    cards_final: "Een uitkomst kan niet als definitief worden geëxporteerd zolang een kaart iets mist.", "A result cannot be exported as final while a card lacks something.";
    card_perspective: "Gezichtspunt", "Perspective";
    card_included: "Erin", "Included";
    card_not_included: "Er niet in", "Not included";
    card_why: "Waarom", "Why";
    card_implications: "Wat dit betekent", "What it means";
    card_author: "Van", "By";
    card_date: "Datum", "Date";
    card_sources: "Bronnen", "Sources";
    missing: "ontbreekt", "missing";

    // Problems and limits.
    limits_title: "Problemen en grenzen", "Problems and limits";
    limits_single: "Alles hier is gezien via één bron ({0}): wat daar niet in staat, is hier onzichtbaar.", "All of this is seen via one source ({0}): what is not in it is invisible here.";
    limits_past: "Gegevens kijken terug: een nieuw ecosysteem heeft nog geen documenten.", "Data look back: a new ecosystem has no documents yet.";
    limits_ranking: "Aantallen van ecosystemen zijn onderling geen maat voor prestatie; afbakeningen en bronnen verschillen.", "Numbers of ecosystems are no measure of performance between them; delineations and sources differ.";
    limits_unjudged: "Voor deze ecosystemen is de precisie niet geschat: {0}.", "For these ecosystems precision is not estimated: {0}.";
    limits_unjudged_all: "Voor geen enkel ecosysteem is de precisie geschat.", "Precision is not estimated for any ecosystem.";
    problems_none: "Er waren geen problemen bij het lezen.", "There were no problems in reading.";
    problems_sample: "Hier staan er {0} van {1}; alle staan in problems.csv.", "Here are {0} of {1}; all of them are in problems.csv.";
    problems_all: "Alle {0}:", "All {0}:";
    column_row: "Rij", "Row";
    column_column: "Kolom", "Column";
    column_problem: "Probleem", "Problem";
    column_hint: "Wat te doen", "What to do";

    // Method.
    method_title: "Hoe het gemaakt is", "How it was made";
    method_program: "Programma", "Program";
    method_catalogue: "Catalogus", "Catalogue";
    method_catalogue_value: "{0}, {1} {2}, versie {3}", "{0}, {1} {2}, version {3}";
    method_no_catalogue: "geen: alleen thema’s gezocht", "none: themes only";
    method_model: "Model", "Model";
    method_no_model: "geen: alleen regels", "none: rules only";
    method_inputs: "Invoer", "Input";
    method_labels: "Oordelen", "Judgements";
    method_labels_value: "{0} van {1} {2}; {3}", "{0} by {1} {2}; {3}";
    method_no_kappa: "overeenstemming niet geschat: één lezer", "agreement not estimated: one reader";
    method_words: "De woorden", "The words";
    organisations_others: "{0} andere, samen {1}", "{0} others, together {1}";
    word_probability: "Kans", "Probability";
    word_probability_text: "dat een zorgvuldige lezer zou zeggen dat het document bij het ecosysteem hoort. Elke regel die past heeft een gewicht, zijn verwachte precisie; zonder classifier is de kans 1 − ∏(1 − gewicht).",
        "that a careful reader would say that the document belongs to the ecosystem. Each rule that matches has a weight, its believed precision; without a classifier the probability is 1 − ∏(1 − weight).";
    word_share: "Aandeel", "Share";
    word_share_text: "welk deel van het beschreven werk erbij hoort. De aandelen van een document zijn samen ten hoogste 1; de rest is geen.", "which part of the described work belongs there. The shares of a document sum to at most 1; the rest is none.";
    word_zone: "Kern, rand, onzeker", "Core, periphery, unsure";
    word_zone_text: "kern is het eigen onderwerp, rand maakt mogelijk, past toe of grenst eraan; onzeker telt nergens mee tot iemand beslist.", "core is the ecosystem’s own subject, periphery enables, applies or borders on it; unsure counts nowhere until someone decides.";
    word_fractional: "Fractioneel", "Fractional";
    word_fractional_text: "een document van meer organisaties is over hen verdeeld; opgeteld over organisaties komen de aandelen van de documenten terug.", "a document of several organisations is divided among them; summed over organisations the documents’ shares come back.";
    word_interval: "Interval", "Interval";
    word_interval_text: "waar de waarde met 90 % vertrouwen ligt. Weinig oordelen geven een breed interval.", "where the value lies with 90% confidence. Few judgements make a wide interval.";

    // The workbook.
    sheet_summary: "Samenvatting", "Summary";
    sheet_ecosystems: "Ecosystemen", "Ecosystems";
    sheet_documents: "Documenten", "Documents";
    sheet_organisations: "Organisaties", "Organisations";
    sheet_themes: "Thema’s", "Themes";
    sheet_evidence: "Bewijs", "Evidence";
    sheet_problems: "Problemen", "Problems";
    sheet_cards: "Kaarten", "Cards";
    sheet_cut: "Een werkblad heeft ten hoogste 1.048.576 rijen; de overige staan in de parquet-bestanden.", "A sheet has at most 1,048,576 rows; the others are in the parquet files.";
    column_what: "Wat", "What";
    column_value: "Waarde", "Value";
    column_note: "Toelichting", "Note";
    column_id: "Id", "Id";
    column_focus: "Onderwerp", "Focus";
    column_core: "Kern (documenten)", "Core (documents)";
    column_periphery: "Rand (documenten)", "Periphery (documents)";
    column_unsure: "Onzeker (documenten)", "Unsure (documents)";
    column_shares_core: "Gewogen kern", "Weighted core";
    column_shares_periphery: "Gewogen rand", "Weighted periphery";
    column_shares_sum: "Gewogen", "Weighted";
    column_low: "Laag (90 %)", "Low (90%)";
    column_high: "Hoog (90 %)", "High (90%)";
    column_shares_unsure: "Onzeker, hooguit", "Unsure, at most";
    column_with_parts: "Gewogen met onderdelen", "Weighted with parts";
    column_precision_low: "Precisie laag", "Precision low";
    column_precision_high: "Precisie hoog", "Precision high";
    column_recall: "Recall", "Recall";
    column_judgements: "Oordelen", "Judgements";
    column_kappa: "Kappa", "Kappa";
    column_document_id: "Document-id", "Document id";
    column_title: "Titel", "Title";
    column_year: "Jaar", "Year";
    column_kind: "Soort", "Kind";
    column_language: "Taal", "Language";
    column_information: "Informatie", "Information";
    column_duplicate_of: "Dubbel van", "Duplicate of";
    column_ecosystem_id: "Ecosysteem-id", "Ecosystem id";
    column_probability: "Kans", "Probability";
    column_share: "Aandeel", "Share";
    column_zone: "Zone", "Zone";
    column_mode: "Beslist door", "Decided by";
    column_share_source: "Aandeel uit", "Share from";
    column_organisation_id: "Organisatie-id", "Organisation id";
    column_fractional: "Fractioneel", "Fractional";
    column_theme_id: "Thema-id", "Theme id";
    column_label: "Naam", "Name";
    column_terms: "Termen", "Terms";
    column_stability: "Stabiliteit", "Stability";
    column_status: "Status", "Status";
    column_nearest: "Naaste ecosysteem", "Nearest ecosystem";
    column_likeness: "Gelijkenis", "Likeness";
    column_representatives: "Kenmerkende documenten", "Representative documents";
    column_evidence: "Bewijs", "Evidence";
    column_field: "Veld", "Field";
    column_start: "Begin", "Start";
    column_end: "Eind", "End";
    column_matched: "Gevonden", "Matched";
    column_passage: "In de zin", "In context";
    information_ok: "genoeg", "enough";
}
