//! Arguments of `sara speech`.

use clap::builder::RangedU64ValueParser;
use clap::{ArgAction, Args, Subcommand, ValueEnum};
use speech_emotion::{ClassMap, EmotionError};
use std::ffi::OsString;
use std::path::PathBuf;

// The manuals stand at the arguments: a line here would take the place of all of it.
#[derive(Debug, Subcommand)]
pub(crate) enum SpeechCommand {
    Features(SpeechFeaturesArguments),
    Evaluate(SpeechEvaluateArguments),
    Predict(SpeechPredictArguments),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Recordings")]
pub(crate) struct RecordingArguments {
    /// A folder of recordings whose file names follow indowave, ravdess, crema-d, tess, savee or synthetic; folders in it are searched too
    #[arg(
        long,
        num_args = 2,
        action = ArgAction::Set,
        value_names = ["NAME", "DIR"],
        required_unless_present = "list",
        conflicts_with = "list"
    )]
    pub(crate) corpus: Option<Vec<OsString>>,
    /// A CSV file with the columns path, label and speaker; paths count from its folder
    #[arg(long, value_name = "CSV")]
    pub(crate) list: Option<PathBuf>,
    /// Keep the features of each file by its content; a file met before is not computed again
    #[arg(long, value_name = "FILE")]
    pub(crate) cache: Option<PathBuf>,
    /// Threads that compute features, which change no bit of the result [default: all]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
}

/// Compute the features of recordings: 147 statistics of pitch, loudness and spectrum, at 16,000 samples a second.
///
/// Writes a CSV file with the columns path, label, speaker and the statistics by name, a row a recording in the order of the paths or of
/// the list. WAV, FLAC and Ogg Vorbis are read. Files whose names do not fit the corpus are counted and left out; one that cannot be
/// decoded ends the work.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara speech features --corpus indowave IndoWaveSentiment --cache features.cache --out features.csv")]
pub(crate) struct SpeechFeaturesArguments {
    #[command(flatten)]
    pub(crate) recordings: RecordingArguments,
    /// The CSV file to write; `-` is standard output
    #[arg(long, value_name = "CSV", help_heading = "Output")]
    pub(crate) out: PathBuf,
}

/// Measure how well emotions are recognised in speakers that were not learned from.
///
/// Recordings are split so that no speaker is on both sides, the model is fitted anew in each round, and all predictions are judged
/// together: accuracy, unweighted recall, both with an interval over speakers, macro F1, calibration, confusion, a line a speaker.
/// `--split random` mixes speakers, as many published figures do; its figures flatter, and say so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech evaluate --corpus indowave IndoWaveSentiment --classes indowave --out report.json
  sara speech evaluate --corpus ravdess RAVDESS --split speaker-folds --folds 6 --model mlp")]
pub(crate) struct SpeechEvaluateArguments {
    #[command(flatten)]
    pub(crate) recordings: RecordingArguments,
    /// five (senang, sedih, marah, takut, jijik), indowave (netral, senang, terkejut, jijik, kecewa) or shared (senang, jijik, netral,
    /// terkejut); recordings with other labels are left out and counted
    #[arg(long, value_name = "CLASSES", default_value = "five", value_parser = parse_classes,
        help_heading = "Protocol")]
    pub(crate) classes: ClassMap,
    /// How recordings are held out
    #[arg(
        long,
        value_name = "HOW",
        default_value = "leave-one-speaker-out",
        help_heading = "Protocol"
    )]
    pub(crate) split: SplitArgument,
    /// Folds of the other two splits [default: 5]
    #[arg(long, value_name = "N", help_heading = "Protocol")]
    pub(crate) folds: Option<usize>,
    /// The classifier
    #[arg(long, default_value = "svm", help_heading = "Protocol")]
    pub(crate) model: ModelArgument,
    /// Scale features by speaker; needs all recordings of a tested speaker at once, and says so in the report
    #[arg(long, help_heading = "Protocol")]
    pub(crate) per_speaker: bool,
    /// Seeds the folds, the models and the intervals
    #[arg(long, default_value_t = 42, help_heading = "Protocol")]
    pub(crate) seed: u64,
    /// Write the report, with every prediction, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
}

fn parse_classes(text: &str) -> Result<ClassMap, EmotionError> {
    text.parse()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SplitArgument {
    /// Each speaker in turn
    LeaveOneSpeakerOut,
    /// Groups of whole speakers, as even in classes as they allow
    SpeakerFolds,
    /// Recordings at random, whoever speaks: flattering, for comparison with papers that did so
    Random,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModelArgument {
    /// A support vector machine with a radial kernel
    Svm,
    /// A random forest of 100 trees
    Forest,
    /// A perceptron with 100 hidden units
    Mlp,
    /// The most frequent class, whatever is heard
    Majority,
}

/// Say which emotion is heard in recordings.
///
/// Writes a line a recording: the class, its probability, and that of the others. Without --learn-from a demonstration answers that has
/// heard only synthetic clips and knows nothing about people. With it a support vector machine is fitted to the recordings of the
/// corpus, with every label that they have; that takes seconds. Either says on standard error what it learned from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech predict recording.wav
  sara speech predict interview.flac --learn-from ravdess RAVDESS --segments")]
pub(crate) struct SpeechPredictArguments {
    /// Recordings: WAV, FLAC or Ogg Vorbis, of up to ten minutes
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Learn from a folder of recordings; names as those of --corpus in `sara speech features`
    #[arg(
        long,
        num_args = 2,
        action = ArgAction::Set,
        value_names = ["NAME", "DIR"],
        help_heading = "Model"
    )]
    pub(crate) learn_from: Option<Vec<OsString>>,
    /// Judge windows of 3 seconds too, and say from when to when each emotion is heard
    #[arg(long, help_heading = "Output")]
    pub(crate) segments: bool,
    /// Write one JSON object: what the model learned from, and every recording
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}
