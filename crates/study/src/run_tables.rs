//! The tables of a run folder, column by column as the contract names them.

use std::collections::HashMap;
use std::path::Path;

use attribution::{ActorType, Attributed, EvidenceKind, Passage};
use corpus::{Document, Language, TextField};
use embedding::Embeddings;
use theme::{Outcome, ThemeTerm};

use crate::aggregates::Aggregates;
use crate::cleaning::Cleaned;
use crate::error::StudyError;
use crate::map_stage;
use crate::run_folder::RunFolder;
use crate::scope::Made;
use crate::table::{StoredTable, Table};
use crate::theme_codes::{ThemeCode, theme_codes};
use crate::vectors;

/// Writes every table of a run.
pub(crate) fn write(made: &Made, folder: &RunFolder) -> Result<(), StudyError> {
    let all = &made.read.documents;
    let write = |name: &str, table: Table| folder.write(&folder.file(name), |path| table.write(path));
    write("documents.parquet", documents(all, &made.cleaned))?;
    write("themes.parquet", themes(all, made.themes.as_ref()))?;
    write("document_themes.parquet", document_themes(all, made.themes.as_ref()))?;
    write("map.parquet", map_stage::table(all, made.map.as_ref()))?;
    write("attributions.parquet", attributions(all, &made.attributed))?;
    write("evidence.parquet", evidence(all, &made.attributed))?;
    write("organisations.parquet", organisations(&made.aggregates))?;
    write(
        "document_organisations.parquet",
        document_organisations(all, &made.aggregates),
    )?;
    write(
        "organisation_attributions.parquet",
        organisation_attributions(&made.aggregates),
    )?;
    write("crossings.parquet", crossings(&made.aggregates))?;
    write("size_curves.parquet", size_curves(&made.aggregates))?;
    write("passages.parquet", passages(all, &made.attributed))?;
    write("duplicates.parquet", duplicates(all, &made.cleaned.duplicate_of))?;
    write("memberships.parquet", memberships(&made.aggregates))?;
    write("edges.parquet", edges(&made.aggregates))?;
    write("communities.parquet", communities(&made.aggregates))?;
    write("indicators.parquet", indicators(&made.aggregates))?;
    if let Some(vectors) = &made.vectors {
        vectors::embed_file(all, &vectors.embeddings, &folder.file("embeddings.parquet"))?;
    }
    folder.write(&folder.file("organisation_matches.csv"), |path| {
        crate::naming::write(path, &made.aggregates.organisations, &made.aggregates.doubtful_names)
    })?;
    folder.write(&folder.file("problems.csv"), |path| {
        Ok(corpus::write_problems(path, &made.read.problems)?)
    })
}

fn documents(documents: &[Document], cleaned: &Cleaned) -> Table {
    let duplicate_of = cleaned
        .duplicate_of
        .iter()
        .map(|of| of.map(|of| documents[of].document_id.as_str()));
    Table::new()
        .text("document_id", documents.iter().map(|d| &d.document_id))
        .text("kind", documents.iter().map(|d| d.kind.name()))
        .optional_text("subkind", documents.iter().map(|d| d.subkind.as_deref()))
        .optional_text(
            "language",
            documents.iter().map(|d| d.language.as_ref().map(Language::code)),
        )
        .text("title", documents.iter().map(|d| &d.title))
        .text("text", documents.iter().map(|d| &d.text))
        .optional_year("year", documents.iter().map(|d| d.year))
        .optional_text("start", documents.iter().map(|d| d.start.as_deref()))
        .optional_text("end", documents.iter().map(|d| d.end.as_deref()))
        .optional_number("amount", documents.iter().map(|d| d.amount))
        .texts("places", documents.iter().map(|d| &d.places))
        .optional_text("url", documents.iter().map(|d| d.url.as_deref()))
        .text("source", documents.iter().map(|d| &d.source))
        .text(
            "information",
            cleaned.information.iter().map(|information| information.name()),
        )
        .number("boilerplate_share", cleaned.boilerplate_share.iter().copied())
        .optional_text("duplicate_of", duplicate_of)
}

