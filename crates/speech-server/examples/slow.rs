//! Clients that hold connections and say little, and how long everybody else waits meanwhile.
//!
//!     cargo run --release -p speech-server --example slow -- [--count 600] [--asks 200]
//!
//! The slow ones come from 127.0.0.1; whatever the server closes they open again. Asked is from
//! 127.0.0.1 too, as through one proxy, and from 127.0.0.2 where the system has it. The
//! demonstration is pressed in this process, which then opens some 1,200 files (`ulimit -n`), or
//! with `--address IP:PORT` a server that runs.

#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(
    dead_code,
    reason = "the modules are shared, and each user needs a part"
)]

#[path = "../tests/support/client.rs"]
mod client;
#[path = "../tests/support/figures.rs"]
mod figures;
#[path = "../tests/support/slow_clients.rs"]
mod slow_clients;

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use figures::{Answers, Target, number};
use slow_clients::{connect, slow_clients};
use speech_server::synthetic_examples;

/// After this time the slow clients look which of their connections are closed.
const PAUSE: Duration = Duration::from_millis(20);

const SLOW: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 2));

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (count, asks) = (number("--count", 600)?, number("--asks", 200)?);
    let target = Target::find()?;
    let address = target.address;
    let count = usize::try_from(count)?;
    let mut held = slow_clients(address, SLOW, count)?;
    let over = Arc::new(AtomicBool::new(false));
    let churning = {
        let over = Arc::clone(&over);
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                held.retain(is_open);
                let closed = count - held.len();
                held.extend(slow_clients(address, SLOW, closed).into_iter().flatten());
                thread::sleep(PAUSE);
            }
        })
    };
    let clip = synthetic_examples()?.remove(0).wav;
    let mut failures = 0;
    for from in [SLOW, OTHER] {
        if TcpListener::bind((from, 0)).is_err() {
            println!("this system has no address {from}");
            continue;
        }
        let mut answers = Answers::default();
        for _ in 0..asks {
            let start = Instant::now();
            match ask(address, from, &clip) {
                Ok(reply) => answers.add(reply.status, start.elapsed()),
                Err(_) => answers.broken += 1,
            }
        }
        println!("{count} slow connections from {SLOW}, {asks} recordings from {from}:");
        answers.lines().iter().for_each(|line| println!("  {line}"));
        failures += answers.failures(&[200]);
    }
    over.store(true, Ordering::Relaxed);
    churning.join().map_err(|_| "the slow clients panicked")?;
    target.stop()?;
    match failures {
        0 => Ok(()),
        _ => Err(format!("{failures} recordings have no answer").into()),
    }
}

fn is_open(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(bytes) => bytes > 0,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    }
}

fn ask(address: SocketAddr, from: IpAddr, clip: &[u8]) -> io::Result<client::Reply> {
    let mut stream = connect(address, from)?;
    let length = clip.len();
    write!(
        stream,
        "POST /api/predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n"
    )?;
    stream.write_all(clip)?;
    client::receive(&mut stream)
}
