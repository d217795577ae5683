//! Whole sets of choices, by name.

use crate::StudySettings;
use crate::stages::assess::FoldProtocol;
use crate::stages::classify::{BertSettings, BertVariant};
use crate::stages::groups::Grouping;
use crate::stages::ingest::TweetSource;
use std::fmt;
use std::str::FromStr;

/// Where a settings file starts from; its other keys override it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// Ours: what [`StudySettings::new`] has.
    #[default]
    Sound,
    /// The thesis: its numbers and rules.
    Thesis,
}

impl Preset {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Sound, Self::Thesis];

    /// The names of all of them.
    pub(super) const NAMES: &'static [&'static str] = &["sound", "thesis"];

    /// `sound` or `thesis`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Thesis => "thesis",
        }
    }

    /// The preset on the sample tweets, with the tiny encoder.
    #[must_use]
    pub fn settings(self) -> StudySettings {
        self.base(Given::default())
    }

    /// The preset before any key: what some keys are by default depends on whether others are given.
    pub(super) fn base(self, given: Given) -> StudySettings {
        let mut settings = if given.tweets {
            StudySettings::new(TweetSource::file(""))
        } else {
            StudySettings::sample()
        };
        if given.model {
            settings.bert = BertSettings::pretrained("");
        }
        if self == Self::Thesis {
            // Everything else is the same in both; why a number was taken stands in `reason`.
            settings.drop_duplicates = false;
            settings.judgement_sample = 1_000;
            settings.split.unseen_share = 0.7;
            settings.split.groups = Grouping::None;
            settings.fold_protocol = FoldProtocol::CarryOver;
            settings.bert.epochs = 5;
            settings.bert.learning_rate = 2e-5;
            settings.bert.variants = [(16, 5), (16, 10), (32, 10)]
                .map(|(batch_size, epochs)| BertVariant { batch_size, epochs })
                .to_vec();
        }
        settings
    }

    /// Why a key has its value in this preset, where the thesis leaves it open or contradicts itself.
    pub(super) fn reason(self, key: &str) -> Option<&'static str> {
        match self {
            Self::Sound => None,
            Self::Thesis => THESIS.iter().find(|one| one.0 == key).map(|one| one.1),
        }
    }
}

const THESIS: &[(&str, &str)] = &[
    (
        "drop_duplicates",
        "The thesis names every rule by which it drops rows, and none for repeated texts: kept.",
    ),
    (
        "judgement_sample",
        "1,000 rows, which it chose by judgement; here they are drawn.",
    ),
    (
        "fold_protocol",
        "Not stated: its folds rise from 77% to 97% at the second, as they do when the weights go on from fold to fold.",
    ),
    (
        "text.slang",
        "It cites the Colloquial Indonesian Lexicon, yet uses words of new_kamusalay too: name both, in this order.",
    ),
    (
        "text.advertisements",
        "Its 19 words are matched as whole words; matched anywhere, `rent` would hit `serentak`.",
    ),
    (
        "text.minimum_words",
        "Section 4.3.1 says 3; section 3.2.5 says 2. Taken: 3, of the chapter on what was done.",
    ),
    (
        "label.formula",
        "Not stated: sum / 5n is the reading that gives all values of its table 4.7 and all labels of 4.8.",
    ),
    (
        "label.both_signs",
        "Not stated: every other reading misses a value or a label of these tables.",
    ),
    (
        "split.unseen_share",
        "70/30 before cleaning, in the thesis; here the labelled rows are split.",
    ),
    ("split.test_share", "90/10, then 5 folds inside the 90."),
    (
        "split.groups",
        "It splits row by row and names no rule for copies: near duplicates may stand on both sides.",
    ),
    ("split.seed", "Not stated."),
    (
        "bert.model",
        "indobenchmark/indobert-base-p1. The tiny encoder, without it, learns little at this rate.",
    ),
    (
        "bert.epochs",
        "Tables 3.2 and 4.11 say 5 and 10, the prose 5, 10 and 20. Taken: 5, of its best row.",
    ),
    (
        "bert.batch_size",
        "16 and 32 in its tables. Taken: 32, of its best row.",
    ),
    (
        "bert.learning_rate",
        "Tables 3.2 and 4.11 say 2e-5, the prose 5e-5. Taken: the tables.",
    ),
    (
        "bert.variants",
        "The other rows of its table 4.11. Each is fitted and tested once; the thesis shows folds of all.",
    ),
    ("bert.warmup_ratio", "Not stated: ours."),
    ("bert.weight_decay", "Not stated: ours."),
    (
        "bert.input",
        "Its conclusion says that the models read the text after normalisation; its table 4.10 encodes a raw tweet. Taken: the conclusion.",
    ),
    (
        "svm.pooling",
        "\"WordPiece embedding\" of the 12-layer encoder: taken for the mean of its output.",
    ),
    (
        "svm.c",
        "It says lambda, \"error control\", 3: taken for C.",
    ),
    (
        "svm.gamma",
        "It calls gamma \"learning rate\": taken for the kernel's factor.",
    ),
    (
        "svm.coef0",
        "Its equation 2.9 has 1, which changes nothing at degree 1.",
    ),
];

/// What a user names that changes the defaults of other keys.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given {
    pub(super) tweets: bool,
    pub(super) model: bool,
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|preset| preset.as_str() == name);
        found.ok_or_else(|| format!("expected sound or thesis, got `{name}`"))
    }
}
