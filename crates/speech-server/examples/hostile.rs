//! Uploads that no honest client sends: none may bring the server down.
//!
//!     cargo run --release -p speech-server --example hostile -- [--count 10000] [--clients 4]

#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "../tests/support/client.rs"]
mod client;
#[path = "../tests/support/figures.rs"]
mod figures;
#[path = "../tests/support/hostile_files.rs"]
mod hostile_files;

use std::thread;
use std::time::Instant;

use figures::{Answers, number, resident};
use speech_server::{AccessLog, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (count, clients) = (number("--count", 10_000)?, number("--clients", 4)?);
    let server = Server::demo(7)?
        .with_address(([127, 0, 0, 1], 0).into())
        .with_access_log(AccessLog::Off)
        .bind()?;
    let (address, stopper) = (server.address(), server.stopper());
    let running = thread::spawn(|| server.run());
    let before = resident(address);
    let threads: Vec<_> = (0..clients)
        .map(|first| {
            thread::spawn(move || {
                let mut answers = Answers::default();
                for number in (first..count).step_by(usize::try_from(clients).unwrap_or(1)) {
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
                }
                answers
            })
        })
        .collect();
    let mut answers = Answers::default();
    for thread in threads {
        answers.join(thread.join().map_err(|_| "a client panicked")?);
    }
    println!("{count} hostile uploads:");
    answers.lines().iter().for_each(|line| println!("  {line}"));
    if let (Some(before), Some(after)) = (before, resident(address)) {
        println!("  resident memory {before:.1} MiB before, {after:.1} MiB after");
    }
    let healthy = client::get(address, "/healthz")?.status == 200;
    stopper.stop();
    running.join().map_err(|_| "the server panicked")??;
    if !healthy || answers.count(500) + answers.broken > 0 {
        return Err("the server failed".into());
    }
    Ok(())
}
