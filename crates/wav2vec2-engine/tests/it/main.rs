//! Integration tests, one binary.
#![allow(
    clippy::unwrap_used,
    reason = "a failing helper of a test is the report"
)]

mod errors;
mod invariance;
mod made;
mod peers;
mod plain;
