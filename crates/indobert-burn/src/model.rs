//! The network in Burn's terms, for users who want its tensors.
//!
//! The rest of the crate speaks in texts, labels and plain vectors. These types let a program that
//! already uses Burn put the encoder into a larger network.
//!
//! Hidden states are kept flat, `[batch * seq, hidden]`: one product over all tokens is up to twice
//! as fast on a CPU as one product a text.

mod attention;
mod embedding;
mod encoder;
mod head;
mod input;

pub use attention::SelfAttention;
pub use embedding::Embeddings;
pub use encoder::{FeedForward, Layer};
pub use head::{Bert, MaskedLanguageModel, MaskedLmHead, SequenceClassifier};
pub use input::TokenBatch;
