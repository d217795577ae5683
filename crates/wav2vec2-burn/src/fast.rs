//! The place of an engine that runs clips on the device `cpu` without Burn. There is none yet.

use std::convert::Infallible;

use crate::inference::Wanted;
use crate::model::SpeechNetwork;
use crate::{SpeechError, Wav2Vec2Config};

/// A network's weights, laid out for products.
#[derive(Debug)]
pub(crate) struct FastEncoder(Infallible);

impl FastEncoder {
    /// From Burn's tensors; `None` if no engine takes the network.
    pub(crate) fn new(_network: &SpeechNetwork, _config: &Wav2Vec2Config) -> Option<Self> {
        None
    }

    /// One row a clip that has been normalised.
    pub(crate) fn run(
        &self,
        _clips: &[Vec<f32>],
        _wanted: Wanted,
    ) -> Result<Vec<Vec<f32>>, SpeechError> {
        match self.0 {}
    }
}
