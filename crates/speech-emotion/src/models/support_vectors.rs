//! A support vector machine with a radial kernel.

use serde::{Deserialize, Serialize};
use svm_poly::selection::Folds;
use svm_poly::{Calibrator, Gamma, KernelKind, Samples, Svm, SvmParams};

use super::storable::{Kind, Misfit, Storable, StoredModel, check_count, expect};
use super::{Coded, EmotionModel, Learner, check_columns};
use crate::{Emotion, EmotionError, FeatureTable};

/// Folds whose held-out decision values the probabilities are fitted on.
const CALIBRATION_FOLDS: usize = 5;

/// `svm-poly` with the radial kernel.
///
/// The predicted class is libsvm's vote between pairs. Probabilities come from Platt's scaling and
/// pairwise coupling, fitted on decision values of rows that were held out in turn; so the most
/// probable class need not be the predicted one. Where a class has a single row nothing can be
/// held out, and the shares of won pairs stand in for probabilities.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SupportVectors {
    /// Penalty, above 0. Default 10.
    pub c: f64,
    /// Factor of the squared distance. Default [`Gamma::Scale`].
    pub gamma: Gamma,
    /// For the folds of the calibration. Default 0.
    pub seed: u64,
}

impl Default for SupportVectors {
    fn default() -> Self {
        Self {
            c: 10.0,
            gamma: Gamma::Scale,
            seed: 0,
        }
    }
}

impl SupportVectors {
    /// Sets [`c`](Self::c).
    #[must_use]
    pub fn with_c(self, c: f64) -> Self {
        Self { c, ..self }
    }

    /// Sets [`gamma`](Self::gamma).
    #[must_use]
    pub fn with_gamma(self, gamma: Gamma) -> Self {
        Self { gamma, ..self }
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fitted {
    classes: Vec<Emotion>,
    svm: Svm,
    calibrator: Option<Calibrator>,
}

impl Learner for SupportVectors {
    fn name(&self) -> String {
        format!("SVM RBF, C {}, gamma {}", self.c, self.gamma)
    }

    fn fit(
        &self,
        features: &FeatureTable,
        labels: &[Emotion],
    ) -> Result<Box<dyn EmotionModel>, EmotionError> {
        let coded = Coded::new(features, labels)?;
        let y: Vec<i64> = coded.places.iter().map(|&place| place as i64).collect();
        let params = SvmParams::default()
            .with_kernel(KernelKind::Rbf)
            .with_c(self.c)
            .with_gamma(self.gamma);
        Ok(Box::new(Fitted {
            svm: params.fit(samples(features)?, &y)?,
            calibrator: self.calibrate(features, &y, coded.classes.len(), &params)?,
            classes: coded.classes,
        }))
    }
}

impl SupportVectors {
    fn calibrate(
        &self,
        features: &FeatureTable,
        y: &[i64],
        classes: usize,
        params: &SvmParams,
    ) -> Result<Option<Calibrator>, EmotionError> {
        let labels: Vec<i64> = (0..classes as i64).collect();
        let rarest = (labels.iter())
            .map(|class| y.iter().filter(|label| *label == class).count())
            .min()
            .unwrap_or_default();
        let count = rarest.min(CALIBRATION_FOLDS);
        if count < 2 {
            return Ok(None);
        }
        let folds = Folds::stratified(y, count, self.seed)?;
        let (mut decisions, mut truths) = (Vec::new(), Vec::new());
        for fold in 0..count {
            let held_out = folds.rows(fold);
            let training: Vec<usize> = (0..y.len())
                .filter(|&row| folds.assignment()[row] != fold)
                .collect();
            let of_training: Vec<i64> = training.iter().map(|&row| y[row]).collect();
            let svm = params.fit(samples(&features.select(&training)?)?, &of_training)?;
            decisions.extend(svm.decision_values(samples(&features.select(&held_out)?)?)?);
            truths.extend(held_out.iter().map(|&row| y[row]));
        }
        Ok(Some(Calibrator::fit(&decisions, &truths, &labels)?))
    }
}

impl EmotionModel for Fitted {
    fn classes(&self) -> &[Emotion] {
        &self.classes
    }

    fn probabilities(&self, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
        check_columns(self.svm.feature_count(), features)?;
        let decisions = self.svm.decision_values(samples(features)?)?;
        if let Some(calibrator) = &self.calibrator {
            return Ok(calibrator.probabilities(&decisions)?);
        }
        let classes = self.classes.len();
        let pairs = self.svm.pairs();
        let mut shares = Vec::with_capacity(features.rows() * classes);
        for row in decisions.chunks_exact(pairs.len()) {
            let won = |class: usize| {
                let of_class = pairs.iter().zip(row).filter(|((first, second), decision)| {
                    class as i64 == if **decision > 0.0 { *first } else { *second }
                });
                of_class.count() as f64 / pairs.len() as f64
            };
            shares.extend((0..classes).map(won));
        }
        Ok(shares)
    }

    fn predict(&self, features: &FeatureTable) -> Result<Vec<Emotion>, EmotionError> {
        check_columns(self.svm.feature_count(), features)?;
        let places = self.svm.predict(samples(features)?)?;
        Ok((places.into_iter())
            .filter_map(|place| self.classes.get(usize::try_from(place).ok()?).copied())
            .collect())
    }

    fn stored(&self) -> Option<StoredModel> {
        StoredModel::new(Kind::SupportVectors, self)
    }
}

/// The parts have checked themselves when they were read.
impl Storable for Fitted {
    fn check(&self, columns: usize) -> Result<(), Misfit> {
        check_count("svm.columns", columns, self.svm.feature_count())?;
        let places: Vec<i64> = (0..self.classes.len() as i64).collect();
        let expected = format!("{places:?}");
        let same = |key, got: &[i64]| expect(got == places, key, &expected, || format!("{got:?}"));
        same("svm.classes", self.svm.classes())?;
        (self.calibrator.as_ref()).map_or(Ok(()), |one| same("calibrator.classes", one.classes()))
    }
}

fn samples(features: &FeatureTable) -> Result<Samples<'_>, EmotionError> {
    Ok(Samples::f64(
        features.values(),
        features.rows(),
        features.columns(),
    )?)
}
