//! Documents made of real sentences, shuffled within field and language.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use corpus::{Document, Reading, sentences};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Draws documents.
pub struct Shuffled {
    groups: Vec<Group>,
    /// The group of every document that was read: large groups are drawn more.
    drawn: Vec<usize>,
    random: ChaCha8Rng,
    n: u64,
}

#[derive(Default)]
struct Group {
    like: Document,
    sentences: Vec<String>,
    titles: Vec<String>,
    /// Sentences of each document.
    lengths: Vec<usize>,
}

impl Shuffled {
    /// The sentences of files.
    pub fn read(inputs: &[PathBuf]) -> Shuffled {
        let mut documents: Vec<Document> = Vec::new();
        let plan = Reading::default().plan(inputs).expect("files that can be read");
        let mut take = |document: Document| documents.push(document);
        plan.read(&mut take, &mut |_| {}).expect("files that can be read");
        let mut shares: HashMap<String, usize> = HashMap::new();
        let codes = documents.iter().flat_map(|document| document.codes.values().flatten());
        codes.for_each(|code| *shares.entry(code.clone()).or_default() += 1);
        let mut groups: BTreeMap<[String; 3], Group> = BTreeMap::new();
        for document in documents {
            let found: Vec<String> = sentences(&document.text)
                .into_iter()
                .map(|range| document.text[range].to_string())
                .collect();
            if found.is_empty() {
                continue;
            }
            let language = document.language.as_ref().map_or("", |language| language.code());
            let key = [document.source.clone(), field(&document, &shares), language.to_string()];
            let group = groups.entry(key).or_default();
            group.lengths.push(found.len());
            group.sentences.extend(found);
            group.titles.push(document.title.clone());
            group.like = Document {
                title: String::new(),
                text: String::new(),
                ..document
            };
        }
        let groups: Vec<Group> = groups.into_values().collect();
        let drawn = groups
            .iter()
            .enumerate()
            .flat_map(|(at, group)| vec![at; group.titles.len()])
            .collect();
        Shuffled {
            groups,
            drawn,
            random: ChaCha8Rng::seed_from_u64(20),
            n: 0,
        }
    }

    /// The next document.
    pub fn document(&mut self) -> Document {
        let like = self.below(self.drawn.len());
        let group = self.drawn[like];
        let length = self.below(self.groups[group].lengths.len());
        let n = self.groups[group].lengths[length];
        let title = self.below(self.groups[group].titles.len());
        let drawn: Vec<usize> = (0..n).map(|_| self.below(self.groups[group].sentences.len())).collect();
        let group = &self.groups[group];
        let text: Vec<&str> = drawn.into_iter().map(|at| group.sentences[at].trim()).collect();
        self.n += 1;
        Document {
            document_id: self.n.to_string(),
            title: group.titles[title].clone(),
            text: text.join(" "),
            ..group.like.clone()
        }
    }

    fn below(&mut self, n: usize) -> usize {
        (self.random.next_u64() % n as u64) as usize
    }
}

/// The code of a document that most others share.
fn field(document: &Document, shares: &HashMap<String, usize>) -> String {
    let codes = document.codes.values().flatten();
    codes.max_by_key(|code| shares[*code]).cloned().unwrap_or_default()
}
