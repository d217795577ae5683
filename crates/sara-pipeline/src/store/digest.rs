//! SHA-256 of what a stage reads.

use crate::PipelineError;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

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
        hexadecimal(self.0)
    }
}

/// The number of bytes of a file and their SHA-256, in 64 hexadecimal digits. The file is read piece by piece.
pub(crate) fn digest_file(path: &Path) -> Result<(u64, String), PipelineError> {
    digest_bytes(path).map_err(|source| PipelineError::io(path, "read", source))
}

fn digest_bytes(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; 1 << 20];
    let (mut bytes, mut digest) = (0, Sha256::new());
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok((bytes, hexadecimal(digest)));
        }
        bytes += count as u64;
        digest.update(&piece[..count]);
    }
}

fn hexadecimal(digest: Sha256) -> String {
    let bytes = digest.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_sha_256_of_the_standard() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let found = digest_file(file.path()).unwrap();
        assert_eq!(found, (3, expected.to_owned()));
    }

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
