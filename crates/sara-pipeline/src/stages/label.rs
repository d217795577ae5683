//! Stage 3: the sentiment lexicon labels what the text stages left.

use crate::PipelineError;
use crate::stages::clean::{PreparedText, Preparer};
use inset_lexicon::{
    AuditSettings, BiasAudit, BothSigns, Explanation, Formula, Lexicon, Phrases, ScoreSettings,
    Scorer, Sentiment, audit,
};
use serde::Serialize;
use std::fmt;
use std::path::PathBuf;

/// The words by which the study collected its tweets (its section 4.1). They name topics and groups, so a weight of their own speaks
/// for the lexicon and not for the tweet.
pub const TOPIC_KEYWORDS: [&str; 22] = [
    "buruh", "lgbt", "feminis", "pki", "komunis", "bule", "pribumi", "golongan", "kaum", "etnis",
    "jawa", "madura", "cina", "ambon", "arab", "suku", "agama", "islam", "kristen", "hindu",
    "budha", "muslim",
];

/// What cleaning takes out of texts, also out of the middle of a word.
const QUOTES: [char; 7] = ['"', '“', '”', '\'', '‘', '’', '`'];

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

    /// Which entries of the lexicon texts from `preparer` cannot match.
    #[must_use]
    pub fn reach(&self, preparer: &Preparer) -> LexiconReach {
        let entries = self.lexicon.entries();
        let count = |test: &dyn Fn(&str) -> bool| entries.iter().filter(|(e, _)| test(e)).count();
        let is_phrase = |entry: &str| entry.contains(char::is_whitespace);
        let has_stop_word = |entry: &str| {
            let mut words = entry.split_whitespace();
            words.any(|word| preparer.is_stop_word(word))
        };
        LexiconReach {
            entries: entries.len(),
            capitals: count(&|entry| entry.contains(char::is_uppercase)),
            brackets: count(&|entry| entry.contains(['(', ')'])),
            quotes: count(&|entry| entry.contains(QUOTES)),
            words_not_stems: count(&|entry| !is_phrase(entry) && !preparer.is_stem(entry)),
            phrases: count(&is_phrase),
            phrases_read: self.scorer.settings().phrases,
            phrases_with_stop_words: count(&|entry| is_phrase(entry) && has_stop_word(entry)),
        }
    }
}

/// Entries of a lexicon that no text can match as it is prepared. An entry can be counted under several heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LexiconReach {
    /// Different entries, over both files.
    pub entries: usize,
    /// Those with a capital letter, while the texts are in lower case. They are not folded: other readers of `InSet` miss them too.
    pub capitals: usize,
    /// Those with a bracket, such as `suasana (hati)`.
    pub brackets: usize,
    /// Those with a quotation mark or an apostrophe, which cleaning takes out of texts.
    pub quotes: usize,
    /// Those of one word that is not its own stem, such as `membunuh`, while texts are stemmed. They match only where another word has
    /// them as its stem.
    pub words_not_stems: usize,
    /// Those of several words.
    pub phrases: usize,
    /// Whether these are looked for.
    pub phrases_read: Phrases,
    /// Those of several words with one that the stop list takes out before phrases are looked for, such as `tidak suka`. They match
    /// only where another word has the stop word as its stem.
    pub phrases_with_stop_words: usize,
}

/// One line.
impl fmt::Display for LexiconReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lexicon: {} entries", self.entries)?;
        if self.capitals > 0 {
            let capitals = self.capitals;
            write!(
                f,
                "; {capitals} with a capital match nothing, texts are in lower case"
            )?;
        }
        if self.brackets > 0 {
            write!(f, "; {} with a bracket match nothing", self.brackets)?;
        }
        if self.quotes > 0 {
            write!(f, "; {} with a quote match nothing", self.quotes)?;
        }
        if self.words_not_stems > 0 {
            let words = self.words_not_stems;
            write!(
                f,
                "; {words} of one word are not their own stem, and texts are stemmed"
            )?;
        }
        if self.phrases > 0 && self.phrases_read == Phrases::Ignored {
            write!(
                f,
                "; {} of several words are not looked for without --phrases",
                self.phrases
            )?;
        }
        if self.phrases > 0 && self.phrases_read == Phrases::LongestFirst {
            write!(f, "; {} of several words are looked for", self.phrases)?;
            if self.phrases_with_stop_words > 0 {
                write!(
                    f,
                    ", of which {} hold a word that the stop list takes out before",
                    self.phrases_with_stop_words
                )?;
            }
        }
        Ok(())
    }
}

/// Serialises anything that prints, as its text.
pub(crate) fn as_text<T: fmt::Display, S: serde::Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
