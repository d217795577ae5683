//! Timing, and the table that shows it.

use std::time::Instant;

pub(crate) const RUNS: usize = 7;

/// Short work is repeated until a run takes about this long.
const LEAST_SECONDS: f64 = 0.1;

/// Seconds of one piece of work, over the runs.
#[derive(Clone, Copy)]
pub(crate) struct Seconds {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Seconds {
    pub(crate) fn of(mut work: impl FnMut()) -> Self {
        let mut seconds_of = |rounds: u32| {
            let start = Instant::now();
            (0..rounds).for_each(|_| work());
            start.elapsed().as_secs_f64() / f64::from(rounds)
        };
        // The first run goes uncounted, and tells how often to repeat.
        let first = seconds_of(1);
        let rounds = (1..1 << 20).find(|&n| first * f64::from(n) >= LEAST_SECONDS);
        Self::from_runs([0; RUNS].map(|_| seconds_of(rounds.unwrap_or(1 << 20))))
    }

    pub(crate) fn from_runs(mut seconds: [f64; RUNS]) -> Self {
        seconds.sort_by(f64::total_cmp);
        let [least, .., most] = seconds;
        let median = seconds[RUNS / 2];
        Self {
            median,
            least,
            most,
        }
    }
}

/// What a row counts.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    /// So many things a second, named.
    PerSecond(usize, &'static str),
    Microseconds,
}

/// Prints a row as soon as it is known.
pub(crate) struct Table {
    ours: f64,
}

impl Table {
    pub(crate) fn new() -> Self {
        println!("| work | by | median | range | times as long as ours | agrees with PySastrawi |");
        println!("|---|---|---:|---:|---:|---:|");
        Self { ours: f64::NAN }
    }

    /// A row of ours, with which the rows that follow are compared.
    pub(crate) fn ours(
        &mut self,
        work: &str,
        unit: Unit,
        seconds: Seconds,
        agreement: Option<f64>,
    ) {
        self.ours = seconds.median;
        self.row(work, "indo-text", unit, seconds, agreement);
    }

    pub(crate) fn row(
        &self,
        work: &str,
        by: &str,
        unit: Unit,
        seconds: Seconds,
        agreement: Option<f64>,
    ) {
        let shown = |seconds: f64| match unit {
            Unit::PerSecond(count, _) => grouped(count as f64 / seconds),
            Unit::Microseconds => format!("{:.3}", seconds * 1e6),
        };
        let name = match unit {
            Unit::PerSecond(_, name) => format!("{name}/s"),
            Unit::Microseconds => "µs".to_owned(),
        };
        let (from, to) = match unit {
            Unit::PerSecond(..) => (seconds.most, seconds.least),
            Unit::Microseconds => (seconds.least, seconds.most),
        };
        println!(
            "| {work} | {by} | {} {name} | {} to {} | {:.2} | {} |",
            shown(seconds.median),
            shown(from),
            shown(to),
            seconds.median / self.ours,
            agreement.map_or("".to_owned(), |share| format!("{:.2} %", 100.0 * share)),
        );
    }
}

/// A whole number with commas.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
