//! The queries of the benchmark.

use std::path::PathBuf;

use catalogue::Catalogue;
use query::{Expression, Query, Syntax, Words, parse};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// So many clauses an ecosystem: the operands of its rules' ORs, then the same with words swapped.
pub fn of_catalogue(each: usize, words: &[String]) -> Vec<Query> {
    let mut swapping = Swapping::new(words);
    let (catalogue, problems) = Catalogue::built_in();
    assert!(problems.is_empty(), "{problems:?}");
    let mut all = Vec::new();
    let mut lengths = Vec::new();
    for ecosystem in &catalogue.ecosystems {
        let mut clauses = Vec::new();
        for query in ecosystem.rules.iter().filter_map(|rule| rule.query()) {
            let query = query.resolve(&|to| catalogue.query(to)).expect("a sound catalogue");
            operands(&query.expression, &mut clauses);
        }
        lengths.push(clauses.len());
        let of_rules = clauses.clone();
        let mut more = of_rules.iter().cycle();
        while clauses.len() < each {
            clauses.push(swapping.swapped(more.next().expect("an ecosystem with rules")));
        }
        clauses.truncate(each);
        all.extend(clauses.into_iter().map(|expression| Query { expression }));
    }
    lengths.sort_unstable();
    println!(
        "clauses an ecosystem: {} to {}, median {}",
        lengths[0],
        lengths[lengths.len() - 1],
        lengths[lengths.len() / 2]
    );
    all
}

/// The queries of CSV files and of `first`, then the same with words swapped until there are `n`.
pub fn stored(files: &[PathBuf], first: Vec<Query>, n: usize, words: &[String]) -> Vec<Query> {
    let mut queries = first;
    for file in files {
        let mut rows = csv::Reader::from_path(file).expect("a CSV file");
        let column = rows
            .headers()
            .expect("a header")
            .iter()
            .position(|name| name == "query")
            .expect("a column `query`");
        let texts = rows
            .records()
            .map(|row| row.expect("a readable row")[column].to_string());
        queries.extend(texts.filter_map(|text| parse(&text, Syntax::Afbaken).ok()));
    }
    let mut swapping = Swapping::new(words);
    let models = queries.clone();
    while queries.len() < n {
        let model = &models[queries.len() % models.len()];
        queries.push(Query {
            expression: swapping.swapped(&model.expression),
        });
    }
    queries
}

fn operands(expression: &Expression, clauses: &mut Vec<Expression>) {
    match expression {
        Expression::Or(of) => of.iter().for_each(|operand| operands(operand, clauses)),
        other => clauses.push(other.clone()),
    }
}

/// Draws words to put in the place of others.
struct Swapping<'w> {
    words: &'w [String],
    random: ChaCha8Rng,
}

impl Swapping<'_> {
    fn new(words: &[String]) -> Swapping<'_> {
        Swapping {
            words,
            random: ChaCha8Rng::seed_from_u64(20),
        }
    }

    /// The same clause of other words, wildcards kept at the end.
    fn swapped(&mut self, expression: &Expression) -> Expression {
        let mut swapped = expression.clone();
        self.swap(&mut swapped);
        swapped
    }

    fn swap(&mut self, expression: &mut Expression) {
        match expression {
            Expression::Words(words) => self.swap_words(words),
            Expression::And(of) | Expression::Or(of) | Expression::AtLeast { of, .. } => {
                of.iter_mut().for_each(|operand| self.swap(operand));
            }
            Expression::Not(of) | Expression::Within { of, .. } | Expression::Weighted { of, .. } => self.swap(of),
            Expression::Proximity(near) => {
                self.swap(&mut near.left);
                self.swap(&mut near.right);
            }
            Expression::Condition(_) | Expression::Reference(_) => {}
        }
    }

    fn swap_words(&mut self, words: &mut Words) {
        let swapped = words.text.split(' ').map(|word| {
            let drawn = &self.words[self.random.next_u32() as usize % self.words.len()];
            match word.ends_with('*') {
                true => format!("{}*", drawn.chars().take(6).collect::<String>()),
                false => drawn.clone(),
            }
        });
        words.text = swapped.collect::<Vec<_>>().join(" ");
    }
}
