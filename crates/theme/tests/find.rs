//! Planted themes are found, noise has none, and small or odd corpora get clear answers.

use embedding::Embeddings;
use evaluation::adjusted_rand_index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use theme::{Input, Method, NoThemes, NumberOfThemes, Outcome, Params, Term, Themes, Wording};

const DIMENSION: usize = 32;

struct Corpus {
    ids: Vec<String>,
    embeddings: Embeddings,
    informative: Vec<bool>,
    wordings: Vec<Wording>,
}

impl Corpus {
    /// `n` documents around `k` random directions; `noise` is the length of what is added.
    fn planted(n: usize, k: usize, noise: f32) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let mut direction = || -> Vec<f32> { (0..DIMENSION).map(|_| random.random::<f32>() - 0.5).collect() };
        let centres: Vec<Vec<f32>> = (0..k).map(|_| direction()).collect();
        let mut embeddings = Embeddings::new(DIMENSION);
        for document in 0..n {
            let strayed: Vec<f32> = centres[document % k]
                .iter()
                .zip(direction())
                .map(|(c, d)| c + noise * d)
                .collect();
            embeddings.push(Some(&strayed));
        }
        let word = |document: usize| Term {
            stem: format!("w{}", document % k),
            surface: format!("word{}", document % k),
        };
        Self {
            ids: (0..n).map(|i| format!("D{i}")).collect(),
            embeddings,
            informative: vec![true; n],
            wordings: (0..n)
                .map(|document| Wording {
                    words: vec![word(document)],
                    phrases: vec![],
                })
                .collect(),
        }
    }

    fn find(&self, params: Params) -> Outcome {
        let languages: Vec<Option<&str>> = vec![Some("nl"); self.ids.len()];
        let input = Input {
            document_ids: &self.ids,
            embeddings: &self.embeddings,
            informative: &self.informative,
            wordings: &self.wordings,
            languages: &languages,
            encoder: None,
        };
        params.find(&input, &mut |_, _| ())
    }
}

fn themes(outcome: Outcome) -> Themes {
    match outcome {
        Outcome::Some(themes) => themes,
        Outcome::None(reason) => panic!("no themes: {reason:?}"),
    }
}

#[test]
fn planted_themes_are_found_and_named() {
    let corpus = Corpus::planted(400, 8, 0.3);
    let found = themes(corpus.find(Params::default()));
    assert_eq!(found.themes.len(), 8);
    for theme in &found.themes {
        assert!(
            (47..=50).contains(&theme.n_documents),
            "all but outliers: {}",
            theme.n_documents
        );
        let label = theme.label_nl.as_deref().unwrap();
        assert_eq!(label, theme.terms[0].term, "one word each");
        assert_eq!(theme.label_en, None, "no English documents");
        assert!(!theme.representatives.is_empty() && theme.stability > 0.95);
    }
    assert_eq!(
        found,
        themes(corpus.find(Params::default())),
        "the same seed, the same themes"
    );
}

#[test]
fn noise_has_no_clear_themes() {
    for method in [Method::Leiden, Method::KMeans] {
        let outcome = Corpus::planted(400, 400, 0.0).find(Params {
            method,
            ..Params::default()
        });
        assert!(matches!(outcome, Outcome::None(NoThemes::NotStable(_))), "{outcome:?}");
    }
}

#[test]
fn another_seed_gives_the_same_themes_and_few_outliers() {
    let corpus = Corpus::planted(300, 6, 0.8);
    let groups: Vec<Vec<usize>> = (1..=5)
        .map(|seed| {
            let found = themes(corpus.find(Params {
                seed,
                ..Params::default()
            }));
            assert!(found.n_outliers < 30, "{} outliers of 300", found.n_outliers);
            let of = |memberships: &Vec<(usize, f64)>| memberships.first().map_or(usize::MAX, |first| first.0);
            found.memberships.iter().map(of).collect()
        })
        .collect();
    for other in &groups[1..] {
        assert!(adjusted_rand_index(&groups[0], other) > 0.95);
    }
}

#[test]
fn as_many_themes_as_are_asked_for() {
    let corpus = Corpus::planted(200, 8, 0.5);
    for (method, k) in [(Method::Leiden, 3), (Method::Leiden, 12), (Method::KMeans, 12)] {
        let found = themes(corpus.find(Params {
            method,
            number: NumberOfThemes::Given(k),
            ..Params::default()
        }));
        assert_eq!(found.themes.len(), k, "{method:?}");
    }
}

#[test]
fn too_few_documents_and_uninformative_ones_have_none() {
    for n in [0, 1, 19] {
        let outcome = Corpus::planted(n, 4, 0.1).find(Params::default());
        assert_eq!(
            outcome,
            Outcome::None(NoThemes::TooFew {
                n_informative: n,
                needed: 20
            })
        );
    }
    let mut corpus = Corpus::planted(100, 4, 0.1);
    corpus.informative = vec![false; 100];
    assert!(matches!(
        corpus.find(Params::default()),
        Outcome::None(NoThemes::TooFew { n_informative: 0, .. })
    ));
}

#[test]
fn documents_that_are_all_the_same_are_answered() {
    let mut corpus = Corpus::planted(50, 1, 0.0);
    corpus.embeddings = Embeddings::new(DIMENSION);
    for _ in 0..50 {
        corpus.embeddings.push(Some(&[1.0; DIMENSION]));
    }
    let found = corpus.find(Params {
        number: NumberOfThemes::Given(3),
        ..Params::default()
    });
    assert_eq!(
        themes(found)
            .themes
            .iter()
            .map(|theme| theme.n_documents)
            .sum::<usize>(),
        50
    );
    corpus.find(Params::default());
}

#[test]
fn memberships_sum_to_at_most_one_and_the_uninformative_have_none() {
    let mut corpus = Corpus::planted(100, 5, 0.5);
    corpus.informative[7] = false;
    let found = themes(corpus.find(Params {
        number: NumberOfThemes::Given(5),
        ..Params::default()
    }));
    assert!(found.memberships[7].is_empty());
    for memberships in &found.memberships {
        assert!(memberships.iter().map(|(_, membership)| membership).sum::<f64>() <= 1.0 + 1e-9);
    }
}

#[test]
fn more_themes_than_documents_is_answered() {
    let found = themes(Corpus::planted(25, 5, 0.2).find(Params {
        number: NumberOfThemes::Given(100),
        ..Params::default()
    }));
    assert!(found.themes.len() <= 25);
}
