use crate::checksum::Checksum;
use crate::error::FetchError;
use crate::hub_cache::{HubRepository, write_whole};
use crate::lock::FileLock;
use crate::news::Listener;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What was recorded of the files of one repository at their first use.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    #[serde(default)]
    file: Vec<Entry>,
}

/// One file at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) commit: String,
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: Checksum,
    /// What the hub said; none for files from a local folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) told: Option<Checksum>,
}

const HEADER: &str = "\
# Files that had no pinned checksum, as they were at their first download. Later ones must be the
# same. Delete an entry to trust its source anew.

";

impl Record {
    pub(crate) fn read(path: &Path) -> Result<Self, FetchError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(source) => return Err(FetchError::read(path, source)),
        };
        toml::from_str(&text).map_err(|source| FetchError::Record {
            path: path.to_owned(),
            source: Box::new(source),
        })
    }

    pub(crate) fn entry(&self, commit: &str, path: &str) -> Option<&Entry> {
        self.file
            .iter()
            .find(|entry| entry.commit == commit && entry.path == path)
    }

    /// Adds an entry to the file of the repository, which other processes may write too.
    pub(crate) fn add(
        repository: &HubRepository,
        entry: Entry,
        news: &mut Listener<'_>,
    ) -> Result<(), FetchError> {
        let _lock = FileLock::acquire(&repository.lock("asset-fetch"), news)?;
        let path = repository.record();
        let mut record = Self::read(&path)?;
        if record.entry(&entry.commit, &entry.path).is_some() {
            return Ok(());
        }
        record.file.push(entry);
        let text = toml::to_string(&record)
            .map_err(|source| FetchError::write(&path, std::io::Error::other(source)))?;
        write_whole(&path, format!("{HEADER}{text}").as_bytes())
    }
}
