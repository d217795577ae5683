//! The same course for every classifier: folds, test, unseen rows; each fold and the final fit is a stage that is stored.

use crate::PipelineError;
use crate::files::{write_atomic, write_csv};
use crate::progress::{Observer, Progress};
use crate::stages::classify::{CLASSES, Fit, Learner, Predicted};
use crate::stages::intervals::{mean, mean_interval, wilson_interval};
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

/// How one training went, epoch by epoch; taken while training, with dropout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldCurve {
    /// The fold, from 1; `None` for the training on all training rows.
    pub fold: Option<usize>,
    /// Mean loss on the training rows of each epoch.
    pub train_loss: Vec<f64>,
    /// Accuracy on the training rows of each epoch.
    pub train_accuracy: Vec<f64>,
}

/// How one classifier did.
#[derive(Debug, Clone, Serialize)]
pub struct Assessment {
    /// What the tables call it.
    pub model: String,
    /// Whether it learns nothing and only shows what others must beat.
    pub baseline: bool,
    /// Whether its test is no test: the lexicon made the labels that it is held against.
    pub by_construction: bool,
    /// Where the weights of each fold started.
    pub fold_protocol: FoldProtocol,
    /// Whether the accuracies of the folds are inflated: a fold has learned from rows that a later one is validated on.
    pub folds_leak: bool,
    /// The cross-validation inside the training rows; empty for what has none.
    pub folds: Vec<FoldResult>,
    /// Mean accuracy on the validation rows of the folds.
    pub mean_valid_accuracy: Option<f64>,
    /// 95% interval of that mean (Student). It is too narrow: the folds share most of their training rows, so that no unbiased estimate
    /// of their variance exists (Bengio and Grandvalet, 2004).
    pub mean_valid_interval_95: Option<[f64; 2]>,
    /// Loss and accuracy on the training rows by epoch, where there are epochs.
    pub curves: Vec<FoldCurve>,
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
    /// What it says of the test rows.
    pub(crate) test: Predicted,
    /// What it says of the unseen rows.
    pub(crate) unseen: Predicted,
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
    let mut curves = Vec::new();
    let of_split = split.folds.as_slice();
    let validated = if learner.has_folds() { of_split } else { &[] };
    let mut folds = Vec::with_capacity(validated.len());
    let mut before: Option<PathBuf> = None;
    for (index, valid) in validated.iter().enumerate() {
        let number = index + 1;
        let train: Vec<usize> = split
            .train
            .iter()
            .copied()
            .filter(|row| valid.binary_search(row).is_err())
            .collect();
        let task = format!("{}, fold {number} of {}", learner.name(), validated.len());
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
            train_accuracy: share_equal(&truth(&train), &of_train.classes),
            valid_accuracy: share_equal(&truth(valid), &of_valid.classes),
        };
        curves.extend(curve(Some(number), &record.epochs));
        metrics.extend(record.epochs);
        metrics.push(with(line(Some(number), "fold"), json!(result)).to_string());
        folds.push(result);
        if is_leaking {
            before = key.map(|key| course.store.path(key).join(MODEL));
        }
    }
    let goes_on = is_leaking && before.is_some();
    let task = if goes_on {
        format!("{}, as the last fold left it", learner.name())
    } else {
        format!("{}, all training rows", learner.name())
    };
    let key = keys.map(|keys| &keys.last);
    let stage = FitStage {
        task: &task,
        train: &split.train,
        from: before.as_deref(),
        is_fitted: !goes_on,
        is_kept: learner.is_kept(),
        read: [&split.test, &split.unseen],
        line: line(None, "epoch"),
    };
    let record = course.fit(learner, key, &stage, observer)?;
    curves.extend(curve(None, &record.epochs));
    let [predicted, unseen] = record.predicted;
    let expected = truth(&split.test);
    let names = |classes: &[Sentiment]| -> Vec<&'static str> {
        classes.iter().map(|class| class.as_str()).collect()
    };
    let confusion = ConfusionMatrix::with_labels(
        &names(&CLASSES),
        &names(&expected),
        &names(&predicted.classes),
    )?;
    let accuracy = share_equal(&expected, &predicted.classes);
    metrics.extend(record.epochs);
    let tested = json!({
        "train_rows": split.train.len(), "test_rows": expected.len(), "test_accuracy": accuracy,
    });
    metrics.push(with(line(None, "test"), tested).to_string());
    let valid: Vec<f64> = folds.iter().map(|fold| fold.valid_accuracy).collect();
    let assessment = Assessment {
        model: learner.name().to_owned(),
        baseline: learner.is_baseline(),
        by_construction: learner.made_the_labels(),
        fold_protocol: if is_leaking {
            FoldProtocol::CarryOver
        } else {
            FoldProtocol::Fresh
        },
        folds_leak: is_leaking,
        mean_valid_accuracy: mean(&valid),
        mean_valid_interval_95: mean_interval(&valid),
        folds,
        curves,
        accuracy_interval_95: wilson_interval(accuracy, expected.len()),
        test: ClassificationReport::from_confusion(&confusion, ZeroDivision::Zero)?,
        confusion: confusion.rows().to_vec(),
    };
    Ok(Outcome {
        assessment,
        test: predicted,
        unseen,
        model: key
            .filter(|_| learner.is_kept())
            .map(|key| course.store.path(key).join(MODEL)),
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
    /// What the classifier says of both lists of rows that were read.
    predicted: [Predicted; 2],
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
                    learner.read(&model, stage.read[0])?,
                    learner.read(&model, stage.read[1])?,
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
            let predicted = &self.predicted[list];
            let rows = rows[list].iter().zip(&predicted.classes).enumerate();
            rows.map(move |(place, (row, class))| {
                let probabilities = predicted.probabilities.as_ref();
                let numbers = match probabilities.and_then(|all| all.get(place)) {
                    // The shortest numbers that read as the same ones.
                    Some(numbers) => numbers.map(|number| number.to_string()),
                    None => [const { String::new() }; 3],
                };
                let start = [list.to_string(), row.to_string(), class.as_str().to_owned()];
                start.into_iter().chain(numbers).collect::<Vec<String>>()
            })
        };
        write_csv(
            &folder.join(PREDICTIONS),
            &[
                "list",
                "row",
                "predicted",
                "negative",
                "neutral",
                "positive",
            ],
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
        let mut of_list = |list: usize| -> Result<Predicted, PipelineError> {
            let one = |&row: &usize| {
                let record = records.next()?.ok()?;
                let is_ours =
                    record.get(0)? == list.to_string() && record.get(1)? == row.to_string();
                let class = CLASSES
                    .into_iter()
                    .find(|class| Some(class.as_str()) == record.get(2));
                let numbers = probabilities(&record)?;
                class.filter(|_| is_ours).map(|class| (class, numbers))
            };
            let read: Vec<_> = rows[list]
                .iter()
                .map(one)
                .collect::<Option<_>>()
                .ok_or_else(wrong)?;
            let (classes, probabilities): (Vec<_>, Vec<_>) = read.into_iter().unzip();
            // All rows have them, or none.
            let without = probabilities.iter().filter(|one| one.is_none()).count();
            if ![0, probabilities.len()].contains(&without) {
                return Err(wrong());
            }
            Ok(Predicted {
                probabilities: probabilities.into_iter().collect(),
                classes,
            })
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

/// The probabilities in a record, if there are any; `None` where they are no numbers.
fn probabilities(record: &csv::StringRecord) -> Option<Option<[f64; 3]>> {
    let fields = [record.get(3)?, record.get(4)?, record.get(5)?];
    if fields.iter().all(|field| field.is_empty()) {
        return Some(None);
    }
    let mut numbers = [0.0; 3];
    for (number, field) in numbers.iter_mut().zip(fields) {
        *number = field.parse().ok()?;
    }
    Some(Some(numbers))
}

/// The figures of a training's lines; nothing where there are none. They are read from the lines, so that a training that was stored
/// has the same.
fn curve(fold: Option<usize>, epochs: &[String]) -> Option<FoldCurve> {
    let lines: Vec<Value> = epochs
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let figures = |name: &str| {
        lines
            .iter()
            .filter_map(|line| line[name].as_f64())
            .collect()
    };
    (!lines.is_empty()).then(|| FoldCurve {
        fold,
        train_loss: figures("train_loss"),
        train_accuracy: figures("train_accuracy"),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let [negative, neutral, positive] = CLASSES;
        let record = FitRecord {
            predicted: [
                Predicted {
                    classes: vec![neutral, positive],
                    probabilities: Some(vec![[0.1, 0.7, 0.2], [0.1 + 0.2, 1e-300, 0.7]]),
                },
                Predicted::from(vec![negative]),
            ],
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
    fn a_curve_has_a_number_an_epoch() {
        let lines = [
            r#"{"event":"epoch","epoch":1,"train_loss":1.5,"train_accuracy":0.4}"#,
            r#"{"event":"epoch","epoch":2,"train_loss":0.5,"train_accuracy":0.9}"#,
        ];
        let found = curve(Some(2), &lines.map(str::to_owned)).unwrap();
        let expected = FoldCurve {
            fold: Some(2),
            train_loss: vec![1.5, 0.5],
            train_accuracy: vec![0.4, 0.9],
        };
        assert_eq!(found, expected);
        assert_eq!(curve(None, &[]), None);
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
