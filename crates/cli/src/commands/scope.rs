//! `scope`, `attribute` and `themes`: one job, with or without its two halves.

use std::process::ExitCode;

use comfy_table::{CellAlignment, Table, presets};
use report::content::ReportLanguage as PageLanguage;
use serde_json::json;
use study::{ClassifierChoice, Delineation, MemberCoverage, OverCount, Scope, Summary, ThemeSearch, VectorSource};

use super::{fetched, mapping, model_choice};
use crate::arguments::{
    AttributeArguments, DelineationArguments, InputArguments, Output, ReportLanguage, RunArguments, ScopeArguments,
    ThemeArguments, ThemeMethod, ThemesArguments,
};
use crate::watch::Watch;

/// Ecosystems in the summary; the report has all.
const ECOSYSTEMS_SHOWN: usize = 10;
/// Ecosystems named as over-counted.
const OVER_COUNTS_SHOWN: usize = 3;

pub fn scope(arguments: &ScopeArguments, output: Output) -> anyhow::Result<ExitCode> {
    let themes = Some(theme_search(&arguments.themes));
    run(
        &arguments.input,
        &arguments.run,
        themes,
        Some(delineation(&arguments.delineation)),
        output,
    )
}

pub fn attribute(arguments: &AttributeArguments, output: Output) -> anyhow::Result<ExitCode> {
    run(
        &arguments.input,
        &arguments.run,
        None,
        Some(delineation(&arguments.delineation)),
        output,
    )
}

pub fn themes(arguments: &ThemesArguments, output: Output) -> anyhow::Result<ExitCode> {
    run(
        &arguments.input,
        &arguments.run,
        Some(theme_search(&arguments.themes)),
        None,
        output,
    )
}

fn theme_search(arguments: &ThemeArguments) -> ThemeSearch {
    let vectors = match &arguments.embeddings {
        Some(file) => VectorSource::File(file.clone()),
        None => VectorSource::Model(model_choice(&arguments.model)),
    };
    ThemeSearch {
        vectors,
        method: match arguments.method {
            ThemeMethod::Leiden => theme::Method::Leiden,
            ThemeMethod::Kmeans => theme::Method::KMeans,
        },
        number: arguments.k,
    }
}

fn delineation(arguments: &DelineationArguments) -> Delineation {
    Delineation {
        catalogue: arguments.catalogue.clone(),
        threshold: arguments.threshold,
        classifier: match &arguments.classifier {
            None => ClassifierChoice::Usual,
            Some(name) if name.as_os_str() == "none" => ClassifierChoice::None,
            Some(name) if name.as_os_str() == "built-in" => ClassifierChoice::BuiltIn,
            Some(folder) => ClassifierChoice::Folder(folder.clone()),
        },
        members: arguments.members.clone(),
        judgements: arguments.judgements.clone(),
    }
}

fn run(
    input: &InputArguments,
    run: &RunArguments,
    themes: Option<ThemeSearch>,
    delineation: Option<Delineation>,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let scope = Scope {
        inputs: input.inputs.clone(),
        out: run.out.clone(),
        mapping: mapping(input.map.as_deref())?,
        themes,
        names: run.organisations.clone(),
        delineation,
        seed: run.seed,
        language: match run.language {
            ReportLanguage::Nl => PageLanguage::Dutch,
            ReportLanguage::En => PageLanguage::English,
        },
        command: std::env::args().skip(1).collect(),
    };
    let mut watch = Watch::new(output);
    fetch_model(scope.themes.as_ref(), &mut watch)?;
    let summary = scope.run(&mut watch)?;
    if output.json {
        print_json(&summary)
    } else {
        print_summary(&summary, scope.language)
    }
    Ok(ExitCode::SUCCESS)
}

/// A model that is not in the cache yet is fetched before anything is read, with progress.
fn fetch_model(themes: Option<&ThemeSearch>, watch: &mut Watch) -> anyhow::Result<()> {
    if let Some(VectorSource::Model(model)) = themes.map(|search| &search.vectors)
        && let Some(name) = &model.name
    {
        fetched(name, model.offline, watch)?;
    }
    Ok(())
}

fn print_json(summary: &Summary) {
    let ecosystems: Vec<_> = summary
        .ecosystems
        .iter()
        .map(|(label, n, share)| json!({"label": {"nl": label.nl, "en": label.en}, "documents": n, "share": share}))
        .collect();
    let report = summary.folder.file("report.html");
    say!(
        "{:#}",
        json!({"run": summary.folder.path(), "report": report, "counts": summary.counts, "inputs": summary.files,
            "themes": summary.themes, "ecosystems": ecosystems, "timings": summary.timings})
    );
}

