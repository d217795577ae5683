//! The one error type of the crate.

use std::path::PathBuf;
use std::sync::Arc;

use encoder_burn::ModelError;

/// Everything that can go wrong while configuring, loading, training or running a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BertError {
    /// What can go wrong with a model of any family: its folder, its device, its training.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The name of a pooling is unknown.
    #[error("unknown pooling `{name}`: expected mean, cls, pooler or static")]
    UnknownPooling {
        /// The name given.
        name: String,
    },
    /// The folder has neither `tokenizer.json` nor `vocab.txt`.
    #[error("{} has neither tokenizer.json nor vocab.txt", .path.display())]
    NoTokenizer {
        /// The folder.
        path: PathBuf,
    },
    /// The tokenizer file cannot be used.
    #[error("{} is not a usable tokenizer", .path.display())]
    TokenizerFile {
        /// The file.
        path: PathBuf,
        /// The reason given by the tokenizer library.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A vocabulary lists one token twice.
    #[error("{}:{line}: expected each token once, got `{token}` again", .path.display())]
    RepeatedToken {
        /// The file.
        path: PathBuf,
        /// Line of the second occurrence, from 1.
        line: usize,
        /// The token.
        token: String,
    },
    /// A special token is missing from the vocabulary.
    #[error("{source_name} has no {role} token (looked for {looked_for})")]
    MissingSpecialToken {
        /// The file, or `the learned vocabulary`.
        source_name: String,
        /// `padding`, `unknown`, `start`, `end` or `mask`.
        role: &'static str,
        /// The spellings looked for.
        looked_for: String,
    },
    /// The tokenizer puts no special token round a text, so an empty text has nothing to encode.
    #[error("{source_name} adds no start or end token, so an empty text would have no token")]
    NoTemplate {
        /// The file, or `the learned vocabulary`.
        source_name: String,
    },
    /// The tokenizer puts more special tokens round a text than the model has positions.
    #[error("{source_name} adds {count} special tokens, but the model has {positions} positions")]
    TemplateTooLong {
        /// The file, or `the learned vocabulary`.
        source_name: String,
        /// Special tokens round each text.
        count: usize,
        /// The model's `max_position_embeddings`.
        positions: usize,
    },
    /// The tokenizer has ids for which the model has no embedding.
    #[error(
        "{}: expected token ids below vocab_size {vocab_size}, the tokenizer goes up to {largest_id}", .source_name
    )]
    TokenizerMismatch {
        /// The model folder, or `the tokenizer` where both were given in memory.
        source_name: String,
        /// Largest id that the tokenizer can give.
        largest_id: u32,
        /// Rows in the model's embedding table.
        vocab_size: usize,
    },
    /// A text could not be encoded, or a vocabulary could not be trained.
    #[error("tokenizing with {source_name} failed")]
    Tokenize {
        /// The file, or `the learned vocabulary`.
        source_name: String,
        /// The reason given by the tokenizer library.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No text has a token that could be masked.
    #[error("no text has a token of its own, so there is nothing to mask")]
    NothingToMask,
    /// A network or a text that [`Engine::Fast`](crate::Engine::Fast) cannot compute: a weight is not
    /// finite, a shape is beyond all use, or a text has more tokens than the model has positions.
    #[error("the engine of the device `cpu` refuses the network")]
    Engine {
        /// What is wrong with it.
        #[source]
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The network's numbers for a text overflowed, although its weights are finite.
    #[error("the model's answer to text {text} is not finite: its weights are too large")]
    OutputNotFinite {
        /// Which text, from 0.
        text: usize,
    },
}
