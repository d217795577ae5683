//! Reading a state back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::module::{Module, ModuleMapper, Param};
use burn::optim::{AdamWState, AdaptiveMomentumState};
use burn::tensor::{Tensor, TensorData};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;

use super::EpochRecord;
use super::digest::Digest;
use super::optimizer::Optimizer;
use super::state::{FORMAT, Facts, JSON, Plan, Position, Saved, TENSORS};
use super::tape::in_place_of;
use crate::ModelError;

type Tensors<'a> = BTreeMap<String, TensorView<'a>>;

#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// A state that has been read, its tensors still as bytes.
pub(super) struct Found {
    path: PathBuf,
    saved: Saved,
    content: Vec<u8>,
}

/// A state put back.
pub(super) struct Restored<M> {
    pub(super) position: Position,
    pub(super) epochs: Vec<EpochRecord>,
    pub(super) model: M,
    pub(super) best: Option<M>,
}

impl Found {
    /// Reads the files, compares what the training depends on, and checks that it comes through
    /// the state's position.
    pub(super) fn read(folder: &Path, facts: &Facts, plan: Plan) -> Result<Self, ModelError> {
        let json = folder.join(JSON);
        let text = fs::read(&json).map_err(ModelError::read(&json))?;
        let not_json = |source| ModelError::Json {
            path: json.clone(),
            source,
        };
        // By itself, because the other keys are those of the format.
        let Version { format } = serde_json::from_slice(&text).map_err(not_json)?;
        if format != FORMAT {
            return Err(damaged(&json, "that of another version of this crate"));
        }
        let saved: Saved = serde_json::from_slice(&text).map_err(not_json)?;
        let was: BTreeMap<&str, &str> = pairs(&saved.facts).collect();
        let is: BTreeMap<&str, &str> = pairs(facts).collect();
        for (name, _) in pairs(facts).chain(pairs(&saved.facts)) {
            if was.get(name) != is.get(name) {
                let text = |side: &BTreeMap<&str, &str>| {
                    side.get(name).map_or("nothing", |text| *text).to_owned()
                };
                return Err(ModelError::StateDiffers {
                    path: folder.to_owned(),
                    what: name.to_owned(),
                    saved: text(&was),
                    got: text(&is),
                });
            }
        }
        if !plan.passes(saved.position(), saved.epoch_bits.len()) {
            return Err(damaged(
                &json,
                "a position that this training does not pass",
            ));
        }
        if saved.digest_of_figures() != saved.figures {
            return Err(damaged(&json, "figures other than those that were written"));
        }
        let path = folder.join(TENSORS);
        let content = fs::read(&path).map_err(ModelError::read(&path))?;
        Ok(Self {
            path,
            saved,
            content,
        })
    }

    /// Gives `model` its weights and `optimizer` its moments.
    pub(super) fn restore<M: Module + Clone>(
        self,
        model: M,
        optimizer: &mut Optimizer,
    ) -> Result<Restored<M>, ModelError> {
        let path = &self.path;
        let file =
            SafeTensors::deserialize(&self.content).map_err(|source| ModelError::Safetensors {
                path: path.clone(),
                source,
            })?;
        let mut tensors: Tensors<'_> = file.tensors().into_iter().collect();
        let saved = self.saved;
        if digest_of_views(&tensors) != saved.digest {
            return Err(damaged(path, "tensors other than those that were written"));
        }
        let has_best = tensors.keys().any(|name| name.starts_with("best."));
        let mut put = |model: M, kind, moments: Option<&mut Optimizer>| {
            let mut restorer = Restorer {
                location: Vec::new(),
                path,
                kind,
                tensors: &mut tensors,
                moments,
                step: saved.step,
                late: &saved.late,
                failure: None,
            };
            let model = model.map(&mut restorer);
            restorer.failure.map_or(Ok(model), Err)
        };
        let best = match has_best {
            true => Some(put(model.clone(), "best", None)?.valid()),
            false => None,
        };
        let model = put(model, "weights", Some(optimizer))?;
        let figures = |(i, &bits)| from_bits(i + 1, bits);
        let epochs: Option<Vec<EpochRecord>> =
            saved.epoch_bits.iter().enumerate().map(figures).collect();
        Ok(Restored {
            position: saved.position(),
            epochs: epochs.ok_or_else(|| damaged(path, "an epoch without figures"))?,
            model,
            best,
        })
    }
}

