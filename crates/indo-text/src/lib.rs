//! Indonesian text, from a raw tweet to root words.
//!
//! Six stages, each usable alone, each speaking `&str`:
//!
//! 1. [`Cleaner`] removes addresses, mentions, hashtags, emoji, digits and symbols, or keeps, splits
//!    and names them, and can report each part that it took out ([`Cleaned`]);
//! 2. [`fold_case`] lowers the case;
//! 3. [`tokens`] splits on whitespace; [`tokenize`] finds words, numbers, punctuation and emoji in a
//!    raw text, with their places;
//! 4. [`Normalizer`] replaces slang with the formal word, from stacked [`SlangList`]s;
//! 5. [`StopWords`] names the words that carry no meaning of their own;
//! 6. [`Stemmer`] finds root words in a [`Dictionary`], as PySastrawi 1.2.1 does, to the letter, or
//!    by the extended [`Rules`] of this crate; [`CachedStemmer`] remembers them.
//!
//! Clean a tweet and split it:
//!
//! ```
//! use indo_text::{Cleaner, fold_case, tokens};
//!
//! let clean = Cleaner::new();
//! let tweet = "RT @budi: Umat beragama jum'at ini #Arti damai 😊 https://t.co/x1 &amp; rukun-rukun!";
//! let text = clean.clean(tweet);
//! assert_eq!(text, "Umat beragama jumat ini damai rukun-rukun");
//! assert_eq!(tokens(&fold_case(&text)).next(), Some("umat"));
//! ```
//!
//! Stem with a dictionary of your own:
//!
//! ```
//! use indo_text::{Dictionary, Stemmer};
//!
//! let stemmer = Stemmer::new(Dictionary::from_words(["main", "pukul", "utama"]));
//! assert_eq!(stemmer.stem("diutamakan"), "utama");
//! assert_eq!(stemmer.stem_sentence("Mereka bermain, memukul-mukul."), "mereka main pukul");
//! ```
//!
//! See why a word has its stem, and what else it could have been:
//!
//! ```
//! use indo_text::{Dictionary, Stemmer};
//!
//! let stemmer = Stemmer::new(Dictionary::from_words(["menang", "nangis", "tangis"]));
//! let trace = stemmer.trace("menangis").to_string();
//! assert!(trace.contains("derivational suffix: menangis -> menang, root"));
//! let found = stemmer.candidates("menangis");
//! let roots: Vec<&str> = found.iter().map(|candidate| candidate.root.as_str()).collect();
//! assert_eq!(roots, ["menang", "nangis", "tangis"]);
//! ```
//!
//! Stem the words of a text where they stand:
//!
//! ```
//! use indo_text::{Dictionary, Stemmer};
//!
//! let stemmer = Stemmer::new(Dictionary::from_words(["main"]));
//! assert_eq!(stemmer.stem_text("Bermain, @budi! (10.30)"), "main, @budi! (10.30)");
//! ```
//!
//! Stem the language of tweets, with names of your own that stay as they are:
//!
//! ```
//! use indo_text::{Dictionary, Exceptions, Rules, Stemmer};
//!
//! let names = Exceptions::from_bytes(b"kartini\n", "mine")?;
//! let stemmer = Stemmer::new(Dictionary::starter())
//!     .with_rules(Rules::Extended)
//!     .with_exceptions(names);
//! let text = "Kartininya dengerin anak2 ngomong, seneng bangeeet";
//! assert_eq!(stemmer.stem_sentence(text), "kartini dengar anak omong senang banget");
//! # Ok::<(), indo_text::TextError>(())
//! ```
//!
//! Stack slang lists; the first that has a word wins:
//!
//! ```
//! use indo_text::{Normalizer, SlangList};
//!
//! let mine = SlangList::from_bytes(b"slang,formal\nbkn,bukan\n", "mine")?;
//! let theirs = SlangList::from_bytes(b"bkn,bikin\ngaenak,tidak enak\n", "theirs")?;
//! let normalizer = Normalizer::new(vec![mine, theirs]);
//! assert_eq!(normalizer.normalize("bkn"), "bukan");
//! assert_eq!(normalizer.normalize("gaenak"), "tidak enak");
//! # Ok::<(), indo_text::TextError>(())
//! ```
//!
//! # Limits
//!
//! The starter roots are fewer than Sastrawi's, but on the gold list they give fewer errors; load
//! Sastrawi's list to reproduce studies. Stemming by Sastrawi's rules inherits its over-stemming together with its accuracy: that is what being the
//! same means. The extended rules know no more of a sentence than one word at a time, so of a word
//! with two readings the likelier wins everywhere. Splitting a hashtag needs its capitals:
//! `#indonesiadamai` stays one word. Squeezing drawn-out letters knows no words: `maaaf` becomes
//! `maf`. Tokens follow fixed rules, so that the full stop after a short form (`S.H.`) that ends a
//! sentence belongs to the short form.
//!
//! # Features
//!
//! - `language` (off): `LanguageFilter` drops what is clearly English or Tagalog.
//! - `english` (off): `EnglishStemmer` stems the English words of code-mixed text.
//! - `serde` (off): [`Trace`], [`Candidate`], [`PartOfSpeech`], [`Replacement`], [`Token`],
//!   [`Cleaned`] and [`Cleaner`] can be serialised.
//! - `rayon` (off): `Stemmer::stem_batch` stems a slice of words on all cores.
//!
//! # References
//!
//! - Adriani, Asian, Nazief, Tahaghoghi & Williams (2007), "Stemming Indonesian: A confix-stripping
//!   approach", ACM TALIP 6(4).
//! - Asian (2007), "Effective techniques for Indonesian text retrieval", RMIT University.
//! - Sastrawi, <https://github.com/sastrawi/sastrawi>, and its port PySastrawi 1.2.1.
//! - Koto, Lau & Baldwin (2021), the paper of `IndoBERTweet`, EMNLP: the words `@USER` and `HTTPURL`.
//! - Unicode Standard Annex #15 (normalisation forms) and Technical Standard #51 (emoji).
//! - Tala (2003), "A study of stemming effects on information retrieval in Bahasa Indonesia".

