//! The tests of `indo-text`, one binary.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of tests may unwrap as the tests do"
)]

mod cleaning;
mod golden_stems;
mod hostile;
mod properties;
mod shared;
mod slang;
mod stem_parity;
mod stem_quirks;
mod stem_trace;
mod study_tables;
mod word_lists;
