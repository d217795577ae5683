//! Bringing features to one scale.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::models::{Misfit, check_length, expect};
use crate::{EmotionError, FeatureTable};

/// How features are scaled before a model sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Normalisation {
    /// Every feature to mean 0 and variance 1 over the training rows.
    Global,
    /// Every feature to mean 0 and variance 1 over all clips of its speaker.
    ///
    /// **Transductive**: of a speaker who is tested on, all clips must be at hand before the first
    /// is judged, though not their labels. Figures made with it do not hold for a stranger's
    /// single recording.
    PerSpeakerTransductive,
    /// Not at all: features as they are, or a model that has none.
    None,
}

impl fmt::Display for Normalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Global => "global",
            Self::PerSpeakerTransductive => "per speaker, transductive",
            Self::None => "none",
        })
    }
}

/// Means and deviations of the columns of some rows.
///
/// ```
/// use speech_emotion::{EmotionError, FeatureTable, Scaler};
///
/// let table = FeatureTable::new(vec!["pitch".into()], vec![100.0, 300.0])?;
/// let scaled = Scaler::fit(&table)?.apply(&table)?;
/// assert_eq!(scaled.values(), [-1.0, 1.0]);
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    means: Vec<f64>,
    /// 1 for a column that does not vary, which becomes 0.
    deviations: Vec<f64>,
}

impl Scaler {
    /// Population means and deviations, as scikit-learn's `StandardScaler` has them.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Empty`] for a table without rows.
    pub fn fit(table: &FeatureTable) -> Result<Self, EmotionError> {
        if table.rows() == 0 {
            return Err(EmotionError::Empty {
                what: "row to scale by",
            });
        }
        let count = table.rows() as f64;
        let rows = || table.values().chunks_exact(table.columns());
        let mut means = vec![0.0; table.columns()];
        for row in rows() {
            for (mean, value) in means.iter_mut().zip(row) {
                *mean += value / count;
            }
        }
        let mut deviations = vec![0.0; table.columns()];
        for row in rows() {
            for ((sum, value), mean) in deviations.iter_mut().zip(row).zip(&means) {
                *sum += (value - mean) * (value - mean) / count;
            }
        }
        for (deviation, mean) in deviations.iter_mut().zip(&means) {
            *deviation = deviation.sqrt();
            // What rounding leaves of a column without variance is none.
            if *deviation <= 16.0 * f64::EPSILON * mean.abs() {
                *deviation = 1.0;
            }
        }
        Ok(Self { means, deviations })
    }

    /// Checks what was read from a file: both lists as long as a row, deviations above 0.
    pub(crate) fn check(&self, columns: usize) -> Result<(), Misfit> {
        check_length("scaler.means", Some(columns), self.means.len())?;
        check_length("scaler.deviations", Some(columns), self.deviations.len())?;
        let wrong = self.deviations.iter().find(|value| **value <= 0.0);
        expect(wrong.is_none(), "scaler.deviations", "above 0", || {
            wrong.map(ToString::to_string).unwrap_or_default()
        })
    }

    /// The rows of a table, scaled.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Count`] where the table has other columns than the one fitted on.
    pub fn apply(&self, table: &FeatureTable) -> Result<FeatureTable, EmotionError> {
        if table.columns() != self.means.len() {
            return Err(EmotionError::Count {
                what: "features",
                expected: self.means.len(),
                got: table.columns(),
            });
        }
        let mut scaled = table.clone();
        for row in scaled.rows_mut() {
            for ((value, mean), deviation) in row.iter_mut().zip(&self.means).zip(&self.deviations)
            {
                *value = (*value - mean) / deviation;
            }
        }
        Ok(scaled)
    }
}

/// Scales the rows of every speaker by that speaker's own rows: transductive, see
/// [`Normalisation::PerSpeakerTransductive`].
///
/// # Errors
///
/// [`EmotionError::Count`] unless there is one speaker a row.
pub fn scale_per_speaker<S: AsRef<str>>(
    table: &FeatureTable,
    speakers: &[S],
) -> Result<FeatureTable, EmotionError> {
    if speakers.len() != table.rows() {
        return Err(EmotionError::Count {
            what: "speakers",
            expected: table.rows(),
            got: speakers.len(),
        });
    }
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, speaker) in speakers.iter().enumerate() {
        rows_of.entry(speaker.as_ref()).or_default().push(row);
    }
    let mut scalers = BTreeMap::new();
    for (speaker, rows) in &rows_of {
        scalers.insert(*speaker, Scaler::fit(&table.select(rows)?)?);
    }
    let mut scaled = table.clone();
    for (row, speaker) in scaled.rows_mut().zip(speakers) {
        let Scaler { means, deviations } = &scalers[speaker.as_ref()];
        for ((value, mean), deviation) in row.iter_mut().zip(means).zip(deviations) {
            *value = (*value - mean) / deviation;
        }
    }
    Ok(scaled)
}
