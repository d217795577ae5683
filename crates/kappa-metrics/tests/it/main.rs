//! The tests of the crate, one topic a file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test calls may fail as a test does; clippy.toml frees only test functions"
)]

mod agreement_golden;
mod errors;
mod golden;
mod properties;
mod reference;
