//! Downloads against servers on this machine, and files from local folders.

#![allow(clippy::unwrap_used, reason = "a failing test is the report")]

#[cfg(feature = "http")]
mod cuts;
mod folder;
#[cfg(feature = "http")]
mod hub;
#[cfg(feature = "http")]
mod killed;
#[cfg(feature = "http")]
mod offline;
#[cfg(feature = "http")]
mod real;
#[cfg(feature = "http")]
mod server;
mod setting;
#[cfg(feature = "http")]
mod web;
