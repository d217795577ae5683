//! Dates as files write them.

use crate::{Date, UtcOffset};

/// Which number of a date such as `01/02/2023` is the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// The first, as in Indonesia.
    #[default]
    DayFirst,
    /// The second, as in the United States.
    MonthFirst,
}

/// Months in English and Indonesian; the first three letters of each will do, too.
const MONTHS: [&[&str]; 12] = [
    &["january", "januari"],
    &["february", "februari", "pebruari"],
    &["march", "maret"],
    &["april"],
    &["may", "mei"],
    &["june", "juni"],
    &["july", "juli"],
    &["august", "agustus", "agt", "ags"],
    &["september"],
    &["october", "oktober"],
    &["november", "nopember"],
    &["december", "desember"],
];

impl Date {
    /// Reads a date; `None` if it is none.
    ///
    /// - ISO 8601, as the X API has it: `2023-02-01T12:34:56.000Z`, `2023-02-01 12:34:56+07:00`
    /// - the first API: `Wed Oct 10 20:19:24 +0000 2018`
    /// - numbers in the order of `order`: `01/02/2023 12.34`, `1-2-23`, `2/1/2023 1:05 PM`
    /// - named months, English or Indonesian: `1 Februari 2023`, `01-Feb-2023`, `Feb 1, 2023`
    /// - Excel's days since 1900, with five digits: `44958.5`
    /// - Unix time in seconds or milliseconds, with ten or thirteen digits
    ///
    /// A year of two digits is in this century.
    #[must_use]
    pub fn parse(text: &str, order: DateOrder) -> Option<Self> {
        let text = text.trim();
        // No date is longer, and none has other letters.
        if text.len() > 64 || !text.is_ascii() {
            return None;
        }
        serial_number(text).or_else(|| written_out(text, order))
    }
}

/// A date that is one number.
fn serial_number(text: &str) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match (whole.len(), fraction.len()) {
        (5, length) => {
            // 1970-01-01 is day 25,569 of Excel.
            let date = Date::from_days(i32::try_from(number - 25_569).ok()?)?;
            if length == 0 {
                return Some(date);
            }
            let part: f64 = format!("0.{fraction}").parse().ok()?;
            let seconds = (part * 86_400.0).round().min(86_399.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number from 0 to 86,399"
            )]
            let seconds = seconds as u32;
            date.with_time(seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        (8, 0) => {
            let year = i32::try_from(number / 10_000).ok()?;
            let month = u32::try_from(number / 100 % 100).ok()?;
            Date::new(year, month, u32::try_from(number % 100).ok()?)
        }
        (10, _) => Date::from_unix(number),
        (13, 0) => Date::from_unix(number / 1000),
        _ => None,
    }
}

fn written_out(text: &str, order: DateOrder) -> Option<Date> {
    let mut rest = Rest(text);
    // The day of the week tells nothing, unless it is a month.
    let start = rest;
    if rest.word().is_some_and(|word| month(word).is_some()) {
        rest = start;
    } else {
        rest.eat_all(", ");
    }
    let (date, time_and_year) = match rest.word() {
        // `Oct 10 20:19:24 +0000 2018` or `Oct 10, 2018`.
        Some(word) => {
            let month = month(word)?;
            rest.eat_all(". ");
            let (day, _) = rest.number(2)?;
            rest.eat_all(", ");
            let behind = rest;
            match rest.number(4) {
                Some((year, 4)) if !rest.0.starts_with(':') => {
                    (Date::new(year.cast_signed(), month, day)?, rest)
                }
                _ => return time_then_year(behind, month, day),
            }
        }
        None => (numbered_day(&mut rest, order)?, rest),
    };
    let mut rest = time_and_year;
    let date = time(&mut rest, date)?;
    let date = zone(&mut rest, date)?;
    rest.0.is_empty().then_some(date)
}

