//! What people added to the made-up run: cards, judgements, and the rows that they got wrong.

use report::content::*;

/// The delineation card: whole for one ecosystem, half for another.
pub fn card(id: &str) -> Card {
    match id {
        "watertechnologie" => Card {
            perspective: Some("technologie".into()),
            included: Some("Zuivering, ontzilting, meten en terugwinnen uit water; drinkwater en afvalwater".into()),
            not_included: Some("Waterbouw en waterveiligheid (zie Deltatechnologie); beheer zonder onderzoek".into()),
            why: Some("Het veld onderscheidt de zuivering van water van de bescherming ertegen".into()),
            implications: Some("Waterschappen tellen mee voor hun onderzoek, niet voor hun taak".into()),
            author: Some("werkgroep water".into()),
            date: Some("2026-11-20".into()),
            sources: vec!["Dialogic 2020, bijlage 1, rij 20".into()],
        },
        "fotonica" => Card {
            included: Some("Optica en fotonica".into()),
            not_included: Some("Semicon".into()),
            ..Card::default()
        },
        _ => Card::default(),
    }
}

/// What two readers judged.
pub fn quality() -> Quality {
    let judged = |id: &str, n_labels, precision: f64, over: f64| EcosystemQuality {
        ecosystem: id.into(),
        n_labels,
        precision: Some(Estimate::new(precision, precision - 0.09, (precision + 0.06).min(1.0))),
        recall: (n_labels > 30).then(|| Estimate::new(0.61, 0.48, 0.72)),
        over_count: Some(Estimate::new(over, over - 0.1, over + 0.2)),
        kappa: (n_labels > 30).then_some(0.81),
    };
    Quality::Estimated {
        n_labels: 200,
        n_annotators: 2,
        precision: Some(Estimate::new(0.83, 0.77, 0.88)),
        recall: Some(Estimate::new(0.61, 0.48, 0.72)),
        kappa: Some(0.81),
        ecosystems: vec![
            judged("watertechnologie", 60, 0.88, 1.1),
            judged("smart-industry", 41, 0.79, 1.3),
            judged("fotonica", 22, 0.94, 1.0),
            judged("smart-logistics", 64, 0.71, 1.2),
            judged("artificial-intelligence", 13, 0.55, 1.8),
        ],
    }
}

/// The files, of which `read` rows became documents.
pub fn inputs(read: u64) -> Vec<InputFile> {
    let input = |file: &str, read, quarantined| InputFile {
        file: file.into(),
        sha256: "5f1d7a84c3b2e6906d417f1e0f0aa2c9".into(),
        rows: read + quarantined,
        read,
        quarantined,
    };
    vec![input("funds.csv", read - 3, 11), input("aanvullingen.xlsx", 3, 0)]
}

/// Rows that could not be read.
pub fn problems() -> Vec<Problem> {
    let problem = |row, column: &str, problem: &str, hint: &str| Problem {
        file: "funds.csv".into(),
        row: Some(row),
        column: (!column.is_empty()).then(|| column.into()),
        problem: problem.into(),
        hint: hint.into(),
    };
    vec![
        problem(14, "year", "`20l6` is not a year", "write four digits"),
        problem(
            207,
            "",
            "27 cells where 11 were expected",
            "a `;` inside a text needs quotes around it",
        ),
        problem(
            1203,
            "title",
            "no title and no text",
            "add a title or leave the row out",
        ),
    ]
}

/// A setting from `name value`.
pub fn parameter(text: &str) -> Option<Parameter> {
    let (name, value) = text.split_once(' ')?;
    Some(Parameter {
        name: name.into(),
        value: value.into(),
    })
}
