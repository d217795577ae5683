//! The words by which a settings file, `settings.json` and the command line name a choice.

use super::key::Kind;
use super::value::Value;
use crate::stages::assess::FoldProtocol;
use crate::stages::classify::{BertVariant, ModelInput};
use crate::stages::clean::Advertisements;
use crate::stages::groups::Grouping;
use crate::stages::ingest::{BadRows, Retweets, TweetFormat};
use indo_text::{Digits, Elongation, Emoji, Hashtags, Rules};
use indobert_burn::Pooling;
use inset_lexicon::{BothSigns, Formula, Phrases};
use serde::Serializer;
use std::path::PathBuf;
use svm_poly::Gamma;
use tweet_reader::{DateOrder, Encoding, UtcOffset};

/// A choice among some that have names.
pub(crate) trait Named: Copy + PartialEq + 'static {
    const NAMES: &'static [(&'static str, Self)];
    /// The names alone, as a key may hold them.
    const KIND: Kind;

    fn name(self) -> Option<&'static str> {
        let mut all = Self::NAMES.iter();
        all.find(|(_, choice)| *choice == self)
            .map(|&(name, _)| name)
    }
}

/// A field of the settings, as a [`Value`], and set to one that its key has allowed.
pub(crate) trait Field {
    fn shown(&self) -> Option<Value>;
    fn put(&mut self, value: Value);
}

macro_rules! named {
    ($($choice:ident { $($name:literal => $variant:ident),+ $(,)? })+) => {$(
        impl Named for $choice {
            const NAMES: &'static [(&'static str, Self)] = &[$(($name, Self::$variant)),+];
            const KIND: Kind = Kind::Word(&[$($name),+]);
        }

        impl Field for $choice {
            fn shown(&self) -> Option<Value> {
                self.name().map(|name| Value::Text(name.to_owned()))
            }

            fn put(&mut self, value: Value) {
                if let Value::Text(text) = value
                    && let Some((_, choice)) = Self::NAMES.iter().find(|(name, _)| *name == text)
                {
                    *self = *choice;
                }
            }
        }
    )+};
}

named! {
    TweetFormat {
        "found" => Found,
        "csv" => Csv,
        "tsv" => Tsv,
        "semicolons" => Semicolons,
        "jsonl" => Jsonl,
        "json" => Json,
        "parquet" => Parquet,
    }
    BadRows { "strict" => Strict, "count" => Count }
    DateOrder { "day-first" => DayFirst, "month-first" => MonthFirst }
    Retweets { "keep" => Keep, "drop" => Drop }
    Hashtags { "drop" => Drop, "keep" => KeepWord, "split" => SplitCamelCase }
    Emoji { "drop" => Drop, "keep" => Keep, "name" => Name }
    Digits { "drop" => Drop, "keep" => Keep, "reduplication" => KeepReduplication }
    Elongation { "keep" => Keep, "squeeze" => Squeeze }
    Rules { "sastrawi" => Sastrawi, "extended" => Extended }
    Advertisements { "keep" => Keep, "drop" => Drop }
    Formula { "study" => Study, "sum" => Sum, "mean" => Mean, "count" => Count }
    BothSigns {
        "sum" => Sum,
        "negative-wins" => NegativeWins,
        "positive-wins" => PositiveWins,
        "mean" => Mean,
        "drop" => Drop,
    }
    Phrases { "ignored" => Ignored, "longest-first" => LongestFirst }
    Grouping { "near" => Near, "exact" => Exact, "none" => None }
    FoldProtocol { "fresh" => Fresh, "carry-over" => CarryOver }
    ModelInput { "normalised" => Normalised, "raw" => Raw }
    Pooling { "mean" => Mean, "cls" => Cls, "pooler" => Pooler, "static" => Static }
}

macro_rules! counts {
    ($($count:ident)+) => {$(
        impl Field for $count {
            fn shown(&self) -> Option<Value> {
                Some(Value::Count(u64::try_from(*self).unwrap_or(u64::MAX)))
            }

            fn put(&mut self, value: Value) {
                if let Value::Count(count) = value {
                    *self = Self::try_from(count).unwrap_or(Self::MAX);
                }
            }
        }
    )+};
}

counts! { u32 u64 usize }

