//! What rows cost, with first and second derivatives.

/// The losses of all rows, as functions of their scores.
pub(crate) trait RowLoss {
    /// Scores that a row has.
    fn planes(&self) -> usize;

    /// The sum of the factors on the losses of the rows.
    fn total_weight(&self) -> f64;

    /// The loss of a row. Its scores become the derivatives by them, and `self` keeps what
    /// [`curve`](Self::curve) needs.
    fn slope(&mut self, row: usize, scores: &mut [f64]) -> f64;

    /// The second derivative at the scores last seen by [`slope`](Self::slope), times a
    /// direction, in its place.
    fn curve(&self, row: usize, direction: &mut [f64]);
}

/// `weight * ln(1 + exp(-score))` for rows of the second class, with `-score` for the first.
#[derive(Debug)]
pub(crate) struct Binary {
    second: Vec<bool>,
    weights: Vec<f64>,
    curvatures: Vec<f64>,
}

impl Binary {
    pub(crate) fn new(second: Vec<bool>, weights: Vec<f64>) -> Self {
        let curvatures = vec![0.0; second.len()];
        Self {
            second,
            weights,
            curvatures,
        }
    }
}

impl RowLoss for Binary {
    fn planes(&self) -> usize {
        1
    }

    fn total_weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn slope(&mut self, row: usize, scores: &mut [f64]) -> f64 {
        let (sign, weight) = (if self.second[row] { 1.0 } else { -1.0 }, self.weights[row]);
        let margin = sign * scores[0];
        // The exponential of a negative number cannot overflow.
        let small = (-margin.abs()).exp();
        let (loss, against) = if margin > 0.0 {
            (small.ln_1p(), small / (1.0 + small))
        } else {
            (small.ln_1p() - margin, 1.0 / (1.0 + small))
        };
        scores[0] = -sign * weight * against;
        self.curvatures[row] = weight * small / ((1.0 + small) * (1.0 + small));
        weight * loss
    }

    fn curve(&self, row: usize, direction: &mut [f64]) {
        direction[0] *= self.curvatures[row];
    }
}

/// `weight * (ln sum_k exp(score_k) - score_class)`.
#[derive(Debug)]
pub(crate) struct Softmax {
    planes: usize,
    classes: Vec<usize>,
    weights: Vec<f64>,
    probabilities: Vec<f64>,
}

impl Softmax {
    pub(crate) fn new(planes: usize, classes: Vec<usize>, weights: Vec<f64>) -> Self {
        let probabilities = vec![0.0; classes.len() * planes];
        Self {
            planes,
            classes,
            weights,
            probabilities,
        }
    }
}

impl RowLoss for Softmax {
    fn planes(&self) -> usize {
        self.planes
    }

    fn total_weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn slope(&mut self, row: usize, scores: &mut [f64]) -> f64 {
        let (class, weight) = (self.classes[row], self.weights[row]);
        let own = scores[class];
        let logarithm = softmax(scores);
        self.probabilities[row * self.planes..][..self.planes].copy_from_slice(scores);
        scores[class] -= 1.0;
        scores.iter_mut().for_each(|slope| *slope *= weight);
        weight * (logarithm - own)
    }

    fn curve(&self, row: usize, direction: &mut [f64]) {
        let probabilities = &self.probabilities[row * self.planes..][..self.planes];
        let mean: f64 = (probabilities.iter().zip(&*direction))
            .map(|(p, d)| p * d)
            .sum();
        for (direction, probability) in direction.iter_mut().zip(probabilities) {
            *direction = self.weights[row] * probability * (*direction - mean);
        }
    }
}

/// Turns scores into probabilities and gives `ln sum_k exp(score_k)`.
pub(crate) fn softmax(scores: &mut [f64]) -> f64 {
    let greatest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - greatest).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    greatest + sum.ln()
}

/// `weight * max(0, 1 - score)^2` for rows of one class, with `-score` for the rest.
#[derive(Debug)]
pub(crate) struct SquaredHinge {
    own: Vec<bool>,
    weights: Vec<f64>,
    beyond: Vec<bool>,
}

impl SquaredHinge {
    pub(crate) fn new(own: Vec<bool>, weights: Vec<f64>) -> Self {
        let beyond = vec![false; own.len()];
        Self {
            own,
            weights,
            beyond,
        }
    }
}

impl RowLoss for SquaredHinge {
    fn planes(&self) -> usize {
        1
    }

    fn total_weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn slope(&mut self, row: usize, scores: &mut [f64]) -> f64 {
        let (sign, weight) = (if self.own[row] { 1.0 } else { -1.0 }, self.weights[row]);
        let lack = (1.0 - sign * scores[0]).max(0.0);
        self.beyond[row] = lack <= 0.0;
        scores[0] = -2.0 * sign * weight * lack;
        weight * lack * lack
    }

    fn curve(&self, row: usize, direction: &mut [f64]) {
        direction[0] *= if self.beyond[row] {
            0.0
        } else {
            2.0 * self.weights[row]
        };
    }
}
