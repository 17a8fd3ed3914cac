//! Characters that look alike or cannot be seen become the plain ones.

/// One kind of line end, space, hyphen and bullet; nothing invisible. A soft hyphen at a line end
/// takes the line end with it, for it says itself that the word goes on.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    plain.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' => plain.push('\n'),
            '\u{2029}' => plain.push_str("\n\n"),
            '\u{ad}' => skip_line_end(&mut characters),
            '-' | '\u{2010}' | '\u{2011}' => push_hyphen(&mut plain, character),
            _ if is_space(character) => plain.push(' '),
            _ if is_bullet(character) => push_bullet(&mut plain),
            _ if is_invisible(character) => {}
            _ => plain.push(character),
        }
    }
    plain
}

fn skip_line_end(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    if matches!(characters.peek(), Some('\n' | '\r')) {
        while characters.next_if(|next| next.is_whitespace()).is_some() {}
    }
}

/// Some extractors write a hyphen twice, as `-` and U+2010: that is one. `--` is a dash and stays.
fn push_hyphen(plain: &mut String, character: char) {
    if character == '-' || !plain.ends_with('-') {
        plain.push('-');
    }
}

fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Bullets of the fonts Symbol and Wingdings lie in the private use area.
fn is_bullet(character: char) -> bool {
    matches!(
        character,
        '\u{f000}'
            ..='\u{f0ff}' | '•' | '▪' | '▫' | '■' | '□' | '●' | '◦' | '‣' | '⁃' | '➢' | '►' | '✓' | '❖'
    )
}

/// A bullet begins an entry of a list, wherever it stands.
fn push_bullet(plain: &mut String) {
    let line_begins = plain.trim_end_matches(' ').ends_with('\n') || plain.trim_end_matches(' ').is_empty();
    plain.push_str(if line_begins { "• " } else { "\n• " });
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffe}'
                | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn spaces_are_one_kind() {
        check("a\tb\u{a0}c\u{2002}d\u{202f}e", "a b c d e");
    }

    #[test]
    fn hyphens_are_one_kind() {
        check("Noord\u{2010}Nederland x\u{2011}ray", "Noord-Nederland x-ray");
        check("Noord-\u{2010}Nederland", "Noord-Nederland");
        check("a -- b", "a -- b");
    }

    #[test]
    fn what_cannot_be_seen_goes() {
        check("a\u{200b}b\u{feff}c\u{7}d", "abcd");
        check("gezamen\u{ad}\nlijke aan\u{ad}pak", "gezamenlijke aanpak");
    }

    #[test]
    fn line_ends_are_one_kind() {
        check("a\r\nb\rc\u{2028}d", "a\nb\nc\nd");
    }

    #[test]
    fn private_bullets_begin_entries() {
        check("doelen: \u{f0b7} een \u{f0a7} twee", "doelen: \n•  een \n•  twee");
    }
}
