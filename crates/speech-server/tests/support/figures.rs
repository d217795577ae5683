//! Arguments and figures of the examples.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use crate::client;

/// The number after a flag, or the other one where the flag is not given.
pub(crate) fn number(flag: &str, otherwise: u64) -> Result<u64, String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != flag);
    if arguments.next().is_none() {
        return Ok(otherwise);
    }
    (arguments.next())
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| format!("{flag}: expected a number"))
}

/// The resident memory in MiB, as `/metrics` tells it; `None` where it does not.
pub(crate) fn resident(address: SocketAddr) -> Option<f64> {
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

    /// A line for each status: how many, the median time, the 95th percentile.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        let mut lines: Vec<String> = (self.times.iter_mut())
            .map(|(status, times)| {
                times.sort_unstable();
                let at =
                    |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
                let (count, p50, p95) = (times.len(), at(50), at(95));
                format!("status {status}: {count:7} answers, p50 {p50:8.1} ms, p95 {p95:8.1} ms")
            })
            .collect();
        lines.push(format!("connections that broke: {}", self.broken));
        lines
    }
}
