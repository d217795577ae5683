//! SHA-256 of the settings and texts that a stage reads.

use sha2::{Digest as _, Sha256};

/// A SHA-256 in the making.
#[derive(Clone, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds bytes with their number before them, so that no two lists of texts run into each other.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// 64 hexadecimal digits.
    pub(crate) fn text(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_do_not_run_into_each_other() {
        let of = |texts: [&str; 2]| {
            let mut digest = Digest::default();
            texts.iter().for_each(|text| digest.add(text.as_bytes()));
            digest.text()
        };
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }
}
