//! The fitted model.

use std::ops::Range;
use std::sync::OnceLock;

use crate::decision::{self, SinglePrecision};
use crate::kernel::Kernel;
use crate::linear_model::LinearModel;
use crate::multiclass::{self, Groups, PairFit, fit_pairs, pairs};
use crate::params::is_positive;
use crate::report::PairReport;
use crate::{KernelKind, Samples, SvmError, SvmParams, radial, weights};

/// The largest product of a kernel value and the square of a penalty that a fit works
/// with: the sums over all rows, and their squares, stay finite.
const KERNEL_LIMIT: f64 = 1e100;

/// A fitted machine for each pair of classes.
///
/// See the [crate documentation](crate) for examples.
#[derive(Clone, Debug)]
pub struct Svm {
    pub(crate) parts: Parts,
    /// At degree 1 the weights of each pair.
    linear: Option<LinearModel>,
    /// What single precision may decide; found out when it is needed first.
    single_precision: OnceLock<Option<SinglePrecision>>,
    threads: usize,
}

/// What a model consists of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) kernel: Kernel,
    pub(crate) columns: usize,
    /// Sorted.
    pub(crate) classes: Vec<i64>,
    /// How many support vectors each class has; they stand in the order of the classes.
    pub(crate) class_support: Vec<usize>,
    pub(crate) support: Vec<f64>,
    /// libsvm's layout: `classes - 1` rows, one column a support vector.
    pub(crate) dual_coefficients: Vec<f64>,
    /// Rows of the fit with a coefficient other than 0.
    pub(crate) support_indices: Option<Vec<usize>>,
    /// The coefficients of these rows, in the same layout, where they are not the support
    /// vectors: at degree 1 with vectors of pairs.
    pub(crate) row_coefficients: Option<Vec<f64>>,
    /// One for each pair.
    pub(crate) intercepts: Vec<f64>,
    pub(crate) reports: Vec<PairReport>,
    /// Class positions in the order in which libsvm numbers them: of equal votes the first
    /// wins. Rising for a fitted model, the order of the labels in the file for one loaded.
    pub(crate) vote_order: Vec<usize>,
}

impl Svm {
    /// Fits one machine for each pair of the classes in `y`.
    ///
    /// Look at [`reports`](Self::reports) to see whether each pair converged.
    ///
    /// # Errors
    ///
    /// An [`SvmError`] that names the parameter, class or row that is wrong.
    pub fn fit(x: Samples<'_>, y: &[i64], params: &SvmParams) -> Result<Self, SvmError> {
        Self::fit_factors(x, y, None, params)
    }

    /// [`fit`](Self::fit) with a factor on the penalty of each row, above 0.
    pub(crate) fn fit_factors(
        x: Samples<'_>,
        y: &[i64],
        factors: Option<&[f64]>,
        params: &SvmParams,
    ) -> Result<Self, SvmError> {
        params.check()?;
        if x.rows() != y.len() {
            return Err(SvmError::LabelCount {
                rows: x.rows(),
                labels: y.len(),
            });
        }
        let groups = Groups::new(y)?;
        let counts: Vec<usize> = groups.rows.iter().map(Vec::len).collect();
        let weights = params.class_weights.resolve(&groups.classes, &counts)?;
        let penalties = checked_penalties(params.c, &weights, &groups.classes)?;
        let penalties = weights::scaled(row_penalties(&groups, &penalties), factors)?;
        let kernel = params.kernel(x)?;
        check_kernel_bounds(kernel, &penalties, &x.squared_norms(), |_| true)?;
        let fits = fit_pairs(x, &groups, &penalties, kernel, params)?;
        Ok(Self::from_fits(x, groups, kernel, fits).with_threads(params.threads))
    }

