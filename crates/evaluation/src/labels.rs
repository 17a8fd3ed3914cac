//! A labels file as read: one row a judgement, several a document and label, and all that is wrong with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::answer_table::{AnswerRow, AnswerTable};
use crate::judgement::{AnyOther, Judgement, Origin, Rejection, Value};
use crate::label_problem::{LabelError, LabelProblem, RowPlace, Severity};
use crate::sample_sheet::ANY_OTHER;

/// The judgements of one file or several.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    /// The judgements, in the file's order.
    pub judgements: Vec<Judgement>,
    /// Answers about all labels at once, in the file's order.
    pub any_other: Vec<AnyOther>,
    /// Suggestions that were turned down, in the file's order: rows with the value `rejected`, the term as their note,
    /// and no document.
    pub rejections: Vec<Rejection>,
    /// Rows whose value is still empty.
    pub n_open: usize,
    /// Rows that cannot be used, and what is doubtful about others.
    pub problems: Vec<LabelProblem>,
}

/// The columns that a labels file cannot do without.
const NEEDED: [&str; 3] = ["document_id", "label", "value"];

/// The value of a row that holds no judgement but a suggestion that was turned down.
pub const REJECTED: &str = "rejected";

impl Labels {
    /// Reads a labels file: CSV, TSV, or XLSX by its name. Columns that are not known are left alone.
    ///
    /// # Errors
    /// When the file cannot be read or lacks `document_id`, `label` or `value`.
    pub fn read(path: &Path) -> Result<Self, LabelError> {
        Self::read_all(&[path.to_owned()])
    }

    /// Reads several labels files as one.
    ///
    /// # Errors
    /// As [`Labels::read`], of the first such file.
    pub fn read_all(paths: &[PathBuf]) -> Result<Self, LabelError> {
        let mut labels = Self::default();
        for path in paths {
            let mut table = AnswerTable::read(path, &NEEDED)?;
            labels.problems.append(&mut table.problems);
            for row in &table.rows {
                labels.add(&table, row);
            }
        }
        labels.find_contradictions();
        labels.find_one_sided();
        labels.problems.sort_by(|a, b| a.place.cmp(&b.place));
        Ok(labels)
    }

