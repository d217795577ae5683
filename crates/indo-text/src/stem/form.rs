/// A word with affixes taken off: a slice of the original word, and the letter that a prefix had
/// swallowed (`menulis`: `t` + `ulis`). No rule gives back more than one letter, so that nothing
/// needs to be copied while forms are tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form<'w> {
    first: Option<u8>,
    rest: &'w str,
}

/// How many letters at the start of a word the rules may look at.
pub(super) const HEAD: usize = 8;

impl<'w> Form<'w> {
    pub(super) fn new(word: &'w str) -> Self {
        Self {
            first: None,
            rest: word,
        }
    }

    pub(super) fn len(self) -> usize {
        self.rest.len() + usize::from(self.first.is_some())
    }

    /// The first [`HEAD`] bytes; `None` past the end.
    pub(super) fn head(self) -> [Option<u8>; HEAD] {
        let mut bytes = self.bytes();
        std::array::from_fn(|_| bytes.next())
    }

    pub(super) fn bytes(self) -> impl DoubleEndedIterator<Item = u8> {
        self.first.into_iter().chain(self.rest.bytes())
    }

    /// The form without its first `count` bytes and with `first` before the rest.
    ///
    /// `None` if `count` lies inside a character, which no rule asks for: rules count the ASCII
    /// letters that they have matched.
    pub(super) fn replace_start(self, count: usize, first: Option<u8>) -> Option<Self> {
        let skipped = count.checked_sub(usize::from(self.first.is_some()))?;
        Some(Self {
            first,
            rest: self.rest.get(skipped..)?,
        })
    }

    /// The form without its last `count` bytes, which must be ASCII.
    pub(super) fn drop_end(self, count: usize) -> Self {
        match self.rest.len().checked_sub(count) {
            Some(end) => Self {
                rest: self.rest.get(..end).unwrap_or(self.rest),
                ..self
            },
            None => Self {
                first: None,
                rest: "",
            },
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
        match self.first {
            Some(first) => dictionary.contains_joined(first, self.rest.as_bytes()),
            None => dictionary.contains_bytes(self.rest.as_bytes()),
        }
    }

    pub(super) fn push_to(self, text: &mut String) {
        text.extend(self.first.map(char::from));
        text.push_str(self.rest);
    }
}

impl PartialEq for Form<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.bytes().eq(other.bytes())
    }
}
