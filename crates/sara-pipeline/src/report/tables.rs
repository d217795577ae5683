//! The tables beside the report, as CSV. Texts that a spreadsheet would run as formulas have an apostrophe before them.

use super::{StudyReport, comparison_tables};
use crate::PipelineError;
use crate::blind_text::no_formula;
use crate::files::write_csv;
use std::path::Path;

/// Writes all of them.
pub(super) fn write_tables(report: &StudyReport, folder: &Path) -> Result<(), PipelineError> {
    let safe = |text: &str| no_formula(text).into_owned();
    write_csv(
        &folder.join("funnel.csv"),
        &["step", "rows"],
        report
            .funnel
            .steps()
            .map(|(step, rows)| [step.to_owned(), rows.to_string()]),
    )?;
    report
        .topics
        .write(&folder.join("topics.csv"), &folder.join("days.csv"))?;
    write_csv(
        &folder.join("folds.csv"),
        &[
            "model",
            "fold",
            "train_rows",
            "valid_rows",
            "train_accuracy",
            "valid_accuracy",
            "leaks",
        ],
        report.assessments.iter().flat_map(|assessment| {
            assessment.folds.iter().map(|fold| {
                [
                    safe(&assessment.model),
                    fold.fold.to_string(),
                    fold.train_rows.to_string(),
                    fold.valid_rows.to_string(),
                    format!("{:.6}", fold.train_accuracy),
                    format!("{:.6}", fold.valid_accuracy),
                    if assessment.folds_leak { "yes" } else { "no" }.to_owned(),
                ]
            })
        }),
    )?;
    comparison_tables::write(folder, report)?;
    write_csv(
        &folder.join("words.csv"),
        &["model", "sentiment", "word", "count"],
        report.words.iter().flat_map(|table| {
            table.words.iter().map(|(word, count)| {
                [
                    safe(&table.model),
                    table.sentiment.to_owned(),
                    safe(word),
                    count.to_string(),
                ]
            })
        }),
    )
}
