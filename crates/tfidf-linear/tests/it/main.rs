//! The tests of this crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

mod errors;
mod explanations;
mod golden;
mod hostile;
mod peer;
mod properties;
mod settings;
#[cfg(feature = "serde")]
mod stored;
