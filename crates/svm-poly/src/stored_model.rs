//! The model as serde sees it, checked as a whole before it becomes an [`Svm`].

use serde::{Deserialize, Serialize};

use crate::kernel::Kernel;
use crate::model::Parts;
use crate::multiclass::{pair_count, pairs};
use crate::params::is_positive;
use crate::{KernelKind, PairReport, Svm, SvmError};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredModel {
    /// Models stored before there was a choice are polynomial.
    #[serde(default)]
    kernel: KernelKind,
    gamma: f64,
    degree: u32,
    coef0: f64,
    columns: usize,
    classes: Vec<i64>,
    vote_order: Vec<usize>,
    class_support: Vec<usize>,
    support: Vec<f64>,
    dual_coefficients: Vec<f64>,
    support_indices: Option<Vec<usize>>,
    row_coefficients: Option<Vec<f64>>,
    intercepts: Vec<f64>,
    reports: Vec<PairReport>,
}

impl Serialize for Svm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.parts.clone();
        let stored = StoredModel {
            kernel: parts.kernel.kind,
            gamma: parts.kernel.gamma,
            degree: parts.kernel.degree,
            coef0: parts.kernel.coef0,
            columns: parts.columns,
            classes: parts.classes,
            vote_order: parts.vote_order,
            class_support: parts.class_support,
            support: parts.support,
            dual_coefficients: parts.dual_coefficients,
            support_indices: parts.support_indices,
            row_coefficients: parts.row_coefficients,
            intercepts: parts.intercepts,
            reports: parts.reports,
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Svm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredModel::deserialize(deserializer)?;
        stored.check().map_err(serde::de::Error::custom)?;
        Ok(Self::from_parts(Parts {
            kernel: Kernel {
                kind: stored.kernel,
                gamma: stored.gamma,
                degree: stored.degree,
                coef0: stored.coef0,
            },
            columns: stored.columns,
            classes: stored.classes,
            vote_order: stored.vote_order,
            class_support: stored.class_support,
            support: stored.support,
            dual_coefficients: stored.dual_coefficients,
            support_indices: stored.support_indices,
            row_coefficients: stored.row_coefficients,
            intercepts: stored.intercepts,
            reports: stored.reports,
        }))
    }
}

impl StoredModel {
    /// Checks values, counts and orders; [`Svm::from_parts`] relies on them.
    fn check(&self) -> Result<(), SvmError> {
        if !is_positive(self.gamma) {
            return Err(SvmError::InvalidGamma { value: self.gamma });
        }
        if self.degree == 0 {
            return Err(SvmError::InvalidDegree { value: self.degree });
        }
        if !self.coef0.is_finite() {
            return Err(SvmError::InvalidCoef0 { value: self.coef0 });
        }
        if self.columns == 0 {
            return Err(SvmError::NoFeatures);
        }
        let classes = self.classes.len();
        if classes < 2 || self.classes.windows(2).any(|two| two[0] >= two[1]) {
            return Err(SvmError::UnsortedClasses);
        }
        let mut order = self.vote_order.clone();
        order.sort_unstable();
        if !order.into_iter().eq(0..classes) {
            return Err(SvmError::InconsistentModel {
                field: "vote_order",
                expected: format!("each class position below {classes} once"),
            });
        }
        count("class_support", self.class_support.len(), Some(classes))?;
        let vectors = (self.class_support.iter()).try_fold(0_usize, |sum, n| sum.checked_add(*n));
        count(
            "support",
            self.support.len(),
            product(vectors, self.columns),
        )?;
        count(
            "dual_coefficients",
            self.dual_coefficients.len(),
            product(vectors, classes - 1),
        )?;
        let pair_count = pair_count(classes);
        count("intercepts", self.intercepts.len(), Some(pair_count))?;
        if !self.reports.is_empty() {
            let expected = pairs(classes).map(|(a, b)| (self.classes[a], self.classes[b]));
            if !(self.reports.iter().map(|report| report.classes)).eq(expected) {
                return Err(SvmError::InconsistentModel {
                    field: "reports",
                    expected: format!("{pair_count}, one a pair in order"),
                });
            }
        }
        let mut rows = vectors;
        if let Some(coefficients) = &self.row_coefficients {
            rows = Some(coefficients.len() / (classes - 1));
            let expected = product(rows, classes - 1);
            count("row_coefficients", coefficients.len(), expected)?;
        }
        if let Some(indices) = &self.support_indices {
            count("support_indices", indices.len(), rows)?;
        }
        for (field, values) in [
            ("support", &self.support),
            ("dual_coefficients", &self.dual_coefficients),
            ("intercepts", &self.intercepts),
            (
                "row_coefficients",
                self.row_coefficients.as_ref().unwrap_or(&Vec::new()),
            ),
        ] {
            if !values.iter().all(|value| value.is_finite()) {
                return Err(SvmError::InconsistentModel {
                    field,
                    expected: "finite numbers".into(),
                });
            }
        }
        Ok(())
    }
}

fn product(a: Option<usize>, b: usize) -> Option<usize> {
    a.and_then(|a| a.checked_mul(b))
}

/// `expected` is `None` where it is beyond all counts.
fn count(field: &'static str, got: usize, expected: Option<usize>) -> Result<(), SvmError> {
    if expected == Some(got) {
        return Ok(());
    }
    let expected = expected.map_or("a smaller class_support".into(), |count| {
        format!("{count} values, got {got}")
    });
    Err(SvmError::InconsistentModel { field, expected })
}
