//! Arguments of `sara svm`, and the kernel's, which `sara study` takes too.

use clap::builder::RangedU64ValueParser;
use clap::{Args, Subcommand};
use sara_pipeline::tasks::svm::GridSettings;
use sara_pipeline::{Gamma, SvmClassWeights, SvmParams};
use std::path::PathBuf;

// The manuals stand at the arguments: a line here would take the place of all of it.
#[derive(Debug, Subcommand)]
pub(crate) enum SvmCommand {
    Train(SvmTrainArguments),
    Predict(SvmPredictArguments),
    Grid(SvmGridArguments),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Support vector machine")]
pub(crate) struct KernelArguments {
    /// The cost of an error
    #[arg(long, default_value_t = 3.0)]
    pub(crate) c: f64,
    /// The kernel's factor: a number, scale (1 / (features x variance)) or auto (1 / features)
    #[arg(long, default_value = "0.1")]
    pub(crate) gamma: Gamma,
    /// The kernel's degree
    #[arg(long, default_value_t = 1)]
    pub(crate) degree: u32,
    /// The kernel's constant
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) coef0: f64,
    /// The gap at which the solver stops
    #[arg(long, default_value_t = 1e-3)]
    pub(crate) tol: f64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Support vector machine")]
pub(crate) struct SolverArguments {
    /// Stop after this many steps a pair, and say so [default: ten million, or 100 a row if that is more]
    #[arg(long, value_name = "N")]
    pub(crate) max_iterations: Option<u64>,
    /// What an error costs in each class: none (c in all), balanced (rows / (classes x rows of the class)), or factors as `-1:2,1:0.5`
    #[arg(long, value_name = "WEIGHTS", default_value = "none", allow_hyphen_values = true,
        value_parser = parse_class_weights)]
    pub(crate) class_weights: SvmClassWeights,
    /// MiB that the table of inner products may take at degree 2 and above
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    pub(crate) memory: usize,
    #[command(flatten)]
    pub(crate) threads: ThreadArguments,
}

impl SolverArguments {
    pub(crate) fn apply(&self, params: SvmParams) -> SvmParams {
        params
            .with_max_iterations(self.max_iterations)
            .with_class_weights(self.class_weights.clone())
            .with_memory_budget_bytes(self.memory.saturating_mul(1 << 20))
            .with_threads(sara_pipeline::threads_or_all(self.threads.threads))
    }
}

#[derive(Debug, Args)]
pub(crate) struct ThreadArguments {
    /// Threads of the CPU, which change no bit of the result [default: all]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
}

