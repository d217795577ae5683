//! Smartcore's classifiers on the features that the support vector machine reads, as a yardstick. Feature `baselines`.
//!
//! Parameters are smartcore's own but for two: the logistic regression is given the penalty of scikit-learn's default (without one its
//! weights grow without end on classes that can be told apart), and the forest the study's seed. All three are slow, work on one thread
//! and on a copy of the features in f64: 2,000 rows of 768 features take naive Bayes 2.5 seconds, the logistic regression 4, the forest
//! 20. The forest ends a branch where the features drawn for it do not vary, while scikit-learn's draws others.

use crate::PipelineError;
use crate::progress::Observer;
use crate::stages::assess::{Course, ModelKeys, Outcome, assess};
use crate::stages::classify::{CLASSES, Fit, Learner};
use inset_lexicon::Sentiment;
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::error::Failed;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};
use smartcore::naive_bayes::gaussian::{GaussianNB, GaussianNBParameters};

/// Factor of half the squared weights beside the sum of the losses: scikit-learn's `C=1`.
const PENALTY: f64 = 1.0;

/// Naive Bayes takes only features whose variance in each class is more than this share of their squared mean there and of the largest
/// variance of all: smartcore takes the difference of two sums for it, and divides by what is left. The size is that of scikit-learn's
/// `var_smoothing`.
const LEAST_VARIANCE: f64 = 1e-9;

/// The numbers that the baselines learn from.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// `width` numbers a row.
    pub(crate) features: &'a [f32],
    pub(crate) width: usize,
    pub(crate) labels: &'a [Option<Sentiment>],
}

/// Takes every baseline through the folds and the test; the keys are in the order of the baselines.
pub(crate) fn assess_all(
    rows: Rows<'_>,
    course: Course<'_>,
    keys: &[ModelKeys],
    seed: u64,
    observer: &mut Observer<'_>,
) -> Result<Vec<Outcome>, PipelineError> {
    [Kind::NaiveBayes, Kind::LogisticRegression, Kind::Forest]
        .into_iter()
        .enumerate()
        .map(|(index, kind)| {
            let learner = BaselineLearner { rows, kind, seed };
            assess(&learner, course, keys.get(index), observer)
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NaiveBayes,
    LogisticRegression,
    Forest,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::NaiveBayes => "Gaussian naive Bayes",
            Self::LogisticRegression => "logistic regression",
            Self::Forest => "random forest",
        }
    }
}

struct BaselineLearner<'a> {
    rows: Rows<'a>,
    kind: Kind,
    seed: u64,
}

/// Smartcore's type parameters, once: features, classes, and what holds them.
type Matrix = DenseMatrix<f64>;
type Classes = Vec<u32>;

/// A fitted baseline, which knows the classes it has met by their places in [`CLASSES`].
enum Baseline {
    /// Reads only these columns.
    NaiveBayes(GaussianNB<f64, u32, Matrix, Classes>, Vec<usize>),
    LogisticRegression(LogisticRegression<f64, u32, Matrix, Classes>),
    Forest(RandomForestClassifier<f64, u32, Matrix, Classes>),
}

impl Learner for BaselineLearner<'_> {
    type Model = Baseline;

    fn name(&self) -> &str {
        self.kind.name()
    }

    fn fit(&self, fit: &Fit<'_>, _: &mut Observer<'_>) -> Result<Baseline, PipelineError> {
        let (task, train) = (fit.task, fit.train);
        let all: Vec<usize> = (0..self.rows.width).collect();
        match self.kind {
            Kind::NaiveBayes => {
                let train = self.rows.of_repeated_classes(train);
                let columns = self.rows.varying_columns(&train);
                if columns.is_empty() {
                    return Err(PipelineError::TooFew {
                        what: format!("features in {task}"),
                        expected: "at least 1 that varies in every class".to_owned(),
                        got: "0".to_owned(),
                    });
                }
                let (x, y) = (self.matrix(&train, &columns)?, self.rows.classes(&train));
                let model = self.on_own_thread(train.len(), || {
                    GaussianNB::fit(&x, &y, GaussianNBParameters::default())
                })?;
                Ok(Baseline::NaiveBayes(model, columns))
            }
            Kind::LogisticRegression => {
                let (x, y) = (self.matrix(train, &all)?, self.rows.classes(train));
                let parameters = LogisticRegressionParameters::default().with_alpha(PENALTY);
                self.on_own_thread(train.len(), || LogisticRegression::fit(&x, &y, parameters))
                    .map(Baseline::LogisticRegression)
            }
            Kind::Forest => {
                let (x, y) = (self.matrix(train, &all)?, self.rows.classes(train));
                let parameters = RandomForestClassifierParameters::default().with_seed(self.seed);
                self.on_own_thread(train.len(), || {
                    RandomForestClassifier::fit(&x, &y, parameters)
                })
                .map(Baseline::Forest)
            }
        }
    }

    fn predict(&self, model: &Baseline, rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
        // Smartcore refuses matrices without rows.
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let all: Vec<usize> = (0..self.rows.width).collect();
        let columns = match model {
            Baseline::NaiveBayes(_, columns) => columns,
            Baseline::LogisticRegression(_) | Baseline::Forest(_) => &all,
        };
        let x = self.matrix(rows, columns)?;
        let places = self.on_own_thread(rows.len(), || match model {
            Baseline::NaiveBayes(model, _) => model.predict(&x),
            Baseline::LogisticRegression(model) => model.predict(&x),
            Baseline::Forest(model) => model.predict(&x),
        })?;
        Ok(places
            .into_iter()
            .map(|place| CLASSES[place as usize])
            .collect())
    }
}

