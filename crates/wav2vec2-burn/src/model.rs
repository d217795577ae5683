//! The network in Burn's terms, for users who want its tensors.
//!
//! The rest of the crate speaks in clips, labels and plain vectors. These types let a program that
//! already uses Burn put the encoder into a larger network.
//!
//! Inside the encoder hidden states are kept flat, `[batch * seq, hidden]`: one product over all
//! frames is faster on a CPU than one product a clip.

mod attention;
mod convolution;
mod encoder;
mod features;
mod head;
mod input;
mod layer;
mod positional;

pub use attention::SelfAttention;
pub use convolution::{ConvLayer, ConvNorm};
pub use encoder::Encoder;
pub use features::{FeatureExtractor, FeatureProjection};
pub use head::{SpeechNetwork, Wav2Vec2};
pub use input::{Hidden, SpeechBatch};
pub use layer::{FeedForward, Layer};
pub use positional::{NormedConvolution, PositionalConvolution};
