//! What stands in the place of `fast.rs` in a build without the device `cpu`: nothing can be made of it.

use std::error::Error;
use std::iter;

use encoder_burn::weights::Tensor;

use crate::inference::Wanted;
use crate::model::SequenceClassifier;
use crate::weights::Checkpoint;
use crate::{Architecture, BertConfig, BertError};

#[derive(Debug)]
pub(crate) enum FastEncoder {}

impl FastEncoder {
    pub(crate) fn new(
        _model: &SequenceClassifier,
        _config: &BertConfig,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Err(ABSENT.into())
    }

    pub(crate) fn load(
        _config: &BertConfig,
        _labels: usize,
        _checkpoint: &mut Checkpoint,
    ) -> Result<Self, BertError> {
        let source = Box::<dyn Error + Send + Sync>::from(ABSENT).into();
        Err(BertError::Engine { source })
    }

    pub(crate) fn labels(&self) -> usize {
        match *self {}
    }

    pub(crate) fn tensors(&self, _architecture: Architecture) -> iter::Empty<Tensor> {
        match *self {}
    }

    pub(crate) fn into_tensors(self, _architecture: Architecture) -> iter::Empty<Tensor> {
        match self {}
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

const ABSENT: &str = "this build has no device `cpu`";
