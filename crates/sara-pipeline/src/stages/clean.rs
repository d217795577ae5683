//! Stage 2: cleaning, case folding, tokens, normalisation, the stop list and stemming; and the reasons for which a row is dropped.

use crate::PipelineError;
use crate::settings::as_word;
use crate::stages::ingest::{Retweets, Tweet};
use crate::stages::stemmer::StemmerSettings;
use indo_text::{
    Cleaner, Digits, Elongation, Emoji, Hashtags, Normalizer, SlangList, Stemmer, StopWords,
    fold_case, tokens,
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The advertisement words of the study (its section 4.2.1), matched as whole words of the cleaned, folded text.
///
/// The study matched them anywhere, which also hits `rentan` and `serentak`.
pub const ADVERTISEMENT_WORDS: [&str; 19] = [
    "shopee",
    "shope",
    "lazada",
    "baju muslim",
    "akun premium",
    "netflix",
    "spotify",
    "joki",
    "recommended",
    "rekomendasi",
    "sell",
    "rent",
    "pembayaran",
    "bukhari",
    "wts",
    "agent",
    "slot",
    "lelang",
    "gacor",
];

/// What to do with rows that hold an advertisement word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advertisements {
    /// Keep them.
    Keep,
    /// Drop the row, as the study does.
    Drop,
}

/// The word lists and rules of the text stages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TextSettings {
    /// Slang lists, stacked: the first that has a word wins. Empty: the starter list.
    pub slang: Vec<PathBuf>,
    /// What becomes of hashtags.
    #[serde(serialize_with = "as_word")]
    pub hashtags: Hashtags,
    /// What becomes of emoji.
    #[serde(serialize_with = "as_word")]
    pub emoji: Emoji,
    /// What becomes of digits.
    #[serde(serialize_with = "as_word")]
    pub digits: Digits,
    /// What becomes of letters drawn out.
    #[serde(serialize_with = "as_word")]
    pub elongation: Elongation,
    /// The root list, the rules and the exceptions.
    pub stemmer: StemmerSettings,
    /// The stop list.
    pub stop_words: StopWordSettings,
    /// What to do with advertisements.
    pub advertisements: Advertisements,
    /// A row with fewer words than this after the stop list, before stemming, is dropped as short (the study's section 4.3.1: 3).
    pub minimum_words: usize,
}

/// Which words carry no meaning of their own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StopWordSettings {
    /// A stop list, one word a line. `None`: the Tala list.
    pub list: Option<PathBuf>,
    /// Files of further stop words.
    pub added: Vec<PathBuf>,
    /// Files of words that are none. They are taken out last.
    pub removed: Vec<PathBuf>,
    /// Takes `tidak`, `bukan`, `belum`, `jangan` and the other negators out of the list.
    pub keep_negators: bool,
}

impl StopWordSettings {
    fn load(&self) -> Result<StopWords, PipelineError> {
        let mut words = match &self.list {
            Some(path) => StopWords::from_path(path)?,
            None => StopWords::tala(),
        };
        for path in &self.added {
            words.extend(StopWords::from_path(path)?.iter().map(str::to_owned));
        }
        if self.keep_negators {
            words = words.keep_negators();
        }
        for path in &self.removed {
            words = words.without_words(StopWords::from_path(path)?.iter());
        }
        Ok(words)
    }

    fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.list.iter().chain(&self.added).chain(&self.removed)
    }
}

impl TextSettings {
    /// Every file that is read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        let lists = self.slang.iter().chain(self.stop_words.inputs());
        lists.chain(self.stemmer.inputs())
    }

    /// The files that shape what models read: all but the stemmer's.
    pub(crate) fn word_lists_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let StopWordSettings {
            list,
            added,
            removed,
            ..
        } = &mut self.stop_words;
        let stop_words = list.iter_mut().chain(added).chain(removed);
        self.slang.iter_mut().chain(stop_words)
    }
}

impl Default for TextSettings {
    fn default() -> Self {
        Self {
            slang: Vec::new(),
            hashtags: Hashtags::default(),
            emoji: Emoji::default(),
            digits: Digits::default(),
            elongation: Elongation::default(),
            stemmer: StemmerSettings::default(),
            stop_words: StopWordSettings::default(),
            advertisements: Advertisements::Keep,
            minimum_words: 3,
        }
    }
}

