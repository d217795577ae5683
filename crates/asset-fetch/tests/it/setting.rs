//! What most tests need: folders, a manifest of one asset, checksums.

use asset_fetch::{
    Asset, Checksum, FetchError, FetchSettings, FetchedAsset, Fetcher, Manifest, Origin, Patience,
};
use sha2::Digest;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// A cache of its own, deleted at the end.
pub(crate) struct Setting {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) settings: FetchSettings,
}

impl Setting {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut patience = Patience::default();
        patience.attempts = 4;
        patience.first_wait = Duration::from_millis(1);
        patience.longest_wait = Duration::from_millis(20);
        // A loaded machine may well let a thread wait for a second.
        patience.silence = Duration::from_secs(3);
        let settings = FetchSettings::new(folder.path().join("home"), folder.path().join("hub"))
            .with_patience(patience);
        Self { folder, settings }
    }

    #[cfg(feature = "http")]
    pub(crate) fn with_endpoint(mut self, endpoint: &str) -> Self {
        self.settings = self.settings.with_endpoint(endpoint).unwrap();
        self
    }

    pub(crate) fn fetch(&self, asset: &Asset) -> Result<FetchedAsset, FetchError> {
        self.fetch_from(asset, Origin::Network)
    }

    pub(crate) fn fetch_from(
        &self,
        asset: &Asset,
        origin: Origin,
    ) -> Result<FetchedAsset, FetchError> {
        let fetcher = Fetcher::new(self.settings.clone());
        let plan = fetcher.plan(&[asset], origin)?;
        let mut fetched = fetcher.execute(&plan.accept(), |_| ())?;
        Ok(fetched.remove(0))
    }

    /// Every file below the cache that is no lock, relative to it and sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(self.folder.path(), self.folder.path(), &mut found);
        found.sort();
        found
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_none_or(|extension| extension != "lock") {
            let relative = path.strip_prefix(root).unwrap();
            found.push(relative.to_string_lossy().into_owned());
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> Checksum {
    Checksum::Sha256(sha2::Sha256::digest(bytes).into())
}

pub(crate) fn git_blob(bytes: &[u8]) -> Checksum {
    let whole = [format!("blob {}\0", bytes.len()).as_bytes(), bytes].concat();
    Checksum::GitBlob(sha1::Sha1::digest(whole).into())
}

/// An asset of one pinned file, `list.txt`.
pub(crate) fn web_asset(base: &str, bytes: &[u8]) -> Asset {
    asset(&format!(
        "revision = 'r1'\nurl = '{base}/{{revision}}/{{path}}'\n[[asset.file]]\n\
         path = 'data/list.txt'\nbytes = {}\nsha256 = '{}'",
        bytes.len(),
        sha256(bytes).to_hex()
    ))
}

/// An asset of the hub with these files, none pinned.
pub(crate) fn hub_asset(revision: &str, paths: &[&str]) -> Asset {
    let files: String = paths
        .iter()
        .map(|path| format!("[[asset.file]]\npath = '{path}'\nmax_bytes = 100000\n"))
        .collect();
    asset(&format!(
        "revision = '{revision}'\nhub = 'org/model'\n{files}"
    ))
}

fn asset(rest: &str) -> Asset {
    let text = format!(
        "format = 1\n[[asset]]\nname = 'sample'\ntitle = 'A sample'\npage = 'https://page'\n\
         licence = {{ name = 'CC0-1.0', url = 'https://licence' }}\n{rest}"
    );
    let manifest = Manifest::from_toml(&text).unwrap();
    manifest.asset("sample").unwrap().clone()
}

/// Bytes without a pattern that a mistake could keep.
#[cfg(feature = "http")]
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

/// The folder of real data beside the repository, or a word why the test is left out.
#[cfg(feature = "http")]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(name);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stderr, reason = "a test that is left out says so")]
    {
        eprintln!("skipped: {} is not there", path.display());
    }
    None
}

/// The one file that every fetch of `web_asset` ends in.
pub(crate) fn list(fetched: &FetchedAsset) -> Vec<u8> {
    let path: &PathBuf = &fetched.files[0].path;
    assert!(path.ends_with("home/sample/r1/list.txt"), "{path:?}");
    std::fs::read(path).unwrap()
}