    /// Whether a row was lost.
    pub fn has_unusable_rows(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Unusable)
    }

    fn add(&mut self, table: &AnswerTable, row: &AnswerRow) {
        let cell = |column: &str| table.cell(row, column).to_owned();
        let (document_id, label, value) = (cell("document_id"), cell("label"), cell("value"));
        if value.is_empty() {
            self.n_open += 1;
        } else if value == REJECTED {
            self.rejections.push(Rejection {
                label,
                term: cell("note"),
                annotator: cell("annotator"),
                time: cell("time"),
            });
        } else if document_id.is_empty() || label.is_empty() {
            self.unusable(
                &row.place,
                "it has no document or no label".into(),
                "fill in `document_id` and `label`",
            );
        } else if label == ANY_OTHER {
            let stratum = self.stratum(table, row);
            self.any_other.push(AnyOther {
                document_id,
                belongs: several(&value),
                annotator: cell("annotator"),
                stratum,
                place: row.place.clone(),
            });
        } else if let Some(answer) = Value::parse(&value) {
            let stratum = self.stratum(table, row);
            let origin = self.origin(table, row);
            self.judgements.push(Judgement {
                document_id,
                label,
                value: answer,
                annotator: cell("annotator"),
                time: cell("time"),
                note: cell("note"),
                origin,
                stratum,
                place: row.place.clone(),
            });
        } else {
            self.unusable(
                &row.place,
                format!("`{value}` is no answer"),
                "answer yes, no, unsure (ja, nee, onzeker; 1, 0, ?), or a share between 0 and 1",
            );
        }
    }

    /// Who or what says so.
    fn origin(&mut self, table: &AnswerTable, row: &AnswerRow) -> Origin {
        let written = table.cell(row, "source");
        Origin::parse(written).unwrap_or_else(|| {
            let problem = format!("`{written}` is no source, so that the row counts as a reader's");
            let hint = "write survey or registry in `source`, or leave it empty";
            self.problem(Severity::Doubtful, &row.place, problem, hint);
            Origin::Reader
        })
    }

    /// The stratum of a row that was drawn; a row without a probability was not.
    fn stratum(&mut self, table: &AnswerTable, row: &AnswerRow) -> Option<String> {
        let (stratum, probability) = (table.cell(row, "stratum"), table.cell(row, "inclusion_probability"));
        if stratum.is_empty() || probability.is_empty() {
            return None;
        }
        let number = probability.replace(',', ".").parse::<f64>();
        if number.is_ok_and(|p| p > 0.0 && p <= 1.0) {
            return Some(stratum.to_owned());
        }
        let problem = format!("`{probability}` is no probability, so that the row counts as not drawn at random");
        let hint = "leave `stratum` and `inclusion_probability` as `afbaken sample` wrote them";
        self.problem(Severity::Doubtful, &row.place, problem, hint);
        None
    }

    /// One person's different answers to one question at one time.
    fn find_contradictions(&mut self) {
        let mut given: BTreeMap<(&str, &str, &str, &str), &Judgement> = BTreeMap::new();
        let mut found = Vec::new();
        for judgement in &self.judgements {
            let question = (
                judgement.document_id.as_str(),
                judgement.label.as_str(),
                judgement.annotator.as_str(),
                judgement.time.as_str(),
            );
            if let Some(earlier) = given.insert(question, judgement)
                && earlier.value.belongs() != judgement.value.belongs()
            {
                let problem = format!(
                    "it contradicts {}: `{}` of `{}` by the same reader at the same time",
                    earlier.place, judgement.label, judgement.document_id
                );
                found.push((judgement.place.clone(), problem));
            }
        }
        for (place, problem) in found {
            let hint = "keep one answer; until then the later row counts. A second reader has a name of their own \
                        in `annotator`";
            self.problem(Severity::Doubtful, &place, problem, hint);
        }
    }

    /// Labels with answers of one kind only, from which nothing can be learnt.
    fn find_one_sided(&mut self) {
        let mut answers: BTreeMap<String, (usize, usize, RowPlace)> = BTreeMap::new();
        for judgement in &self.judgements {
            let counts = answers.entry(judgement.label.clone());
            let counts = counts.or_insert_with(|| (0, 0, RowPlace::new(&judgement.place.file, 0)));
            match judgement.value.belongs() {
                Some(true) => counts.0 += 1,
                Some(false) => counts.1 += 1,
                None => {}
            }
        }
        for (label, (n_yes, n_no, place)) in answers {
            let only = match (n_yes, n_no) {
                (FEWEST_ONE_SIDED.., 0) => "yes",
                (0, FEWEST_ONE_SIDED..) => "no",
                _ => continue,
            };
            let problem = format!("all {} answers on `{label}` are {only}", n_yes + n_no);
            let hint = "that is possible, but no classifier can be trained on it; \
                        `afbaken sample` draws from both sides of the threshold";
            self.problem(Severity::Doubtful, &place, problem, hint);
        }
    }

    fn unusable(&mut self, place: &RowPlace, problem: String, hint: &str) {
        self.problem(Severity::Unusable, place, problem, hint);
    }

    fn problem(&mut self, severity: Severity, place: &RowPlace, problem: String, hint: &str) {
        self.problems.push(LabelProblem {
            severity,
            place: place.clone(),
            problem,
            hint: hint.into(),
        });
    }
}

/// Answers of one kind from which on that is worth a word.
const FEWEST_ONE_SIDED: usize = 8;

