//! Many clients at once, each sending a clip of 5 s as soon as its last one is answered.
//!
//!     cargo run --release -p speech-server --example load -- [--seconds 60] [--clients 64]
//!
//! First one client alone. The demonstration is pressed in this process, or with
//! `--address IP:PORT` a server that runs; memory is that of the server's process.

#![allow(clippy::print_stdout, reason = "an example prints")]

#[path = "../tests/support/client.rs"]
mod client;
#[path = "../tests/support/figures.rs"]
mod figures;

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use figures::{Answers, Target, number};
use speech_emotion::synthesis::{Voice, synthesise, wav_bytes};
use speech_emotion::{Emotion, SAMPLE_RATE};

/// How long a refused client waits.
const PAUSE: Duration = Duration::from_millis(100);

/// Requests of the client that is alone.
const ALONE: usize = 40;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let time = Duration::from_secs(number("--seconds", 60)?);
    let clients = number("--clients", 64)?;
    let target = Target::find()?;
    let address = target.address;
    let clip = five_seconds()?;

    let mut alone = Answers::default();
    for _ in 0..ALONE {
        ask(address, &clip, &mut alone);
    }
    println!("one client, clips of 5 s:");
    alone.lines().iter().for_each(|line| println!("  {line}"));

    let start = target.memory();
    let end = Instant::now() + time;
    let threads: Vec<_> = (0..clients)
        .map(|_| {
            let clip = clip.clone();
            thread::spawn(move || {
                let mut answers = Answers::default();
                while Instant::now() < end {
                    if ask(address, &clip, &mut answers) != Some(200) {
                        thread::sleep(PAUSE);
                    }
                }
                answers
            })
        })
        .collect();
    thread::sleep(time / 2);
    let middle = target.memory();
    let mut answers = Answers::default();
    for thread in threads {
        answers.join(thread.join().map_err(|_| "a client panicked")?);
    }
    println!("{clients} clients for {} s:", time.as_secs());
    answers.lines().iter().for_each(|line| println!("  {line}"));
    let rate = answers.count(200) as f64 / time.as_secs_f64();
    println!("  {rate:.1} clips a second");
    let last = target.memory();
    println!("  resident memory {start} at the start, {middle} in the middle, {last} at the end");
    target.stop()?;
    if alone.failures(&[200]) + answers.failures(&[200, 429]) > 0 {
        return Err("the server failed".into());
    }
    Ok(())
}

fn ask(address: SocketAddr, clip: &[u8], answers: &mut Answers) -> Option<u16> {
    let start = Instant::now();
    match client::post(address, "/api/predict", "audio/wav", clip) {
        Ok(reply) => {
            answers.add(reply.status, start.elapsed());
            Some(reply.status)
        }
        Err(_) => {
            answers.broken += 1;
            None
        }
    }
}

fn five_seconds() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let voice = Voice::numbered(31);
    let mut samples: Vec<f32> = (0..5)
        .flat_map(|take| synthesise(&voice, Emotion::Sedih, take))
        .collect();
    samples.truncate(5 * SAMPLE_RATE as usize);
    Ok(wav_bytes(&samples, SAMPLE_RATE)?)
}
