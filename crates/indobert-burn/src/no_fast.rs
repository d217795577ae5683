//! What stands in the place of `fast.rs` in a build without the device `cpu`: nothing can be made of it.

use std::error::Error;
use std::sync::Arc;

use burn::tensor::Device;
use encoder_burn::weights::{Names, Packed, Refusal, Tensor};

use crate::inference::Wanted;
use crate::model::SequenceClassifier;
use crate::weights::Checkpoint;
use crate::{BertConfig, BertError};

#[derive(Debug)]
pub(crate) enum FastEncoder {}

impl Packed for FastEncoder {
    type Model = SequenceClassifier;
    type Config = BertConfig;

    fn pack(_model: &SequenceClassifier, _config: &BertConfig) -> Result<Self, Refusal> {
        Err(absent())
    }

    fn lay_out(&self, _config: &BertConfig, _device: &Device) -> SequenceClassifier {
        match *self {}
    }

    fn names(config: &BertConfig) -> &dyn Names {
        &config.architecture
    }

    fn tensors(&self, _config: &BertConfig) -> Box<dyn Iterator<Item = Tensor> + '_> {
        match *self {}
    }

    fn into_tensors(self, _config: &BertConfig) -> Box<dyn Iterator<Item = Tensor>> {
        match self {}
    }
}

impl FastEncoder {
    pub(crate) fn load(
        _config: &BertConfig,
        _labels: usize,
        _checkpoint: &mut Checkpoint,
    ) -> Result<Self, BertError> {
        Err(BertError::Engine { source: absent() })
    }

    pub(crate) fn run(
        &self,
        _texts: &[Vec<u32>],
        _wanted: Wanted,
        _after: impl FnMut(usize) + Send,
    ) -> Result<Vec<Vec<f32>>, BertError> {
        match *self {}
    }
}

fn absent() -> Refusal {
    Arc::from(Box::<dyn Error + Send + Sync>::from(
        "this build has no device `cpu`",
    ))
}
