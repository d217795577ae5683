use crate::checksum::Checksum;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// Why a manifest, a setting or a file could not be had.
///
/// `origin` is the address or the path that bytes came from. Addresses are shown without what
/// follows a question mark, which may hold signatures.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The manifest is not the TOML that is expected.
    #[error("the manifest cannot be read")]
    ManifestSyntax {
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A value of the manifest is out of place.
    #[error("asset `{asset}`: expected {expected} as {field}, got `{value}`")]
    ManifestValue {
        /// The asset's name.
        asset: String,
        /// The key.
        field: &'static str,
        /// What may stand there.
        expected: &'static str,
        /// What stands there.
        value: String,
    },
    /// No asset has the name.
    #[error("expected one of {known} as asset, got `{name}`")]
    UnknownAsset {
        /// The name asked for.
        name: String,
        /// The names there are, with commas between.
        known: String,
    },
    /// An environment variable has a value that cannot be used.
    #[error("expected {expected} in {name}, got `{value}`")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What may stand there.
        expected: &'static str,
        /// What stands there; `(hidden)` for secrets.
        value: String,
    },
    /// No variable says where a cache may be.
    #[error("no home folder is known: set {variable}")]
    HomeUnknown {
        /// The variable that would help.
        variable: &'static str,
    },
    /// A file is missing, and the environment forbids the network.
    #[error("{asset}: {path} is not in the cache, and {variable} forbids the network")]
    Offline {
        /// The asset's name.
        asset: String,
        /// The file.
        path: String,
        /// The variable that is set.
        variable: &'static str,
    },
    /// A file is missing, and this build cannot download.
    #[error("{asset}: {path} is not in the cache, and this build has no feature `http`")]
    NoHttp {
        /// The asset's name.
        asset: String,
        /// The file.
        path: String,
    },
    /// The local folder lacks a file.
    #[error("{asset}: expected {path} in {}", folder.display())]
    NotInFolder {
        /// The asset's name.
        asset: String,
        /// The file.
        path: String,
        /// The folder.
        folder: PathBuf,
    },
    /// Files from a local folder need a commit to be filed under.
    #[error("{asset}: revision `{revision}` names no commit; files from a folder need one")]
    CommitUnknown {
        /// The asset's name.
        asset: String,
        /// The revision as the manifest has it.
        revision: String,
    },
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file could not be locked against other processes.
    #[error("cannot lock {}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The record of earlier downloads is damaged.
    #[error("cannot read the record {}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The server could not be reached, or broke off, too often.
    #[error("{url}: no answer, or a broken one, at attempt {attempts}")]
    Connection {
        /// The address.
        url: String,
        /// How often it was tried.
        attempts: u32,
        /// The last failure.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server answered, and not with the file.
    #[error("{url}: expected status 200, got {status}")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// The server asked for a longer wait than the settings allow.
    #[error("{url}: status {status}, and the server asks for a wait of {} s", wait.as_secs())]
    Busy {
        /// The address.
        url: String,
        /// The status.
        status: u16,
        /// The wait.
        wait: Duration,
    },
    /// The server kept redirecting.
    #[error("{url}: expected at most {limit} redirects, got more")]
    TooManyRedirects {
        /// The first address.
        url: String,
        /// The most that are followed.
        limit: u32,
    },
    /// A redirect leads nowhere, or out of encryption.
    #[error("{url}: expected a redirect to an https address, got `{target}`")]
    Redirect {
        /// The address that redirects.
        url: String,
        /// Where to.
        target: String,
    },
    /// A header is missing or not what it should be.
    #[error("{url}: expected {expected} in header {header}, got `{value}`")]
    Header {
        /// The address.
        url: String,
        /// The header.
        header: &'static str,
        /// What should stand there.
        expected: &'static str,
        /// What stands there, or nothing.
        value: String,
    },
    /// The hub serves another commit than the one asked for.
    #[error("{url}: expected commit {expected}, got {got}")]
    Commit {
        /// The address.
        url: String,
        /// The commit asked for.
        expected: String,
        /// The commit served.
        got: String,
    },
    /// A file is shorter or longer than it must be.
    #[error("{origin}: expected {expected} bytes, got {got}")]
    Length {
        /// Where the bytes came from.
        origin: String,
        /// How many there must be.
        expected: u64,
        /// How many there are, or are announced.
        got: u64,
    },
    /// A file without a known length is longer than its limit.
    #[error("{origin}: expected at most {limit} bytes, got more")]
    TooLong {
        /// Where the bytes came from.
        origin: String,
        /// The limit.
        limit: u64,
    },
    /// The bytes are others than they must be; they have been deleted.
    #[error("{origin}: expected {expected}, got {got}")]
    WrongChecksum {
        /// Where the bytes came from.
        origin: String,
        /// What they must hash to.
        expected: Checksum,
        /// What they hash to.
        got: Checksum,
    },
}

