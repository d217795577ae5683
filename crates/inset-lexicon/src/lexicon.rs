use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use crate::parse::{ParsedFile, Side, parse};
use crate::score::Tally;
use crate::stems::{self, stem_key};
use crate::word_map::WordMap;
use crate::{Formula, LexiconError, LoadReport, Score, StemReport, Thresholds, Weights};

const POSITIVE_FILE: &str = "positive.tsv";
const NEGATIVE_FILE: &str = "negative.tsv";

/// A loaded lexicon: words with their weights, and a report of what was found while loading.
///
/// A word found in both files counts both weights. Of two rows for one word in one file the later
/// wins, as in the Python dict of most code that reads `InSet`. Words are compared as they are
/// written: nothing is lower-cased or stemmed here, and one token matches one single-word entry.
/// A [`Scorer`](crate::Scorer) offers other readings.
#[derive(Debug, Clone)]
pub struct Lexicon {
    weights: WordMap<Weights>,
    /// The stem of each entry, once asked for.
    stem_keys: Option<WordMap<Box<str>>>,
    report: LoadReport,
}

impl Lexicon {
    /// The small lexicon that comes with the crate: enough to try things, too small for a study.
    ///
    /// # Panics
    ///
    /// Never: the embedded files are checked by the crate's tests.
    #[must_use]
    pub fn starter() -> Self {
        Self::from_bytes(
            include_bytes!("../data/positive.tsv"),
            include_bytes!("../data/negative.tsv"),
        )
        .expect("the embedded files hold well-formed entries")
    }

    /// Reads `positive.tsv` and `negative.tsv` in `folder`, the names that `InSet` uses.
    ///
    /// # Errors
    ///
    /// As [`from_paths`](Self::from_paths).
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, LexiconError> {
        let folder = folder.as_ref();
        Self::from_paths(folder.join(POSITIVE_FILE), folder.join(NEGATIVE_FILE))
    }

    /// Reads the two files.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is not UTF-8, has no entry, or has a line that is not a word, a
    /// tab and a whole number in [`WEIGHTS`](crate::WEIGHTS).
    pub fn from_paths(
        positive: impl AsRef<Path>,
        negative: impl AsRef<Path>,
    ) -> Result<Self, LexiconError> {
        let (positive, negative) = (positive.as_ref(), negative.as_ref());
        let read = |path: &Path| {
            std::fs::read(path).map_err(|source| LexiconError::Read {
                path: path.into(),
                source,
            })
        };
        Ok(Self::merge(
            parse(&read(positive)?, positive, Side::Positive)?,
            parse(&read(negative)?, negative, Side::Negative)?,
        ))
    }

    /// Reads both lists to their ends; errors name them `positive.tsv` and `negative.tsv`.
    ///
    /// # Errors
    ///
    /// As [`from_paths`](Self::from_paths).
    pub fn from_readers(positive: impl Read, negative: impl Read) -> Result<Self, LexiconError> {
        Self::from_bytes(
            &read_to_end(positive, POSITIVE_FILE)?,
            &read_to_end(negative, NEGATIVE_FILE)?,
        )
    }

    /// Reads both lists from memory; errors name them `positive.tsv` and `negative.tsv`.
    ///
    /// # Errors
    ///
    /// As [`from_paths`](Self::from_paths), save that nothing is read from disk.
    pub fn from_bytes(positive: &[u8], negative: &[u8]) -> Result<Self, LexiconError> {
        Ok(Self::merge(
            parse(positive, Path::new(POSITIVE_FILE), Side::Positive)?,
            parse(negative, Path::new(NEGATIVE_FILE), Side::Negative)?,
        ))
    }

    fn merge(positive: ParsedFile, negative: ParsedFile) -> Self {
        let mut weights: WordMap<Weights> = WordMap::default();
        for (word, weight) in positive.weights {
            weights.entry(word.into()).or_default().positive = Some(weight);
        }
        for (word, weight) in negative.weights {
            weights.entry(word.into()).or_default().negative = Some(weight);
        }
        let mut report = LoadReport {
            positive: positive.report,
            negative: negative.report,
            ..LoadReport::default()
        };
        for found in weights.values() {
            if found.positive.is_some() && found.negative.is_some() {
                report.in_both += 1;
                report.cancelling += usize::from(found.sum() == 0);
            }
        }
        Self {
            weights,
            stem_keys: None,
            report,
        }
    }

