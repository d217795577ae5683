//! How fast machines are fitted and asked, beside scikit-learn, scikit-learn-intelex and libsvm.
//!
//! ```text
//! cargo bench -p svm-poly -- [SECTION ...] [--rows 2000,5000] [--predict-rows 55601] [--runs 3]
//!     [--features X.npy --labels Y.npy] [--svg GROWTH.svg]
//! ```
//!
//! Sections: `degree1`, `degree2`, `degree3`, `folds`, `grid`, `predict`, `memory`, `growth`; all of
//! them where none is named. `SVM_PYTHON` names a Python that has the packages of
//! `benches/peers/svm.py`; without it this side alone is timed. Each line is printed as soon as it is
//! measured. The two sides run in turn on the same rows with two threads each; answers are compared
//! before a figure is printed.
//!
//! Without files the rows are an overlapping mixture of three Gaussians in 768 dimensions, of which
//! about half become support vectors at degree 1. With files, `X.npy` holds `f32` rows and `Y.npy`
//! `i64` labels; rows are shuffled by a fixed seed, and rows to predict are the same again.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod growth;
mod inputs;
mod memory;
mod peer;
mod sections;
mod selection;
mod table;

#[path = "../../tests/it/generator.rs"]
mod generator;

use std::error::Error;

use inputs::{Inputs, Options};
use peer::Peer;

/// On each side.
const THREADS: usize = 2;

const SECTIONS: [&str; 8] = [
    "degree1", "degree2", "degree3", "folds", "grid", "predict", "memory", "growth",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(request) = memory::child_request(&arguments) {
        return memory::run_child(request);
    }
    // `cargo test --all-targets` runs benches too, without this argument.
    if !arguments.iter().any(|a| a == "--bench") {
        println!("nothing is timed without --bench, which `cargo bench` gives");
        return Ok(());
    }
    let options = Options::parse(arguments.into_iter().filter(|a| a != "--bench"))?;
    let folder = tempfile::tempdir()?;
    let inputs = Inputs::new(&options)?;
    inputs.write(folder.path())?;
    let mut peer = Peer::start(folder.path())?;
    println!(
        "{inputs}; {THREADS} threads a side; median of {} runs",
        options.runs
    );
    if peer.is_none() {
        println!("SVM_PYTHON is not set: no peers are timed");
    }
    for section in SECTIONS {
        if !options.has(section) {
            continue;
        }
        println!("\n{section}\n{}", table::HEAD);
        match section {
            "degree1" => sections::fit(1, &inputs, &options, peer.as_mut())?,
            "degree2" => sections::fit(2, &inputs, &options, peer.as_mut())?,
            "degree3" => sections::fit(3, &inputs, &options, peer.as_mut())?,
            "folds" => sections::folds(&inputs, &options, peer.as_mut())?,
            "grid" => sections::grid(&inputs, &options, peer.as_mut())?,
            "predict" => sections::predict(&inputs, &options, peer.as_mut())?,
            "memory" => memory::compare(&inputs, &options, folder.path())?,
            _ => growth::measure(&options)?,
        }
    }
    Ok(())
}
