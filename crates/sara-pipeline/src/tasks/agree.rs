//! `sara agree`: agreement between the columns of a CSV of ratings.

use crate::PipelineError;
use crate::stages::validate::{Agreement, Ratings, agreement};
use std::path::Path;

/// Kappas between all raters of a file: a header, one column a rater, an empty cell is a missing rating.
///
/// # Errors
/// The file cannot be read, lacks the id column, or has fewer than two raters.
pub fn agree(ratings: &Path, id_column: Option<&str>) -> Result<Agreement, PipelineError> {
    agreement(&Ratings::read(ratings, id_column)?)
}
