//! The stemmer: Sastrawi's rules, after PySastrawi 1.2.1, and the extended rules of this crate.
//!
//! Sastrawi: `rules` holds the affixes as tables, `search` the order in which they are tried,
//! `plural` the words with a hyphen, `form` the word while it is being taken apart, `candidates` all
//! roots instead of the first. `extended` has the extended rules, `exceptions` the words that are
//! asked before any rule, and `trace` who watches either.

mod affixes;
mod cached;
mod candidates;
mod exceptions;
mod extended;
mod form;
mod plural;
mod rule_set;
mod rules;
mod search;
mod sentence;
mod trace;

pub use affixes::Affixes;
pub use cached::CachedStemmer;
pub use candidates::Candidate;
pub use exceptions::Exceptions;
pub use rule_set::Rules;
pub use trace::{Outcome, Refusal, StemRule, Step, Trace};

use std::sync::Arc;

use crate::Dictionary;
use extended::{Letters, Lexicon, Ranking};
use form::Form;
use trace::{Observer, Recorder};

/// How many candidates the extended rules keep.
const MOST_CANDIDATES: usize = 16;

/// The confix-stripping stemmer: equal to PySastrawi 1.2.1 in every answer, or by rules of its own.
///
/// Under [`Rules::Sastrawi`], prefixes and suffixes are taken off until a root of the dictionary
/// remains; when none does, the word is returned as it was. The dictionary therefore decides more
/// than the rules: a short root that should not be there draws longer words to it.
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
///
/// Under [`Rules::Extended`], every way to take a word apart has a cost, by how far its affixes are
/// to be trusted, and the cheapest that leads to a root wins. Roots of [`Dictionary::starter`], which
/// holds the common ones, count whether the dictionary has them or not, and cost less than its other
/// roots. Words as speech has them are understood where they lead to a common root.
///
/// ```
/// use indo_text::{Dictionary, Rules, Stemmer};
///
/// let stemmer = Stemmer::new(Dictionary::starter()).with_rules(Rules::Extended);
/// assert_eq!(stemmer.stem("berikan"), "beri");
/// assert_eq!(stemmer.stem("ngadepin"), "hadap");
/// assert_eq!(stemmer.stem("orang2nya"), "orang");
/// assert_eq!(stemmer.stem("bangeeet"), "banget");
/// assert_eq!(stemmer.stem("bekasi"), "bekasi");
/// ```
#[derive(Debug, Clone)]
pub struct Stemmer {
    dictionary: Dictionary,
    rules: Rules,
    exceptions: Exceptions,
    /// What the extended rules look up. Shared by clones: making it takes about two milliseconds.
    lexicon: Option<Arc<Lexicon>>,
}

impl Stemmer {
    /// A stemmer that looks for the roots of `dictionary` by Sastrawi's rules, without exceptions.
    #[must_use]
    pub fn new(dictionary: Dictionary) -> Self {
        Self {
            dictionary,
            rules: Rules::Sastrawi,
            exceptions: Exceptions::default(),
            lexicon: None,
        }
    }