    /// Sets how many threads predict at degree 2 and above: after a fit those of the
    /// fit, after loading one. No bit of a result depends on it.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// The class of each row: the one with most votes among the pairs, and of equals the
    /// smallest, which is libsvm's rule. Where a model was loaded from a file that does not
    /// list its labels in rising order, equals go to the first label of the file, as in libsvm.
    ///
    /// # Errors
    ///
    /// [`SvmError::FeatureCount`].
    pub fn predict(&self, x: Samples<'_>) -> Result<Vec<i64>, SvmError> {
        let decisions = self.decision_values(x)?;
        let mut votes = Vec::new();
        Ok(decisions
            .chunks_exact(self.parts.intercepts.len())
            .map(|row| {
                self.parts.classes[multiclass::vote(row, &self.parts.vote_order, &mut votes)]
            })
            .collect())
    }

    /// The decision value of each pair, row by row: `rows * classes (classes - 1) / 2`
    /// numbers. A row holds the pairs in the order of [`pairs`](Self::pairs). A value
    /// above 0 speaks for the first class of its pair.
    ///
    /// # Errors
    ///
    /// [`SvmError::FeatureCount`].
    pub fn decision_values(&self, x: Samples<'_>) -> Result<Vec<f64>, SvmError> {
        if x.columns() != self.parts.columns {
            return Err(SvmError::FeatureCount {
                expected: self.parts.columns,
                got: x.columns(),
            });
        }
        if let Some(linear) = &self.linear {
            return Ok(linear.decision_values(x, self.threads));
        }
        if self.parts.kernel.kind == KernelKind::Rbf {
            return Ok(radial::decision_values(&self.parts, x, self.threads));
        }
        Ok(decision::decision_values(
            &self.parts,
            &self.single_precision,
            x,
            self.threads,
        ))
    }

    /// The classes, sorted.
    #[must_use]
    pub fn classes(&self) -> &[i64] {
        &self.parts.classes
    }

    /// The pairs of classes, the smaller first, in the order of decision values,
    /// intercepts and reports.
    #[must_use]
    pub fn pairs(&self) -> Vec<(i64, i64)> {
        pairs(self.parts.classes.len())
            .map(|(first, second)| (self.parts.classes[first], self.parts.classes[second]))
            .collect()
    }

    /// How many features a row must have.
    #[must_use]
    pub fn feature_count(&self) -> usize {
        self.parts.columns
    }

    /// How many rows of the fit are support vectors of at least one pair; of a model that
    /// was loaded, how many it holds.
    #[must_use]
    pub fn support_vector_count(&self) -> usize {
        let held = self.parts.class_support.iter().sum();
        self.support_indices().map_or(held, <[usize]>::len)
    }

    /// The support vectors that the model holds, row-major, class by class: from degree 2
    /// on the rows of [`support_indices`](Self::support_indices).
    ///
    /// At degree 1 the sum over the rows of a pair is one vector, and only it is held: half
    /// of it for the first class with coefficient 1, and minus a half for the second with
    /// coefficient -1. Where these would be more than the rows, the rows are held as from
    /// degree 2 on. A model that was loaded holds those of its file.
    #[must_use]
    pub fn support_vectors(&self) -> &[f64] {
        &self.parts.support
    }

    /// The rows of the fit that are support vectors, class by class, in rising order in
    /// each. `None` for a model that was loaded: the format does not hold them.
    #[must_use]
    pub fn support_indices(&self) -> Option<&[usize]> {
        self.parts.support_indices.as_deref()
    }

    /// The coefficients `y alpha` in libsvm's layout, which is also scikit-learn's
    /// `dual_coef_`: `classes - 1` rows, row-major, one column for each of
    /// [`support_indices`](Self::support_indices), or for each support vector of a model
    /// that was loaded. Row `r` of a support vector of class position `p` belongs to its
    /// pair with class position `r` where `r < p`, else `r + 1`.
    #[must_use]
    pub fn dual_coefficients(&self) -> &[f64] {
        (self.parts.row_coefficients.as_ref()).unwrap_or(&self.parts.dual_coefficients)
    }

