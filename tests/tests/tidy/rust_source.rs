//! Just enough of Rust's grammar to find names and the length of functions: literals and comments are blanked first.

/// A function with a body: its name, the line of its `fn` from 1, and how many lines it takes.
#[derive(Debug, PartialEq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub n_lines: usize,
}

/// The source with every comment, string and character turned to blanks; lines stay where they are.
pub fn blanked(source: &str) -> String {
    let characters: Vec<char> = source.chars().collect();
    let mut blanked = String::with_capacity(source.len());
    let mut at = 0;
    while at < characters.len() {
        let n_blank = if follows_a_word(&characters, at) {
            0
        } else {
            blank_length(&characters[at..])
        };
        match n_blank {
            0 => blanked.push(characters[at]),
            n => blanked.extend(characters[at..at + n].iter().map(|&c| if c == '\n' { c } else { ' ' })),
        }
        at += n_blank.max(1);
    }
    blanked
}

/// The names that `fn`, `struct`, `enum`, `mod` and `trait` declare, each with its line from 1.
pub fn declared_names(blanked: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (line, text) in blanked.lines().enumerate() {
        let words: Vec<&str> = text
            .split(|c: char| !is_of_word(c))
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if matches!(pair[0], "fn" | "struct" | "enum" | "mod" | "trait") {
                names.push((line + 1, pair[1].to_owned()));
            }
        }
    }
    names
}

/// Every function with a body, nested ones too.
pub fn functions(blanked: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    for (start, _) in blanked.match_indices("fn ") {
        let name: String = blanked[start + 3..].chars().take_while(|&c| is_of_word(c)).collect();
        if name.is_empty() || blanked[..start].ends_with(is_of_word) {
            continue;
        }
        if let Some(length) = length_with_body(&blanked[start..]) {
            let line = blanked[..start].matches('\n').count() + 1;
            let n_lines = blanked[start..start + length].matches('\n').count() + 1;
            functions.push(Function { name, line, n_lines });
        }
    }
    functions
}

/// From `fn` to the bracket that closes its body; none where a `;` ends the signature.
fn length_with_body(declaration: &str) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (at, c) in declaration.char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            ';' if braces == 0 && others == 0 => return None,
            '{' => braces += 1,
            '}' if braces == 1 => return Some(at + 1),
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn follows_a_word(characters: &[char], at: usize) -> bool {
    is_of_word(characters[at]) && at > 0 && is_of_word(characters[at - 1])
}

/// How many characters the comment or literal takes that begins here; 0 where none begins.
fn blank_length(rest: &[char]) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => comment_length(rest),
        ['"', ..] | ['b' | 'c', '"', ..] | ['b', '\'', ..] => literal_length(rest),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => literal_length(rest),
        ['r', ..] | ['b' | 'c', 'r', ..] => raw_string_length(rest),
        _ => 0,
    }
}

fn comment_length(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// A string or character with escapes, and a prefix of at most one letter.
fn literal_length(rest: &[char]) -> usize {
    let start = usize::from(rest[0].is_alphabetic());
    let mut at = start + 1;
    while at < rest.len() && rest[at] != rest[start] {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// `r"…"`, `br#"…"#` and the like; 0 where it is another word.
fn raw_string_length(rest: &[char]) -> usize {
    let prefix = if rest[0] == 'r' { 1 } else { 2 };
    let n_hashes = rest[prefix..].iter().take_while(|&&c| c == '#').count();
    let opening = prefix + n_hashes;
    if rest.get(opening) != Some(&'"') {
        return 0;
    }
    let closes = |at: &usize| rest[*at] == '"' && rest[at + 1..].iter().take_while(|&&c| c == '#').count() >= n_hashes;
    (opening + 1..rest.len())
        .find(closes)
        .map_or(rest.len(), |at| at + 1 + n_hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let squeezed = blanked(source).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeezed, expected, "from {source}");
    }

    #[test]
    fn comments_and_literals_are_blank() {
        check("a // fn b\nc", "a c");
        check("a /* x /* { */ } */ b", "a b");
        check(r#"f("\"{", '{', '\'', b'}', b"{") g"#, "f( , , , , ) g");
        check("r\"{\\\" a r#\"\"{\"# b br##\"\"#\"## c", "a b c");
    }

    #[test]
    fn lifetimes_and_raw_names_stay() {
        check("fn a<'a>(b: &'a str, r#fn: c) {}", "fn a<'a>(b: &'a str, r#fn: c) {}");
        check("for r in attr { c }", "for r in attr { c }");
    }

    #[test]
    fn functions_are_measured_from_fn_to_brace() {
        let source = "trait A { fn a(&self) -> [u8; 2]; }\nfn b(f: fn (u8)) {\n  if c { '}' }\n}\n";
        let function = |name: &str, line, n_lines| Function {
            name: name.into(),
            line,
            n_lines,
        };
        assert_eq!(functions(&blanked(source)), [function("b", 2, 3)]);
    }

    #[test]
    fn declarations_are_found_with_their_line() {
        let source = "pub struct A; // struct B\nmod c { pub(crate) enum D {} }";
        assert_eq!(
            declared_names(&blanked(source)),
            [(1, "A".into()), (2, "c".into()), (2, "D".into())]
        );
    }
}
