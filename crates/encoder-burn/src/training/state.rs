//! The state of a training, and how it is written: `state.json` and `tensors.safetensors`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::AdamWState;
use burn::tensor::{Tensor, TensorData};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::EpochRecord;
use super::digest::Digest;
use super::optimizer::Optimizer;
use crate::ModelError;

/// Raised when the files mean something else than before.
pub(super) const FORMAT: u32 = 3;

pub(super) const JSON: &str = "state.json";
pub(super) const TENSORS: &str = "tensors.safetensors";

/// What a training depends on, as names and texts, in the order in which differences are told.
pub type Facts = Vec<(String, String)>;

/// Every field of a struct of settings as a name and a text; two with the same texts are the same.
pub fn facts_of(settings: &impl Serialize) -> Facts {
    match serde_json::to_value(settings) {
        Ok(Value::Object(settings)) => settings
            .into_iter()
            .map(|(name, value)| (name, value.to_string()))
            .collect(),
        // A struct of plain values is an object.
        _ => Facts::new(),
    }
}

/// Where a training stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    /// Steps of the optimiser made.
    pub(super) step: usize,
    /// The epoch under way, from 1.
    pub(super) epoch: usize,
    /// Rows of that epoch that are done.
    pub(super) rows: usize,
    /// Sum over those rows of loss times weight, and of the weights.
    pub(super) loss: f64,
    pub(super) weight: f64,
    /// Right answers among them, and all answers.
    pub(super) hits: usize,
    pub(super) answers: usize,
    /// Wall time of the epoch so far.
    pub(super) seconds: f64,
}

impl Position {
    pub(super) fn start_of(epoch: usize, step: usize) -> Self {
        Self {
            step,
            epoch,
            rows: 0,
            loss: 0.0,
            weight: 0.0,
            hits: 0,
            answers: 0,
            seconds: 0.0,
        }
    }
}

/// What a training will go through, which the position of a state must lie in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) epochs: usize,
    pub(super) rows: usize,
    pub(super) rows_a_step: usize,
}

impl Plan {
    /// Steps of the optimiser in all epochs.
    pub(super) fn steps(self) -> usize {
        self.epochs.saturating_mul(self.steps_an_epoch())
    }

    fn steps_an_epoch(self) -> usize {
        self.rows.div_ceil(self.rows_a_step)
    }

    /// Whether a training with this plan comes through `position`, with the figures of so many
    /// epochs. States are written between steps; that after the last epoch is at the start of the
    /// next.
    pub(super) fn passes(self, position: Position, epochs: usize) -> bool {
        let Position {
            step, epoch, rows, ..
        } = position;
        let is_between_steps =
            rows == 0 || rows < self.rows && rows.is_multiple_of(self.rows_a_step);
        let ends = if rows == 0 {
            self.epochs + 1
        } else {
            self.epochs
        };
        is_between_steps
            && (1..=ends).contains(&epoch)
            && epochs == epoch - 1
            && step == (epoch - 1) * self.steps_an_epoch() + rows / self.rows_a_step
            && position.hits <= position.answers
    }
}

/// Numbers with a fraction are kept as their bits: a parser may miss the last digit.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    pub(super) format: u32,
    pub(super) facts: Facts,
    pub(super) step: usize,
    pub(super) epoch: usize,
    pub(super) rows: usize,
    pub(super) loss_bits: u64,
    pub(super) weight_bits: u64,
    pub(super) hits: usize,
    pub(super) answers: usize,
    pub(super) seconds_bits: u64,
    /// Per epoch: train loss and accuracy, seconds, then the figures of the validation.
    pub(super) epoch_bits: Vec<[Option<u64>; 6]>,
    /// Steps that made a parameter's moments, where they are not all: a layer that a step leaves out
    /// gets no gradient.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) late: BTreeMap<String, usize>,
    /// Of all tensors.
    pub(super) digest: String,
    /// Of the position and the figures of the epochs.
    pub(super) figures: String,
}

