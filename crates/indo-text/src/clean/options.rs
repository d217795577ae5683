//! What a [`Cleaner`](super::Cleaner) does with each kind of thing that is no word.

/// What becomes of `#IndonesiaDamai`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Hashtags {
    /// The sign and the whole word go, as in the study.
    #[default]
    Drop,
    /// The sign goes and the rest is read like any text: `IndonesiaDamai`. A `_` is a blank.
    KeepWord,
    /// As `KeepWord`, and a capital begins a word after a small letter or a digit, and before a
    /// small letter: `Indonesia Damai`; `#PKIBubar` is `PKI Bubar`.
    SplitCamelCase,
}

/// What becomes of emoji.
///
/// A skin tone, a joined sequence (`👨‍👩‍👧`), a flag and a keycap are one emoji. Emoji written as
/// escapes, in bytes (`\xf0\x9f\x98\x82`), code points (`\U0001f602`) or UTF-16 (`\ud83d\ude02`),
/// are kept and named like others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Emoji {
    /// A blank.
    #[default]
    Drop,
    /// A word of its own each: `senang😊😊` becomes `senang 😊 😊`.
    Keep,
    /// Its Indonesian name, in lower case and whatever its skin tone or gender: `tertawa` for `😂`.
    /// One without a name in the crate's list of about 800 becomes a blank.
    Name,
}

/// What becomes of `@budi`, and of the word `USER` in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Mentions {
    /// A blank.
    #[default]
    Drop,
    /// Kept as written.
    Keep,
    /// `@USER`, the word with which `IndoBERTweet` was trained.
    Placeholder,
}

/// What becomes of web addresses, and of the word `URL` in their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Addresses {
    /// A blank.
    #[default]
    Drop,
    /// Kept as written.
    Keep,
    /// `HTTPURL`, the word with which `IndoBERTweet` was trained.
    Placeholder,
}

/// What becomes of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Digits {
    /// A blank, also inside a word.
    #[default]
    Drop,
    /// Kept like letters: `24`, `ke-2`, `covid19`. Symbols still go: `10.30` becomes `10 30`.
    Keep,
    /// Only the `2` that marks a reduplication stays: after a letter and before no other digit, as
    /// in `anak2` and `anak2nya`. `²` is written as `2`.
    KeepReduplication,
}

/// What becomes of letters drawn out: `bangeeet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Elongation {
    /// They stay.
    #[default]
    Keep,
    /// Three or more of a letter become one, as [`squeeze`](crate::squeeze) does.
    Squeeze,
}

/// The Unicode form of the text before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum UnicodeForm {
    /// As it came.
    #[default]
    AsIs,
    /// Letters and accents composed (NFC).
    Nfc,
    /// Letters composed, and look-alikes made plain (NFKC): `𝗜𝗻𝗱𝗼`, `Ｉｎｄｏ` and `Ⓘⓝⓓⓞ` become `Indo`.
    /// Emoji and apostrophes stay what they are.
    Nfkc,
}
