//! The same course for every classifier: folds, test, unseen rows; each fold and the final fit is a stage that is stored.

use crate::PipelineError;
use crate::files::{write_atomic, write_csv};
use crate::progress::{Observer, Progress};
use crate::stages::classify::{CLASSES, Fit, Learner};
use crate::stages::split::Split;
use crate::store::{Key, Store};
use indobert_burn::EpochRecord;
use inset_lexicon::Sentiment;
use kappa_metrics::{ClassificationReport, ConfusionMatrix, ZeroDivision};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Where the weights of each fold start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoldProtocol {
    /// Every fold from the same weights.
    #[default]
    Fresh,
    /// Each fold from the weights that the one before left: later folds are validated on rows that were learned from before. This is the
    /// leak of the study, reproduced on purpose and labelled wherever its numbers stand.
    CarryOver,
}

/// Accuracy of one fold.
#[derive(Debug, Clone, Serialize)]
pub struct FoldResult {
    /// The fold, from 1.
    pub fold: usize,
    /// Rows learned from.
    pub train_rows: usize,
    /// Rows validated on.
    pub valid_rows: usize,
    /// Accuracy on the rows learned from.
    pub train_accuracy: f64,
    /// Accuracy on the others.
    pub valid_accuracy: f64,
}

/// How one classifier did.
#[derive(Debug, Clone, Serialize)]
pub struct Assessment {
    /// What the tables call it.
    pub model: String,
    /// Whether it learns nothing and only shows what others must beat.
    pub baseline: bool,
    /// Where the weights of each fold started.
    pub fold_protocol: FoldProtocol,
    /// Whether the accuracies of the folds are inflated: a fold has learned from rows that a later one is validated on.
    pub folds_leak: bool,
    /// The cross-validation inside the training rows.
    pub folds: Vec<FoldResult>,
    /// Mean accuracy on the validation rows of the folds.
    pub mean_valid_accuracy: f64,
    /// The test: scikit-learn's classification report.
    pub test: ClassificationReport,
    /// 95% interval of the test accuracy (Wilson).
    pub accuracy_interval_95: [f64; 2],
    /// Rows: truth; columns: prediction; both in the order of [`CLASSES`].
    pub confusion: Vec<Vec<u64>>,
}

/// The keys of a classifier's stages.
#[derive(Debug, Clone)]
pub(crate) struct ModelKeys {
    pub(crate) folds: Vec<Key>,
    pub(crate) last: Key,
}

/// The rows that all classifiers go through.
#[derive(Clone, Copy)]
pub(crate) struct Course<'a> {
    pub(crate) labels: &'a [Option<Sentiment>],
    pub(crate) split: &'a Split,
    pub(crate) store: &'a Store,
}

/// What came of one classifier.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) assessment: Assessment,
    /// The classes of the unseen rows.
    pub(crate) unseen: Vec<Sentiment>,
    /// The folder with its files, where it is stored.
    pub(crate) model: Option<PathBuf>,
    /// Lines of `metrics.jsonl`.
    pub(crate) metrics: Vec<String>,
}

/// The name of the folder inside a stage that holds a fitted classifier.
const MODEL: &str = "model";

