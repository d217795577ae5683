//! Figures of the rows and their labels.

use super::{Figure, class_series, page_wide, whole};
use crate::report::StudyReport;
use report_charts::{Arrangement, Bars, Caption, Direction, Funnel, Numbers, Series};

/// Rows left after each rule.
pub(super) fn funnel(report: &StudyReport) -> Option<Figure> {
    if report.funnel.read == 0 {
        return None;
    }
    let start = Funnel::new(
        "Rows left after each rule",
        "rows read",
        whole(report.funnel.read),
    );
    let unread = report.funnel.unread.iter();
    let start = unread.fold(start, |funnel, unread| {
        funnel.with_rule(unread.reason, whole(unread.rows))
    });
    let dropped = report.funnel.dropped.iter();
    let funnel = dropped.fold(start, |funnel, dropped| {
        funnel.with_rule(dropped.reason.as_str(), whole(dropped.rows))
    });
    let csv = funnel.csv();
    Some(Figure::new("funnel", |form| funnel.svg(form), csv))
}

/// The lexicon's labels as one strip.
pub(super) fn labels(report: &StudyReport) -> Figure {
    let labels = report.labels;
    let counts = [labels.negative, labels.neutral, labels.positive];
    let mut bars = Bars::new("Labelled tweets by class", ["tweets"])
        .with_direction(Direction::Horizontal)
        .with_arrangement(Arrangement::Stacked)
        .with_value_labels();
    for series in class_series(&[counts]) {
        bars = bars.with_series(series);
    }
    let csv = bars.csv();
    Figure::new("labels", |form| bars.svg(form), csv)
}

/// The kappa of every pair of raters, with its interval.
pub(super) fn kappas(report: &StudyReport) -> Option<Figure> {
    let validation = report.validation.as_ref()?;
    let among = validation.among_experts.iter();
    let pairs = among.flat_map(|experts| &experts.pairs);
    let mut names = Vec::new();
    let mut kappas = Vec::new();
    let mut intervals = Vec::new();
    for pair in validation.against_lexicon.iter().chain(pairs) {
        if let Some(kappa) = pair.kappa {
            names.push(format!("{} and {}", pair.rater_1, pair.rater_2));
            kappas.push(kappa);
            intervals.push(pair.interval_95.unwrap_or([kappa; 2]));
        }
    }
    if names.is_empty() {
        return None;
    }
    let caption = Caption::new("Cohen's kappa of each pair, with its 95% interval")
        .with_axes("kappa: 0 is chance, 1 is perfect agreement", "")
        .with_numbers(Numbers::Decimals(2));
    let bars = Bars::new(caption, names)
        .with_series(Series::new("kappa", kappas).with_intervals(intervals))
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    let csv = bars.csv();
    Some(Figure::new("kappas", |form| bars.svg(form), csv))
}

/// The mean polarity of the rows of each topic word that the lexicon weighs, with the weight and without it.
pub(super) fn bias(report: &StudyReport) -> Option<Figure> {
    let weighed = || {
        let words = report.bias.keywords.iter();
        words.filter(|word| word.weight != 0.0 && word.zeroed.rows > 0)
    };
    weighed().next()?;
    let caption = page_wide("What the weight of a topic word does to its rows")
        .with_axes("mean polarity of the rows that hold it", "")
        .with_numbers(Numbers::Decimals(3));
    let with = weighed().map(|word| word.zeroed.mean_polarity_before);
    let without = weighed().map(|word| word.zeroed.mean_polarity_after);
    let bars = Bars::new(caption, weighed().map(|word| word.keyword.clone()))
        .with_series(Series::new("with its weight", with))
        .with_series(Series::new("without", without))
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    let csv = bars.csv();
    Some(Figure::new("bias", |form| bars.svg(form), csv).wide())
}
