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
#[path = "../support/slow_clients.rs"]
mod slow_clients;

mod browser;
mod demonstration;
mod errors;
mod events;
mod gradio;
mod hostile;
mod hosts;
mod limits;
mod page;
mod slow;
mod space;
mod stop;
mod texts;
