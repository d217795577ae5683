use serde::Serialize;
use thiserror::Error;

/// Why an input is no proper input. Positions and lengths count items, from 0.
///
/// An input that is sound and still has no answer is an [`Undefined`], not one of these.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// No item was given.
    #[error("expected at least 1 item, got 0")]
    Empty,
    /// Two label lists that should run in parallel do not.
    #[error("expected {expected} labels in the second list as in the first, got {found}")]
    LengthMismatch {
        /// The length of the first list.
        expected: usize,
        /// The length of the second list.
        found: usize,
    },
    /// A label lies outside of the declared set.
    #[error("expected only declared labels, got another at position {position} of the {list} list")]
    UndeclaredLabel {
        /// Which list holds it.
        list: LabelList,
        /// Where in the list.
        position: usize,
    },
    /// The declared set names a label twice.
    #[error("expected each label to be declared once, got the label at position {position} again")]
    RepeatedLabel {
        /// Where in the declared set the repetition stands.
        position: usize,
    },
    /// A table of counts has too many or too few rows for its labels.
    #[error("expected {expected} rows of counts, one for each label, got {found}")]
    RowCount {
        /// The number of labels.
        expected: usize,
        /// The number of rows.
        found: usize,
    },
    /// A row of a table of counts is longer or shorter than the others should be.
    #[error("expected {expected} counts in row {row}, got {found}")]
    RowLength {
        /// The row.
        row: usize,
        /// The number of counts it should have.
        expected: usize,
        /// The number it has.
        found: usize,
    },
    /// The counts are too large to be added up.
    #[error("expected counts that sum to at most {limit}, got more")]
    TooManyItems {
        /// The greatest total that the exact arithmetic of this crate takes.
        limit: u64,
    },
    /// Agreement needs at least two raters.
    #[error("expected at least 2 raters, got {found}")]
    TooFewRaters {
        /// How many there are.
        found: u64,
    },
    /// A rater has rated another number of items than the first rater.
    #[error("expected {expected} ratings of rater {rater} as of rater 0, got {found}")]
    RaterLength {
        /// The rater, from 0.
        rater: usize,
        /// How many items rater 0 has.
        expected: usize,
        /// How many items this rater has.
        found: usize,
    },
    /// Items differ in their number of ratings, which Fleiss' kappa does not allow.
    #[error("expected {expected} ratings of item {item} as of item 0, got {found}")]
    UnequalRatings {
        /// The item, from 0.
        item: usize,
        /// How many ratings item 0 has.
        expected: u64,
        /// How many ratings this item has.
        found: u64,
    },
    /// A rating lies outside of the declared set.
    #[error("expected only declared labels, got another from rater {rater} for item {item}")]
    UndeclaredRating {
        /// The rater, from 0.
        rater: usize,
        /// The item, from 0.
        item: usize,
    },
    /// A numeric rating is not a number, or so large or small that its square is none.
    #[error(
        "expected a rating of 0 or of a size from 1e-100 to 1e100, \
         got another from rater {rater} for item {item}"
    )]
    RatingSize {
        /// The rater, from 0.
        rater: usize,
        /// The item, from 0.
        item: usize,
    },
    /// Differences of categories were asked for that are no numbers.
    #[error("expected ratings that are numbers for this level of measurement, got labels")]
    NotNumbers,
    /// The ratio level has no numbers below 0.
    #[error("expected no rating below 0 at the ratio level, got {value}")]
    NegativeRatio {
        /// The least rating, as it is displayed.
        value: String,
    },
    /// A measure of two categories was asked of more or fewer.
    #[error("expected 2 labels, got {found}")]
    NotTwoLabels {
        /// How many labels there are.
        found: usize,
    },
    /// A table of weights is not square over the labels.
    #[error("expected {expected} weights a row and as many rows, one for each label, got {found}")]
    WeightCount {
        /// The number of labels, or of rows.
        expected: usize,
        /// The number of rows, or of weights in a row.
        found: usize,
    },
    /// A weight lies outside of its range.
    #[error(
        "expected a weight of 1 on the diagonal and from 0 to 1 elsewhere, \
         got {value} in row {row}, column {column}"
    )]
    WeightRange {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// The weight, as it is displayed.
        value: String,
    },
    /// A list is not as long as the first one, which it should run parallel to.
    #[error("expected {expected} values of the {list}, got {found}")]
    ParallelLength {
        /// What the list holds.
        list: &'static str,
        /// The length of the first list.
        expected: usize,
        /// The length of this list.
        found: usize,
    },
    /// Calibration needs a bin to put items in.
    #[error("expected at least 1 bin, got 0")]
    NoBins,
    /// A confidence is no probability.
    #[error("expected a confidence from 0 to 1, got {value} at position {position}")]
    ConfidenceRange {
        /// Where in the list.
        position: usize,
        /// The confidence, as it is displayed.
        value: String,
    },
    /// A bootstrap needs a resample.
    #[error("expected at least 1 resample, got 0")]
    NoResamples,
    /// The level of an interval is not between 0 and 1.
    #[error("expected a level between 0 and 1, got {value}")]
    LevelRange {
        /// The level, as it is displayed.
        value: String,
    },
    /// A class goes by the name of a line that scikit-learn's report has for all classes.
    #[error("expected no class named as a summary of the report, got `{label}`")]
    ReservedLabel {
        /// The class, as it is displayed.
        label: String,
    },
    /// A plot needs one name for each rater.
    #[error("expected {expected} names, one for each rater, got {found}")]
    NameCount {
        /// How many raters there are.
        expected: usize,
        /// How many names.
        found: usize,
    },
    /// A plot has more rows or columns than can be read.
    #[error("expected at most {limit} rows in a plot, got {found}")]
    PlotSize {
        /// The greatest number.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A kappa to be plotted is not finite, or the limits of its interval are not in order.
    #[error("expected finite numbers and limits in order in row {row} of the plot, got {value}")]
    PlotValue {
        /// The row, from 0.
        row: usize,
        /// What was given, as it is displayed.
        value: String,
    },
    /// A score of a report is undefined, and the caller asked for no replacement.
    #[error("{score} of class `{label}` is undefined")]
    UndefinedScore {
        /// Which score.
        score: ScoreKind,
        /// The class, as it is displayed.
        label: String,
        /// Why it is undefined.
        #[source]
        reason: Undefined,
    },
}