/// `20:19:24 +0000 2018`
fn time_then_year(mut rest: Rest<'_>, month: u32, day: u32) -> Option<Date> {
    // The year is not known yet; in a leap year every day of the calendar is one.
    let time = time(&mut rest, Date::new(2000, month, day)?)?;
    let time = zone(&mut rest, time)?;
    rest.eat_all(" ");
    let (year, 4) = rest.number(4)? else {
        return None;
    };
    let seconds = time.seconds()?;
    let date = Date::new(year.cast_signed(), month, day)?;
    let date = date.with_time(seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    let date = time
        .offset()
        .map_or(date, |offset| date.with_offset(offset));
    rest.0.is_empty().then_some(date)
}

/// A date that begins with a number.
fn numbered_day(rest: &mut Rest<'_>, order: DateOrder) -> Option<Date> {
    let (first, digits) = rest.number(4)?;
    let separator = rest.eat_any("-/. ")?;
    rest.eat_all(" ");
    let second = match rest.word() {
        Some(word) => Err(month(word)?),
        None => Ok(rest.number(2)?.0),
    };
    rest.eat_any(".");
    if rest.eat_any(&separator.to_string()).is_none() && second.is_ok() && separator != '.' {
        return None;
    }
    rest.eat_all(" ");
    let (third, third_digits) = rest.number(4)?;
    let (year, month, day) = match (digits, second, third_digits) {
        (4, Ok(month) | Err(month), 1 | 2) => (first, month, third),
        (1 | 2, Err(month), 2 | 4) => (third, month, first),
        (1 | 2, Ok(second), 2 | 4) if order == DateOrder::DayFirst => (third, second, first),
        (1 | 2, Ok(second), 2 | 4) => (third, first, second),
        _ => return None,
    };
    let is_short = digits != 4 && third_digits == 2;
    let year = if is_short { 2000 + year } else { year };
    Date::new(year.cast_signed(), month, day)
}

/// `T12:34:56.789`, `12.34`, `1:05 PM`, or nothing.
fn time(rest: &mut Rest<'_>, date: Date) -> Option<Date> {
    if rest.eat_any("T").is_none() {
        rest.eat_all(", ");
    }
    let Some((mut hour, _)) = rest.number(2) else {
        return Some(date);
    };
    let colon = rest.eat_any(":.")?.to_string();
    let (minute, 2) = rest.number(2)? else {
        return None;
    };
    let mut second = 0;
    if rest.eat_any(&colon).is_some() {
        second = rest.number(2)?.0;
        if rest.eat_any(".,").is_some() {
            rest.number(9)?;
        }
    }
    let behind = *rest;
    rest.eat_all(" ");
    match rest.word() {
        Some(half) if half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm") => {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + 12 * u32::from(half.eq_ignore_ascii_case("pm"));
        }
        _ => *rest = behind,
    }
    date.with_time(hour, minute, second)
}

/// `Z`, `UTC`, `WIB`, `+0700`, `+07:00`, `-5`, or nothing.
fn zone(rest: &mut Rest<'_>, date: Date) -> Option<Date> {
    rest.eat_all(" ");
    if let Some(word) = rest.word() {
        let offset = match word.to_ascii_uppercase().as_str() {
            "Z" | "UTC" | "GMT" => UtcOffset::UTC,
            "WIB" => UtcOffset::WIB,
            "WITA" => UtcOffset::WITA,
            "WIT" => UtcOffset::WIT,
            _ => return None,
        };
        return Some(date.with_offset(offset));
    }
    let Some(sign) = rest.eat_any("+-") else {
        return Some(date);
    };
    let (number, digits) = rest.number(4)?;
    let minutes = match digits {
        4 => number / 100 * 60 + number % 100,
        1 | 2 if rest.eat_any(":").is_some() => number * 60 + rest.number(2)?.0,
        1 | 2 => number * 60,
        _ => return None,
    };
    let minutes = i16::try_from(minutes).ok()?;
    let offset = UtcOffset::from_minutes(if sign == '-' { -minutes } else { minutes })?;
    Some(date.with_offset(offset))
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let is_it = |name: &&str| word.len() >= 3 && name.starts_with(&word);
    let found = (1..).zip(MONTHS).find(|(_, names)| names.iter().any(is_it));
    let is_sept = word == "sept";
    found.map(|(number, _)| number).or(is_sept.then_some(9))
}

/// What is left of an ASCII text.
#[derive(Debug, Clone, Copy)]
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn split(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.0.split_at_checked(length).unwrap_or((self.0, ""));
        self.0 = rest;
        taken
    }

    /// A number and how many digits it has, at most `most`.
    fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most {
            return None;
        }
        self.split(digits)
            .parse()
            .ok()
            .map(|number| (number, digits))
    }

    fn word(&mut self) -> Option<&'t str> {
        let letters = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        (letters > 0).then(|| self.split(letters))
    }

    /// One of `signs`.
    fn eat_any(&mut self, signs: &str) -> Option<char> {
        let sign = self.0.chars().next().filter(|&sign| signs.contains(sign))?;
        self.split(1);
        Some(sign)
    }

    /// All of `signs` that come next.
    fn eat_all(&mut self, signs: &str) {
        while self.eat_any(signs).is_some() {}
    }
}
