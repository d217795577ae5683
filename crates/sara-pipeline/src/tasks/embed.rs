//! `sara embed`: the encoder's vectors of the lines of a file.

use crate::PipelineError;
use crate::files::{check_outputs, read_texts};
use crate::tasks::npy::write_rows;
use indobert_burn::{BertClassifier, Device, InferenceOptions, LoadOptions, Pooling};
use std::path::Path;

/// What was written.
#[derive(Debug, Clone)]
pub struct Embedded {
    /// Lines of the file.
    pub rows: usize,
    /// Numbers a line.
    pub width: usize,
}

/// Writes one row of f32 a line of `text`.
///
/// # Errors
/// Loading the model, reading the text, or writing the array; a pooling that the model folder has no weights for.
pub fn embed(
    model: &Path,
    text: &Path,
    pooling: Pooling,
    device: &Device,
    options: &InferenceOptions,
    out: &Path,
) -> Result<Embedded, PipelineError> {
    check_outputs(&[("out", out)], &[text, model])?;
    let (model, report) = BertClassifier::from_dir(model, device, &LoadOptions::default())?;
    if pooling == Pooling::Pooler
        && let Some(missing) = report
            .initialised
            .iter()
            .find(|name| name.contains("pooler"))
    {
        return Err(PipelineError::Setting {
            name: "pooling",
            value: format!("pooler, for a folder without {missing}"),
            expected: "mean, cls or static".to_owned(),
        });
    }
    let rows = model.embed(&read_texts(text)?, pooling, options)?;
    write_rows(out, &rows)?;
    Ok(Embedded {
        rows: rows.len(),
        width: rows.first().map_or(0, Vec::len),
    })
}
