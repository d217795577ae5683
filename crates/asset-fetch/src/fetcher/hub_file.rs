use super::{Arrival, Outcome, copy_file};
#[cfg(feature = "http")]
use crate::checksum;
use crate::checksum::Checksum;
use crate::error::FetchError;
use crate::hub_cache::HubRepository;
use crate::lock::FileLock;
use crate::manifest::{Asset, AssetFile, Expected};
#[cfg(feature = "http")]
use crate::network::{Client, HubFile};
use crate::news::{FetchNews, Listener};
use crate::partial::Requirement;
use crate::plan::{Check, local_file};
use crate::record::{Entry, Record};
use std::path::Path;

/// What a hub's file must hash to before the hub is asked, and where that is known from.
fn known_checksum(
    file: &AssetFile,
    cached: &HubRepository,
    commit: &str,
) -> Result<Option<(Checksum, Check)>, FetchError> {
    if let Expected::Pinned { checksum, .. } = file.expected {
        return Ok(Some((checksum, Check::Pinned)));
    }
    let record = Record::read(&cached.record())?;
    let entry = record.entry(commit, &file.path);
    Ok(entry.map(|entry| (entry.sha256, Check::Recorded)))
}

/// Copies one file of a hub's repository into the cache.
pub(super) fn from_folder(
    asset: &Asset,
    file: &AssetFile,
    cached: &HubRepository,
    commit: &str,
    folder: &Path,
    news: &mut Listener<'_>,
) -> Result<Arrival, FetchError> {
    let known = known_checksum(file, cached, commit)?;
    let checksums: Vec<Checksum> = known.iter().map(|(checksum, _)| *checksum).collect();
    let source = local_file(asset, file, folder)?;
    let pending = format!("copy-{}", file.path.replace('/', "--"));
    let _lock = FileLock::acquire(&cached.lock(&pending), news)?;
    let requirement = Requirement {
        origin: &source.to_string_lossy(),
        checksums: &checksums,
        bytes: file.expected.bytes(),
        limit: file.expected.limit(),
    };
    let (copy, sha256) = copy_file(&source, &cached.incomplete(&pending), &requirement)?;
    let bytes = copy.length();
    let blob = sha256.to_hex();
    copy.move_to(&cached.blob(&blob))?;
    cached.link(commit, &file.path, &blob)?;
    let check = match known {
        Some((_, check)) => check,
        None => {
            let entry = Entry {
                commit: commit.to_owned(),
                path: file.path.clone(),
                bytes,
                sha256,
                told: None,
            };
            record_first_use(asset, cached, entry, news)?;
            Check::Nothing
        }
    };
    Ok(Arrival {
        sha256,
        check,
        outcome: Outcome::Copied,
    })
}

/// Downloads one file of a hub's repository into the cache.
#[cfg(feature = "http")]
pub(super) fn from_network(
    asset: &Asset,
    file: &AssetFile,
    cached: &HubRepository,
    client: &Client,
    url: &str,
    found: &HubFile,
    news: &mut Listener<'_>,
) -> Result<Arrival, FetchError> {
    let limit = file.expected.limit();
    if found.bytes.is_some_and(|bytes| bytes > limit) {
        return Err(FetchError::TooLong {
            origin: url.to_owned(),
            limit,
        });
    }
    let known = known_checksum(file, cached, &found.commit)?;
    if let (Some((expected @ Checksum::Sha256(_), _)), got @ Checksum::Sha256(_)) =
        (known, found.checksum)
        && expected != got
    {
        // Known before the download.
        return Err(FetchError::WrongChecksum {
            origin: url.to_owned(),
            expected,
            got,
        });
    }
    let mut checksums = vec![found.checksum];
    checksums.extend(known.map(|(checksum, _)| checksum));
    let requirement = Requirement {
        origin: url,
        checksums: &checksums,
        bytes: file.expected.bytes().or(found.bytes),
        limit,
    };
    let name = found.checksum.to_hex();
    let blob = cached.blob(&name);
    let _lock = FileLock::acquire(&cached.lock(&name), news)?;
    let (sha256, outcome, bytes) = match there(&blob, &checksums)? {
        Some((sha256, bytes)) => (sha256, Outcome::AlreadyThere, bytes),
        None => {
            let (download, sha256) =
                client.download(&cached.incomplete(&name), &requirement, news)?;
            let bytes = download.length();
            download.move_to(&blob)?;
            (sha256, Outcome::Downloaded, bytes)
        }
    };
    cached.link(&found.commit, &file.path, &name)?;
    let check = match known {
        Some((_, check)) => check,
        None => {
            let entry = Entry {
                commit: found.commit.clone(),
                path: file.path.clone(),
                bytes,
                sha256,
                told: Some(found.checksum),
            };
            record_first_use(asset, cached, entry, news)?;
            Check::Hub
        }
    };
    Ok(Arrival {
        sha256,
        check,
        outcome,
    })
}

/// The SHA-256 and the length of a blob that is there and right.
#[cfg(feature = "http")]
fn there(blob: &Path, checksums: &[Checksum]) -> Result<Option<(Checksum, u64)>, FetchError> {
    let Ok(metadata) = blob.metadata() else {
        return Ok(None);
    };
    for expected in checksums {
        if checksum::of_file(blob, expected)? != *expected {
            return Ok(None);
        }
    }
    let sha256 = checksum::of_file(blob, &Checksum::Sha256([0; 32]))?;
    Ok(Some((sha256, metadata.len())))
}

fn record_first_use(
    asset: &Asset,
    cached: &HubRepository,
    entry: Entry,
    news: &mut Listener<'_>,
) -> Result<(), FetchError> {
    Record::add(cached, entry.clone(), news)?;
    news(FetchNews::FirstUse {
        asset: &asset.name,
        path: &entry.path,
        recorded: entry.sha256,
        told: entry.told,
    });
    Ok(())
}
