use std::fmt;
use std::str::FromStr;

use crate::ChartError;
use crate::text::short_name;

/// A day of the Gregorian calendar, from the year 1 to 9999.
///
/// ```
/// use report_charts::Date;
///
/// let day: Date = "2023-02-28".parse()?;
/// assert_eq!(day, Date::new(2023, 2, 28)?);
/// assert!(Date::new(2023, 2, 29).is_err());
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day.
    ///
    /// # Errors
    ///
    /// [`ChartError::NoSuchDay`].
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, ChartError> {
        let longest = match month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(year) => 29,
            2 => 28,
            _ => 31,
        };
        let there =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=longest).contains(&day);
        if !there {
            let text = format!("{year:04}-{month:02}-{day:02}");
            return Err(ChartError::NoSuchDay { text });
        }
        Ok(Self { year, month, day })
    }

    pub(crate) fn day(self) -> u8 {
        self.day
    }

    /// From 0.
    pub(crate) fn month(self) -> usize {
        usize::from(self.month) - 1
    }

    pub(crate) fn year(self) -> u16 {
        self.year
    }

    pub(crate) fn is_weekend(self) -> bool {
        // The first day of the first year was a Monday.
        matches!((self.number() - 1) % 7, 5 | 6)
    }

    pub(crate) fn next(self) -> Option<Self> {
        let Self { year, month, day } = self;
        Self::new(year, month, day + 1)
            .or_else(|_| Self::new(year, month + 1, 1))
            .or_else(|_| Self::new(year + 1, 1, 1))
            .ok()
    }

    /// Days since the last day before the year 1.
    pub(crate) fn number(self) -> u32 {
        let before = u32::from(self.year) - 1;
        let leaps = before / 4 - before / 100 + before / 400;
        let months: u32 = (1..self.month).map(|month| self.length_of(month)).sum();
        before * 365 + leaps + months + u32::from(self.day)
    }

    fn length_of(self, month: u8) -> u32 {
        match month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(self.year) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl FromStr for Date {
    type Err = ChartError;

    /// Reads year-month-day, such as `2023-02-28`.
    fn from_str(text: &str) -> Result<Self, ChartError> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let mut parts = text.splitn(3, '-');
        let mut part = || {
            parts
                .next()
                .filter(|_| shape)
                .and_then(|part| part.parse::<u16>().ok())
        };
        let numbers = (part(), part(), part());
        if let (Some(year), Some(month), Some(day)) = numbers
            && let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day))
        {
            return Self::new(year, month, day);
        }
        Err(ChartError::NoSuchDay {
            text: short_name(text),
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_gregorian() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        // Saturday, Sunday, Monday.
        assert!(day("2023-02-04").is_weekend() && day("2023-02-05").is_weekend());
        assert!(!day("2023-02-06").is_weekend() && !day("2023-02-03").is_weekend());
        assert_eq!(day("2024-02-28").next(), Some(day("2024-02-29")));
        assert_eq!(day("1900-02-28").next(), Some(day("1900-03-01")));
        assert_eq!(day("2022-12-31").next(), Some(day("2023-01-01")));
        assert_eq!(day("9999-12-31").next(), None);
        assert_eq!(day("2023-03-01").number() - day("2023-02-01").number(), 28);
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in [
            "",
            "2023-2-1",
            "2023-02-30",
            "2023-13-01",
            "0000-01-01",
            "2023/02/01",
        ] {
            let error = text.parse::<Date>().unwrap_err().to_string();
            assert!(
                error.starts_with("expected a day as year-month-day, got"),
                "{error}"
            );
        }
    }
}
