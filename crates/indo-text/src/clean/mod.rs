//! Cleaning: `options` says what is wanted, `scan` reads the text, `output` holds what stays and
//! `report` what goes, `unicode_form` comes before all that.

mod options;
mod output;
mod report;
mod scan;
mod unicode_form;

use std::borrow::Cow;

pub use options::{Addresses, Digits, Elongation, Emoji, Hashtags, Mentions, UnicodeForm};
pub use report::{Cleaned, Removal, RemovalKind};

use crate::edits::Edits;
use crate::unescape::{Escapes, unescape};

/// Removes from a tweet what is no word.
///
/// | removed | how |
/// |---|---|
/// | web addresses | from `http://`, `https://`, also as JSON escapes them (`https:\/\/`), `www.`, or a bare shortener (`t.co/`, `bit.ly/`, ...) to the next whitespace, also when glued to a word |
/// | mentions | `@` with letters, digits and `_` after it |
/// | hashtags | `#` and the whole word after it |
/// | placeholders | the whole words `USER` and `URL` in capitals, which published tweets have in place of mentions and addresses |
/// | retweet marks | `RT` at the start, `RT` or `rt` before a mention |
/// | HTML entities | decoded once: `&amp;` is `&`, and then a symbol |
/// | literal escapes | `\n`, `\xf0\x9f\x98\x82`, `\u2026` become a blank |
/// | emoji, digits, symbols | become a blank |
/// | apostrophes | inside a word the letters join (`jum'at` to `jumat`), elsewhere a blank |
/// | hyphens | kept between two letters (`orang-orang`), elsewhere a blank |
/// | invisible characters | soft hyphens, zero-width blanks and joiners, U+FEFF and direction marks go and split no word; NUL, other control characters and the isolates U+2066 to U+2069 become a blank |
/// | whitespace | collapsed to one blank, none at the ends |
///
/// Letters of every script stay, with their marks. Digits go even where they mark a reduplication:
/// `orang2` becomes `orang`, `berjalan2an` becomes `berjalan an`. Cleaning twice is cleaning once.
///
/// These are the defaults, which the study needs; each `with_*` changes one.
///
/// The study's tables 4.1 to 4.6 keep `-`, `.` and `..` as tokens, and an empty token where a full
/// stop was; here symbols leave nothing behind.
///
/// ```
/// use std::borrow::Cow;
/// use indo_text::{Cleaner, Digits, Emoji, Hashtags};
///
/// let clean = Cleaner::new();
/// assert_eq!(clean.clean("Kaum muda-mudi, ayo!! #damai www.contoh.id/a"), "Kaum muda-mudi ayo");
/// assert!(matches!(clean.clean("sudah bersih"), Cow::Borrowed(_)));
///
/// let clean = clean
///     .with_hashtags(Hashtags::SplitCamelCase)
///     .with_emoji(Emoji::Name)
///     .with_digits(Digits::KeepReduplication);
/// assert_eq!(clean.clean("anak2 24 jam😂 #IndonesiaDamai"), "anak2 jam tertawa Indonesia Damai");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cleaner {
    hashtags: Hashtags,
    emoji: Emoji,
    mentions: Mentions,
    addresses: Addresses,
    digits: Digits,
    elongation: Elongation,
    unicode_form: UnicodeForm,
}

impl Cleaner {
    /// A cleaner with the rules above.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what becomes of hashtags.
    #[must_use]
    pub fn with_hashtags(mut self, hashtags: Hashtags) -> Self {
        self.hashtags = hashtags;
        self
    }

    /// Sets what becomes of emoji.
    #[must_use]
    pub fn with_emoji(mut self, emoji: Emoji) -> Self {
        self.emoji = emoji;
        self
    }

    /// Sets what becomes of mentions.
    #[must_use]
    pub fn with_mentions(mut self, mentions: Mentions) -> Self {
        self.mentions = mentions;
        self
    }

    /// Sets what becomes of web addresses.
    #[must_use]
    pub fn with_addresses(mut self, addresses: Addresses) -> Self {
        self.addresses = addresses;
        self
    }

    /// Sets what becomes of digits.
    #[must_use]
    pub fn with_digits(mut self, digits: Digits) -> Self {
        self.digits = digits;
        self
    }

    /// Sets what becomes of letters drawn out.
    #[must_use]
    pub fn with_elongation(mut self, elongation: Elongation) -> Self {
        self.elongation = elongation;
        self
    }

    /// Sets the Unicode form of the text before it is read.
    #[must_use]
    pub fn with_unicode_form(mut self, form: UnicodeForm) -> Self {
        self.unicode_form = form;
        self
    }

    /// The words of `text`, one blank between them; borrowed, and nothing allocated, if nothing had
    /// to change.
    #[must_use]
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut source = unescape(text, self.escapes(), None);
        if let Some(composed) = unicode_form::compose(&source, self.unicode_form, None) {
            source = Cow::Owned(composed);
        }
        let output = scan::scan(*self, &source, &mut ());
        borrowed_if_equal(text, output.map_or(source, Cow::Owned))
    }

    /// What [`Cleaner::clean`] gives, and the parts of `text` that it took out.
    ///
    /// Blanks are not among them, nor is what only changed its Unicode form. An address, mention,
    /// hashtag or placeholder is one part with all that is in it.
    ///
    /// ```
    /// use indo_text::{Cleaner, RemovalKind};
    ///
    /// let tweet = "RT @budi: setuju!! 😂 t.co/x";
    /// let cleaned = Cleaner::new().clean_with_report(tweet);
    /// assert_eq!(cleaned.text, "setuju");
    /// let parts: Vec<&str> = cleaned.removals.iter().map(|part| &tweet[part.span.clone()]).collect();
    /// assert_eq!(parts, ["RT", "@budi", ":", "!!", "😂", "t.co/x"]);
    /// assert_eq!(cleaned.removals[5].kind, RemovalKind::Address);
    /// assert_eq!(cleaned.count(RemovalKind::Symbol), 2);
    /// ```
    #[must_use]
    pub fn clean_with_report<'t>(&self, text: &'t str) -> Cleaned<'t> {
        let (mut unescaped, mut composed) = (Edits::default(), Edits::default());
        let mut source = unescape(text, self.escapes(), Some(&mut unescaped));
        let form = self.unicode_form;
        if let Some(text) = unicode_form::compose(&source, form, Some(&mut composed)) {
            source = Cow::Owned(text);
        }
        let mut recorder = report::Recorder::new(&unescaped, &composed);
        let output = scan::scan(*self, &source, &mut recorder);
        Cleaned {
            removals: recorder.finish(text),
            text: borrowed_if_equal(text, output.map_or(source, Cow::Owned)),
        }
    }

    fn escapes(self) -> Escapes {
        match self.emoji {
            Emoji::Drop => Escapes::Blank,
            Emoji::Keep | Emoji::Name => Escapes::Emoji,
        }
    }
}

fn borrowed_if_equal<'t>(text: &'t str, cleaned: Cow<'t, str>) -> Cow<'t, str> {
    if cleaned == text {
        Cow::Borrowed(text)
    } else {
        cleaned
    }
}
