use std::error::Error;

use packed_gemm::GemmError;

/// What is wrong with a configuration, with weights or with texts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// A size of the configuration that is 0 or out of all proportion.
    #[error("{name} must be from 1 to {most}, got {got}")]
    Size {
        /// The field.
        name: &'static str,
        /// The largest size.
        most: usize,
        /// The size.
        got: usize,
    },
    /// Heads that do not divide the hidden width.
    #[error("heads must divide the hidden width {hidden}, got {heads}")]
    Heads {
        /// The hidden width.
        hidden: usize,
        /// The number of heads.
        heads: usize,
    },
    /// Embeddings of another width than the layers, which only ALBERT has.
    #[error("embedding must be the hidden width {hidden} in BERT, got {embedding}")]
    Embedding {
        /// The hidden width.
        hidden: usize,
        /// The width of the embeddings.
        embedding: usize,
    },
    /// An epsilon of LayerNorm that is no small number.
    #[error("eps must be at least 0 and below 1, got {got}")]
    Eps {
        /// The epsilon.
        got: f32,
    },
    /// The caller could not give a tensor.
    #[error("cannot get the tensor `{name}`")]
    Tensor {
        /// Its name in Hugging Face's files.
        name: String,
        /// What the caller's function said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A tensor of a wrong length.
    #[error("the tensor `{name}` must hold {expected} values, got {got}")]
    TensorLength {
        /// Its name.
        name: String,
        /// The product of its dimensions.
        expected: usize,
        /// Its length.
        got: usize,
    },
    /// A tensor with an infinite value or one that is not a number.
    #[error("the tensor `{name}` holds {value} at index {index}")]
    NotFinite {
        /// Its name.
        name: String,
        /// Where, as if it had one dimension.
        index: usize,
        /// The value.
        value: f32,
    },
    /// Offsets that do not start at 0, fall, or do not end at the number of tokens.
    #[error("offset {index} must be {expected}, got {got}")]
    Offset {
        /// Index of the offset.
        index: usize,
        /// What it has to be.
        expected: String,
        /// The offset.
        got: usize,
    },
    /// No offsets, not even the one that no text has.
    #[error("there must be an offset more than there are texts, got none")]
    NoOffsets,
    /// A text without tokens; even an empty one has its `[CLS]`.
    #[error("text {text} has no tokens")]
    EmptyText {
        /// Index of the text.
        text: usize,
    },
    /// A text of more tokens than there are positions.
    #[error("text {text} has {tokens} tokens, the model has positions for {positions}")]
    LongText {
        /// Index of the text.
        text: usize,
        /// Its length.
        tokens: usize,
        /// The longest length.
        positions: usize,
    },
    /// A token that the vocabulary does not have.
    #[error("token {position} of text {text} is {id}, the vocabulary ends before {vocab}")]
    UnknownToken {
        /// Index of the text.
        text: usize,
        /// Index of the token in its text.
        position: usize,
        /// The token.
        id: u32,
        /// Rows of the word embeddings.
        vocab: usize,
    },
    /// An output that the head of the configuration does not give.
    #[error("the output {output} needs a head that the configuration does not have")]
    NoHead {
        /// The output.
        output: crate::Output,
    },
    /// A kernel that this processor cannot run.
    #[error("cannot choose the kernel")]
    Kernel {
        /// Which kernel.
        #[source]
        source: GemmError,
    },
}