/// Why a row takes no further part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropReason {
    /// It passes another tweet on.
    Retweet,
    /// Nothing is left after cleaning.
    Empty,
    /// It holds an advertisement word.
    Advertisement,
    /// Its normalised text stands in an earlier row.
    Duplicate,
    /// Too few words are left after the stop list.
    Short,
}

impl DropReason {
    /// All reasons, in the order in which they are tried.
    pub const ALL: [Self; 5] = [
        Self::Retweet,
        Self::Empty,
        Self::Advertisement,
        Self::Duplicate,
        Self::Short,
    ];

    /// The word that stands in the `dropped` column.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retweet => "retweet",
            Self::Empty => "empty",
            Self::Advertisement => "advertisement",
            Self::Duplicate => "duplicate",
            Self::Short => "short",
        }
    }
}

/// A text after each stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedText {
    /// Without URLs, mentions, hashtags, emoji, symbols and digits; case kept.
    pub cleaned: String,
    /// Folded and with slang replaced: what the models read.
    pub normalised: String,
    /// The normalised words that the stop list leaves.
    pub words: Vec<String>,
    /// Those words, stemmed: what the lexicon reads.
    pub stems: Vec<String>,
    /// Why the row is dropped, if it is.
    pub dropped: Option<DropReason>,
    /// The advertisement word that was found, whether or not the row is dropped for it.
    pub advertisement: Option<&'static str>,
}

/// Carries texts through the stages with one set of word lists.
#[derive(Debug)]
pub struct Preparer {
    cleaner: Cleaner,
    normalizer: Normalizer,
    stop_words: StopWords,
    stemmer: Stemmer,
    advertisements: Advertisements,
    minimum_words: usize,
}

impl Preparer {
    /// Loads the word lists.
    ///
    /// # Errors
    /// A list cannot be read or parsed; the message names file and line.
    pub fn new(settings: &TextSettings) -> Result<Self, PipelineError> {
        let slang = if settings.slang.is_empty() {
            vec![SlangList::starter()]
        } else {
            settings
                .slang
                .iter()
                .map(|path| SlangList::from_path(path))
                .collect::<Result<_, _>>()?
        };
        let cleaner = Cleaner::new()
            .with_hashtags(settings.hashtags)
            .with_emoji(settings.emoji)
            .with_digits(settings.digits)
            .with_elongation(settings.elongation);
        Ok(Self {
            cleaner,
            normalizer: Normalizer::new(slang),
            stop_words: settings.stop_words.load()?,
            stemmer: settings.stemmer.load()?,
            advertisements: settings.advertisements,
            minimum_words: settings.minimum_words,
        })
    }

    /// Words as the stems have them, for looking them up among stems: normalised, unless that gives several words, and stemmed.
    #[must_use]
    pub fn stemmed<K: AsRef<str>>(&self, words: &[K]) -> Vec<String> {
        let stem = |word: &K| {
            let folded = fold_case(word.as_ref().trim());
            let formal = self.normalizer.normalize(&folded);
            let is_one = tokens(&formal).nth(1).is_none();
            self.stemmer.stem(if is_one { &formal } else { &folded })
        };
        words.iter().map(stem).collect()
    }

    /// Whether the stop list takes `word` out of the normalised text.
    pub(crate) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// Whether stemming leaves `word` as it is.
    pub(crate) fn is_stem(&self, word: &str) -> bool {
        self.stemmer.stem(word) == word
    }

