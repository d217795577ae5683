//! What `GET /metrics` shows, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::Duration;

use crate::pool::lock;
use crate::service::Service;

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Counts of requests, by route: no address, no name and no content is kept.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, String, u16), u64>>,
    latencies: Mutex<BTreeMap<String, Latency>>,
}

#[derive(Debug, Default)]
struct Latency {
    /// One more than bounds: the last counts what is slower than all.
    counts: [u64; BOUNDS.len() + 1],
    sum: f64,
}

impl Metrics {
    pub(crate) fn count(&self, method: &'static str, route: &str, status: u16, time: Duration) {
        *lock(&self.requests)
            .entry((method, route.to_owned(), status))
            .or_default() += 1;
        let seconds = time.as_secs_f64();
        let mut latencies = lock(&self.latencies);
        let latency = latencies.entry(route.to_owned()).or_default();
        latency.counts[BOUNDS.partition_point(|&bound| bound < seconds)] += 1;
        latency.sum += seconds;
    }

    /// All figures as text.
    pub(crate) fn text(&self, service: &Service) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text, service);
        text
    }

    fn write(&self, text: &mut String, service: &Service) -> std::fmt::Result {
        head(
            text,
            "speech_requests_total",
            "counter",
            "Requests answered.",
        )?;
        for ((method, route, status), count) in lock(&self.requests).iter() {
            writeln!(
                text,
                "speech_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            )?;
        }
        let name = "speech_request_seconds";
        head(
            text,
            name,
            "histogram",
            "Time from a request's head to its answer.",
        )?;
        for (route, latency) in lock(&self.latencies).iter() {
            let mut total = 0;
            for (bound, count) in BOUNDS.iter().zip(latency.counts) {
                total += count;
                writeln!(
                    text,
                    "{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {total}"
                )?;
            }
            total += latency.counts[BOUNDS.len()];
            writeln!(
                text,
                "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {total}"
            )?;
            writeln!(text, "{name}_sum{{route=\"{route}\"}} {}", latency.sum)?;
            writeln!(text, "{name}_count{{route=\"{route}\"}} {total}")?;
        }
        let closed = "speech_connections_closed_total";
        head(text, closed, "counter", "Connections closed to make room.")?;
        writeln!(text, "{closed} {}", service.places.closed())?;
        let load = service.pool.load();
        for (name, help, value) in [
            (
                "speech_queue_depth",
                "Jobs that wait for a thread.",
                Some(load.waiting),
            ),
            ("speech_jobs_running", "Jobs that run.", Some(load.running)),
            (
                "speech_events",
                "Answers kept for event streams.",
                Some(service.events.count()),
            ),
            (
                "speech_connections",
                "Connections that are open.",
                Some(service.places.count()),
            ),
            (
                "process_resident_memory_bytes",
                "Resident memory.",
                resident_bytes(),
            ),
        ] {
            if let Some(value) = value {
                head(text, name, "gauge", help)?;
                writeln!(text, "{name} {value}")?;
            }
        }
        Ok(())
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

/// The resident memory of this process; `None` where the system does not tell it as Linux does.
fn resident_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
