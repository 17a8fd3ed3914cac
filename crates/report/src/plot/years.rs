//! The course over the years: lines for the largest ecosystems as a part of each year's documents, and a small panel for
//! each of the others.

use super::sparkline::{Sparkline, span_of_years, sparkline};
use crate::content::Ecosystem;
use crate::edition::Edition;
use crate::numbers::drawn;

const MOST_LINES: usize = 6;
const MOST_PANELS: usize = 24;

/// What the section on years shows.
pub(crate) struct Years {
    pub(crate) first: i32,
    pub(crate) last: i32,
    pub(crate) documents: Vec<YearBar>,
    pub(crate) documents_sentence: String,
    pub(crate) lines: Vec<Line>,
    /// Gridlines of the line chart: distance from the top in percent, and its label.
    pub(crate) grid: Vec<(String, String)>,
    /// Year labels: distance from the left in percent, and the year.
    pub(crate) ticks: Vec<(String, i32)>,
    pub(crate) panels: Vec<Panel>,
    pub(crate) n_panels_possible: usize,
}

/// A year's usable documents.
pub(crate) struct YearBar {
    pub(crate) year: i32,
    pub(crate) count: String,
    /// Heights in percent: with an ecosystem, and all others.
    pub(crate) with: String,
    pub(crate) without: String,
    /// Whether there is room for this year's label.
    pub(crate) labelled: bool,
}

/// One ecosystem's line in a box of 100 by 100.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: String,
    /// Where it ends, in percent from the top.
    pub(crate) end: String,
    /// Where its label stands, moved apart from the others.
    pub(crate) label_top: String,
    /// Its value in the last year.
    pub(crate) last: String,
    pub(crate) sentence: String,
}

/// One ecosystem by itself.
pub(crate) struct Panel {
    pub(crate) name: String,
    pub(crate) spark: Sparkline,
    pub(crate) highest: String,
}

/// The years of `edition`; `None` where there are fewer than two.
pub(crate) fn years(edition: &Edition<'_>) -> Option<Years> {
    let (first, last) = span_of_years(edition.report)?;
    if first == last {
        return None;
    }
    let (lines, grid) = lines(edition, first, last);
    let (panels, n_panels_possible) = panels(edition, first, last);
    let bars = year_bars(edition, first, last);
    Some(Years {
        first,
        last,
        documents_sentence: documents_sentence(edition, &bars),
        documents: bars,
        lines,
        grid,
        ticks: ticks(first, last),
        panels,
        n_panels_possible,
    })
}

/// Usable documents of `year`.
fn documents_of(edition: &Edition<'_>, year: i32) -> (u64, u64) {
    let of_year = edition.report.counts.years.iter().filter(|count| count.year == year);
    of_year.fold((0, 0), |(all, with), count| {
        (all + count.documents, with + count.with_ecosystem)
    })
}

fn year_bars(edition: &Edition<'_>, first: i32, last: i32) -> Vec<YearBar> {
    let counted: Vec<(i32, u64, u64)> = (first..=last)
        .map(|year| {
            let (all, with) = documents_of(edition, year);
            (year, all, with)
        })
        .collect();
    let highest = counted.iter().map(|(_, all, _)| *all).max().unwrap_or(0).max(1) as f64;
    let every = label_step(first, last);
    counted
        .into_iter()
        .map(|(year, all, with)| YearBar {
            year,
            count: edition.numbers.count(all),
            with: drawn(100.0 * with as f64 / highest),
            without: drawn(100.0 * all.saturating_sub(with) as f64 / highest),
            labelled: (last - year) % every == 0,
        })
        .collect()
}

fn documents_sentence(edition: &Edition<'_>, bars: &[YearBar]) -> String {
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
        return String::new();
    };
    let (from, to) = (first.year.to_string(), last.year.to_string());
    edition.say(
        edition.texts.years_documents_sentence,
        &[&first.count, &from, &last.count, &to],
    )
}

/// Labels at most about ten years.
fn label_step(first: i32, last: i32) -> i32 {
    ((last - first) / 10 + 1).max(1)
}

fn ticks(first: i32, last: i32) -> Vec<(String, i32)> {
    let step = label_step(first, last);
    let place = |year: i32| drawn(100.0 * f64::from(year - first) / f64::from(last - first));
    (first..=last)
        .filter(|year| (last - year) % step == 0)
        .map(|year| (place(year), year))
        .collect()
}

