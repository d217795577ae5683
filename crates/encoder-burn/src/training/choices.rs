//! Choices of a training that are more than a number.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::ModelError;

/// What is kept between the forward and the backward pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activations {
    /// Everything that the backward pass needs.
    #[default]
    Keep,
    /// The results of products; what is cheap to compute is computed again. Burn's balanced
    /// strategy of gradient checkpointing: less memory, more time, the same gradients.
    Recompute,
}

/// What a row of each class counts in the training loss.
///
/// ```
/// use encoder_burn::training::ClassWeights;
///
/// assert_eq!("balanced".parse::<ClassWeights>()?, ClassWeights::Balanced);
/// assert_eq!("1,2.5".parse::<ClassWeights>()?, ClassWeights::Given(vec![1.0, 2.5]));
/// # Ok::<(), encoder_burn::ModelError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeights {
    /// All rows count the same.
    #[default]
    Equal,
    /// `rows / (classes * rows of the class)`, as scikit-learn's `balanced`: all classes together
    /// count the same.
    Balanced,
    /// One weight a class in index order, each above 0.
    Given(Vec<f64>),
}

impl ClassWeights {
    /// One weight a class, where `rows` are the classes of the training rows.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] for weights that are not one positive number a class.
    pub fn resolve(&self, rows: &[usize], count: usize) -> Result<Vec<f64>, ModelError> {
        match self {
            Self::Equal => Ok(vec![1.0; count]),
            Self::Balanced => Ok((0..count)
                .map(|class| {
                    let own = rows.iter().filter(|&&row| row == class).count();
                    // A class without a row is never asked for its weight.
                    rows.len() as f64 / (count * own.max(1)) as f64
                })
                .collect()),
            Self::Given(weights) => {
                let usable = |weight: &f64| *weight > 0.0 && weight.is_finite();
                if weights.len() != count || !weights.iter().all(usable) {
                    return Err(ModelError::InvalidSetting {
                        name: "class_weights",
                        expected: "one number above 0 a class",
                        got: self.to_string(),
                    });
                }
                Ok(weights.clone())
            }
        }
    }
}

impl FromStr for ClassWeights {
    type Err = ModelError;

    fn from_str(text: &str) -> Result<Self, ModelError> {
        match text {
            "equal" | "none" => Ok(Self::Equal),
            "balanced" => Ok(Self::Balanced),
            _ => text
                .split(',')
                .map(|number| number.trim().parse())
                .collect::<Result<_, _>>()
                .map(Self::Given)
                .map_err(|_| ModelError::InvalidSetting {
                    name: "class_weights",
                    expected: "`none`, `balanced` or numbers with commas between",
                    got: text.to_owned(),
                }),
        }
    }
}

impl fmt::Display for ClassWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal => f.write_str("none"),
            Self::Balanced => f.write_str("balanced"),
            Self::Given(weights) => {
                let numbers: Vec<String> = weights.iter().map(f64::to_string).collect();
                f.write_str(&numbers.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balances_as_scikit_learn_does() {
        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2]).
        let rows = [0, 0, 0, 1, 2, 2];
        let weights = ClassWeights::Balanced.resolve(&rows, 3).unwrap();
        assert_eq!(weights, [6.0 / 9.0, 2.0, 1.0]);
        assert_eq!(ClassWeights::Equal.resolve(&rows, 3).unwrap(), [1.0; 3]);
    }

    #[test]
    fn refuses_what_it_cannot_use() {
        let message = |text: &str| {
            let weights: Result<ClassWeights, _> = text.parse();
            weights
                .and_then(|weights| weights.resolve(&[0, 1], 2))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            message("1,2,3"),
            "class_weights must be one number above 0 a class, got 1,2,3"
        );
        assert_eq!(
            message("1,-2"),
            "class_weights must be one number above 0 a class, got 1,-2"
        );
        assert_eq!(
            message("even"),
            "class_weights must be `none`, `balanced` or numbers with commas between, got even"
        );
    }
}