impl BaselineLearner<'_> {
    fn matrix(&self, rows: &[usize], columns: &[usize]) -> Result<Matrix, PipelineError> {
        let values = (rows.iter())
            .flat_map(|&row| {
                columns
                    .iter()
                    .map(move |&column| self.rows.value(row, column))
            })
            .collect();
        DenseMatrix::new(rows.len(), columns.len(), values, false)
            .map_err(|source| self.failed(source))
    }

    /// Runs smartcore on a thread with a stack that grows with the rows: its naive Bayes nests a call for each row of a class. Should it
    /// panic, that is an error like any other.
    fn on_own_thread<T: Send>(
        &self,
        rows: usize,
        work: impl FnOnce() -> Result<T, Failed> + Send,
    ) -> Result<T, PipelineError> {
        const STACK: usize = 16 << 20;
        const STACK_A_ROW: usize = 1 << 10;
        let result = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(STACK + rows * STACK_A_ROW);
            match builder.spawn_scoped(scope, work) {
                Ok(thread) => (thread.join())
                    .unwrap_or_else(|_| Err(Failed::invalid_state("smartcore panicked"))),
                Err(_) => Err(Failed::invalid_state("no thread could be started")),
            }
        });
        result.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: Failed) -> PipelineError {
        PipelineError::Baseline {
            model: self.kind.name(),
            source,
        }
    }
}

