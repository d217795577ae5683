//! The report as text.

use std::fmt;

use crate::{Gain, Side, Spread, TransferReport};

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            corpus,
            clips,
            speakers,
        } = self;
        write!(f, "{corpus}, {clips} clips of {speakers} speakers")
    }
}

impl fmt::Display for Spread {
    /// The mean and the deviation, `0.480 ± 0.021`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.deviation {
            Some(deviation) => format!("{:.3} ± {deviation:.3}", self.mean),
            None => format!("{:.3}", self.mean),
        };
        f.pad(&text)
    }
}

impl fmt::Display for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, seeds) = (self.unweighted_recall, self.seeds);
        write!(f, "sequential minus direct: UA {value:+.3}")?;
        if let Some((lower, upper)) = self.interval {
            write!(f, " ({lower:+.3} to {upper:+.3} over speakers)")?;
        }
        let seeds_are = if seeds == 1 { "seed" } else { "seeds" };
        write!(f, ", mean of {seeds} {seeds_are}: ")?;
        f.write_str(match (self.is_shown(), value > 0.0) {
            (true, true) => "hearing the source first helps",
            (true, false) => "hearing the source first hurts",
            (false, _) => "no difference is shown",
        })?;
        match seeds {
            1 => f.write_str("; another seed may say otherwise"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for TransferReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let classes: Vec<&str> = self.classes.iter().map(|class| class.as_str()).collect();
        writeln!(f, "source: {}", self.source)?;
        writeln!(
            f,
            "target: {}, {} folds of speakers",
            self.target, self.folds
        )?;
        writeln!(f, "classes: {}\n", classes.join(", "))?;
        writeln!(
            f,
            "{:10} {:>4} {:25} {:25} {:13} ECE",
            "recipe", "seed", "accuracy", "UA", "macro F1"
        )?;
        for run in &self.runs {
            let report = &run.report;
            writeln!(
                f,
                "{:10} {:>4} {:25} {:25} {:<13.3} {:.3}",
                run.recipe,
                run.seed,
                report.accuracy.to_string(),
                report.unweighted_recall.to_string(),
                report.macro_f1,
                report.calibration.expected_error
            )?;
        }
        writeln!(f)?;
        for score in &self.recipes {
            writeln!(
                f,
                "{:10} {:>4} {:25} {:25} {:13} {}",
                score.recipe,
                "mean",
                score.accuracy,
                score.unweighted_recall,
                score.macro_f1,
                score.calibration_error
            )?;
        }
        let floor = &self.majority;
        writeln!(
            f,
            "{:15} {:<25.3} {:<25.3} {:<13.3} {:.3}",
            "majority class",
            floor.accuracy.value,
            floor.unweighted_recall.value,
            floor.macro_f1,
            floor.calibration.expected_error
        )?;
        writeln!(f, "{:41} {:.3}", "chance", self.chance)?;
        match &self.gain {
            Some(gain) => writeln!(f, "\n{gain}"),
            None => Ok(()),
        }
    }
}
