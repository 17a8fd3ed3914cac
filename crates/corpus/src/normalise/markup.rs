//! HTML tags and entities, and line breaks that exports spell out in letters.

use std::borrow::Cow;

/// Text without markup: block elements end lines or paragraphs, inline ones vanish.
///
/// Only the names of known elements count as tags, so that `p < 0.05` and `a<b and c>d` stay.
/// Markup that was escaped itself (`&lt;p&gt;`) is taken away too.
pub(crate) fn without_markup(text: &str) -> String {
    let text = spelled_line_breaks(text);
    let text = if text.contains('<') {
        Cow::Owned(without_tags(&text))
    } else {
        text
    };
    if !text.contains('&') {
        return text.into_owned();
    }
    let decoded = html_escape::decode_html_entities(&text);
    let twice = if decoded.contains("&amp;") || decoded.contains("&#") || has_entity(&decoded) {
        html_escape::decode_html_entities(&decoded).into_owned()
    } else {
        decoded.into_owned()
    };
    if twice.contains('<') {
        without_tags(&twice)
    } else {
        twice
    }
}

fn has_entity(text: &str) -> bool {
    [
        "&nbsp;", "&lt;", "&gt;", "&quot;", "&eacute;", "&euml;", "&iuml;", "&rsquo;",
    ]
    .iter()
    .any(|entity| text.contains(entity))
}

/// `_x000D_` of Excel, and `\n` in letters where it is no part of a path.
fn spelled_line_breaks(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains("_x000D_") || text.contains("_x000A_") {
        text = Cow::Owned(
            text.replace("_x000D_\n", "\n")
                .replace("_x000D_", "\n")
                .replace("_x000A_", "\n"),
        );
    }
    if text.contains("\\n") || text.contains("\\r") {
        text = Cow::Owned(unescaped_line_breaks(&text));
    }
    text
}

/// One `\n` before a small letter may be a path; two or more of them are line breaks.
fn unescaped_line_breaks(text: &str) -> String {
    let text = text.replace("\\r\\n", "\\n").replace("\\r", "\\n");
    let several = text.matches("\\n").count() > 1 && !text.contains(":\\");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(place) = rest.find("\\n") {
        let (before, after) = (&rest[..place], &rest[place + 2..]);
        let letter_next = after.chars().next().is_some_and(char::is_lowercase);
        let is_path = before.ends_with(':') && !after.starts_with(char::is_whitespace);
        let is_break = !is_path && (several || !letter_next);
        plain.push_str(before);
        plain.push_str(if is_break { "\n" } else { "\\n" });
        rest = after;
    }
    plain.push_str(rest);
    plain
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        rest = &rest[open..];
        match Tag::at_start(rest) {
            Some(tag) => {
                plain.push_str(tag.stands_for);
                rest = &rest[tag.length..];
            }
            None => {
                plain.push('<');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// A tag at the start of a text.
struct Tag {
    length: usize,
    stands_for: &'static str,
}

impl Tag {
    fn at_start(text: &str) -> Option<Tag> {
        if text.starts_with("<!--") {
            let length = text.find("-->").map_or(text.len(), |end| end + 3);
            return Some(Tag { length, stands_for: "" });
        }
        let end = text.find('>')?;
        let name = element_name(&text[1..end])?;
        let stands_for = ELEMENTS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, stands_for)| *stands_for)?;
        if (name == "script" || name == "style") && !text.starts_with("</") {
            let closing = format!("</{name}>");
            let length = text
                .to_ascii_lowercase()
                .find(&closing)
                .map_or(end + 1, |start| start + closing.len());
            return Some(Tag { length, stands_for: "" });
        }
        Some(Tag {
            length: end + 1,
            stands_for,
        })
    }
}

/// `p` of `p class="x"`, `/p`, `br/` and `jats:p`; `None` where no tag can be meant.
fn element_name(inside: &str) -> Option<String> {
    if inside.contains('<') {
        return None;
    }
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name: String = inside
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || *character == ':')
        .collect();
    let after = inside[name.len()..].trim_start();
    let attributes = after.is_empty() || after == "/" || after.contains('=');
    let local = name.rsplit_once(':').map_or(name.as_str(), |(_, local)| local);
    attributes.then(|| local.to_ascii_lowercase())
}

const ELEMENTS: &[(&str, &str)] = &[
    ("p", "\n\n"),
    ("div", "\n\n"),
    ("section", "\n\n"),
    ("article", "\n\n"),
    ("table", "\n\n"),
    ("ul", "\n"),
    ("ol", "\n"),
    ("dl", "\n"),
    ("h1", "\n\n"),
    ("h2", "\n\n"),
    ("h3", "\n\n"),
    ("h4", "\n\n"),
    ("h5", "\n\n"),
    ("h6", "\n\n"),
    ("title", "\n\n"),
    ("sec", "\n\n"),
    ("blockquote", "\n\n"),
    ("pre", "\n\n"),
    ("hr", "\n\n"),
    ("br", "\n"),
    ("tr", "\n"),
    ("td", " "),
    ("th", " "),
    ("dt", "\n"),
    ("dd", "\n"),
    ("li", "\n• "),
    ("tbody", ""),
    ("thead", ""),
    ("b", ""),
    ("i", ""),
    ("u", ""),
    ("em", ""),
    ("strong", ""),
    ("italic", ""),
    ("bold", ""),
    ("small", ""),
    ("span", ""),
    ("font", ""),
    ("a", ""),
    ("sub", ""),
    ("sup", ""),
    ("img", ""),
    ("abbr", ""),
    ("cite", ""),
    ("code", ""),
    ("mark", ""),
    ("inf", ""),
    ("abstract", ""),
    ("html", ""),
    ("body", ""),
    ("head", ""),
    ("script", ""),
    ("style", ""),
    ("label", ""),
    ("o", ""),
    ("center", "\n"),
    ("s", ""),
    ("wbr", ""),
    ("nobr", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_markup(text), expected);
    }

    #[test]
    fn tags_vanish_or_end_lines() {
        check(
            "CO<sub>2</sub> en <b class=\"x\">H<sub>2</sub></b><br/>meer",
            "CO2 en H2\nmeer",
        );
        check("<jats:p>Water</jats:p>", "\n\nWater\n\n");
        check("a<!-- b -->c<script>x<y</script>d", "acd");
    }

    #[test]
    fn comparisons_are_no_tags() {
        check("p < 0.05 en a<b and c>d", "p < 0.05 en a<b and c>d");
        check("x<5 en y>3", "x<5 en y>3");
    }

    #[test]
    fn entities_are_spelled_out() {
        check("R&amp;D caf&eacute; &euro;5 &#8364;", "R&D café €5 €");
        check("&lt;p&gt;escaped&lt;/p&gt; R&amp;amp;D", "\n\nescaped\n\n R&D");
        check("AT&T; Q&A", "AT&T; Q&A");
    }

    #[test]
    fn line_breaks_in_letters() {
        check("Doel\\nHet project\\r\\nmaakt", "Doel\nHet project\nmaakt");
        check("Regel_x000D_\nTwee", "Regel\nTwee");
        check("zie C:\\nieuw\\nota", "zie C:\\nieuw\\nota");
    }
}
