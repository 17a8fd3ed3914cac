//! Lines become paragraphs: blank lines part them, other line ends become spaces, lists keep theirs.

use super::furniture::without_furniture;
use super::line_end::{Evidence, Seam, WordFrequency, seam};

/// Running text of plain lines.
pub(crate) fn paragraphs(text: &str, frequency: Option<&WordFrequency>) -> String {
    let tidied: Vec<String> = text.trim().split('\n').map(single_spaced).collect();
    if let [line] = tidied.as_slice() {
        return line.clone();
    }
    let lines = without_furniture(tidied.iter().map(String::as_str).collect());
    let evidence = Evidence::new(&lines, frequency);
    let spacing = Spacing::of(&lines);
    let mut running = String::with_capacity(text.len());
    let mut blank_lines = 0;
    for line in &lines {
        if line.is_empty() {
            blank_lines += 1;
        } else {
            append(&mut running, line, &spacing, blank_lines, &evidence);
            blank_lines = 0;
        }
    }
    running
}

fn single_spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn append(running: &mut String, line: &str, spacing: &Spacing, blank_lines: usize, evidence: &Evidence<'_>) {
    if running.is_empty() {
        return running.push_str(line);
    }
    if spacing.parts_paragraphs(running, line, blank_lines) {
        running.push_str("\n\n");
    } else if is_list_entry(line) {
        running.push('\n');
    } else {
        match seam(running, line, evidence) {
            Seam::Space => running.push(' '),
            Seam::Hyphen => {}
            Seam::Joined => {
                if running.ends_with('-') {
                    running.pop();
                }
            }
        }
    }
    running.push_str(line);
}

/// How blank lines are used.
enum Spacing {
    /// A blank line parts paragraphs.
    Single,
    /// Every line has a blank line behind it: two blank lines, or a sentence that ends well before
    /// the usual width, part paragraphs.
    Double {
        /// The longest usual line in characters.
        width: usize,
    },
}

/// Fewer lines say nothing about spacing.
const FEWEST_LINES: usize = 6;

impl Spacing {
    /// Double where nearly every line has a blank one behind it and many lines break off in the
    /// middle of a sentence.
    fn of(lines: &[&str]) -> Spacing {
        let filled: Vec<usize> = (0..lines.len()).filter(|place| !lines[*place].is_empty()).collect();
        let gaps: Vec<(&str, &str, usize)> = filled
            .windows(2)
            .map(|pair| (lines[pair[0]], lines[pair[1]], pair[1] - pair[0] - 1))
            .collect();
        if filled.len() < FEWEST_LINES {
            return Spacing::Single;
        }
        let spaced = gaps.iter().filter(|(_, _, blank)| *blank > 0).count();
        let breaking = gaps
            .iter()
            .filter(|(before, after, blank)| *blank > 0 && breaks_sentence(before, after))
            .count();
        if spaced * 10 < gaps.len() * 9 || breaking * 4 < spaced {
            return Spacing::Single;
        }
        let mut widths: Vec<usize> = filled.iter().map(|place| lines[*place].chars().count()).collect();
        widths.sort_unstable();
        Spacing::Double {
            width: widths[widths.len() * 3 / 4],
        }
    }

    fn parts_paragraphs(&self, running: &str, line: &str, blank_lines: usize) -> bool {
        match self {
            Spacing::Single => blank_lines > 0,
            Spacing::Double { width } => {
                blank_lines > 1
                    || (ends_sentence(running)
                        && is_short_line(running, *width)
                        && !line.starts_with(char::is_lowercase))
            }
        }
    }
}

fn breaks_sentence(before: &str, after: &str) -> bool {
    !ends_sentence(before) && after.starts_with(char::is_lowercase)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches([')', '"', '”', '’'])
        .ends_with(['.', '!', '?', ':'])
}

/// Whether the last line that was appended is clearly shorter than the others; its beginning is not
/// known any more, so the paragraph so far is measured in whole lines.
fn is_short_line(running: &str, width: usize) -> bool {
    let paragraph = running.rsplit("\n\n").next().unwrap_or(running);
    let last = paragraph.chars().count() % width.max(1);
    last * 4 < width * 3
}

