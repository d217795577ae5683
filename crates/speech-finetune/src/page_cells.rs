//! Rows, names and numbers of the page.

use crate::{Gain, Recipe, RecipeScore, RunReport, Side, Spread};

pub(crate) fn hears(recipe: Recipe) -> &'static str {
    match recipe {
        Recipe::Direct => "direct, the target alone",
        Recipe::Sequential => "sequential, the source and then the target",
        Recipe::ZeroShot => "zero-shot, the source alone",
    }
}

pub(crate) fn heard(side: &Side) -> String {
    let Side {
        corpus,
        clips,
        speakers,
    } = side;
    let (clips, speakers) = (
        counted(*clips, "recording", "recordings"),
        counted(*speakers, "speaker", "speakers"),
    );
    format!("{corpus}, {clips} of {speakers}")
}

pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(crate) fn run_row(run: &RunReport) -> Vec<String> {
    let report = &run.report;
    vec![
        run.recipe.to_string(),
        run.seed.to_string(),
        percent(report.accuracy.value),
        interval(report.accuracy.interval),
        percent(report.unweighted_recall.value),
        interval(report.unweighted_recall.interval),
        percent(report.macro_f1),
        format!("{:.3}", report.calibration.expected_error),
    ]
}

pub(crate) fn mean_row(score: &RecipeScore) -> Vec<String> {
    vec![
        score.recipe.to_string(),
        spread(score.accuracy),
        interval(score.accuracy_interval),
        spread(score.unweighted_recall),
        interval(score.unweighted_recall_interval),
        spread(score.macro_f1),
        format!("{:.3}", score.calibration_error.mean),
    ]
}

pub(crate) fn gain_row(gain: &Gain) -> Vec<String> {
    let interval = gain.interval.map_or_else(String::new, |(lower, upper)| {
        format!("{} to {}", points(lower), points(upper))
    });
    vec![
        "sequential minus direct".to_owned(),
        points(gain.unweighted_recall),
        interval,
        gain.seeds.to_string(),
    ]
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn spread(spread: Spread) -> String {
    let mean = percent(spread.mean);
    match spread.deviation {
        Some(deviation) => format!("{mean} ± {:.1}", deviation * 100.0),
        None => mean,
    }
}

fn interval(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(String::new, |(lower, upper)| {
        format!("{} to {}", percent(lower), percent(upper))
    })
}

pub(crate) fn between(interval: Option<(f64, f64)>, level: &str) -> String {
    interval.map_or_else(String::new, |(lower, upper)| {
        format!(", {} to {} ({level})", percent(lower), percent(upper))
    })
}

/// A difference in points of a hundred with its sign; no `-0.0`.
pub(crate) fn points(share: f64) -> String {
    let points = (share * 1000.0).round() / 10.0 + 0.0;
    match points > 0.0 {
        true => format!("+{points:.1}"),
        false => format!("{points:.1}"),
    }
}
