//! The keys of a settings file, each once.

use super::key::{Key, Kind, Range};
use super::value::Value;
use super::words::{Field, Named};
use crate::stages::assess::FoldProtocol;
use crate::stages::classify::ModelInput;
use crate::stages::clean::Advertisements;
use crate::stages::groups::Grouping;
use crate::stages::ingest::{BadRows, Retweets, TweetFormat};
use crate::study::RatingSource;
use indo_text::{Digits, Elongation, Emoji, Hashtags, Rules};
use indobert_burn::Pooling;
use inset_lexicon::{BothSigns, Formula, Phrases};
use std::path::PathBuf;
use tweet_reader::DateOrder;

macro_rules! key {
    ($first:ident $(. $rest:ident)*, $kind:expr, $about:expr) => {
        Key {
            path: concat!(stringify!($first) $(, ".", stringify!($rest))*),
            kind: $kind,
            about: $about,
            get: |settings| settings.$first$(.$rest)*.shown(),
            set: |settings, value| settings.$first$(.$rest)*.put(value),
        }
    };
}

const fn count(unit: &'static str, least: u64) -> Kind {
    let most = u32::MAX as u64;
    Kind::Count { unit, least, most }
}

const fn number(range: Range) -> Kind {
    Kind::Number(range)
}

const fn optional(kind: &'static Kind, without: &'static str, example: &'static str) -> Kind {
    Kind::Optional {
        kind,
        without,
        example,
    }
}

const CSV: Kind = Kind::Path("a CSV file");
const TWEETS: Kind = Kind::Path("a file of tweets");
const KEY: Kind = Kind::Path("a file with a secret");
const LIST: Kind = Kind::Path("a file of one word a line");
const FOLDER: Kind = Kind::Path("a folder");
const ROWS: Kind = count("rows", 1);
const ANY: Kind = Kind::Count {
    unit: "",
    least: 0,
    most: u64::MAX,
};

