//! Lines that fit the terminal.

/// The widest that is printed.
const WIDEST: usize = 80;

/// The narrowest that is still readable.
const NARROWEST: usize = 40;

/// Columns to print in: the terminal's (or `COLUMNS`), at most 80.
pub fn width() -> usize {
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    given.or_else(terminal).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

/// A text in lines of a width; a word that is longer than a line is cut.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut letters: Vec<char> = word.chars().collect();
        let length = line.chars().count();
        if length > 0 && length + 1 + letters.len() > width {
            lines.push(std::mem::take(&mut line));
        }
        while letters.len() > width {
            lines.push(letters.drain(..width).collect());
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(letters);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Prints a text in lines that fit, its further lines two deeper.
pub fn indented(text: &str, indent: usize) {
    for (place, line) in wrapped(text, width() - indent - 2).into_iter().enumerate() {
        say!("{}{line}", " ".repeat(if place == 0 { indent } else { indent + 2 }));
    }
}

/// The beginning of a text, with `…` where it is cut.
pub fn cut(text: &str, width: usize) -> String {
    match text.chars().count() > width {
        true => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_too_long() {
        assert_eq!(wrapped("a bb ccc", 4), ["a bb", "ccc"]);
        assert_eq!(wrapped("afvalwaterzuivering x", 8), ["afvalwat", "erzuiver", "ing x"]);
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(cut("zuivering", 5), "zuiv…");
    }
}
