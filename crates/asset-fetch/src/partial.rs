use crate::checksum::{self, BLOCK, Checksum};
use crate::error::FetchError;
use crate::lock::make_parent;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a file must be to be kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Requirement<'a> {
    /// Where the bytes come from, for messages.
    pub(crate) origin: &'a str,
    /// All of them must fit.
    pub(crate) checksums: &'a [Checksum],
    /// The exact length, if known.
    pub(crate) bytes: Option<u64>,
    /// The length that is never passed.
    pub(crate) limit: u64,
}

/// A file that is being written beside its target, hashed on the way.
#[derive(Debug)]
pub(crate) struct Partial {
    file: File,
    path: PathBuf,
    length: u64,
    hasher: Sha256,
}

impl Partial {
    /// Opens or creates the file; what it holds already is hashed and kept.
    pub(crate) fn resume(path: &Path, limit: u64) -> Result<Self, FetchError> {
        make_parent(path)?;
        let failed = |source| FetchError::write(path, source);
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        let mut partial = Self {
            file,
            path: path.to_owned(),
            length: 0,
            hasher: Sha256::new(),
        };
        let mut buffer = vec![0; BLOCK];
        loop {
            let read = partial.file.read(&mut buffer).map_err(failed)?;
            if read == 0 {
                break;
            }
            partial.hasher.update(&buffer[..read]);
            partial.length += read as u64;
            if partial.length > limit {
                partial.restart()?;
                break;
            }
        }
        Ok(partial)
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Forgets what was written.
    pub(crate) fn restart(&mut self) -> Result<(), FetchError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .map_err(|source| FetchError::write(&self.path, source))?;
        self.length = 0;
        self.hasher = Sha256::new();
        Ok(())
    }

    pub(crate) fn append(&mut self, block: &[u8]) -> Result<(), FetchError> {
        self.file
            .write_all(block)
            .map_err(|source| FetchError::write(&self.path, source))?;
        self.hasher.update(block);
        self.length += block.len() as u64;
        Ok(())
    }

    /// Takes a local file whole.
    pub(crate) fn append_file(
        &mut self,
        source: &Path,
        requirement: &Requirement<'_>,
    ) -> Result<(), FetchError> {
        let mut result = Ok(());
        checksum::each_block(source, |block| {
            if result.is_ok() && self.length <= requirement.limit {
                result = self.append(block);
            }
        })?;
        result
    }

    /// The SHA-256 of what was written, if it is what it must be.
    pub(crate) fn check(&self, requirement: &Requirement<'_>) -> Result<Checksum, FetchError> {
        let origin = || requirement.origin.to_owned();
        if let Some(expected) = requirement.bytes
            && expected != self.length
        {
            return Err(FetchError::Length {
                origin: origin(),
                expected,
                got: self.length,
            });
        }
        if self.length > requirement.limit {
            return Err(FetchError::TooLong {
                origin: origin(),
                limit: requirement.limit,
            });
        }
        let sha256 = Checksum::Sha256(self.hasher.clone().finalize().into());
        for expected in requirement.checksums {
            let got = match expected {
                Checksum::Sha256(_) => sha256,
                Checksum::GitBlob(_) => checksum::of_file(&self.path, expected)?,
            };
            if got != *expected {
                return Err(FetchError::WrongChecksum {
                    origin: origin(),
                    expected: *expected,
                    got,
                });
            }
        }
        Ok(sha256)
    }

    /// Puts the file in its place, whole or not at all.
    pub(crate) fn move_to(self, target: &Path) -> Result<(), FetchError> {
        let Self { file, path, .. } = self;
        make_parent(target)?;
        file.sync_all()
            .map_err(|source| FetchError::write(&path, source))?;
        // Windows renames no open file.
        drop(file);
        std::fs::rename(&path, target).map_err(|source| FetchError::write(target, source))
    }

    /// Compares the file with what it must be, and deletes it if it is something else.
    pub(crate) fn keep_if_right(
        self,
        requirement: &Requirement<'_>,
    ) -> Result<(Self, Checksum), FetchError> {
        match self.check(requirement) {
            Ok(sha256) => Ok((self, sha256)),
            Err(error) => {
                self.discard()?;
                Err(error)
            }
        }
    }

    /// Deletes the file.
    pub(crate) fn discard(self) -> Result<(), FetchError> {
        let Self { file, path, .. } = self;
        drop(file);
        std::fs::remove_file(&path).map_err(|source| FetchError::write(&path, source))
    }
}
