//! The one error type of the crate.

use std::path::PathBuf;
use std::sync::Arc;

use crate::Precision;

/// Everything that can go wrong while configuring, loading, training or running a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BertError {
    /// The device name is unknown, or its backend is not compiled in.
    #[error("unknown device `{name}`: this build has {available}")]
    UnknownDevice {
        /// The name asked for.
        name: String,
        /// Names of the compiled-in devices, separated by commas.
        available: String,
    },
    /// The backend is compiled in, but the machine does not offer the device.
    #[error("device `{name}` cannot be used on this machine")]
    DeviceUnavailable {
        /// The name asked for.
        name: String,
    },
    /// The device does not compute in the precision asked for.
    #[error("device `{device}` does not compute in {precision}")]
    PrecisionUnsupported {
        /// The precision asked for.
        precision: Precision,
        /// The device's name.
        device: String,
    },
    /// The precision's name is unknown.
    #[error("unknown precision `{name}`: expected f32 or bf16")]
    UnknownPrecision {
        /// The name asked for.
        name: String,
    },
    /// The global thread pool was already in use, or could not be built.
    #[error("cannot set the thread pool to {threads} threads")]
    Threads {
        /// The number of threads asked for.
        threads: usize,
        /// The reason given by rayon.
        #[source]
        source: rayon::ThreadPoolBuildError,
    },
    /// The name of a pooling is unknown.
    #[error("unknown pooling `{name}`: expected mean, cls, pooler or static")]
    UnknownPooling {
        /// The name given.
        name: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} {}", .path.display())]
    Io {
        /// `read`, `write`, `create` or `remove`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: std::io::Error,
    },
    /// A file is not valid JSON.
    #[error("{} is not valid JSON", .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The parser's reason, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// A required key is missing from `config.json`.
    #[error("{}: key `{key}` is missing", .path.display())]
    MissingKey {
        /// The file.
        path: PathBuf,
        /// The missing key.
        key: &'static str,
    },
    /// A key of `config.json`, or of one of the tokenizer's files, has a value that cannot be used.
    #[error("{}: key `{key}` must be {expected}, got {got}", .path.display())]
    InvalidKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// What would have been accepted.
        expected: &'static str,
        /// The value found.
        got: String,
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
    /// The folder has no weights.
    #[error("{} has neither model.safetensors nor pytorch_model.bin, whole or in parts", .path.display())]
    NoWeights {
        /// The folder.
        path: PathBuf,
    },
    /// A PyTorch file, or the list of a model's parts, is damaged or of another kind.
    #[error("{}: expected {expected}, got {got}", .path.display())]
    WeightFile {
        /// The file.
        path: PathBuf,
        /// What would have been accepted.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// The pickle in a PyTorch file holds something that a dictionary of tensors does not need. It
    /// was not executed.
    #[error("{}: expected {expected} at byte {at} of its pickle, got {got}", .path.display())]
    Pickle {
        /// The file.
        path: PathBuf,
        /// Where in the pickle, from 0.
        at: usize,
        /// What would have been accepted.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// A PyTorch file describes a tensor that it does not hold.
    #[error("{}: tensor `{key}` must {expected}, got {got}", .path.display())]
    TensorLayout {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
        /// What would have been accepted.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// The safetensors file is damaged.
    #[error("{} is not a valid safetensors file", .path.display())]
    Safetensors {
        /// The file.
        path: PathBuf,
        /// The reason given by the safetensors library.
        #[source]
        source: safetensors::SafeTensorError,
    },
    /// A tensor of the encoder is missing from the weight file.
    #[error("{}: tensor `{key}` is missing", .path.display())]
    MissingTensor {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
    },
    /// Two names in the weight file stand for the same tensor.
    #[error("{}: tensor `{key}` is given twice", .path.display())]
    RepeatedTensor {
        /// The file.
        path: PathBuf,
        /// Name of the tensor, as this crate spells it.
        key: String,
    },
    /// A tensor has another shape than the configuration says.
    #[error("{}: tensor `{key}` must have shape {expected}, got {got}", .path.display())]
    TensorShape {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
        /// Shape that follows from `config.json`, as in `[2, 3]`.
        expected: String,
        /// Shape found.
        got: String,
    },
    /// A tensor is not made of f64, f32, f16 or bf16 numbers.
    #[error("{}: tensor `{key}` must be F64, F32, F16 or BF16, got {got}", .path.display())]
    TensorDtype {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
        /// Element type found.
        got: String,
    },
    /// A tensor holds a number that is infinite or not a number.
    #[error("{}: tensor `{key}` holds a value that is not finite", .path.display())]
    TensorNotFinite {
        /// The file.
        path: PathBuf,
        /// Name of the tensor.
        key: String,
    },
    /// A list of labels is shorter than two.
    #[error("a classifier needs at least 2 labels, got {count}")]
    TooFewLabels {
        /// Labels given.
        count: usize,
    },
    /// A label stands twice in the list.
    #[error("label `{label}` is given twice")]
    RepeatedLabel {
        /// The label.
        label: String,
    },
    /// A setting is out of its range.
    #[error("{name} must be {expected}, got {got}")]
    InvalidSetting {
        /// The setting.
        name: &'static str,
        /// What would have been accepted.
        expected: &'static str,
        /// The value given.
        got: String,
    },
    /// Training was asked for without any row.
    #[error("no training rows")]
    NoTrainingRows,
    /// No text has a token that could be masked.
    #[error("no text has a token of its own, so there is nothing to mask")]
    NothingToMask,
    /// All training rows carry the same class.
    #[error("all {rows} training rows have class {class}: at least 2 classes are needed")]
    OneClass {
        /// Number of rows.
        rows: usize,
        /// The class they share.
        class: usize,
    },
    /// A row carries a class that the model does not have.
    #[error("{set} row {row} has class {class}, but the model has {classes} classes")]
    ClassOutOfRange {
        /// `training` or `validation`.
        set: &'static str,
        /// Index of the row, from 0.
        row: usize,
        /// Its class.
        class: usize,
        /// Number of classes of the model.
        classes: usize,
    },
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
    /// The loss became infinite or not a number.
    #[error("the loss is {loss} at step {step}: try a lower learning rate")]
    LossNotFinite {
        /// Step, from 1.
        step: usize,
        /// The loss.
        loss: f32,
    },
    /// The state on disk is of a training with other settings or data.
    #[error("{}: the training began with {what} {saved}, this one has {got}", .path.display())]
    StateDiffers {
        /// The state's folder.
        path: PathBuf,
        /// A setting, or `training rows`, `validation rows`, `starting weights`.
        what: String,
        /// Its value in the state; a fingerprint for data.
        saved: String,
        /// Its value now.
        got: String,
    },
    /// The state on disk cannot be used.
    #[error("{}: expected the state of a training, found {what}", .path.display())]
    StateDamaged {
        /// The file.
        path: PathBuf,
        /// What stands there.
        what: &'static str,
    },
    /// A gradient became infinite or not a number.
    #[error("a gradient is not finite at step {step}: try a lower learning rate")]
    GradientNotFinite {
        /// Step, from 1.
        step: usize,
    },
}

impl BertError {
    pub(crate) fn read(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action: "read",
            path,
            source,
        }
    }

    pub(crate) fn write(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action: "write",
            path,
            source,
        }
    }
}
