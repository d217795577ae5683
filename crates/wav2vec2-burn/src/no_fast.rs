//! What stands in the place of `fast.rs` in a build without the device `cpu`: nothing can be made of it.

use std::error::Error;
use std::sync::Arc;

use burn::tensor::Device;
use encoder_burn::weights::{Names, Packed, Refusal, Source, Tensor};

use crate::inference::Wanted;
use crate::model::SpeechNetwork;
use crate::weights::Spelling;
use crate::{SpeechError, Wav2Vec2Config};

#[derive(Debug)]
pub(crate) enum FastEncoder {}

impl Packed for FastEncoder {
    type Model = SpeechNetwork;
    type Config = Wav2Vec2Config;

    fn pack(_model: &SpeechNetwork, _config: &Wav2Vec2Config) -> Result<Self, Refusal> {
        Err(absent())
    }

    fn lay_out(&self, _config: &Wav2Vec2Config, _device: &Device) -> SpeechNetwork {
        match *self {}
    }

    fn names(_config: &Wav2Vec2Config) -> &dyn Names {
        &Spelling
    }

    fn tensors(&self, _config: &Wav2Vec2Config) -> Box<dyn Iterator<Item = Tensor> + '_> {
        match *self {}
    }

    fn into_tensors(self, _config: &Wav2Vec2Config) -> Box<dyn Iterator<Item = Tensor>> {
        match self {}
    }
}

impl FastEncoder {
    pub(crate) fn load(
        _config: &Wav2Vec2Config,
        _labels: usize,
        _source: &mut dyn Source,
    ) -> Result<Self, SpeechError> {
        Err(SpeechError::Engine { source: absent() })
    }

    pub(crate) fn run(
        &self,
        _clips: &[Vec<f32>],
        _wanted: Wanted,
        _after: impl FnMut(usize) + Send,
    ) -> Result<Vec<Vec<f32>>, SpeechError> {
        match *self {}
    }
}

fn absent() -> Refusal {
    Arc::from(Box::<dyn Error + Send + Sync>::from(
        "this build has no device `cpu`",
    ))
}