impl Field for bool {
    fn shown(&self) -> Option<Value> {
        Some(Value::Switch(*self))
    }

    fn put(&mut self, value: Value) {
        if let Value::Switch(on) = value {
            *self = on;
        }
    }
}

impl Field for f64 {
    fn shown(&self) -> Option<Value> {
        Some(Value::Number(*self))
    }

    fn put(&mut self, value: Value) {
        if let Value::Number(number) = value {
            *self = number;
        }
    }
}

impl Field for String {
    fn shown(&self) -> Option<Value> {
        Some(Value::Text(self.clone()))
    }

    fn put(&mut self, value: Value) {
        if let Value::Text(text) = value {
            *self = text;
        }
    }
}

impl Field for PathBuf {
    fn shown(&self) -> Option<Value> {
        Some(Value::Text(self.display().to_string()))
    }

    fn put(&mut self, value: Value) {
        if let Value::Text(path) = value {
            *self = path.into();
        }
    }
}

impl Field for Vec<PathBuf> {
    fn shown(&self) -> Option<Value> {
        let paths = self.iter().map(|path| path.display().to_string());
        Some(Value::List(paths.collect()))
    }

    fn put(&mut self, value: Value) {
        if let Value::List(paths) = value {
            *self = paths.into_iter().map(PathBuf::from).collect();
        }
    }
}

impl Field for Vec<BertVariant> {
    fn shown(&self) -> Option<Value> {
        Some(Value::List(self.iter().map(ToString::to_string).collect()))
    }

    fn put(&mut self, value: Value) {
        if let Value::List(variants) = value {
            *self = variants.iter().filter_map(|one| one.parse().ok()).collect();
        }
    }
}

impl Field for Vec<String> {
    fn shown(&self) -> Option<Value> {
        Some(Value::List(self.clone()))
    }

    fn put(&mut self, value: Value) {
        if let Value::List(texts) = value {
            *self = texts;
        }
    }
}

/// By its name in lower case.
impl Field for Option<Encoding> {
    fn shown(&self) -> Option<Value> {
        Some(self.map_or(Value::Unset, |encoding| {
            Value::Text(encoding.name().to_ascii_lowercase())
        }))
    }

    fn put(&mut self, value: Value) {
        *self = match value {
            Value::Text(name) => name.parse().ok(),
            _ => None,
        };
    }
}

/// As in ISO 8601.
impl Field for Option<UtcOffset> {
    fn shown(&self) -> Option<Value> {
        Some(self.map_or(Value::Unset, |offset| Value::Text(offset.to_string())))
    }

    fn put(&mut self, value: Value) {
        *self = match value {
            Value::Text(offset) => offset.parse().ok(),
            _ => None,
        };
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn shown(&self) -> Option<Value> {
        self.as_ref().map_or(Some(Value::Unset), Field::shown)
    }

    fn put(&mut self, value: Value) {
        *self = (value != Value::Unset).then(|| {
            let mut inner = T::default();
            inner.put(value);
            inner
        });
    }
}

impl Field for Gamma {
    fn shown(&self) -> Option<Value> {
        Some(match self {
            Self::Value(factor) => Value::Number(*factor),
            Self::Scale => Value::Text("scale".to_owned()),
            Self::Auto => Value::Text("auto".to_owned()),
        })
    }

    fn put(&mut self, value: Value) {
        match value {
            Value::Number(factor) => *self = Self::Value(factor),
            Value::Text(word) if word == "scale" => *self = Self::Scale,
            Value::Text(word) if word == "auto" => *self = Self::Auto,
            _ => {}
        }
    }
}

/// Serialises a choice by the word that a settings file has for it.
pub(crate) fn as_word<T: Named, S: Serializer>(
    choice: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match choice.name() {
        Some(name) => serializer.serialize_str(name),
        None => Err(serde::ser::Error::custom("a choice without a name")),
    }
}

/// Serialises the kernel's factor as a settings file has it: a number or a word.
pub(crate) fn as_factor<S: Serializer>(gamma: &Gamma, serializer: S) -> Result<S::Ok, S::Error> {
    match gamma {
        Gamma::Value(factor) => serializer.serialize_f64(*factor),
        Gamma::Scale | Gamma::Auto => serializer.collect_str(gamma),
    }
}