fn attributions(documents: &[Document], attributed: &[Vec<Attributed>]) -> Table {
    let rows = || rows(documents, attributed);
    Table::new()
        .text("document_id", rows().map(|(id, _)| id))
        .text("ecosystem_id", rows().map(|(_, a)| &a.attribution.ecosystem_id))
        .number("probability", rows().map(|(_, a)| a.attribution.probability))
        .number("share", rows().map(|(_, a)| a.attribution.share))
        .number("share_low", rows().map(|(_, a)| a.attribution.share_low))
        .number("share_high", rows().map(|(_, a)| a.attribution.share_high))
        .text("zone", rows().map(|(_, a)| a.attribution.zone.name()))
        .text("mode", rows().map(|(_, a)| a.attribution.mode.name()))
        .text("share_source", rows().map(|(_, a)| a.attribution.share_source.name()))
        .text("review", rows().map(|(_, a)| a.attribution.review.name()))
        .number("text_share", rows().map(|(_, a)| a.attribution.text_share()))
}

fn evidence(documents: &[Document], attributed: &[Vec<Attributed>]) -> Table {
    let rows = || {
        rows(documents, attributed)
            .flat_map(|(id, a)| a.evidence.iter().map(move |e| (id, &a.attribution.ecosystem_id, e)))
    };
    Table::new()
        .text("document_id", rows().map(|(id, _, _)| id))
        .text("ecosystem_id", rows().map(|(_, ecosystem, _)| ecosystem))
        .text("kind", rows().map(|(_, _, e)| EvidenceKind::name(e.kind)))
        .text("rule", rows().map(|(_, _, e)| &e.rule))
        .optional_text("field", rows().map(|(_, _, e)| e.field.map(TextField::name)))
        .optional_count("start", rows().map(|(_, _, e)| e.start))
        .optional_count("end", rows().map(|(_, _, e)| e.end))
        .text("text", rows().map(|(_, _, e)| &e.text))
        .number("weight", rows().map(|(_, _, e)| e.weight))
}

fn rows<'a>(
    documents: &'a [Document],
    attributed: &'a [Vec<Attributed>],
) -> impl Iterator<Item = (&'a str, &'a Attributed)> {
    documents
        .iter()
        .zip(attributed)
        .flat_map(|(d, all)| all.iter().map(move |a| (d.document_id.as_str(), a)))
}

fn themes(documents: &[Document], outcome: Option<&Outcome>) -> Table {
    let (themes, codes) = match outcome {
        Some(Outcome::Some(found)) => (&found.themes[..], theme_codes(documents, found)),
        _ => (&[][..], Vec::new()),
    };
    let id = |document: &usize| documents[*document].document_id.clone();
    Table::new()
        .text("theme_id", themes.iter().map(|t| &t.theme_id))
        .optional_text("label_nl", themes.iter().map(|t| t.label_nl.as_deref()))
        .optional_text("label_en", themes.iter().map(|t| t.label_en.as_deref()))
        .texts("terms", themes.iter().map(|t| t.terms.iter().map(ThemeTerm::shown)))
        .count("n_documents", themes.iter().map(|t| t.n_documents))
        .optional_text("parent", themes.iter().map(|_| None::<&str>))
        .number("stability", themes.iter().map(|t| t.stability))
        .texts(
            "representatives",
            themes.iter().map(|t| t.representatives.iter().map(id)),
        )
        .optional_text("code", codes.iter().map(|code| code.as_ref().map(ThemeCode::shown)))
        .text("status", themes.iter().map(|_| "candidate"))
}

fn document_themes(documents: &[Document], outcome: Option<&Outcome>) -> Table {
    let themes = match outcome {
        Some(Outcome::Some(themes)) => Some(themes),
        _ => None,
    };
    let rows: Vec<(&str, &str, f64)> = themes
        .iter()
        .flat_map(|themes| {
            documents
                .iter()
                .zip(&themes.memberships)
                .map(move |(d, m)| (themes, d, m))
        })
        .flat_map(|(themes, d, m)| {
            m.iter()
                .map(move |(t, value)| (d.document_id.as_str(), themes.themes[*t].theme_id.as_str(), *value))
        })
        .collect();
    Table::new()
        .text("document_id", rows.iter().map(|row| row.0))
        .text("theme_id", rows.iter().map(|row| row.1))
        .number("membership", rows.iter().map(|row| row.2))
}

