use crate::checksum::Checksum;
use crate::error::FetchError;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The assets that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    assets: Vec<Asset>,
}

/// Files that belong together, with their licence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asset {
    /// Lower-case letters, digits and hyphens.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// The page that a reader would open.
    pub page: String,
    /// A commit; for a hub also a branch.
    pub revision: String,
    /// Where its files are.
    pub source: Source,
    /// Under which terms.
    pub licence: Licence,
    /// What else a user should know before agreeing.
    pub note: Option<String>,
    /// At least one.
    pub files: Vec<AssetFile>,
}

/// Where files are, and hence where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A web server; `{revision}` and `{path}` stand for those of the asset and the file.
    Web {
        /// The address with the two places in it.
        url: String,
    },
    /// A model repository of the Hugging Face hub, `organisation/name`.
    Hub {
        /// The repository.
        repository: String,
    },
}

/// The terms of an asset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Licence {
    /// An SPDX identifier, or plain words.
    pub name: String,
    /// Where the terms, or what the authors say of them, can be read.
    pub url: String,
}

/// One file of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssetFile {
    /// The path in the source, with slashes.
    pub path: String,
    /// What is known of its bytes.
    pub expected: Expected,
}

/// What is known of a file before it is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// Exactly these bytes.
    Pinned {
        /// The SHA-256.
        checksum: Checksum,
        /// The length.
        bytes: u64,
    },
    /// Whatever the hub serves first, checked against the hub's own checksum and recorded.
    FirstUse {
        /// No more than this.
        max_bytes: u64,
    },
}

impl Expected {
    /// The length, if known.
    pub fn bytes(&self) -> Option<u64> {
        match self {
            Self::Pinned { bytes, .. } => Some(*bytes),
            Self::FirstUse { .. } => None,
        }
    }

    /// The length that no download may pass.
    pub fn limit(&self) -> u64 {
        match self {
            Self::Pinned { bytes, .. } => *bytes,
            Self::FirstUse { max_bytes } => *max_bytes,
        }
    }
}

impl AssetFile {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

impl Manifest {
    /// The manifest that comes with the crate: `inset`, `slang`, `slang-ibrohim`, `roots`,
    /// `stop-words`, `indobert`, `wav2vec2`.
    ///
    /// # Errors
    ///
    /// None in a released crate; a test reads it.
    pub fn shipped() -> Result<Self, FetchError> {
        Self::from_toml(include_str!("../data/assets.toml"))
    }

    /// Reads a manifest. Unknown keys are refused.
    ///
    /// # Errors
    ///
    /// [`FetchError::ManifestSyntax`] and [`FetchError::ManifestValue`].
    pub fn from_toml(text: &str) -> Result<Self, FetchError> {
        let written: WrittenManifest =
            toml::from_str(text).map_err(|source| FetchError::ManifestSyntax {
                source: Box::new(source),
            })?;
        if written.format != 1 {
            let value = written.format.to_string();
            return Err(wrong("", "format", "1", &value));
        }
        let mut names = BTreeSet::new();
        let mut assets = Vec::new();
        for asset in written.asset {
            if !names.insert(asset.name.clone()) {
                return Err(wrong(&asset.name, "name", "a name used once", &asset.name));
            }
            assets.push(asset.check()?);
        }
        Ok(Self { assets })
    }

