//! Errors of the reader of tweets in the words of this crate, where it has words of its own.

use crate::PipelineError;
use tweet_reader::{ReadError, RowProblem};

/// What the reader says, as the other files of a study would say it.
pub(crate) fn said(error: ReadError) -> PipelineError {
    match error {
        ReadError::Read { path, source } => PipelineError::io(path, "read", source),
        ReadError::Empty { path, expected } => PipelineError::EmptyFile { path, expected },
        ReadError::MissingColumn {
            path,
            column,
            available,
            ..
        } => PipelineError::MissingColumn {
            path,
            column,
            available,
        },
        ReadError::RepeatedColumn {
            path,
            column,
            count,
            ..
        } => PipelineError::RepeatedColumn {
            path,
            column,
            count,
        },
        ReadError::WrongBytes {
            path,
            line,
            byte,
            value,
            encoding,
        } => PipelineError::Encoding {
            path,
            line,
            byte: usize::try_from(byte).unwrap_or(usize::MAX),
            value,
            encoding,
        },
        ReadError::FeatureOff { path, feature } => PipelineError::FeatureOff { path, feature },
        ReadError::Row {
            path,
            line,
            problem,
        } => row(path, line, problem),
        other => other.into(),
    }
}

/// What is wrong with one row.
pub(crate) fn row(path: String, line: u64, problem: RowProblem) -> PipelineError {
    match problem {
        RowProblem::FieldCount { expected, got } => PipelineError::FieldCount {
            path,
            line,
            expected: expected as u64,
            got: got as u64,
        },
        RowProblem::UnclosedQuote => PipelineError::UnclosedQuote { path, line },
        problem => ReadError::Row {
            path,
            line,
            problem,
        }
        .into(),
    }
}
