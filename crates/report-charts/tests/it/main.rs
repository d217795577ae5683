//! The figures, read back from their SVG.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing test is the report"
)]

mod every_figure;
mod marks;
mod messages;
mod read_back;
mod tables;
mod word_cloud;
