//! What a fit can be told.

use std::fmt;
use std::str::FromStr;

use crate::kernel::Kernel;
use crate::{Samples, Svm, SvmError};

/// The parameters of a fit. They are checked by [`Svm::fit`], not when they are set.
///
/// The defaults are those of scikit-learn's `SVC(kernel="poly")`.
///
/// ```
/// use svm_poly::{Gamma, SvmParams};
///
/// let params = SvmParams::default().with_c(3.0).with_degree(1).with_gamma(Gamma::Value(0.1));
/// assert_eq!(params.degree, 1);
/// assert_eq!(params.tolerance, 1e-3);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct SvmParams {
    /// The kernel. Default [`KernelKind::Polynomial`].
    pub kernel: KernelKind,
    /// Penalty of a row on the wrong side of the margin, above 0. Default 1.
    pub c: f64,
    /// Degree of the kernel `(gamma x.y + coef0)^degree`, at least 1. Default 3. The radial
    /// kernel has none.
    pub degree: u32,
    /// Factor of the inner product, or of the squared distance. Default [`Gamma::Scale`].
    pub gamma: Gamma,
    /// Constant of the kernel. Default 0. At degree 1 it changes no decision value. The radial
    /// kernel has none.
    pub coef0: f64,
    /// Largest violation of the optimality conditions that is accepted, above 0.
    /// Default 1e-3.
    pub tolerance: f64,
    /// Most steps for one pair of classes. `None`, the default, stands for libsvm's
    /// limit: ten million, or a hundred a row where that is more.
    pub max_iterations: Option<u64>,
    /// Bytes that the table of inner products may take. Default 2 GiB.
    ///
    /// At degree 2 and above one table serves all pairs: in `f64` where it fits, which
    /// is fastest (11,585 rows in 1 GiB, 16,384 in 2 GiB), else in `f32` (23,170 rows
    /// in 2 GiB), else the rows of it that were used last. Two rows of `f64` are the
    /// least. Copies of the features come on top, and some vectors over all rows for each
    /// pair of classes, in a grid for each fold and cell. The radial kernel has a table for
    /// each pair of classes instead, of `f64`.
    pub memory_budget_bytes: usize,
    /// Threads that a fit, and predictions of its model, may use, at least 1. Default 1.
    /// The result is the same for any number.
    pub threads: usize,
    /// Factors on `c`, class by class. Default [`ClassWeights::Uniform`].
    pub class_weights: ClassWeights,
}

impl Default for SvmParams {
    fn default() -> Self {
        Self {
            kernel: KernelKind::Polynomial,
            c: 1.0,
            degree: 3,
            gamma: Gamma::Scale,
            coef0: 0.0,
            tolerance: 1e-3,
            max_iterations: None,
            memory_budget_bytes: 2 << 30,
            threads: 1,
            class_weights: ClassWeights::Uniform,
        }
    }
}

impl SvmParams {
    /// Sets [`kernel`](field@Self::kernel).
    #[must_use]
    pub fn with_kernel(self, kernel: KernelKind) -> Self {
        Self { kernel, ..self }
    }

    /// Sets [`c`](Self::c).
    #[must_use]
    pub fn with_c(self, c: f64) -> Self {
        Self { c, ..self }
    }

    /// Sets [`degree`](Self::degree).
    #[must_use]
    pub fn with_degree(self, degree: u32) -> Self {
        Self { degree, ..self }
    }

    /// Sets [`gamma`](Self::gamma).
    #[must_use]
    pub fn with_gamma(self, gamma: Gamma) -> Self {
        Self { gamma, ..self }
    }

    /// Sets [`coef0`](Self::coef0).
    #[must_use]
    pub fn with_coef0(self, coef0: f64) -> Self {
        Self { coef0, ..self }
    }