impl Saved {
    pub(super) fn position(&self) -> Position {
        Position {
            step: self.step,
            epoch: self.epoch,
            rows: self.rows,
            loss: f64::from_bits(self.loss_bits),
            weight: f64::from_bits(self.weight_bits),
            hits: self.hits,
            answers: self.answers,
            seconds: f64::from_bits(self.seconds_bits),
        }
    }

    /// What `figures` is of the numbers that stand here.
    pub(super) fn digest_of_figures(&self) -> String {
        let mut digest = Digest::new();
        for count in [self.step, self.epoch, self.rows, self.hits, self.answers] {
            digest.word(count as u64);
        }
        for bits in [self.loss_bits, self.weight_bits, self.seconds_bits] {
            digest.word(bits);
        }
        for figure in self.epoch_bits.iter().flatten() {
            digest.word(u64::from(figure.is_some()));
            digest.word(figure.unwrap_or(0));
        }
        for (path, &steps) in &self.late {
            digest.bytes(path.as_bytes());
            digest.word(steps as u64);
        }
        digest.text()
    }
}

fn to_bits(record: &EpochRecord) -> [Option<u64>; 6] {
    [
        Some(record.train_loss),
        Some(record.train_accuracy),
        Some(record.seconds),
        record.valid_loss,
        record.valid_accuracy,
        record.valid_macro_f1,
    ]
    .map(|figure| figure.map(f64::to_bits))
}

/// All that is saved.
pub(super) struct State<'a, M> {
    pub(super) facts: &'a Facts,
    pub(super) position: Position,
    pub(super) epochs: &'a [EpochRecord],
    pub(super) model: &'a M,
    pub(super) optimizer: &'a Optimizer,
    pub(super) best: Option<&'a M>,
}

impl<M: Module> State<'_, M> {
    /// Writes the files and waits until the disk has them.
    pub(super) fn write(&self, folder: &Path) -> Result<(), ModelError> {
        let moments = Moments {
            optimizer: self.optimizer,
            step: self.position.step,
        };
        let Collector {
            mut tensors, late, ..
        } = collect(self.model, "weights", Some(moments));
        if let Some(best) = self.best {
            tensors.extend(collect(best, "best", None).tensors);
        }
        let mut digest = Digest::new();
        let mut views = Vec::with_capacity(tensors.len());
        let path = folder.join(TENSORS);
        let failed = |source| match source {
            SafeTensorError::IoError(source) => ModelError::write(&path)(source),
            source => ModelError::Safetensors {
                path: path.clone(),
                source,
            },
        };
        for (name, data) in &tensors {
            let bytes = data.as_bytes();
            digest.bytes(name.as_bytes());
            digest.bytes(bytes);
            let view = TensorView::new(Dtype::F32, data.shape().to_vec(), bytes);
            views.push((name, view.map_err(failed)?));
        }
        safetensors::serialize_to_file(views, None, &path).map_err(failed)?;
        let position = self.position;
        let mut saved = Saved {
            format: FORMAT,
            facts: self.facts.clone(),
            step: position.step,
            epoch: position.epoch,
            rows: position.rows,
            loss_bits: position.loss.to_bits(),
            weight_bits: position.weight.to_bits(),
            hits: position.hits,
            answers: position.answers,
            seconds_bits: position.seconds.to_bits(),
            epoch_bits: self.epochs.iter().map(to_bits).collect(),
            late,
            digest: digest.text(),
            figures: String::new(),
        };
        saved.figures = saved.digest_of_figures();
        let json = folder.join(JSON);
        let text = serde_json::to_vec_pretty(&saved).map_err(|source| ModelError::Json {
            path: json.clone(),
            source,
        })?;
        fs::write(&json, text).map_err(ModelError::write(&json))?;
        for path in [&path, &json] {
            File::open(path)
                .and_then(|file| file.sync_all())
                .map_err(ModelError::write(path))?;
        }
        Ok(())
    }
}

