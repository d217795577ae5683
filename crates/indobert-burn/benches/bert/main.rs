//! How fast a BERT classifies and learns on a CPU, beside transformers and PyTorch.
//!
//! ```text
//! cargo bench -p indobert-burn -- [SECTION ...] [--model DIR] [--texts FILE] [--count 2000] [--runs 3]
//! ```
//!
//! Sections: `classify`, `forward`, `train`, `memory`, `start`; all of them where none is named.
//! `SARA_PYTHON` names a Python that has the packages of `benches/peers/bert.py`; without it this
//! side alone is timed. Each line is printed as soon as it is measured. Both sides load one folder,
//! run in turn with two threads each, take texts and give labels; answers are compared before a
//! figure is printed.
//!
//! Without `--model` the folder is a BERT-base of random weights that this crate saves, with a small
//! vocabulary of its own; without `--texts`, which has one text a line, the texts are invented
//! sentences, from one of 4 words to several together. All are cut at 128 tokens.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod children;
mod inputs;
mod peer;
mod sections;
mod table;

use std::error::Error;

use indobert_burn::{BertClassifier, Device, LoadOptions};

use inputs::{Inputs, Options};
use peer::Peer;

/// On each side.
const THREADS: usize = 2;

const SECTIONS: [&str; 5] = ["classify", "forward", "train", "memory", "start"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    indobert_burn::set_threads(THREADS)?;
    if let Some(request) = children::request(&arguments) {
        return children::run(request);
    }
    // `cargo test --all-targets` runs benches too, without this argument.
    if !arguments.iter().any(|a| a == "--bench") {
        println!("nothing is timed without --bench, which `cargo bench` gives");
        return Ok(());
    }
    let options = Options::parse(arguments.into_iter().filter(|a| a != "--bench"))?;
    let folder = tempfile::tempdir()?;
    let inputs = Inputs::new(&options, folder.path())?;
    println!(
        "{inputs}; {THREADS} threads a side; median of {} runs",
        options.runs
    );
    let device = Device::from_name("cpu")?;
    let (model, _) = BertClassifier::from_dir(&inputs.model, &device, &LoadOptions::default())?;
    let mut peer = None;
    for section in SECTIONS {
        if !options.has(section) {
            continue;
        }
        if peer.is_none() && ["classify", "forward", "train"].contains(&section) {
            peer = Peer::start(&inputs)?;
        }
        println!("\n{section}\n{}", table::HEAD);
        match section {
            "classify" => sections::classify(&model, &inputs, &options, peer.as_mut())?,
            "forward" => sections::forward(&model, &inputs, &options, peer.as_mut())?,
            "train" => sections::train(&model, &inputs, &options, peer.as_mut())?,
            "memory" => children::compare_memory(&inputs)?,
            _ => children::compare_start(&inputs, &options)?,
        }
    }
    if peer::python().is_none() {
        println!("\nSARA_PYTHON is not set: no peers were timed");
    }
    Ok(())
}