#![warn(clippy::indexing_slicing, clippy::string_slice)]

#[cfg(feature = "rayon")]
mod batch;
mod bigram;
mod characters;
mod clean;
mod dictionary;
mod edits;
mod elongation;
mod emoji;
#[cfg(feature = "english")]
mod english;
mod error;
#[cfg(feature = "language")]
mod language;
mod markup;
mod normalize;
mod read;
mod replacement;
mod slang;
mod stem;
mod stem_text;
mod stop_words;
mod token;
mod tokenize;
mod unescape;
mod word_hasher;

pub use bigram::BigramModel;
pub use clean::{
    Addresses, Cleaned, Cleaner, Digits, Elongation, Emoji, Hashtags, Mentions, Removal,
    RemovalKind, UnicodeForm,
};
pub use dictionary::{Dictionary, PartOfSpeech};
pub use elongation::squeeze;
#[cfg(feature = "english")]
pub use english::{EnglishStemmer, EnglishWords};
pub use error::TextError;
#[cfg(feature = "language")]
pub use language::{LanguageFilter, LanguageScore, Verdict};
pub use normalize::Normalizer;
pub use replacement::{ChosenBy, Replacement};
pub use slang::{SlangList, SlangReport, TextEncoding};
pub use stem::{
    Affixes, CachedStemmer, Candidate, Exceptions, Outcome, Refusal, Rules, StemRule, Stemmer,
    Step, Trace,
};
pub use stop_words::StopWords;
pub use token::{Token, TokenKind, tokenize};
pub use tokenize::{fold_case, tokens};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
