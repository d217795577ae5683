//! Calendar days with a time of day.

use std::fmt::{Display, Formatter};

/// Minutes between Coordinated Universal Time and a clock, at most a day.
///
/// ```
/// use tweet_reader::UtcOffset;
///
/// assert_eq!("+07:00".parse(), Ok(UtcOffset::WIB));
/// assert_eq!("WIT".parse::<UtcOffset>()?.to_string(), "+09:00");
/// assert_eq!("utc".parse::<UtcOffset>()?.to_string(), "Z");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// Coordinated Universal Time, in which the API writes dates.
    pub const UTC: Self = Self(0);
    /// Western Indonesian time (Jakarta), seven hours ahead.
    pub const WIB: Self = Self(7 * 60);
    /// Central Indonesian time (Makassar), eight hours ahead.
    pub const WITA: Self = Self(8 * 60);
    /// Eastern Indonesian time (Jayapura), nine hours ahead.
    pub const WIT: Self = Self(9 * 60);

    /// An offset of so many minutes, if it is less than a day.
    #[must_use]
    pub fn from_minutes(minutes: i16) -> Option<Self> {
        (-1440 < minutes && minutes < 1440).then_some(Self(minutes))
    }

    /// How many minutes the clock is ahead.
    #[must_use]
    pub fn minutes(self) -> i16 {
        self.0
    }
}

/// As in ISO 8601: `+07:00`, and `Z` for Coordinated Universal Time.
impl Display for UtcOffset {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        if *self == Self::UTC {
            return formatter.write_str("Z");
        }
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// `+07:00`, `-0330`, `Z`, `UTC`, or one of Indonesia's: `WIB`, `WITA`, `WIT`.
impl std::str::FromStr for UtcOffset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_uppercase().as_str() {
            "Z" | "UTC" => return Ok(Self::UTC),
            "WIB" => return Ok(Self::WIB),
            "WITA" => return Ok(Self::WITA),
            "WIT" => return Ok(Self::WIT),
            _ => {}
        }
        let parsed = || {
            let (sign, digits) = match text.split_at_checked(1)? {
                ("+", digits) => (1, digits),
                ("-", digits) => (-1, digits),
                _ => return None,
            };
            let digits = digits.replace(':', "");
            let is_digits = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number: i16 = digits.parse().ok().filter(|_| is_digits)?;
            let (hours, minutes) = (number / 100, number % 100);
            let is_time = hours < 24 && minutes < 60;
            Self::from_minutes(sign * (60 * hours + minutes)).filter(|_| is_time)
        };
        parsed().ok_or_else(|| {
            let text = crate::shown::shown(text);
            format!("expected an offset such as +07:00, UTC, WIB, WITA or WIT, got `{text}`")
        })
    }
}

/// A day of the Gregorian calendar, with the time of day and the offset of the clock where the file
/// has them. Dates are ordered as written: by day, then by time, without regard to offsets.
///
/// ```
/// use tweet_reader::{Date, DateOrder, UtcOffset};
///
/// let date = Date::parse("Wed Oct 10 20:19:24 +0000 2018", DateOrder::DayFirst).unwrap();
/// assert_eq!(date.to_string(), "2018-10-10T20:19:24Z");
/// assert_eq!(date.at(UtcOffset::WIB).to_string(), "2018-10-11T03:19:24+07:00");
/// let date = Date::parse("01/02/2023 12.34", DateOrder::DayFirst).unwrap();
/// assert_eq!((date.year_month_day(), date.seconds()), ((2023, 2, 1), Some(45_240)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
    seconds: Option<u32>,
    offset: Option<UtcOffset>,
}

/// Seconds in a day.
const DAY: u32 = 86_400;

