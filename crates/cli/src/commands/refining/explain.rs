//! `query explain`: the tree of a query on one document.

use std::process::ExitCode;

use corpus::{Document, LanguageDetector};
use refine::{Background, Explanation, Join, Reason, parse_query};
use serde_json::json;

use super::lines::{cut, width, wrapped};
use super::open;
use crate::arguments::Output;
use crate::commands::query::read_catalogue;
use crate::refining_arguments::ExplainArguments;

/// Places shown for a clause.
const PLACES: usize = 2;

/// Words between the words of a phrase that are still worth showing.
const NEAR: u32 = 10;

pub fn explain(arguments: &ExplainArguments, output: Output) -> anyhow::Result<ExitCode> {
    let catalogue = read_catalogue(arguments.catalogue.as_deref())?;
    let query = parse_query(&arguments.query, &catalogue)?;
    let corpus = arguments.on.as_deref().map(open).transpose()?;
    let document = match (&arguments.document, &corpus) {
        (Some(id), Some(corpus)) => corpus.document(id)?,
        _ => of_text(arguments.text.as_deref().unwrap_or_default()),
    };
    let background = Background {
        catalogue: Some(&catalogue),
        corpus: corpus.as_ref(),
    };
    let explanation = refine::explain(&query, &document, &background)?;
    if output.json {
        say!(
            "{:#}",
            json!({"document_id": document.document_id, "query": query.to_string(), "explanation": explanation})
        );
    } else {
        print(&document, &explanation, arguments.all);
    }
    Ok(if explanation.holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn of_text(text: &str) -> Document {
    let language = LanguageDetector::new().detect(text);
    Document {
        text: text.into(),
        language,
        ..Document::default()
    }
}

fn print(document: &Document, explanation: &Explanation, shows_all: bool) {
    if !document.document_id.is_empty() {
        say!(
            "{}",
            cut(&format!("{}  {}", document.document_id, document.title), width())
        );
    }
    say!("{}\n", if explanation.holds { "matches" } else { "does not match" });
    let mut tree = Tree {
        width: width(),
        shows_all,
        lines: Vec::new(),
    };
    tree.add(explanation, "", "");
    tree.lines.iter().for_each(|line| say!("{line}"));
}

/// The tree as lines.
struct Tree {
    width: usize,
    shows_all: bool,
    lines: Vec<String>,
}

impl Tree {
    /// A clause behind `first`, its further lines and parts behind `rest`.
    fn add(&mut self, clause: &Explanation, first: &str, rest: &str) {
        let sign = if clause.holds { "✓" } else { "✗" };
        let is_group = !clause.parts.is_empty();
        let room = self.width.saturating_sub(first.chars().count() + 2);
        let text = if is_group {
            cut(&clause.text, room)
        } else {
            clause.text.clone()
        };
        for (place, line) in wrapped(&text, room.max(8)).into_iter().enumerate() {
            match place {
                0 => self.lines.push(format!("{first}{sign} {line}")),
                _ => self.lines.push(format!("{rest}  {line}")),
            }
        }
        let inner = format!("{rest}{}", if is_group { "│ " } else { "  " });
        self.notes(clause).iter().for_each(|note| self.note(note, &inner));
        let (shown, left_out) = self.sorted(clause);
        let n = shown.len() + usize::from(!left_out.is_empty());
        for (place, part) in shown.into_iter().enumerate() {
            let (branch, below) = if place + 1 == n {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            self.add(part, &format!("{rest}{branch}"), &format!("{rest}{below}"));
        }
        if !left_out.is_empty() {
            let texts: Vec<&str> = left_out.iter().map(|part| part.text.as_str()).collect();
            let line = format!("└─ ✗ {} more, nothing of them there: {}", texts.len(), texts.join(", "));
            self.lines.push(cut(&format!("{rest}{line}"), self.width));
        }
    }

    fn note(&mut self, note: &str, before: &str) {
        let room = self.width.saturating_sub(before.chars().count()).max(8);
        wrapped(note, room)
            .iter()
            .for_each(|line| self.lines.push(format!("{before}{line}")));
    }

    /// Where it holds, or why it does not. What a group says by its parts is left to them.
    fn notes(&self, clause: &Explanation) -> Vec<String> {
        let is_group = !matches!(clause.join, Join::Leaf | Join::Near);
        let mentions = clause.mentions.iter().filter(|_| !is_group);
        let mut notes: Vec<String> = mentions
            .map(|mention| format!("{}: {}", mention.field, mention.snippet))
            .take(PLACES)
            .collect();
        if !is_group && clause.mentions.len() > PLACES {
            notes.push(format!("and {} more", clause.mentions.len() - PLACES));
        }
        let says = |reason: &&Reason| !matches!(reason, Reason::Count { asked: 1, hold: 0, .. });
        notes.extend(clause.reason.as_ref().filter(says).map(ToString::to_string));
        notes
    }

    /// The parts that are shown, and those that are only counted: where one of several is enough, those that hold, or
    /// else those of which something is there.
    fn sorted<'c>(&self, clause: &'c Explanation) -> (Vec<&'c Explanation>, Vec<&'c Explanation>) {
        let parts = clause.parts.iter();
        if self.shows_all || clause.parts.len() < 3 || !is_choice(clause) {
            return (parts.collect(), vec![]);
        }
        parts.partition(|part| if clause.holds { part.holds } else { is_touched(part) })
    }
}

/// Whether one of its parts is enough.
fn is_choice(clause: &Explanation) -> bool {
    let holding = clause.parts.iter().filter(|part| part.holds).count();
    match &clause.reason {
        Some(Reason::Count { asked, .. }) => *asked == 1 && clause.parts.len() > 1,
        _ => clause.holds && holding < clause.parts.len(),
    }
}

/// Whether something of it is there.
fn is_touched(clause: &Explanation) -> bool {
    let almost = match &clause.reason {
        Some(Reason::OtherForm { .. } | Reason::InsideWord { .. } | Reason::OtherField { .. }) => true,
        Some(Reason::WordsMissing { present, absent }) => n_long(present) > n_long(absent),
        Some(Reason::NoPhrase { apart, same_field, .. }) => *same_field && apart.is_none_or(|apart| apart <= NEAR),
        _ => false,
    };
    clause.holds || almost || clause.parts.iter().any(is_touched)
}

/// Words that are likely to say something: longer than *van* and *the*.
fn n_long(words: &[String]) -> usize {
    words.iter().filter(|word| word.chars().count() > 3).count()
}
