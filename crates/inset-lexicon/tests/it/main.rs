//! The tests of the crate, one topic a file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test calls may fail as a test does; clippy.toml frees only test functions"
)]

/// Says a line past the test runner, which keeps what a passing test prints to itself.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use aloud;

mod audits;
mod cases;
mod files;
mod properties;
mod readings;
mod real_inset;
mod rendering;
mod settings;
