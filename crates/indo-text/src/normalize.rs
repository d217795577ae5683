use std::borrow::Cow;

use crate::SlangList;

/// Replaces slang words by formal ones, from one or more [`SlangList`]s.
///
/// The first list that has a word decides; later lists fill the gaps. One step is made: a formal
/// word that is itself slang in some list stays as it is.
///
/// ```
/// use indo_text::{Normalizer, SlangList};
///
/// let list = SlangList::from_bytes(b"slang,formal\nkerjain,kerjakan\ngamau,tidak mau\n", "mine")?;
/// let normalizer = Normalizer::new(vec![list]);
/// assert_eq!(normalizer.normalize("kerjain"), "kerjakan");
/// assert_eq!(normalizer.normalize("gamau").split(' ').count(), 2);
/// assert_eq!(normalizer.normalize("rumah"), "rumah");
/// # Ok::<(), indo_text::TextError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Normalizer {
    lists: Vec<SlangList>,
}

impl Normalizer {
    /// A normalizer over `lists`, the most trusted first. With none, every word stays.
    #[must_use]
    pub fn new(lists: Vec<SlangList>) -> Self {
        Self { lists }
    }

    /// The formal word for `token`, or `token` itself.
    ///
    /// The token must be lower case ([`fold_case`](crate::fold_case)). The result may hold several
    /// words, separated by one blank each.
    #[must_use]
    pub fn normalize<'a>(&'a self, token: &'a str) -> Cow<'a, str> {
        let formal = self.lists.iter().find_map(|list| list.get(token));
        Cow::Borrowed(formal.unwrap_or(token))
    }
}
