//! The outputs of a study's stages on the disk, so that a study that was stopped goes on where it stood.
//!
//! A stage's folder bears its name and the first digits of its [`Key`], and is never changed: it is filled under another name, flushed to
//! the disk, and renamed. A folder that is there is whole, then; whether it still is what was written, its manifest says.

mod digest;
mod key;
mod manifest;

pub(crate) use digest::Digest;
pub(crate) use key::Key;

use crate::PipelineError;
use crate::files::without_path;
use crate::pending::PARTIAL;
use crate::progress::{Observer, Progress};
use indobert_burn::FileLock;
use manifest::Manifest;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What becomes of the stages that are stored beside a study's folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StoredStages {
    /// Those that fit the settings and inputs are read back, and new ones are stored.
    #[default]
    Reuse,
    /// Those of earlier runs are removed, and new ones are stored.
    StartOver,
    /// None is read and none is left.
    Off,
}

/// The name of the file that a running study holds locked.
const LOCK: &str = "lock";

/// What is being written, until it is whole.
const WRITING: &str = ".writing-";

/// The end of the name of a folder with the state of an unfinished training.
const TRAINING: &str = ".training";

/// A folder of stored stages, held by one study.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    lock: Option<FileLock>,
    /// Removes the folder in the end, where nothing is to be left.
    temporary: Option<tempfile::TempDir>,
    /// Whether the folder stays should the study fail.
    is_kept: Cell<bool>,
    uses: RefCell<Vec<StageUse>>,
}

/// What became of one stage.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StageUse {
    pub(crate) stage: String,
    /// Whether it was read back.
    pub(crate) reused: bool,
    /// What it took to compute, now or in an earlier run.
    pub(crate) seconds: f64,
}

/// What is on the disk of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StageState {
    /// It would be read back.
    Stored,
    /// It would be computed: nothing of it is there.
    Missing,
    /// It would be computed: what is there is not what was written.
    Damaged(String),
}

impl Store {
    /// Where the stages of the study in `out` are.
    pub(crate) fn folder_beside(out: &Path) -> Result<PathBuf, PipelineError> {
        let Some(name) = out.file_name() else {
            return Err(PipelineError::Setting {
                name: "out",
                value: out.display().to_string(),
                expected: "a folder with a name".to_owned(),
            });
        };
        let mut name = name.to_owned();
        name.push(".stages");
        Ok(out.with_file_name(name))
    }

    /// Takes the folder beside `out`; no other study has it until this one ends.
    pub(crate) fn open(out: &Path, stages: StoredStages) -> Result<Self, PipelineError> {
        let folder = Self::folder_beside(out)?;
        if stages == StoredStages::Off {
            return Self::temporary(&folder);
        }
        let path = folder.join(LOCK);
        let lock = FileLock::try_take(&path)
            .map_err(|source| PipelineError::io(&path, "lock", source))?
            .ok_or_else(|| PipelineError::Setting {
                name: "out",
                value: out.display().to_string(),
                expected: "a folder that no other study is on the way to".to_owned(),
            })?;
        let store = Self {
            folder,
            lock: Some(lock),
            temporary: None,
            is_kept: Cell::new(false),
            uses: RefCell::default(),
        };
        let is_any_left = store.sweep(stages == StoredStages::StartOver)?;
        store.is_kept.set(is_any_left);
        Ok(store)
    }

    /// A store that leaves nothing, as near to `folder` as folders are there.
    fn temporary(folder: &Path) -> Result<Self, PipelineError> {
        let folder = std::path::absolute(folder)
            .map_err(|source| PipelineError::io(folder, "write the folder", source))?;
        let near = folder
            .ancestors()
            .find(|folder| folder.is_dir())
            .unwrap_or(Path::new("."));
        let temporary = tempfile::Builder::new()
            .prefix(".stages-")
            .tempdir_in(near)
            .map_err(|source| {
                PipelineError::io(near, "create a folder inside", without_path(&source))
            })?;
        Ok(Self {
            folder: temporary.path().to_owned(),
            lock: None,
            temporary: Some(temporary),
            is_kept: Cell::new(false),
            uses: RefCell::default(),
        })
    }

    /// Says that what is stored is worth keeping, should the study fail: until then a refused input leaves nothing.
    pub(crate) fn keep(&self) {
        self.is_kept.set(true);
    }

    /// The folder itself, if it outlives the study and files can be renamed from it to `out`.
    pub(crate) fn near(&self, out: &Path) -> Option<&Path> {
        let is_near = !out.exists() || is_one_file_system(&self.folder, out);
        (self.temporary.is_none() && is_near).then_some(self.folder.as_path())
    }