fn parse_class_weights(text: &str) -> Result<SvmClassWeights, String> {
    let factor = |part: &str| -> Option<(i64, f64)> {
        let (class, factor) = part.split_once(':')?;
        Some((class.parse().ok()?, factor.parse().ok()?))
    };
    match text {
        "none" => Ok(SvmClassWeights::Uniform),
        "balanced" => Ok(SvmClassWeights::Balanced),
        _ => text
            .split(',')
            .map(|part| {
                factor(part).ok_or_else(|| {
                    format!("expected none, balanced or CLASS:FACTOR with commas, got `{part}`")
                })
            })
            .collect::<Result<_, _>>()
            .map(SvmClassWeights::Given),
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct LabelledRowArguments {
    /// A two-dimensional NumPy file of f32 or f64, or an svmlight file by its ending: .svm, .svmlight, .libsvm or .txt
    #[arg(long, value_name = "FILE")]
    pub(crate) features: PathBuf,
    /// A one-dimensional NumPy file of integers; an svmlight file has its labels inside, and this must be absent
    #[arg(long, value_name = "y.npy")]
    pub(crate) labels: Option<PathBuf>,
}

/// Train a support vector machine with the kernel (gamma x.y + coef0)^degree, one pair of classes at a time.
///
/// The model is written in LIBSVM's text format.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara svm train --features X.npy --labels y.npy --c 3 --gamma 0.1 --degree 1 --model svm.model
  sara svm train --features train.svm --degree 3 --coef0 1 --class-weights balanced --model svm.model")]
pub(crate) struct SvmTrainArguments {
    #[command(flatten)]
    pub(crate) rows: LabelledRowArguments,
    /// A one-dimensional NumPy file of f32 or f64: what each row counts; 2 is worth two equal rows, 0 leaves a row out
    #[arg(long, value_name = "W.npy", help_heading = "Rows")]
    pub(crate) weights: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    #[command(flatten)]
    pub(crate) solver: SolverArguments,
    /// The model file to write
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) model: PathBuf,
    /// Write support vectors, objectives, gaps and iterations as JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// Predict the classes of a file's rows; writes int64.
///
/// Of an svmlight file the labels are not needed, but it is said how many of them were met.
#[derive(Debug, Args)]
pub(crate) struct SvmPredictArguments {
    /// A two-dimensional NumPy file of f32 or f64, or an svmlight file by its ending: .svm, .svmlight, .libsvm or .txt
    #[arg(long, value_name = "FILE")]
    pub(crate) features: PathBuf,
    /// A model file of `sara svm train` or of LIBSVM
    #[arg(long, value_name = "FILE")]
    pub(crate) model: PathBuf,
    /// The NumPy file to write
    #[arg(long, value_name = "pred.npy")]
    pub(crate) out: PathBuf,
    /// Write the decision values too: f64, a column for each pair of classes in the order of training; above 0 speaks for the smaller class
    #[arg(long, value_name = "D.npy")]
    pub(crate) decision_values: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) threads: ThreadArguments,
}

/// Choose parameters by cross validation.
///
/// Tries every combination of --c, --gamma and --degree on folds that hold nearly equal parts of each class, and says the accuracy on the
/// rows held out: its mean over the folds, its standard deviation, the lowest and the highest. One combination is a plain cross
/// validation. With --out the best one is fitted on all rows; its accuracy on new rows will be a little below that of the table, since
/// it was chosen by it.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara svm grid --features X.npy --labels y.npy --c 1,3,10 --gamma 0.1,scale --degree 1,2,3 --folds 5 --out svm.model")]
pub(crate) struct SvmGridArguments {
    #[command(flatten)]
    pub(crate) rows: LabelledRowArguments,
    /// Costs of an error, with commas
    #[arg(
        long,
        value_name = "NUMBERS",
        value_delimiter = ',',
        default_value = "0.1,1,10",
        help_heading = "Grid"
    )]
    pub(crate) c: Vec<f64>,
    /// Factors of the kernel, with commas: numbers, scale or auto
    #[arg(
        long,
        value_name = "FACTORS",
        value_delimiter = ',',
        default_value = "scale",
        help_heading = "Grid"
    )]
    pub(crate) gamma: Vec<Gamma>,
    /// Degrees of the kernel, with commas
    #[arg(
        long,
        value_name = "NUMBERS",
        value_delimiter = ',',
        default_value = "1,2,3",
        help_heading = "Grid"
    )]
    pub(crate) degree: Vec<u32>,
    /// Folds of the cross validation
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Grid")]
    pub(crate) folds: usize,
    /// Seeds the draw of the folds
    #[arg(long, default_value_t = 42, help_heading = "Grid")]
    pub(crate) seed: u64,
    /// The kernel's constant
    #[arg(
        long,
        default_value_t = 0.0,
        allow_negative_numbers = true,
        help_heading = "Support vector machine"
    )]
    pub(crate) coef0: f64,
    /// The gap at which the solver stops
    #[arg(long, default_value_t = 1e-3, help_heading = "Support vector machine")]
    pub(crate) tol: f64,
    #[command(flatten)]
    pub(crate) solver: SolverArguments,
    /// Fit the best combination on all rows and write the model
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// Write the table, with the accuracy of every fold, as JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

impl SvmGridArguments {
    pub(crate) fn settings(&self) -> GridSettings {
        let params = SvmParams::default()
            .with_coef0(self.coef0)
            .with_tolerance(self.tol);
        let mut settings = GridSettings::default();
        settings.c.clone_from(&self.c);
        settings.gamma.clone_from(&self.gamma);
        settings.degree.clone_from(&self.degree);
        settings.params = self.solver.apply(params);
        settings.folds = self.folds;
        settings.seed = self.seed;
        settings
    }
}
