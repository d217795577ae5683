//! Figures of the classifiers.

use super::Figure;
use crate::report::StudyReport;
use crate::stages::assess::Assessment;
use crate::study::class_names;
use report_charts::{
    Bars, Caption, Direction, HeatMap, Lines, Numbers, Reliability, ReliabilityBin, Series,
};
use serde::Deserialize;

/// A figure of lines has at most so many.
const MOST_LINES: usize = 8;

/// Every model on the experts' labels, and the confusion of each.
pub(super) fn experts(report: &StudyReport) -> Vec<Figure> {
    let Some(experts) = report.experts.as_ref().filter(|it| !it.models.is_empty()) else {
        return Vec::new();
    };
    let models = || experts.models.iter();
    let title = format!(
        "Right on {} tweets, by the experts' labels",
        experts.scored_rows
    );
    let bars = scores(
        &title,
        models().map(|score| score.model.clone()).collect(),
        models().map(|score| score.accuracy).collect(),
        models().map(|score| score.accuracy_interval_95).collect(),
        models().map(|score| score.macro_f1).collect(),
    );
    let csv = bars.csv();
    let mut figures = vec![Figure::new("experts", |form| bars.svg(form), csv)];
    for (place, score) in models().enumerate() {
        let title = format!("{}, against the experts", score.model);
        let axes = ["what the model says", "experts"];
        let figure = confusion("expert-confusion", &title, axes, &score.confusion);
        figures.push(figure.numbered(place));
    }
    figures
}

/// Every classifier on the test rows.
pub(super) fn comparison(report: &StudyReport) -> Option<Figure> {
    let all = || report.assessments.iter();
    all().next()?;
    let bars = scores(
        "Right on the test tweets, by the lexicon's labels",
        all().map(|one| one.model.clone()).collect(),
        all().map(|one| one.test.accuracy).collect(),
        all().map(interval).collect(),
        all().map(|one| one.test.macro_avg.f1).collect(),
    );
    let csv = bars.csv();
    Some(Figure::new("comparison", |form| bars.svg(form), csv))
}

/// What is right by construction is no estimate: its interval has no width.
fn interval(assessment: &Assessment) -> [f64; 2] {
    match assessment.by_construction {
        true => [assessment.test.accuracy; 2],
        false => assessment.accuracy_interval_95,
    }
}

/// Accuracy with its interval, and macro F1, of each model.
fn scores(
    title: &str,
    models: Vec<String>,
    accuracy: Vec<f64>,
    intervals: Vec<[f64; 2]>,
    macro_f1: Vec<f64>,
) -> Bars {
    let caption = Caption::new(title).with_numbers(Numbers::Percent(1));
    Bars::new(caption, models)
        .with_series(
            Series::new("accuracy, with its 95% interval", accuracy).with_intervals(intervals),
        )
        .with_series(Series::new("macro F1", macro_f1))
        .with_direction(Direction::Horizontal)
        .with_value_labels()
}

/// The confusion matrix of each classifier on the test rows; what made the labels confuses nothing.
pub(super) fn confusions(report: &StudyReport) -> Vec<Figure> {
    let all = report.assessments.iter();
    let numbered = all.filter(|one| !one.by_construction).enumerate();
    let axes = ["what the classifier says", "lexicon"];
    numbered
        .map(|(place, one)| {
            confusion("confusion", &one.model, axes, &one.confusion).numbered(place)
        })
        .collect()
}

fn confusion(kind: &'static str, title: &str, axes: [&str; 2], counts: &[Vec<u64>]) -> Figure {
    let caption = Caption::new(title).with_axes(axes[0], axes[1]);
    // Counts of rows are far below 2^53.
    let values = counts
        .iter()
        .map(|row| row.iter().map(|&count| count as f64).collect::<Vec<_>>());
    let map = HeatMap::new(caption, class_names(), class_names())
        .with_values(values)
        .with_row_shares();
    let csv = map.csv();
    Figure::new(kind, |form| map.svg(form), csv)
}

