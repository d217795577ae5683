use std::hash::{BuildHasherDefault, Hasher};

use crate::dictionary::hash;

/// Builds hash tables with words for keys.
///
/// Words are a few bytes long and looked up by the million, where the standard hasher takes longer
/// than the look-up. What it defends against does not arise: text is only looked up in these tables,
/// and their keys come from lists that the user chose.
pub(crate) type WordHasher = BuildHasherDefault<WordHash>;

/// The hash of the dictionary.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordHash(u64);

impl Hasher for WordHash {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= hash(bytes);
    }

    /// The mark after a string: one string is the whole key, so it tells nothing apart.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