    /// The same lexicon with the stem of each entry beside it, for [`Matching::Stem`] and
    /// [`Matching::SurfaceThenStem`].
    ///
    /// `stem` is asked once for each word of each entry, in the order of [`entries`](Self::entries),
    /// and should be the stemmer of the text. Where several entries have one stem, the entry that is
    /// the stem itself answers to it, else the shortest, else the first by the alphabet;
    /// [`stem_report`](Self::stem_report) counts the entries hidden by this. What the lexicon holds
    /// and what [`score`](Self::score) gives do not change.
    ///
    /// [`Matching::Stem`]: crate::Matching::Stem
    /// [`Matching::SurfaceThenStem`]: crate::Matching::SurfaceThenStem
    #[must_use]
    pub fn with_stems(mut self, mut stem: impl FnMut(&str) -> String) -> Self {
        let keys = self
            .entries()
            .into_iter()
            .map(|(word, _)| (word.into(), stem_key(word, &mut stem)))
            .collect();
        self.stem_keys = Some(keys);
        self
    }

    /// What came of stemming the entries, or `None` before [`with_stems`](Self::with_stems).
    #[must_use]
    pub fn stem_report(&self) -> Option<StemReport> {
        let keys = self.stem_keys.as_ref()?;
        Some(stems::report(&self.weights, keys))
    }

    /// Each stem with the entry that answers to it, or `None` before `with_stems`.
    pub(crate) fn entries_by_stem(&self) -> Option<Vec<(&str, &str)>> {
        let keys = self.stem_keys.as_ref()?;
        Some(stems::resolve(&self.weights, keys))
    }

    /// The same lexicon without `words`, for asking how much of a result they decide.
    ///
    /// The report still tells of the files as they were loaded.
    #[must_use]
    pub fn without<W: AsRef<str>>(&self, words: &[W]) -> Self {
        let dropped: HashSet<&str> = words.iter().map(AsRef::as_ref).collect();
        let mut kept = self.clone();
        kept.weights.retain(|word, _| !dropped.contains(&**word));
        kept
    }

    /// What one occurrence of `word` contributes, or `None` when the lexicon does not know it.
    ///
    /// `Some(0)` is a word that stands in both files with weights that cancel.
    #[must_use]
    pub fn weight(&self, word: &str) -> Option<i32> {
        self.weights(word).map(Weights::sum)
    }

    /// The weights of `word` by file, or `None` when the lexicon does not know it.
    #[must_use]
    pub fn weights(&self, word: &str) -> Option<Weights> {
        self.weights.get(word).copied()
    }

    /// How many different words the lexicon knows, over both files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether no word is left, which only [`without`](Self::without) can bring about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Every word with its weights, in the order of the words.
    #[must_use]
    pub fn entries(&self) -> Vec<(&str, Weights)> {
        let mut entries: Vec<_> = self
            .weights
            .iter()
            .map(|(word, weights)| (&**word, *weights))
            .collect();
        entries.sort_unstable_by_key(|(word, _)| *word);
        entries
    }

    /// What was found while loading.
    #[must_use]
    pub fn report(&self) -> &LoadReport {
        &self.report
    }

    /// Adds up the weights of `tokens`; empty tokens are passed over and not counted.
    ///
    /// The tokens should be prepared as the words of the lexicon are: lower case, and stemmed if
    /// the study stems. This is what a [`Scorer`](crate::Scorer) with default settings gives.
    #[must_use]
    pub fn score<T: AsRef<str>>(&self, tokens: &[T], formula: Formula) -> Score {
        let mut tally = Tally::default();
        for token in tokens.iter().map(AsRef::as_ref) {
            if token.is_empty() {
                continue;
            }
            tally.tokens += 1;
            if let Some(found) = self.weights(token) {
                tally.add(
                    f64::from(found.positive.unwrap_or(0)),
                    f64::from(found.negative.unwrap_or(0)),
                );
            }
        }
        Score::new(&tally, formula, Thresholds::default())
    }
}

fn read_to_end(mut reader: impl Read, name: &str) -> Result<Vec<u8>, LexiconError> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|source| LexiconError::Read {
            path: name.into(),
            source,
        })?;
    Ok(bytes)
}
