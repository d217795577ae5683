//! The figures of the page.

use report_charts::{
    Bars, Caption, ChartError, Direction, Form, HeatMap, Numbers, Reliability, ReliabilityBin,
    Series, Width,
};

use super::language::Language::English;
use super::models::Model;
use super::view::speakers_in_order;
use crate::{Estimate, SpeakerScore, SpeechReport};

/// A figure, or why it cannot be drawn.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) drawn: Result<String, ChartError>,
    pub(super) caption: String,
}

impl Figure {
    fn new(svg: Result<String, ChartError>, caption: impl Into<String>) -> Self {
        let address = " xmlns=\"http://www.w3.org/2000/svg\"";
        Self {
            // HTML knows the namespace of its figures, and the page names no address.
            drawn: svg.map(|svg| svg.replacen(address, "", 1)),
            caption: caption.into(),
        }
    }
}

/// Accuracy and unweighted recall of each model.
pub(super) fn comparison(models: &[Model<'_>], level: f64) -> Figure {
    let caption = Caption::new("Accuracy and unweighted recall").with_numbers(Numbers::Percent(1));
    let series = |name: &str, of: fn(&SpeechReport) -> Estimate| {
        let estimates: Vec<Estimate> = models.iter().map(|model| of(model.report)).collect();
        with_intervals(name, &estimates)
    };
    let bars = Bars::new(caption, shorts(models))
        .with_series(series("accuracy", |report| report.accuracy))
        .with_series(series("UA, the mean recall of the emotions", |report| {
            report.unweighted_recall
        }))
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    let has_intervals =
        (models.iter()).all(|model| model.report.unweighted_recall.interval.is_some());
    let caption = match has_intervals {
        true => format!(
            "Whiskers: {} intervals over speakers.",
            English.level(level)
        ),
        false => "One speaker, no interval.".to_owned(),
    };
    Figure::new(bars.svg(Form::Inline), caption)
}

/// Shares with their intervals, as bars of one series; no interval is drawn unless all have one.
pub(super) fn estimates(title: &str, caption: &str, of: Vec<(String, Estimate)>) -> Figure {
    let (names, estimates): (Vec<String>, Vec<Estimate>) = of.into_iter().unzip();
    let bars = Bars::new(Caption::new(title).with_numbers(Numbers::Percent(1)), names);
    let bars = bars
        .with_series(with_intervals(title, &estimates))
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    Figure::new(bars.svg(Form::Inline), caption)
}

fn with_intervals(name: &str, estimates: &[Estimate]) -> Series {
    let series = Series::new(name, estimates.iter().map(|estimate| estimate.value));
    let intervals = estimates.iter().map(|estimate| estimate.interval);
    let intervals = intervals.map(|interval| interval.map(|(lower, upper)| [lower, upper]));
    match intervals.collect::<Option<Vec<_>>>() {
        Some(intervals) => series.with_intervals(intervals),
        None => series,
    }
}

/// The recall of each emotion: bars for one model, a table of shades for several.
pub(super) fn recalls(models: &[Model<'_>], best: &Model<'_>) -> Figure {
    let classes = || best.report.by_class.iter().filter(|class| class.clips > 0);
    let names: Vec<String> = classes().map(|class| class.class.to_string()).collect();
    let recall_of = |model: &Model<'_>| -> Vec<f64> {
        let found = classes().map(|class| {
            let mut scores = model.report.by_class.iter();
            scores
                .find(|one| one.class == class.class)
                .map_or(0.0, |one| one.recall)
        });
        found.collect()
    };
    let (title, caption) = (
        "Recall of each emotion",
        "Of the recordings of an emotion, so many were named rightly.",
    );
    if models.len() == 1 {
        return Figure::new(bars(title, names, recall_of(best)), caption);
    }
    // Emotions have short names, which fit above columns.
    let map = HeatMap::new(shaded(title, names.len()), shorts(models), names)
        .with_values(models.iter().map(recall_of));
    Figure::new(map.svg(Form::Inline), caption)
}

/// The unweighted recall of each speaker, the hardest first: bars of the best model, and all
/// models in a table of shades.
pub(super) fn speakers(models: &[Model<'_>], best: &Model<'_>) -> Vec<Figure> {
    let speakers = speakers_in_order(best.report);
    let names: Vec<String> = speakers.iter().map(|one| one.speaker.clone()).collect();
    let recalls = speakers.iter().map(|one| one.unweighted_recall).collect();
    let title = format!("{}: UA of each speaker", best.short);
    let mut figures = vec![Figure::new(
        bars(&title, names.clone(), recalls),
        "The hardest speaker stands first.",
    )];
    if models.len() > 1 {
        let recall_of = |model: &Model<'_>, speaker: &SpeakerScore| {
            let mut scores = model.report.by_speaker.iter();
            let found = scores.find(|one| one.speaker == speaker.speaker);
            found.map_or(0.0, |one| one.unweighted_recall)
        };
        let rows = speakers.iter().map(|speaker| {
            let cells = models.iter().map(|model| recall_of(model, speaker));
            cells.collect::<Vec<_>>()
        });
        let caption = shaded("UA of each speaker, all models", models.len());
        let map = HeatMap::new(caption, names, shorts(models)).with_values(rows);
        let drawn = map.svg(Form::Inline);
        figures.push(Figure::new(drawn, "Speakers in the same order."));
    }
    figures
}

fn bars(title: &str, names: Vec<String>, values: Vec<f64>) -> Result<String, ChartError> {
    Bars::new(Caption::new(title).with_numbers(Numbers::Percent(1)), names)
        .with_series(Series::new("recall", values))
        .with_direction(Direction::Horizontal)
        .with_value_labels()
        .svg(Form::Inline)
}

/// The caption of a table of shades.
fn shaded(title: &str, columns: usize) -> Caption {
    let width = match columns {
        0..=9 => Width::Column,
        _ => Width::Page,
    };
    let caption = Caption::new(title).with_numbers(Numbers::Percent(0));
    caption.with_width(width)
}

fn shorts<'a>(models: &'a [Model<'_>]) -> impl Iterator<Item = &'a str> {
    models.iter().map(|model| model.short.as_str())
}

/// What each model takes for what.
pub(super) fn confusions(models: &[Model<'_>]) -> Vec<Figure> {
    let figures = models.iter().map(|model| {
        let names = || model.report.classes.iter().map(|class| class.as_str());
        let caption = Caption::new(model.short.as_str()).with_axes("what the model says", "truth");
        let rows = model.report.confusion.iter();
        let map = HeatMap::new(caption, names(), names())
            .with_values(rows.map(|row| row.iter().map(|&clips| clips as f64)))
            .with_row_shares();
        Figure::new(map.svg(Form::Inline), "")
    });
    figures.collect()
}

/// Confidence and truth of each model.
pub(super) fn calibrations(models: &[Model<'_>]) -> Vec<Figure> {
    let figures = models.iter().map(|model| {
        let bins = model.report.calibration.bins.iter();
        let bins = bins.map(|bin| ReliabilityBin {
            lower: bin.lower,
            upper: bin.upper,
            confidence: bin.confidence,
            accuracy: bin.accuracy,
            items: bin.items,
        });
        let title = format!("{}: confidence and truth", model.short);
        let diagram = Reliability::new(Caption::new(title), bins);
        Figure::new(diagram.svg(Form::Inline), "")
    });
    figures.collect()
}
