//! A line of years small enough for a table's row.

use crate::content::{Report, YearSum};
use crate::edition::Edition;
use crate::numbers::drawn;

/// A line in a box of 100 by 24, years from left to right, zero at the bottom.
pub(crate) struct Sparkline {
    /// Points of the line.
    pub(crate) line: String,
    /// The same closed along the bottom.
    pub(crate) area: String,
    /// Where the last year ends, as percentages from the left and the top.
    pub(crate) end_x: String,
    pub(crate) end_y: String,
    pub(crate) sentence: String,
    /// The highest year and its value.
    pub(crate) highest: (i32, f64),
}

/// The most years that a plot shows; a typing error such as 2102 must not squeeze all others together.
const MOST_YEARS: i32 = 60;

/// First and last year to plot: all years, or the sixty with most documents; `None` where no document has a year.
pub(crate) fn span_of_years(report: &Report) -> Option<(i32, i32)> {
    let counted = report.counts.years.iter().map(|year| (year.year, year.documents));
    let summed = report
        .ecosystems
        .iter()
        .flat_map(|found| found.years.iter().map(|year| (year.year, year.n_documents)));
    let years: Vec<(i32, u64)> = counted.chain(summed).filter(|(_, documents)| *documents > 0).collect();
    let window = |last: i32| {
        years
            .iter()
            .filter(move |(year, _)| (last - MOST_YEARS + 1..=last).contains(year))
    };
    let weight = |last: i32| window(last).map(|(_, documents)| documents).sum::<u64>();
    let last = years
        .iter()
        .map(|(year, _)| *year)
        .max_by(|&a, &b| weight(a).cmp(&weight(b)).then(a.cmp(&b)))?;
    Some((window(last).map(|(year, _)| *year).min()?, last))
}

/// The course of `sums` over the years `span`; years that lack count as zero. `None` where there is nothing to draw.
pub(crate) fn sparkline(edition: &Edition<'_>, sums: &[YearSum], span: Option<(i32, i32)>) -> Option<Sparkline> {
    let (first, last) = span?;
    let values: Vec<(i32, f64)> = (first..=last)
        .map(|year| {
            (
                year,
                sums.iter().filter(|sum| sum.year == year).map(|sum| sum.shares).sum(),
            )
        })
        .collect();
    let highest = values
        .iter()
        .copied()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    if highest.1 <= 0.0 || first == last {
        return None;
    }
    let places: Vec<(f64, f64)> = values
        .iter()
        .map(|&(year, value)| {
            (
                100.0 * f64::from(year - first) / f64::from(last - first),
                24.0 - 22.0 * value / highest.1,
            )
        })
        .collect();
    let line = places
        .iter()
        .map(|(x, y)| format!("{},{}", drawn(*x), drawn(*y)))
        .collect::<Vec<_>>()
        .join(" ");
    let end = *places.last()?;
    Some(Sparkline {
        area: format!("0,24 {line} 100,24"),
        line,
        end_x: drawn(end.0),
        end_y: drawn(100.0 * end.1 / 24.0),
        sentence: sentence(edition, &values, highest),
        highest,
    })
}

fn sentence(edition: &Edition<'_>, values: &[(i32, f64)], highest: (i32, f64)) -> String {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return String::new();
    };
    let weighted = |value: f64| edition.numbers.weighted(value);
    let said = [
        weighted(first.1),
        first.0.to_string(),
        weighted(last.1),
        last.0.to_string(),
        highest.0.to_string(),
        weighted(highest.1),
    ];
    edition.say(edition.texts.spark_sentence, &said.each_ref().map(String::as_str))
}
