//! How long each stage took.

use std::time::Instant;

/// Wall seconds of each stage; kept apart from the report, which is the same for every run of the same settings.
#[derive(Debug)]
pub(super) struct Clock {
    last: Instant,
    pub(super) laps: Vec<(&'static str, f64)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }
}

impl Clock {
    pub(super) fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }
}
