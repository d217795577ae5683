use std::borrow::Cow;

/// What became of one token that a [`Normalizer`](crate::Normalizer) knows, and why.
///
/// ```
/// use indo_text::{ChosenBy, Normalizer, SlangList};
///
/// let list = SlangList::from_bytes(b"slang,formal\nbkn,bukan\nbkn,bukan\nbkn,bikin\n", "mine")?;
/// let normalizer = Normalizer::new(vec![list]);
/// let replacements = normalizer.replacements(&["saya", "bkn"]);
/// assert!(replacements[0].is_none());
/// let bkn = replacements[1].as_ref().unwrap();
/// assert_eq!((bkn.to.as_ref(), bkn.list, bkn.by), ("bukan", Some(0), ChosenBy::Frequency));
/// assert_eq!(bkn.candidates, [("bukan", 2), ("bikin", 1)]);
/// # Ok::<(), indo_text::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Replacement<'a> {
    /// The token.
    pub from: &'a str,
    /// What it became; `from` again if the entry keeps the word.
    pub to: Cow<'a, str>,
    /// The candidate that was chosen. It differs from `to` where a chain was followed.
    pub chosen: &'a str,
    /// The place, among the lists that the normalizer was made of, of the list that decided;
    /// `None` for an entry of the user.
    pub list: Option<usize>,
    /// The formal words to choose from, each with its number of records; the most frequent first.
    pub candidates: Vec<(&'a str, usize)>,
    /// What decided among them.
    pub by: ChosenBy,
}

/// What decided for a formal word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ChosenBy {
    /// There is no other.
    Only,
    /// Most records of the list give it.
    Frequency,
    /// It fits best between the neighbours.
    Context,
    /// It is an entry of the user.
    User,
}