    /// Where a stage's output is, once it is there.
    pub(crate) fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.folder_name())
    }

    /// Where the state of a stage's training is kept, if what is stored outlives the study.
    pub(crate) fn training(&self, key: &Key) -> Option<PathBuf> {
        let name = format!("{}{TRAINING}", key.folder_name());
        (self.temporary.is_none()).then(|| self.folder.join(name))
    }

    /// What became of each stage so far.
    pub(crate) fn uses(&self) -> Vec<StageUse> {
        self.uses.borrow().clone()
    }

    /// What is stored of a stage in `folder`.
    pub(crate) fn state(folder: &Path, key: &Key) -> StageState {
        let path = folder.join(key.folder_name());
        if !path.exists() {
            return StageState::Missing;
        }
        match Manifest::check(&path, key) {
            Ok(_) => StageState::Stored,
            Err(reason) => StageState::Damaged(reason),
        }
    }

    /// Reads a stage back, or computes and stores it.
    pub(crate) fn stage<T>(
        &self,
        key: &Key,
        read: impl FnOnce(&Path) -> Result<T, PipelineError>,
        write: impl FnOnce(&T, &Path) -> Result<(), PipelineError>,
        observer: &mut Observer<'_>,
        compute: impl FnOnce(&mut Observer<'_>) -> Result<T, PipelineError>,
    ) -> Result<T, PipelineError> {
        let path = self.path(key);
        if path.exists() {
            let found = Manifest::check(&path, key).and_then(|manifest| {
                let value = read(&path).map_err(|error| error.to_string())?;
                Ok((value, manifest.seconds))
            });
            match found {
                Ok((value, seconds)) => {
                    self.note_use(key, true, seconds);
                    return Ok(value);
                }
                Err(reason) => {
                    let name = key.folder_name();
                    observer(Progress::Note(&format!(
                        "the stored stage {name} is damaged and is computed anew: {reason}"
                    )));
                    remove(&path)?;
                }
            }
        }
        let started = Instant::now();
        let value = compute(observer)?;
        let seconds = started.elapsed().as_secs_f64();
        self.put(key, seconds, |folder| write(&value, folder))?;
        self.note_use(key, false, seconds);
        Ok(value)
    }

    fn note_use(&self, key: &Key, reused: bool, seconds: f64) {
        self.uses.borrow_mut().push(StageUse {
            stage: key.folder_name(),
            reused,
            seconds,
        });
    }

    fn put(
        &self,
        key: &Key,
        seconds: f64,
        fill: impl FnOnce(&Path) -> Result<(), PipelineError>,
    ) -> Result<(), PipelineError> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(WRITING);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let aside = builder.tempdir_in(&self.folder).map_err(|source| {
            PipelineError::io(
                &self.folder,
                "create a folder inside",
                without_path(&source),
            )
        })?;
        fill(aside.path())?;
        Manifest::write(aside.path(), key, seconds)?;
        let target = self.path(key);
        let fail = |source| PipelineError::io(&target, "write the folder", source);
        fs::rename(aside.path(), &target).map_err(fail)?;
        // Its name is free now: there is nothing left to clean up under it.
        let _ = aside.keep();
        manifest::flush_folder(&self.folder).map_err(fail)?;
        if let Some(training) = self.training(key) {
            remove(&training)?;
        }
        Ok(())
    }

    /// Removes what a stopped study has left half-written, and with `all` every stage and every state of a training. Says whether
    /// any is left.
    fn sweep(&self, all: bool) -> Result<bool, PipelineError> {
        let mut is_any_left = false;
        let fail = |source| PipelineError::io(&self.folder, "read the folder", source);
        for entry in fs::read_dir(&self.folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.unwrap_or_default();
            let is_stage = name.ends_with(TRAINING) || manifest::is_in(&path);
            let is_half = name.starts_with(WRITING) || name.starts_with(PARTIAL);
            if is_half || (all && is_stage) {
                remove(&path)?;
            } else {
                is_any_left |= is_stage;
            }
        }
        Ok(is_any_left)
    }
}