/// The answer to a question about all labels: none, several, or `None` for unsure.
fn several(value: &str) -> Option<Vec<String>> {
    match Value::parse(value) {
        Some(Value::No) => Some(Vec::new()),
        Some(Value::Unsure) => None,
        _ => {
            let ids = value.split([';', ',', '|', '\n']).map(str::trim);
            Some(ids.filter(|id| !id.is_empty()).map(str::to_owned).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook};

    use super::*;

    fn read_as(name: &str, content: impl AsRef<[u8]>) -> Result<Labels, LabelError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        Labels::read(&path)
    }

    fn read(text: &str) -> Result<Labels, LabelError> {
        read_as("labels.csv", text)
    }

    fn problems(labels: &Labels) -> Vec<(u64, &str)> {
        labels
            .problems
            .iter()
            .map(|problem| (problem.place.line, problem.problem.as_str()))
            .collect()
    }

    #[test]
    fn bad_rows_are_all_named_and_open_ones_counted() {
        let text = "document_id,label,value,annotator\nD1,water,ja,a\nD2,water,huh,a\n,water,ja,a\nD3,water,,a\nD4\n";
        for text in [text, &text.replace('\n', "\r\n")] {
            let labels = read(text).unwrap();
            assert_eq!((labels.judgements.len(), labels.n_open), (1, 1));
            let lines: Vec<u64> = labels.problems.iter().map(|problem| problem.place.line).collect();
            assert_eq!(lines, [3, 4, 6], "{text:?}");
            assert!(labels.has_unusable_rows());
        }
    }

    #[test]
    fn rejected_suggestions_stand_beside_the_judgements() {
        let labels =
            read("document_id,label,value,annotator,time,note\nD1,water,ja,a,,\n,water,rejected,a,2026,zwembad\n")
                .unwrap();
        assert_eq!((labels.judgements.len(), labels.problems.len()), (1, 0));
        assert_eq!(labels.rejections[0].term, "zwembad");
    }

    #[test]
    fn missing_columns_are_all_named_with_those_there_are() {
        let error = read("id,label,waarde\n").unwrap_err().to_string();
        assert!(
            error.contains("no column `document_id`, `value`; its columns are id, label, waarde"),
            "{error}"
        );
    }

    /// As a Dutch Excel writes it: semicolons, a byte order mark or Windows-1252, header in capitals.
    #[test]
    fn any_delimiter_and_encoding_gives_the_same_labels() {
        let expected = read("document_id,label,value,note\nD1,water,ja,één\n").unwrap();
        for content in [
            "\u{feff}document_id;label;value;note\nD1;water;ja;één\n"
                .as_bytes()
                .to_vec(),
            b"Document_ID;Label;Value;Note\r\nD1;water;ja;\xe9\xe9n\r\n".to_vec(),
            "document_id\tlabel\tvalue\tnote\nD1\twater\tja\téén\n"
                .as_bytes()
                .to_vec(),
        ] {
            let mut labels = read_as("labels.csv", content).unwrap();
            labels.judgements[0].place = expected.judgements[0].place.clone();
            assert_eq!(labels, expected);
        }
    }

    #[test]
    fn contradictions_of_one_reader_are_named_and_a_second_reader_or_a_later_answer_is_none() {
        let labels = read(
            "document_id,label,value,annotator,time\nD1,water,ja,a,\nD1,water,0,a,\nD2,water,ja,a,\nD2,water,nee,b,\n\
             D3,water,ja,a,1\nD3,water,nee,a,2\nD4,water,ja,a,\nD4,water,1,a,\n",
        )
        .unwrap();
        assert_eq!(labels.judgements.len(), 8, "nothing is lost");
        let [(line, said)] = problems(&labels)[..] else {
            panic!("{labels:?}")
        };
        assert!(line == 3 && said.contains("contradicts line 2"), "{said}");
    }

    #[test]
    fn answers_of_one_kind_only_are_worth_a_word() {
        let rows: String = (0..9)
            .map(|n| format!("D{n},water,ja\nD{n},quantum,{}\n", n % 2))
            .collect();
        let labels = read(&format!("document_id,label,value\n{rows}")).unwrap();
        assert_eq!(problems(&labels), [(0, "all 9 answers on `water` are yes")]);
        assert!(!labels.has_unusable_rows());
    }

    #[test]
    fn a_question_about_all_labels_is_answered_by_no_or_by_ids() {
        let labels = read(
            "document_id,label,value,stratum,inclusion_probability\nD1,*,nee,*: far,0.1\nD2,*,water; quantum,*: far,0.1\n\
             D3,*,?,,\n",
        )
        .unwrap();
        let belongs: Vec<_> = labels.any_other.iter().map(|answer| answer.belongs.clone()).collect();
        assert_eq!(
            belongs,
            [Some(vec![]), Some(vec!["water".into(), "quantum".into()]), None]
        );
        assert_eq!(labels.any_other[0].stratum.as_deref(), Some("*: far"));
        assert_eq!(labels.any_other[2].stratum, None);
    }

    #[test]
    fn a_workbook_with_merged_cells_and_a_banner_loses_nothing() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet
            .merge_range(0, 0, 0, 2, "Beoordeling 2026", &Format::new())
            .unwrap();
        for (column, name) in (0..).zip(["document_id", "label", "value"]) {
            sheet.write(2, column, name).unwrap();
        }
        sheet.merge_range(3, 0, 5, 0, "D1", &Format::new()).unwrap();
        for (row, label) in (3..).zip(["water", "quantum", "fotonica"]) {
            sheet.write(row, 1, label).unwrap();
        }
        sheet.merge_range(3, 2, 4, 2, "ja", &Format::new()).unwrap();
        sheet.write(5, 2, 0).unwrap();
        sheet.write(6, 0, 101_080_465).unwrap();
        sheet.write(6, 1, "water").unwrap();
        sheet.write(6, 2, true).unwrap();
        let labels = read_as("labels.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
        let read: Vec<_> = labels
            .judgements
            .iter()
            .map(|j| (j.document_id.as_str(), j.label.as_str(), j.value, j.place.line))
            .collect();
        assert_eq!(
            read,
            [
                ("D1", "water", Value::Yes, 4),
                ("D1", "quantum", Value::Yes, 5),
                ("D1", "fotonica", Value::No, 6),
                ("101080465", "water", Value::Yes, 7)
            ]
        );
        let said = problems(&labels);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said.iter()
                .all(|(line, said)| *line == 4 && said.contains("merged down to row")),
            "{said:?}"
        );
    }

    #[test]
    fn a_workbook_without_the_columns_names_those_it_has() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write(0, 0, "titel").unwrap();
        let error = read_as("labels.xlsx", workbook.save_to_buffer().unwrap())
            .unwrap_err()
            .to_string();
        assert!(error.contains("its columns are titel"), "{error}");
    }
}
