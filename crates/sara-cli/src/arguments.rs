//! The command line as clap sees it; the texts are the manual.

use crate::annotation_arguments::{AgreeArguments, SampleArguments};
use crate::fetch::FetchArguments;
use crate::model_arguments::ModelArguments;
use crate::predict_arguments::PredictArguments;
use crate::reading_arguments::{DateAndUserArguments, ReadingArguments};
#[cfg(feature = "speech")]
use crate::speech::arguments::SpeechCommand;
use crate::study_run_arguments::StudyRunArguments;
use crate::svm_arguments::{KernelArguments, SvmCommand};
use crate::training_arguments::{
    BertPretrainArguments, OptimisationArguments, RunArguments, TargetArguments,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use sara_pipeline::settings::Preset;
use sara_pipeline::{BothSigns, Encoding, Formula, Pooling, Rules};
use std::path::PathBuf;

/// Indonesian tweets about ethnicity, religion, race and group: from a file of tweets to labels, classifiers and a report; and emotions in speech.
#[derive(Debug, Parser)]
#[command(name = "sara", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Data goes to standard output or to the files you name; progress and notes go to standard error.
Exit code 0: done. 1: the work failed, one line says where. 2: wrong use of the command line.
Without files of your own, starter word lists and sample tweets that come with the program are used.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

// The manuals stand at the arguments: a line at a variant that has some would take the place of all of it.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Study(Box<StudyArguments>),
    Init(InitArguments),
    Check(Box<CheckArguments>),
    Prepare(PrepareArguments),
    Stem(StemArguments),
    Label(LabelArguments),
    Audit(AuditArguments),
    Agree(Box<AgreeArguments>),
    Predict(Box<PredictArguments>),
    Embed(EmbedArguments),
    /// Fine-tune a BERT classifier, or classify with one
    #[command(subcommand)]
    Bert(BertCommand),
    /// Train a polynomial support vector machine on NumPy or svmlight files, predict with one, or choose its parameters
    #[command(subcommand)]
    Svm(SvmCommand),
    /// Recognise emotions in recordings: compute features, measure on speakers not learned from, train, predict, serve a page
    #[cfg(feature = "speech")]
    #[command(subcommand)]
    Speech(SpeechCommand),
    Sample(Box<SampleArguments>),
    /// Download word lists and models that cannot come with the program: licence first, then consent
    Fetch(FetchArguments),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct TweetArguments {
    /// A table with a header, JSON lines, or a page of the X API; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) tweets: PathBuf,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Word lists")]
pub(crate) struct TextArguments {
    /// A slang list; may be given again: the first list that has a word wins, later ones fill gaps [default: the starter list]
    ///
    /// Read by its content: the Colloquial Indonesian Lexicon's CSV (of several targets the most frequent wins), a two-column CSV
    /// with or without a header, a two-column TSV; UTF-8, else latin-1.
    #[arg(long, value_name = "FILE")]
    pub(crate) slang: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) stemmer: StemmerArguments,
    /// A stop list, one word a line [default: the Tala list of 758 words]
    #[arg(long, value_name = "FILE")]
    pub(crate) stop_words: Option<PathBuf>,
    /// Further stop words, one a line; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) add_stop_words: Vec<PathBuf>,
    /// Words to take out of the stop list, one a line; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) remove_stop_words: Vec<PathBuf>,
    /// Take tidak, bukan, belum, jangan and the other negators out of the stop list
    #[arg(long)]
    pub(crate) keep_negators: bool,
    /// What becomes of hashtags: nothing stays, the word without its sign, or its parts by their capitals
    #[arg(
        long,
        value_name = "HOW",
        default_value = "drop",
        help_heading = "Cleaning"
    )]
    pub(crate) hashtags: HashtagArgument,
    /// What becomes of emoji: nothing stays, they stay, or their Indonesian name
    #[arg(
        long,
        value_name = "HOW",
        default_value = "drop",
        help_heading = "Cleaning"
    )]
    pub(crate) emoji: EmojiArgument,
    /// What becomes of digits: nothing stays, they stay, or the 2 of a reduplication (anak2) stays
    #[arg(
        long,
        value_name = "HOW",
        default_value = "drop",
        help_heading = "Cleaning"
    )]
    pub(crate) digits: DigitArgument,
    /// What becomes of letters drawn out (bangeeet): they stay, or three and more become one
    #[arg(
        long,
        value_name = "HOW",
        default_value = "keep",
        help_heading = "Cleaning"
    )]
    pub(crate) elongation: ElongationArgument,
    /// Rows with fewer words than this after the stop list, before stemming, are dropped as short
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) minimum_words: usize,
}

