//! Stage 3: the sentiment lexicon labels what the text stages left.

use crate::PipelineError;
use crate::stages::clean::PreparedText;
use inset_lexicon::{
    AuditSettings, BiasAudit, BothSigns, Explanation, Formula, Lexicon, Phrases, ScoreSettings,
    Scorer, Sentiment, audit,
};
use serde::Serialize;
use std::path::PathBuf;

/// The words by which the study collected its tweets (its section 4.1). They name topics and groups, so a weight of their own speaks
/// for the lexicon and not for the tweet.
pub const TOPIC_KEYWORDS: [&str; 22] = [
    "buruh", "lgbt", "feminis", "pki", "komunis", "bule", "pribumi", "golongan", "kaum", "etnis",
    "jawa", "madura", "cina", "ambon", "arab", "suku", "agama", "islam", "kristen", "hindu",
    "budha", "muslim",
];

/// The lexicon and the formula.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct LabelSettings {
    /// A folder with InSet's `positive.tsv` and `negative.tsv`. `None`: the starter lexicon.
    pub inset: Option<PathBuf>,
    /// How weights become a polarity.
    #[serde(serialize_with = "as_text")]
    pub formula: Formula,
    /// What a word counts that stands in both files.
    #[serde(serialize_with = "as_text")]
    pub both_signs: BothSigns,
    /// Whether entries of several words are looked for among the stems.
    pub phrases: Phrases,
}

impl LabelSettings {
    /// Every file that is read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = PathBuf> {
        let folder = self.inset.iter();
        folder.flat_map(|folder| ["positive.tsv", "negative.tsv"].map(|file| folder.join(file)))
    }
}

/// The class of a row and the number behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// The polarity by the chosen formula.
    pub polarity: f64,
    /// Its sign.
    pub sentiment: Sentiment,
}

/// Labels prepared texts with one lexicon.
#[derive(Debug)]
pub struct Labeller {
    lexicon: Lexicon,
    scorer: Scorer,
}

impl Labeller {
    /// Loads the lexicon.
    ///
    /// # Errors
    /// A lexicon file cannot be read or a line cannot be parsed; the message names file and line.
    pub fn new(settings: &LabelSettings) -> Result<Self, PipelineError> {
        let lexicon = match &settings.inset {
            Some(folder) => Lexicon::from_dir(folder)?,
            None => Lexicon::starter(),
        };
        let score = ScoreSettings::default()
            .with_formula(settings.formula)
            .with_both_signs(settings.both_signs)
            .with_phrases(settings.phrases);
        let scorer = Scorer::new(&lexicon, &score)?;
        Ok(Self { lexicon, scorer })
    }

    /// The label of a row, or `None` where the row is dropped.
    #[must_use]
    pub fn label(&self, row: &PreparedText) -> Option<Label> {
        if row.dropped.is_some() {
            return None;
        }
        let score = self.scorer.score(&row.stems);
        Some(Label {
            polarity: score.polarity,
            sentiment: score.sentiment(),
        })
    }
}

impl Labeller {
    /// Why a row has its label: every word that weighs, and the arithmetic. `None` where the row is dropped.
    #[must_use]
    pub fn explain<'a>(&'a self, row: &'a PreparedText) -> Option<Explanation<'a>> {
        row.dropped
            .is_none()
            .then(|| self.scorer.explain(&row.stems))
    }

    /// What the lexicon's own weights of `keywords` do to the labels of the rows that are not dropped. Keywords are given as the stems
    /// have them.
    ///
    /// # Errors
    /// A keyword is empty.
    pub fn audit<K: AsRef<str>>(
        &self,
        rows: &[PreparedText],
        keywords: &[K],
    ) -> Result<BiasAudit, PipelineError> {
        let kept = rows.iter().filter(|row| row.dropped.is_none());
        let settings = AuditSettings::default().with_score(self.scorer.settings().clone());
        let rows = kept.map(|row| row.stems.as_slice());
        Ok(audit(&self.lexicon, rows, keywords, &settings)?)
    }
}

/// Serialises anything that prints, as its text.
pub(crate) fn as_text<T: std::fmt::Display, S: serde::Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