fn lines(edition: &Edition<'_>, first: i32, last: i32) -> (Vec<Line>, Vec<(String, String)>) {
    let mut largest: Vec<&Ecosystem> = edition.filled().filter(|found| !found.years.is_empty()).collect();
    largest.sort_by(|a, b| b.own.shares().total_cmp(&a.own.shares()).then_with(|| a.id.cmp(&b.id)));
    largest.truncate(MOST_LINES);
    let courses: Vec<Vec<f64>> = largest
        .iter()
        .map(|found| course(edition, found, first, last))
        .collect();
    let highest = courses.iter().flatten().copied().fold(0.0, f64::max);
    if highest <= 0.0 {
        return (Vec::new(), Vec::new());
    }
    let step = step(highest);
    let top = (highest / step).ceil() * step;
    let tops = apart(
        &courses
            .iter()
            .map(|course| 100.0 - 100.0 * course[course.len() - 1] / top)
            .collect::<Vec<_>>(),
    );
    let lines = largest.iter().zip(&courses).zip(tops);
    let lines = lines.map(|((found, course), label)| line(edition, found, course, (first, last), top, label));
    (lines.collect(), grid(edition, top, step))
}

/// An ecosystem's weighted part of each year's documents.
fn course(edition: &Edition<'_>, found: &Ecosystem, first: i32, last: i32) -> Vec<f64> {
    (first..=last)
        .map(|year| {
            let shares: f64 = found
                .years
                .iter()
                .filter(|sum| sum.year == year)
                .map(|sum| sum.shares)
                .sum();
            let documents = documents_of(edition, year).0;
            if documents == 0 { 0.0 } else { shares / documents as f64 }
        })
        .collect()
}

fn line(edition: &Edition<'_>, found: &Ecosystem, course: &[f64], span: (i32, i32), top: f64, label: f64) -> Line {
    let n_steps = (course.len() - 1).max(1) as f64;
    let points: Vec<String> = course
        .iter()
        .enumerate()
        .map(|(at, part)| {
            format!(
                "{},{}",
                drawn(100.0 * at as f64 / n_steps),
                drawn(100.0 - 100.0 * part / top)
            )
        })
        .collect();
    let name = edition.label(found);
    let last = edition.numbers.percent(course[course.len() - 1]);
    let said = [
        &name,
        &edition.numbers.percent(course[0]),
        &span.0.to_string(),
        &last,
        &span.1.to_string(),
    ];
    let sentence = edition.say(edition.texts.years_line_sentence, &said.map(String::as_str));
    let end = drawn(100.0 - 100.0 * course[course.len() - 1] / top);
    Line {
        points: points.join(" "),
        end,
        label_top: drawn(label),
        last,
        sentence,
        name,
    }
}

/// A round distance between two and five gridlines up to `highest`.
fn step(highest: f64) -> f64 {
    let rough = highest / 4.0;
    let magnitude = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * magnitude);
    steps
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * magnitude)
}

fn grid(edition: &Edition<'_>, top: f64, step: f64) -> Vec<(String, String)> {
    let n = (top / step).round() as usize;
    let places = if step < 0.0099 { 1 } else { 0 };
    let label = |part: f64| {
        format!(
            "{}{}",
            edition.numbers.decimal(100.0 * part, places),
            edition.numbers.percent_sign()
        )
    };
    (0..=n)
        .map(|at| (drawn(100.0 - 100.0 * at as f64 / n as f64), label(at as f64 * step)))
        .collect()
}

/// Moves label places (percent from the top) apart so that none covers another.
fn apart(tops: &[f64]) -> Vec<f64> {
    const ROOM: f64 = 7.5;
    let mut order: Vec<usize> = (0..tops.len()).collect();
    order.sort_by(|&a, &b| tops[a].total_cmp(&tops[b]).then(a.cmp(&b)));
    let mut placed = tops.to_vec();
    for pair in 1..order.len() {
        placed[order[pair]] = placed[order[pair]].max(placed[order[pair - 1]] + ROOM);
    }
    let mut bottom = 103.0;
    for &at in order.iter().rev() {
        placed[at] = placed[at].min(bottom);
        bottom = placed[at] - ROOM;
    }
    placed
}

fn panels(edition: &Edition<'_>, first: i32, last: i32) -> (Vec<Panel>, usize) {
    let mut order: Vec<&Ecosystem> = edition.filled().filter(|found| !found.years.is_empty()).collect();
    let possible = order.len();
    order.sort_by_key(|found| std::cmp::Reverse(found.own.n_documents()));
    order.truncate(MOST_PANELS);
    order.sort_by_key(|found| edition.position(&found.id));
    let panels = order.into_iter().filter_map(|found| {
        let spark = sparkline(edition, &found.years, Some((first, last)))?;
        let said = [edition.numbers.weighted(spark.highest.1), spark.highest.0.to_string()];
        let highest = edition.say(edition.texts.years_highest, &said.each_ref().map(String::as_str));
        Some(Panel {
            name: edition.label(found),
            spark,
            highest,
        })
    });
    (panels.collect(), possible)
}
