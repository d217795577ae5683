//! Runnable lessons, one a task: see the files beside `Cargo.toml`.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
