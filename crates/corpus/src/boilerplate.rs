//! Boilerplate: sentences and openings that a source repeats, and what is left without them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::document::{Document, Language};
use crate::duplicate::duplicates;
use crate::fingerprint::Fingerprint;
use crate::formula::is_formulaic;
use crate::opening::openings;
use crate::sentence::sentences;
use crate::token::folded_words;

/// What recurs in a corpus, by source and language.
///
/// A sentence recurs when it stands, folded and with every number as 0, in at least
/// three documents and half a percent of the documents of its source and language
/// that are no near-copies of one another: copies of one text do not make its sentences formulas.
/// An opening of four words or more recurs when at least ten of them and a tenth
/// begin with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Boilerplate {
    sources: BTreeMap<String, Recurring>,
    passages: Vec<RecurringPassage>,
}

/// The recurring passages of one source and language by their hashes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Recurring {
    sentences: BTreeSet<u64>,
    openings: BTreeSet<u64>,
}

/// Something that a source repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecurringPassage {
    /// A whole sentence, or the beginning of texts.
    pub extent: Extent,
    /// The source's file name.
    pub source: String,
    /// The language of the documents it stands in.
    pub language: Option<Language>,
    /// Documents it stands in, near-copies left out.
    pub documents: usize,
    /// How the first of them puts it.
    pub example: String,
}

/// How much of a text recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// A whole sentence, wherever it stands.
    Sentence,
    /// The first words of the text.
    Opening,
}

/// In fewer documents a repeated sentence is chance.
const FEWEST_DOCUMENTS: usize = 3;

/// The least share of the documents of a source.
const LEAST_SHARE: f64 = 0.005;

/// With fewer documents a shared opening is chance.
const FEWEST_OPENINGS: usize = 10;

/// The least share of the documents of a source that begin alike.
const LEAST_OPENING_SHARE: f64 = 0.1;

/// Shorter sentences (headings, *Ja.*) say nothing either way.
const FEWEST_WORDS: usize = 3;

impl Boilerplate {
    /// Finds the recurring sentences; near-copies are found first.
    pub fn find(documents: &[Document]) -> Boilerplate {
        Boilerplate::find_among(documents, &duplicates(documents))
    }

    /// Finds the recurring sentences where near-copies are known: `duplicate_of` is what
    /// [`duplicates`] says of these documents.
    pub fn find_among(documents: &[Document], duplicate_of: &[Option<usize>]) -> Boilerplate {
        let originals = || {
            documents
                .iter()
                .zip(duplicate_of)
                .filter(|(_, copied)| copied.is_none())
                .map(|(original, _)| original)
        };
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for document in originals() {
            groups.entry(group_name(document)).or_default().count(document);
        }
        groups.values_mut().for_each(Group::keep_recurring);
        let mut boilerplate = Boilerplate::default();
        for document in originals() {
            let name = group_name(document);
            let group = groups.get_mut(&name).expect("every group was counted");
            boilerplate.take_examples(&name, group, document);
        }
        boilerplate
    }

    /// Moves what recurs in a document out of the group's counts, with the document as its example.
    fn take_examples(&mut self, name: &str, group: &mut Group, document: &Document) {
        if group.sentences.is_empty() && group.openings.is_empty() {
            return;
        }
        for (key, sentence) in keyed_sentences(document) {
            if let Some(count) = group.sentences.remove(&key) {
                self.sources.entry(name.to_string()).or_default().sentences.insert(key);
                self.note(Extent::Sentence, document, count, sentence);
            }
        }
        for opening in openings(&document.text) {
            if let Some(count) = group.openings.remove(&opening.key) {
                self.sources
                    .entry(name.to_string())
                    .or_default()
                    .openings
                    .insert(opening.key);
                self.note(
                    Extent::Opening,
                    document,
                    count,
                    document.text[..opening.end].trim_end(),
                );
            }
        }
    }

    fn note(&mut self, extent: Extent, document: &Document, count: u32, example: &str) {
        self.passages.push(RecurringPassage {
            extent,
            source: document.source.clone(),
            language: document.language,
            documents: count as usize,
            example: example.to_string(),
        });
    }

