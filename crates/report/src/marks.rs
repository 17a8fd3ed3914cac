//! A text cut where evidence begins and ends, so that matched words can be marked without counting in the browser.
//!
//! Evidence counts code points; a browser counts UTF-16 units. The cutting is therefore done here, once.

/// A match in a text: code points `start..end`, and the number of the reason that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) reason: u32,
}

/// A piece of text with the reasons that cover it, ascending; none: not marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) reasons: Vec<u32>,
}

/// Cuts `text` into pieces that together are the text. Spans may overlap; parts outside the text are ignored.
pub(crate) fn pieces(text: &str, spans: &[Span]) -> Vec<Piece> {
    let borders: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let length = borders.len() - 1;
    let mut cuts: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    cuts.extend([0, length]);
    cuts.retain(|&cut| cut <= length);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|ends| Piece {
            text: text[borders[ends[0]]..borders[ends[1]]].to_owned(),
            reasons: covering(spans, ends[0], ends[1]),
        })
        .collect()
}

/// The part of a long text worth showing: its opening and the surroundings of each match, with the spans moved along.
/// A text of at most `limit` code points stays whole. Gaps read ` […] `.
pub(crate) fn excerpt(text: &str, spans: &[Span], limit: usize) -> (String, Vec<Span>) {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= limit {
        return (text.to_owned(), spans.to_vec());
    }
    let windows = at_words(&letters, windows(letters.len(), spans, limit));
    let mut shown = String::new();
    let mut shown_length = 0;
    let mut moved = Vec::new();
    for &(start, end) in &windows {
        if start > 0 {
            shown.push_str(GAP);
            shown_length += GAP.chars().count();
        }
        moved.extend(
            spans
                .iter()
                .filter(|span| start <= span.start && span.end <= end)
                .map(|span| Span {
                    start: span.start - start + shown_length,
                    end: span.end - start + shown_length,
                    reason: span.reason,
                }),
        );
        shown.extend(&letters[start..end]);
        shown_length += end - start;
    }
    if windows.last().is_some_and(|&(_, end)| end < letters.len()) {
        shown.push_str(GAP.trim_end());
    }
    (shown, moved)
}

const GAP: &str = " […] ";
const AROUND: usize = 160;

/// Ranges to keep, ascending and apart: a quarter of `limit` for the opening, the rest for surroundings of matches.
fn windows(length: usize, spans: &[Span], limit: usize) -> Vec<(usize, usize)> {
    let mut windows = vec![(0, limit / 4)];
    let mut left = limit - limit / 4;
    let mut sorted = spans.to_vec();
    sorted.sort_unstable_by_key(|span| (span.start, span.end));
    for span in sorted.iter().filter(|span| span.start < span.end && span.end <= length) {
        let (start, end) = (span.start.saturating_sub(AROUND), (span.end + AROUND).min(length));
        let Some(last) = windows.last_mut() else { continue };
        let added = end.saturating_sub(start.max(last.1));
        if added > left {
            break;
        }
        left -= added;
        if start <= last.1 {
            last.1 = last.1.max(end);
        } else {
            windows.push((start, end));
        }
    }
    windows
}

/// Widens ranges to whole words, as far as that takes few letters.
fn at_words(letters: &[char], windows: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    const LONGEST_WORD: usize = 30;
    let inside =
        |at: usize| at > 0 && at < letters.len() && !letters[at - 1].is_whitespace() && !letters[at].is_whitespace();
    let mut widened: Vec<(usize, usize)> = Vec::with_capacity(windows.len());
    for (start, end) in windows {
        let start = (start.saturating_sub(LONGEST_WORD)..=start)
            .rev()
            .find(|&at| !inside(at))
            .unwrap_or(start);
        let end = (end..end + LONGEST_WORD)
            .find(|&at| !inside(at))
            .unwrap_or(end)
            .min(letters.len());
        match widened.last_mut() {
            Some(last) if start <= last.1 => last.1 = end,
            _ => widened.push((start, end)),
        }
    }
    widened
}

fn covering(spans: &[Span], start: usize, end: usize) -> Vec<u32> {
    let mut reasons: Vec<u32> = spans
        .iter()
        .filter(|span| span.start <= start && end <= span.end)
        .map(|span| span.reason)
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, spans: &[(usize, usize, u32)], expected: &str) {
        let spans: Vec<Span> = spans
            .iter()
            .map(|&(start, end, reason)| Span { start, end, reason })
            .collect();
        let written: Vec<String> = pieces(text, &spans)
            .into_iter()
            .map(|piece| match piece.reasons.len() {
                0 => piece.text,
                _ => format!(
                    "<{}|{}>",
                    piece.text,
                    piece.reasons.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
                ),
            })
            .collect();
        assert_eq!(written.concat(), expected);
    }

    #[test]
    fn marks_stand_on_code_points() {
        check("schoon water", &[(7, 12, 1)], "schoon <water|1>");
        check(
            "🧪𝛼 membraan 🌊 water",
            &[(3, 11, 1), (14, 19, 2)],
            "🧪𝛼 <membraan|1> 🌊 <water|2>",
        );
        check("e\u{301}én מים", &[(5, 8, 1)], "e\u{301}én <מים|1>");
    }

    #[test]
    fn marks_may_overlap_nest_and_touch() {
        check("abcdef", &[(0, 4, 1), (2, 6, 2)], "<ab|1><cd|1,2><ef|2>");
        check("abcdef", &[(0, 6, 1), (2, 3, 1)], "<ab|1><c|1><def|1>");
        check("abcd", &[(0, 2, 1), (2, 4, 2)], "<ab|1><cd|2>");
    }

    #[test]
    fn parts_outside_the_text_are_ignored() {
        check("abc", &[(2, 9, 1), (7, 8, 2)], "ab<c|1>");
        check("", &[(0, 1, 1)], "");
    }

    #[test]
    fn a_long_text_keeps_its_matches() {
        let text = format!("{}membraan{}", "é ".repeat(3000), " 🌊".repeat(3000));
        let (shown, spans) = excerpt(
            &text,
            &[Span {
                start: 6000,
                end: 6008,
                reason: 1,
            }],
            1000,
        );
        assert!(shown.chars().count() < 1100);
        let marked = pieces(&shown, &spans)
            .into_iter()
            .find(|piece| !piece.reasons.is_empty());
        assert_eq!(marked.map(|piece| piece.text).as_deref(), Some("membraan"));
    }
}