/// Every key, section by section, in the order in which a file is written and its keys are applied.
pub static KEYS: &[Key] = &[
    key!(
        max_rows,
        optional(&ROWS, "all", "2000"),
        "At most this many rows are taken, the first ones."
    ),
    key!(
        drop_duplicates,
        Kind::Switch,
        "Whether a row is dropped whose normalised text stands in an earlier row."
    ),
    key!(
        judgement_sample,
        count("rows", 0),
        "Rows written out for experts to judge."
    ),
    key!(
        fold_protocol,
        FoldProtocol::KIND,
        "Where the encoder's weights start in each fold: at the same ones, or at those that the fold before left, which leaks."
    ),
    key!(
        baselines,
        Kind::Switch,
        "Whether smartcore's classifiers are tested too; takes a program built with `--features baselines`."
    ),
    key!(
        frequent_words,
        count("words", 0),
        "Words in each table of frequent words."
    ),
    key!(
        error_examples,
        count("rows a model", 0),
        "Test rows that a model reads wrong, the surest ones, whose words are taken out one by one."
    ),
    key!(
        keywords,
        Kind::Texts,
        "The words of the topics: counted by class and day, and their own weights in the lexicon audited."
    ),
    // The tweets.
    key!(
        tweets.path,
        optional(&TWEETS, "the sample tweets", "\"tweets.csv\""),
        "The tweets: a table with a header, JSON, or Parquet in a program that reads it; \"-\" for standard input."
    ),
    key!(
        tweets.text_column,
        optional(&Kind::Text, "the one found by its name", "\"Tweet\""),
        "The column that holds the text."
    ),
    key!(
        tweets.id_column,
        optional(
            &Kind::Text,
            "the one found by its name, else the row's number from 1",
            "\"id\""
        ),
        "The column that identifies a row."
    ),
    key!(
        tweets.date_column,
        optional(&Kind::Text, "the one found by its name", "\"Tanggal\""),
        "The column of the date. In one that is named, what is no date is a row that cannot be read."
    ),
    key!(
        tweets.user_column,
        optional(&Kind::Text, "the one found by its name", "\"User\""),
        "The column of the user, read with user_key alone."
    ),
    key!(
        tweets.format,
        TweetFormat::KIND,
        "The format of the file, where its name and start mislead."
    ),
    key!(
        tweets.encoding,
        optional(
            &Kind::Encoding,
            "the one found from all bytes",
            "\"latin-1\""
        ),
        "How the file's bytes become text."
    ),
    key!(
        tweets.bad_rows,
        BadRows::KIND,
        "What becomes of rows that cannot be read: the first is an error, or they are left out and counted."
    ),
    key!(
        tweets.date_order,
        DateOrder::KIND,
        "Which number of a date such as 01/02/2023 is the day."
    ),
    key!(
        tweets.clock,
        optional(&Kind::Clock, "dates as written", "\"WIB\""),
        "The clock that dates with an offset are shown by, as those of the API."
    ),
    key!(
        tweets.user_key,
        optional(&KEY, "no users", "\"users.key\""),
        "A file of at least 32 secret bytes; with it labels.csv has a tag for each user."
    ),
    key!(
        tweets.retweets,
        Retweets::KIND,
        "What becomes of retweets, known by the API's fields or by \"RT @name:\"."
    ),
    // Cleaning and word lists.
    key!(
        text.slang,
        Kind::Paths,
        "Slang lists: the first that has a word wins, later ones fill gaps. Without one: the starter list."
    ),
    key!(
        text.hashtags,
        Hashtags::KIND,
        "What becomes of hashtags: gone, the word without its sign, or its parts by their capitals."
    ),
    key!(
        text.emoji,
        Emoji::KIND,
        "What becomes of emoji: gone, kept, or their Indonesian name."
    ),
    key!(
        text.digits,
        Digits::KIND,
        "What becomes of digits: gone, kept, or only the 2 of a reduplication (anak2)."
    ),
    key!(
        text.elongation,
        Elongation::KIND,
        "What becomes of letters drawn out (bangeeet): kept, or three and more made one."
    ),
    key!(
        text.advertisements,
        Advertisements::KIND,
        "What becomes of rows with a word of the study's advertisement list."
    ),
    key!(
        text.minimum_words,
        count("words", 0),
        "Rows with fewer words after the stop list, before stemming, are dropped."
    ),
    key!(
        text.stemmer.dictionary,
        optional(&LIST, "the starter roots", "\"kata-dasar.txt\""),
        "The root list."
    ),
    key!(
        text.stemmer.rules,
        Rules::KIND,
        "Sastrawi's rules to the letter, or the extended ones, which know informal words."
    ),
    key!(
        text.stemmer.exceptions,
        Kind::Paths,
        "Words with a fixed root: a word alone stays whole, or a word, a tab and its root."
    ),
    key!(
        text.stop_words.list,
        optional(&LIST, "the Tala list", "\"stop-words.txt\""),
        "The stop list."
    ),
    key!(
        text.stop_words.added,
        Kind::Paths,
        "Files of further stop words, one a line."
    ),
    key!(
        text.stop_words.removed,
        Kind::Paths,
        "Files of words that are no stop words, one a line. They are taken out last."
    ),
    key!(
        text.stop_words.keep_negators,
        Kind::Switch,
        "Whether tidak, bukan, belum, jangan and the like are taken out of the stop list."
    ),
    // The lexicon.
    key!(
        label.inset,
        optional(&FOLDER, "the starter lexicon", "\"InSet\""),
        "A folder with InSet's positive.tsv and negative.tsv."
    ),
    key!(
        label.formula,
        Formula::KIND,
        "The polarity of n words: study is sum / 5n, mean is sum / n, count positive less negative words."
    ),
    key!(
        label.both_signs,
        BothSigns::KIND,
        "What a word counts that stands in both files."
    ),
    key!(
        label.phrases,
        Phrases::KIND,
        "Whether entries of several words are looked for among the stems."
    ),
    // The experts.
    Key {
        path: "ratings.source",
        kind: Kind::Word(&["none", "sample", "csv"]),
        about: "Where the experts' ratings come from: nowhere, the invented ones of the sample tweets, or the file below.",
        get: |settings| {
            let word = match settings.ratings {
                RatingSource::None => "none",
                RatingSource::Sample => "sample",
                RatingSource::Csv { .. } => "csv",
            };
            Some(Value::Text(word.to_owned()))
        },
        set: |settings, value| {
            settings.ratings = match value {
                Value::Text(word) if word == "csv" => csv_ratings(PathBuf::new()),
                Value::Text(word) if word == "sample" => RatingSource::Sample,
                _ => RatingSource::None,
            }
        },
    },
    Key {
        path: "ratings.path",
        kind: CSV,
        about: "The ratings: a CSV file with an id column and one column a rater.",
        get: |settings| match &settings.ratings {
            RatingSource::Csv { path, .. } => path.shown(),
            RatingSource::None | RatingSource::Sample => None,
        },
        set: |settings, value| {
            if let Value::Text(path) = value {
                settings.ratings = csv_ratings(path.into());
            }
        },
    },
    Key {
        path: "ratings.id_column",
        kind: Kind::Text,
        about: "The column of the ratings whose values are the tweets' ids.",
        get: |settings| match &settings.ratings {
            RatingSource::Csv { id_column, .. } => id_column.shown(),
            RatingSource::None | RatingSource::Sample => None,
        },
        set: |settings, value| {
            if let RatingSource::Csv { id_column, .. } = &mut settings.ratings {
                id_column.put(value);
            }
        },
    },
    // The parts.
    key!(
        split.unseen_share,
        number(Range::Share),
        "The share of the labelled rows that only the final models read."
    ),
    key!(
        split.test_share,
        number(Range::InnerShare),
        "The share of the other rows held out for the test."
    ),
    key!(
        split.folds,
        count("folds", 2),
        "Folds of the cross-validation inside the training rows."
    ),
    key!(
        split.max_train_rows,
        optional(&ROWS, "no limit", "2000"),
        "At most this many training rows, drawn in proportion to the classes."
    ),
    key!(
        split.groups,
        Grouping::KIND,
        "Which rows stay on one side of every border: near duplicates, in chains; equal texts; or none, which leaks."
    ),
    key!(
        split.seed,
        ANY,
        "Seeds every draw, new weights and dropout."
    ),
    // The encoder.
    key!(
        bert.model,
        optional(
            &FOLDER,
            "a tiny encoder trained from scratch",
            "\"indobert-base-p1\""
        ),
        "A Hugging Face folder: config.json, weights, tokenizer."
    ),
    key!(
        bert.epochs,
        count("passes over the training rows", 1),
        "How long the encoder is fine-tuned."
    ),
    key!(bert.batch_size, count("rows", 1), "Rows a step."),
    key!(
        bert.learning_rate,
        number(Range::Positive),
        "The peak learning rate."
    ),
    key!(
        bert.warmup_ratio,
        number(Range::WholeShare),
        "The share of the steps in which the rate climbs to its peak."
    ),
    key!(
        bert.weight_decay,
        number(Range::NotNegative),
        "AdamW's decay."
    ),
    key!(
        bert.max_length,
        count("tokens", 3),
        "Longer texts are cut to this, special tokens included."
    ),
    key!(
        bert.prefix,
        Kind::Text,
        "Stands before every text; e5 encoders want \"query: \"."
    ),
    key!(
        bert.input,
        ModelInput::KIND,
        "Which text the models read: after normalisation, or as it stands in the file."
    ),
    key!(
        bert.device,
        Kind::Text,
        "The device: cpu, ndarray, cuda:0 ..., as far as the program has them."
    ),
    key!(
        bert.variants,
        Kind::Variants,
        "Further batch sizes and epochs, each tested too: one more training each."
    ),
    key!(
        bert.variant_folds,
        Kind::Switch,
        "Whether the variants are cross-validated too: as many trainings more as there are folds."
    ),
    // The support vector machine.
    key!(
        svm.pooling,
        Pooling::KIND,
        "Which vectors of the frozen encoder it reads; static is the word embeddings alone."
    ),
    key!(svm.c, number(Range::Positive), "The cost of an error."),
    key!(
        svm.gamma,
        Kind::Factor,
        "The kernel's factor: scale is 1 / (features x variance), auto 1 / features."
    ),
    key!(svm.degree, count("degrees", 1), "The kernel's degree."),
    key!(
        svm.coef0,
        number(Range::Finite),
        "The kernel's constant; without effect at degree 1."
    ),
    key!(
        svm.tolerance,
        number(Range::Positive),
        "The gap at which the solver stops."
    ),
    // The plain baseline.
    key!(
        tfidf.ngrams,
        Kind::Count {
            unit: "words",
            least: 1,
            most: 5
        },
        "The longest runs of words that TF-IDF counts, from single words on."
    ),
    key!(
        tfidf.c,
        number(Range::Positive),
        "How much errors of its logistic regression weigh against the size of its weights."
    ),
    // Pseudo-labels.
    key!(
        pseudo.enabled,
        Kind::Switch,
        "Whether the encoder is fine-tuned once more, with unseen rows under its own labels."
    ),
    key!(
        pseudo.confidence,
        number(Range::WholeShare),
        "The probability that such a label must have at least."
    ),
    key!(
        pseudo.max_rows,
        optional(&ROWS, "all", "5000"),
        "At most this many rows are taken, the surest."
    ),
];

fn csv_ratings(path: PathBuf) -> RatingSource {
    RatingSource::Csv {
        path,
        id_column: "id".to_owned(),
    }
}
