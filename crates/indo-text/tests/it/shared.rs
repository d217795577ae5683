//! The folder of data which may not be distributed, beside the repository.

use std::path::PathBuf;

/// A file of the shared data; `None`, said on stderr, where it is absent.
pub(crate) fn data(file: &str) -> Option<PathBuf> {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let path = PathBuf::from(shared).join(file);
    if path.is_file() {
        return Some(path);
    }
    crate::aloud!("skipped: {file} is not in the folder `shared` beside the repository");
    None
}

/// A committed fixture.
pub(crate) fn fixture(file: &str) -> PathBuf {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/indo-text");
    PathBuf::from(fixtures).join(file)
}
