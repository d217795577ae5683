use crate::error::FetchError;
use crate::lock::make_parent;
use crate::manifest::is_commit;
use std::io;
use std::path::{Path, PathBuf};

/// One repository in the hub's cache, laid out as `huggingface_hub` lays it out.
///
/// ```text
/// models--organisation--name/blobs/<checksum>                the bytes, once
///                            refs/<branch>                   the commit of a branch
///                            snapshots/<commit>/config.json  a link to the blob
/// .locks/models--organisation--name/<checksum>.lock
/// ```
#[derive(Debug)]
pub(crate) struct HubRepository {
    folder: PathBuf,
    locks: PathBuf,
}

impl HubRepository {
    pub(crate) fn new(cache: &Path, repository: &str) -> Self {
        let name = format!("models--{}", repository.replace('/', "--"));
        Self {
            folder: cache.join(&name),
            locks: cache.join(".locks").join(name),
        }
    }

    /// The commit of a revision, as far as it is known without asking.
    pub(crate) fn commit(&self, revision: &str) -> Option<String> {
        if is_commit(revision) {
            return Some(revision.to_owned());
        }
        let text = std::fs::read_to_string(self.reference(revision)).ok()?;
        let commit = text.trim();
        is_commit(commit).then(|| commit.to_owned())
    }

    /// Remembers the commit of a branch.
    #[cfg(any(feature = "http", test))]
    pub(crate) fn set_commit(&self, revision: &str, commit: &str) -> Result<(), FetchError> {
        if is_commit(revision) || self.commit(revision).as_deref() == Some(commit) {
            return Ok(());
        }
        write_whole(&self.reference(revision), commit.as_bytes())
    }

    fn reference(&self, revision: &str) -> PathBuf {
        self.folder.join("refs").join(revision)
    }

    pub(crate) fn snapshot(&self, commit: &str) -> PathBuf {
        self.folder.join("snapshots").join(commit)
    }

    pub(crate) fn blob(&self, name: &str) -> PathBuf {
        self.folder.join("blobs").join(name)
    }

    pub(crate) fn incomplete(&self, name: &str) -> PathBuf {
        self.folder.join("blobs").join(format!("{name}.incomplete"))
    }

    pub(crate) fn lock(&self, name: &str) -> PathBuf {
        self.locks.join(format!("{name}.lock"))
    }

    /// What was recorded of files without a pinned checksum; `huggingface_hub` does not look at it.
    pub(crate) fn record(&self) -> PathBuf {
        self.folder.join("asset-fetch.toml")
    }

    /// Lets a file of a snapshot lead to its blob.
    pub(crate) fn link(&self, commit: &str, path: &str, blob: &str) -> Result<(), FetchError> {
        // Out of `snapshots/<commit>`, and out of the folders of the path.
        let depth = 2 + path.matches('/').count();
        let way = format!("{}blobs/{blob}", "../".repeat(depth));
        let pointer = self.snapshot(commit).join(path);
        link_or_copy(Path::new(&way), &self.blob(blob), &pointer, symlink)
    }
}

/// Writes a small file whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    make_parent(path)?;
    let pending = beside(path);
    std::fs::write(&pending, bytes)
        .and_then(|()| std::fs::rename(&pending, path))
        .map_err(|source| FetchError::write(path, source))
}

/// A name in the same folder that no other process uses.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}", std::process::id()))
}

/// A file system without symbolic links gets a copy.
fn link_or_copy(
    way: &Path,
    blob: &Path,
    pointer: &Path,
    symlink: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), FetchError> {
    make_parent(pointer)?;
    let pending = beside(pointer);
    // Left behind by a process of the same number that was killed.
    let _ = std::fs::remove_file(&pending);
    symlink(way, &pending)
        .or_else(|_| std::fs::copy(blob, &pending).map(|_| ()))
        .and_then(|()| std::fs::rename(&pending, pointer))
        .map_err(|source| FetchError::write(pointer, source))
}

#[cfg(unix)]
fn symlink(way: &Path, pointer: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(way, pointer)
}

#[cfg(windows)]
fn symlink(way: &Path, pointer: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(way, pointer)
}

#[cfg(not(any(unix, windows)))]
fn symlink(_way: &Path, _pointer: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_where_links_fail() {
        let folder = tempfile::tempdir().unwrap();
        let blob = folder.path().join("blob");
        std::fs::write(&blob, "bytes").unwrap();
        let pointer = folder.path().join("snapshots/c/file");
        let refuse = |_: &Path, _: &Path| Err(io::ErrorKind::Unsupported.into());
        link_or_copy(Path::new("../../blob"), &blob, &pointer, refuse).unwrap();
        assert!(!pointer.is_symlink());
        assert_eq!(std::fs::read(&pointer).unwrap(), b"bytes");
    }

    #[test]
    fn links_are_relative_and_replace_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let repository = HubRepository::new(folder.path(), "o/n");
        let commit = "a".repeat(40);
        write_whole(&repository.blob("b"), b"bytes").unwrap();
        let pointer = repository.snapshot(&commit).join("onnx/file");
        write_whole(&pointer, b"damaged").unwrap();
        repository.link(&commit, "onnx/file", "b").unwrap();
        assert_eq!(std::fs::read(&pointer).unwrap(), b"bytes");
        #[cfg(unix)]
        assert_eq!(
            std::fs::read_link(&pointer).unwrap(),
            Path::new("../../../blobs/b")
        );
    }

    #[test]
    fn branches_remember_their_commit() {
        let folder = tempfile::tempdir().unwrap();
        let repository = HubRepository::new(folder.path(), "o/n");
        assert_eq!(repository.commit("main"), None);
        let commit = "a".repeat(40);
        repository.set_commit("main", &commit).unwrap();
        assert_eq!(repository.commit("main"), Some(commit.clone()));
        assert_eq!(repository.commit(&commit), Some(commit));
        write_whole(&repository.reference("main"), b"../../etc").unwrap();
        assert_eq!(repository.commit("main"), None);
    }
}
