//! Numbers and names in the two languages of the page.

use crate::Emotion;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Indonesian,
}

impl Language {
    /// As the attribute `lang` has it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Indonesian => "id",
        }
    }

    /// A whole number with its thousands in groups: `7,442`, `7.442`.
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

    /// A share as a percentage with one decimal: `56.3%`, `56,3%`.
    pub(super) fn percent(self, share: f64) -> String {
        self.decimal(format!("{:.1}%", share * 100.0))
    }

    /// The level of an interval, with a decimal only where it has one: `95%`, `99.9%`.
    pub(super) fn level(self, level: f64) -> String {
        self.decimal(format!("{}%", (level * 1000.0).round() / 10.0))
    }

    fn decimal(self, number: String) -> String {
        match self {
            Self::English => number,
            Self::Indonesian => number.replace('.', ","),
        }
    }

    /// A count and its noun; Indonesian has one form for one and for many.
    pub(super) fn recordings(self, count: usize) -> String {
        let noun = match (self, count) {
            (Self::English, 1) => "recording",
            (Self::English, _) => "recordings",
            (Self::Indonesian, _) => "rekaman",
        };
        format!("{} {noun}", self.count(count))
    }

    pub(super) fn speakers(self, count: usize) -> String {
        let noun = match (self, count) {
            (Self::English, 1) => "speaker",
            (Self::English, _) => "speakers",
            (Self::Indonesian, _) => "penutur",
        };
        format!("{} {noun}", self.count(count))
    }

    /// The name of an emotion, explained to those who read no Indonesian.
    pub(super) fn emotion(self, emotion: Emotion) -> String {
        match self {
            Self::English => format!("{emotion} ({})", emotion.english()),
            Self::Indonesian => emotion.to_string(),
        }
    }

    pub(super) fn emotions(self, emotions: &[Emotion]) -> String {
        let names = emotions.iter().map(|&emotion| self.emotion(emotion));
        self.listed(&names.collect::<Vec<_>>())
    }

    /// Names in a row: `a`, `a and b`, `a, b and c`; in Indonesian `a, b, dan c`.
    pub(super) fn listed<S: AsRef<str>>(self, names: &[S]) -> String {
        let and = match (self, names.len()) {
            (Self::English, _) => " and ",
            (Self::Indonesian, 2) => " dan ",
            (Self::Indonesian, _) => ", dan ",
        };
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        match names.as_slice() {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Indonesian};
    use crate::Emotion;

    #[test]
    fn numbers_and_names_are_written_as_the_language_has_them() {
        assert_eq!(
            [0, 999, 7442, 1_234_567].map(|count| English.count(count)),
            ["0", "999", "7,442", "1,234,567"]
        );
        assert_eq!(Indonesian.recordings(7442), "7.442 rekaman");
        assert_eq!(English.recordings(1), "1 recording");
        assert_eq!(English.speakers(10), "10 speakers");
        assert_eq!(Indonesian.percent(0.5629), "56,3%");
        assert_eq!(English.level(0.95), "95%");
        assert_eq!(Indonesian.level(0.999), "99,9%");
        let two = [Emotion::Senang, Emotion::Jijik];
        assert_eq!(
            English.emotions(&two),
            "senang (happy) and jijik (disgusted)"
        );
        assert_eq!(Indonesian.emotions(&two), "senang dan jijik");
        assert_eq!(English.listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(Indonesian.listed(&["a", "b", "c"]), "a, b, dan c");
        assert_eq!(English.listed::<&str>(&[]), "");
    }
}
