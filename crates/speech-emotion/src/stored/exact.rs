//! Numbers that come back bit by bit.
//!
//! `serde_json` may read a number one unit in the last place off, unless a feature is on that
//! reaches every crate of a build. So floats are stored as text, which Rust reads exactly: a
//! number as `"1.5e0"`, a list of them as `"[1.5e0 -2e-3]"`.

use serde_json::{Number, Value};

/// Replaces floats, and lists of nothing else, by text.
pub(super) fn to_text(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::String(digits(&number)),
        Value::Array(items) => match all_digits(&items) {
            Some(list) => Value::String(format!("[{}]", list.join(" "))),
            None => Value::Array(items.into_iter().map(to_text).collect()),
        },
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, v)| (key, to_text(v)))
            .collect(),
        other => other,
    }
}

/// Takes back [`to_text`]. Text that is no number, or not a finite one, stays text.
pub(super) fn from_text(value: Value) -> Value {
    match value {
        Value::String(text) => floats(&text).unwrap_or(Value::String(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(from_text).collect()),
        Value::Object(fields) => (fields.into_iter())
            .map(|(key, value)| (key, from_text(value)))
            .collect(),
        other => other,
    }
}

/// The fewest digits that tell a number from all others.
fn digits(number: &Number) -> String {
    number
        .as_f64()
        .map_or_else(String::new, |value| format!("{value:e}"))
}

/// `None` for an empty list, or one of other things.
fn all_digits(items: &[Value]) -> Option<Vec<String>> {
    let digits = items.iter().map(|item| match item {
        Value::Number(number) if number.is_f64() => Some(digits(number)),
        _ => None,
    });
    digits
        .collect::<Option<Vec<_>>>()
        .filter(|list| !list.is_empty())
}

fn floats(text: &str) -> Option<Value> {
    match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(list) => list
            .split(' ')
            .map(float)
            .collect::<Option<_>>()
            .map(Value::Array),
        None => float(text),
    }
}

fn float(text: &str) -> Option<Value> {
    text.parse()
        .ok()
        .and_then(Number::from_f64)
        .map(Value::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn looks_as_described() {
        let value = json!({"a": 1.5, "b": [1.5, -0.002], "c": [1, 2], "d": [[0.0], []], "e": "x"});
        let text = json!({
            "a": "1.5e0", "b": "[1.5e0 -2e-3]", "c": [1, 2], "d": ["[0e0]", []], "e": "x"
        });
        assert_eq!(to_text(value.clone()), text);
        assert_eq!(from_text(text), value);
    }

    #[test]
    fn what_is_no_finite_number_stays_text() {
        for text in ["nan", "inf", "1e999", "", "[]", "[1 2", "[1  2]", "[1 x]"] {
            assert_eq!(from_text(json!(text)), json!(text));
        }
    }

    proptest! {
        #[test]
        fn every_bit_comes_back(bits: u64, more in prop::collection::vec(any::<f32>(), 1..4)) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite() && more.iter().all(|value| value.is_finite()));
            let written = serde_json::to_string(&to_text(json!([value]))).unwrap();
            let read: Vec<f64> =
                serde_json::from_value(from_text(serde_json::from_str(&written).unwrap())).unwrap();
            prop_assert_eq!(read[0].to_bits(), bits);
            let read: Vec<f32> = serde_json::from_value(from_text(to_text(json!(more)))).unwrap();
            for (before, after) in more.iter().zip(&read) {
                prop_assert_eq!(before.to_bits(), after.to_bits());
            }
        }
    }
}
