//! `cargo +nightly fuzz run clean`

#![no_main]

#[allow(dead_code, reason = "the other target runs the rest")]
#[path = "../../tests/it/fuzz_targets.rs"]
mod fuzz_targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_targets::clean(bytes));
