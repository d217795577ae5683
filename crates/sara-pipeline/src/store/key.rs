//! What a stage's output depends on.

use super::Digest;
use serde_json::{Value, json};

/// Everything that decides what a stage gives, and the SHA-256 of it: the stage's name and format, the version of the program, the
/// settings that the stage reads, and the keys of the stages that it builds on.
///
/// No path is in it: a file counts by its content, which stands in the settings where the path stood. How many threads work is not in it
/// either: with more than one, the last digits of a trained weight differ from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    stage: String,
    made_of: Value,
    digest: String,
}

/// Goes up when the layout of any stage's files changes.
const FORMAT: u32 = 2;

impl Key {
    /// The key of a stage with these settings, which builds on others.
    pub(crate) fn new(stage: impl Into<String>, settings: Value, builds_on: &[&Self]) -> Self {
        let stage = stage.into();
        let builds_on: Vec<&str> = builds_on.iter().map(|key| key.digest.as_str()).collect();
        let mut made_of = json!({
            "stage": stage,
            "format": FORMAT,
            "program": env!("CARGO_PKG_VERSION"),
            "settings": settings,
            "builds_on": builds_on,
        });
        // The order of a structure's fields says nothing.
        made_of.sort_all_objects();
        let mut digest = Digest::default();
        digest.add(made_of.to_string().as_bytes());
        Self {
            digest: digest.text(),
            stage,
            made_of,
        }
    }

    /// The stage's name.
    pub(crate) fn stage(&self) -> &str {
        &self.stage
    }

    /// 64 hexadecimal digits.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// What the digest was taken of.
    pub(crate) fn made_of(&self) -> &Value {
        &self.made_of
    }

    /// The name of the stage's folder.
    pub(crate) fn folder_name(&self) -> String {
        format!("{}-{}", self.stage, &self.digest[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts_and_the_order_of_fields_does_not() {
        let key = |stage: &str, settings, on: &[&Key]| Key::new(stage, settings, on).digest;
        let base = Key::new("base", json!({}), &[]);
        let plain = key("a", json!({"x": 1, "y": [1, 2]}), &[]);
        assert_eq!(plain, key("a", json!({"y": [1, 2], "x": 1}), &[]));
        assert_ne!(plain, key("b", json!({"x": 1, "y": [1, 2]}), &[]));
        assert_ne!(plain, key("a", json!({"x": 1, "y": [2, 1]}), &[]));
        assert_ne!(plain, key("a", json!({"x": 1, "y": [1, 2]}), &[&base]));
    }
}
