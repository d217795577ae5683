use thiserror::Error;

/// Why a figure cannot be drawn. Indices count from 0; names are cut to 40 characters.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw.
    #[error("expected at least 1 {what}, got 0")]
    Empty {
        /// What is missing, in the singular.
        what: &'static str,
    },
    /// There is more than a reader, or a page, can take.
    #[error("expected at most {limit} {what}, got {found}")]
    TooMany {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How many there may be.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A value is NaN or infinite.
    #[error("expected a finite number at index {index} of {series}, got {value}")]
    NotFinite {
        /// The series that holds the value.
        series: String,
        /// Where in the series.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A value lies outside of what the figure can show.
    #[error("expected a number from {low} to {high} at index {index} of {series}, got {value}")]
    OutOfRange {
        /// The series that holds the value.
        series: String,
        /// Where in the series.
        index: usize,
        /// The value.
        value: f64,
        /// The least value allowed.
        low: f64,
        /// The greatest value allowed.
        high: f64,
    },
    /// A series has too many or too few values.
    #[error("expected {expected} values in {series}, got {found}")]
    Length {
        /// The series.
        series: String,
        /// How many values it should have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// The lower end of an interval lies above its upper end.
    #[error(
        "expected an interval from low to high at index {index} of {series}, got {low} to {high}"
    )]
    Interval {
        /// The series that holds the interval.
        series: String,
        /// Where in the series.
        index: usize,
        /// The first end.
        low: f64,
        /// The second end.
        high: f64,
    },
    /// A rule of a funnel drops more rows than there are.
    #[error("expected rule {index} ({rule}) to drop at most {left} rows, got {dropped}")]
    Dropped {
        /// The rule's name.
        rule: String,
        /// Which rule it is.
        index: usize,
        /// How many rows the rules before it left.
        left: u64,
        /// How many rows it is said to drop.
        dropped: u64,
    },
    /// A day has two counts.
    #[error("expected each day once, got {day} again")]
    RepeatedDay {
        /// The day, as year-month-day.
        day: String,
    },
    /// No such day is in the calendar, or its year is not from 1 to 9999.
    #[error("expected a day as year-month-day, got {text}")]
    NoSuchDay {
        /// What was given, cut to 40 characters.
        text: String,
    },
}