/// A bullet, a dash with a space, `1.`, `2)` or `a)`.
fn is_list_entry(line: &str) -> bool {
    if ["•", "- ", "– ", "— ", "* ", "· ", "> "]
        .iter()
        .any(|mark| line.starts_with(mark))
    {
        return true;
    }
    let Some((mark, _)) = line.split_once(' ') else {
        return false;
    };
    let Some(number) = mark.strip_suffix(['.', ')']) else {
        return false;
    };
    let number = number.trim_start_matches('(');
    let digits = !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits || (mark.ends_with(')') && number.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use crate::normalise::{normalise, normalise_line, normalise_with};

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(normalise(text), expected);
    }

    #[test]
    fn word_separator_of_tab_space_and_nbsp() {
        check(
            "Healthy\t \u{a0}Ageing in\t \u{a0}Noord-\u{2010}Nederland",
            "Healthy Ageing in Noord-Nederland",
        );
    }

    #[test]
    fn blank_line_after_every_line() {
        let text = "De creatieve industrie werkt in de regio\n\nsamen met bedrijven uit de maakindustrie\n\n\
                    aan nieuwe producten en aan diensten voor\n\nde zorg.\n\n\
                    Een tweede alinea gaat over het onderwijs\n\nen over de vaardigheden die studenten nu\n\nnodig hebben.";
        check(
            text,
            "De creatieve industrie werkt in de regio samen met bedrijven uit de maakindustrie aan nieuwe producten en \
             aan diensten voor de zorg.\n\nEen tweede alinea gaat over het onderwijs en over de vaardigheden die \
             studenten nu nodig hebben.",
        );
    }

    #[test]
    fn blank_lines_that_part_paragraphs_stay() {
        check("Een.\n\nTwee.\n\n\nDrie.", "Een.\n\nTwee.\n\nDrie.");
    }

    #[test]
    fn private_use_bullets() {
        check(
            "Doelen:\n\u{f0b7}\tminder water\n\u{f0b7}\tmeer energie",
            "Doelen:\n• minder water\n• meer energie",
        );
    }

    #[test]
    fn words_split_at_line_end_with_the_hyphen_lost() {
        let corpus = WordFrequency::of(["onderscheiden onderscheiden benchmarkanalyse Ecosysteemstrategiemodel"]);
        let text = "We onder\nscheiden met een bench\nmarkanalyse het Ecosysteemstrategie\nmodel in fasen.";
        let expected = "We onderscheiden met een benchmarkanalyse het Ecosysteemstrategiemodel in fasen.";
        assert_eq!(normalise_with(text, Some(&corpus)), expected);
        check("een onder\nscheiden rol", "een onder scheiden rol");
    }

    #[test]
    fn words_split_with_a_hyphen() {
        check("gezamen-\nlijke OESO-\nlanden", "gezamenlijke OESO-landen");
        check("onderzoeks-\nen hoger-\nen lager", "onderzoeks- en hoger- en lager");
    }

    #[test]
    fn joining_keeps_real_hyphens() {
        check(
            "innovatie-\necosystemen, triple-\nhelix, Noord-\nNederland",
            "innovatie-ecosystemen, triple-helix, Noord-Nederland",
        );
    }

    #[test]
    fn the_words_of_the_text_itself_are_evidence() {
        check(
            "Een crossover helpt.\nDe cross-\nover werkt.",
            "Een crossover helpt. De crossover werkt.",
        );
    }

    #[test]
    fn page_furniture_inside_a_sentence() {
        check(
            "De regio werkt\n12\nsamen aan\nwater en aan\nenergie in\nde stad en\nhet land.",
            "De regio werkt samen aan water en aan energie in de stad en het land.",
        );
    }

    #[test]
    fn spelling_variants_and_typos_are_left_alone() {
        check(
            "3D-print, 3D print, 3Dprint, Stockhom, platvorm",
            "3D-print, 3D print, 3Dprint, Stockhom, platvorm",
        );
    }

    #[test]
    fn lists_keep_their_lines() {
        check(
            "Stappen:\n1. meten\n2. weten\nen verder",
            "Stappen:\n1. meten\n2. weten en verder",
        );
        check("Fasen:\n- een,\n- twee", "Fasen:\n- een,\n- twee");
    }

    #[test]
    fn titles_are_one_line() {
        assert_eq!(normalise_line(" Een\n\ntitel \u{2022} kort "), "Een titel • kort");
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        for text in ["a-\nb", "Doel:\n\u{f0b7} x\n\n\ny", "&amp;lt;", "x <b>y</b>\r\nz"] {
            let once = normalise(text);
            assert_eq!(normalise(&once), once, "{text}");
        }
    }
}
