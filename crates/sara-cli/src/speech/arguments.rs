//! Arguments of `sara speech`.

use clap::builder::RangedU64ValueParser;
use clap::{ArgAction, Args, Subcommand, ValueEnum};
use speech_emotion::{ClassMap, EmotionError};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

// The manuals stand at the arguments: a line here would take the place of all of it.
#[derive(Debug, Subcommand)]
pub(crate) enum SpeechCommand {
    Features(SpeechFeaturesArguments),
    Evaluate(SpeechEvaluateArguments),
    Predict(SpeechPredictArguments),
    Serve(SpeechServeArguments),
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
/// Several models are fitted to the same recordings and stand side by side. `--split random` mixes speakers, as many published figures
/// do; its figures flatter, and say so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech evaluate --corpus indowave IndoWaveSentiment --classes indowave --out report.json
  sara speech evaluate --corpus indowave IndoWaveSentiment --classes indowave --model svm --model forest --out report.html
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
    /// The classifier; may be given several times
    #[arg(long, default_value = "svm", help_heading = "Protocol")]
    pub(crate) model: Vec<ModelArgument>,
    /// Scale features by speaker; needs all recordings of a tested speaker at once, and says so in the report
    #[arg(long, help_heading = "Protocol")]
    pub(crate) per_speaker: bool,
    /// Seeds the folds, the models and the intervals
    #[arg(long, default_value_t = 42, help_heading = "Protocol")]
    pub(crate) seed: u64,
    /// Write the report: a page with figures, totals alone and the command as it was typed, where the name ends in .html; else JSON with
    /// every prediction, a list where there are several models
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
    #[command(flatten)]
    pub(crate) model: SpeechModelArguments,
    /// Judge windows of 3 seconds too, and say from when to when each emotion is heard
    #[arg(long, help_heading = "Output")]
    pub(crate) segments: bool,
    /// Write one JSON object: what the model learned from, and every recording
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub(crate) struct SpeechModelArguments {
    /// Learn from a folder of recordings; names as those of --corpus in `sara speech features`
    #[arg(long, num_args = 2, action = ArgAction::Set, value_names = ["NAME", "DIR"])]
    pub(crate) learn_from: Option<Vec<OsString>>,
}

/// Serve a page on which emotions are heard in recordings, and tweets are read.
///
/// The page records by microphone or takes a file, and shows each emotion with its probability and from when to when it is heard; a
/// second tab takes tweets and shows the class of each, the probabilities and the words that made it. Programs send a recording to
/// POST /api/predict and tweets to POST /api/text, or call it as they call Gradio. Nothing is stored.
///
/// Without a model a demonstration answers for recordings, and one that learned from the sample tweets for tweets; both say so. It
/// listens on this machine alone until --address says otherwise, and stops at Ctrl-C when what is under way is done.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech serve
  sara speech serve --learn-from ravdess RAVDESS --study study --address 0.0.0.0:7860")]
pub(crate) struct SpeechServeArguments {
    #[command(flatten)]
    pub(crate) model: SpeechModelArguments,
    /// The folder of a study whose plain classifier reads tweets
    #[arg(long, value_name = "DIR", help_heading = "Model")]
    pub(crate) study: Option<PathBuf>,
    /// The folder in which the study's word lists are now, by their names [default: where the study read them]
    #[arg(long, value_name = "DIR", requires = "study", help_heading = "Model")]
    pub(crate) word_lists: Option<PathBuf>,

    /// Where to listen; 0.0.0.0 is every network of the machine, port 0 a free port
    #[arg(long, value_name = "IP:PORT", default_value_t = speech_server::DEFAULT_ADDRESS, help_heading = "Server")]
    pub(crate) address: SocketAddr,
    /// Threads that judge [default: as many as there are processors]
    #[arg(long, value_name = "N", help_heading = "Server")]
    pub(crate) workers: Option<usize>,
    /// Requests that wait while all threads judge; more are refused with the status 429
    #[arg(long, value_name = "N", default_value_t = 32, help_heading = "Server")]
    pub(crate) queue: usize,
    /// The longest recording, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 120,
        help_heading = "Server"
    )]
    pub(crate) max_seconds: u32,
    /// How long a request may take to arrive, and again to be answered, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        help_heading = "Server"
    )]
    pub(crate) request_time: u64,
    /// Let pages of this origin, such as https://huggingface.co, show the page in a frame; may be given several times
    #[arg(long, value_name = "ORIGIN", help_heading = "Server")]
    pub(crate) framed_by: Vec<String>,
    /// Write no line for each request to standard error
    #[arg(long, help_heading = "Server")]
    pub(crate) quiet: bool,
}
