//! The tests of this crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]

/// Writes to the standard error; `eprintln` is hidden where a test passes.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}

mod decoding;
mod errors;
mod golden;
mod hostile;
mod properties;
mod real_clips;
mod resampling;
mod statistics;
mod voice_quality;

use speech_features::{Audio, DecodeOptions, decode_file};

/// A signal of the fixtures.
fn signal(name: &str) -> Audio {
    decode_file(signal_path(name), &DecodeOptions::default()).unwrap()
}

fn signal_path(name: &str) -> String {
    format!(
        "{}/../../fixtures/speech-features/signals/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// A tone of magnitude 0.5.
fn tone(hz: f64, sample_rate: u32, samples: usize) -> Vec<f32> {
    let step = std::f64::consts::TAU * hz / f64::from(sample_rate);
    #[expect(clippy::cast_possible_truncation, reason = "rounds to a sample")]
    let sample = |n: usize| (0.5 * (step * n as f64).sin()) as f32;
    (0..samples).map(sample).collect()
}
