//! Fingerprints, by which data that differ are told apart: by chance, not against malice.

/// FNV-1a, a word at a time.
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// The rotation lets high bits reach low ones.
    pub(crate) fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word)
            .wrapping_mul(0x0000_0100_0000_01b3)
            .rotate_left(23);
    }

    /// Takes in a text and its length.
    pub(crate) fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.word(u64::from(byte));
        }
        self.word(text.len() as u64);
    }

    /// Sixteen hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        format!("{:016x}", self.0)
    }
}
