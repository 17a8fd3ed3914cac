//! Parquet tables: columns in, a file out; and the two kinds of column that are read back.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, FixedSizeListArray, FixedSizeListBuilder, Float32Array, Float32Builder,
    Float64Array, Int32Array, Int64Array, ListArray, ListBuilder, StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use embedding::Embeddings;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::error::StudyError;

/// Bytes of a row group before it is written out.
const ROW_GROUP_BYTES: usize = 16 << 20;

/// A table under construction; all columns have as many rows.
#[derive(Default)]
pub(crate) struct Table {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn text<S: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = S>) -> Self {
        self.column(
            name,
            false,
            Arc::new(StringArray::from_iter_values(values.into_iter().collect::<Vec<S>>())),
        )
    }

    pub(crate) fn optional_text<S: AsRef<str>>(self, name: &str, values: impl IntoIterator<Item = Option<S>>) -> Self {
        self.column(name, true, Arc::new(values.into_iter().collect::<StringArray>()))
    }

    pub(crate) fn texts<S: AsRef<str>, L: IntoIterator<Item = S>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = L>,
    ) -> Self {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for list in values {
            for value in list {
                builder.values().append_value(value);
            }
            builder.append(true);
        }
        self.column(name, false, Arc::new(builder.finish()))
    }

    pub(crate) fn number(self, name: &str, values: impl IntoIterator<Item = f64>) -> Self {
        self.column(
            name,
            false,
            Arc::new(values.into_iter().map(Some).collect::<Float64Array>()),
        )
    }

    pub(crate) fn optional_number(self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        self.column(name, true, Arc::new(values.into_iter().collect::<Float64Array>()))
    }

    pub(crate) fn count(self, name: &str, values: impl IntoIterator<Item = usize>) -> Self {
        self.column(
            name,
            false,
            Arc::new(values.into_iter().map(|n| Some(n as i64)).collect::<Int64Array>()),
        )
    }

    pub(crate) fn optional_count(self, name: &str, values: impl IntoIterator<Item = Option<usize>>) -> Self {
        self.column(
            name,
            true,
            Arc::new(values.into_iter().map(|n| n.map(|n| n as i64)).collect::<Int64Array>()),
        )
    }

    pub(crate) fn optional_year(self, name: &str, values: impl IntoIterator<Item = Option<i32>>) -> Self {
        self.column(name, true, Arc::new(values.into_iter().collect::<Int32Array>()))
    }

    pub(crate) fn flag(self, name: &str, values: impl IntoIterator<Item = bool>) -> Self {
        self.column(
            name,
            false,
            Arc::new(values.into_iter().map(Some).collect::<BooleanArray>()),
        )
    }

    pub(crate) fn vectors(self, name: &str, embeddings: &Embeddings) -> Self {
        let mut builder = FixedSizeListBuilder::new(Float32Builder::new(), embeddings.dimension() as i32);
        for place in 0..embeddings.len() {
            match embeddings.row(place) {
                Some(row) => builder.values().append_slice(row),
                None => builder.values().append_nulls(embeddings.dimension()),
            }
            builder.append(embeddings.row(place).is_some());
        }
        self.column(name, true, Arc::new(builder.finish()))
    }

    fn column(mut self, name: &str, nullable: bool, values: ArrayRef) -> Self {
        self.fields.push(Field::new(name, values.data_type().clone(), nullable));
        self.columns.push(values);
        self
    }

    /// Writes the table; the same table gives the same bytes.
    pub(crate) fn write(self, path: &Path) -> Result<(), StudyError> {
        let mut writer = TableWriter::create(path, &self)?;
        writer.append(self)?;
        writer.close()
    }
}

/// A file that is written table by table; only some thousand rows are held.
pub(crate) struct TableWriter {
    path: PathBuf,
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
}