fn print_summary(summary: &Summary, language: PageLanguage) {
    say!("");
    print_files(summary);
    let counts = &summary.counts;
    say!(
        "\n{} documents; {} near-duplicates, {} too short, {} boilerplate.",
        counts.documents,
        counts.duplicates,
        counts.short,
        counts.boilerplate
    );
    print_themes(summary);
    if !summary.ecosystems.is_empty() {
        print_ecosystems(summary, language);
    }
    print_organisations(summary);
    print_members(&summary.members);
    print_over_counts(&summary.over_counts);
    say!("\nThe report: {}", summary.folder.file("report.html").display());
}

fn print_files(summary: &Summary) {
    let mut table = table(&["file", "rows", "read", "quarantined", "documents"]);
    for file in &summary.files {
        let cells = [file.rows, file.read, file.quarantined, file.documents].map(|count| count.to_string());
        table.add_row([vec![file.file.clone()], cells.to_vec()].concat());
    }
    right_aligned(&mut table, 1..5);
    say!("{table}");
    let counts = &summary.counts;
    say!(
        "rows {} = read {} + quarantined {} (problems.csv)",
        counts.rows,
        counts.read,
        counts.quarantined
    );
}

fn print_themes(summary: &Summary) {
    match &summary.themes {
        Some(themes) if themes.no_clear_themes.is_some() => {
            say!(
                "No clear themes. {}",
                themes.no_clear_themes.as_deref().unwrap_or_default()
            );
        }
        Some(themes) => {
            let stability = themes.choice.as_ref().map_or(0.0, |choice| choice.stability);
            say!(
                "{} candidate themes (stability {stability:.2}), {} documents in none.",
                themes.n_themes,
                themes.n_outliers
            );
        }
        None => {}
    }
}

fn print_ecosystems(summary: &Summary, language: PageLanguage) {
    let (counts, shown) = (&summary.counts, summary.ecosystems.len().min(ECOSYSTEMS_SHOWN));
    say!(
        "{} of {} documents belong to an ecosystem; {} attributions are unsure.",
        counts.with_ecosystem,
        counts.documents,
        counts.unsure
    );
    if counts.decided > 0 {
        say!("People decided on {} of the attributions.", counts.decided);
    }
    say!("");
    let mut table = table(&["ecosystem", "documents", "sum of shares"]);
    for (label, n, share) in &summary.ecosystems[..shown] {
        let name = if language == PageLanguage::Dutch {
            &label.nl
        } else {
            &label.en
        };
        table.add_row([name.clone(), n.to_string(), format!("{share:.1}")]);
    }
    right_aligned(&mut table, 1..3);
    say!("{table}");
    if shown < summary.ecosystems.len() {
        say!("and {} more in the report", summary.ecosystems.len() - shown);
    }
}

/// How sure it is who the organisations are.
fn print_organisations(summary: &Summary) {
    let n = summary.counts.organisations as usize;
    if n == 0 {
        return;
    }
    let numbered = match summary.n_with_kvk {
        0 => "none with a KVK number".to_owned(),
        with => format!("{with} with a KVK number, {} without", n - with),
    };
    say!("\n{n} organisations, {numbered}.");
    let n_doubtful = summary.n_doubtful_names;
    if n_doubtful > 0 {
        let questions = if n_doubtful == 1 { "question" } else { "questions" };
        say!(
            "{n_doubtful} {questions} about their names, to be answered with --organisations: organisation_matches.csv"
        );
    }
}

/// Neither list nor text is the measure of the other.
fn print_members(members: &[MemberCoverage]) {
    if members.is_empty() {
        return;
    }
    say!("\nDeclared members beside what the texts show (memberships.parquet):");
    for one in members {
        say!(
            "  {}: {} declared, {} of them in documents,\n    {} with a share; {} more with a share are not on the list",
            one.ecosystem_id,
            one.n_declared,
            one.n_in_documents,
            one.n_with_share,
            one.n_undeclared
        );
    }
}

/// What people who count organisations whole would get.
fn print_over_counts(over_counts: &[OverCount]) {
    let shown = over_counts.len().min(OVER_COUNTS_SHOWN);
    if shown == 0 {
        return;
    }
    say!("\nOrganisations counted whole are counted too often:");
    for one in &over_counts[..shown] {
        say!(
            "  {}: {} for {:.1} by share, {:.1} times",
            one.ecosystem_id,
            one.n_organisations,
            one.weighted,
            one.n_organisations as f64 / one.weighted
        );
    }
    if shown < over_counts.len() {
        say!(
            "  and {} more ecosystems (indicators.parquet)",
            over_counts.len() - shown
        );
    }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(header.iter().copied())
        .set_width(80);
    table
}

fn right_aligned(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
