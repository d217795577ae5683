//! The one error type of the crate.

use std::path::PathBuf;

use crate::Precision;

/// Everything that can go wrong with a model of any family: with its folder, its device, its training.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
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
    /// A key of `config.json`, or of another JSON file, has a value that cannot be used.
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

impl ModelError {
    /// Wraps the operating system's reason for not reading `path`.
    pub fn read(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action: "read",
            path,
            source,
        }
    }

    /// Wraps the operating system's reason for not writing `path`.
    pub fn write(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action: "write",
            path,
            source,
        }
    }

    /// A setting that is out of its range.
    pub fn setting(name: &'static str, expected: &'static str, got: impl ToString) -> Self {
        Self::InvalidSetting {
            name,
            expected,
            got: got.to_string(),
        }
    }
}