/// Cross-validates, fits on all training rows, and reads the test rows and the unseen ones. Without keys nothing is stored.
pub(crate) fn assess<L: Learner>(
    learner: &L,
    course: Course<'_>,
    keys: Option<&ModelKeys>,
    observer: &mut Observer<'_>,
) -> Result<Outcome, PipelineError> {
    let Course { labels, split, .. } = course;
    let truth = |rows: &[usize]| -> Vec<Sentiment> {
        rows.iter()
            .filter_map(|&row| labels.get(row).copied().flatten())
            .collect()
    };
    let is_leaking = learner.carries_over();
    let line = |fold: Option<usize>, event: &str| {
        let mut line = json!({"model": learner.name(), "fold": fold, "event": event});
        if is_leaking {
            line["folds_leak"] = true.into();
        }
        line
    };
    let mut metrics = Vec::new();
    let mut folds = Vec::with_capacity(split.folds.len());
    let mut before: Option<PathBuf> = None;
    for (index, valid) in split.folds.iter().enumerate() {
        let number = index + 1;
        let train: Vec<usize> = split
            .train
            .iter()
            .copied()
            .filter(|row| valid.binary_search(row).is_err())
            .collect();
        let task = format!("{}, fold {number} of {}", learner.name(), split.folds.len());
        refuse_one_class(&truth(&train), &task)?;
        let key = keys.and_then(|keys| keys.folds.get(index));
        let stage = FitStage {
            task: &task,
            train: &train,
            from: before.as_deref(),
            is_fitted: true,
            is_kept: is_leaking,
            read: [&train, valid],
            line: line(Some(number), "epoch"),
        };
        let record = course.fit(learner, key, &stage, observer)?;
        let [of_train, of_valid] = &record.predicted;
        let result = FoldResult {
            fold: number,
            train_rows: train.len(),
            valid_rows: valid.len(),
            train_accuracy: share_equal(&truth(&train), of_train),
            valid_accuracy: share_equal(&truth(valid), of_valid),
        };
        metrics.extend(record.epochs);
        metrics.push(with(line(Some(number), "fold"), json!(result)).to_string());
        folds.push(result);
        if is_leaking {
            before = key.map(|key| course.store.path(key).join(MODEL));
        }
    }
    let task = if is_leaking {
        format!("{}, as the last fold left it", learner.name())
    } else {
        format!("{}, all training rows", learner.name())
    };
    let key = keys.map(|keys| &keys.last);
    let stage = FitStage {
        task: &task,
        train: &split.train,
        from: before.as_deref(),
        is_fitted: !is_leaking,
        is_kept: true,
        read: [&split.test, &split.unseen],
        line: line(None, "epoch"),
    };
    let record = course.fit(learner, key, &stage, observer)?;
    let [predicted, unseen] = record.predicted;
    let expected = truth(&split.test);
    let names = |classes: &[Sentiment]| -> Vec<&'static str> {
        classes.iter().map(|class| class.as_str()).collect()
    };
    let confusion =
        ConfusionMatrix::with_labels(&names(&CLASSES), &names(&expected), &names(&predicted))?;
    let accuracy = share_equal(&expected, &predicted);
    metrics.extend(record.epochs);
    let tested = json!({
        "train_rows": split.train.len(), "test_rows": expected.len(), "test_accuracy": accuracy,
    });
    metrics.push(with(line(None, "test"), tested).to_string());
    let assessment = Assessment {
        model: learner.name().to_owned(),
        baseline: learner.is_baseline(),
        fold_protocol: if is_leaking {
            FoldProtocol::CarryOver
        } else {
            FoldProtocol::Fresh
        },
        folds_leak: is_leaking,
        mean_valid_accuracy: mean(folds.iter().map(|fold| fold.valid_accuracy)),
        folds,
        accuracy_interval_95: wilson_interval(accuracy, expected.len()),
        test: ClassificationReport::from_confusion(&confusion, ZeroDivision::Zero)?,
        confusion: confusion.rows().to_vec(),
    };
    Ok(Outcome {
        assessment,
        unseen,
        model: key.map(|key| course.store.path(key).join(MODEL)),
        metrics,
    })
}

/// One fit and the rows that are read with it.
struct FitStage<'a> {
    task: &'a str,
    train: &'a [usize],
    /// A stored model to go on from.
    from: Option<&'a Path>,
    /// Whether it is fitted at all, or taken as it is stored.
    is_fitted: bool,
    /// Whether the model is stored too.
    is_kept: bool,
    read: [&'a Vec<usize>; 2],
    /// What every line of the fit's metrics begins with.
    line: Value,
}

/// What is kept of one fit.
#[derive(Debug, PartialEq)]
struct FitRecord {
    /// The classes of both lists of rows that were read.
    predicted: [Vec<Sentiment>; 2],
    /// Lines of `metrics.jsonl`.
    epochs: Vec<String>,
}

impl Course<'_> {
    fn fit<L: Learner>(
        &self,
        learner: &L,
        key: Option<&Key>,
        stage: &FitStage<'_>,
        observer: &mut Observer<'_>,
    ) -> Result<FitRecord, PipelineError> {
        let compute = |observer: &mut Observer<'_>| {
            observer(Progress::Step {
                task: stage.task,
                done: 0,
                total: 1,
            });
            let model = match stage.from {
                Some(folder) if !stage.is_fitted => learner.load(folder)?,
                _ => {
                    let fit = Fit {
                        task: stage.task,
                        train: stage.train,
                        from: stage.from,
                        state: key.and_then(|key| self.store.training(key)),
                    };
                    learner.fit(&fit, observer)?
                }
            };
            let record = FitRecord {
                predicted: [
                    learner.predict(&model, stage.read[0])?,
                    learner.predict(&model, stage.read[1])?,
                ],
                epochs: epoch_lines(&stage.line, learner.epochs(&model)),
            };
            Ok((record, Some(model)))
        };
        let Some(key) = key else {
            return Ok(compute(observer)?.0);
        };
        let (record, _) = self.store.stage(
            key,
            |folder| Ok((FitRecord::read(folder, stage.read)?, None)),
            |(record, model), folder| {
                record.write(folder, stage.read)?;
                match model {
                    Some(model) if stage.is_kept => learner.save(model, &folder.join(MODEL)),
                    _ => Ok(()),
                }
            },
            observer,
            compute,
        )?;
        Ok(record)
    }
}

const PREDICTIONS: &str = "predictions.csv";
const EPOCHS: &str = "epochs.jsonl";

impl FitRecord {
    fn write(&self, folder: &Path, rows: [&Vec<usize>; 2]) -> Result<(), PipelineError> {
        let of_list = |list: usize| {
            let rows = rows[list].iter().zip(&self.predicted[list]);
            rows.map(move |(row, class)| {
                [list.to_string(), row.to_string(), class.as_str().to_owned()]
            })
        };
        write_csv(
            &folder.join(PREDICTIONS),
            &["list", "row", "predicted"],
            of_list(0).chain(of_list(1)),
        )?;
        write_lines(&folder.join(EPOCHS), &self.epochs)
    }