#[derive(Debug, Args)]
pub(crate) struct StemmerArguments {
    /// A root list, one word a line, such as Sastrawi's kata-dasar.txt [default: the starter list]
    #[arg(long, value_name = "FILE")]
    pub(crate) dictionary: Option<PathBuf>,
    /// sastrawi: PySastrawi's rules to the letter; extended: every way to take a word apart has a cost, the cheapest wins
    ///
    /// The extended rules know informal affixes and spellings, reduplication with a 2, drawn-out letters, names and exceptions.
    #[arg(long, default_value = "sastrawi")]
    pub(crate) rules: Rules,
    /// Words with a fixed root, one a line: a word alone stays whole, a word, a tab and a root has that root; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum HashtagArgument {
    Drop,
    Keep,
    Split,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EmojiArgument {
    Drop,
    Keep,
    Name,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DigitArgument {
    Drop,
    Keep,
    Reduplication,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ElongationArgument {
    Keep,
    Squeeze,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Lexicon")]
pub(crate) struct LexiconArguments {
    /// A folder with InSet's positive.tsv and negative.tsv [default: the starter lexicon]
    #[arg(long, value_name = "DIR")]
    pub(crate) inset: Option<PathBuf>,
    /// How weights become a polarity: study (sum / 5n), sum, mean (sum / n), or count (positive less negative words)
    #[arg(long, default_value = "study")]
    pub(crate) formula: Formula,
    /// What a word counts that stands in both files: sum, negative-wins, positive-wins, mean or drop
    #[arg(long, value_name = "POLICY", default_value = "sum")]
    pub(crate) both_signs: BothSigns,
    /// Look for entries of several words too, the longest first, among the stems
    ///
    /// The stop list comes before: an entry that holds a stop word, such as `tidak suka`, is not found unless --keep-negators or
    /// --remove-stop-words keeps that word.
    #[arg(long)]
    pub(crate) phrases: bool,
}

/// Clean, normalise, tokenise and stem the tweets of a file.
///
/// Writes a CSV file with the columns id, text, cleaned, normalised, tokens, stems, dropped, every input row in order.
/// `tokens` are the words that the stop list leaves, `stems` the same words stemmed. `dropped` says why a row would take no
/// further part in the study: retweet, empty, advertisement or short.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara prepare --tweets tweets.csv --text-column Tweet --dictionary kata-dasar.txt --out prepared.csv")]
pub(crate) struct PrepareArguments {
    #[command(flatten)]
    pub(crate) tweets: TweetArguments,
    #[command(flatten)]
    pub(crate) text: TextArguments,
    /// Mark rows that hold a word of the study's advertisement list as dropped
    #[arg(long, help_heading = "Word lists")]
    pub(crate) drop_advertisements: bool,
    /// The CSV file to write; `-` is standard output
    #[arg(long, value_name = "CSV", help_heading = "Output")]
    pub(crate) out: PathBuf,
}

/// Stem the lines of standard input.
///
/// Writes one line an input line: lower case, everything but letters a-z, digits and hyphens a blank (the extended rules join letters over an
/// apostrophe), each token stemmed. Bytes outside UTF-8 are read as a blank.
/// With --trace or --candidates each word of a line has a block of its own; with --json each line is a JSON object.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo 'Perekonomian Indonesia sedang bertumbuh' | sara stem --dictionary kata-dasar.txt
  echo 'dengerin omongannya' | sara stem --rules extended --trace --candidates")]
pub(crate) struct StemArguments {
    #[command(flatten)]
    pub(crate) stemmer: StemmerArguments,
    /// Show every rule that is tried on each word
    #[arg(long, help_heading = "Output")]
    pub(crate) trace: bool,
    /// Show every root that each word can be reduced to, and the affixes taken off
    #[arg(long, help_heading = "Output")]
    pub(crate) candidates: bool,
    /// Write JSON Lines: line, stem, words
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// Label the tweets of a file with a sentiment lexicon.
///
/// Writes a CSV file with the columns id, text, normalised, tokens, polarity, sentiment, dropped, date (where the file has one), user
/// (with --user-key) and keywords, every input row in order.
/// `tokens` are the stems after the stop list; polarity has six decimals; sentiment is positive, neutral or negative.
/// A dropped row (retweet, empty or short) has an empty polarity and sentiment. `keywords` are the topic words in the normalised text.
#[derive(Debug, Args)]
#[command(after_help = "\
Example, as the study did it:
  sara label --tweets tweets.csv --text-column Tweet --inset InSet --slang colloquial-indonesian-lexicon.csv \\
    --slang new_kamusalay.csv --dictionary kata-dasar.txt --out labels.csv")]
pub(crate) struct LabelArguments {
    #[command(flatten)]
    pub(crate) tweets: TweetArguments,
    #[command(flatten)]
    pub(crate) text: TextArguments,
    #[command(flatten)]
    pub(crate) lexicon: LexiconArguments,
    #[command(flatten)]
    pub(crate) dates_and_users: DateAndUserArguments,
    /// The words of the topics, with commas [default: the 22 by which the study collected its tweets]
    #[arg(
        long,
        value_name = "WORDS",
        value_delimiter = ',',
        help_heading = "Topics"
    )]
    pub(crate) keywords: Vec<String>,
    /// Drop rows that hold a word of the study's advertisement list
    #[arg(long, help_heading = "Word lists")]
    pub(crate) drop_advertisements: bool,
    /// Write why each row has its label; the ending says how: .html, .json, .jsonl or .txt (`-`: text on standard output)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) explain: Option<PathBuf>,
    /// The CSV file to write; `-` is standard output
    #[arg(long, value_name = "CSV", help_heading = "Output")]
    pub(crate) out: PathBuf,
}

/// Measure what the lexicon's own weights of topic words do to the labels.
///
/// Labels the tweets as `sara label` does, and again with the weight of each keyword at zero, and of all of them: how many labels change, how
/// the mean polarity moves, and which words stand at the top before and after.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara audit --tweets tweets.csv --text-column Tweet --inset InSet --keywords agama,islam,jawa")]
pub(crate) struct AuditArguments {
    #[command(flatten)]
    pub(crate) tweets: TweetArguments,
    #[command(flatten)]
    pub(crate) text: TextArguments,
    #[command(flatten)]
    pub(crate) lexicon: LexiconArguments,
    /// The words, with commas [default: the 22 by which the study collected its tweets]
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub(crate) keywords: Vec<String>,
    /// Drop rows that hold a word of the study's advertisement list
    #[arg(long, help_heading = "Word lists")]
    pub(crate) drop_advertisements: bool,
    /// Write JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Encoder")]
pub(crate) struct EncoderArguments {
    /// Put this before every text; e5 wants `query: `
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) prefix: String,
    /// Cut texts to this many tokens, special ones included
    #[arg(long, value_name = "N", default_value_t = 128)]
    pub(crate) max_length: usize,
    /// Texts that pass the encoder together
    #[arg(long, value_name = "N", default_value_t = 32)]
    pub(crate) batch_size: usize,
    /// cpu, ndarray or cuda:0, as far as they are compiled in
    #[arg(long, default_value = "cpu")]
    pub(crate) device: String,
    /// Threads of the CPU [default: all]
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
}

/// Turn lines of text into vectors with an encoder.
///
/// Writes a NumPy file of f32, one row a line of the text, blank lines included.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  sara embed --model indobert-base-p1 --text tweets.txt --pooling mean --out X.npy")]
pub(crate) struct EmbedArguments {
    /// A Hugging Face folder: config.json, model.safetensors or `pytorch_model.bin` (whole or in parts), tokenizer.json or vocab.txt
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// A text file, one text a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) text: PathBuf,
    /// mean, cls, pooler, or static (the word embeddings alone)
    #[arg(long, default_value = "mean")]
    pub(crate) pooling: Pooling,
    /// The NumPy file to write
    #[arg(long, value_name = "X.npy")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) encoder: EncoderArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BertCommand {
    Train(Box<BertTrainArguments>),
    Pretrain(Box<BertPretrainArguments>),
    Predict(BertPredictArguments),
}

/// Fine-tune a BERT classifier on a CSV file.
///
/// Starts from a Hugging Face folder (--model), or from random weights (--config), in which case a WordPiece vocabulary is trained
/// on the training texts. Writes a folder that transformers loads, and `training.json` with the loss and accuracy of every epoch.
///
/// A training that was stopped goes on with --resume: the same command, with --resume added, from the last state that was saved. On
/// one thread the result is, bit for bit, that of a training never stopped.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("start").required(true))]
pub(crate) struct BertTrainArguments {
    /// A Hugging Face folder to start from, with model.safetensors or `pytorch_model.bin`, whole or in parts
    #[arg(long, value_name = "DIR", group = "start")]
    pub(crate) model: Option<PathBuf>,
    /// A config.json alone: random weights
    #[arg(long, value_name = "FILE", group = "start")]
    pub(crate) config: Option<PathBuf>,
    /// The training rows
    #[arg(long, value_name = "CSV")]
    pub(crate) train: PathBuf,
    /// The validation rows
    #[arg(long, value_name = "CSV")]
    pub(crate) valid: PathBuf,
    /// The column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_column: String,
    /// The column that holds the label
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub(crate) label_column: String,
    /// How the files' bytes become text: utf-8 or latin-1
    #[arg(long, default_value = "utf-8")]
    pub(crate) encoding: Encoding,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
    #[command(flatten)]
    pub(crate) encoder: EncoderArguments,
    /// Seeds dropout, shuffling and new weights
    #[arg(long, default_value_t = 42, help_heading = "Training")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) optimisation: OptimisationArguments,
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) run: RunArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(crate) struct TuningArguments {
    /// Passes over the training rows [default: 5; 8 from random weights]
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<usize>,
    /// The peak learning rate [default: 2e-5; 1e-3 from random weights]
    #[arg(long, value_name = "RATE")]
    pub(crate) learning_rate: Option<f64>,
    /// The share of the steps in which the rate climbs
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    pub(crate) warmup_ratio: f64,
    /// AdamW's decay
    #[arg(long, value_name = "DECAY", default_value_t = 0.01)]
    pub(crate) weight_decay: f64,
}

/// Classify the lines of a text file, taken as they stand, blank lines included.
#[derive(Debug, Args)]
pub(crate) struct BertPredictArguments {
    /// A Hugging Face folder with a classification head, in model.safetensors or `pytorch_model.bin`, whole or in parts
    #[arg(long, value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// A text file, one text a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) text: PathBuf,
    /// Write JSON Lines: index, label, logits, probabilities
    #[arg(long)]
    pub(crate) json: bool,
    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) encoder: EncoderArguments,
}

/// Run the whole study and write a folder with the report, the tables and the models.
///
/// The stages, in order: read; clean, fold, tokenise, normalise, take stop words out, stem; label with the lexicon; hold the labels
/// against experts; split; fine-tune the encoder and train the support vector machine on the frozen encoder's embeddings, each
/// with the same folds, and test both on the same rows; read the unseen tweets.
///
/// Without arguments it runs on the sample tweets that come with the program, with starter word lists and a tiny encoder trained
/// from scratch: a demonstration in a minute, with no network. The report says which parts are starters.
///
/// --settings reads every choice from a file; what is given on the command line beside it overrides the file, and is named on
/// standard error. `sara init` writes such a file, `sara check` looks for mistakes in it.
///
/// Each stage is stored beside the folder, in one whose name has .stages at its end. A study that was stopped goes on when the same
/// command is run again, and on one thread it ends with the same files, bit for bit; one with other settings takes over the stages
/// that they do not touch.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara study --out demo
  sara init study.toml && sara check study.toml && sara study --settings study.toml --out study
  sara study --tweets tweets.csv --text-column Tweet --inset InSet --slang colloquial-indonesian-lexicon.csv \\
    --dictionary kata-dasar.txt --model indobert-base-p1 --out study

The folder holds report.html, report.json, settings.json, timings.json, labels.csv, judgement_sample.csv, predictions.csv,
comparison.csv, significance.csv, calibration.csv, with ratings experts.csv, folds.csv, metrics.jsonl, funnel.csv, words.csv, topics.csv,
days.csv, figures/, study.toml, which runs the same study again, models/bert, models/svm.model, a model card beside each, models/tfidf.json,
and, without --model, models/encoder, whose embeddings the support vector machine reads. It appears only when all of it is written.")]
pub(crate) struct StudyArguments {
    /// A settings file, as `sara init` writes it; `-` is standard input
    #[arg(long, value_name = "TOML", help_heading = "Settings")]
    pub(crate) settings: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) choices: ChoiceArguments,
    /// The folder to write
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// Replace the folder if it holds an earlier study
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) run: StudyRunArguments,
}

