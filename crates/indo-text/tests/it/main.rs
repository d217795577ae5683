//! The tests of `indo-text`, one binary.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of tests may unwrap as the tests do"
)]

/// Says a line past the test runner, which keeps what a passing test prints to itself.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use aloud;

#[cfg(feature = "rayon")]
mod batch;
mod cleaning;
mod cleaning_report;
mod doc_pages;
#[cfg(feature = "english")]
mod english;
mod exceptions;
mod forms;
mod fuzz_cases;
mod fuzz_targets;
mod gold;
mod golden_stems;
mod hostile;
#[cfg(feature = "language")]
mod language;
mod normalizer;
mod properties;
mod random;
mod shared;
mod slang;
mod slang_measures;
mod stem_extended;
mod stem_parity;
mod stem_quirks;
mod stem_trace;
mod stop_words;
mod study_tables;
mod tokens;
mod word_lists;
