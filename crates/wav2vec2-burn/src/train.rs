//! Fine-tuning.

mod augment;
mod choices;
mod classification;
mod params;

pub use choices::Freeze;
pub use params::SpeechTrainParams;

#[cfg(test)]
#[cfg(feature = "cpu")]
mod parity;
