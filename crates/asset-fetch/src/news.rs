use crate::checksum::Checksum;
use crate::error::FetchError;
use std::path::Path;
use std::time::Duration;

/// What happens while a plan is carried out.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum FetchNews<'a> {
    /// A file begins.
    File {
        /// The asset's name.
        asset: &'a str,
        /// The file.
        path: &'a str,
    },
    /// Bytes have arrived; sent at the start of each attempt and every 64 KiB or so.
    Bytes {
        /// How many are there, with those of earlier attempts.
        done: u64,
        /// How many there will be, if known.
        total: Option<u64>,
    },
    /// Another process is busy with the file.
    Waiting {
        /// The lock.
        lock: &'a Path,
    },
    /// An attempt failed and is repeated.
    Retry {
        /// Why.
        error: &'a FetchError,
        /// After this wait.
        wait: Duration,
    },
    /// A file without a pinned checksum has been taken as it is, and recorded.
    FirstUse {
        /// The asset's name.
        asset: &'a str,
        /// The file.
        path: &'a str,
        /// What was recorded.
        recorded: Checksum,
        /// What the hub said of the file; nothing for files of a local folder.
        told: Option<Checksum>,
    },
}

pub(crate) type Listener<'a> = dyn FnMut(FetchNews<'_>) + 'a;
