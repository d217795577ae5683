use std::fmt;

use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};

use crate::tokens;

/// Keeps 99.98% of 12,760 Indonesian sentences (`IndoNLU`'s `SmSA`) and drops 23 of 25 English ones
/// of this crate's tests; 0.9 drops 13 of them.
const ENGLISH_THRESHOLD: f64 = 0.7;
/// Higher, because slang and stretched words look like Tagalog: at 0.7 eight informal sentences of
/// a thousand (`STIF-Indonesia`) would be dropped.
const TAGALOG_THRESHOLD: f64 = 0.95;
const SHORTEST: usize = 3;

/// Tells texts that are clearly English or Tagalog from all others.
///
/// There is no model of Malay: it counts as Indonesian, for the two can hardly be told apart in a
/// tweet. Languages without a model, such as Javanese, count as the one of the three that they look
/// like. The models, of the crate lingua, are loaded at the first text and shared by all filters.
///
/// ```
/// use indo_text::{LanguageFilter, Verdict};
///
/// let filter = LanguageFilter::new();
/// assert_eq!(filter.verdict("besok pagi kita berangkat ke pasar"), Verdict::Indonesian);
/// assert_eq!(filter.verdict("we are leaving for the market tomorrow morning"), Verdict::Foreign);
/// assert_eq!(filter.verdict("good morning"), Verdict::Undecided); // too short
/// assert!(filter.keeps("good morning"));
/// ```
pub struct LanguageFilter {
    detector: LanguageDetector,
    english_threshold: f64,
    tagalog_threshold: f64,
    shortest: usize,
}

/// How much a text looks like each of three languages, by its letters in groups of one to five: from
/// 0 to 1, together 1. All are 0 for a text without Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LanguageScore {
    /// Indonesian, or Malay.
    pub indonesian: f64,
    /// English.
    pub english: f64,
    /// Tagalog.
    pub tagalog: f64,
}

/// What a [`LanguageFilter`] takes a text for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Verdict {
    /// Not clearly foreign.
    Indonesian,
    /// English or Tagalog, with a score at the threshold or above.
    Foreign,
    /// Too few words to tell, or no Latin letters.
    Undecided,
}

impl LanguageFilter {
    /// A filter that calls a text foreign if it has three words or more and scores at least 0.7 for
    /// English or at least 0.95 for Tagalog.
    #[must_use]
    pub fn new() -> Self {
        let languages = [Language::Indonesian, Language::English, Language::Tagalog];
        Self {
            detector: LanguageDetectorBuilder::from_languages(&languages).build(),
            english_threshold: ENGLISH_THRESHOLD,
            tagalog_threshold: TAGALOG_THRESHOLD,
            shortest: SHORTEST,
        }
    }

    /// The score for English, from 0 to 1, from which on a text is foreign; above 1, or NaN, no
    /// text is.
    #[must_use]
    pub fn with_english_threshold(mut self, threshold: f64) -> Self {
        self.english_threshold = threshold;
        self
    }

    /// The score for Tagalog, likewise.
    #[must_use]
    pub fn with_tagalog_threshold(mut self, threshold: f64) -> Self {
        self.tagalog_threshold = threshold;
        self
    }

    /// The fewest words that a text must have to be called foreign; words hold at least one letter.
    #[must_use]
    pub fn with_shortest(mut self, words: usize) -> Self {
        self.shortest = words;
        self
    }

    /// The score of `text`, which is best [cleaned](crate::Cleaner): addresses and mentions look
    /// like English.
    #[must_use]
    pub fn score(&self, text: &str) -> LanguageScore {
        let scores = self.detector.compute_language_confidence_values(text);
        let of = |wanted: Language| {
            let found = scores.iter().find(|(language, _)| *language == wanted);
            found.map_or(0.0, |(_, score)| *score)
        };
        LanguageScore {
            indonesian: of(Language::Indonesian),
            english: of(Language::English),
            tagalog: of(Language::Tagalog),
        }
    }

    /// What `text` is taken for.
    #[must_use]
    pub fn verdict(&self, text: &str) -> Verdict {
        let is_word = |token: &&str| token.chars().any(char::is_alphabetic);
        if tokens(text).filter(is_word).count() < self.shortest {
            return Verdict::Undecided;
        }
        let score = self.score(text);
        let is_english = score.english >= self.english_threshold;
        if is_english || score.tagalog >= self.tagalog_threshold {
            Verdict::Foreign
        } else if score.indonesian > 0.0 {
            Verdict::Indonesian
        } else {
            Verdict::Undecided
        }
    }

    /// Whether `text` is to be kept: whatever is not [`Verdict::Foreign`].
    #[must_use]
    pub fn keeps(&self, text: &str) -> bool {
        self.verdict(text) != Verdict::Foreign
    }
}

impl Default for LanguageFilter {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LanguageFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LanguageFilter")
            .field("english_threshold", &self.english_threshold)
            .field("tagalog_threshold", &self.tagalog_threshold)
            .field("shortest", &self.shortest)
            .finish_non_exhaustive()
    }
}
