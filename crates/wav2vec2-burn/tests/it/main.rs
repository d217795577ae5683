//! Integration tests, one binary.
#![allow(
    clippy::unwrap_used,
    reason = "a failing helper of a test is the report"
)]

/// Says a line past the test runner, which keeps what a passing test prints to itself.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use aloud;

mod device_bench;
mod engines;
mod folders;
mod peers;
mod random_models;
mod refusals;
mod support;
mod training;
