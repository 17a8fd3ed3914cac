//! The Parquet tables of a run, column by column.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, FixedSizeListArray, Float32Array, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A table as read.
pub struct Table {
    name: String,
    columns: Vec<String>,
    batches: Vec<RecordBatch>,
}

impl Table {
    #[track_caller]
    pub fn read(path: impl AsRef<Path>) -> Self {
        let name = path.as_ref().display().to_string();
        let file = File::open(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let columns = reader
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let batches = reader
            .build()
            .expect("a reader")
            .collect::<Result<_, _>>()
            .expect("rows that can be read");
        Self { name, columns, batches }
    }

    /// The table of that name in a run folder.
    #[track_caller]
    pub fn of(run: &str, name: &str) -> Self {
        Self::read(Path::new(run).join(name).with_extension("parquet"))
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub fn n_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// A column of texts that may be missing.
    #[track_caller]
    pub fn optional_texts(&self, column: &str) -> Vec<Option<String>> {
        let read = |array: &StringArray| array.iter().map(|text| text.map(str::to_owned)).collect();
        self.values(column, &DataType::Utf8, read)
    }

    /// A column of texts, none missing.
    #[track_caller]
    pub fn texts(&self, column: &str) -> Vec<String> {
        self.complete(column, self.optional_texts(column))
    }

    /// A column of numbers that may be missing.
    #[track_caller]
    pub fn optional_numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.values(column, &DataType::Float64, |array: &Float64Array| {
            array.iter().collect()
        })
    }

    /// A column of numbers, none missing.
    #[track_caller]
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.complete(column, self.optional_numbers(column))
    }

    /// A column of counts, none missing.
    #[track_caller]
    pub fn counts(&self, column: &str) -> Vec<u64> {
        self.numbers(column).into_iter().map(|n| n as u64).collect()
    }

    /// A column of vectors (fixed-size lists of f32) that may be missing.
    #[track_caller]
    pub fn vectors(&self, column: &str) -> Vec<Option<Vec<f32>>> {
        let mut vectors = Vec::new();
        for batch in &self.batches {
            let lists = batch.column_by_name(column).expect("the column of vectors");
            let lists = lists
                .as_any()
                .downcast_ref::<FixedSizeListArray>()
                .expect("fixed-size lists");
            vectors.extend(lists.iter().map(|list| {
                let list = list?;
                Some(
                    list.as_any()
                        .downcast_ref::<Float32Array>()
                        .expect("lists of f32")
                        .values()
                        .to_vec(),
                )
            }));
        }
        vectors
    }

    fn values<A: Array + 'static, T>(&self, column: &str, kind: &DataType, read: impl Fn(&A) -> Vec<T>) -> Vec<T> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let array = batch
                .column_by_name(column)
                .unwrap_or_else(|| panic!("{}: no column `{column}`", self.name));
            let array = arrow::compute::cast(array, kind).expect("a column of that kind");
            values.extend(read(array.as_any().downcast_ref::<A>().expect("a column of that kind")));
        }
        values
    }

    fn complete<T>(&self, column: &str, values: Vec<Option<T>>) -> Vec<T> {
        let complete: Option<Vec<T>> = values.into_iter().collect();
        complete.unwrap_or_else(|| panic!("{}: a value of `{column}` is missing", self.name))
    }
}