    fn read(folder: &Path, rows: [&Vec<usize>; 2]) -> Result<Self, PipelineError> {
        let path = folder.join(PREDICTIONS);
        let wrong = || PipelineError::Stage {
            path: path.display().to_string(),
            expected: "a predicted class for each of the rows, in their order",
        };
        let mut table = csv::Reader::from_path(&path).map_err(|_| wrong())?;
        let mut records = table.records();
        let mut of_list = |list: usize| -> Result<Vec<Sentiment>, PipelineError> {
            let class = |&row: &usize| {
                let record = records.next()?.ok()?;
                let is_ours =
                    record.get(0)? == list.to_string() && record.get(1)? == row.to_string();
                let class = CLASSES
                    .into_iter()
                    .find(|class| Some(class.as_str()) == record.get(2));
                class.filter(|_| is_ours)
            };
            rows[list]
                .iter()
                .map(class)
                .collect::<Option<_>>()
                .ok_or_else(wrong)
        };
        let predicted = [of_list(0)?, of_list(1)?];
        let path = folder.join(EPOCHS);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| PipelineError::io(&path, "read", source))?;
        Ok(Self {
            predicted,
            epochs: text.lines().map(str::to_owned).collect(),
        })
    }
}

/// Writes one text a line.
pub(crate) fn write_lines(path: &Path, lines: &[String]) -> Result<(), PipelineError> {
    write_atomic(path, |out| {
        lines
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}

/// The figures of each epoch, without its wall time.
fn epoch_lines(start: &Value, epochs: &[EpochRecord]) -> Vec<String> {
    let line = |record: &EpochRecord| {
        let mut figures = json!(record);
        if let Value::Object(figures) = &mut figures {
            figures.retain(|name, value| name != "seconds" && !value.is_null());
        }
        with(start.clone(), figures).to_string()
    };
    epochs.iter().map(line).collect()
}

/// The fields of one object and then those of another.
fn with(start: Value, more: Value) -> Value {
    let fields = |value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let mut all = fields(start);
    all.extend(fields(more));
    Value::Object(all)
}

fn refuse_one_class(truth: &[Sentiment], task: &str) -> Result<(), PipelineError> {
    match truth.first() {
        Some(first) if truth.iter().all(|class| class == first) => Err(PipelineError::TooFew {
            what: format!("classes in {task}"),
            expected: "at least 2".to_owned(),
            got: format!("1 (all {} rows are {})", truth.len(), first.as_str()),
        }),
        _ => Ok(()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn share_equal(truth: &[Sentiment], predicted: &[Sentiment]) -> f64 {
    let equal = truth.iter().zip(predicted).filter(|(a, b)| a == b).count();
    equal as f64 / truth.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "there are few folds")]
fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}

/// Wilson's score interval of a share, at 95% (E. B. Wilson, 1927).
#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn wilson_interval(share: f64, n: usize) -> [f64; 2] {
    const Z: f64 = 1.959_963_984_540_054;
    if n == 0 {
        return [0.0, 1.0];
    }
    let n = n as f64;
    let z2 = Z * Z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    [(middle - half).max(0.0), (middle + half).min(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wilson's ends are where the observed share lies 1.96 standard errors away, the error taken at the end itself.
    #[test]
    fn wilson_interval_meets_its_definition() {
        for (share, n) in [(0.78, 100), (0.5, 7), (0.99, 885)] {
            for end in wilson_interval(share, n) {
                let error = (end * (1.0 - end) / n as f64).sqrt();
                assert!(
                    ((share - end).abs() / error - 1.959_964).abs() < 1e-6,
                    "{share} {n} {end}"
                );
            }
        }
        // All of ten: the lower end is n / (n + z^2).
        let [low, high] = wilson_interval(1.0, 10);
        assert!(
            (low - 0.722_467).abs() < 1e-6 && (high - 1.0).abs() < 1e-12,
            "{low} {high}"
        );
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let [negative, neutral, positive] = CLASSES;
        let record = FitRecord {
            predicted: [vec![neutral, positive], vec![negative]],
            epochs: vec![r#"{"epoch":1}"#.to_owned()],
        };
        let (first, second) = (vec![3, 5], vec![4]);
        record.write(folder.path(), [&first, &second]).unwrap();
        let read = FitRecord::read(folder.path(), [&first, &second]).unwrap();
        assert_eq!(read, record);
        let of_other_rows = FitRecord::read(folder.path(), [&second, &first]).unwrap_err();
        assert!(
            of_other_rows
                .to_string()
                .ends_with("expected a predicted class for each of the rows, in their order")
        );
    }

    #[test]
    fn an_epoch_says_nothing_of_the_clock() {
        let start = json!({"model": "m", "fold": 1, "event": "epoch"});
        assert_eq!(
            with(start, json!({"epoch": 2})).to_string(),
            r#"{"model":"m","fold":1,"event":"epoch","epoch":2}"#
        );
    }
}
