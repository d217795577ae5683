//! Arguments of `sara speech`.

use clap::builder::RangedU64ValueParser;
use clap::{ArgAction, Args, Subcommand, ValueEnum};
use speech_emotion::{ClassMap, EmotionError};
use speech_finetune::Recipe;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use wav2vec2_burn::{ClassWeights, EarlyStopping, Freeze, Precision};

// The manuals stand at the arguments: a line here would take the place of all of it.
#[derive(Debug, Subcommand)]
pub(crate) enum SpeechCommand {
    Features(SpeechFeaturesArguments),
    Evaluate(SpeechEvaluateArguments),
    Train(Box<SpeechTrainArguments>),
    Transfer(Box<SpeechTransferArguments>),
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
    /// A CSV file with the columns path, label and speaker; paths count from its folder, and each is a file, no pipe
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
/// Writes a line a recording: the class, its probability, and that of the others. A recording that cannot be read is named, and the
/// others have their answers. Without a model a demonstration answers that has heard
/// only synthetic clips and knows nothing about people: of a person's voice it says that it is unlike anything learned from. With --learn-from a support vector machine is fitted to the recordings of a
/// corpus, with every label that they have; that takes seconds. Each says on standard error what it learned from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech predict recording.wav
  sara speech predict interviews --model emotions.json
  sara speech predict interview.flac --model emotions.json --segments")]
pub(crate) struct SpeechPredictArguments {
    /// Recordings: WAV, FLAC or Ogg Vorbis, of up to ten minutes; of a folder all files in it and in its folders that end in wav, flac,
    /// ogg or oga, by path. /dev/stdin and other pipes are read to their end
    #[arg(required = true, value_name = "PATH")]
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
    /// What `sara speech train` wrote: the file of a classifier or the folder of a network; any wav2vec 2.0 classifier in Hugging Face
    /// layout whose labels are names of emotions is a network too
    #[arg(long, value_name = "PATH")]
    pub(crate) model: Option<PathBuf>,
    /// The device of a network: cpu, ndarray or cuda:0, as far as they are compiled in; a classifier on statistics takes none
    #[arg(long, default_value = "cpu")]
    pub(crate) device: String,
    /// Learn from a folder of recordings on the spot; names as those of --corpus in `sara speech features`
    #[arg(
        long,
        num_args = 2,
        action = ArgAction::Set,
        value_names = ["NAME", "DIR"],
        conflicts_with = "model"
    )]
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
  sara speech serve --model emotions.json --study study --address 0.0.0.0:7860")]
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
    /// Let pages of this origin, such as `https://huggingface.co`, show the page in a frame; may be given several times
    #[arg(long, value_name = "ORIGIN", help_heading = "Server")]
    pub(crate) framed_by: Vec<String>,
    /// Answer under this host name too, such as that of a proxy; may be given several times. On a loopback address only localhost
    /// and loopback addresses are answered otherwise, elsewhere any name until one is given
    #[arg(long = "host-name", value_name = "NAME", help_heading = "Server")]
    pub(crate) host_names: Vec<String>,
    /// Write no line for each request to standard error
    #[arg(long, help_heading = "Server")]
    pub(crate) quiet: bool,
}

/// Train a model on recordings: a classifier on statistics, in seconds, or a wav2vec 2.0 network on samples.
///
/// The model is for `sara speech predict` and `serve`. It learns from all recordings that are given; how well such a model does on new
/// speakers is what `sara speech evaluate` and `transfer` measure.
///
/// A network begins as a small one from scratch, or with --start as any wav2vec 2.0 folder, such as those of `sara fetch wav2vec2` and
/// `wav2vec2-xls-r`. With --source it hears another corpus first, then --corpus (sequential), or only --source (zero-shot). The same
/// command after a stop goes on where it was.
///
/// The options under `Network` are for --model wav2vec2, but --seed, which is for all; --cache and --overwrite are for the classifiers on
/// statistics. An option given to a model that has no use for it is wrong use.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara speech train --corpus indowave IndoWaveSentiment --classes indowave --out emotions.json
  sara speech train --model wav2vec2 --start wav2vec2-base --source ravdess RAVDESS \\
    --corpus indowave IndoWaveSentiment --classes shared --device cuda:0 --out emotions")]
