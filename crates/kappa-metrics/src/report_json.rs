use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::{ClassificationReport, MetricsError};

/// The lines of a report that speak of all classes.
const SUMMARIES: [&str; 4] = ["accuracy", "micro avg", "macro avg", "weighted avg"];

/// A report that serialises as scikit-learn's `classification_report(..., output_dict=True)`: classes
/// by name, then `accuracy`, `macro avg` and `weighted avg`, with `f1-score` spelt so and supports
/// that are not whole numbers by type.
#[derive(Debug, Clone, Copy)]
pub struct ScikitLearnReport<'a> {
    report: &'a ClassificationReport,
}

#[derive(Serialize)]
struct Scores {
    precision: f64,
    recall: f64,
    #[serde(rename = "f1-score")]
    f1: f64,
    support: f64,
}

impl ClassificationReport {
    /// The report in the shape of scikit-learn's dictionary.
    ///
    /// # Errors
    ///
    /// [`MetricsError::ReservedLabel`] for a class named `accuracy`, `micro avg`, `macro avg` or
    /// `weighted avg`, which scikit-learn would overwrite. Two classes that are displayed alike are
    /// both written.
    pub fn scikit_learn(&self) -> Result<ScikitLearnReport<'_>, MetricsError> {
        let reserved = |label: &str| SUMMARIES.contains(&label);
        match self.classes.iter().find(|row| reserved(&row.label)) {
            Some(row) => Err(MetricsError::ReservedLabel {
                label: row.label.clone(),
            }),
            None => Ok(ScikitLearnReport { report: self }),
        }
    }
}

impl Serialize for ScikitLearnReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.report;
        let mut map = serializer.serialize_map(Some(report.classes.len() + 3))?;
        for row in &report.classes {
            let scores = Scores {
                precision: row.precision,
                recall: row.recall,
                f1: row.f1,
                support: row.support as f64,
            };
            map.serialize_entry(&row.label, &scores)?;
        }
        map.serialize_entry("accuracy", &report.accuracy)?;
        for (name, row) in [
            ("macro avg", &report.macro_avg),
            ("weighted avg", &report.weighted_avg),
        ] {
            let scores = Scores {
                precision: row.precision,
                recall: row.recall,
                f1: row.f1,
                support: row.support as f64,
            };
            map.serialize_entry(name, &scores)?;
        }
        map.end()
    }
}