/// Every choice of a study, for `sara study` and `sara check`.
#[derive(Debug, Args)]
pub(crate) struct ChoiceArguments {
    /// What the choices start from: sound (ours) or thesis (its numbers) [default: sound, or what the settings file says]
    #[arg(long, value_name = "NAME", help_heading = "Settings")]
    pub(crate) preset: Option<Preset>,
    /// A table with a header, JSON lines, or a page of the X API; `-` is standard input [default: the sample tweets]
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) tweets: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[command(flatten)]
    pub(crate) dates_and_users: DateAndUserArguments,
    /// Take the first N rows alone
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub(crate) max_rows: Option<usize>,
    #[command(flatten)]
    pub(crate) text: TextArguments,
    /// Keep rows that hold a word of the study's advertisement list
    #[arg(long, help_heading = "Rows")]
    pub(crate) keep_advertisements: bool,
    /// Keep rows whose normalised text stands in an earlier row
    #[arg(long, help_heading = "Rows")]
    pub(crate) keep_duplicates: bool,
    #[command(flatten)]
    pub(crate) lexicon: LexiconArguments,
    /// The words of the topics, with commas [default: the 22 by which the study collected its tweets]
    ///
    /// Counted by class and day, and their own weights in the lexicon audited.
    #[arg(
        long,
        value_name = "WORDS",
        value_delimiter = ',',
        help_heading = "Topics"
    )]
    pub(crate) keywords: Vec<String>,
    /// Expert ratings: a CSV file with an id column and one column a rater (-1, 0, 1 or words such as netral; empty: none)
    #[arg(long, value_name = "CSV", help_heading = "Validation")]
    pub(crate) ratings: Option<PathBuf>,
    /// The id column of the ratings
    #[arg(
        long,
        value_name = "NAME",
        default_value = "id",
        help_heading = "Validation"
    )]
    pub(crate) ratings_id_column: String,
    /// Rows written out for experts to judge
    #[arg(
        long,
        value_name = "N",
        default_value_t = 200,
        help_heading = "Validation"
    )]
    pub(crate) judgement_sample: usize,
    /// The share of the labelled rows that only the final models read (the study: 0.7)
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.3,
        help_heading = "Parts"
    )]
    pub(crate) unseen_share: f64,
    /// The share of the other rows held out for the test
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.1,
        help_heading = "Parts"
    )]
    pub(crate) test_share: f64,
    /// Folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Parts")]
    pub(crate) folds: usize,
    /// Train on at most this many rows, drawn in proportion to the classes
    #[arg(long, value_name = "N", help_heading = "Parts")]
    pub(crate) max_train_rows: Option<usize>,
    /// Which rows stay on one side of every border between training, test and unseen rows and between folds
    #[arg(
        long,
        value_enum,
        value_name = "RULE",
        default_value = "near",
        help_heading = "Parts"
    )]
    pub(crate) groups: GroupArgument,
    /// Where the encoder's weights start in each fold
    #[arg(
        long,
        value_enum,
        value_name = "HOW",
        default_value = "fresh",
        help_heading = "Parts"
    )]
    pub(crate) fold_protocol: ProtocolArgument,
    /// Seeds every draw, new weights and dropout
    #[arg(long, default_value_t = 42, help_heading = "Parts")]
    pub(crate) seed: u64,
    /// A Hugging Face folder, with model.safetensors or `pytorch_model.bin`, whole or in parts [default: a tiny encoder trained from scratch]
    #[arg(long, value_name = "DIR", help_heading = "Encoder")]
    pub(crate) model: Option<PathBuf>,
    /// Which text the models read
    #[arg(
        long,
        value_enum,
        default_value = "normalised",
        help_heading = "Encoder"
    )]
    pub(crate) model_input: InputArgument,
    #[command(flatten)]
    pub(crate) encoder: EncoderArguments,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
    /// Which vectors of the frozen encoder the support vector machine reads: mean, cls, pooler or static
    #[arg(long, default_value = "mean", help_heading = "Support vector machine")]
    pub(crate) pooling: Pooling,
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// Test Gaussian naive Bayes, logistic regression and a random forest too, on the same vectors; slow
    ///
    /// They come from the crate smartcore, in a program built with `cargo install --path crates/sara-cli --features baselines`.
    #[arg(long, help_heading = "Baselines")]
    pub(crate) baselines: bool,
    #[command(flatten)]
    pub(crate) models: ModelArguments,
}

