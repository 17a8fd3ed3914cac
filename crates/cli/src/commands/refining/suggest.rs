//! `query suggest`: terms to add and clauses to drop.

use std::process::ExitCode;

use embedding::Encoder;
use encoder::{Compute, ModelFiles, TextEncoder};
use evaluation::Rejection;
use refine::{Addition, Drop, Origin, Request, Suggestions, append_rejections, parse_query};

use super::clauses::others;
use super::judgements::{self, Kept};
use super::lines::{cut, indented};
use super::{open, taken};
use crate::arguments::Output;
use crate::commands::query::read_catalogue;
use crate::failure::Failure;
use crate::refining_arguments::SuggestArguments;

pub fn suggest(arguments: &SuggestArguments, output: Output) -> anyhow::Result<ExitCode> {
    let catalogue = read_catalogue(arguments.catalogue.as_deref())?;
    let query = parse_query(&arguments.query, &catalogue)?;
    let corpus = open(&arguments.on)?;
    let kept = judgements_of(arguments, &query)?;
    let mut judged = kept.judged;
    check_ids(&corpus, &arguments.no)?;
    judged.add_no(&arguments.no);
    let taken = taken(&arguments.on)?;
    let request = Request {
        query: &query,
        corpus: &corpus,
        catalogue: &catalogue,
        judged: &judged,
        taken: &taken,
        most: arguments.limit,
    };
    let model = model(arguments)?;
    let suggestions = refine::suggest(&request, model.as_ref().map(|model| model as &dyn Encoder))?;
    if output.json {
        say!("{:#}", serde_json::to_value(&suggestions)?);
    } else {
        print(&suggestions, !judged.no.is_empty());
    }
    let is_empty = suggestions.additions.is_empty() && suggestions.drops.is_empty();
    Ok(ExitCode::from(u8::from(is_empty)))
}

/// The judgements, after what is rejected now has been added to them.
fn judgements_of(arguments: &SuggestArguments, query: &query::Query) -> anyhow::Result<Kept> {
    let place = judgements::path(&arguments.judgements, &arguments.on);
    if !arguments.reject.is_empty() && !place.exists() {
        append_rejections(&place, &[])?;
    }
    let kept = judgements::read(&arguments.judgements, &arguments.on, query)?;
    let rejection = |term: &String| Rejection {
        label: kept.judged.label.clone(),
        term: term.trim().into(),
        annotator: arguments.annotator.clone(),
        time: String::new(),
    };
    let rejections: Vec<Rejection> = arguments
        .reject
        .iter()
        .map(rejection)
        .filter(|r| !r.term.is_empty())
        .collect();
    if rejections.is_empty() {
        return Ok(kept);
    }
    append_rejections(&kept.path, &rejections)?;
    eprintln!("{} rejected, in {}", rejections.len(), kept.path.display());
    judgements::read(&arguments.judgements, &arguments.on, query)
}

fn check_ids(corpus: &refine::IndexedCorpus, ids: &[String]) -> anyhow::Result<()> {
    ids.iter().try_for_each(|id| corpus.document(id).map(|_| ()))?;
    Ok(())
}

fn model(arguments: &SuggestArguments) -> anyhow::Result<Option<TextEncoder>> {
    if arguments.no_model {
        return Ok(None);
    }
    let files = match &arguments.model {
        Some(name) => ModelFiles::named(name, false)?,
        None => ModelFiles::built_in(),
    };
    let loaded = TextEncoder::load(&files, Compute::Cpu).map_err(|error| Failure {
        message: error.to_string(),
        hint: "leave the model out with `--no-model`".into(),
    })?;
    Ok(Some(loaded))
}

fn print(suggestions: &Suggestions, has_no: bool) {
    say!(
        "{} hits; learnt from {} documents",
        suggestions.hits,
        suggestions.learnt_from
    );
    let mut heading = "";
    for addition in &suggestions.additions {
        let own = kind(&addition.origin);
        if own != heading {
            say!("\n{own}");
            heading = own;
        }
        print_addition(addition);
    }
    if suggestions.additions.is_empty() {
        say!("\nNo term to add.");
    }
    match (suggestions.drops.is_empty(), has_no) {
        (false, _) => {
            say!("\nTo drop: clauses that bring documents labelled no");
            suggestions.drops.iter().for_each(print_drop);
        }
        (true, true) => say!("\nNothing to drop: no hit is labelled no."),
        (true, false) => say!("\nNothing to drop: no labels yet. Judge hits, or name what does not belong: --no ID,ID"),
    }
}

fn kind(origin: &Origin) -> &'static str {
    match origin {
        Origin::Distinctive => "To add: commoner in the hits than elsewhere (z of the log-odds)",
        Origin::Compound { .. } => "To add: compounds of words of the query (documents)",
        Origin::Near { .. } => "To add: near words of the query, by the model (cosine)",
        Origin::Translation { .. } => "To add: near words of the query in the other language (cosine)",
    }
}

fn print_addition(addition: &Addition) {
    let score = match &addition.origin {
        Origin::Distinctive => format!("z {:.1}", addition.score),
        Origin::Compound { of } => format!("compound of {of}, {:.0}", addition.score),
        Origin::Near { of } | Origin::Translation { of } => format!("{of}, {:.2}", addition.score),
    };
    let overlap = match addition.taken {
        0 => "none of them taken by others".to_owned(),
        n => format!("{n} of them taken by others: {}", others(&addition.overlap)),
    };
    indented(
        &format!("{} ({score}): adds {}, {overlap}", addition.term, addition.adds),
        2,
    );
    addition
        .examples
        .iter()
        .for_each(|card| indented(&format!("{} {}", card.document_id, card.title), 6));
}

fn print_drop(drop: &Drop) {
    let place = drop
        .within
        .as_ref()
        .map_or(String::new(), |within| format!(", in {}", cut(within, 50)));
    let (no, removes, yes, open) = (drop.no, drop.removes, drop.loses_yes, drop.loses_open);
    indented(
        &format!(
            "{}{place}: brings {no}, {removes} would go; with them {yes} labelled yes, {open} unsure or not labelled",
            drop.text
        ),
        2,
    );
    drop.examples
        .iter()
        .for_each(|card| indented(&format!("{} {}", card.document_id, card.title), 6));
}
