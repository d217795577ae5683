//! The tables that hold the models against the test rows, the experts, each other and their own confidence.

use super::StudyReport;
use crate::PipelineError;
use crate::blind_text::no_formula;
use crate::files::write_csv;
use crate::stages::assess::Assessment;
use crate::stages::calibration::Calibration;
use crate::stages::experts::{ExpertComparison, ExpertScore};
use crate::study::class_names;
use std::path::Path;

/// Writes all of them; without ratings there is no `experts.csv`.
pub(super) fn write(folder: &Path, report: &StudyReport) -> Result<(), PipelineError> {
    let file = |name: &str| folder.join(name);
    write_csv(
        &file("comparison.csv"),
        &[
            "model",
            "accuracy",
            "precision",
            "recall",
            "f1",
            "macro_f1",
            "accuracy_low",
            "accuracy_high",
            "mean_valid_accuracy",
            "mean_valid_low",
            "mean_valid_high",
            "kind",
        ],
        report.assessments.iter().map(of_test),
    )?;
    write_csv(
        &file("significance.csv"),
        &[
            "model",
            "best",
            "only_best_right",
            "only_model_right",
            "p_value",
            "adjusted_p_value",
        ],
        report.against_best.iter().map(|one| {
            [
                safe(&one.model),
                safe(&one.best),
                one.only_best_right.to_string(),
                one.only_model_right.to_string(),
                chance(one.p_value),
                chance(one.adjusted_p_value),
            ]
        }),
    )?;
    write_csv(
        &file("calibration.csv"),
        &[
            "model",
            "expected_error",
            "brier",
            "from",
            "to",
            "rows",
            "confidence",
            "accuracy",
        ],
        report.calibration.iter().flat_map(of_bins),
    )?;
    match &report.experts {
        Some(experts) => write_experts(&file("experts.csv"), experts),
        None => Ok(()),
    }
}

fn of_test(assessment: &Assessment) -> Vec<String> {
    let test = &assessment.test;
    // What is right by construction is no estimate of anything.
    let interval = (!assessment.by_construction).then_some(assessment.accuracy_interval_95);
    let [low, high] = [0, 1].map(|end| optional(interval.map(|ends| ends[end])));
    let valid = assessment.mean_valid_interval_95;
    let [valid_low, valid_high] = [0, 1].map(|end| optional(valid.map(|ends| ends[end])));
    let kind = match (assessment.by_construction, assessment.baseline) {
        (true, _) => "by construction",
        (false, true) => "baseline",
        (false, false) => "classifier",
    };
    vec![
        safe(&assessment.model),
        number(test.accuracy),
        number(test.weighted_avg.precision),
        number(test.weighted_avg.recall),
        number(test.weighted_avg.f1),
        number(test.macro_avg.f1),
        low,
        high,
        optional(assessment.mean_valid_accuracy),
        valid_low,
        valid_high,
        kind.to_owned(),
    ]
}

fn of_bins(calibration: &Calibration) -> impl Iterator<Item = [String; 8]> {
    calibration.bins.iter().map(|bin| {
        [
            safe(&calibration.model),
            number(calibration.expected_error),
            number(calibration.brier),
            format!("{:.1}", bin.from),
            format!("{:.1}", bin.to),
            bin.rows.to_string(),
            number(bin.confidence),
            number(bin.accuracy),
        ]
    })
}

fn write_experts(path: &Path, experts: &ExpertComparison) -> Result<(), PipelineError> {
    let start = [
        "model",
        "rows",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "kappa",
        "weighted_f1",
        "macro_f1",
    ];
    let classes = class_names();
    let cells = classes.into_iter().flat_map(|truth| {
        let cell = move |said| format!("{truth}_as_{said}");
        classes.into_iter().map(cell)
    });
    let header: Vec<String> = start.into_iter().map(str::to_owned).chain(cells).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |score: &ExpertScore| {
        let [low, high] = score.accuracy_interval_95.map(number);
        let start = [
            safe(&score.model),
            score.rows.to_string(),
            number(score.accuracy),
            low,
            high,
            optional(score.kappa),
            number(score.weighted_f1),
            number(score.macro_f1),
        ];
        let counts = score.confusion.iter().flatten().map(u64::to_string);
        start.into_iter().chain(counts).collect::<Vec<String>>()
    };
    write_csv(path, &header, experts.models.iter().map(row))
}

/// A name that no spreadsheet runs as a formula.
fn safe(name: &str) -> String {
    no_formula(name).into_owned()
}

fn number(value: f64) -> String {
    format!("{value:.6}")
}

/// A p-value, which may be far below a millionth.
fn chance(value: f64) -> String {
    if value < 1e-4 {
        format!("{value:.3e}")
    } else {
        number(value)
    }
}

/// An empty cell where there is no number.
fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}