    /// Carries one text through all stages. Duplicates are not looked for here: that takes all rows.
    #[must_use]
    pub fn prepare(&self, text: &str) -> PreparedText {
        let mut row = self.prepare_for_models(text);
        // Letters outside a-z take a word apart (`naïve`: `na ve`), as in PySastrawi.
        row.stems = row
            .words
            .iter()
            .flat_map(|word| {
                tokens(&self.stemmer.stem(word))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        row
    }

    /// Carries a tweet through them, and drops it first of all if it is a retweet and those are to go.
    #[must_use]
    pub fn prepare_tweet(&self, tweet: &Tweet, retweets: Retweets) -> PreparedText {
        let mut row = self.prepare(&tweet.text);
        if tweet.is_retweet && retweets == Retweets::Drop {
            row.dropped = Some(DropReason::Retweet);
        }
        row
    }

    /// [`Preparer::prepare`] without the stems, which only the lexicon reads.
    pub(crate) fn prepare_for_models(&self, text: &str) -> PreparedText {
        let cleaned = self.cleaner.clean(text).into_owned();
        let folded = fold_case(&cleaned);
        let advertisement = advertisement_word(&folded);
        let mut normalised = String::with_capacity(folded.len());
        for token in tokens(&folded) {
            if !normalised.is_empty() {
                normalised.push(' ');
            }
            normalised.push_str(&self.normalizer.normalize(token));
        }
        // A slang target may hold several words (`gaenak`: `tidak enak`), so the words are counted anew.
        // A word without a letter a-z has no stem, and so counts for nothing.
        let words: Vec<String> = tokens(&normalised)
            .filter(|word| !self.stop_words.contains(word))
            .filter(|word| word.bytes().any(|byte| byte.is_ascii_lowercase()))
            .map(str::to_owned)
            .collect();
        let dropped = if normalised.is_empty() {
            Some(DropReason::Empty)
        } else if advertisement.is_some() && self.advertisements == Advertisements::Drop {
            Some(DropReason::Advertisement)
        } else if words.len() < self.minimum_words {
            Some(DropReason::Short)
        } else {
            None
        };
        PreparedText {
            cleaned,
            normalised,
            words,
            stems: Vec::new(),
            dropped,
            advertisement,
        }
    }
}

/// The first of [`ADVERTISEMENT_WORDS`] that stands in `folded` as whole words.
fn advertisement_word(folded: &str) -> Option<&'static str> {
    let mut previous = "";
    for token in tokens(folded) {
        for rule in ADVERTISEMENT_WORDS {
            let hit = match rule.split_once(' ') {
                Some((first, second)) => previous == first && token == second,
                None => token == rule,
            };
            if hit {
                return Some(rule);
            }
        }
        previous = token;
    }
    None
}

/// Marks every row whose normalised text stands in an earlier row that no earlier rule dropped.
///
/// Words that the stop list takes away still tell two rows apart.
pub(crate) fn mark_duplicates(rows: &mut [PreparedText]) {
    let mut seen = std::collections::HashSet::new();
    for row in rows
        .iter_mut()
        .filter(|row| matches!(row.dropped, None | Some(DropReason::Short)))
    {
        if !seen.insert(row.normalised.clone()) {
            row.dropped = Some(DropReason::Duplicate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advertisements_match_whole_words_only() {
        assert_eq!(
            advertisement_word("jual akun premium murah"),
            Some("akun premium")
        );
        assert_eq!(advertisement_word("akun lama premium"), None);
        assert_eq!(advertisement_word("warga rentan bergerak serentak"), None);
        assert_eq!(advertisement_word("room for rent"), Some("rent"));
    }

    #[test]
    fn reasons_are_given_in_order() {
        let preparer = Preparer::new(&TextSettings {
            advertisements: Advertisements::Drop,
            ..TextSettings::default()
        })
        .unwrap();
        let reason = |text| preparer.prepare(text).dropped;
        assert_eq!(reason("@teman https://contoh.id"), Some(DropReason::Empty));
        assert_eq!(reason("joki"), Some(DropReason::Advertisement));
        assert_eq!(reason("yang itu"), Some(DropReason::Short));
        assert_eq!(reason("warga kampung menjaga kerukunan tetangga"), None);
    }

    #[test]
    fn a_word_without_a_stem_counts_for_nothing() {
        let preparer = Preparer::new(&TextSettings::default()).unwrap();
        let row = preparer.prepare("日本 中国 한국");
        assert_eq!((row.stems.len(), row.dropped), (0, Some(DropReason::Short)));
        let row = preparer.prepare("日本 warga naïve rukun damai");
        assert_eq!(row.stems, ["warga", "na", "ve", "rukun", "damai"]);
    }

    #[test]
    fn a_copy_of_an_advertisement_is_no_duplicate() {
        let settings = TextSettings {
            advertisements: Advertisements::Drop,
            ..TextSettings::default()
        };
        let preparer = Preparer::new(&settings).unwrap();
        let mut rows = vec![preparer.prepare("joki tugas kuliah murah"); 2];
        mark_duplicates(&mut rows);
        assert_eq!(rows[1].dropped, Some(DropReason::Advertisement));
    }

    #[test]
    fn later_copies_are_duplicates() {
        let preparer = Preparer::new(&TextSettings::default()).unwrap();
        let text = "warga kampung menjaga kerukunan tetangga";
        let mut rows = vec![
            preparer.prepare(text),
            preparer.prepare(&text.to_uppercase()),
        ];
        mark_duplicates(&mut rows);
        assert_eq!(rows[0].dropped, None);
        assert_eq!(rows[1].dropped, Some(DropReason::Duplicate));
    }
}
