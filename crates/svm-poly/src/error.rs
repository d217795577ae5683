//! The error of this crate.

use std::path::PathBuf;

/// What can be wrong with parameters, samples, labels, or a file of a model or of
/// data.
///
/// Rows and columns count from 0, lines of a file from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SvmError {
    /// The penalty is not a positive finite number.
    #[error("c must be finite and above 0, got {value}")]
    InvalidC {
        /// The value given.
        value: f64,
    },
    /// The polynomial has degree 0, which makes every pair of rows alike.
    #[error("degree must be at least 1, got {value}")]
    InvalidDegree {
        /// The value given.
        value: u32,
    },
    /// Gamma, given or derived from the samples, is not a positive finite number.
    #[error("gamma must be finite and above 0, got {value}")]
    InvalidGamma {
        /// The value given or derived.
        value: f64,
    },
    /// The text is no gamma.
    #[error("expected a number, `scale` or `auto` for gamma, got `{text}`")]
    UnknownGamma {
        /// The text given.
        text: String,
    },
    /// The constant of the kernel is infinite or NaN.
    #[error("coef0 must be finite, got {value}")]
    InvalidCoef0 {
        /// The value given.
        value: f64,
    },
    /// The stopping tolerance is not a positive finite number.
    #[error("tolerance must be finite and above 0, got {value}")]
    InvalidTolerance {
        /// The value given.
        value: f64,
    },
    /// The iteration limit leaves no step to take.
    #[error("max_iterations must be at least 1, got 0")]
    InvalidMaxIterations,
    /// No thread may run.
    #[error("threads must be at least 1, got 0")]
    InvalidThreads,
    /// The memory budget does not hold two rows of the kernel matrix.
    #[error(
        "memory_budget_bytes must be at least {least_bytes} for these rows, got {budget_bytes}"
    )]
    MemoryBudgetTooSmall {
        /// The budget given.
        budget_bytes: usize,
        /// What two rows of the kernel matrix take.
        least_bytes: usize,
    },
    /// A class weight is not a positive finite number.
    #[error("weight of class {class} must be finite and above 0, got {value}")]
    InvalidClassWeight {
        /// The class.
        class: i64,
        /// The value given.
        value: f64,
    },
    /// The penalty of a class, `c` times its weight, leaves the range of `f64`.
    #[error("c times the weight of class {class} must be finite and above 0, got {value}")]
    InvalidPenalty {
        /// The class.
        class: i64,
        /// The product.
        value: f64,
    },
    /// A weight of a row is negative, infinite or NaN.
    #[error("weight of row {row} must be finite and at least 0, got {value}")]
    InvalidWeight {
        /// The row.
        row: usize,
        /// The value given.
        value: f64,
    },
    /// The penalty of a row, `c` times the weights of its class and its own, leaves the range
    /// of `f64`.
    #[error("c times the weights of row {row} must be finite and above 0, got {value}")]
    InvalidRowPenalty {
        /// The row.
        row: usize,
        /// The product.
        value: f64,
    },
    /// Rows and their weights differ in number.
    #[error("expected one weight a row, got {rows} rows and {weights} weights")]
    WeightCount {
        /// Rows given.
        rows: usize,
        /// Weights given.
        weights: usize,
    },
    /// Weights of 0 leave a class without rows.
    #[error("all rows of class {class} have weight 0")]
    ClassWithoutWeight {
        /// The class, the smallest of those left without rows.
        class: i64,
    },
    /// A weight names a class that no label has.
    #[error("weight given for class {class}, which no row has")]
    UnknownClassWeight {
        /// The class.
        class: i64,
    },
    /// The samples hold more or fewer values than rows times columns.
    #[error("expected {rows} x {columns} sample values, got {values}")]
    SampleCount {
        /// Rows declared.
        rows: usize,
        /// Columns declared.
        columns: usize,
        /// Values given.
        values: usize,
    },
    /// The rows of an array do not lie one after the other.
    #[error("expected rows one after the other in memory, got strides {} and {}", strides.0, strides.1)]
    NotRowMajor {
        /// Steps from row to row and from column to column.
        strides: (isize, isize),
    },
    /// The samples have no columns.
    #[error("expected at least 1 feature, got 0")]
    NoFeatures,
    /// A feature is infinite or NaN.
    #[error("expected finite features, got {value} at row {row}, column {column}")]
    NonFinite {
        /// Row of the value.
        row: usize,
        /// Column of the value.
        column: usize,
        /// The value.
        value: f64,
    },
    /// There is nothing to fit.
    #[error("expected at least 2 rows, got 0")]
    NoRows,
    /// Rows and labels differ in number.
    #[error("expected one label a row, got {rows} rows and {labels} labels")]
    LabelCount {
        /// Rows given.
        rows: usize,
        /// Labels given.
        labels: usize,
    },
    /// Rows and fold numbers differ in number.
    #[error("expected one fold a row, got {rows} rows and {folds} fold numbers")]
    FoldLabelCount {
        /// Rows given.
        rows: usize,
        /// Fold numbers given.
        folds: usize,
    },
    /// Nothing is left to fit when a fold is held out.
    #[error("expected at least 2 folds, got {value}")]
    TooFewFolds {
        /// Folds asked for.
        value: usize,
    },
    /// There are more folds than rows.
    #[error("expected at most as many folds as rows, got {folds} folds and {rows} rows")]
    TooManyFolds {
        /// Folds asked for.
        folds: usize,
        /// Rows given.
        rows: usize,
    },
    /// A fold number below the largest is missing.
    #[error("expected folds numbered without a gap, got no row in fold {fold}")]
    EmptyFold {
        /// The first number that is missing.
        fold: usize,
    },
    /// A grid lists no value of a parameter.
    #[error("expected at least 1 value of {axis} in the grid, got 0")]
    EmptyGrid {
        /// The parameter.
        axis: &'static str,
    },
    /// All rows carry one label.
    #[error("expected at least 2 classes, got only class {class}")]
    OneClass {
        /// The label that all rows carry.
        class: i64,
    },
    /// A row, or the penalty, is so large that sums of kernel values could overflow.
    #[error("kernel of row {row} with itself reaches {value:.3e}, above the limit {limit:.3e}")]
    KernelTooLarge {
        /// The row.
        row: usize,
        /// Upper bound on the kernel value.
        value: f64,
        /// The largest value allowed, which is lower for a penalty above 1.
        limit: f64,
    },
    /// Samples to predict have another number of columns than those of the fit.
    #[error("expected {expected} features as in the fit, got {got}")]
    FeatureCount {
        /// Features of the model.
        expected: usize,
        /// Features given.
        got: usize,
    },
    /// Parts of a stored model do not fit each other.
    #[error("{field}: expected {expected}")]
    InconsistentModel {
        /// The part.
        field: &'static str,
        /// What belongs there.
        expected: String,
    },
    /// Classes to calibrate, or of a stored model, are fewer than two, or not in rising order.
    #[error("expected at least 2 classes in rising order")]
    UnsortedClasses,
    /// Decision values are more or fewer than rows times pairs.
    #[error("expected {rows} x {pairs} decision values, got {values}")]
    DecisionCount {
        /// Rows: one a label.
        rows: usize,
        /// Pairs of classes.
        pairs: usize,
        /// Values given.
        values: usize,
    },
    /// A decision value is infinite or NaN.
    #[error("expected finite decision values, got {value} at row {row}, pair {pair}")]
    NonFiniteDecision {
        /// Row of the value.
        row: usize,
        /// Pair of the value.
        pair: usize,
        /// The value.
        value: f64,
    },
    /// A label to calibrate on is none of the classes.
    #[error("label {label} of row {row} is none of the classes")]
    UnknownLabel {
        /// Row of the label.
        row: usize,
        /// The label.
        label: i64,
    },
    /// A class has no row to calibrate on.
    #[error("expected rows of every class to calibrate on, got none of class {class}")]
    NothingToCalibrate {
        /// The class.
        class: i64,
    },
    /// Scalings are more or fewer than the pairs of classes.
    #[error("expected {expected} scalings, one a pair of classes, got {got}")]
    ScalingCount {
        /// Pairs of classes.
        expected: usize,
        /// Scalings given.
        got: usize,
    },
    /// A scaling is infinite or NaN.
    #[error("expected finite scalings, pair {pair} has none")]
    NonFiniteScaling {
        /// The pair.
        pair: usize,
    },
    /// A model file could not be read.
    #[error("cannot read model file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A model file could not be written.
    #[error("cannot write model file {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A line of a model file is not what the format asks for.
    #[error("{}:{line}: expected {expected}, got `{got}`", path.display())]
    ModelLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What belongs there.
        expected: String,
        /// What stands there, cut to 40 characters.
        got: String,
    },
    /// A data file could not be read.
    #[error("cannot read data file {}", path.display())]
    ReadData {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A data file could not be written.
    #[error("cannot write data file {}", path.display())]
    WriteData {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A line of a data file is not what the format asks for.
    #[error("{}:{line}: expected {expected}, got `{got}`", path.display())]
    DataLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What belongs there.
        expected: String,
        /// What stands there, cut to 40 characters.
        got: String,
    },
    /// A data file holds no row.
    #[error("{}: expected at least 1 row, got 0", path.display())]
    NoDataRows {
        /// The file.
        path: PathBuf,
    },
    /// A data file asks for more memory than its reader may use.
    #[error("{}:{line}: {rows} x {columns} values take {bytes} bytes, above the budget of {budget}", path.display())]
    DataTooLarge {
        /// The file.
        path: PathBuf,
        /// The line of the largest index, or of the row that is one too many.
        line: usize,
        /// Rows read so far.
        rows: usize,
        /// The largest index so far.
        columns: usize,
        /// Bytes that these take when every value is stated.
        bytes: usize,
        /// Bytes allowed.
        budget: usize,
    },
    /// A model file ends too early.
    #[error("{}:{line}: expected {expected}, got the end of the file", path.display())]
    ModelTruncated {
        /// The file.
        path: PathBuf,
        /// The first line that is missing, from 1.
        line: usize,
        /// What belongs there.
        expected: String,
    },
}
