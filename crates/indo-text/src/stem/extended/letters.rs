use super::super::form::Form;

/// Longer words are left as they are. The longest of the language have some thirty letters, twice
/// that with reduplication.
pub(super) const LONGEST_WORD: usize = 64;

/// Room for the letters that respelling puts in.
const CAPACITY: usize = LONGEST_WORD + 16;

/// A short ASCII word that is being written, on the stack.
#[derive(Debug, Clone, Copy)]
pub(in crate::stem) struct Letters {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Letters {
    pub(super) const EMPTY: Self = Self {
        bytes: [0; CAPACITY],
        len: 0,
    };

    /// `None` for what does not fit or is no ASCII.
    pub(in crate::stem) fn new(text: &str) -> Option<Self> {
        let mut letters = Self::EMPTY;
        letters.append(text)?;
        Some(letters)
    }

    pub(super) fn of(form: Form<'_>) -> Option<Self> {
        let mut letters = Self::EMPTY;
        form.bytes().try_for_each(|byte| letters.push(byte))?;
        Some(letters)
    }

    pub(super) fn append(&mut self, text: &str) -> Option<()> {
        text.bytes().try_for_each(|byte| self.push(byte))
    }

    pub(super) fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len).filter(|_| byte.is_ascii())? = byte;
        self.len += 1;
        Some(())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    pub(in crate::stem) fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    pub(super) fn at(&self, index: usize) -> u8 {
        self.bytes().get(index).copied().unwrap_or(0)
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The word with `byte` in place of the one at `index`.
    pub(super) fn with(mut self, index: usize, byte: u8) -> Option<Self> {
        *self.bytes.get_mut(..self.len)?.get_mut(index)? = byte;
        Some(self)
    }

    /// The word with `byte` before the one at `index`.
    pub(super) fn with_inserted(mut self, index: usize, byte: u8) -> Option<Self> {
        self.push(byte)?;
        self.bytes.get_mut(index..self.len)?.rotate_right(1);
        Some(self)
    }
}

pub(super) fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

pub(super) fn is_consonant(byte: u8) -> bool {
    byte.is_ascii_lowercase() && !is_vowel(byte)
}
