//! Uploads that no honest client sends: none may bring the server down.
//!
//!     cargo run --release -p speech-server --example hostile -- [--count 10000] [--clients 4]
//!
//! The demonstration is pressed in this process, or with `--address IP:PORT` a server that runs.

#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "../tests/support/client.rs"]
mod client;
#[path = "../tests/support/figures.rs"]
mod figures;
#[path = "../tests/support/hostile_files.rs"]
mod hostile_files;

use std::net::SocketAddr;
use std::thread;
use std::time::Instant;

use figures::{Answers, Target, number};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (count, clients) = (number("--count", 10_000)?, number("--clients", 4)?.max(1));
    let target = Target::find()?;
    let address = target.address;
    let before = target.memory();
    let threads: Vec<_> = (0..clients)
        .map(|first| thread::spawn(move || send(address, first, count, clients)))
        .collect();
    let mut answers = Answers::default();
    for thread in threads {
        answers.join(thread.join().map_err(|_| "a client panicked")?);
    }
    println!("{count} hostile uploads:");
    answers.lines().iter().for_each(|line| println!("  {line}"));
    println!(
        "  resident memory {before} before, {} after",
        target.memory()
    );
    let healthy = client::get(address, "/healthz")?.status == 200;
    target.stop()?;
    if !healthy || answers.failures(&[200, 400, 413, 415, 422, 429]) > 0 {
        return Err("the server failed".into());
    }
    Ok(())
}

/// Sends every upload whose number is `first` and a multiple of `step`.
fn send(address: SocketAddr, first: u64, count: u64, step: u64) -> Answers {
    let mut answers = Answers::default();
    let mut number = first;
    while number < count {
        let upload = hostile_files::upload(number);
        let start = Instant::now();
        match client::post(address, "/api/predict", upload.kind, &upload.bytes) {
            Ok(reply) => {
                if reply.status >= 500 {
                    println!("{} ({number}): {}", upload.name, reply.text());
                }
                answers.add(reply.status, start.elapsed());
            }
            Err(_) => answers.broken += 1,
        }
        number += step;
    }
    answers
}
