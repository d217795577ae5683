//! All that sends packets.

mod client;
mod download;
mod hub;

pub(crate) use client::Client;
pub(crate) use hub::HubFile;
