//! The names of the classes.

use std::collections::HashSet;

use crate::ModelError;

/// Class names in index order, each once, at least two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelMap(Vec<String>);

impl LabelMap {
    /// Takes the names in index order.
    ///
    /// # Errors
    ///
    /// [`ModelError::TooFewLabels`] or [`ModelError::RepeatedLabel`].
    pub fn new(labels: Vec<String>) -> Result<Self, ModelError> {
        if labels.len() < 2 {
            return Err(ModelError::TooFewLabels {
                count: labels.len(),
            });
        }
        let mut seen = HashSet::new();
        if let Some(label) = labels.iter().find(|label| !seen.insert(label.as_str())) {
            return Err(ModelError::RepeatedLabel {
                label: label.clone(),
            });
        }
        Ok(Self(labels))
    }

    /// `LABEL_0`, `LABEL_1` and so on: the names that transformers gives to unnamed classes.
    ///
    /// # Errors
    ///
    /// [`ModelError::TooFewLabels`].
    pub fn numbered(classes: usize) -> Result<Self, ModelError> {
        Self::new((0..classes).map(|class| format!("LABEL_{class}")).collect())
    }

    /// Whether these are the names of [`LabelMap::numbered`], which name nothing.
    pub fn is_numbered(&self) -> bool {
        self.0
            .iter()
            .enumerate()
            .all(|(class, name)| *name == format!("LABEL_{class}"))
    }

    /// The names in index order.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Index of a name.
    pub fn class(&self, label: &str) -> Option<usize> {
        self.0.iter().position(|known| known == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(names: &[&str]) -> Result<LabelMap, ModelError> {
        LabelMap::new(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn keeps_the_order() {
        let map = labels(&["negative", "neutral", "positive"]).unwrap();
        assert_eq!(map.class("neutral"), Some(1));
        assert_eq!(map.class("mixed"), None);
    }

    #[test]
    fn refuses_one_label_and_a_repeated_one() {
        let error = labels(&["only"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a classifier needs at least 2 labels, got 1"
        );
        let error = labels(&["a", "b", "a"]).unwrap_err();
        assert_eq!(error.to_string(), "label `a` is given twice");
    }
}
