//! What stands in the place of `fast.rs` in a build without the device `cpu`: nothing can be made of it.

use crate::Wav2Vec2Config;
use crate::inference::Wanted;
use crate::model::SpeechNetwork;

#[derive(Debug)]
pub(crate) enum FastEncoder {}

impl FastEncoder {
    pub(crate) fn new(_network: &SpeechNetwork, _config: &Wav2Vec2Config) -> Option<Self> {
        None
    }

    pub(crate) fn run(
        &self,
        _clips: &[Vec<f32>],
        _wanted: Wanted,
        _after: impl FnMut(usize) + Send,
    ) -> Option<Vec<Vec<f32>>> {
        match *self {}
    }
}
