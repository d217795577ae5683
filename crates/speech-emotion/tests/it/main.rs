//! The tests of this crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

mod corpora;
mod errors;
mod features;
mod given;
mod judging;
mod lists;
mod models;
mod page;
mod peer_scikit;
mod protocol;
mod recordings;
mod segments;
mod splits;
mod stored;
mod stored_damage;
mod synthesis;