pub(crate) struct SpeechTrainArguments {
    #[command(flatten)]
    pub(crate) recordings: RecordingArguments,
    /// five (senang, sedih, marah, takut, jijik), indowave (netral, senang, terkejut, jijik, kecewa) or shared (senang, jijik, netral,
    /// terkejut); recordings with other labels are left out and counted
    #[arg(long, value_name = "CLASSES", default_value = "five", value_parser = parse_classes,
        help_heading = "Model")]
    pub(crate) classes: ClassMap,
    /// What learns
    #[arg(long, default_value = "svm", help_heading = "Model")]
    pub(crate) model: LearnerArgument,
    #[command(flatten)]
    pub(crate) network: NetworkArguments,
    /// What to write: a file, or with --model wav2vec2 a folder, which is new, empty, or that of the same training before
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Replace the file if it is there
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LearnerArgument {
    /// A support vector machine with a radial kernel
    Svm,
    /// A random forest of 100 trees
    Forest,
    /// A perceptron with 100 hidden units
    Mlp,
    /// A wav2vec 2.0 network
    Wav2vec2,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct NetworkArguments {
    /// A corpus to hear first, such as a large one in English; names as those of --corpus
    #[arg(long, num_args = 2, action = ArgAction::Set, value_names = ["NAME", "DIR"])]
    pub(crate) source: Option<Vec<OsString>>,
    /// direct, sequential or zero-shot [default: direct, with --source sequential]
    #[arg(long)]
    pub(crate) recipe: Option<Recipe>,
    #[command(flatten)]
    pub(crate) stages: StageArguments,
}

/// Settings of both stages.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct StageArguments {
    /// A wav2vec 2.0 folder in Hugging Face layout to begin with [default: a small network from scratch]
    #[arg(long, value_name = "DIR")]
    pub(crate) start: Option<PathBuf>,
    /// cpu, ndarray or cuda:0, as far as they are compiled in
    #[arg(long, default_value = "cpu")]
    pub(crate) device: String,
    /// Seconds of a recording that the network hears, round the middle of what is spoken
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0)]
    pub(crate) seconds: f64,
    /// Passes over the target at most [default: 30]
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<usize>,
    /// Passes over the source at most [default: those over the target]
    #[arg(long, value_name = "N")]
    pub(crate) source_epochs: Option<usize>,
    /// Recordings that pass the network together
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) batch_size: usize,
    /// The highest rate, that of the head [default: 5e-5 with --start, 2e-3 from scratch]
    #[arg(long, value_name = "RATE")]
    pub(crate) learning_rate: Option<f64>,
    /// The rate below the head as a share of it
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    pub(crate) encoder_rate: f64,
    /// What is not trained: none, feature-encoder, base-model or the first N layers [default: feature-encoder with --start, none from
    /// scratch]
    #[arg(long, value_name = "PART")]
    pub(crate) freeze: Option<Freeze>,
    /// What a recording of each class counts: none, balanced, or numbers in the order of the classes
    #[arg(long, value_name = "WEIGHTS", default_value = "balanced")]
    pub(crate) class_weights: ClassWeights,
    /// A stage ends after N epochs without gain on speakers that it does not learn from: valid-loss, accuracy or macro-f1
    #[arg(long, value_name = "METRIC:N", default_value = "valid-loss:5")]
    pub(crate) early_stopping: EarlyStopping,
    /// Hold out one of this many parts of the training speakers for that
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) held_out: usize,
    /// What the encoder's products are computed in: f32, or bf16, which is meant for a GPU; on a CPU they are rounded to it and nothing
    /// gets faster
    #[arg(long, default_value = "f32")]
    pub(crate) precision: Precision,
    /// Seeds all that chance decides: of a network weights, order of rows, dropout and the choice of held-out speakers
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
}

/// Compare what a network learns from one corpus directly, from another one first, and from the other alone.
///
/// Speakers of the target are dealt to folds, each tested on by networks that have not heard it: direct (the target's other speakers),
/// sequential (the source, then these), zero-shot (the source alone). All of it with several seeds, on the classes that both corpora
/// have. Prints accuracy, unweighted recall with intervals over speakers, their spread over seeds, and what hearing the source first
/// gains; writes report.json, and with --html a page. Every prediction is kept in OUT: the same command after a stop goes on where it was.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara speech transfer --source ravdess RAVDESS --target indowave IndoWaveSentiment --out transfer \\
    --html transfer.html",
    mut_arg("seed", |seed| seed.help(
        "Deals folds and held-out speakers, and draws the speakers of intervals; trainings are seeded by --seeds"
    )))]
pub(crate) struct SpeechTransferArguments {
    /// The corpus to hear first; names as those of --corpus in `sara speech features`
    #[arg(long, num_args = 2, action = ArgAction::Set, value_names = ["NAME", "DIR"], required = true,
        help_heading = "Recordings")]
    pub(crate) source: Vec<OsString>,
    /// The corpus to learn and be tested on
    #[arg(long, num_args = 2, action = ArgAction::Set, value_names = ["NAME", "DIR"], required = true,
        help_heading = "Recordings")]
    pub(crate) target: Vec<OsString>,
    /// five, indowave or shared, as in `sara speech evaluate`
    #[arg(long, value_name = "CLASSES", default_value = "shared", value_parser = parse_classes,
        help_heading = "Protocol")]
    pub(crate) classes: ClassMap,
    /// Folds of the target's speakers
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Protocol")]
    pub(crate) folds: usize,
    /// Seeds of weights and trainings: a list, each a repetition
    #[arg(
        long,
        value_name = "SEEDS",
        value_delimiter = ',',
        default_value = "1,2,3",
        help_heading = "Protocol"
    )]
    pub(crate) seeds: Vec<u64>,
    /// What is compared: direct, sequential, zero-shot
    #[arg(
        long,
        value_name = "RECIPES",
        value_delimiter = ',',
        default_value = "direct,sequential,zero-shot",
        help_heading = "Protocol"
    )]
    pub(crate) recipes: Vec<Recipe>,
    /// Threads of the CPU; with one, the same seed gives the same weights [default: all]
    #[arg(long, value_name = "N", help_heading = "Protocol")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) stages: StageArguments,
    /// The folder to write, which is new, empty, or that of the same comparison before
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Write the report as a page too, outside OUT: totals alone, and the command as it was typed
    #[arg(long, value_name = "PAGE", help_heading = "Output")]
    pub(crate) html: Option<PathBuf>,
}
