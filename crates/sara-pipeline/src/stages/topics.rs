//! What the tweets are about, and when: counts a day, and the words of the topics by class and by day.

use serde::Serialize;

/// Days and topic words.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Topics {
    /// Rows read that have a date; 0 where the file has none.
    pub dated_rows: usize,
    /// Every day from the first to the last, those without a row too (the study's figure 4.1).
    pub days: Vec<DayCount>,
    /// Every topic word that stands in a labelled row, as a whole word of its normalised text, in the order in which they were given.
    pub keywords: Vec<KeywordCounts>,
}

/// Rows of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// The day, as `2023-02-01`.
    pub day: String,
    /// Rows read.
    pub read: usize,
    /// Rows labelled.
    pub labelled: usize,
}

/// Labelled rows that hold one topic word. A row with two words counts for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeywordCounts {
    /// The word.
    pub keyword: String,
    /// Rows that the lexicon calls negative.
    pub negative: usize,
    /// Rows that it calls neutral.
    pub neutral: usize,
    /// Rows that it calls positive.
    pub positive: usize,
    /// Rows a day, in the order of [`Topics::days`].
    pub by_day: Vec<usize>,
}