/// A folder in which nothing is worth keeping goes, whatever stopped the study.
impl Drop for Store {
    fn drop(&mut self) {
        if self.temporary.is_some() {
            return;
        }
        if !self.is_kept.get() {
            // What cannot be removed now is used or removed by the next study.
            let _ = self.sweep(true);
        }
        self.lock = None;
        // One with anything in it stays.
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Whether files can be renamed from one folder to the other.
fn is_one_file_system(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
        device(a) == device(b)
    }
    #[cfg(not(unix))]
    {
        a.ancestors().last() == b.ancestors().last()
    }
}

fn remove(folder: &Path) -> Result<(), PipelineError> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|source| PipelineError::io(folder, "remove", source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ORDINARY: StoredStages = StoredStages::Reuse;

    /// Takes the stage "number" through a store: what it gives, whether it was computed, and what was noted.
    fn number(store: &Store, setting: i32) -> (String, bool, Vec<String>) {
        let key = Key::new("number", json!(setting), &[]);
        let mut is_computed = false;
        let mut notes = Vec::new();
        let value = store
            .stage(
                &key,
                |folder| {
                    let file = folder.join("inside/value");
                    fs::read_to_string(&file)
                        .map_err(|source| PipelineError::io(&file, "read", source))
                },
                |value: &String, folder| {
                    fs::create_dir(folder.join("inside")).unwrap();
                    fs::write(folder.join("inside/value"), value).unwrap();
                    Ok(())
                },
                &mut |news| {
                    if let Progress::Note(note) = news {
                        notes.push(note.to_owned());
                    }
                },
                |_| {
                    is_computed = true;
                    Ok(format!("value {setting}"))
                },
            )
            .unwrap();
        (value, is_computed, notes)
    }

    fn value(setting: i32) -> String {
        format!("value {setting}")
    }

    #[test]
    fn a_stage_is_computed_once_for_each_key() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        for is_computed in [true, false] {
            let store = Store::open(&out, ORDINARY).unwrap();
            store.keep();
            assert_eq!(number(&store, 1), (value(1), is_computed, Vec::new()));
            assert_eq!(number(&store, 2), (value(2), is_computed, Vec::new()));
            assert!(store.uses().iter().all(|one| one.reused != is_computed));
        }
        let store = Store::open(&out, StoredStages::StartOver).unwrap();
        assert!(number(&store, 1).1);
    }

    #[test]
    fn damage_of_every_kind_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("out"), ORDINARY).unwrap();
        number(&store, 1);
        let folder = store.path(&Key::new("number", json!(1), &[]));
        let cases = [
            (
                "inside/value",
                Some("value 2"),
                "inside/value has another content",
            ),
            ("inside/value", Some("v"), "inside/value has 1 bytes, not 7"),
            ("inside/value", None, "inside/value cannot be read"),
            ("manifest.json", Some("{"), "manifest.json is no manifest: "),
            ("manifest.json", None, "manifest.json cannot be read: "),
        ];
        for (file, content, reason) in cases {
            match content {
                Some(content) => fs::write(folder.join(file), content).unwrap(),
                None => fs::remove_file(folder.join(file)).unwrap(),
            }
            let (found, is_computed, notes) = number(&store, 1);
            assert_eq!((found, is_computed), (value(1), true), "{reason}");
            let start = format!(
                "the stored stage {} is damaged and is computed anew: {reason}",
                folder.file_name().unwrap().display()
            );
            assert!(notes[0].starts_with(&start), "{notes:?}");
            assert!(!number(&store, 1).1);
        }
        // The stage of another key in its place.
        number(&store, 2);
        fs::remove_dir_all(&folder).unwrap();
        fs::rename(store.path(&Key::new("number", json!(2), &[])), &folder).unwrap();
        assert!(number(&store, 1).2[0].ends_with("manifest.json has another key"));
    }

    #[test]
    fn what_is_half_written_goes_and_what_is_not_ours_stays() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let store = Store::open(&out, ORDINARY).unwrap();
        number(&store, 1);
        store.keep();
        let refused = Store::open(&out, ORDINARY).unwrap_err().to_string();
        assert!(
            refused.contains("expected a folder that no other study is on the way to"),
            "{refused}"
        );
        drop(store);
        let stages = home.path().join("out.stages");
        for name in [".writing-x", ".partial-x", "bert-1.training", "mine"] {
            fs::create_dir(stages.join(name)).unwrap();
        }
        let names = || {
            let mut names: Vec<String> = fs::read_dir(&stages)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| !name.starts_with("number-"))
                .collect();
            names.sort();
            names
        };
        drop(Store::open(&out, ORDINARY).unwrap());
        assert_eq!(names(), ["bert-1.training", "mine"]);
        drop(Store::open(&out, StoredStages::StartOver).unwrap());
        assert_eq!(names(), ["mine"]);
        fs::remove_dir(stages.join("mine")).unwrap();
        drop(Store::open(&out, ORDINARY).unwrap());
        assert!(!stages.exists(), "nothing is stored");
    }

    #[test]
    fn a_store_that_is_off_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("a/b/out"), StoredStages::Off).unwrap();
        number(&store, 1);
        assert!(!number(&store, 1).1, "within a study it is read back");
        drop(store);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