/// Write a settings file for a study, with every key explained.
///
/// Each key stands there with what it decides, what it may hold, and its default; optional ones stand behind a `#`. The preset
/// `sound` has this program's choices, `thesis` the numbers of the study that it reproduces, with the reason where that one is silent
/// or contradicts itself.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara init
  sara init thesis.toml --preset thesis
  sara init - | less")]
pub(crate) struct InitArguments {
    /// The file to write; `-` is standard output
    #[arg(value_name = "FILE", default_value = "study.toml")]
    pub(crate) file: PathBuf,
    /// Whose choices: sound or thesis
    #[arg(long, value_name = "NAME", default_value = "sound")]
    pub(crate) preset: Preset,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) overwrite: bool,
}

/// Look for all that would stop a study, before any of its work.
///
/// Takes a settings file (by its ending .toml) or a file of tweets with the options of `sara study`. Says which format and encoding it has
/// and how that was found, which columns there are, what they are taken for and the first three values of each; how many rows each rule drops and how the lexicon labels
/// the others; whether the encoder's folder is complete; the state of the output folder; disk needed and free. Names of users are not
/// shown. Says too how many rows would leak, as near duplicates of training rows. Nothing is trained and nothing is written.
///
/// All problems are listed at once, each with its file, line and what was expected. Exit code 1: a study would stop.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sara check study.toml --out study
  sara check tweets.csv --text-column Tweet --model indobert-base-p1 --json")]
pub(crate) struct CheckArguments {
    /// A settings file (.toml), or a file of tweets
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) choices: ChoiceArguments,
    /// The folder that the study would write
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
    /// Write JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum InputArgument {
    /// After normalisation
    Normalised,
    /// As it stands in the file
    Raw,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum GroupArgument {
    /// Near duplicates, in chains
    Near,
    /// Rows with the same normalised text
    Exact,
    /// None, as in the study: near duplicates may leak
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ProtocolArgument {
    /// At the same weights
    Fresh,
    /// At the weights of the fold before: the leak of the study, reproduced and labelled
    CarryOver,
}
