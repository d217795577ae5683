use crate::checksum::{self, Checksum};
use crate::error::FetchError;
use crate::hub_cache::HubRepository;
use crate::manifest::{Asset, AssetFile, Expected, Source};
use crate::record::Record;
use crate::settings::FetchSettings;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where missing files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// From the addresses of the manifest.
    Network,
    /// From a local folder: by the file's path, else by the last part of it.
    Folder(PathBuf),
}

/// What would be done. Nothing was sent and nothing written to make it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Plan {
    /// In the order asked for.
    pub assets: Vec<PlannedAsset>,
    /// Where missing files come from.
    pub origin: Origin,
    pub(crate) endpoint: String,
}

/// A plan that the user agreed to.
#[derive(Debug, Clone)]
pub struct AcceptedPlan(pub(crate) Plan);

/// One asset of a plan.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PlannedAsset {
    /// What was asked for.
    pub asset: Asset,
    /// Where it goes. A branch has its folder once its commit is known.
    pub folder: Option<PathBuf>,
    /// In the order of the manifest.
    pub files: Vec<PlannedFile>,
}

/// One file of a plan.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PlannedFile {
    /// What the manifest says.
    pub file: AssetFile,
    /// What the cache says.
    pub state: FileState,
    /// An address, or the local file that would be copied.
    pub source: String,
}

/// What the cache holds of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileState {
    /// Nothing.
    Missing,
    /// Other bytes than it should; they will be replaced.
    Damaged,
    /// The file.
    Present {
        /// What its bytes were compared with.
        check: Check,
    },
}

/// What the bytes of a file were compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// The manifest's SHA-256.
    Pinned,
    /// The SHA-256 recorded at the first use.
    Recorded,
    /// The hub's checksum, which in a cache is the blob's name.
    Hub,
    /// Nothing: neither is known.
    Nothing,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pinned => "checked against the manifest",
            Self::Recorded => "checked against its first download",
            Self::Hub => "checked against the hub's checksum",
            Self::Nothing => "not checked",
        })
    }
}

impl Plan {
    pub(crate) fn new(
        settings: &FetchSettings,
        assets: &[&Asset],
        origin: Origin,
    ) -> Result<Self, FetchError> {
        let assets = assets
            .iter()
            .map(|asset| PlannedAsset::new(settings, asset, &origin))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            assets,
            origin,
            endpoint: settings.endpoint.clone(),
        })
    }

    /// Whether every file is there already.
    pub fn is_complete(&self) -> bool {
        self.assets.iter().all(PlannedAsset::is_complete)
    }

    /// The sum of the known lengths of missing files, and how many have none.
    pub fn bytes_to_fetch(&self) -> (u64, usize) {
        let missing = self.assets.iter().flat_map(PlannedAsset::missing);
        missing.fold((0, 0), |(bytes, unknown), planned| {
            match planned.file.expected.bytes() {
                Some(length) => (bytes + length, unknown),
                None => (bytes, unknown + 1),
            }
        })
    }

    /// The user has seen the licences and agrees.
    pub fn accept(self) -> AcceptedPlan {
        AcceptedPlan(self)
    }
}

impl PlannedAsset {
    fn new(settings: &FetchSettings, asset: &Asset, origin: &Origin) -> Result<Self, FetchError> {
        let mut files = Vec::new();
        let folder = match &asset.source {
            Source::Web { url } => {
                let folder = settings.home.join(&asset.name).join(&asset.revision);
                for file in &asset.files {
                    let url = url
                        .replace("{revision}", &asset.revision)
                        .replace("{path}", &file.path);
                    let state = web_state(file, &folder.join(file.name()))?;
                    files.push(PlannedFile::new(asset, file, state, url, origin)?);
                }
                Some(folder)
            }
            Source::Hub { repository } => {
                let cached = HubRepository::new(&settings.hub_cache, repository);
                let record = Record::read(&cached.record())?;
                let commit = cached.commit(&asset.revision);
                for file in &asset.files {
                    let at = commit.as_deref().unwrap_or(&asset.revision);
                    let url = resolve_address(&settings.endpoint, repository, at, &file.path);
                    let state = match &commit {
                        Some(commit) => hub_state(file, &cached, &record, commit)?,
                        None => FileState::Missing,
                    };
                    files.push(PlannedFile::new(asset, file, state, url, origin)?);
                }
                commit.map(|commit| cached.snapshot(&commit))
            }
        };
        Ok(Self {
            asset: asset.clone(),
            folder,
            files,
        })
    }

    /// Whether every file is there already.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    fn missing(&self) -> impl Iterator<Item = &PlannedFile> {
        self.files.iter().filter(|planned| !planned.is_present())
    }
}

