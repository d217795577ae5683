//! The tests of this crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

mod answers;
mod errors;
mod matrices;
mod properties;
