//! The tests of the crate, one topic a file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test calls may fail as a test does; clippy.toml frees only test functions"
)]

/// Says a line past the test runner, which keeps what a passing test prints to itself.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}

mod dates;
mod duplicates;
mod encodings;
mod errors;
mod formats;
mod malformed;
mod malformed_files;
#[cfg(feature = "parquet")]
mod parquet;
mod preview;
mod properties;
mod real_data;

use tweet_reader::{ReadError, Tweet, TweetReader};

/// All tweets of a file in memory.
fn read(reader: &TweetReader, name: &str, bytes: &[u8]) -> Result<Vec<Tweet>, ReadError> {
    reader
        .read(name, std::io::Cursor::new(bytes.to_vec()))?
        .collect()
}

/// The message of the error that reading a file ends with.
fn message(reader: &TweetReader, name: &str, bytes: &[u8]) -> String {
    read(reader, name, bytes).unwrap_err().to_string()
}