impl PlannedFile {
    fn new(
        asset: &Asset,
        file: &AssetFile,
        state: FileState,
        url: String,
        origin: &Origin,
    ) -> Result<Self, FetchError> {
        let present = matches!(state, FileState::Present { .. });
        let source = match origin {
            Origin::Folder(folder) if !present => local_file(asset, file, folder)?
                .to_string_lossy()
                .into_owned(),
            _ => url,
        };
        Ok(Self {
            file: file.clone(),
            state,
            source,
        })
    }

    /// Whether the file is there already.
    pub fn is_present(&self) -> bool {
        matches!(self.state, FileState::Present { .. })
    }
}

/// The address of a file at the hub.
pub(crate) fn resolve_address(
    endpoint: &str,
    repository: &str,
    revision: &str,
    path: &str,
) -> String {
    format!("{endpoint}/{repository}/resolve/{revision}/{path}")
}

/// Finds a file in a local folder.
pub(crate) fn local_file(
    asset: &Asset,
    file: &AssetFile,
    folder: &Path,
) -> Result<PathBuf, FetchError> {
    [folder.join(&file.path), folder.join(file.name())]
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| FetchError::NotInFolder {
            asset: asset.name.clone(),
            path: file.path.clone(),
            folder: folder.to_owned(),
        })
}

fn web_state(file: &AssetFile, target: &Path) -> Result<FileState, FetchError> {
    match file.expected {
        Expected::Pinned { checksum, .. } => compare(target, &checksum, Check::Pinned),
        // A manifest has none such.
        Expected::FirstUse { .. } => Ok(FileState::Missing),
    }
}

/// Also finds what other programs put into the cache.
fn hub_state(
    file: &AssetFile,
    cached: &HubRepository,
    record: &Record,
    commit: &str,
) -> Result<FileState, FetchError> {
    let target = cached.snapshot(commit).join(&file.path);
    if let Expected::Pinned { checksum, .. } = file.expected {
        return compare(&target, &checksum, Check::Pinned);
    }
    if let Some(entry) = record.entry(commit, &file.path) {
        return compare(&target, &entry.sha256, Check::Recorded);
    }
    let Ok(blob) = target.canonicalize() else {
        return Ok(FileState::Missing);
    };
    let name = blob.file_name().unwrap_or_default().to_string_lossy();
    match Checksum::from_hex(&name) {
        Some(checksum) => compare(&target, &checksum, Check::Hub),
        None => Ok(FileState::Present {
            check: Check::Nothing,
        }),
    }
}

/// Compares a file, if it is there, with its checksum.
pub(crate) fn compare(
    target: &Path,
    expected: &Checksum,
    check: Check,
) -> Result<FileState, FetchError> {
    if !target.exists() {
        return Ok(FileState::Missing);
    }
    if !target.is_file() {
        return Ok(FileState::Damaged);
    }
    Ok(match checksum::of_file(target, expected)? == *expected {
        true => FileState::Present { check },
        false => FileState::Damaged,
    })
}

/// What a user should read before agreeing.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for planned in &self.assets {
            let asset = &planned.asset;
            writeln!(f, "{}: {}", asset.name, asset.title)?;
            writeln!(
                f,
                "  licence  {} ({})",
                asset.licence.name, asset.licence.url
            )?;
            if let Some(note) = &asset.note {
                writeln!(f, "  note     {note}")?;
            }
            writeln!(f, "  page     {}", asset.page)?;
            match &planned.folder {
                Some(folder) => writeln!(f, "  folder   {}", folder.display())?,
                None => writeln!(f, "  folder   known once the hub has named a commit")?,
            }
            for planned in &planned.files {
                writeln!(f, "  file     {planned}")?;
            }
            let first_use = planned
                .missing()
                .any(|planned| matches!(planned.file.expected, Expected::FirstUse { .. }));
            if first_use {
                let told = match self.origin {
                    Origin::Network => format!("what {} says of them", self.endpoint),
                    Origin::Folder(_) => "nothing".to_owned(),
                };
                writeln!(
                    f,
                    "  trust    files without a pinned checksum are compared with {told}, \
                     then recorded"
                )?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for PlannedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, ", self.file.path)?;
        match self.file.expected {
            Expected::Pinned { bytes, .. } => write!(f, "{bytes} bytes, sha256 pinned")?,
            Expected::FirstUse { max_bytes } => {
                write!(f, "at most {max_bytes} bytes, no pinned checksum")?;
            }
        }
        match self.state {
            FileState::Present { check } => write!(f, ": there already, {check}"),
            FileState::Damaged => write!(f, ": damaged, again from {}", self.source),
            FileState::Missing => write!(f, ": from {}", self.source),
        }
    }
}