impl TableWriter {
    /// A file of the columns of a table, and no rows yet.
    pub(crate) fn create(path: &Path, columns: &Table) -> Result<Self, StudyError> {
        let failed = |error: &dyn std::fmt::Display| StudyError::file(path, error.to_string());
        let schema = Arc::new(Schema::new(columns.fields.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("afbaken ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let file = File::create(path).map_err(|error| failed(&error))?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(|error| failed(&error))?;
        Ok(Self {
            path: path.to_owned(),
            schema,
            writer,
        })
    }

    /// Adds the rows of a table with the same columns.
    pub(crate) fn append(&mut self, table: Table) -> Result<(), StudyError> {
        let batch = RecordBatch::try_new(self.schema.clone(), table.columns).map_err(|error| self.failed(&error))?;
        let written = self.writer.write(&batch);
        written.map_err(|error| self.failed(&error))?;
        // What is held is written once it is large, so that a long file needs no more memory than a short one.
        if self.writer.in_progress_size() > ROW_GROUP_BYTES {
            let flushed = self.writer.flush();
            flushed.map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn close(self) -> Result<(), StudyError> {
        let Self { path, writer, .. } = self;
        let closed = writer.close().map(|_| ());
        closed.map_err(|error| StudyError::file(&path, error.to_string()))
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> StudyError {
        StudyError::file(&self.path, error.to_string())
    }
}

/// A Parquet file as read, in batches.
pub(crate) struct StoredTable {
    path: std::path::PathBuf,
    schema: Arc<Schema>,
    batches: Vec<RecordBatch>,
}

impl StoredTable {
    pub(crate) fn read(path: &Path) -> Result<Self, StudyError> {
        let failed = |error: &dyn std::fmt::Display| StudyError::file(path, error.to_string());
        let file = File::open(path).map_err(|error| failed(&error))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
        let schema = reader.schema().clone();
        let reader = reader.build().map_err(|error| failed(&error))?;
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|error| failed(&error))?;
        Ok(Self {
            path: path.to_owned(),
            schema,
            batches,
        })
    }

    /// Names of the columns, in order.
    pub(crate) fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The rows in batches, each with its columns.
    pub(crate) fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// A column of texts; a missing value is an empty text.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, StudyError> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let column = self.column(batch, name)?;
            let column = arrow::compute::cast(column, &DataType::Utf8).map_err(|_| self.wrong_kind(name, "texts"))?;
            let column = column
                .as_any()
                .downcast_ref::<StringArray>()
                .ok_or_else(|| self.wrong_kind(name, "texts"))?;
            values.extend(column.iter().map(|value| value.unwrap_or_default().to_owned()));
        }
        Ok(values)
    }

    /// A column of counts; a missing value is 0.
    pub(crate) fn counts(&self, name: &str) -> Result<Vec<usize>, StudyError> {
        let counts = self.optional_counts(name)?;
        Ok(counts.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// A column of numbers; a missing value is 0.
    pub(crate) fn numbers(&self, name: &str) -> Result<Vec<f64>, StudyError> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let column = self.column(batch, name)?;
            let column = column
                .as_any()
                .downcast_ref::<Float64Array>()
                .ok_or_else(|| self.wrong_kind(name, "numbers"))?;
            values.extend(column.iter().map(Option::unwrap_or_default));
        }
        Ok(values)
    }

    /// A column of counts that may be missing.
    pub(crate) fn optional_counts(&self, name: &str) -> Result<Vec<Option<usize>>, StudyError> {
        let mut values = Vec::new();
        for batch in &self.batches {
            let column = self.column(batch, name)?;
            let column = column
                .as_any()
                .downcast_ref::<Int64Array>()
                .ok_or_else(|| self.wrong_kind(name, "counts"))?;
            values.extend(column.iter().map(|value| value.and_then(|n| usize::try_from(n).ok())));
        }
        Ok(values)
    }

    /// A column of vectors, as lists of fixed or of any size, all of one dimension.
    pub(crate) fn vectors(&self, name: &str) -> Result<Embeddings, StudyError> {
        let mut embeddings: Option<Embeddings> = None;
        let mut waiting = 0usize;
        for batch in &self.batches {
            let column = self.column(batch, name)?;
            for place in 0..column.len() {
                let Some(row) = vector(column, place).ok_or_else(|| self.wrong_kind(name, "vectors of numbers"))?
                else {
                    match &mut embeddings {
                        Some(embeddings) => embeddings.push(None),
                        None => waiting += 1,
                    }
                    continue;
                };
                let all = embeddings.get_or_insert_with(|| after_missing(row.len(), waiting));
                if row.len() != all.dimension() {
                    return Err(StudyError::file(
                        &self.path,
                        format!(
                            "the vectors in `{name}` are of {} and of {} numbers",
                            all.dimension(),
                            row.len()
                        ),
                    ));
                }
                all.push(Some(&row));
            }
        }
        Ok(embeddings.unwrap_or_else(|| after_missing(0, waiting)))
    }

    fn column<'a>(&self, batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, StudyError> {
        batch
            .column_by_name(name)
            .ok_or_else(|| StudyError::file(&self.path, format!("it has no column `{name}`")))
    }

    fn wrong_kind(&self, name: &str, expected: &str) -> StudyError {
        StudyError::file(&self.path, format!("its column `{name}` does not hold {expected}"))
    }
}

fn after_missing(dimension: usize, missing: usize) -> Embeddings {
    let mut embeddings = Embeddings::new(dimension);
    for _ in 0..missing {
        embeddings.push(None);
    }
    embeddings
}

/// `Some(None)` for a missing vector, `None` for a column of another kind.
fn vector(column: &ArrayRef, place: usize) -> Option<Option<Vec<f32>>> {
    let values = if let Some(lists) = column.as_any().downcast_ref::<FixedSizeListArray>() {
        lists.value(place)
    } else {
        column.as_any().downcast_ref::<ListArray>()?.value(place)
    };
    if column.is_null(place) {
        return Some(None);
    }
    let values = arrow::compute::cast(&values, &DataType::Float32).ok()?;
    Some(Some(values.as_any().downcast_ref::<Float32Array>()?.values().to_vec()))
}
