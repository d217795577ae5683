//! What a key of a settings file holds.

use std::fmt;

/// The value of a key, checked by its [`Kind`](super::Kind). It displays as TOML.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// An optional key without a value: `false`.
    Unset,
    /// `true` or `false`.
    Switch(bool),
    /// A whole number.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// A text, a word among some, or a path.
    Text(String),
    /// Paths or texts.
    List(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("false"),
            Self::Switch(on) => on.fmt(f),
            Self::Count(count) => count.fmt(f),
            // With an exponent or a point, so that it is read as a number of this kind again.
            Self::Number(number) => write!(f, "{number:?}"),
            Self::Text(text) => quoted(text).fmt(f),
            Self::List(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                write!(f, "[{}]", texts.join(", "))
            }
        }
    }
}

/// A basic string of TOML on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if character.is_control() => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(character)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
