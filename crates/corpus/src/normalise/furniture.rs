//! Page furniture: page numbers and running heads that stand between the lines of a sentence.

use std::collections::{HashMap, HashSet};

/// A running head stands on at least so many pages.
const FEWEST_PAGES: usize = 3;

/// A running head is a short line.
const MOST_BYTES: usize = 80;

/// Takes page numbers, and short lines that recur but for their digits, out of the middle of
/// sentences. Lines in other places stay: there they may be headings.
pub(crate) fn without_furniture(lines: Vec<&str>) -> Vec<&str> {
    let interrupting: Vec<usize> = (0..lines.len()).filter(|place| interrupts(&lines, *place)).collect();
    if lines.len() < FEWEST_PAGES * 2 || interrupting.is_empty() {
        return lines;
    }
    let mut uses: HashMap<String, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.len() <= MOST_BYTES) {
        *uses.entry(pattern(line)).or_default() += 1;
    }
    let is_head = |line: &str| uses.get(&pattern(line)).is_some_and(|uses| *uses >= FEWEST_PAGES);
    let is_furniture = |line: &str| !is_listed(line) && (is_page_number(line) || is_head(line));
    let furniture: HashSet<usize> = interrupting
        .into_iter()
        .filter(|place| is_furniture(lines[*place]))
        .collect();
    let kept = lines
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !furniture.contains(place));
    kept.map(|(_, line)| line).collect()
}

/// The line with every number as one 0.
fn pattern(line: &str) -> String {
    let mut pattern = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '0'..='9' if pattern.ends_with('0') => {}
            '0'..='9' => pattern.push('0'),
            _ => pattern.push(character),
        }
    }
    pattern
}

/// `12`, `- 12 -`, `Pagina 3 van 10`, `Page 3`.
fn is_page_number(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower
        .split_whitespace()
        .filter(|word| *word != "-" && *word != "|")
        .collect();
    let number = |word: &str| word.len() <= 4 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        [page] => number(page),
        ["pagina" | "page" | "blz." | "p.", page] => number(page),
        ["pagina" | "page", page, "van" | "of", last] => number(page) && number(last),
        _ => false,
    }
}

fn is_listed(line: &str) -> bool {
    line.starts_with(['•', '-', '*'])
}

/// Whether a short line stands where the line before it breaks off and the line after it goes on in
/// small letters.
fn interrupts(lines: &[&str], place: usize) -> bool {
    if lines[place].is_empty() || lines[place].len() > MOST_BYTES {
        return false;
    }
    let before = lines[..place].iter().rev().find(|line| !line.is_empty());
    let after = lines[place + 1..].iter().find(|line| !line.is_empty());
    let goes_on = after.is_some_and(|line| line.starts_with(char::is_lowercase));
    goes_on
        && before.is_some_and(|line| line.ends_with(|last: char| last.is_alphanumeric() || last == ',' || last == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_furniture(text.lines().collect()).join("\n"), expected);
    }

    #[test]
    fn heads_and_numbers_inside_sentences_go() {
        check(
            "De regio werkt\nAdvies hotspots 12\naan water en\nAdvies hotspots 13\nenergie voor de\nAdvies hotspots 14\ninwoners van\n15\nde stad.",
            "De regio werkt\naan water en\nenergie voor de\ninwoners van\nde stad.",
        );
    }

    #[test]
    fn headings_stay() {
        let text = "Doel\nWater.\nDoel\nLucht.\nDoel\nBodem.";
        check(text, text);
    }
}
