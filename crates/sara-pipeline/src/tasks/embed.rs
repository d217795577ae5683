//! `sara embed`: the encoder's vectors of the lines of a file.

use crate::PipelineError;
use crate::files::read_lines;
use crate::stages::classify::load_notes;
use crate::tasks::npy::write_rows;
use indobert_burn::{BertClassifier, Device, InferenceOptions, LoadOptions, Pooling};
use std::path::Path;

/// What was written, and what the loader had to say.
#[derive(Debug, Clone)]
pub struct Embedded {
    /// Lines of the file.
    pub rows: usize,
    /// Numbers a line.
    pub width: usize,
    /// What the model folder lacked or had over.
    pub notes: Vec<String>,
}

/// Writes one row of f32 a line of `text`.
///
/// # Errors
/// Loading the model, reading the text, or writing the array.
pub fn embed(
    model: &Path,
    text: &Path,
    pooling: Pooling,
    device: &Device,
    options: &InferenceOptions,
    out: &Path,
) -> Result<Embedded, PipelineError> {
    let (model, report) = BertClassifier::from_dir(model, device, &LoadOptions::default())?;
    let rows = model.embed(&read_lines(text)?, pooling, options)?;
    write_rows(out, &rows)?;
    Ok(Embedded {
        rows: rows.len(),
        width: rows.first().map_or(0, Vec::len),
        notes: load_notes(&report),
    })
}