    /// The constant of the decision function of each pair: libsvm's `-rho`.
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.parts.intercepts
    }

    /// Whether every pair of the fit reached the tolerance; true for a model that was
    /// loaded, of which nothing is known. [`reports`](Self::reports) say more.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.parts.reports.iter().all(|report| report.converged)
    }

    /// How the fit of each pair went. Empty for a model that was loaded.
    #[must_use]
    pub fn reports(&self) -> &[PairReport] {
        &self.parts.reports
    }

    fn from_fits(x: Samples<'_>, groups: Groups, kernel: Kernel, fits: Vec<PairFit>) -> Self {
        let positions: Vec<_> = pairs(groups.classes.len()).collect();
        let mut class_support = Vec::with_capacity(groups.classes.len());
        let mut support_indices = Vec::new();
        let mut dual_rows = vec![Vec::new(); groups.classes.len() - 1];
        for (class, rows) in groups.rows.iter().enumerate() {
            // The coefficients of these rows against each other class, in class order.
            let against: Vec<&[f64]> = (positions.iter().zip(&fits))
                .filter_map(|(&(first, second), fit)| {
                    let (of_first, of_second) = fit.coefficients.split_at(groups.rows[first].len());
                    match class {
                        _ if class == first => Some(of_first),
                        _ if class == second => Some(of_second),
                        _ => None,
                    }
                })
                .collect();
            let before = support_indices.len();
            for (at, &row) in rows.iter().enumerate() {
                if against.iter().any(|coefficients| coefficients[at] != 0.0) {
                    support_indices.push(row);
                    for (dual_row, coefficients) in dual_rows.iter_mut().zip(&against) {
                        dual_row.push(coefficients[at]);
                    }
                }
            }
            class_support.push(support_indices.len() - before);
        }
        let classes = groups.classes.len();
        let sums: Option<Vec<Vec<f64>>> = kernel.is_linear().then(|| {
            (positions.iter().zip(&fits))
                .map(|(&pair, fit)| groups.sum(x, pair, &fit.coefficients))
                .collect()
        });
        let pair_sums =
            (sums.as_ref()).filter(|_| classes * (classes - 1) <= support_indices.len());
        let linear = sums.as_ref().map(|sums| {
            let machines = sums.iter().zip(&fits).map(|(sum, fit)| {
                let weights = sum.iter().map(|value| value * kernel.gamma).collect();
                // Coefficients of pair vectors sum to 0, those of rows but for rounding: a
                // model that is loaded again has the same constant.
                let constant = match pair_sums {
                    Some(_) => 0.0,
                    None => kernel.coef0 * fit.coefficients.iter().sum::<f64>(),
                };
                (weights, constant + fit.intercept)
            });
            LinearModel::new(x.columns(), machines)
        });
        let (class_support, support, dual_coefficients, row_coefficients) = match pair_sums {
            Some(sums) => {
                let vectors = positions.iter().copied().zip(sums);
                let (support, dual_coefficients) = pair_vectors(classes, x.columns(), vectors);
                let class_support = vec![classes - 1; classes];
                let row_coefficients = Some(dual_rows.concat());
                (class_support, support, dual_coefficients, row_coefficients)
            }
            None => {
                let support = x.gather(support_indices.iter().copied());
                (class_support, support, dual_rows.concat(), None)
            }
        };
        let parts = Parts {
            kernel,
            columns: x.columns(),
            vote_order: (0..classes).collect(),
            classes: groups.classes,
            class_support,
            support,
            dual_coefficients,
            support_indices: Some(support_indices),
            row_coefficients,
            intercepts: fits.iter().map(|fit| fit.intercept).collect(),
            reports: fits.into_iter().map(|fit| fit.report).collect(),
        };
        Self::new(parts, linear)
    }

    /// Completes a model whose parts fit each other.
    pub(crate) fn from_parts(parts: Parts) -> Self {
        let linear = parts.kernel.is_linear().then(|| {
            let machines = pairs(parts.classes.len())
                .zip(&parts.intercepts)
                .map(|(pair, intercept)| parts.linear_machine(pair, *intercept));
            LinearModel::new(parts.columns, machines)
        });
        Self::new(parts, linear)
    }

    fn new(parts: Parts, linear: Option<LinearModel>) -> Self {
        Self {
            parts,
            linear,
            single_precision: OnceLock::new(),
            threads: 1,
        }
    }
}