fn organisations(aggregates: &Aggregates) -> Table {
    let all = &aggregates.organisations.all;
    Table::new()
        .text("organisation_id", all.iter().map(|o| &o.organisation_id))
        .text("name", all.iter().map(|o| &o.name))
        .texts("aliases", all.iter().map(|o| &o.aliases))
        .optional_text("type", all.iter().map(|o| o.organisation_type.as_deref()))
        .optional_text("country", all.iter().map(|o| o.country.as_deref()))
        .optional_text("city", all.iter().map(|o| o.city.as_deref()))
        .texts("ids", all.iter().map(|o| &o.ids))
        .optional_text("kvk", all.iter().map(|o| o.kvk.first()))
        .optional_text("part_of", all.iter().map(|o| o.part_of.as_deref()))
        .count("n_documents", all.iter().map(|o| o.n_documents))
}

/// Who takes part in which document, as spelt there; a name that is no organisation's stays, without an id.
fn document_organisations(documents: &[Document], aggregates: &Aggregates) -> Table {
    let spelt = aggregates.organisations.all.iter().flat_map(|one| {
        let spellings = one.aliases.iter().chain([&one.name]);
        spellings.map(|spelling| (spelling.as_str(), one.organisation_id.as_str()))
    });
    let ids: HashMap<&str, &str> = spelt.collect();
    let rows = || {
        documents.iter().flat_map(|document| {
            document
                .organisations
                .iter()
                .map(move |one| (&document.document_id, one))
        })
    };
    Table::new()
        .text("document_id", rows().map(|(id, _)| id))
        .optional_text("organisation_id", rows().map(|(_, one)| ids.get(one.name.as_str())))
        .text("name", rows().map(|(_, one)| &one.name))
        .optional_text("role", rows().map(|(_, one)| one.role.as_deref()))
        .optional_text("kvk", rows().map(|(_, one)| one.kvk.as_deref()))
}

fn organisation_attributions(aggregates: &Aggregates) -> Table {
    let all = &aggregates.shares;
    Table::new()
        .text("organisation_id", all.iter().map(|s| &s.organisation_id))
        .text("ecosystem_id", all.iter().map(|s| &s.ecosystem_id))
        .optional_year("year", all.iter().map(|s| s.year))
        .number("share", all.iter().map(|s| s.share))
        .number("share_low", all.iter().map(|s| s.share_low))
        .number("share_high", all.iter().map(|s| s.share_high))
        .number("fractional", all.iter().map(|s| s.fractional))
        .text("share_source", all.iter().map(|_| "text"))
        .count("n_documents", all.iter().map(|s| s.n_documents))
        .optional_number("amount", all.iter().map(|s| s.amount))
}

fn crossings(aggregates: &Aggregates) -> Table {
    let all = &aggregates.crossings;
    Table::new()
        .text("first", all.iter().map(|c| &c.first))
        .text("second", all.iter().map(|c| &c.second))
        .optional_count("n_documents", all.iter().map(|c| c.n_documents))
        .optional_number("share", all.iter().map(|c| c.share))
        .optional_number("expected", all.iter().map(|c| c.expected))
        .text("asserted_by", all.iter().map(|c| c.asserted_by.join("; ")))
}

/// How many documents each ecosystem would have at each threshold.
fn size_curves(aggregates: &Aggregates) -> Table {
    let rows = || {
        let curves = aggregates.sizes.iter();
        curves.flat_map(|curve| curve.points.iter().map(move |point| (&curve.ecosystem_id, point)))
    };
    Table::new()
        .text("ecosystem_id", rows().map(|(id, _)| id))
        .number("threshold", rows().map(|(_, point)| point.threshold))
        .count("n_documents", rows().map(|(_, point)| point.n_documents))
        .count("n_core", rows().map(|(_, point)| point.n_core))
}

