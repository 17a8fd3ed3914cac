//! Documents made for tests from those of the demo corpus.

use serde_json::Value;

/// Words between two numbers; few enough that no copy is a near-duplicate of another.
const STRIDE: usize = 4;

/// The documents of a JSONL file.
pub fn documents(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line is a document"))
        .collect()
}

/// Documents with ids `N<number>`, as JSONL: the demo corpus over and over, each copy with numbers of its own
/// between its words.
pub fn many(numbers: std::ops::Range<usize>) -> String {
    let originals = documents(&super::demo());
    let mut lines = String::new();
    for number in numbers {
        let mut document = originals[number % originals.len()].clone();
        document["id"] = format!("N{number:05}").into();
        document["text"] = numbered(document["text"].as_str().expect("a text"), number).into();
        lines.push_str(&document.to_string());
        lines.push('\n');
    }
    lines
}

fn numbered(text: &str, number: usize) -> String {
    let mut numbered = String::new();
    for (place, word) in text.split_whitespace().enumerate() {
        numbered.push_str(word);
        numbered.push(' ');
        if place % STRIDE == 0 {
            numbered.push_str(&format!("{} ", number * 1000 + place));
        }
    }
    numbered
}
