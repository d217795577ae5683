//! Figures of what the tweets speak of, and when.

use super::{Figure, class_series, page_wide, value, whole};
use crate::report::StudyReport;
use report_charts::{
    Arrangement, Bars, Caption, Colour, Date, Days, Direction, HeatMap, Word, WordCloud,
};

/// A table of days has at most so many columns; longer times are put together in spans of days.
const MOST_COLUMNS: usize = 62;

/// Rows read a day (the study's figure 4.1).
pub(super) fn days(report: &StudyReport) -> Option<Figure> {
    let counts: Vec<(Date, u64)> = report
        .topics
        .days
        .iter()
        .filter_map(|day| Some((day.day.parse().ok()?, whole(day.read))))
        .collect();
    if counts.is_empty() {
        return None;
    }
    let caption = page_wide("Rows read on each day").with_axes("", "rows read");
    let days = Days::new(caption, counts);
    let csv = days.csv();
    Some(Figure::new("days", |form| days.svg(form), csv).wide())
}

/// The classes that each model gives the unseen tweets (the study's figure 4.16).
pub(super) fn unseen(report: &StudyReport) -> Option<Figure> {
    let models = || report.unseen_counts.iter();
    models().next()?;
    let rows: Vec<[usize; 3]> = models()
        .map(|counts| [counts.negative, counts.neutral, counts.positive])
        .collect();
    let names = models().map(|counts| counts.model.clone());
    let mut bars = Bars::new("Classes of the unseen tweets", names)
        .with_direction(Direction::Horizontal)
        .with_arrangement(Arrangement::Stacked)
        .with_value_labels();
    for series in class_series(&rows) {
        bars = bars.with_series(series);
    }
    let csv = bars.csv();
    Some(Figure::new("unseen", |form| bars.svg(form), csv))
}

/// A word cloud for each class of each model (the study's figures 4.17 and 4.18).
pub(super) fn words(report: &StudyReport) -> Vec<Figure> {
    let tables = report.words.iter().filter(|table| !table.words.is_empty());
    tables
        .enumerate()
        .map(|(place, table)| {
            let words = table.words.iter();
            let words = words.map(|(word, count)| Word::new(word.as_str(), value(*count)));
            let colour = match table.sentiment {
                "negative" => Colour::Negative,
                "positive" => Colour::Positive,
                _ => Colour::Neutral,
            };
            let title = format!("{}, {}", table.model, table.sentiment);
            let cloud = WordCloud::new(title, words).with_colour(colour);
            let csv = cloud.csv();
            Figure::new("words", |form| cloud.svg(form), csv).numbered(place)
        })
        .collect()
}

/// Labelled rows that hold each topic word, by the lexicon's class.
pub(super) fn keyword_classes(report: &StudyReport) -> Option<Figure> {
    let keywords = &report.topics.keywords;
    if keywords.is_empty() {
        return None;
    }
    let caption =
        Caption::new("Topic words by the lexicon's class").with_axes("the lexicon's class", "word");
    let names = keywords.iter().map(|keyword| keyword.keyword.clone());
    let values = keywords
        .iter()
        .map(|it| [it.negative, it.neutral, it.positive].map(value));
    let classes = crate::study::class_names();
    let map = HeatMap::new(caption, names, classes)
        .with_values(values)
        .with_row_shares();
    let csv = map.csv();
    Some(Figure::new("keyword-classes", |form| map.svg(form), csv))
}

/// Labelled rows that hold each topic word, by day.
pub(super) fn keyword_days(report: &StudyReport) -> Option<Figure> {
    let topics = &report.topics;
    if topics.keywords.is_empty() || topics.days.is_empty() {
        return None;
    }
    let span = topics.days.len().div_ceil(MOST_COLUMNS);
    let title = match span {
        1 => "Topic words by day".to_owned(),
        _ => format!("Topic words by spans of {span} days, named by the first"),
    };
    let caption = page_wide(&title).with_axes("day", "word");
    let names = topics.keywords.iter().map(|it| it.keyword.clone());
    let days = topics.days.iter().step_by(span).map(|day| day.day.clone());
    let values = topics.keywords.iter().map(|keyword| {
        let spans = keyword.by_day.chunks(span);
        spans
            .map(|span| value(span.iter().sum()))
            .collect::<Vec<_>>()
    });
    let map = HeatMap::new(caption, names, days).with_values(values);
    let csv = map.csv();
    Some(Figure::new("keyword-days", |form| map.svg(form), csv).wide())
}