    /// All recurring passages, in the order in which they are first met.
    pub fn passages(&self) -> &[RecurringPassage] {
        &self.passages
    }

    /// Whether a sentence of this document recurs in its source.
    pub(crate) fn recurs(&self, document: &Document, sentence: &str) -> bool {
        let Some(known) = self.sources.get(&group_name(document)) else {
            return false;
        };
        sentence_key(sentence).is_some_and(|key| known.sentences.contains(&key))
    }

    /// Where the text begins behind its longest recurring opening, in bytes; 0 without one.
    pub(crate) fn opening_end(&self, document: &Document) -> usize {
        let Some(known) = self
            .sources
            .get(&group_name(document))
            .filter(|known| !known.openings.is_empty())
        else {
            return 0;
        };
        let openings = openings(&document.text);
        let longest = openings.iter().rfind(|opening| known.openings.contains(&opening.key));
        longest.map_or(0, |opening| opening.end)
    }

    /// Title and text without recurring and formulaic sentences and without a recurring opening: what an
    /// embedding should be made of. The title always stays; paragraphs do, as far as anything of
    /// them is left.
    pub fn strip(&self, document: &Document) -> String {
        let mut parts = vec![document.title.clone()];
        let mut paragraphs = document
            .text
            .split("\n\n")
            .map(|paragraph| self.strip_paragraph(document, paragraph));
        parts.extend(paragraphs.next().map(|first| self.strip_opening(document, first)));
        parts.extend(paragraphs);
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    /// Takes the opening away where the first sentence was kept.
    fn strip_opening(&self, document: &Document, first: String) -> String {
        let opening = &document.text[..self.opening_end(document)];
        first
            .strip_prefix(opening)
            .map_or_else(|| first.clone(), str::to_string)
    }

    fn strip_paragraph(&self, document: &Document, paragraph: &str) -> String {
        let mut kept = String::new();
        let mut end = 0;
        for range in sentences(paragraph) {
            let sentence = &paragraph[range.clone()];
            if !self.recurs(document, sentence) && !is_formulaic(sentence) {
                if !kept.is_empty() {
                    kept.push(if paragraph[end..range.start].contains('\n') {
                        '\n'
                    } else {
                        ' '
                    });
                }
                kept.push_str(sentence);
            }
            end = range.end;
        }
        kept
    }
}

/// The documents of one source and language while they are counted.
#[derive(Default)]
struct Group {
    documents: usize,
    sentences: HashMap<u64, u32>,
    openings: HashMap<u64, u32>,
}

impl Group {
    fn count(&mut self, document: &Document) {
        self.documents += 1;
        let keys: HashSet<u64> = keyed_sentences(document).map(|(key, _)| key).collect();
        keys.into_iter()
            .for_each(|key| *self.sentences.entry(key).or_default() += 1);
        openings(&document.text)
            .iter()
            .for_each(|opening| *self.openings.entry(opening.key).or_default() += 1);
    }