    /// All assets, in the order of the file.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The asset of that name.
    ///
    /// # Errors
    ///
    /// [`FetchError::UnknownAsset`].
    pub fn asset(&self, name: &str) -> Result<&Asset, FetchError> {
        self.assets
            .iter()
            .find(|asset| asset.name == name)
            .ok_or_else(|| FetchError::UnknownAsset {
                name: name.to_owned(),
                known: self
                    .assets
                    .iter()
                    .map(|asset| asset.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenManifest {
    format: u32,
    #[serde(default)]
    asset: Vec<WrittenAsset>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAsset {
    name: String,
    title: String,
    page: String,
    revision: String,
    url: Option<String>,
    hub: Option<String>,
    licence: Licence,
    note: Option<String>,
    file: Vec<WrittenFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    path: String,
    bytes: Option<u64>,
    sha256: Option<Checksum>,
    max_bytes: Option<u64>,
}

impl WrittenAsset {
    fn check(self) -> Result<Asset, FetchError> {
        let name = self.name;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            let expected = "lower-case letters, digits and hyphens";
            return Err(wrong(&name, "name", expected, &name));
        }
        if !is_part(&self.revision) {
            let expected = "a commit or a branch without slashes";
            return Err(wrong(&name, "revision", expected, &self.revision));
        }
        let source = match (self.url, self.hub) {
            (Some(url), None) => {
                if !is_safe_address(&url) || !url.contains("{path}") {
                    let expected = "an https address with {path} in it";
                    return Err(wrong(&name, "url", expected, &url));
                }
                Source::Web { url }
            }
            (None, Some(repository)) => {
                let parts: Vec<&str> = repository.split('/').collect();
                if parts.len() != 2 || !parts.iter().all(|part| is_part(part)) {
                    return Err(wrong(&name, "hub", "organisation/name", &repository));
                }
                Source::Hub { repository }
            }
            _ => return Err(wrong(&name, "source", "either url or hub", "both or none")),
        };
        if self.file.is_empty() {
            return Err(wrong(&name, "file", "at least one file", ""));
        }
        let mut seen = BTreeSet::new();
        let mut files = Vec::new();
        for file in self.file {
            let file = file.check(&name, &source)?;
            // Files of the web lie beside each other, by their last names.
            let stored = match source {
                Source::Web { .. } => file.name().to_owned(),
                Source::Hub { .. } => file.path.clone(),
            };
            if !seen.insert(stored) {
                return Err(wrong(&name, "path", "a name used once", &file.path));
            }
            files.push(file);
        }
        Ok(Asset {
            name,
            title: self.title,
            page: self.page,
            revision: self.revision,
            source,
            licence: self.licence,
            note: self.note,
            files,
        })
    }
}

impl WrittenFile {
    fn check(self, asset: &str, source: &Source) -> Result<AssetFile, FetchError> {
        if !self.path.split('/').all(is_part) {
            let expected = "a relative path of plain names";
            return Err(wrong(asset, "path", expected, &self.path));
        }
        let expected = match (self.sha256, self.bytes, self.max_bytes) {
            (Some(checksum @ Checksum::Sha256(_)), Some(bytes), None) => {
                Expected::Pinned { checksum, bytes }
            }
            (None, None, Some(max_bytes)) if matches!(source, Source::Hub { .. }) => {
                Expected::FirstUse { max_bytes }
            }
            _ => {
                let expected = "sha256 and bytes, or for a hub max_bytes alone";
                return Err(wrong(asset, "file", expected, &self.path));
            }
        };
        Ok(AssetFile {
            path: self.path,
            expected,
        })
    }
}

fn wrong(asset: &str, field: &'static str, expected: &'static str, value: &str) -> FetchError {
    FetchError::ManifestValue {
        asset: asset.to_owned(),
        field,
        expected,
        value: value.to_owned(),
    }
}

/// One name of a path that cannot leave its folder, on any system, and needs no escape in an
/// address.
fn is_part(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !name.is_empty() && !name.starts_with('.') && !name.ends_with('.') && name.chars().all(plain)
}

/// A commit's full name.
pub(crate) fn is_commit(revision: &str) -> bool {
    revision.len() == 40
        && revision
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Encrypted, or on this machine.
pub(crate) fn is_safe_address(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return url.starts_with("https://");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_manifest_is_sound() {
        let manifest = Manifest::shipped().unwrap();
        let names: Vec<&str> = manifest.assets().iter().map(|a| a.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "inset",
                "slang",
                "slang-ibrohim",
                "roots",
                "stop-words",
                "indobert",
                "wav2vec2",
                "wav2vec2-xls-r"
            ]
        );
        for asset in manifest.assets() {
            assert!(is_commit(&asset.revision), "{}", asset.name);
            assert!(asset.licence.url.starts_with("https://"), "{}", asset.name);
        }
    }

    fn manifest(asset: &str, file: &str) -> Result<Manifest, FetchError> {
        Manifest::from_toml(&format!(
            "format = 1\n[[asset]]\ntitle = 't'\npage = 'p'\n{asset}\n\
             licence = {{ name = 'MIT', url = 'u' }}\n[[asset.file]]\n{file}\n"
        ))
    }

    const WEB: &str = "name = 'a'\nrevision = 'r'\nurl = 'https://h/{path}'";
    const HUB: &str = "name = 'a'\nrevision = 'main'\nhub = 'o/n'";

    #[test]
    fn refuses_values_out_of_place() {
        let sha = format!("sha256 = '{}'\nbytes = 1", "a".repeat(64));
        let cases = [
            (WEB.replace("'a'", "'A b'"), "path = 'f'".to_owned(), "name"),
            (
                WEB.replace("'r'", "'../r'"),
                "path = 'f'".into(),
                "revision",
            ),
            (
                WEB.replace("https", "http"),
                format!("path = 'f'\n{sha}"),
                "url",
            ),
            (
                WEB.replace("{path}", "f"),
                format!("path = 'f'\n{sha}"),
                "url",
            ),
            (format!("{WEB}\nhub = 'o/n'"), "path = 'f'".into(), "source"),
            (HUB.replace("o/n", "o/n/m"), "path = 'f'".into(), "hub"),
            (WEB.into(), format!("path = '../f'\n{sha}"), "path"),
            (WEB.into(), format!("path = '/f'\n{sha}"), "path"),
            (WEB.into(), format!("path = 'a\\f'\n{sha}"), "path"),
            (WEB.into(), "path = 'f'\nmax_bytes = 1".into(), "file"),
            (WEB.into(), "path = 'f'".into(), "file"),
            (
                HUB.into(),
                format!("path = 'f'\nmax_bytes = 1\n{sha}"),
                "file",
            ),
            (
                WEB.into(),
                format!("path = 'a/f'\n{sha}\n[[asset.file]]\npath = 'b/f'\n{sha}"),
                "path",
            ),
        ];
        for (asset, file, place) in cases {
            match manifest(&asset, &file) {
                Err(FetchError::ManifestValue { field, .. }) => assert_eq!(field, place),
                other => panic!("{asset} {file}: {other:?}"),
            }
        }
        let good = format!("path = 'f'\n{sha}");
        assert!(manifest(WEB, &good).is_ok());
        assert!(manifest(HUB, "path = 'd/f'\nmax_bytes = 1").is_ok());
        for text in [
            "format = 1\nname = 'x'",
            "format = 'x'",
            "format = 1\n[[asset]]",
        ] {
            let error = Manifest::from_toml(text).unwrap_err();
            assert!(matches!(error, FetchError::ManifestSyntax { .. }), "{text}");
        }
        assert!(Manifest::from_toml("format = 2").is_err());
    }

    #[test]
    fn knows_addresses_that_are_encrypted_or_local() {
        for url in [
            "https://h/x",
            "http://127.0.0.1:8/x",
            "http://[::1]:8/",
            "http://localhost",
        ] {
            assert!(is_safe_address(url), "{url}");
        }
        for url in [
            "http://h/x",
            "http://127.0.0.1.h/x",
            "http://127.0.0.1@h/x",
            "http://127.0.0.1:8@h/x",
            "ftp://h",
            "h",
        ] {
            assert!(!is_safe_address(url), "{url}");
        }
    }
}
