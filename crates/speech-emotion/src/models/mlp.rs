//! A perceptron with one hidden layer.

use super::network::{Adam, Layer, Network, single};
use super::{Coded, EmotionModel, Learner};
use crate::random::SplitMix64;
use crate::{Emotion, EmotionError, FeatureTable};

/// A multilayer perceptron with the defaults of scikit-learn's `MLPClassifier`: one hidden layer
/// of rectified linear units, softmax, Adam on shuffled batches, training until the loss has not
/// fallen by `tolerance` for `patience` epochs.
///
/// Sums are taken in single precision and one order, so that a seed gives one model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mlp {
    /// Hidden units, at least 1. Default 100.
    pub hidden: usize,
    /// Adam's step, 1e-9 to 1. Default 0.001.
    pub learning_rate: f32,
    /// Half the factor of the squared weights, 0 to 1. Default 0.0001.
    pub penalty: f32,
    /// Rows of a step, at least 1. Default 200.
    pub batch: usize,
    /// Most passes over the rows, at least 1. Default 200.
    pub epochs: usize,
    /// What the loss must fall by to count, 0 to 1. Default 0.0001.
    pub tolerance: f32,
    /// Epochs without such a fall before training ends. Default 10.
    pub patience: usize,
    /// Default 0.
    pub seed: u64,
}

impl Default for Mlp {
    fn default() -> Self {
        Self {
            hidden: 100,
            learning_rate: 1e-3,
            penalty: 1e-4,
            batch: 200,
            epochs: 200,
            tolerance: 1e-4,
            patience: 10,
            seed: 0,
        }
    }
}

impl Mlp {
    /// Sets [`hidden`](Self::hidden).
    #[must_use]
    pub fn with_hidden(self, hidden: usize) -> Self {
        Self { hidden, ..self }
    }

    /// Sets [`learning_rate`](Self::learning_rate).
    #[must_use]
    pub fn with_learning_rate(self, learning_rate: f32) -> Self {
        Self {
            learning_rate,
            ..self
        }
    }

    /// Sets [`penalty`](Self::penalty).
    #[must_use]
    pub fn with_penalty(self, penalty: f32) -> Self {
        Self { penalty, ..self }
    }

    /// Sets [`batch`](Self::batch).
    #[must_use]
    pub fn with_batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// Sets [`tolerance`](Self::tolerance).
    #[must_use]
    pub fn with_tolerance(self, tolerance: f32) -> Self {
        Self { tolerance, ..self }
    }

    /// Sets [`patience`](Self::patience).
    #[must_use]
    pub fn with_patience(self, patience: usize) -> Self {
        Self { patience, ..self }
    }

    /// Sets [`epochs`](Self::epochs).
    #[must_use]
    pub fn with_epochs(self, epochs: usize) -> Self {
        Self { epochs, ..self }
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    fn check(&self) -> Result<(), EmotionError> {
        for (field, value, least) in [
            ("hidden", self.hidden as f64, 1.0),
            ("batch", self.batch as f64, 1.0),
            ("epochs", self.epochs as f64, 1.0),
            ("learning_rate", f64::from(self.learning_rate), 1e-9),
            ("penalty", f64::from(self.penalty), 0.0),
            ("tolerance", f64::from(self.tolerance), 0.0),
        ] {
            let most = if least < 1.0 {
                1.0
            } else {
                f64::from(u32::MAX)
            };
            if !(least..=most).contains(&value) {
                return Err(EmotionError::OutOfRange {
                    field,
                    least,
                    most,
                    value,
                });
            }
        }
        Ok(())
    }
}

impl Learner for Mlp {
    fn name(&self) -> String {
        format!("MLP, {} hidden units", self.hidden)
    }

    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError> {
        self.check()?;
        let coded = Coded::new(features, labels)?;
        let mut random = SplitMix64::new(self.seed);
        let classes = coded.classes.len();
        let mut network = Network {
            hidden: Layer::drawn(features.columns(), self.hidden, &mut random),
            output: Layer::drawn(self.hidden, classes, &mut random),
            classes: coded.classes,
        };
        let rows: Vec<f32> = features
            .values()
            .iter()
            .map(|&value| single(value))
            .collect();
        let mut moments = (Adam::new(&network.hidden), Adam::new(&network.output));
        let mut order: Vec<usize> = (0..labels.len()).collect();
        let (mut steps, mut best, mut idle) = (0_u16, f32::INFINITY, 0);
        for _ in 0..self.epochs {
            random.shuffle(&mut order);
            let mut loss = 0.0;
            for batch in order.chunks(self.batch) {
                let mut slopes = (
                    Layer::zeros(features.columns(), self.hidden),
                    Layer::zeros(self.hidden, classes),
                );
                loss += self.batch_loss(&network, &rows, &coded.places, batch, &mut slopes);
                steps = steps.saturating_add(1);
                let (beta, t) = (Adam::BETA, f32::from(steps));
                let rate =
                    self.learning_rate * (1.0 - beta.1.powf(t)).sqrt() / (1.0 - beta.0.powf(t));
                moments.0.step(&mut network.hidden, &slopes.0, rate);
                moments.1.step(&mut network.output, &slopes.1, rate);
            }
            loss /= labels.len() as f32;
            idle = if loss > best - self.tolerance {
                idle + 1
            } else {
                0
            };
            best = best.min(loss);
            if idle > self.patience {
                break;
            }
        }
        Ok(Box::new(network))
    }
}

impl Mlp {
    /// The loss of a batch times its rows, and its gradient: cross entropy and
    /// `penalty |weights|^2 / (2 rows)`.
    fn batch_loss(
        &self,
        network: &Network,
        rows: &[f32],
        places: &[usize],
        batch: &[usize],
        slopes: &mut (Layer, Layer),
    ) -> f32 {
        let columns = network.hidden.inputs;
        let mut hidden = vec![0.0; self.hidden];
        let mut back = vec![0.0; self.hidden];
        let mut output = vec![0.0; network.classes.len()];
        let mut loss = 0.0;
        for &row in batch {
            let input = &rows[row * columns..][..columns];
            network.forward(input, &mut hidden, &mut output);
            loss -= output[places[row]].max(f32::MIN_POSITIVE).ln();
            // The slope of the cross entropy by the logits is p - y.
            output[places[row]] -= 1.0;
            slopes.1.add_gradient(&hidden, &output);
            for ((back, unit), weights) in
                back.iter_mut().zip(&hidden).zip(network.output.weights())
            {
                let sum: f32 = weights.iter().zip(&output).map(|(w, d)| w * d).sum();
                *back = if *unit > 0.0 { sum } else { 0.0 };
            }
            slopes.0.add_gradient(input, &back);
        }
        let share = 1.0 / batch.len() as f32;
        for (slope, layer) in [
            (&mut slopes.0, &network.hidden),
            (&mut slopes.1, &network.output),
        ] {
            let weights = layer.inputs * layer.outputs;
            for (at, (slope, number)) in slope.numbers.iter_mut().zip(&layer.numbers).enumerate() {
                let decay = if at < weights {
                    self.penalty * number
                } else {
                    0.0
                };
                *slope = (*slope + decay) * share;
            }
        }
        loss + self.penalty / 2.0 * (network.hidden.squares() + network.output.squares())
    }
}
