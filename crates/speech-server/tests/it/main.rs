//! The tests of this crate, in one binary. All talk to a server over sockets.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

#[path = "../support/client.rs"]
mod client;
#[path = "../support/hostile_files.rs"]
mod hostile_files;
mod running;

mod browser;
mod demonstration;
mod errors;
mod events;
mod hostile;
mod limits;
mod page;
mod space;
mod stop;
mod texts;
