//! The tests of this crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml frees tests, but not the functions that they share"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "samples are rounded to single precision on purpose"
)]

mod calibration;
mod errors;
mod formats;
mod generator;
mod linear;
mod model_files;
mod peer_libsvm;
mod peer_scikit;
mod peer_smartcore;
mod properties;
mod radial;
mod selection;
mod shared_gram;
mod single_precision;
mod solutions;
#[cfg(feature = "serde")]
mod stored;
mod svmlight;
mod weights;