/// Which of the two label lists an error speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelList {
    /// The truth, or the first rater.
    First,
    /// The prediction, or the second rater.
    Second,
}

impl std::fmt::Display for LabelList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::First => "first",
            Self::Second => "second",
        })
    }
}

/// A score of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreKind {
    /// The share of the predictions of a class that are right.
    Precision,
    /// The share of the items of a class that are found.
    Recall,
    /// The harmonic mean of the two.
    F1,
}

impl std::fmt::Display for ScoreKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1 => "f1",
        })
    }
}

/// Why a measure has no value on a sound input: its formula divides 0 by 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Undefined {
    /// All ratings name one and the same category, so that chance alone agrees fully.
    #[error("all ratings name one category")]
    SingleCategory,
    /// No item was rated by both raters, or by all of them.
    #[error("no item has all the ratings needed")]
    NoSharedItem,
    /// A single item was rated, and one item has no spread to tell a standard error by.
    #[error("a single item was rated")]
    SingleItem,
    /// No disagreement between the categories used has any weight, so that chance agrees fully.
    #[error("no disagreement between the categories used has any weight")]
    NoDisagreement,
    /// The statistic that the caller gave has no value on the items.
    #[error("the statistic has no value on these items")]
    NoStatistic,
    /// The standard error is 0, so a test statistic has nothing to divide by.
    #[error("the standard error is 0")]
    ZeroStandardError,
    /// The class is never predicted: it has no precision.
    #[error("the class is never predicted")]
    NeverPredicted,
    /// The class is never true: it has no recall.
    #[error("the class is never true")]
    NeverTrue,
    /// The class is declared, but neither true nor predicted: it has no F1.
    #[error("the class is neither true nor predicted")]
    AbsentClass,
    /// All truths, or all predictions, name one class: there is no correlation.
    #[error("all truths or all predictions name one class")]
    ConstantLabels,
}

pub(crate) fn check_length(
    list: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), MetricsError> {
    if found == expected {
        return Ok(());
    }
    Err(MetricsError::ParallelLength {
        list,
        expected,
        found,
    })
}

/// What is written in the place of a number that is undefined.
#[derive(Serialize)]
pub(crate) struct Reason {
    pub(crate) undefined: Undefined,
}

/// Writes a number, or `{"undefined": reason}`.
pub(crate) fn serialize_result<S: serde::Serializer>(
    result: &Result<f64, Undefined>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match *result {
        Ok(value) => serializer.serialize_f64(value),
        Err(undefined) => Reason { undefined }.serialize(serializer),
    }
}
