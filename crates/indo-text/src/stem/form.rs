/// A word with affixes taken off: a slice of the original word, and before it the letter that a
/// prefix had swallowed (`menulis`: `t` + `ulis`), so that nothing is copied while forms are tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form<'w> {
    lead: &'static str,
    rest: &'w str,
}

/// How many letters at the start of a word the rules may look at.
pub(super) const HEAD: usize = 8;

impl<'w> Form<'w> {
    pub(super) fn new(word: &'w str) -> Self {
        Self::with_lead("", word)
    }

    pub(super) fn with_lead(lead: &'static str, rest: &'w str) -> Self {
        Self { lead, rest }
    }

    /// The whole form, if it has no lead.
    pub(super) fn rest(self) -> &'w str {
        self.rest
    }

    pub(super) fn len(self) -> usize {
        self.lead.len() + self.rest.len()
    }

    /// The first [`HEAD`] bytes; `None` past the end.
    pub(super) fn head(self) -> [Option<u8>; HEAD] {
        let mut bytes = self.bytes();
        std::array::from_fn(|_| bytes.next())
    }

    pub(super) fn bytes(self) -> impl DoubleEndedIterator<Item = u8> {
        self.lead.bytes().chain(self.rest.bytes())
    }

    /// Up to three characters.
    pub(super) fn is_short(self) -> bool {
        self.lead.chars().chain(self.rest.chars()).nth(3).is_none()
    }

    /// The form without its first `count` bytes and with `lead` before the rest.
    ///
    /// `None` if `count` lies inside a character or inside the old lead, which no rule asks for:
    /// rules count the ASCII letters that they have matched, and each counts two or more.
    pub(super) fn replace_start(self, count: usize, lead: &'static str) -> Option<Self> {
        let skipped = count.checked_sub(self.lead.len())?;
        Some(Self {
            lead,
            rest: self.rest.get(skipped..)?,
        })
    }

    /// The form without its last `count` bytes, which must be ASCII.
    pub(super) fn drop_end(self, count: usize) -> Self {
        let kept = self.rest.len().saturating_sub(count);
        let lead = self.len().saturating_sub(count).min(self.lead.len());
        Self {
            lead: self.lead.get(..lead).unwrap_or(self.lead),
            rest: self.rest.get(..kept).unwrap_or(self.rest),
        }
    }

    pub(super) fn starts_with(self, prefix: &str) -> bool {
        let mut bytes = self.bytes();
        prefix
            .bytes()
            .all(|expected| bytes.next() == Some(expected))
    }

    pub(super) fn ends_with(self, suffix: &str) -> bool {
        let mut bytes = self.bytes().rev();
        suffix
            .bytes()
            .rev()
            .all(|expected| bytes.next() == Some(expected))
    }

    pub(super) fn is_in(self, dictionary: &crate::Dictionary) -> bool {
        if self.lead.is_empty() {
            dictionary.contains_bytes(self.rest.as_bytes())
        } else {
            dictionary.contains_joined(self.lead.as_bytes(), self.rest.as_bytes())
        }
    }

    pub(super) fn is(self, text: &str) -> bool {
        text.strip_prefix(self.lead) == Some(self.rest)
    }

    pub(super) fn push_to(self, text: &mut String) {
        text.push_str(self.lead);
        text.push_str(self.rest);
    }

    /// The lead, and the bytes of `word` that follow it. The form must have been made from `word`.
    pub(super) fn place_in(self, word: &str) -> (&'static str, std::ops::Range<usize>) {
        let start = self.rest.as_ptr().addr() - word.as_ptr().addr();
        (self.lead, start..start + self.rest.len())
    }
}

impl std::fmt::Display for Form<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.lead)?;
        f.write_str(self.rest)
    }
}

impl PartialEq for Form<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.bytes().eq(other.bytes())
    }
}
