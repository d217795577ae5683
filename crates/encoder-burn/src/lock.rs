use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Keeps other processes off something on the disk until it is dropped.
///
/// The lock is on a file of its own, which is made for it and removed with it. The system lets go
/// of the lock of a process that dies; the file that stays behind then is taken over by the next.
///
/// # Example
///
/// ```
/// use encoder_burn::FileLock;
///
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("model.lock");
/// let held = FileLock::try_take(&path)?;
/// assert!(held.is_some());
/// assert!(FileLock::try_take(&path)?.is_none());
/// drop(held);
/// assert!(!path.exists());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct FileLock {
    path: PathBuf,
    file: File,
}

impl FileLock {
    /// Takes the lock, or gives `None` where another has it.
    ///
    /// The folder of `path` is made if need be. Where the file system knows no locks, there is
    /// nothing to keep others off by, and the lock is given to all who ask.
    ///
    /// # Errors
    ///
    /// The system's, if the folder or the file cannot be made or locked.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        loop {
            let file = File::options().create(true).append(true).open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // The one before may have removed the file after it was opened here.
            if is_at(&file, path)? {
                let path = path.to_owned();
                return Ok(Some(Self { path, file }));
            }
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // A file that cannot be removed is taken over by the next.
        let _ = fs::remove_file(&self.path);
        // Closing the file is not enough then: a process that another thread is just starting has
        // a copy of it until it runs its own program, and with the copy the lock.
        let _ = self.file.unlock();
    }
}

/// Whether the path still leads to the file.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(found) => Ok(is_same(&file.metadata()?, &found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// A file that is open keeps its name there.
#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is the report")]

    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    #[test]
    fn a_lock_keeps_off_until_it_is_dropped_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/for it/model.lock");
        let held = FileLock::try_take(&path).unwrap();
        assert!(held.is_some());
        assert!(FileLock::try_take(&path).unwrap().is_none());
        drop(held);
        assert!(!path.exists());
        assert!(FileLock::try_take(&path).unwrap().is_some());
    }

    #[test]
    fn what_a_dead_process_has_left_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.lock");
        fs::write(&path, "").unwrap();
        assert!(FileLock::try_take(&path).unwrap().is_some());
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_in_the_place_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FileLock::try_take(folder.path()).is_err());
    }

    /// A process that is being started shares the open files until its own program runs.
    #[cfg(unix)]
    #[test]
    fn a_process_that_is_just_starting_keeps_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.lock");
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    // Work to do before the program runs forks, where a bare start would not.
                    let mut command = std::process::Command::new("true");
                    command.current_dir(folder.path()).status().unwrap();
                }
            });
            let taken = (0..2_000).all(|_| FileLock::try_take(&path).is_ok_and(|it| it.is_some()));
            is_over.store(true, Ordering::Relaxed);
            assert!(taken);
        });
    }

    #[test]
    fn removing_the_file_lets_no_two_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.lock");
        let inside = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        if let Some(_held) = FileLock::try_take(&path).unwrap() {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            std::thread::yield_now();
                            inside.fetch_sub(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
    }
}
