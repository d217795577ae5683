//! Rows that have a class: checks, loss and figures.

use burn::tensor::activation;
use burn::tensor::{Device, Tensor, TensorData};

use super::{Forward, Validation};
use crate::ModelError;

/// Refuses classes that a classifier cannot learn.
///
/// # Errors
///
/// A class that the model does not have, no rows, or a single class.
pub fn check_classes(train: &[usize], valid: &[usize], classes: usize) -> Result<(), ModelError> {
    for (set, rows) in [("training", train), ("validation", valid)] {
        if let Some(row) = rows.iter().position(|&class| class >= classes) {
            return Err(ModelError::ClassOutOfRange {
                set,
                row,
                class: rows[row],
                classes,
            });
        }
    }
    let Some(&first) = train.first() else {
        return Err(ModelError::NoTrainingRows);
    };
    if train.iter().all(|&class| class == first) {
        return Err(ModelError::OneClass {
            rows: train.len(),
            class: first,
        });
    }
    Ok(())
}

/// The loss of a classifier.
#[derive(Clone, Debug)]
pub struct CrossEntropy {
    /// What a row of each class counts.
    pub weights: Vec<f64>,
    /// Share of the target taken from the right class and spread over all classes.
    pub smoothing: f64,
}

impl CrossEntropy {
    /// What rows of these classes count together.
    pub fn weight(&self, classes: impl Iterator<Item = usize>) -> f64 {
        classes.map(|class| self.weights[class]).sum()
    }

    /// The loss of a batch, from its logits `[batch, classes]`.
    pub fn forward(&self, logits: Tensor<2>, classes: &[usize], device: &Device) -> Forward {
        let targets = self.targets(classes, device);
        let loss = (activation::log_softmax(logits.clone(), 1) * targets)
            .sum()
            .neg();
        let logits: Vec<f32> = logits.inner().into_data().iter::<f32>().collect();
        let rows = logits.chunks(self.weights.len());
        Forward {
            loss,
            hits: rows
                .zip(classes)
                .filter(|(row, class)| largest(row) == **class)
                .count(),
            answers: classes.len(),
        }
    }

    /// `w (1 - e)` at the right class, `e / classes` times its own weight at every class: with the
    /// division by the sum of `w`, PyTorch's `CrossEntropyLoss(weight, label_smoothing)`.
    fn targets(&self, classes: &[usize], device: &Device) -> Tensor<2> {
        let width = self.weights.len();
        let mut targets = Vec::with_capacity(classes.len() * width);
        for &right in classes {
            for (class, weight) in self.weights.iter().enumerate() {
                let share = if class == right {
                    1.0 - self.smoothing
                } else {
                    0.0
                };
                targets.push(narrow(weight * (share + self.smoothing / width as f64)));
            }
        }
        Tensor::from_data(TensorData::new(targets, [classes.len(), width]), device)
    }
}

impl Validation {
    /// The figures of logits, without weights or smoothing; `None` without rows.
    pub fn of_logits(logits: &[Vec<f32>], classes: &[usize]) -> Option<Self> {
        let width = logits.first()?.len();
        let loss: f64 = logits
            .iter()
            .zip(classes)
            .map(|(row, &class)| -log_softmax(row)[class])
            .sum();
        let predicted: Vec<usize> = logits.iter().map(|row| largest(row)).collect();
        let hits = predicted
            .iter()
            .zip(classes)
            .filter(|(p, c)| p == c)
            .count();
        let count = classes.len() as f64;
        Some(Self {
            loss: loss / count,
            accuracy: hits as f64 / count,
            macro_f1: Some(macro_f1(classes, &predicted, width)),
        })
    }
}

/// Index of the largest number, the first of equals.
pub fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if value > &values[best] {
            best = index;
        }
    }
    best
}

/// `log(softmax(logits))`, shifted by the largest logit so that nothing overflows.
pub fn log_softmax(logits: &[f32]) -> Vec<f64> {
    let peak = f64::from(logits[largest(logits)]);
    let shifted = logits.iter().map(|&logit| f64::from(logit) - peak);
    let log_sum = shifted.clone().map(f64::exp).sum::<f64>().ln();
    shifted.map(|logit| logit - log_sum).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "losses are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// Mean of `2 hits / (rows + predictions)` over the classes that have a row or a prediction.
fn macro_f1(classes: &[usize], predicted: &[usize], count: usize) -> f64 {
    let of = |list: &[usize], class| list.iter().filter(|&&other| other == class).count();
    let scores: Vec<f64> = (0..count)
        .filter_map(|class| {
            let seen = of(classes, class) + of(predicted, class);
            let pairs = classes.iter().zip(predicted);
            let hits = pairs.filter(|&pair| pair == (&class, &class)).count();
            (seen > 0).then(|| 2.0 * hits as f64 / seen as f64)
        })
        .collect();
    scores.iter().sum::<f64>() / scores.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One rounding of f32 a class.
    #[cfg(feature = "cpu")]
    const TOLERANCE: f32 = 1e-6;

    /// `torch.nn.functional.cross_entropy(logits, classes, weight=..., label_smoothing=...)` of
    /// PyTorch 2.15 on the logits and classes below.
    #[test]
    #[cfg(feature = "cpu")]
    fn weighs_and_smooths_as_pytorch_does() {
        let device = Device::flex();
        let classes = [2, 1];
        let cases: [(&[f64], f64, f32); 3] = [
            (&[1.0; 3], 0.0, 1.076_932_9),
            (&[1.0; 3], 0.1, 1.105_266_2),
            (&[0.5, 2.0, 1.0], 0.1, 1.243_214_7),
        ];
        for (weights, smoothing, expected) in cases {
            let task = CrossEntropy {
                weights: weights.to_vec(),
                smoothing,
            };
            let on_tape = device.clone().autodiff();
            let logits = Tensor::<2>::from_data([[0.2, -1.0, 0.7], [1.5, 0.3, -0.4]], &on_tape);
            let forward = task.forward(logits, &classes, &on_tape);
            assert_eq!((forward.hits, forward.answers), (1, 2));
            let weight = task.weight(classes.into_iter());
            let loss = forward.loss.into_scalar::<f32>() / narrow(weight);
            assert!((loss - expected).abs() < TOLERANCE, "{loss} {expected}");
        }
    }

    #[test]
    fn macro_f1_is_that_of_scikit_learn() {
        // f1_score([0, 0, 1, 2], [0, 1, 1, 1], average="macro"): (2/3 + 1/2 + 0) / 3.
        let score = macro_f1(&[0, 0, 1, 2], &[0, 1, 1, 1], 4);
        assert!((score - (2.0 / 3.0 + 0.5) / 3.0).abs() < 1e-12);
    }
}