impl Date {
    /// A day, if the calendar has it and the year has four digits.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let is_day = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        is_day.then(|| Self {
            days: days_from_civil(year, month, day),
            seconds: None,
            offset: None,
        })
    }

    /// The time of day added; `None` if there is no such time. A leap second is the one before it.
    #[must_use]
    pub fn with_time(self, hour: u32, minute: u32, second: u32) -> Option<Self> {
        let is_time = hour < 24 && minute < 60 && second <= 60;
        is_time.then(|| Self {
            seconds: Some(hour * 3600 + minute * 60 + second.min(59)),
            ..self
        })
    }

    /// The offset of the clock added.
    #[must_use]
    pub fn with_offset(self, offset: UtcOffset) -> Self {
        let offset = Some(offset);
        Self { offset, ..self }
    }

    /// Seconds since 1970 in Coordinated Universal Time, if they lie in the years 1 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let days = i32::try_from(seconds.div_euclid(i64::from(DAY))).ok()?;
        let date = Self {
            days,
            seconds: u32::try_from(seconds.rem_euclid(i64::from(DAY))).ok(),
            offset: Some(UtcOffset::UTC),
        };
        (FIRST..=LAST).contains(&days).then_some(date)
    }

    /// Days since 1970-01-01, if they lie in the years 1 to 9999.
    #[must_use]
    pub fn from_days(days: i32) -> Option<Self> {
        (FIRST..=LAST).contains(&days).then_some(Self {
            days,
            seconds: None,
            offset: None,
        })
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.days
    }

    /// Year, month from 1 and day from 1.
    #[must_use]
    pub fn year_month_day(self) -> (i32, u32, u32) {
        civil_from_days(self.days)
    }

    /// Seconds since midnight.
    #[must_use]
    pub fn seconds(self) -> Option<u32> {
        self.seconds
    }

    /// The offset of the clock.
    #[must_use]
    pub fn offset(self) -> Option<UtcOffset> {
        self.offset
    }

    /// What another clock shows at that moment. A date without a time or an offset stays as it is,
    /// since nobody knows when it was; so does one that would leave the years 1 to 9999.
    #[must_use]
    pub fn at(self, offset: UtcOffset) -> Self {
        let (Some(seconds), Some(from)) = (self.seconds, self.offset) else {
            return self;
        };
        let shift = 60 * (i64::from(offset.0) - i64::from(from.0));
        let moment = i64::from(self.days) * i64::from(DAY) + i64::from(seconds) + shift;
        Self::from_unix(moment).map_or(self, |date| date.with_offset(offset))
    }
}

/// ISO 8601: `2023-02-01`, `2023-02-01T12:34:00`, `2023-02-01T12:34:00+07:00`.
impl Display for Date {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(formatter, "{year:04}-{month:02}-{day:02}")?;
        if let Some(seconds) = self.seconds {
            let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            write!(formatter, "T{hour:02}:{minute:02}:{second:02}")?;
        }
        match self.offset {
            Some(offset) => offset.fmt(formatter),
            None => Ok(()),
        }
    }
}

/// 0001-01-01 and 9999-12-31, in days since 1970.
const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

fn days_in(year: i32, month: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01, after Howard Hinnant, "chrono-compatible low-level date algorithms":
/// years begin in March, so that the leap day is the last one.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month.unsigned_abs(), day.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_calendar_comes_back() {
        assert_eq!(Date::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(Date::new(1, 1, 1).unwrap().days(), FIRST);
        assert_eq!(Date::new(9999, 12, 31).unwrap().days(), LAST);
        let mut previous = (0, 12, 31);
        for days in FIRST..=LAST {
            let day = civil_from_days(days);
            assert!(day > previous, "{day:?}");
            assert_eq!(Date::new(day.0, day.1, day.2).unwrap().days(), days);
            previous = day;
        }
    }

    #[test]
    fn there_is_no_thirtieth_of_february() {
        for (year, month, day) in [(2023, 2, 29), (2023, 13, 1), (2023, 0, 1), (1900, 2, 29)] {
            assert_eq!(Date::new(year, month, day), None);
        }
        assert!(Date::new(2000, 2, 29).is_some());
        assert_eq!(Date::new(2023, 1, 1).unwrap().with_time(24, 0, 0), None);
        assert_eq!(Date::from_unix(i64::MAX), None);
        assert_eq!(UtcOffset::from_minutes(1440), None);
    }
}
