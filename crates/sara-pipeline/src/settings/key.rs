//! A key of a settings file: its place, what it may hold, and the field of the settings that it stands for.

use super::value::{Value, quoted};
use crate::StudySettings;
use crate::stages::classify::BertVariant;
use std::path::Path;
use toml::de::DeValue;
use tweet_reader::{Encoding, UtcOffset};

/// One key, an entry of [`KEYS`](super::KEYS).
#[derive(Debug)]
#[non_exhaustive]
pub struct Key {
    /// The sections and the name, with points: `text.stemmer.rules`.
    pub path: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it decides, in a sentence.
    pub about: &'static str,
    pub(super) get: fn(&StudySettings) -> Option<Value>,
    pub(super) set: fn(&mut StudySettings, Value),
}

impl Key {
    /// The key of a path.
    #[must_use]
    pub fn find(path: &str) -> Option<&'static Self> {
        super::KEYS.iter().find(|key| key.path == path)
    }

    /// The sections, with points; nothing for a key at the top.
    #[must_use]
    pub fn section(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or("", |(section, _)| section)
    }

    /// The name inside its section.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The value that `settings` have; `None` where the key means nothing with them.
    #[must_use]
    pub fn value(&self, settings: &StudySettings) -> Option<Value> {
        (self.get)(settings)
    }
}

/// What a key may hold.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// A whole number of something, no smaller than `least`.
    Count {
        /// What is counted; nothing for a bare number.
        unit: &'static str,
        /// The smallest.
        least: u64,
        /// The greatest.
        most: u64,
    },
    /// A number in a range.
    Number(Range),
    /// The kernel's factor: a number above 0, `scale` or `auto`.
    Factor,
    /// One of some words.
    Word(&'static [&'static str]),
    /// Any text.
    Text,
    /// A path, relative to the settings file: what lies there.
    Path(&'static str),
    /// Paths.
    Paths,
    /// Batch sizes and epochs, as `16x5`.
    Variants,
    /// Words or texts.
    Texts,
    /// The name of an encoding.
    Encoding,
    /// How far a clock is ahead of Coordinated Universal Time.
    Clock,
    /// One of these, or `false`.
    Optional {
        /// What it may hold.
        kind: &'static Self,
        /// What `false` stands for.
        without: &'static str,
        /// A value to show, as TOML.
        example: &'static str,
    },
}

/// The range of a number. No number is infinite or NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Range {
    /// A share of at least 0 and below 1.
    Share,
    /// A share above 0 and below 1.
    InnerShare,
    /// A share from 0 to 1.
    WholeShare,
    /// Above 0.
    Positive,
    /// At least 0.
    NotNegative,
    /// Any.
    Finite,
}

impl Range {
    fn contains(self, number: f64) -> bool {
        number.is_finite()
            && match self {
                Self::Share => (0.0..1.0).contains(&number),
                Self::InnerShare => number > 0.0 && number < 1.0,
                Self::WholeShare => (0.0..=1.0).contains(&number),
                Self::Positive => number > 0.0,
                Self::NotNegative => number >= 0.0,
                Self::Finite => true,
            }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Share => "a share of at least 0 and below 1",
            Self::InnerShare => "a share above 0 and below 1",
            Self::WholeShare => "a share from 0 to 1",
            Self::Positive => "a number above 0",
            Self::NotNegative => "a number of at least 0",
            Self::Finite => "a number",
        }
    }
}

