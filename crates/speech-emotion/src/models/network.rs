//! What a perceptron consists of, and the steps that it learns by.

use serde::{Deserialize, Serialize};

use super::storable::{Kind, Misfit, Storable, StoredModel, check_count, check_length, expect};
use super::{EmotionModel, check_columns};
use crate::random::SplitMix64;
use crate::{Emotion, EmotionError, FeatureTable};

/// Weights row by row of the input, `[inputs, outputs]`, then the biases, `[outputs]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layer {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) numbers: Vec<f32>,
}

impl Layer {
    pub(super) fn zeros(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            numbers: vec![0.0; (inputs + 1) * outputs],
        }
    }

    /// Glorot and Bengio's uniform weights, and biases alike, as scikit-learn draws them.
    pub(super) fn drawn(inputs: usize, outputs: usize, random: &mut SplitMix64) -> Self {
        let mut layer = Self::zeros(inputs, outputs);
        let bound = (6.0 / (inputs + outputs) as f64).sqrt();
        for number in &mut layer.numbers {
            *number = single(random.between(-bound, bound));
        }
        layer
    }

    /// Numbers beyond a million, as no training gives them, could make sums infinite.
    fn check_numbers(&self, key: &'static str) -> Result<(), Misfit> {
        let expected = (self.inputs.checked_add(1)).and_then(|n| n.checked_mul(self.outputs));
        check_length(key, expected, self.numbers.len())?;
        let wrong = self
            .numbers
            .iter()
            .find(|number| !(-1e6..=1e6).contains(*number));
        expect(wrong.is_none(), key, "from -1e6 to 1e6", || {
            wrong.map(ToString::to_string).unwrap_or_default()
        })
    }

    pub(super) fn weights(&self) -> std::slice::ChunksExact<'_, f32> {
        self.numbers[..self.inputs * self.outputs].chunks_exact(self.outputs)
    }

    fn biases(&self) -> &[f32] {
        &self.numbers[self.inputs * self.outputs..]
    }

    /// `out = biases + input weights`; inputs that are 0 cost nothing.
    fn forward(&self, input: &[f32], out: &mut [f32]) {
        out.copy_from_slice(self.biases());
        for (value, weights) in input.iter().zip(self.weights()) {
            if *value != 0.0 {
                add_scaled(out, *value, weights);
            }
        }
    }

    /// Adds the gradient of one row: `input' delta` and `delta`.
    pub(super) fn add_gradient(&mut self, input: &[f32], delta: &[f32]) {
        let (weights, biases) = self.numbers.split_at_mut(self.inputs * self.outputs);
        for (value, weights) in input.iter().zip(weights.chunks_exact_mut(self.outputs)) {
            if *value != 0.0 {
                add_scaled(weights, *value, delta);
            }
        }
        add_scaled(biases, 1.0, delta);
    }

    pub(super) fn squares(&self) -> f32 {
        let weights = &self.numbers[..self.inputs * self.outputs];
        weights.iter().map(|weight| weight * weight).sum()
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) classes: Vec<Emotion>,
    pub(super) hidden: Layer,
    pub(super) output: Layer,
}

impl Network {
    /// The hidden units and the probabilities of one row.
    pub(super) fn forward(&self, row: &[f32], hidden: &mut [f32], probabilities: &mut [f32]) {
        self.hidden.forward(row, hidden);
        for unit in hidden.iter_mut() {
            *unit = unit.max(0.0);
        }
        self.output.forward(hidden, probabilities);
        let largest = probabilities.iter().copied().fold(f32::MIN, f32::max);
        let mut sum = 0.0;
        for value in probabilities.iter_mut() {
            *value = (*value - largest).exp();
            sum += *value;
        }
        for value in probabilities.iter_mut() {
            *value /= sum;
        }
    }
}

/// Adam (Kingma and Ba, 2015), its moments for the numbers of one layer.
pub(super) struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Adam {
    pub(super) const BETA: (f32, f32) = (0.9, 0.999);
    const EPSILON: f32 = 1e-8;

    pub(super) fn new(layer: &Layer) -> Self {
        Self {
            first: vec![0.0; layer.numbers.len()],
            second: vec![0.0; layer.numbers.len()],
        }
    }

    pub(super) fn step(&mut self, layer: &mut Layer, gradient: &Layer, rate: f32) {
        let moments = self.first.iter_mut().zip(&mut self.second);
        let numbers = layer.numbers.iter_mut().zip(&gradient.numbers);
        for ((first, second), (number, slope)) in moments.zip(numbers) {
            *first = Self::BETA.0 * *first + (1.0 - Self::BETA.0) * slope;
            *second = Self::BETA.1 * *second + (1.0 - Self::BETA.1) * slope * slope;
            *number -= rate * *first / (second.sqrt() + Self::EPSILON);
        }
    }
}

impl EmotionModel for Network {
    fn classes(&self) -> &[Emotion] {
        &self.classes
    }

    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
        check_columns(self.hidden.inputs, features)?;
        let mut hidden = vec![0.0; self.hidden.outputs];
        let mut output = vec![0.0; self.classes.len()];
        let mut probabilities = Vec::with_capacity(features.rows() * output.len());
        for row in features.values().chunks_exact(features.columns()) {
            let row: Vec<f32> = row.iter().map(|&value| single(value)).collect();
            self.forward(&row, &mut hidden, &mut output);
            // Divided once more in f64, so that a row adds up to 1.
            let sum: f64 = output.iter().map(|&value| f64::from(value)).sum();
            probabilities.extend(output.iter().map(|&value| f64::from(value) / sum));
        }
        Ok(probabilities)
    }

    fn stored(&self) -> Option<StoredModel> {
        StoredModel::new(Kind::Perceptron, self)
    }
}

impl Storable for Network {
    fn check(&self, columns: usize) -> Result<(), Misfit> {
        let (hidden, output) = (&self.hidden, &self.output);
        check_count("hidden.inputs", columns, hidden.inputs)?;
        expect(hidden.outputs > 0, "hidden.outputs", "at least 1", || {
            "0".to_owned()
        })?;
        hidden.check_numbers("hidden.numbers")?;
        check_count("output.inputs", hidden.outputs, output.inputs)?;
        check_count("output.outputs", self.classes.len(), output.outputs)?;
        output.check_numbers("output.numbers")
    }
}

/// `target += factor * row`.
fn add_scaled(target: &mut [f32], factor: f32, row: &[f32]) {
    for (target, value) in target.iter_mut().zip(row) {
        *target += factor * value;
    }
}

/// Single precision holds features well enough for a network. A scaled feature is far below a
/// million; what is beyond counts as one, so that no sum leaves the range.
#[allow(
    clippy::cast_possible_truncation,
    reason = "rounding is what is asked for"
)]
pub(super) fn single(value: f64) -> f32 {
    value.clamp(-1e6, 1e6) as f32
}