impl Parts {
    /// The weights and the constant of one pair at degree 1.
    fn linear_machine(&self, pair: (usize, usize), intercept: f64) -> (Vec<f64>, f64) {
        let columns = self.columns;
        let terms = self.machine(pair).into_iter().flat_map(|(range, values)| {
            let support = &self.support[range.start * columns..range.end * columns];
            support.chunks_exact(columns).zip(values.iter().copied())
        });
        let (weights, constant) = self.kernel.collapse(terms, columns);
        (weights, constant + intercept)
    }

    /// The support vectors of the two classes of a pair with their coefficients in it.
    pub(crate) fn machine(&self, (first, second): (usize, usize)) -> [(Range<usize>, &[f64]); 2] {
        let Self {
            class_support,
            dual_coefficients,
            ..
        } = self;
        let count: usize = class_support.iter().sum();
        [(first, second - 1), (second, first)].map(|(class, dual_row)| {
            let start: usize = class_support[..class].iter().sum();
            let range = start..start + class_support[class];
            let coefficients = &dual_coefficients[dual_row * count..(dual_row + 1) * count];
            (range.clone(), &coefficients[range])
        })
    }
}

/// Two support vectors for each pair, and their coefficients, that make its machine at degree
/// 1: half of the pair's vector in the first class and minus that in the second, so that the
/// coefficients sum to 0 as those of the rows do, and `coef0` has no effect.
fn pair_vectors<'a>(
    classes: usize,
    columns: usize,
    vectors: impl Iterator<Item = ((usize, usize), &'a Vec<f64>)>,
) -> (Vec<f64>, Vec<f64>) {
    let count = classes * (classes - 1);
    let mut support = vec![0.0; count * columns];
    let mut coefficients = vec![0.0; (classes - 1) * count];
    for ((first, second), vector) in vectors {
        // Of the support vectors of a class, the one at place `r` is for the pair that row
        // `r` of the coefficients belongs to.
        for (class, row, factor) in [(first, second - 1, 0.5), (second, first, -0.5)] {
            let at = class * (classes - 1) + row;
            let target = &mut support[at * columns..(at + 1) * columns];
            for (target, value) in target.iter_mut().zip(vector) {
                *target = factor * value;
            }
            coefficients[row * count + at] = factor.signum();
        }
    }
    (support, coefficients)
}

pub(crate) fn checked_penalties(
    c: f64,
    weights: &[f64],
    classes: &[i64],
) -> Result<Vec<f64>, SvmError> {
    (weights.iter().zip(classes))
        .map(|(&weight, &class)| match c * weight {
            penalty if is_positive(penalty) => Ok(penalty),
            value => Err(SvmError::InvalidPenalty { class, value }),
        })
        .collect()
}

/// One penalty for each row: that of its class.
pub(crate) fn row_penalties(groups: &Groups, class_penalties: &[f64]) -> Vec<f64> {
    let mut penalties = vec![0.0; groups.rows.iter().map(Vec::len).sum()];
    for (rows, &of_class) in groups.rows.iter().zip(class_penalties) {
        for &row in rows {
            penalties[row] = of_class;
        }
    }
    penalties
}

/// Checks that no kernel value of the rows that take part can leave the range that a
/// fit works with: by the inequality of Cauchy and Schwarz the longest row bounds them
/// all.
pub(crate) fn check_kernel_bounds(
    kernel: Kernel,
    penalties: &[f64],
    squared_norms: &[f64],
    takes_part: impl Fn(usize) -> bool,
) -> Result<(), SvmError> {
    let largest = penalties.iter().fold(1.0, |a: f64, b| a.max(*b));
    let limit = KERNEL_LIMIT / (largest * largest);
    for (row, &squared_norm) in squared_norms.iter().enumerate() {
        let value = kernel.bound(squared_norm);
        if takes_part(row) && (value.is_nan() || value > limit) {
            return Err(SvmError::KernelTooLarge { row, value, limit });
        }
    }
    Ok(())
}