impl Kind {
    /// What may stand there, in words.
    #[must_use]
    pub fn expected(self) -> String {
        match self {
            Self::Switch => "true or false".to_owned(),
            Self::Count { unit, least, most } => {
                let of = if unit.is_empty() { "" } else { " of " };
                if most == u64::from(u32::MAX) {
                    format!("a whole number{of}{unit}, at least {least}")
                } else {
                    format!("a whole number{of}{unit} from {least} to {most}")
                }
            }
            Self::Number(range) => range.expected().to_owned(),
            Self::Factor => "a number above 0, \"scale\" or \"auto\"".to_owned(),
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
                match words.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, others)) => format!("{} or {last}", others.join(", ")),
                    None => String::new(),
                }
            }
            Self::Text => "a text in quotes".to_owned(),
            Self::Path(what) => format!("the path of {what}, in quotes"),
            Self::Paths => "a list of paths, each in quotes".to_owned(),
            Self::Variants => "a list of batch sizes x epochs, as in [\"16x5\"]".to_owned(),
            Self::Texts => "a list of texts, each in quotes".to_owned(),
            Self::Encoding => "the name of an encoding such as \"utf-8\" or \"latin-1\"".to_owned(),
            Self::Clock => "an offset such as \"+07:00\", \"UTC\" or \"WIB\"".to_owned(),
            Self::Optional { kind, without, .. } => {
                format!("{}, or false for {without}", kind.expected())
            }
        }
    }

    /// The value if it is allowed; paths are taken from `folder`.
    pub(super) fn read(self, value: &DeValue<'_>, folder: &Path) -> Option<Value> {
        match (self, value) {
            (Self::Optional { .. }, DeValue::Boolean(false)) => Some(Value::Unset),
            (Self::Optional { kind, .. }, _) => kind.read(value, folder),
            (Self::Switch, DeValue::Boolean(on)) => Some(Value::Switch(*on)),
            (Self::Count { least, most, .. }, DeValue::Integer(number)) => {
                u64::from_str_radix(number.as_str(), number.radix())
                    .ok()
                    .filter(|count| (least..=most).contains(count))
                    .map(Value::Count)
            }
            (Self::Number(range), _) => number(value)
                .filter(|&number| range.contains(number))
                .map(Value::Number),
            (Self::Factor, DeValue::String(word)) => ["scale", "auto"]
                .contains(&word.as_ref())
                .then(|| Value::Text(word.clone().into_owned())),
            (Self::Factor, _) => Self::Number(Range::Positive).read(value, folder),
            (Self::Word(words), DeValue::String(word)) => words
                .contains(&word.as_ref())
                .then(|| Value::Text(word.clone().into_owned())),
            (Self::Text, DeValue::String(text)) => Some(Value::Text(text.clone().into_owned())),
            (Self::Path(_), DeValue::String(path)) => resolved(path, folder).map(Value::Text),
            (Self::Paths, DeValue::Array(paths)) => paths
                .iter()
                .map(|path| resolved(path.get_ref().as_str()?, folder))
                .collect::<Option<_>>()
                .map(Value::List),
            (Self::Variants, DeValue::Array(variants)) => variants
                .iter()
                .map(|one| {
                    let variant: BertVariant = one.get_ref().as_str()?.parse().ok()?;
                    Some(variant.to_string())
                })
                .collect::<Option<_>>()
                .map(Value::List),
            (Self::Texts, DeValue::Array(texts)) => texts
                .iter()
                .map(|text| Some(text.get_ref().as_str()?.to_owned()))
                .collect::<Option<_>>()
                .map(Value::List),
            (Self::Encoding, DeValue::String(name)) => {
                let encoding: Encoding = name.parse().ok()?;
                Some(Value::Text(encoding.name().to_ascii_lowercase()))
            }
            (Self::Clock, DeValue::String(offset)) => {
                let offset: UtcOffset = offset.parse().ok()?;
                Some(Value::Text(offset.to_string()))
            }
            _ => None,
        }
    }
}

/// A whole or a broken number.
fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(number) => number.as_str().parse().ok(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
        _ => None,
    }
}

/// A path as seen from the current folder; `-`, the standard input, stays.
fn resolved(path: &str, folder: &Path) -> Option<String> {
    if path.is_empty() || path.contains('\0') {
        return None;
    }
    if path == "-" || folder.as_os_str().is_empty() {
        return Some(path.to_owned());
    }
    Some(folder.join(path).display().to_string())
}
