//! Checks a device against the CPU and times training on it; the same on all devices, but meant for GPUs.
//!
//! ```text
//! cargo bench -p wav2vec2-burn --features cuda --bench gpu -- folder base out/gpu
//! cargo bench -p wav2vec2-burn --features cuda --bench gpu -- check cuda:0
//! cargo bench -p wav2vec2-burn --features cuda --bench gpu -- measure cuda:0 bf16 out/gpu
//! cargo bench -p wav2vec2-burn --features cuda --bench gpu -- table lines.jsonl
//! ```
//!
//! `folder` writes a model of random weights, `tiny` or `base`, and the clips that are to be learned.
//! `check` trains a small model on the device and on the CPU, and fails where they part. `measure` times
//! training and classification. Both print a line of JSON a figure; `table` makes Markdown of such
//! lines. `benches/gpu.sh` runs all of it beside PyTorch, whose side is `benches/peers/gpu_speech.py`.

// By its path, as the tests name it too: its own modules then lie beside it.
#[path = "tasks.rs"]
mod tasks;

use std::error::Error;
use std::io;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    // `cargo test --all-targets` and `cargo bench` run this without a task.
    if arguments.is_empty() {
        eprintln!("{}", tasks::USAGE);
        return Ok(());
    }
    tasks::run(&arguments, &mut io::stdout())
}
