//! What BERT adds to the training loop: its settings, its tasks, and where its parameters stand.

mod choices;
mod classification;
mod masking;
mod params;
mod pieces;
mod place;
mod pretraining;

pub use choices::Freeze;
pub use masking::Masking;
pub use params::TrainParams;
pub use pretraining::PretrainParams;