impl FetchError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn write(path: &Path, source: std::io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_pinned() {
        let io = || std::io::Error::other("because");
        let toml = || Box::new(toml::from_str::<toml::Table>("=").unwrap_err());
        let url = || "https://host/file".to_owned();
        let sha = Checksum::Sha256([0xab; 32]);
        let blob = Checksum::GitBlob([1; 20]);
        let cases = [
            (
                FetchError::ManifestSyntax { source: toml() },
                "the manifest cannot be read".to_owned(),
            ),
            (
                FetchError::ManifestValue {
                    asset: "inset".into(),
                    field: "url",
                    expected: "an https address",
                    value: "ftp://x".into(),
                },
                "asset `inset`: expected an https address as url, got `ftp://x`".into(),
            ),
            (
                FetchError::UnknownAsset {
                    name: "x".into(),
                    known: "inset, roots".into(),
                },
                "expected one of inset, roots as asset, got `x`".into(),
            ),
            (
                FetchError::Variable {
                    name: "HF_ENDPOINT",
                    expected: "an https address",
                    value: "x".into(),
                },
                "expected an https address in HF_ENDPOINT, got `x`".into(),
            ),
            (
                FetchError::HomeUnknown {
                    variable: "SARA_HOME",
                },
                "no home folder is known: set SARA_HOME".into(),
            ),
            (
                FetchError::Offline {
                    asset: "inset".into(),
                    path: "positive.tsv".into(),
                    variable: "HF_HUB_OFFLINE",
                },
                "inset: positive.tsv is not in the cache, and HF_HUB_OFFLINE forbids the network"
                    .into(),
            ),
            (
                FetchError::NoHttp {
                    asset: "inset".into(),
                    path: "positive.tsv".into(),
                },
                "inset: positive.tsv is not in the cache, and this build has no feature `http`"
                    .into(),
            ),
            (
                FetchError::NotInFolder {
                    asset: "inset".into(),
                    path: "positive.tsv".into(),
                    folder: "lists".into(),
                },
                "inset: expected positive.tsv in lists".into(),
            ),
            (
                FetchError::CommitUnknown {
                    asset: "bert".into(),
                    revision: "main".into(),
                },
                "bert: revision `main` names no commit; files from a folder need one".into(),
            ),
            (
                FetchError::read(Path::new("a"), io()),
                "cannot read a".into(),
            ),
            (
                FetchError::write(Path::new("a"), io()),
                "cannot write a".into(),
            ),
            (
                FetchError::Lock {
                    path: "a".into(),
                    source: io(),
                },
                "cannot lock a".into(),
            ),
            (
                FetchError::Record {
                    path: "a".into(),
                    source: toml(),
                },
                "cannot read the record a".into(),
            ),
            (
                FetchError::Connection {
                    url: url(),
                    attempts: 5,
                    source: "cut".into(),
                },
                "https://host/file: no answer, or a broken one, at attempt 5".into(),
            ),
            (
                FetchError::Status {
                    url: url(),
                    status: 404,
                },
                "https://host/file: expected status 200, got 404".into(),
            ),
            (
                FetchError::Busy {
                    url: url(),
                    status: 429,
                    wait: Duration::from_secs(600),
                },
                "https://host/file: status 429, and the server asks for a wait of 600 s".into(),
            ),
            (
                FetchError::TooManyRedirects {
                    url: url(),
                    limit: 10,
                },
                "https://host/file: expected at most 10 redirects, got more".into(),
            ),
            (
                FetchError::Redirect {
                    url: url(),
                    target: "http://x".into(),
                },
                "https://host/file: expected a redirect to an https address, got `http://x`".into(),
            ),
            (
                FetchError::Header {
                    url: url(),
                    header: "ETag",
                    expected: "a checksum",
                    value: String::new(),
                },
                "https://host/file: expected a checksum in header ETag, got ``".into(),
            ),
            (
                FetchError::Commit {
                    url: url(),
                    expected: "a".into(),
                    got: "b".into(),
                },
                "https://host/file: expected commit a, got b".into(),
            ),
            (
                FetchError::Length {
                    origin: url(),
                    expected: 5,
                    got: 6,
                },
                "https://host/file: expected 5 bytes, got 6".into(),
            ),
            (
                FetchError::TooLong {
                    origin: url(),
                    limit: 5,
                },
                "https://host/file: expected at most 5 bytes, got more".into(),
            ),
            (
                FetchError::WrongChecksum {
                    origin: url(),
                    expected: sha,
                    got: blob,
                },
                format!(
                    "https://host/file: expected sha256 {}, got git blob {}",
                    "ab".repeat(32),
                    "01".repeat(20)
                ),
            ),
        ];
        for (error, expected) in cases {
            assert_eq!(error.to_string(), expected);
        }
    }
}
