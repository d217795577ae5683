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

mod cleaning;
mod exceptions;
mod golden_stems;
mod hostile;
mod properties;
mod shared;
mod slang;
mod stem_extended;
mod stem_parity;
mod stem_quirks;
mod stem_trace;
mod study_tables;
mod word_lists;
