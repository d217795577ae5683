//! A folder of results that appears when all of it is written.

use crate::PipelineError;
use crate::files::without_path;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the names of folders on their way begin with.
pub(crate) const PARTIAL: &str = ".partial-";

/// What a folder of results may hold; only such a folder is ever replaced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contents {
    /// Every file, by its path inside the folder.
    pub(crate) files: &'static [&'static str],
    /// Whether a file may stand there whose name depends on the results.
    pub(crate) others: fn(&Path) -> bool,
    /// One of them that no other folder has.
    pub(crate) mark: &'static str,
    /// What messages allow beside an empty folder: nothing, or ` or one ...`.
    pub(crate) allowed: &'static str,
}

impl Contents {
    fn holds(&self, inside: &Path) -> bool {
        self.files.iter().any(|name| inside == Path::new(name)) || (self.others)(inside)
    }
}

/// Files on their way to a folder. Nothing is left of them if this is dropped before [`PendingFolder::finish`].
#[derive(Debug)]
pub(crate) struct PendingFolder {
    partial: tempfile::TempDir,
    target: PathBuf,
    overwrite: bool,
    contents: Contents,
}

impl PendingFolder {
    /// Makes a temporary folder in `target`, or on the way to it. With `overwrite` the target may hold an earlier result, and
    /// nothing else.
    pub(crate) fn begin(
        target: &Path,
        overwrite: bool,
        contents: Contents,
    ) -> Result<Self, PipelineError> {
        let target = resolved(target)?;
        let near = target
            .ancestors()
            .find(|folder| folder.exists())
            .unwrap_or(Path::new("."));
        Self::begin_in(near, &target, overwrite, contents)
    }

    /// The same with the temporary folder in `near`, from where files can be renamed to the target.
    pub(crate) fn begin_in(
        near: &Path,
        target: &Path,
        overwrite: bool,
        contents: Contents,
    ) -> Result<Self, PipelineError> {
        let target = resolved(target)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(PARTIAL);
        // A temporary folder is its owner's alone by default; this one becomes an ordinary folder.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let partial = builder.tempdir_in(near).map_err(|source| {
            PipelineError::io(near, "create a folder inside", without_path(&source))
        })?;
        let pending = Self {
            partial,
            target,
            overwrite,
            contents,
        };
        pending.check()?;
        Ok(pending)
    }

    pub(crate) fn path(&self) -> &Path {
        self.partial.path()
    }

    /// Whether files may take their place in `target`, as [`PendingFolder::begin`] asks, without making anything.
    pub(crate) fn check_place(
        target: &Path,
        overwrite: bool,
        contents: Contents,
    ) -> Result<(), PipelineError> {
        check(&resolved(target)?, None, overwrite, contents)
    }

    /// Puts the files in their place.
    ///
    /// A new folder appears at once. One that is there keeps its mode and its name, and its files are exchanged one by one; should
    /// that fail midway, old and new files both remain, and the error says where.
    pub(crate) fn finish(self) -> Result<(), PipelineError> {
        let fail = |source| PipelineError::io(&self.target, "write the folder", source);
        if !self.target.exists() {
            if let Some(parent) = self.target.parent() {
                std::fs::create_dir_all(parent).map_err(fail)?;
            }
            std::fs::rename(self.partial.path(), &self.target).map_err(fail)?;
            // Its name is free now: there is nothing left to clean up under it.
            let _ = self.partial.keep();
            return Ok(());
        }
        // Somebody may have put something there since.
        self.check()?;
        let target = self.target;
        let partial = self.partial.keep();
        let midway = |source| PipelineError::io(&partial, "exchange the results in", source);
        let old = partial.join("replaced");
        let new = entries(&partial).map_err(midway)?;
        std::fs::create_dir(&old).map_err(midway)?;
        for entry in entries(&target).map_err(midway)? {
            if target.join(&entry) != partial {
                std::fs::rename(target.join(&entry), old.join(&entry)).map_err(midway)?;
            }
        }
        for entry in new {
            std::fs::rename(partial.join(&entry), target.join(&entry)).map_err(midway)?;
        }
        std::fs::remove_dir_all(&partial).map_err(midway)
    }

    fn check(&self) -> Result<(), PipelineError> {
        let partial = Some(self.partial.path());
        check(&self.target, partial, self.overwrite, self.contents)
    }
}

