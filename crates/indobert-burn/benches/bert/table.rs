//! Clocks, medians and lines of the table.

use std::error::Error;
use std::fs;
use std::time::Instant;

pub(crate) const HEAD: &str = "\
| what | indobert-burn, s | cpu s | peer, s | cpu s | peer / indobert-burn | checks |
|---|---|---|---|---|---|---|";

/// Linux counts processor time in hundredths of a second for every program.
const TICKS: f64 = 100.0;

/// Seconds on the wall and of processors, NaN where they are not measured.
#[derive(Clone, Copy)]
pub(crate) struct Time {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

impl Time {
    pub(crate) fn of_wall(wall: f64) -> Self {
        let cpu = f64::NAN;
        Self { wall, cpu }
    }
}

/// Runs something and says how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Time) {
    let (wall, cpu) = (Instant::now(), processor_seconds());
    let result = work();
    let time = Time {
        wall: wall.elapsed().as_secs_f64(),
        cpu: processor_seconds() - cpu,
    };
    (result, time)
}

/// User and system time of this process with its threads; NaN where the system does not tell.
fn processor_seconds() -> f64 {
    let read = || -> Option<f64> {
        let text = fs::read_to_string("/proc/self/stat").ok()?;
        // The second field is a name in brackets that may hold spaces.
        let (_, fields) = text.rsplit_once(')')?;
        let mut fields = fields.split_ascii_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / TICKS)
    };
    read().unwrap_or(f64::NAN)
}

/// Times of one side, one a run.
#[derive(Default)]
pub(crate) struct Times(pub(crate) Vec<Time>);

impl Times {
    pub(crate) fn wall(&self) -> f64 {
        median(self.0.iter().map(|t| t.wall).collect())
    }

    fn cpu(&self) -> f64 {
        median(self.0.iter().map(|t| t.cpu).collect())
    }

    fn show(&self) -> String {
        if self.0.is_empty() {
            return "| |".into();
        }
        let least = self.0.iter().map(|t| t.wall).fold(f64::INFINITY, f64::min);
        let most = self.0.iter().map(|t| t.wall).fold(0.0, f64::max);
        let range = if self.0.len() > 1 {
            format!(" ({least:.3} to {most:.3})")
        } else {
            String::new()
        };
        let cpu = match self.cpu() {
            cpu if cpu.is_nan() => String::new(),
            cpu => format!("{cpu:.2}"),
        };
        format!("{:.3}{range} | {cpu} |", self.wall())
    }
}

/// Prints a line; a side without times stays empty.
pub(crate) fn row(what: &str, ours: &Times, peer: &Times, checks: &str) {
    let ratio = if ours.0.is_empty() || peer.0.is_empty() {
        String::new()
    } else {
        format!("{:.2}", peer.wall() / ours.wall())
    };
    println!(
        "| {what} | {} {} {ratio} | {checks} |",
        ours.show(),
        peer.show()
    );
}

/// Runs one side, and says how long it took if it is there.
pub(crate) type Side<'a> = Box<dyn FnMut() -> Result<Option<Time>, Box<dyn Error>> + 'a>;

/// Runs all sides in turn, so that a busy machine slows all alike.
pub(crate) fn alternate<const N: usize>(
    runs: usize,
    mut sides: [Side<'_>; N],
) -> Result<[Times; N], Box<dyn Error>> {
    let mut times: [Times; N] = std::array::from_fn(|_| Times::default());
    for _ in 0..runs {
        for (side, times) in sides.iter_mut().zip(&mut times) {
            times.0.extend(side()?);
        }
    }
    Ok(times)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}
