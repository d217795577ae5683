use crate::error::FetchError;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes read at a time.
pub(crate) const BLOCK: usize = 64 * 1024;

/// What the bytes of a file must hash to.
///
/// Text of 64 hexadecimal digits is a SHA-256, text of 40 a Git blob. A model hub names its files
/// by the one (large files) or the other (small ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Checksum {
    /// The SHA-256 of the bytes.
    Sha256([u8; 32]),
    /// The SHA-1 of `blob `, the length in digits, a zero byte, and the bytes: Git's name of a
    /// file's contents. SHA-1 no longer withstands an attacker with much computing power.
    GitBlob([u8; 20]),
}

impl Checksum {
    /// Reads 64 or 40 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        match text.len() {
            64 => bytes_of(text).map(Self::Sha256),
            40 => bytes_of(text).map(Self::GitBlob),
            _ => None,
        }
    }

    /// The digits, in lower case.
    pub fn to_hex(&self) -> String {
        let bytes: &[u8] = match self {
            Self::Sha256(bytes) => bytes,
            Self::GitBlob(bytes) => bytes,
        };
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Sha256(_) => "sha256",
            Self::GitBlob(_) => "git blob",
        };
        write!(f, "{kind} {}", self.to_hex())
    }
}

impl TryFrom<String> for Checksum {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::from_hex(&text)
            .ok_or_else(|| format!("expected 64 or 40 hexadecimal digits, got `{text}`"))
    }
}

impl From<Checksum> for String {
    fn from(checksum: Checksum) -> Self {
        checksum.to_hex()
    }
}

fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digit = |place: usize| char::from(digits[place]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(bytes)
}

/// The checksum of a file, of the same kind as `like`.
pub(crate) fn of_file(path: &Path, like: &Checksum) -> Result<Checksum, FetchError> {
    match like {
        Checksum::Sha256(_) => {
            let mut hasher = Sha256::new();
            each_block(path, |block| hasher.update(block))?;
            Ok(Checksum::Sha256(hasher.finalize().into()))
        }
        Checksum::GitBlob(_) => {
            let length = std::fs::metadata(path)
                .map_err(|source| FetchError::read(path, source))?
                .len();
            let mut hasher = Sha1::new();
            hasher.update(format!("blob {length}\0"));
            each_block(path, |block| hasher.update(block))?;
            Ok(Checksum::GitBlob(hasher.finalize().into()))
        }
    }
}

/// Hands the bytes of a file over, a block at a time.
pub(crate) fn each_block(path: &Path, mut take: impl FnMut(&[u8])) -> Result<(), FetchError> {
    let failed = |source| FetchError::read(path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut buffer = vec![0; BLOCK];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(()),
            read => take(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_sha256sum_and_git_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hello");
        std::fs::write(&path, "hello\n").unwrap();
        for hex in [
            // sha256sum; git hash-object
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
            "ce013625030ba8dba906f756967f9e9ca394464a",
        ] {
            let expected = Checksum::from_hex(hex).unwrap();
            assert_eq!(of_file(&path, &expected).unwrap(), expected);
            assert_eq!(expected.to_hex(), hex);
        }
    }

    #[test]
    fn refuses_what_is_no_checksum() {
        for text in ["", "12", &"g".repeat(64), &"é".repeat(20), &"+1".repeat(32)] {
            assert_eq!(Checksum::from_hex(text), None, "{text}");
        }
    }
}