fn damaged(path: &Path, what: &'static str) -> ModelError {
    ModelError::StateDamaged {
        path: path.to_owned(),
        what,
    }
}

fn pairs(facts: &Facts) -> impl Iterator<Item = (&str, &str)> {
    facts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
}

fn digest_of_views(tensors: &Tensors<'_>) -> String {
    let mut digest = Digest::new();
    for (name, view) in tensors {
        digest.bytes(name.as_bytes());
        digest.bytes(view.data());
    }
    digest.text()
}

fn from_bits(epoch: usize, bits: [Option<u64>; 6]) -> Option<EpochRecord> {
    let [
        loss,
        accuracy,
        seconds,
        valid_loss,
        valid_accuracy,
        valid_macro_f1,
    ] = bits.map(|figure| figure.map(f64::from_bits));
    Some(EpochRecord {
        epoch,
        train_loss: loss?,
        train_accuracy: accuracy?,
        valid_loss,
        valid_accuracy,
        valid_macro_f1,
        seconds: seconds?,
    })
}

struct Restorer<'a, 'b> {
    location: Vec<String>,
    path: &'a Path,
    kind: &'static str,
    tensors: &'a mut Tensors<'b>,
    /// Where moments go.
    moments: Option<&'a mut Optimizer>,
    /// The steps that made them, and of which parameters they are others.
    step: usize,
    late: &'a BTreeMap<String, usize>,
    failure: Option<ModelError>,
}

impl ModuleMapper for Restorer<'_, '_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.location.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.location.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.put(&param) {
            Ok(tensor) => {
                let (id, _, mapper) = param.consume();
                Param::from_mapped_value(id, tensor, mapper)
            }
            Err(error) => {
                self.failure.get_or_insert(error);
                param
            }
        }
    }
}

impl Restorer<'_, '_> {
    /// The parameter's saved values; its moments go to the optimiser.
    fn put<const D: usize>(&mut self, param: &Param<Tensor<D>>) -> Result<Tensor<D>, ModelError> {
        let old = param.val();
        let weights = self.take(self.kind, &old)?;
        // A parameter that no gradient reaches has none.
        let has_moments = self.tensors.contains_key(&self.name("first"));
        if self.moments.is_some() && has_moments {
            let mut momentum = AdaptiveMomentumState::new(
                0,
                self.take("first", &old)?,
                self.take("second", &old)?,
            );
            if let Some(optimizer) = &mut self.moments {
                let late = self.late.get(&self.location.join("."));
                momentum.time = late.copied().unwrap_or(self.step);
                optimizer.set_moments(param.id, AdamWState::new(momentum));
            }
        }
        Ok(in_place_of(&old, weights))
    }

    fn name(&self, kind: &str) -> String {
        format!("{kind}.{}", self.location.join("."))
    }

    /// A saved tensor of the shape of `like`, off the tape.
    fn take<const D: usize>(
        &mut self,
        kind: &str,
        like: &Tensor<D>,
    ) -> Result<Tensor<D>, ModelError> {
        let name = self.name(kind);
        let view = self
            .tensors
            .remove(&name)
            .filter(|view| view.dtype() == Dtype::F32 && view.shape() == like.dims())
            .ok_or_else(|| damaged(self.path, "tensors of another network"))?;
        let (numbers, _) = view.data().as_chunks::<4>();
        let values: Vec<f32> = numbers
            .iter()
            .map(|&bytes| f32::from_ne_bytes(bytes))
            .collect();
        let device = like.device().without_autodiff();
        Ok(Tensor::from_data(
            TensorData::new(values, like.dims()),
            &device,
        ))
    }
}
