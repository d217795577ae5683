//! Arguments, servers and figures of the examples.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use speech_server::{AccessLog, ServeError, Server, Stopper};

use crate::client;

/// The value after a flag; `None` where the flag is not given.
fn value(flag: &str) -> Result<Option<String>, String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != flag);
    if arguments.next().is_none() {
        return Ok(None);
    }
    let value = arguments.next();
    value
        .map(Some)
        .ok_or_else(|| format!("{flag}: expected a value"))
}

/// The number after a flag, or the other one where the flag is not given.
pub(crate) fn number(flag: &str, otherwise: u64) -> Result<u64, String> {
    match value(flag)? {
        Some(value) => (value.parse()).map_err(|_| format!("{flag}: expected a number")),
        None => Ok(otherwise),
    }
}

/// The server that is pressed.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// Of a server in this process.
    running: Option<(Stopper, JoinHandle<Result<(), ServeError>>)>,
}

impl Target {
    /// The server at `--address`, or the demonstration in this process.
    pub(crate) fn find() -> Result<Self, Box<dyn Error>> {
        if let Some(address) = value("--address")? {
            return Ok(Self {
                address: address.parse()?,
                running: None,
            });
        }
        let server = Server::demo(7)?
            .with_address(([127, 0, 0, 1], 0).into())
            .with_access_log(AccessLog::Off)
            .bind()?;
        let (address, stopper) = (server.address(), server.stopper());
        let thread = thread::spawn(|| server.run());
        Ok(Self {
            address,
            running: Some((stopper, thread)),
        })
    }

    /// The resident memory of the server's process, as its `/metrics` tells it.
    pub(crate) fn memory(&self) -> String {
        match resident(self.address) {
            Some(mebibytes) => format!("{mebibytes:.1} MiB"),
            None => "unknown".to_owned(),
        }
    }

    /// Stops a server of this process.
    pub(crate) fn stop(self) -> Result<(), Box<dyn Error>> {
        if let Some((stopper, thread)) = self.running {
            stopper.stop();
            thread.join().map_err(|_| "the server panicked")??;
        }
        Ok(())
    }
}

/// `None` where the server's system does not tell its memory.
fn resident(address: SocketAddr) -> Option<f64> {
    let text = client::get(address, "/metrics").ok()?.text();
    let line =
        (text.lines()).find_map(|line| line.strip_prefix("process_resident_memory_bytes "))?;
    Some(line.parse::<f64>().ok()? / f64::from(1 << 20))
}

/// How many answers there were of each status, and how long they took.
#[derive(Default)]
pub(crate) struct Answers {
    times: BTreeMap<u16, Vec<Duration>>,
    pub(crate) broken: usize,
}

impl Answers {
    pub(crate) fn add(&mut self, status: u16, time: Duration) {
        self.times.entry(status).or_default().push(time);
    }

    pub(crate) fn join(&mut self, other: Self) {
        for (status, times) in other.times {
            self.times.entry(status).or_default().extend(times);
        }
        self.broken += other.broken;
    }

    pub(crate) fn count(&self, status: u16) -> usize {
        self.times.get(&status).map_or(0, Vec::len)
    }

    /// Answers with a status that is not among these, and connections that broke.
    pub(crate) fn failures(&self, expected: &[u16]) -> usize {
        let all: usize = self.times.values().map(Vec::len).sum();
        let fine: usize = expected.iter().map(|&status| self.count(status)).sum();
        all - fine + self.broken
    }

    /// A line for each status: how many, and the times of the answers.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        let mut lines: Vec<String> = (self.times.iter_mut())
            .map(|(status, times)| {
                times.sort_unstable();
                let at =
                    |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
                let (count, p50, p95, p99) = (times.len(), at(50), at(95), at(99));
                format!(
                    "status {status}: {count:7} answers, \
                     p50 {p50:8.1} ms, p95 {p95:8.1} ms, p99 {p99:8.1} ms"
                )
            })
            .collect();
        lines.push(format!("connections that broke: {}", self.broken));
        lines
    }
}
