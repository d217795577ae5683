//! Integration tests, one binary.
#![allow(
    clippy::unwrap_used,
    reason = "a failing helper of a test is the report"
)]

mod hostile;
mod logits;
mod peers;
mod support;
mod tokenizer;
mod training;
