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
    of_start(path, u64::MAX)
}

/// The hash of the first `length` bytes of a file, or of all, if there are fewer.
pub(crate) fn of_start(path: &Path, length: u64) -> Result<String, PipelineError> {
    let fail = |source| PipelineError::io(path, "read", source);
    let file = File::open(path).map_err(fail)?;
    let mut file = BufReader::with_capacity(CHUNK, file.take(length));
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash).map_err(fail)?;
    Ok(format!("{:x}", hash.finalize()))
}
