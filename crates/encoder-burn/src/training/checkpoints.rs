//! The folder that holds the state of an unfinished training.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::ModelError;

/// A state's folder is `step-` and the number of steps made.
const PREFIX: &str = "step-";

/// Names that no state has: what is being written, until it is whole.
const WRITING: &str = ".writing-";

/// Where a training leaves its state, and how often.
///
/// A state is the weights, the optimiser's moments, the position in the data, the figures so far
/// and, with early stopping, the weights of the best epoch; three or four times the size of the
/// model. It is written under another name, flushed to the disk and renamed, and then the one
/// before it is removed: at every moment the last whole state is there, and half of one is never
/// taken for it. No generator's state is in it, because everything random is drawn from the seed
/// and the place in the training.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checkpoints {
    /// The folder, made when the first state is written. Nothing else should be in it.
    pub folder: PathBuf,
    /// Steps between states, at least 1; `None` for one after each epoch alone.
    pub every: Option<usize>,
}

impl Checkpoints {
    /// A state in `folder` after each epoch.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            every: None,
        }
    }

    /// Sets the steps between states; there is one after each epoch too.
    #[must_use]
    pub fn with_every(mut self, steps: usize) -> Self {
        self.every = Some(steps);
        self
    }

    /// Steps that the last state was written after; `None` if the folder holds none.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`] if the folder cannot be read.
    pub fn last_step(&self) -> Result<Option<usize>, ModelError> {
        Ok(self.states()?.last().map(|&(step, _)| step))
    }

    /// Removes all states, and the folder if nothing else is in it.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`].
    pub fn remove(&self) -> Result<(), ModelError> {
        if !self.folder.exists() {
            return Ok(());
        }
        self.sweep(None)?;
        // What somebody else has put there stays, and the folder with it.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        if self.every == Some(0) {
            return Err(ModelError::InvalidSetting {
                name: "checkpoint_every",
                expected: "at least 1",
                got: "0".to_owned(),
            });
        }
        Ok(())
    }

    /// The last state's folder.
    pub(super) fn last(&self) -> Result<Option<PathBuf>, ModelError> {
        Ok(self.states()?.pop().map(|(_, path)| path))
    }

    /// Has `fill` write the state after `step` steps into an empty folder, then puts it in place.
    pub(super) fn write(
        &self,
        step: usize,
        fill: impl FnOnce(&Path) -> Result<(), ModelError>,
    ) -> Result<(), ModelError> {
        fs::create_dir_all(&self.folder).map_err(create(&self.folder))?;
        let aside = tempfile::Builder::new()
            .prefix(WRITING)
            .tempdir_in(&self.folder)
            .map_err(create(&self.folder))?;
        fill(aside.path())?;
        let target = self.folder.join(format!("{PREFIX}{step:09}"));
        fs::rename(aside.path(), &target).map_err(ModelError::write(&target))?;
        // The folder has another name now: there is nothing left to clean up under the old one.
        let _ = aside.keep();
        flush_folder(&self.folder)?;
        self.sweep(Some(&target))
    }

    /// States by their steps, the last one last.
    fn states(&self) -> Result<Vec<(usize, PathBuf)>, ModelError> {
        let mut states: Vec<(usize, PathBuf)> = self
            .entries()?
            .into_iter()
            .filter_map(|path| {
                let step = path.file_name()?.to_str()?.strip_prefix(PREFIX)?;
                Some((step.parse().ok()?, path))
            })
            .collect();
        states.sort();
        Ok(states)
    }

    /// Removes the states other than `keep`, and what stopped trainings have left half-written.
    fn sweep(&self, keep: Option<&Path>) -> Result<(), ModelError> {
        for path in self.entries()? {
            let name = path.file_name().and_then(|name| name.to_str());
            let ours =
                name.is_some_and(|name| name.starts_with(PREFIX) || name.starts_with(WRITING));
            if ours && Some(path.as_path()) != keep {
                fs::remove_dir_all(&path).map_err(|source| ModelError::Io {
                    action: "remove",
                    path,
                    source,
                })?;
            }
        }
        Ok(())
    }

    fn entries(&self) -> Result<Vec<PathBuf>, ModelError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        fs::read_dir(&self.folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .map_err(ModelError::read(&self.folder))
    }
}

fn create(path: &Path) -> impl FnOnce(std::io::Error) -> ModelError {
    let path = path.to_owned();
    move |source| ModelError::Io {
        action: "create",
        path,
        source,
    }
}

/// A rename is on the disk when its folder is.
fn flush_folder(folder: &Path) -> Result<(), ModelError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(ModelError::write(folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(checkpoints: &Checkpoints, step: usize) {
        checkpoints
            .write(step, |folder| {
                fs::write(folder.join("mark"), step.to_string()).map_err(ModelError::write(folder))
            })
            .unwrap();
    }

    #[test]
    fn keeps_the_last_state_alone() {
        let home = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(home.path().join("a/b"));
        assert_eq!(checkpoints.last_step().unwrap(), None);
        for step in [9, 10] {
            write(&checkpoints, step);
            assert_eq!(checkpoints.last_step().unwrap(), Some(step));
            assert_eq!(checkpoints.entries().unwrap().len(), 1);
        }
        checkpoints.remove().unwrap();
        assert!(!checkpoints.folder.exists());
        checkpoints.remove().unwrap();
    }

    #[test]
    fn takes_no_half_written_state_and_removes_it_later() {
        let home = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(home.path());
        write(&checkpoints, 5);
        fs::create_dir(home.path().join(".writing-stopped")).unwrap();
        fs::write(home.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(checkpoints.last_step().unwrap(), Some(5));
        // A failure while writing leaves the state before.
        let failed = checkpoints.write(6, |_| Err(ModelError::NoTrainingRows));
        assert!(failed.is_err());
        assert_eq!(checkpoints.last_step().unwrap(), Some(5));
        write(&checkpoints, 7);
        assert_eq!(checkpoints.entries().unwrap().len(), 2);
        checkpoints.remove().unwrap();
        assert_eq!(
            checkpoints.entries().unwrap(),
            [home.path().join("notes.txt")]
        );
    }
}
