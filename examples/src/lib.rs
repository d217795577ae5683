//! Runnable lessons, one a task: see the files beside `Cargo.toml`.