/// Training and validation accuracy by fold, of each classifier that learns (the study's figures 4.2 to 4.10).
pub(super) fn folds(report: &StudyReport) -> Vec<Figure> {
    let learners = report.assessments.iter();
    let learners = learners.filter(|one| !one.baseline && one.folds.len() > 1);
    learners
        .enumerate()
        .map(|(place, one)| fold_lines(one).numbered(place))
        .collect()
}

fn fold_lines(assessment: &Assessment) -> Figure {
    let folds = || assessment.folds.iter();
    let caption = Caption::new(format!("{}: accuracy by fold", assessment.model))
        .with_axes("fold", "accuracy")
        .with_numbers(Numbers::Percent(1));
    let lines = Lines::new(caption, folds().map(|fold| fold.fold.to_string()))
        .with_series(Series::new(
            "training",
            folds().map(|fold| fold.train_accuracy),
        ))
        .with_series(Series::new(
            "validation",
            folds().map(|fold| fold.valid_accuracy),
        ));
    let csv = lines.csv();
    Figure::new("folds", |form| lines.svg(form), csv)
}

/// What a line of `metrics.jsonl` says of an epoch.
#[derive(Deserialize)]
struct Epoch {
    model: String,
    fold: Option<usize>,
    event: String,
    train_loss: Option<f64>,
}

/// The training loss by epoch of one fold, or of the fit on all training rows.
struct Curve {
    model: String,
    fold: Option<usize>,
    losses: Vec<f64>,
}

/// The training loss by epoch of each classifier that is trained in epochs; of many folds the first ones.
pub(super) fn losses(metrics: &[String]) -> Vec<Figure> {
    let mut curves: Vec<Curve> = Vec::new();
    for line in metrics {
        let Ok(epoch) = serde_json::from_str::<Epoch>(line) else {
            continue;
        };
        let Some(loss) = epoch.train_loss.filter(|_| epoch.event == "epoch") else {
            continue;
        };
        let mut known = curves.iter_mut();
        match known.find(|curve| curve.model == epoch.model && curve.fold == epoch.fold) {
            Some(curve) => curve.losses.push(loss),
            None => curves.push(Curve {
                model: epoch.model,
                fold: epoch.fold,
                losses: vec![loss],
            }),
        }
    }
    let mut models: Vec<&str> = curves.iter().map(|curve| curve.model.as_str()).collect();
    models.dedup();
    models
        .iter()
        .enumerate()
        .map(|(place, model)| {
            let of_model: Vec<&Curve> = curves.iter().filter(|it| it.model == *model).collect();
            loss_lines(model, &of_model).numbered(place)
        })
        .collect()
}

fn loss_lines(model: &str, curves: &[&Curve]) -> Figure {
    let most = curves.iter().map(|curve| curve.losses.len()).max();
    let shown = match curves.len() {
        ..=MOST_LINES => String::new(),
        _ => format!(", the first {MOST_LINES} folds"),
    };
    let caption = Caption::new(format!("{model}: training loss by epoch{shown}"))
        .with_axes("epoch", "loss")
        .with_numbers(Numbers::Decimals(2));
    let epochs = (1..=most.unwrap_or_default()).map(|epoch| epoch.to_string());
    let mut lines = Lines::new(caption, epochs).with_zero();
    for curve in curves.iter().take(MOST_LINES) {
        let name = match curve.fold {
            Some(fold) => format!("fold {fold}"),
            None => "all training rows".to_owned(),
        };
        lines = lines.with_series(Series::new(name, curve.losses.iter().copied()));
    }
    let csv = lines.csv();
    Figure::new("loss", |form| lines.svg(form), csv)
}

/// Confidence and truth of each classifier that gives probabilities.
pub(super) fn calibration(report: &StudyReport) -> Vec<Figure> {
    let numbered = report.calibration.iter().enumerate();
    numbered
        .map(|(place, one)| {
            let bins = one.bins.iter().map(|bin| ReliabilityBin {
                lower: bin.from,
                upper: bin.to,
                confidence: bin.confidence,
                accuracy: bin.accuracy,
                items: bin.rows,
            });
            let title = format!("{}: confidence and truth", one.model);
            let diagram = Reliability::new(Caption::new(title), bins);
            let csv = diagram.csv();
            Figure::new("calibration", |form| diagram.svg(form), csv).numbered(place)
        })
        .collect()
}