    fn keep_recurring(&mut self) {
        let least = |share: f64, fewest: usize| ((share * self.documents as f64).ceil() as usize).max(fewest) as u32;
        let (least_sentences, least_openings) = (
            least(LEAST_SHARE, FEWEST_DOCUMENTS),
            least(LEAST_OPENING_SHARE, FEWEST_OPENINGS),
        );
        self.sentences.retain(|_, count| *count >= least_sentences);
        self.openings.retain(|_, count| *count >= least_openings);
    }
}

fn group_name(document: &Document) -> String {
    let language = document.language.as_ref().map_or("", Language::code);
    format!("{}\t{language}", document.source)
}

fn keyed_sentences(document: &Document) -> impl Iterator<Item = (u64, &str)> {
    let ranges = sentences(&document.text).into_iter();
    ranges.filter_map(|range| {
        let sentence = &document.text[range];
        Some((sentence_key(sentence)?, sentence))
    })
}

/// A hash of the folded words, every digit as 0 and every number as one; `None` for a sentence that
/// is too short.
fn sentence_key(sentence: &str) -> Option<u64> {
    let mut words = 0;
    let mut key = Fingerprint::EMPTY;
    for word in folded_words(sentence) {
        words += 1;
        let number = word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
        key = key.with_word(&if number {
            "0".into()
        } else {
            word.replace(|digit: char| digit.is_ascii_digit(), "0")
        });
    }
    (words >= FEWEST_WORDS).then_some(key.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One document a text, all of one source.
    fn corpus(texts: &[String]) -> Vec<Document> {
        let document = |text: &String| Document {
            text: text.clone(),
            title: "Titel".into(),
            source: "bron.csv".into(),
            language: Some(Language::DUTCH),
            ..Document::default()
        };
        texts.iter().map(document).collect()
    }

    const SUBJECTS: [&str; 4] = [
        "Membranen zuiveren het afvalwater van de zuivelfabriek in drie stappen tot drinkwater.",
        "Fotonische chips meten de bloedsuiker van patienten zonder een prik in de vinger.",
        "Drones tellen vanuit de lucht de weidevogels en hun nesten op natte graslanden.",
        "Een robot plukt paprika's en herkent aan de kleur welke rijp genoeg zijn.",
    ];

    #[test]
    fn sentences_that_recur_are_found_with_their_count() {
        let texts: Vec<String> = SUBJECTS
            .iter()
            .enumerate()
            .map(|(place, subject)| format!("Dit project kreeg {place} euro van de regio. {subject}"))
            .collect();
        let boilerplate = Boilerplate::find(&corpus(&texts));
        let found: Vec<(usize, &str)> = boilerplate
            .passages()
            .iter()
            .map(|found| (found.documents, found.example.as_str()))
            .collect();
        assert_eq!(found, [(4, "Dit project kreeg 0 euro van de regio.")]);
    }

    #[test]
    fn the_models_and_tools_of_a_handbook() {
        let texts: Vec<String> = SUBJECTS
            .iter()
            .map(|subject| format!("{subject} In deze stap zijn de volgende modellen en instrumenten in te zetten."))
            .collect();
        let documents = corpus(&texts);
        let boilerplate = Boilerplate::find(&documents);
        assert_eq!(boilerplate.strip(&documents[0]), format!("Titel\n\n{}", SUBJECTS[0]));
    }

    #[test]
    fn openings_that_recur_are_stripped() {
        let subject = |place: u8| {
            ["Membraan", "filter", "meting", "sensor"]
                .map(|word| format!("{word}{}", char::from(b'a' + place)))
                .join(" ")
        };
        let texts: Vec<String> = (0..12)
            .map(|place| format!("Deze groep artikelen gaat over {}.", subject(place)))
            .collect();
        let documents = corpus(&texts);
        let boilerplate = Boilerplate::find(&documents);
        let found: Vec<&str> = boilerplate
            .passages()
            .iter()
            .map(|found| found.example.as_str())
            .collect();
        assert_eq!(found, ["Deze groep artikelen gaat", "Deze groep artikelen gaat over"]);
        assert_eq!(
            boilerplate.strip(&documents[1]),
            "Titel\n\nMembraanb filterb metingb sensorb."
        );
    }

    #[test]
    fn near_copies_make_no_boilerplate() {
        let texts = vec![format!("{} {}", SUBJECTS[0], SUBJECTS[1]); 5];
        assert_eq!(Boilerplate::find(&corpus(&texts)).passages(), []);
    }

    #[test]
    fn sources_are_counted_apart() {
        let texts: Vec<String> = SUBJECTS
            .iter()
            .map(|subject| format!("Dit steunt de hele regio. {subject}"))
            .collect();
        let mut documents = corpus(&texts);
        documents[0].source = "een.csv".into();
        documents[1].source = "twee.csv".into();
        assert_eq!(Boilerplate::find(&documents).passages(), []);
    }

    #[test]
    fn paragraphs_stay() {
        let texts: Vec<String> = SUBJECTS
            .iter()
            .map(|subject| format!("{subject}\n\nDit steunt de hele regio. En {subject}"))
            .collect();
        let documents = corpus(&texts);
        let stripped = Boilerplate::find(&documents).strip(&documents[2]);
        assert_eq!(stripped, format!("Titel\n\n{0}\n\nEn {0}", SUBJECTS[2]));
    }
}
