//! Organisations by ecosystems: how much work of each in each, rows and columns ordered by likeness.

use super::likeness::ordered_by_likeness;
use crate::edition::Edition;

/// At most this many organisations and ecosystems; the rest is in the table.
const MOST_ROWS: usize = 24;
const MOST_COLUMNS: usize = 20;

/// A table of weighted documents.
pub(crate) struct HeatMap {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Organisations and ecosystems with any share, of which the table shows part.
    pub(crate) n_organisations: usize,
    pub(crate) n_ecosystems: usize,
    pub(crate) sentence: String,
}

/// One organisation.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
}

/// One organisation in one ecosystem.
pub(crate) struct Cell {
    /// The number, a dot for zero.
    pub(crate) text: String,
    /// 0 for zero, then 1 to 5 from light to dark.
    pub(crate) level: u8,
}

/// The heat map of `edition`; `None` where no organisation has a share.
pub(crate) fn heat_map(edition: &Edition<'_>) -> Option<HeatMap> {
    let matrix = Matrix::new(edition);
    let (organisations, ecosystems) = (matrix.largest_rows(), matrix.largest_columns());
    if organisations.is_empty() {
        return None;
    }
    let rows: Vec<Vec<f64>> = organisations.iter().map(|&row| matrix.row(row, &ecosystems)).collect();
    let columns: Vec<Vec<f64>> = (0..ecosystems.len())
        .map(|at| rows.iter().map(|row| row[at]).collect())
        .collect();
    let (row_order, column_order) = (ordered_by_likeness(&rows), ordered_by_likeness(&columns));
    let highest = rows.iter().flatten().copied().fold(0.0, f64::max);
    let name = |at: usize| edition.label(&edition.report.ecosystems[ecosystems[at]]);
    Some(HeatMap {
        columns: column_order.iter().map(|&at| name(at)).collect(),
        rows: row_order
            .iter()
            .map(|&at| Row {
                name: edition.report.organisations[organisations[at]].name.clone(),
                cells: column_order
                    .iter()
                    .map(|&column| cell(edition, rows[at][column], highest))
                    .collect(),
            })
            .collect(),
        n_organisations: matrix.n_rows(),
        n_ecosystems: matrix.n_columns(),
        sentence: sentence(edition, &rows, &organisations, &ecosystems),
    })
}

fn cell(edition: &Edition<'_>, value: f64, highest: f64) -> Cell {
    if value <= 0.0 {
        return Cell {
            text: "·".to_owned(),
            level: 0,
        };
    }
    let level = (5.0 * (value / highest).sqrt()).ceil().clamp(1.0, 5.0) as u8;
    Cell {
        text: edition.numbers.weighted(value),
        level,
    }
}

fn sentence(edition: &Edition<'_>, rows: &[Vec<f64>], organisations: &[usize], ecosystems: &[usize]) -> String {
    let cells = rows
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(at, value)| (row, at, *value)));
    let Some((row, column, value)) = cells.max_by(|a, b| a.2.total_cmp(&b.2)) else {
        return String::new();
    };
    let said = [
        edition.numbers.count(rows.len() as u64),
        edition.numbers.count(ecosystems.len() as u64),
        edition.report.organisations[organisations[row]].name.clone(),
        edition.label(&edition.report.ecosystems[ecosystems[column]]),
        edition.numbers.weighted(value),
    ];
    edition.say(edition.texts.heat_sentence, &said.each_ref().map(String::as_str))
}

/// Fractional sums as `(organisation, ecosystem, value)`, with totals of both sides.
struct Matrix {
    cells: Vec<(usize, usize, f64)>,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Matrix {
    fn new(edition: &Edition<'_>) -> Self {
        let report = edition.report;
        let (mut rows, mut columns) = (
            vec![0.0; report.organisations.len()],
            vec![0.0; report.ecosystems.len()],
        );
        let mut cells = Vec::new();
        for (column, total) in columns.iter_mut().enumerate() {
            for member in edition.members(column) {
                cells.push((member.organisation, column, member.fractional));
                rows[member.organisation] += member.fractional;
                *total += member.fractional;
            }
        }
        Self { cells, rows, columns }
    }

    fn largest_rows(&self) -> Vec<usize> {
        largest(&self.rows, MOST_ROWS)
    }

    /// The ecosystems with most work of the organisations shown.
    fn largest_columns(&self) -> Vec<usize> {
        let shown = self.largest_rows();
        let mut totals = vec![0.0; self.columns.len()];
        for &(row, column, value) in self.cells.iter().filter(|(row, ..)| shown.contains(row)) {
            debug_assert!(row < self.rows.len());
            totals[column] += value;
        }
        largest(&totals, MOST_COLUMNS)
    }

    fn row(&self, row: usize, columns: &[usize]) -> Vec<f64> {
        let mut values = vec![0.0; columns.len()];
        for &(_, column, value) in self.cells.iter().filter(|(at, ..)| *at == row) {
            if let Some(at) = columns.iter().position(|&shown| shown == column) {
                values[at] += value;
            }
        }
        values
    }

    fn n_rows(&self) -> usize {
        self.rows.iter().filter(|&&total| total > 0.0).count()
    }

    fn n_columns(&self) -> usize {
        self.columns.iter().filter(|&&total| total > 0.0).count()
    }
}

/// The places of the `most` largest totals above zero, in ascending place.
fn largest(totals: &[f64], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..totals.len()).filter(|&at| totals[at] > 0.0).collect();
    places.sort_by(|&a, &b| totals[b].total_cmp(&totals[a]).then(a.cmp(&b)));
    places.truncate(most);
    places.sort_unstable();
    places
}
