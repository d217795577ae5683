//! A fingerprint of data: two that differ are told apart, by chance and not against malice.

/// FNV-1a on words of eight bytes, with a rotation so that high bits reach low ones.
#[derive(Clone, Copy, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self::new()
    }
}

impl Digest {
    /// That of nothing.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in a word.
    pub fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word)
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(23);
    }

    /// Takes in bytes and how many there are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for &word in words {
            self.word(u64::from_le_bytes(word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.word(u64::from_le_bytes(last));
        self.word(bytes.len() as u64);
    }

    /// Takes in token ids of a text and how many there are.
    pub fn ids(&mut self, ids: &[u32]) {
        for &id in ids {
            self.word(u64::from(id));
        }
        self.word(ids.len() as u64);
    }

    /// Sixteen hexadecimal digits.
    pub fn text(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// A seed for one purpose and place, from that of the training: the finaliser of `SplitMix64`.
///
/// Whatever is drawn while training is drawn from such a seed, so that the state of no generator
/// has to be saved: Burn's, which dropout draws from, cannot be read.
pub fn seed_for(seed: u64, purpose: Purpose, place: usize) -> u64 {
    let mut mixed = seed ^ ((purpose as u64) << 56);
    for word in [0, place as u64] {
        mixed = mixed.wrapping_add(word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
    }
    mixed
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// The order of rows; the place is the epoch.
    Order = 1,
    /// Dropout; the place is the batch, counted over the whole training.
    Dropout = 2,
    /// Which tokens or frames are masked; the place is the batch too.
    Masking = 3,
    /// Which tokens of a validation text are masked, the same after every epoch; the place is the
    /// text.
    ValidationMasking = 4,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(bytes: &[u8]) -> String {
        let mut digest = Digest::new();
        digest.bytes(bytes);
        digest.text()
    }

    #[test]
    fn tells_bytes_apart() {
        let cases: [&[u8]; 5] = [b"", b"\0", b"abcdefgh", b"abcdefgi", b"abcdefgh\0"];
        let digests: std::collections::BTreeSet<String> = cases.into_iter().map(digest).collect();
        assert_eq!(digests.len(), cases.len());
    }

    #[test]
    fn gives_every_purpose_and_place_its_seed() {
        let mut seeds = std::collections::BTreeSet::new();
        for seed in [0, 1, 42] {
            for purpose in [Purpose::Order, Purpose::Dropout, Purpose::Masking] {
                for place in 0..100 {
                    assert!(seeds.insert(seed_for(seed, purpose, place)));
                }
            }
        }
    }
}