impl Rows<'_> {
    fn value(&self, row: usize, column: usize) -> f64 {
        f64::from(self.features[row * self.width + column])
    }

    /// The class of a row by its place in [`CLASSES`].
    fn class(&self, row: usize) -> Option<usize> {
        let class = self.labels.get(row).copied().flatten()?;
        CLASSES.iter().position(|&other| other == class)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are three classes, and smartcore's naive Bayes takes unsigned numbers that are no usize"
    )]
    fn classes(&self, rows: &[usize]) -> Classes {
        rows.iter()
            .filter_map(|&row| Some(self.class(row)? as u32))
            .collect()
    }

    /// Those of the rows whose class has more than one: a single row has no variance, and naive Bayes does without its class.
    fn of_repeated_classes(&self, rows: &[usize]) -> Vec<usize> {
        let count = |class| {
            rows.iter()
                .filter(|&&row| self.class(row) == Some(class))
                .count()
        };
        let repeated = [0, 1, 2].map(|class| count(class) > 1);
        rows.iter()
            .copied()
            .filter(|&row| self.class(row).is_some_and(|class| repeated[class]))
            .collect()
    }

    /// The columns that vary in each class of these rows.
    fn varying_columns(&self, rows: &[usize]) -> Vec<usize> {
        let parts: Vec<Vec<usize>> = (0..CLASSES.len())
            .map(|class| {
                let of_class = rows.iter().copied();
                of_class
                    .filter(|&row| self.class(row) == Some(class))
                    .collect::<Vec<usize>>()
            })
            .filter(|of_class| !of_class.is_empty())
            .collect();
        let largest = (0..self.width)
            .map(|column| self.mean_and_variance(rows, column).1)
            .fold(0.0, f64::max);
        (0..self.width)
            .filter(|&column| {
                parts.iter().all(|of_class| {
                    let (mean, variance) = self.mean_and_variance(of_class, column);
                    variance > LEAST_VARIANCE * largest.max(mean * mean)
                })
            })
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
    fn mean_and_variance(&self, rows: &[usize], column: usize) -> (f64, f64) {
        let count = rows.len().max(1) as f64;
        let values = || rows.iter().map(|&row| self.value(row, column));
        let mean = values().sum::<f64>() / count;
        let squares = values().map(|value| (value - mean) * (value - mean));
        (mean, squares.sum::<f64>() / count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::assess::Assessment;
    use crate::stages::split::Split;
    use crate::store::{Store, StoredStages};

    fn fit_on<'a>(task: &'a str, train: &'a [usize]) -> Fit<'a> {
        Fit {
            task,
            train,
            from: None,
            state: None,
        }
    }

    /// Two numbers a row, of three clouds in turn, and as many ones as asked for.
    fn features(rows: usize, ones: usize) -> Vec<f32> {
        (0..rows)
            .flat_map(|row| {
                let [x, y] = [[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]][row % 3];
                // A few steps to either side, the same each time.
                let wobble = |step: usize| ((row / 3 * step) % 7) as f32 / 7.0 - 0.5;
                let ones = std::iter::repeat_n(1.0, ones);
                [x + wobble(3), y + wobble(5)].into_iter().chain(ones)
            })
            .collect()
    }

    fn labels(rows: usize) -> Vec<Option<Sentiment>> {
        (0..rows).map(|row| Some(CLASSES[row % 3])).collect()
    }

    #[test]
    fn every_baseline_tells_clouds_apart() {
        let (features, labels) = (features(90, 0), labels(90));
        let rows = Rows {
            features: &features,
            width: 2,
            labels: &labels,
        };
        let split = Split {
            train: (0..60).collect(),
            folds: vec![(0..30).collect(), (30..60).collect()],
            test: (60..75).collect(),
            unseen: (75..90).collect(),
            set_aside: Vec::new(),
        };
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("out"), StoredStages::Off).unwrap();
        let course = Course {
            labels: &labels,
            split: &split,
            store: &store,
        };
        let assess_all = || -> Vec<Assessment> {
            let outcomes = assess_all(rows, course, &[], 42, &mut |_| {}).unwrap();
            outcomes.into_iter().map(|one| one.assessment).collect()
        };
        let results = assess_all();
        let names: Vec<&str> = results.iter().map(|result| result.model.as_str()).collect();
        assert_eq!(
            names,
            [
                "Gaussian naive Bayes",
                "logistic regression",
                "random forest"
            ]
        );
        for result in &results {
            assert!(!result.baseline, "it learns");
            assert_eq!(result.folds.len(), 2);
            assert!(result.test.accuracy > 0.99, "{result:?}");
        }
        // The same seed grows the same forest.
        let again = assess_all();
        assert_eq!(format!("{results:?}"), format!("{again:?}"));
    }

    #[test]
    fn a_class_may_be_missing_or_have_one_row() {
        let (features, mut labels) = (features(30, 1), labels(30));
        let fits = |labels: &[Option<Sentiment>], train: &[usize]| {
            for kind in [Kind::NaiveBayes, Kind::LogisticRegression, Kind::Forest] {
                let rows = Rows {
                    features: &features,
                    width: 3,
                    labels,
                };
                let learner = BaselineLearner {
                    rows,
                    kind,
                    seed: 1,
                };
                let model = learner.fit(&fit_on("a fold", train), &mut |_| {}).unwrap();
                let predicted = learner.predict(&model, &[0, 1, 3, 4]).unwrap();
                let [a, b, ..] = CLASSES;
                assert_eq!(predicted, [a, b, a, b], "{kind:?}");
                assert_eq!(learner.predict(&model, &[]).unwrap(), []);
            }
        };
        // Without the third class, then with one row of it.
        let two: Vec<usize> = (0..30).filter(|row| row % 3 < 2).collect();
        fits(&labels, &two);
        fits(&labels, &[&two[..], &[2]].concat());
        labels[2] = None;
        fits(&labels, &two);
    }

    #[test]
    fn naive_bayes_wants_a_feature_that_varies() {
        let (features, labels) = (vec![1.0; 30], labels(30));
        let rows = Rows {
            features: &features,
            width: 1,
            labels: &labels,
        };
        let learner = BaselineLearner {
            rows,
            kind: Kind::NaiveBayes,
            seed: 1,
        };
        let train: Vec<usize> = (0..30).collect();
        let error = learner
            .fit(&fit_on("fold 1", &train), &mut |_| {})
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "features in fold 1: expected at least 1 that varies in every class, got 0"
        );
    }
}
