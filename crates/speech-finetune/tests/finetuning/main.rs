//! The tests of this crate, in one binary: synthetic clips, and networks that learn next to nothing
//! in no time.
#![cfg(feature = "cpu")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

mod errors;
mod given;
mod recipes;
mod report;
mod resume;
mod splits;
mod waves;
