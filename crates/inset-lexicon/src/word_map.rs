use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from words, for looking up each token of millions of texts.
///
/// The standard hasher guards against keys chosen by an enemy, at several times the cost of the
/// rest of the look-up. Here the keys come from the user's own lexicon; tokens are only looked up.
pub(crate) type WordMap<V> = HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>;

/// Multiplies eight bytes at a time and folds the 128-bit product, as wyhash does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordHasher {
    state: u64,
}

/// Odd, with bits well spread: the fraction of the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        // In the top byte, which fewer than eight bytes leave free.
        self.state ^= (bytes.len() as u64) << 56;
        if let Some(last) = bytes.last_chunk::<8>() {
            for chunk in bytes.as_chunks::<8>().0 {
                self.fold(u64::from_le_bytes(*chunk));
            }
            // May overlap the chunk before it, which loses nothing.
            self.fold(u64::from_le_bytes(*last));
        } else {
            self.fold(short(bytes));
        }
    }

    /// What `str` adds after its bytes; the length is in already.
    fn write_u8(&mut self, byte: u8) {
        self.state ^= u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

impl WordHasher {
    fn fold(&mut self, value: u64) {
        // The addition keeps a state equal to the value from ending in 0 for good.
        let (low, high) = (self.state ^ value).carrying_mul(MULTIPLIER, value);
        self.state = low ^ high;
    }
}

/// Fewer than eight bytes as one number, from reads that overlap.
fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::{BuildHasher, BuildHasherDefault};

    use super::WordHasher;

    #[test]
    fn different_words_hash_apart() {
        let hasher = BuildHasherDefault::<WordHasher>::default();
        let long = "pertanggungjawaban";
        let ends = (0..=long.len()).flat_map(|end| (0..end).map(move |start| start..end));
        let parts: HashSet<&str> = ends.filter_map(|range| long.get(range)).collect();
        let hashes: HashSet<u64> = parts.iter().map(|part| hasher.hash_one(part)).collect();
        assert_eq!(hashes.len(), parts.len());
    }

    #[test]
    fn the_upper_bits_spread() {
        // The table takes its tag from the top seven bits.
        let hasher = BuildHasherDefault::<WordHasher>::default();
        let tags: HashSet<u64> = (0..2000)
            .map(|number| hasher.hash_one(format!("kata{number}")) >> 57)
            .collect();
        assert_eq!(tags.len(), 128);
    }
}
