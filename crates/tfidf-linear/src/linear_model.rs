//! A fitted linear classifier.

use crate::coordinates::descend;
use crate::loss::{Binary, Softmax, SquaredHinge, softmax};
use crate::newton::{Intercepts, Limits, Solution, minimise};
use crate::planes::row_scores;
use crate::{LinearParams, LinearTextError, Loss, SparseRows};

/// A linear classifier of sparse rows.
///
/// With two classes there is one plane: scores above 0 speak for the second class. With more
/// there is one for each class, and the highest score decides. Classes are in rising order.
///
/// ```
/// use tfidf_linear::{LinearModel, LinearParams, LinearTextError, TfIdf, TfIdfParams};
///
/// let texts = ["enak sekali", "sangat enak", "tidak enak", "tidak suka"];
/// let (_, x) = TfIdf::fit(&texts, &TfIdfParams::default())?;
/// let y = ["baik", "baik", "buruk", "buruk"];
/// let model = LinearModel::fit(&x, &y, &LinearParams::default())?;
/// assert_eq!(model.classes(), ["baik", "buruk"]);
/// assert_eq!(model.predict(&x)?, y);
/// assert!(model.reports()[0].converged);
/// # Ok::<(), LinearTextError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel<L> {
    pub(crate) loss: Loss,
    pub(crate) classes: Vec<L>,
    pub(crate) columns: usize,
    /// Feature by feature one weight a plane, the intercepts last.
    pub(crate) weights: Vec<f64>,
    pub(crate) reports: Vec<FitReport>,
}

/// How a fit ended.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct FitReport {
    /// The objective reached.
    pub objective: f64,
    /// Its greatest partial derivative, measured as [`LinearParams::tolerance`] is.
    pub gradient: f64,
    /// Newton steps taken.
    pub iterations: usize,
    /// Products with the Hessian, each of which is a pass over the rows.
    pub products: usize,
    /// Whether the gradient is within the tolerance. False means that the limit of steps was
    /// hit, or that `f64` does not resolve the tolerance on these rows.
    pub converged: bool,
}

impl<L: Ord + Clone> LinearModel<L> {
    /// Fits a model to rows and their labels.
    ///
    /// # Errors
    ///
    /// Those of [`LinearParams::check`], and [`LinearTextError::LabelCount`],
    /// [`LinearTextError::TooFewClasses`] or [`LinearTextError::ObjectiveOutOfRange`].
    pub fn fit(x: &SparseRows, y: &[L], params: &LinearParams) -> Result<Self, LinearTextError> {
        params.check()?;
        if x.len() != y.len() {
            return Err(LinearTextError::LabelCount {
                rows: x.len(),
                labels: y.len(),
            });
        }
        let (classes, labels) = positions(y);
        if classes.len() < 2 {
            return Err(LinearTextError::TooFewClasses {
                classes: classes.len(),
            });
        }
        let solutions = solve(x, &labels, classes.len(), params)?;
        let reports = solutions.iter().map(FitReport::of).collect();
        Ok(Self {
            loss: params.loss,
            classes,
            columns: x.columns(),
            weights: interleaved(solutions),
            reports,
        })
    }

    /// The predicted class of each row; of equal scores the first class.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::FeatureCount`].
    pub fn predict(&self, x: &SparseRows) -> Result<Vec<L>, LinearTextError> {
        let positions = self.predict_positions(x)?;
        Ok(positions
            .into_iter()
            .map(|class| self.classes[class].clone())
            .collect())
    }
}

impl<L> LinearModel<L> {
    /// The classes, in rising order.
    #[must_use]
    pub fn classes(&self) -> &[L] {
        &self.classes
    }

    /// The loss of the fit.
    #[must_use]
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// How many features a row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How the fit ended: one report, or one for each class against the rest with
    /// [`Loss::SquaredHinge`] and more than two classes.
    #[must_use]
    pub fn reports(&self) -> &[FitReport] {
        &self.reports
    }

    /// The position of each row's predicted class among [`classes`](Self::classes).
    ///
    /// # Errors
    ///
    /// [`LinearTextError::FeatureCount`].
    pub fn predict_positions(&self, x: &SparseRows) -> Result<Vec<usize>, LinearTextError> {
        let decisions = self.decision_values(x)?;
        Ok((decisions.chunks_exact(self.planes()))
            .map(winner)
            .collect())
    }

    /// The scores of each row, row by row: one for two classes, else one a class.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::FeatureCount`].
    pub fn decision_values(&self, x: &SparseRows) -> Result<Vec<f64>, LinearTextError> {
        if x.columns() != self.columns {
            return Err(LinearTextError::FeatureCount {
                expected: self.columns,
                found: x.columns(),
            });
        }
        let planes = self.planes();
        let mut decisions = vec![0.0; x.len() * planes];
        for ((indices, values), scores) in x.iter().zip(decisions.chunks_exact_mut(planes)) {
            row_scores(indices, values, planes, &self.weights, scores);
        }
        Ok(decisions)
    }

