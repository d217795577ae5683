//! Stopping when the validation rows no longer gain.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::EpochRecord;
use crate::ModelError;

/// What is watched on the validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StopMetric {
    /// Mean cross-entropy; lower is better.
    ValidLoss,
    /// Share of rows classified rightly; higher is better.
    Accuracy,
    /// Mean over classes of F1; higher is better.
    MacroF1,
}

impl StopMetric {
    /// The figure of an epoch, turned so that higher is better.
    fn of(self, record: &EpochRecord) -> Option<f64> {
        match self {
            Self::ValidLoss => record.valid_loss.map(|loss| -loss),
            Self::Accuracy => record.valid_accuracy,
            Self::MacroF1 => record.valid_macro_f1,
        }
    }
}

impl fmt::Display for StopMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ValidLoss => "valid-loss",
            Self::Accuracy => "accuracy",
            Self::MacroF1 => "macro-f1",
        })
    }
}

/// Stop after `patience` epochs in a row that do not beat the best one.
///
/// ```
/// use encoder_burn::training::{EarlyStopping, StopMetric};
///
/// let rule: EarlyStopping = "macro-f1:2".parse()?;
/// assert_eq!((rule.metric, rule.patience), (StopMetric::MacroF1, 2));
/// # Ok::<(), encoder_burn::ModelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct EarlyStopping {
    /// What is watched.
    pub metric: StopMetric,
    /// Epochs without gain that are borne, at least 1.
    pub patience: usize,
}

impl FromStr for EarlyStopping {
    type Err = ModelError;

    fn from_str(text: &str) -> Result<Self, ModelError> {
        let parse = || {
            let (metric, patience) = text.split_once(':')?;
            let metric = match metric {
                "valid-loss" => StopMetric::ValidLoss,
                "accuracy" => StopMetric::Accuracy,
                "macro-f1" => StopMetric::MacroF1,
                _ => return None,
            };
            let patience = patience.parse().ok()?;
            Some(Self { metric, patience })
        };
        parse().ok_or_else(|| ModelError::InvalidSetting {
            name: "early_stopping",
            expected: "`valid-loss`, `accuracy` or `macro-f1`, a colon and a number of epochs",
            got: text.to_owned(),
        })
    }
}

impl fmt::Display for EarlyStopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.metric, self.patience)
    }
}

/// What the epochs so far say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The best epoch, the first of equals.
    pub(super) best: usize,
    pub(super) stop: bool,
}

impl EarlyStopping {
    /// A pure function of the history, so that a resumed training needs no state for it. `None`
    /// before the first epoch.
    pub(super) fn judge(self, epochs: &[EpochRecord]) -> Option<Verdict> {
        let mut best: Option<(usize, f64)> = None;
        for record in epochs {
            let figure = self.metric.of(record)?;
            if best.is_none_or(|(_, highest)| figure > highest) {
                best = Some((record.epoch, figure));
            }
        }
        let (best, _) = best?;
        Some(Verdict {
            best,
            stop: epochs.len() >= best.saturating_add(self.patience),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(losses: &[f64]) -> Vec<EpochRecord> {
        let record = |(i, &loss)| EpochRecord {
            epoch: i + 1,
            train_loss: 0.0,
            train_accuracy: 0.0,
            valid_loss: Some(loss),
            valid_accuracy: Some(loss),
            valid_macro_f1: None,
            seconds: 0.0,
        };
        losses.iter().enumerate().map(record).collect()
    }

    #[test]
    fn bears_as_many_epochs_without_gain_as_its_patience() {
        let rule: EarlyStopping = "valid-loss:2".parse().unwrap();
        let judge = |losses: &[f64]| rule.judge(&history(losses)).map(|v| (v.best, v.stop));
        assert_eq!(judge(&[]), None);
        assert_eq!(judge(&[0.5]), Some((1, false)));
        assert_eq!(judge(&[0.5, 0.6]), Some((1, false)));
        assert_eq!(judge(&[0.5, 0.6, 0.5]), Some((1, true)));
        assert_eq!(judge(&[0.5, 0.6, 0.4]), Some((3, false)));
        let rule: EarlyStopping = "accuracy:1".parse().unwrap();
        assert_eq!(
            rule.judge(&history(&[0.5, 0.4])),
            Some(Verdict {
                best: 1,
                stop: true
            })
        );
    }

    #[test]
    fn names_what_it_expects() {
        for text in ["f1:3", "accuracy", "accuracy:many"] {
            assert_eq!(
                text.parse::<EarlyStopping>().unwrap_err().to_string(),
                format!(
                    "early_stopping must be `valid-loss`, `accuracy` or `macro-f1`, a colon and a \
                     number of epochs, got {text}"
                )
            );
        }
    }
}
