//! The figures of the page, each of them also a file of its own and a table.

mod models;
mod rows;
mod topics;

use super::StudyReport;
use report_charts::{Caption, ChartError, Colour, Form, Series, Width};
use std::path::Path;

/// The figures that a report has once.
const SINGLE: [&str; 10] = [
    "bias",
    "comparison",
    "days",
    "experts",
    "funnel",
    "kappas",
    "keyword-classes",
    "keyword-days",
    "labels",
    "unseen",
];

/// Those that it has once a model, or a class of a model, numbered from 1 in the order of the page.
const NUMBERED: [&str; 6] = [
    "calibration",
    "confusion",
    "expert-confusion",
    "folds",
    "loss",
    "words",
];

/// A figure in all of its forms.
#[derive(Debug)]
pub(super) struct Figure {
    /// What it shows: one of [`SINGLE`] or [`NUMBERED`].
    pub(super) kind: &'static str,
    /// The name of its files, without an ending.
    pub(super) name: String,
    /// Whether it needs the width of a page, and scrolls in its own box on a phone.
    pub(super) is_wide: bool,
    /// For the page and for the file; or why it cannot be drawn.
    pub(super) drawn: Result<Drawn, ChartError>,
    /// Its numbers.
    pub(super) csv: String,
}

/// A figure as SVG.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) inline: String,
    pub(super) standalone: String,
}

impl Figure {
    fn new(
        kind: &'static str,
        svg: impl Fn(Form) -> Result<String, ChartError>,
        csv: String,
    ) -> Self {
        let drawn = svg(Form::Inline).and_then(|inline| {
            Ok(Drawn {
                // HTML knows the namespace of its figures, and the page names no address.
                inline: inline.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1),
                standalone: svg(Form::Standalone)?,
            })
        });
        Self {
            kind,
            name: kind.to_owned(),
            is_wide: false,
            drawn,
            csv,
        }
    }

    /// The figure at a place among those of its kind, from 0.
    fn numbered(mut self, place: usize) -> Self {
        self.name = format!("{}-{}", self.kind, place + 1);
        self
    }

    fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
}

/// Every figure that the report has numbers for, in the order of the page; `metrics` are the lines of `metrics.jsonl`.
pub(super) fn figures(report: &StudyReport, metrics: &[String]) -> Vec<Figure> {
    let mut figures = Vec::new();
    figures.extend(models::experts(report));
    figures.extend(rows::funnel(report));
    figures.extend(topics::days(report));
    figures.push(rows::labels(report));
    figures.extend(rows::kappas(report));
    figures.extend(rows::bias(report));
    figures.extend(models::comparison(report));
    figures.extend(models::confusions(report));
    figures.extend(models::folds(report));
    figures.extend(models::losses(metrics));
    figures.extend(models::calibration(report));
    figures.extend(topics::unseen(report));
    figures.extend(topics::words(report));
    figures.extend(topics::keyword_classes(report));
    figures.extend(topics::keyword_days(report));
    figures
}

/// Whether a path inside a study's folder is that of a figure or its table, of this study or an earlier one.
pub(super) fn is_figure(path: &Path) -> bool {
    let known = || {
        let stem = path.strip_prefix("figures").ok()?.to_str()?;
        let (stem, ending) = stem.rsplit_once('.')?;
        let numbered = || {
            let (kind, number) = stem.rsplit_once('-')?;
            let is_number = number.len() < 4
                && !number.starts_with('0')
                && number.bytes().all(|byte| byte.is_ascii_digit());
            (NUMBERED.contains(&kind) && is_number && !number.is_empty()).then_some(())
        };
        let is_ours = SINGLE.contains(&stem) || numbered().is_some();
        (is_ours && ["svg", "csv"].contains(&ending)).then_some(())
    };
    known().is_some()
}

/// A caption as wide as the page.
fn page_wide(title: &str) -> Caption {
    Caption::new(title).with_width(Width::Page)
}

/// A count as figures take it; counts of rows are far below 2^53.
fn value(count: usize) -> f64 {
    count as f64
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The classes as series of their colours, with the values of each category.
fn class_series(rows: &[[usize; 3]]) -> [Series; 3] {
    const CLASSES: [(&str, Colour); 3] = [
        ("negative", Colour::Negative),
        ("neutral", Colour::Neutral),
        ("positive", Colour::Positive),
    ];
    std::array::from_fn(|class| {
        let (name, colour) = CLASSES[class];
        Series::new(name, rows.iter().map(|row| value(row[class]))).with_colour(colour)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_figures_are_taken_for_figures() {
        for ours in [
            "figures/days.svg",
            "figures/days.csv",
            "figures/confusion-1.svg",
            "figures/expert-confusion-12.csv",
            "figures/keyword-days.svg",
        ] {
            assert!(is_figure(Path::new(ours)), "{ours}");
        }
        for foreign in [
            "days.svg",
            "figures/days",
            "figures/days.png",
            "figures/days-1.svg",
            "figures/confusion.svg",
            "figures/confusion-0.svg",
            "figures/confusion-01.svg",
            "figures/confusion-mine.svg",
            "figures/confusion-.svg",
            "figures/more/days.svg",
            "figures/notes.txt",
            "models/days.svg",
        ] {
            assert!(!is_figure(Path::new(foreign)), "{foreign}");
        }
    }
}
