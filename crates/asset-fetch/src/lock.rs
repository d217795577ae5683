use crate::error::FetchError;
use crate::news::{FetchNews, Listener};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Keeps other processes off a file until it is dropped.
///
/// The system lets go of it when the process ends, however that happens. The file itself stays:
/// deleting it would let two processes lock two files of one name.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
}

impl FileLock {
    pub(crate) fn acquire(path: &Path, news: &mut Listener<'_>) -> Result<Self, FetchError> {
        make_parent(path)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|source| FetchError::write(path, source))?;
        let failed = |source| FetchError::Lock {
            path: path.to_owned(),
            source,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                news(FetchNews::Waiting { lock: path });
                file.lock().map_err(failed)?;
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        Ok(Self { file })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // A process that another thread is just starting has a copy of the file, which keeps the
        // lock though the file is closed here.
        let _ = self.file.unlock();
    }
}

/// Makes the folder that the file will lie in.
pub(crate) fn make_parent(path: &Path) -> Result<(), FetchError> {
    match path.parent() {
        Some(parent) => {
            std::fs::create_dir_all(parent).map_err(|source| FetchError::write(parent, source))
        }
        None => Ok(()),
    }
}
