//! Cuts the words of standard input, one a line, and tells on standard error how long a word took (the lexicon read before).
//!
//! `cut -f1 counts.tsv | cargo run --release -p query --example compounds`

use std::io::Read;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let start = Instant::now();
    query::compound_parts("drinkwater");
    let read = start.elapsed();
    let start = Instant::now();
    let words: Vec<_> = text.lines().map(|word| (word, query::compound_parts(word))).collect();
    let spent = start.elapsed();
    for (word, parts) in &words {
        let parts: Vec<&str> = parts.iter().map(|part| &word[part.clone()]).collect();
        println!("{word}\t{}", parts.join(" "));
    }
    let compounds = words.iter().filter(|(_, parts)| !parts.is_empty()).count();
    let each = spent.as_secs_f64() * 1e6 / f64::from(u32::try_from(words.len().max(1)).unwrap_or(u32::MAX));
    eprintln!(
        "lexicon read in {read:.1?}; {} words, {compounds} compounds, {each:.2} µs a word",
        words.len()
    );
    Ok(())
}
