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

mod agreement_golden;
mod errors;
mod golden;
mod hostile;
mod item_properties;
mod items;
mod plots;
mod properties;
mod random_tables;
mod reference;