/// Which title or paragraph says what.
fn passages(documents: &[Document], attributed: &[Vec<Attributed>]) -> Table {
    let rows: Vec<(&str, Passage<'_>)> = documents
        .iter()
        .zip(attributed)
        .flat_map(|(document, attributed)| {
            let passages = attribution::passages(document, attributed);
            passages
                .into_iter()
                .map(|passage| (document.document_id.as_str(), passage))
        })
        .collect();
    Table::new()
        .text("document_id", rows.iter().map(|(id, _)| id))
        .text("ecosystem_id", rows.iter().map(|(_, passage)| passage.ecosystem_id))
        .text("field", rows.iter().map(|(_, passage)| passage.field.name()))
        .count("start", rows.iter().map(|(_, passage)| passage.start))
        .count("end", rows.iter().map(|(_, passage)| passage.end))
        .number("probability", rows.iter().map(|(_, passage)| passage.probability))
        .count("n_hits", rows.iter().map(|(_, passage)| passage.n_hits))
}

/// Near-copies side by side, so that a person can see whether they are one activity.
fn duplicates(documents: &[Document], duplicate_of: &[Option<usize>]) -> Table {
    let pairs: Vec<(&Document, &Document)> = documents
        .iter()
        .zip(duplicate_of)
        .filter_map(|(document, of)| Some((document, &documents[(*of)?])))
        .collect();
    let first = |part: fn(&Document) -> &String| pairs.iter().map(move |(_, original)| part(original));
    let second = |part: fn(&Document) -> &String| pairs.iter().map(move |(copy, _)| part(copy));
    Table::new()
        .text("document_id", first(|d| &d.document_id))
        .text("duplicate_id", second(|d| &d.document_id))
        .text("source", first(|d| &d.source))
        .text("duplicate_source", second(|d| &d.source))
        .flag(
            "across_sources",
            pairs.iter().map(|(copy, original)| copy.source != original.source),
        )
        .text("title", first(|d| &d.title))
        .text("duplicate_title", second(|d| &d.title))
        .text("text", first(|d| &d.text))
        .text("duplicate_text", second(|d| &d.text))
}

/// What was declared and what texts show, in columns of their own.
fn memberships(aggregates: &Aggregates) -> Table {
    let all = &aggregates.memberships;
    let end = |place: usize| all.iter().map(move |m| m.share.map(|share| share[place]));
    Table::new()
        .text("ecosystem_id", all.iter().map(|m| &m.ecosystem_id))
        .text("organisation_id", all.iter().map(|m| &m.organisation_id))
        .text("name", all.iter().map(|m| &m.name))
        .optional_text("declared_by", all.iter().map(|m| m.declared_by.as_deref()))
        .count("n_documents", all.iter().map(|m| m.n_documents))
        .optional_number("text_share", end(0))
        .optional_number("text_share_low", end(1))
        .optional_number("text_share_high", end(2))
}

fn edges(aggregates: &Aggregates) -> Table {
    let (all, name) = (&aggregates.edges, |place: usize| {
        &aggregates.organisations.all[place].organisation_id
    });
    Table::new()
        .text("source", all.iter().map(|e| name(e.source)))
        .text("target", all.iter().map(|e| name(e.target)))
        .text("ecosystem_id", all.iter().map(|e| &e.ecosystem_id))
        .optional_year("year", all.iter().map(|e| e.year))
        .number("weight", all.iter().map(|e| e.weight))
        .count("n_documents", all.iter().map(|e| e.n_documents))
}

fn communities(aggregates: &Aggregates) -> Table {
    let all = &aggregates.communities;
    Table::new()
        .text(
            "organisation_id",
            all.iter()
                .map(|m| &aggregates.organisations.all[m.organisation].organisation_id),
        )
        .text("ecosystem_id", all.iter().map(|m| &m.ecosystem_id))
        .text("community", all.iter().map(|m| &m.community))
        .number("membership", all.iter().map(|m| m.membership))
}

/// Regions are not broken down yet, and nothing is suppressed.
fn indicators(aggregates: &Aggregates) -> Table {
    let all = &aggregates.indicators;
    Table::new()
        .text("indicator", all.iter().map(|i| i.indicator))
        .text("ecosystem_id", all.iter().map(|i| &i.ecosystem_id))
        .optional_year("year", all.iter().map(|i| i.year))
        .optional_text("region", all.iter().map(|_| None::<&str>))
        .optional_text(
            "organisation_type",
            all.iter().map(|i| i.actor_type.map(ActorType::name)),
        )
        .number("value", all.iter().map(|i| i.value))
        .number("low", all.iter().map(|i| i.low))
        .number("high", all.iter().map(|i| i.high))
        .count("n_units", all.iter().map(|i| i.n_units))
        .flag("suppressed", all.iter().map(|_| false))
        .text("note", all.iter().map(|i| &i.note))
}

pub(crate) fn write_embeddings(path: &Path, ids: &[&str], embeddings: &Embeddings) -> Result<(), StudyError> {
    Table::new()
        .text("document_id", ids)
        .vectors("embedding", embeddings)
        .write(path)
}

/// Ids and vectors of an embeddings file. An id that is a number is read as its digits.
pub(crate) fn read_embeddings(path: &Path) -> Result<(Vec<String>, Embeddings), StudyError> {
    let table = StoredTable::read(path)?;
    Ok((table.texts("document_id")?, table.vectors("embedding")?))
}