    /// Chooses the rules. [`Rules::Extended`] adds [`Exceptions::starter`], below the exceptions
    /// that are set, and takes about two milliseconds to make ready; clones share that.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }.with_lexicon()
    }

    /// Sets the words whose root is fixed. Under [`Rules::Extended`] they lie on top of
    /// [`Exceptions::starter`].
    ///
    /// Sastrawi's rules ask for the whole word, and for the word without particle and possessive,
    /// before they do anything else. The extended rules ask for whatever affixes leave, too.
    #[must_use]
    pub fn with_exceptions(self, exceptions: Exceptions) -> Self {
        Self { exceptions, ..self }.with_lexicon()
    }

    fn with_lexicon(mut self) -> Self {
        self.lexicon = (self.rules == Rules::Extended).then(|| {
            let mut exceptions = Exceptions::starter();
            exceptions.extend(self.exceptions.clone());
            Arc::new(Lexicon::new(self.dictionary.clone(), &exceptions))
        });
        self
    }

    /// The root of one word.
    ///
    /// The word is lowered, and what is no ASCII letter, digit or hyphen becomes a blank, as in
    /// PySastrawi. A word that falls apart by that (`jum'at`) is treated as several, so the result
    /// is always that of [`Stemmer::stem_sentence`]. The extended rules take apostrophes
    /// out instead, and marks off letters (`café`).
    ///
    /// The work is bounded: however long the word, at most 80 forms of it are looked up in the
    /// dictionary, and 241 if it has a hyphen; by the extended rules at most 2,000. A form longer than
    /// every root costs nothing. What else there is to do takes time in proportion to the length.
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
    /// Nothing is allocated but what `out` needs to grow. By Sastrawi's rules that is at most the
    /// length of `word`, but for exceptions with longer roots. (A dictionary with a root of more
    /// than 48 bytes breaks this promise for long words.)
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
                self.push_stem(part, &mut (), out);
            } else {
                sentence::push_words(part, self.rules, out, begin, |out, start| {
                    self.stem_end(out, start);
                });
            }
        }
    }

    /// Appends the stem of a normalised word to `out`.
    fn push_stem(&self, word: &str, observer: &mut impl Observer, out: &mut String) {
        if let Some(lexicon) = &self.lexicon {
            extended::stem_into(word, lexicon, observer, out);
        } else if let Some((root, _)) = self.fixed_root(word) {
            let (whole, form) = (Form::new(word), Form::new(root));
            observer.see(StemRule::Exception, whole, Some(form), Outcome::Root);
            out.push_str(root);
        } else {
            plural::stem(word, &self.dictionary, observer).push_to(out);
        }
    }

    /// The root that an exception sets, and what the word has beyond it, for Sastrawi's rules.
    fn fixed_root(&self, word: &str) -> Option<(&str, Affixes)> {
        if self.exceptions.is_empty() {
            return None;
        }
        let whole = (Form::new(word), None);
        let without_particle =
            search::strip_particle(whole.0).map(|(form, particle)| (form, Some(particle)));
        for (form, particle) in [Some(whole), without_particle].into_iter().flatten() {
            let without_possessive =
                search::strip_possessive(form).map(|(form, possessive)| (form, Some(possessive)));
            for (form, possessive) in [Some((form, None)), without_possessive]
                .into_iter()
                .flatten()
            {
                if let Some(root) = self.exceptions.root_of(form.rest()) {
                    let affixes = Affixes {
                        possessive,
                        particle,
                        ..Affixes::default()
                    };
                    return Some((root, affixes));
                }
            }
        }
        None
    }

    /// Replaces the normalised word that begins at `start` and ends `out` by its stem.
    fn stem_end(&self, out: &mut String, start: usize) {
        let word = out.get(start..).unwrap_or_default();
        if self.lexicon.is_some() {
            // The stem may be any root: the word is read from a copy. What does not fit there is
            // longer than the extended rules look at.
            if let Some(word) = Letters::new(word) {
                out.truncate(start);
                self.push_stem(word.as_str(), &mut (), out);
            }
        } else if let Some((root, _)) = self.fixed_root(word) {
            out.truncate(start);
            out.push_str(root);
        } else {
            let (lead, kept) = plural::stem(word, &self.dictionary, &mut ()).place_in(word);
            out.truncate(start + kept.end);
            out.replace_range(start..start + kept.start, lead);
        }
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
    ///
    /// ```
    /// use indo_text::{Dictionary, Rules, Stemmer};
    ///
    /// let roots = Dictionary::from_words(["pohon"]);
    /// let stemmer = Stemmer::new(roots).with_rules(Rules::Extended);
    /// let trace = stemmer.trace("dipohonkan");
    /// assert!(trace.to_string().ends_with(
    ///     "di- -kan: dipohonkan -> pohon, root at cost 6\n\
    ///      cheapest: dipohonkan -> pohon, root\n\
    ///      stem: pohon"
    /// ));
    /// ```
    #[must_use]
    pub fn trace(&self, word: &str) -> Trace {
        let normal = sentence::normalize(word, self.rules);
        let mut recorder = Recorder::default();
        let mut roots = String::with_capacity(normal.len());
        for part in normal.split(' ') {
            sentence::separate(&mut roots, 0);
            self.push_stem(part, &mut recorder, &mut roots);
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
    /// By the extended rules the candidates stand in the order of their cost, at most 16 of them, and
    /// the first is the stem. There is none where no root was found. No more than 2,000 forms are
    /// looked up, and words of more than 64 letters are left as they are.
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
        let word = sentence::normalize(word, self.rules);
        if let Some(lexicon) = &self.lexicon {
            let mut ranking = Ranking::<MOST_CANDIDATES>::new();
            extended::rank(&word, lexicon, &mut ranking, &mut ());
            return ranking.iter().map(Candidate::of).collect();
        }
        let mut found = candidates::find(&word, &self.dictionary);
        if let Some((root, affixes)) = self.fixed_root(&word) {
            found.retain(|candidate| candidate.root != root);
            found.insert(0, Candidate::fixed(root, affixes));
        }
        found
    }

    /// The dictionary given to [`Stemmer::new`].
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The rules that are gone by.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The exceptions given to [`Stemmer::with_exceptions`].
    #[must_use]
    pub fn exceptions(&self) -> &Exceptions {
        &self.exceptions
    }
}