    /// Sets [`tolerance`](Self::tolerance).
    #[must_use]
    pub fn with_tolerance(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// Sets [`max_iterations`](Self::max_iterations).
    #[must_use]
    pub fn with_max_iterations(self, max_iterations: Option<u64>) -> Self {
        Self {
            max_iterations,
            ..self
        }
    }

    /// Sets [`memory_budget_bytes`](Self::memory_budget_bytes).
    #[must_use]
    pub fn with_memory_budget_bytes(self, memory_budget_bytes: usize) -> Self {
        Self {
            memory_budget_bytes,
            ..self
        }
    }

    /// Sets [`threads`](Self::threads).
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Sets [`class_weights`](Self::class_weights).
    #[must_use]
    pub fn with_class_weights(self, class_weights: ClassWeights) -> Self {
        Self {
            class_weights,
            ..self
        }
    }

    /// Fits a model: the same as [`Svm::fit`].
    ///
    /// # Errors
    ///
    /// Those of [`Svm::fit`].
    pub fn fit(&self, x: Samples<'_>, y: &[i64]) -> Result<Svm, SvmError> {
        Svm::fit(x, y, self)
    }

    /// Checks all but the class weights, which need the classes; [`Svm::fit`] does it too.
    ///
    /// # Errors
    ///
    /// The first parameter that is out of its range.
    pub fn check(&self) -> Result<(), SvmError> {
        if !is_positive(self.c) {
            return Err(SvmError::InvalidC { value: self.c });
        }
        if self.degree == 0 {
            return Err(SvmError::InvalidDegree { value: self.degree });
        }
        if !self.coef0.is_finite() {
            return Err(SvmError::InvalidCoef0 { value: self.coef0 });
        }
        if !is_positive(self.tolerance) {
            return Err(SvmError::InvalidTolerance {
                value: self.tolerance,
            });
        }
        if self.max_iterations == Some(0) {
            return Err(SvmError::InvalidMaxIterations);
        }
        if self.threads == 0 {
            return Err(SvmError::InvalidThreads);
        }
        Ok(())
    }

    /// The kernel for these samples, of which there is at least one.
    pub(crate) fn kernel(&self, x: Samples<'_>) -> Result<Kernel, SvmError> {
        Ok(Kernel {
            kind: self.kernel,
            gamma: self.gamma.resolve(x)?,
            degree: self.degree,
            coef0: self.coef0,
        })
    }
}

/// The form of the kernel.
///
/// ```
/// use svm_poly::{Gamma, KernelKind, Samples, SvmError, SvmParams};
///
/// // A class between the two halves of the other.
/// let x = Samples::f64(&[-2.0, -1.9, 0.0, 0.1, 2.0, 2.1], 6, 1)?;
/// let y = [0, 0, 1, 1, 0, 0];
/// let params = SvmParams::default().with_kernel(KernelKind::Rbf).with_gamma(Gamma::Value(1.0));
/// assert_eq!(params.fit(x, &y)?.predict(x)?, y);
/// # Ok::<(), SvmError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum KernelKind {
    /// `(gamma x.y + coef0)^degree`.
    #[default]
    Polynomial,
    /// The radial basis function `exp(-gamma |x - y|^2)`.
    Rbf,
}

/// The factor of the inner product, or of the squared distance, in the kernel.
///
/// ```
/// use svm_poly::{Gamma, SvmError};
///
/// assert_eq!("0.1".parse::<Gamma>()?, Gamma::Value(0.1));
/// assert_eq!("scale".parse::<Gamma>()?, Gamma::Scale);
/// assert!("-1".parse::<Gamma>().is_err());
/// # Ok::<(), SvmError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Gamma {
    /// This number, above 0.
    Value(f64),
    /// `1 / (features * variance of all values)`, as in scikit-learn; 1 where the
    /// variance is 0.
    Scale,
    /// `1 / features`.
    Auto,
}

impl Gamma {
    fn resolve(self, x: Samples<'_>) -> Result<f64, SvmError> {
        let value = match self {
            Self::Value(value) => value,
            Self::Auto => 1.0 / x.columns() as f64,
            Self::Scale => {
                let variance = x.variance();
                if variance > 0.0 {
                    1.0 / (x.columns() as f64 * variance)
                } else {
                    1.0
                }
            }
        };
        if is_positive(value) {
            Ok(value)
        } else {
            Err(SvmError::InvalidGamma { value })
        }
    }
}

impl fmt::Display for Gamma {
    /// What [`FromStr`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => value.fmt(f),
            Self::Scale => f.write_str("scale"),
            Self::Auto => f.write_str("auto"),
        }
    }
}

impl FromStr for Gamma {
    type Err = SvmError;

    fn from_str(text: &str) -> Result<Self, SvmError> {
        match text {
            "scale" => Ok(Self::Scale),
            "auto" => Ok(Self::Auto),
            _ => match text.parse::<f64>() {
                Ok(value) if is_positive(value) => Ok(Self::Value(value)),
                Ok(value) => Err(SvmError::InvalidGamma { value }),
                Err(_) => Err(SvmError::UnknownGamma { text: text.into() }),
            },
        }
    }
}

/// Factors on the penalty `c`, class by class.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ClassWeights {
    /// 1 for every class.
    Uniform,
    /// `rows / (classes * rows of the class)`, as in scikit-learn.
    Balanced,
    /// These factors, each above 0, and 1 for a class that is not listed.
    Given(Vec<(i64, f64)>),
}

impl ClassWeights {
    /// One factor for each of the sorted `classes`, which have `counts` rows.
    pub(crate) fn resolve(&self, classes: &[i64], counts: &[usize]) -> Result<Vec<f64>, SvmError> {
        let mut weights = vec![1.0; classes.len()];
        match self {
            Self::Uniform => {}
            Self::Balanced => {
                let rows: usize = counts.iter().sum();
                for (weight, &count) in weights.iter_mut().zip(counts) {
                    *weight = rows as f64 / (classes.len() * count) as f64;
                }
            }
            Self::Given(given) => {
                for &(class, value) in given {
                    if !is_positive(value) {
                        return Err(SvmError::InvalidClassWeight { class, value });
                    }
                    let at = classes
                        .binary_search(&class)
                        .map_err(|_| SvmError::UnknownClassWeight { class })?;
                    weights[at] = value;
                }
            }
        }
        Ok(weights)
    }
}

pub(crate) fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}
