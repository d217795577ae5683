//! SHA-256 in hexadecimal.

use crate::PipelineError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// The hash of some bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The hash of a file, which may be larger than memory.
pub(crate) fn of_file(path: &Path) -> Result<String, PipelineError> {
    Ok(of_sized_file(path)?.1)
}

/// The number of bytes of a file, and their hash.
pub(crate) fn of_sized_file(path: &Path) -> Result<(u64, String), PipelineError> {
    of_part(path, u64::MAX)
}

/// The hash of the first `length` bytes of a file, or of all, if there are fewer.
pub(crate) fn of_start(path: &Path, length: u64) -> Result<String, PipelineError> {
    Ok(of_part(path, length)?.1)
}

fn of_part(path: &Path, length: u64) -> Result<(u64, String), PipelineError> {
    let fail = |source| PipelineError::io(path, "read", source);
    let file = File::open(path).map_err(fail)?;
    let mut file = BufReader::with_capacity(CHUNK, file.take(length));
    let mut hash = Sha256::new();
    let bytes = std::io::copy(&mut file, &mut hash).map_err(fail)?;
    Ok((bytes, format!("{:x}", hash.finalize())))
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
        let found = of_sized_file(file.path()).unwrap();
        assert_eq!(found, (3, expected.to_owned()));
    }
}
