//! The probability of a class against another.

use crate::SvmError;

/// Newton steps; a handful is usual.
const MAX_STEPS: u32 = 100;
/// Largest gradient accepted, a row. Decision values are divided by the largest of them before,
/// so that the gradient has no unit.
const GRADIENT: f64 = 1e-12;
/// Keeps the curvature above 0 where all decision values are equal.
const RIDGE: f64 = 1e-12;
/// Decision values that are all smaller count as 0: a slope for them would be infinite.
const LEAST_SCALE: f64 = 1e-290;
/// Share of the decrease foretold by the slope that a step must bring.
const SUFFICIENT_DECREASE: f64 = 1e-4;
/// The shortest step that is tried.
const LEAST_STEP: f64 = 1e-10;

/// `P(first class | f) = 1 / (1 + exp(slope f + intercept))` for the decision value `f` of a
/// pair: J. Platt, "Probabilistic outputs for support vector machines" (1999).
///
/// The slope is below 0 where larger values speak for the first class.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PlattScaling {
    /// Platt's `A`, libsvm's `probA`.
    pub slope: f64,
    /// Platt's `B`, libsvm's `probB`.
    pub intercept: f64,
}

impl PlattScaling {
    /// Fits the scaling to the decision values of rows of the first class and of the second.
    ///
    /// The targets are Platt's: `(n + 1) / (n + 2)` for the `n` rows of the first class and
    /// `1 / (m + 2)` for the `m` rows of the second, so that a clean separation does not ask
    /// for an infinite slope. Values that are all below 1e-290 count as 0, and the scaling gives
    /// the share of the first class.
    ///
    /// # Errors
    ///
    /// [`SvmError::NonFiniteDecision`]; rows of the second class count on after those of the
    /// first.
    pub fn fit(first: &[f64], second: &[f64]) -> Result<Self, SvmError> {
        match (first.iter().chain(second)).position(|value| !value.is_finite()) {
            None => Ok(Self::solve(first, second)),
            Some(row) => Err(SvmError::NonFiniteDecision {
                row,
                pair: 0,
                value: first
                    .get(row)
                    .copied()
                    .unwrap_or_else(|| second[row - first.len()]),
            }),
        }
    }

    /// The probability of the first class at a decision value.
    #[must_use]
    pub fn probability(&self, decision: f64) -> f64 {
        logistic(self.slope * decision + self.intercept)
    }

    pub(super) fn is_finite(&self) -> bool {
        self.slope.is_finite() && self.intercept.is_finite()
    }

    /// Newton's method with backtracking: H.-T. Lin, C.-J. Lin and R. C. Weng, "A note on
    /// Platt's probabilistic outputs for support vector machines", Machine Learning 68 (2007),
    /// 267-276.
    pub(super) fn solve(first: &[f64], second: &[f64]) -> Self {
        let (n, m) = (first.len() as f64, second.len() as f64);
        let largest = (first.iter().chain(second)).fold(0.0, |a: f64, b| a.max(b.abs()));
        let scale = if largest >= LEAST_SCALE { largest } else { 1.0 };
        let (high, low) = ((n + 1.0) / (n + 2.0), 1.0 / (m + 2.0));
        let rows: Vec<(f64, f64)> = (first.iter().map(|f| (f / scale, high)))
            .chain(second.iter().map(|f| (f / scale, low)))
            .collect();

        let (mut slope, mut intercept) = (0.0, ((m + 1.0) / (n + 1.0)).ln());
        let mut loss = cross_entropy(&rows, slope, intercept);
        for _ in 0..MAX_STEPS {
            let newton = Newton::at(&rows, slope, intercept);
            let (by_slope, by_intercept) = newton.gradient;
            if by_slope.abs().max(by_intercept.abs()) <= GRADIENT * rows.len() as f64 {
                break;
            }
            let (slope_step, intercept_step) = newton.step();
            let descent = by_slope * slope_step + by_intercept * intercept_step;
            let mut length = 1.0;
            let next = loop {
                let (a, b) = (
                    slope + length * slope_step,
                    intercept + length * intercept_step,
                );
                let reached = cross_entropy(&rows, a, b);
                if reached < loss + SUFFICIENT_DECREASE * length * descent {
                    break Some((a, b, reached));
                }
                length /= 2.0;
                if length < LEAST_STEP {
                    break None;
                }
            };
            // No step is left whose gain `f64` could see: this is the minimum.
            let Some(next) = next else { break };
            (slope, intercept, loss) = next;
        }
        Self {
            slope: slope / scale,
            intercept,
        }
    }
}

/// Gradient and second derivatives of the cross entropy.
struct Newton {
    gradient: (f64, f64),
    /// By slope twice, by slope and intercept, by intercept twice.
    curvature: (f64, f64, f64),
}

impl Newton {
    fn at(rows: &[(f64, f64)], slope: f64, intercept: f64) -> Self {
        let (mut gradient, mut curvature) = ((0.0, 0.0), (RIDGE, 0.0, RIDGE));
        for &(f, target) in rows {
            let p = logistic(slope * f + intercept);
            let (residual, weight) = (target - p, p * (1.0 - p));
            gradient.0 += f * residual;
            gradient.1 += residual;
            curvature.0 += f * f * weight;
            curvature.1 += f * weight;
            curvature.2 += weight;
        }
        Self {
            gradient,
            curvature,
        }
    }

    /// `-curvature^-1 gradient`.
    fn step(&self) -> (f64, f64) {
        let ((g, h), (aa, ab, bb)) = (self.gradient, self.curvature);
        let determinant = aa * bb - ab * ab;
        (
            (ab * h - bb * g) / determinant,
            (ab * g - aa * h) / determinant,
        )
    }
}

/// `-sum t log p + (1 - t) log (1 - p)` with `p = logistic(z)`: `t z + log(1 + exp(-z))`,
/// written so that nothing overflows.
fn cross_entropy(rows: &[(f64, f64)], slope: f64, intercept: f64) -> f64 {
    rows.iter()
        .map(|&(f, target)| {
            let z = slope * f + intercept;
            let linear = if z >= 0.0 {
                target * z
            } else {
                (target - 1.0) * z
            };
            linear + (-z.abs()).exp().ln_1p()
        })
        .sum()
}

/// `1 / (1 + exp(z))` without overflow.
fn logistic(z: f64) -> f64 {
    let e = (-z.abs()).exp();
    if z >= 0.0 {
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + e)
    }
}