/// The target with links and dots resolved, before anything is made.
fn resolved(target: &Path) -> Result<PathBuf, PipelineError> {
    let fail = |source| PipelineError::io(target, "write the folder", source);
    if target.is_symlink() && !target.exists() {
        return Err(fail(ErrorKind::NotFound.into()));
    }
    target
        .canonicalize()
        .or_else(|_| std::path::absolute(target))
        .map_err(fail)
}

/// Whether the target holds nothing but the files on their way, or an earlier result that may be replaced.
fn check(
    target: &Path,
    partial: Option<&Path>,
    overwrite: bool,
    contents: Contents,
) -> Result<(), PipelineError> {
    let fail = |source| PipelineError::io(target, "read the folder", source);
    if !target.exists() {
        return Ok(());
    }
    let earlier = overwrite && target.join(contents.mark).is_file();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in entries(&target.join(&folder)).map_err(fail)? {
            let inside = folder.join(entry);
            let path = target.join(&inside);
            if Some(path.as_path()) == partial {
                continue;
            }
            if path.is_dir() && earlier {
                folders.push(inside);
            } else if !earlier || !contents.holds(&inside) {
                return Err(PipelineError::OutputExists {
                    path: target.to_owned(),
                    entry: inside.display().to_string(),
                    allowed: contents.allowed,
                });
            }
        }
    }
    Ok(())
}

/// The names in a folder.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)?
        .map(|entry| Ok(PathBuf::from(entry?.file_name())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENTS: Contents = Contents {
        files: &["mark", "models/one"],
        others: |_| false,
        mark: "mark",
        allowed: "",
    };

    fn result(target: &Path, overwrite: bool) -> Result<(), PipelineError> {
        let pending = PendingFolder::begin(target, overwrite, CONTENTS)?;
        std::fs::write(pending.path().join("mark"), "new").unwrap();
        std::fs::create_dir(pending.path().join("models")).unwrap();
        std::fs::write(pending.path().join("models/one"), "new").unwrap();
        pending.finish()
    }

    fn names(folder: &Path) -> Vec<PathBuf> {
        let mut names = entries(folder).unwrap();
        names.sort();
        names
    }

    #[test]
    fn appears_in_new_empty_and_earlier_folders() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("a/b/c");
        result(&deep, false).unwrap();
        assert_eq!(names(&deep), [Path::new("mark"), Path::new("models")]);
        std::fs::write(deep.join("mark"), "old").unwrap();
        assert!(result(&deep, false).is_err());
        result(&deep, true).unwrap();
        assert_eq!(std::fs::read_to_string(deep.join("mark")).unwrap(), "new");
        assert_eq!(names(&deep), [Path::new("mark"), Path::new("models")]);

        let empty = home.path().join("empty");
        std::fs::create_dir(&empty).unwrap();
        result(&empty, false).unwrap();
        assert_eq!(names(&empty), [Path::new("mark"), Path::new("models")]);
    }

    #[test]
    fn never_replaces_what_it_did_not_write() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("result");
        result(&folder, false).unwrap();
        for foreign in ["notes.txt", "models/notes.txt"] {
            std::fs::write(folder.join(foreign), "mine").unwrap();
            let message = result(&folder, true).unwrap_err().to_string();
            assert!(message.contains(&format!("found `{foreign}`")), "{message}");
            std::fs::remove_file(folder.join(foreign)).unwrap();
        }
        // Without the mark it may be anybody's.
        std::fs::remove_file(folder.join("mark")).unwrap();
        assert!(result(&folder, true).is_err());
        assert_eq!(names(home.path()), [Path::new("result")]);
    }

    #[test]
    fn notices_what_came_while_it_was_filled() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("result");
        let pending = PendingFolder::begin(&folder, false, CONTENTS).unwrap();
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("notes.txt"), "mine").unwrap();
        assert!(pending.finish().is_err());
        assert_eq!(names(&folder), [Path::new("notes.txt")]);
        assert_eq!(names(home.path()), [Path::new("result")]);
    }
}
