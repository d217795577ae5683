//! The Sastrawi stemmer, after PySastrawi 1.2.1.
//!
//! `rules` holds the affixes as tables, `search` the order in which they are tried, `plural` the
//! words with a hyphen, `form` the word while it is being taken apart, `trace` who watches that,
//! `candidates` all roots instead of the first.

mod cached;
mod candidates;
mod form;
mod plural;
mod rules;
mod search;
mod sentence;
mod trace;

pub use cached::CachedStemmer;
pub use candidates::Candidate;
pub use trace::{Outcome, StemRule, Step, Trace};

use crate::Dictionary;

/// The confix-stripping stemmer, equal to PySastrawi 1.2.1 in every answer.
///
/// Prefixes and suffixes are taken off until a root of the dictionary remains; when none does, the
/// word is returned as it was. The dictionary therefore decides more than the rules: a short root
/// that should not be there draws longer words to it.
///
/// ```
/// use indo_text::{Dictionary, Stemmer};
///
/// let stemmer = Stemmer::new(Dictionary::from_words(["ajar", "buku", "tiru"]));
/// assert_eq!(stemmer.stem("pelajaran"), "ajar");
/// assert_eq!(stemmer.stem("meniru-nirukan"), "tiru");
/// assert_eq!(stemmer.stem("Buku-Mu"), "buku");
/// assert_eq!(stemmer.stem("airborne"), "airborne");
/// ```
#[derive(Debug, Clone)]
pub struct Stemmer {
    dictionary: Dictionary,
}

impl Stemmer {
    /// A stemmer that looks for the roots of `dictionary`.
    #[must_use]
    pub fn new(dictionary: Dictionary) -> Self {
        Self { dictionary }
    }

    /// The root of one word.
    ///
    /// The word is lowered, and what is no ASCII letter, digit or hyphen becomes a blank, as in
    /// PySastrawi. A word that falls apart by that (`jum'at`) is treated as several, so the result
    /// is always that of [`Stemmer::stem_sentence`].
    ///
    /// The work is bounded: however long the word, at most 80 forms of it are looked up in the
    /// dictionary, and 241 if it has a hyphen. A form longer than every root costs nothing. What
    /// else there is to do takes time in proportion to the length.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        self.stem_sentence(word)
    }

    /// The roots of all words of a text, joined by one blank: PySastrawi's `stem`.
    #[must_use]
    pub fn stem_sentence(&self, text: &str) -> String {
        let mut roots = String::with_capacity(text.len());
        self.stem_into(text, &mut roots);
        roots
    }

    /// Appends what [`Stemmer::stem`] gives to `out`.
    ///
    /// Nothing is allocated but what `out` needs to grow, which is at most the length of `word`.
    /// (A dictionary with a root of more than 48 bytes breaks this promise for long words.)
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["main", "pukul"]));
    /// let mut roots = String::from("> ");
    /// stemmer.stem_into("Memukul-mukul", &mut roots);
    /// assert_eq!(roots, "> pukul");
    /// ```
    pub fn stem_into(&self, word: &str, out: &mut String) {
        let begin = out.len();
        for part in word.split(' ').filter(|part| !part.is_empty()) {
            if sentence::is_normal(part) {
                sentence::separate(out, begin);
                plural::stem(part, &self.dictionary, &mut ()).push_to(out);
            } else {
                sentence::push_words(part, out, begin, |out, start| self.stem_end(out, start));
            }
        }
    }

    /// Replaces the normalised word that begins at `start` and ends `out` by its stem.
    fn stem_end(&self, out: &mut String, start: usize) {
        let word = out.get(start..).unwrap_or_default();
        let (lead, kept) = plural::stem(word, &self.dictionary, &mut ()).place_in(word);
        out.truncate(start + kept.end);
        out.replace_range(start..start + kept.start, lead);
    }

    /// The stem of each word of an iterator, in order and one at a time.
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["main", "pukul"]));
    /// let roots: Vec<String> = stemmer.stem_all(["bermain", "memukul"]).collect();
    /// assert_eq!(roots, ["main", "pukul"]);
    /// ```
    pub fn stem_all<I>(&self, words: I) -> impl Iterator<Item = String>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        words.into_iter().map(|word| self.stem(word.as_ref()))
    }

    /// Stems a word and writes down every rule that is tried.
    ///
    /// For looking at single words: a trace keeps each form of the word as text.
    #[must_use]
    pub fn trace(&self, word: &str) -> Trace {
        let normal = sentence::normalize(word);
        let mut recorder = trace::Recorder::default();
        let mut roots = String::with_capacity(normal.len());
        for part in normal.split(' ') {
            sentence::separate(&mut roots, 0);
            plural::stem(part, &self.dictionary, &mut recorder).push_to(&mut roots);
        }
        Trace::new(normal, roots, recorder.steps)
    }

    /// All roots that a word can be reduced to, where [`Stemmer::stem`] stops at the first.
    ///
    /// Each cut of each rule is followed, suffixes before prefixes and prefixes before suffixes,
    /// with no more than one particle, one possessive, one derivational suffix and three prefixes.
    /// A root that can be reached in several ways is listed once, with the fewest affixes. The
    /// order is: fewest letters taken off, then fewest affixes, then by alphabet. A word that falls
    /// apart (`jum'at`) is no single word and has no candidates.
    ///
    /// The work is bounded: however long the word, at most 6,216 forms are looked up, and three
    /// times as many if it has a hyphen.
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["beri", "ikan"]));
    /// let found = stemmer.candidates("berikanlah");
    /// let roots: Vec<&str> = found.iter().map(|candidate| candidate.root.as_str()).collect();
    /// assert_eq!(roots, ["beri", "ikan"]);
    /// assert_eq!((found[0].suffix, found[0].particle), (Some("kan"), Some("lah")));
    /// assert_eq!(found[1].prefixes, ["ber"]);
    /// ```
    #[must_use]
    pub fn candidates(&self, word: &str) -> Vec<Candidate> {
        candidates::find(&sentence::normalize(word), &self.dictionary)
    }

    /// The dictionary given to [`Stemmer::new`].
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }
}