    /// The probability of each class for each row, row by row.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::NoProbabilities`] for a model with [`Loss::SquaredHinge`], and
    /// [`LinearTextError::FeatureCount`].
    pub fn probabilities(&self, x: &SparseRows) -> Result<Vec<f64>, LinearTextError> {
        if self.loss != Loss::Logistic {
            return Err(LinearTextError::NoProbabilities);
        }
        let mut scores = self.decision_values(x)?;
        if self.planes() == 1 {
            // One score and 0 for the other class are a softmax of two.
            scores = scores.into_iter().flat_map(|score| [0.0, score]).collect();
        }
        for scores in scores.chunks_exact_mut(self.classes.len()) {
            softmax(scores);
        }
        Ok(scores)
    }

    pub(crate) fn planes(&self) -> usize {
        plane_count(self.classes.len())
    }
}

pub(crate) fn plane_count(classes: usize) -> usize {
    if classes == 2 { 1 } else { classes }
}

/// The class that a row's scores speak for.
pub(crate) fn winner(scores: &[f64]) -> usize {
    if let [score] = scores {
        return usize::from(*score > 0.0);
    }
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = class;
        }
    }
    best
}

/// The classes in order, and where each label stands among them.
fn positions<L: Ord + Clone>(y: &[L]) -> (Vec<L>, Vec<usize>) {
    let mut order: Vec<usize> = (0..y.len()).collect();
    order.sort_unstable_by_key(|&row| &y[row]);
    let mut classes: Vec<L> = Vec::new();
    let mut labels = vec![0; y.len()];
    for row in order {
        if classes.last() != Some(&y[row]) {
            classes.push(y[row].clone());
        }
        labels[row] = classes.len() - 1;
    }
    (classes, labels)
}

/// One solution for all planes, or one a class.
fn solve(
    x: &SparseRows,
    labels: &[usize],
    classes: usize,
    params: &LinearParams,
) -> Result<Vec<Solution>, LinearTextError> {
    let mut counts = vec![0; classes];
    for &label in labels {
        counts[label] += 1;
    }
    let penalties = params.class_weights.penalties(params.c, &counts);
    let of_rows = || labels.iter().map(|&label| penalties[label]).collect();
    let is = |class: usize| labels.iter().map(|&label| label == class).collect();
    let limits = Limits {
        tolerance: params.tolerance,
        max_iterations: params.max_iterations,
    };
    let machine = |class, weights: Vec<f64>| {
        let own: Vec<bool> = is(class);
        let start = descend(x, &own, &weights);
        let loss = SquaredHinge::new(own, weights);
        minimise(x, loss, Intercepts::Penalised, limits, Some(start))
    };
    match (params.loss, classes) {
        (Loss::Logistic, 2) => {
            let loss = Binary::new(is(1), of_rows());
            Ok(vec![minimise(x, loss, Intercepts::Free, limits, None)?])
        }
        (Loss::Logistic, _) => {
            let loss = Softmax::new(classes, labels.to_vec(), of_rows());
            let mut solution = minimise(x, loss, Intercepts::Free, limits, None)?;
            centre_intercepts(&mut solution.weights, classes);
            Ok(vec![solution])
        }
        (Loss::SquaredHinge, 2) => Ok(vec![machine(1, of_rows())?]),
        (Loss::SquaredHinge, _) => (0..classes)
            .map(|class| {
                let weight = |&label| {
                    if label == class {
                        penalties[class]
                    } else {
                        params.c
                    }
                };
                machine(class, labels.iter().map(weight).collect())
            })
            .collect(),
    }
}

/// A constant on all intercepts changes no probability; rounding is kept from adding one.
fn centre_intercepts(weights: &mut [f64], classes: usize) {
    let start = weights.len() - classes;
    let intercepts = &mut weights[start..];
    let mean = intercepts.iter().sum::<f64>() / classes as f64;
    intercepts
        .iter_mut()
        .for_each(|intercept| *intercept -= mean);
}

/// Weights of single planes, put side by side feature by feature.
fn interleaved(mut solutions: Vec<Solution>) -> Vec<f64> {
    if solutions.len() == 1 {
        return solutions.remove(0).weights;
    }
    let size = solutions[0].weights.len();
    (0..size)
        .flat_map(|at| solutions.iter().map(move |solution| solution.weights[at]))
        .collect()
}

impl FitReport {
    fn of(solution: &Solution) -> Self {
        Self {
            objective: solution.objective,
            gradient: solution.gradient,
            iterations: solution.iterations,
            products: solution.products,
            converged: solution.converged,
        }
    }
}
