//! Medians, and lines of the table.

use std::error::Error;
use std::time::Instant;

pub(crate) const HEAD: &str = "\
| what | wav2vec2-burn, s | peer, s | peer / wav2vec2-burn | answers |
|---|---|---|---|---|";

/// Seconds of the clock, one a run.
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Run 0 warms up.
    pub(crate) fn push(&mut self, run: usize, seconds: f64) {
        if run > 0 {
            self.0.push(seconds);
        }
    }

    pub(crate) fn time<T>(
        &mut self,
        run: usize,
        work: impl FnOnce() -> Result<T, Box<dyn Error>>,
    ) -> Result<T, Box<dyn Error>> {
        let begun = Instant::now();
        let made = work()?;
        self.push(run, begun.elapsed().as_secs_f64());
        Ok(made)
    }

    fn show(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.0.iter().copied().fold(0.0, f64::max);
        format!("{:.3} ({least:.3} to {most:.3})", median(&self.0))
    }
}

/// Prints a line; a side without times stays empty.
pub(crate) fn row(what: &str, ours: &Times, peer: &Times, answers: &str) {
    let ratio = match peer.0.is_empty() {
        true => String::new(),
        false => format!("{:.2}", median(&peer.0) / median(&ours.0)),
    };
    let (ours, peer) = (ours.show(), peer.show());
    println!("| {what} | {ours} | {peer} | {ratio} | {answers} |");
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}
