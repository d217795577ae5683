use super::{Arrival, Outcome, Supply, copy_file, vanished};
use crate::error::FetchError;
use crate::lock::FileLock;
use crate::manifest::{Asset, Expected};
use crate::news::Listener;
use crate::partial::Requirement;
use crate::plan::{Check, FileState, PlannedFile, compare, local_file};
use std::path::Path;

/// Fetches or copies one pinned file to its place.
pub(super) fn arrive(
    asset: &Asset,
    planned: &PlannedFile,
    target: &Path,
    supply: Option<&Supply<'_>>,
    news: &mut Listener<'_>,
) -> Result<Arrival, FetchError> {
    let file = &planned.file;
    let (Expected::Pinned { checksum, .. }, Some(supply)) = (file.expected, supply) else {
        return Err(vanished(&file.path));
    };
    let name = file.name();
    let partial = target.with_file_name(format!(".{name}.partial"));
    let _lock = FileLock::acquire(&target.with_file_name(format!(".{name}.lock")), news)?;
    let arrived = |outcome| Arrival {
        sha256: checksum,
        check: Check::Pinned,
        outcome,
    };
    // Another process may have fetched it meanwhile.
    if matches!(
        compare(target, &checksum, Check::Pinned)?,
        FileState::Present { .. }
    ) {
        return Ok(arrived(Outcome::AlreadyThere));
    }
    let requirement = |origin| Requirement {
        origin,
        checksums: std::slice::from_ref(&checksum),
        bytes: file.expected.bytes(),
        limit: file.expected.limit(),
    };
    match supply {
        Supply::Folder(folder) => {
            let source = local_file(asset, file, folder)?;
            let origin = source.to_string_lossy();
            let (copy, _) = copy_file(&source, &partial, &requirement(&origin))?;
            copy.move_to(target)?;
            Ok(arrived(Outcome::Copied))
        }
        #[cfg(feature = "http")]
        Supply::Network(client) => {
            let requirement = requirement(&planned.source);
            let (download, _) = client.download(&partial, &requirement, news)?;
            download.move_to(target)?;
            Ok(arrived(Outcome::Downloaded))
        }
    }
}