/// A fingerprint of weights.
pub(super) fn digest_of<M: Module>(model: &M) -> Digest {
    let mut digest = Digest::new();
    for (name, data) in collect(model, "", None).tensors {
        digest.bytes(name.as_bytes());
        digest.bytes(data.as_bytes());
    }
    digest
}

/// Where moments are, and the steps made so far.
#[derive(Clone, Copy)]
struct Moments<'a> {
    optimizer: &'a Optimizer,
    step: usize,
}

/// Parameters by kind and path, and with an optimiser its moments too. A state is read by the kind
/// of machine that wrote it, so the numbers are taken as they lie in memory.
fn collect<'a, M: Module>(
    model: &M,
    kind: &'static str,
    moments: Option<Moments<'a>>,
) -> Collector<'a> {
    let mut collector = Collector {
        path: Vec::new(),
        kind,
        moments,
        tensors: BTreeMap::new(),
        late: BTreeMap::new(),
    };
    model.visit(&mut collector);
    collector
}

struct Collector<'a> {
    path: Vec<String>,
    kind: &'static str,
    moments: Option<Moments<'a>>,
    tensors: BTreeMap<String, TensorData>,
    late: BTreeMap<String, usize>,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let path = self.path.join(".");
        let mut keep = |kind: &str, tensor: Tensor<D>| {
            let data = tensor.inner().into_data();
            self.tensors.insert(format!("{kind}.{path}"), data);
        };
        keep(self.kind, param.val());
        let Some(Moments { optimizer, step }) = self.moments else {
            return;
        };
        if let Some(AdamWState { momentum }) = optimizer.moments(param.id) {
            keep("first", momentum.moment_1.clone());
            keep("second", momentum.moment_2.clone());
            if momentum.time != step {
                self.late.insert(path, momentum.time);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "cpu")]
    #[test]
    fn a_state_that_cannot_be_written_names_its_file() {
        use super::super::rates::Factors;

        let device = burn::tensor::Device::flex();
        let model = burn::nn::LinearConfig::new(3, 2).init(&device);
        let state = State {
            facts: &Facts::new(),
            position: Position::start_of(1, 0),
            epochs: &[],
            model: &model,
            optimizer: &Optimizer::new(0.0, 1.0, Factors::default()),
            best: None,
        };
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("absent");
        let message = state.write(&folder).unwrap_err().to_string();
        let path = folder.join(TENSORS);
        assert_eq!(message, format!("cannot write {}", path.display()));
    }

    #[test]
    fn a_plan_passes_the_places_between_its_steps_alone() {
        let plan = Plan {
            epochs: 3,
            rows: 10,
            rows_a_step: 4,
        };
        assert_eq!(plan.steps(), 9);
        let passes = |epoch, rows, step, epochs| {
            let start = Position::start_of(epoch, step);
            plan.passes(Position { rows, ..start }, epochs)
        };
        for (epoch, rows, step) in [
            (1, 0, 0),
            (1, 4, 1),
            (1, 8, 2),
            (2, 0, 3),
            (3, 8, 8),
            (4, 0, 9),
        ] {
            assert!(
                passes(epoch, rows, step, epoch - 1),
                "{epoch} {rows} {step}"
            );
            assert!(!passes(epoch, rows, step + 1, epoch - 1));
            assert!(!passes(epoch, rows, step, epoch));
        }
        let many = usize::MAX;
        for (epoch, rows, step) in [
            (0, 0, 0),
            (1, 3, 1),
            (1, 12, 3),
            (4, 4, 10),
            (5, 0, 12),
            (many, 0, 0),
            (1, many, 0),
            (1, 0, many),
        ] {
            assert!(!passes(epoch, rows, step, epoch.saturating_sub(1)));
        }
    }
}
