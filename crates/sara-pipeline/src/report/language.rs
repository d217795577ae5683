//! Numbers, days and classes in the two languages of the page.

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Indonesian,
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const INDONESIAN_MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

impl Language {
    /// As the attribute `lang` has it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Indonesian => "id",
        }
    }

    /// A whole number with its thousands in groups: `28,846`, `28.846`.
    pub(super) fn count(self, count: usize) -> String {
        let digits = count.to_string();
        let mark = match self {
            Self::English => ',',
            Self::Indonesian => '.',
        };
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A share as a percentage with one decimal: `77.8%`, `77,8%`.
    pub(super) fn percent(self, share: f64) -> String {
        self.decimal(format!("{:.1}%", share * 100.0))
    }

    /// A coefficient with three decimals.
    pub(super) fn number(self, value: f64) -> String {
        self.decimal(format!("{value:.3}"))
    }

    fn decimal(self, number: String) -> String {
        match self {
            Self::English => number,
            Self::Indonesian => number.replace('.', ","),
        }
    }

    /// `2023-02-01` as `1 February 2023`; what is no such day stays as it is.
    pub(super) fn day(self, day: &str) -> String {
        let months = match self {
            Self::English => ENGLISH_MONTHS,
            Self::Indonesian => INDONESIAN_MONTHS,
        };
        let long = || {
            let mut parts = day.splitn(3, '-');
            let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
            let month = month.parse::<usize>().ok()?.checked_sub(1)?;
            let date: u8 = date.parse().ok()?;
            Some(format!("{date} {} {year}", months.get(month)?))
        };
        long().unwrap_or_else(|| day.to_owned())
    }

    /// Names in a row: `a`, `a and b`, `a, b and c`.
    pub(super) fn listed(self, names: &[&str]) -> String {
        let and = match self {
            Self::English => " and ",
            Self::Indonesian => " dan ",
        };
        match names {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Indonesian};

    #[test]
    fn numbers_and_days_are_written_as_the_language_has_them() {
        assert_eq!(
            [0, 999, 1_000, 28_846, 1_234_567].map(|count| English.count(count)),
            ["0", "999", "1,000", "28,846", "1,234,567"]
        );
        assert_eq!(Indonesian.count(28_846), "28.846");
        assert_eq!(Indonesian.percent(0.7777), "77,8%");
        assert_eq!(English.number(-0.4864), "-0.486");
        assert_eq!(English.day("2023-02-01"), "1 February 2023");
        assert_eq!(Indonesian.day("2023-05-28"), "28 Mei 2023");
        for odd in ["", "2023", "2023-13-01", "2023-00-01", "soon-ish-day"] {
            assert_eq!(English.day(odd), odd);
        }
        assert_eq!(English.listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(Indonesian.listed(&["a", "b"]), "a dan b");
        assert_eq!(English.listed(&[]), "");
    }
}
