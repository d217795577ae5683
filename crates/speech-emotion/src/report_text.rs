//! The report as text.

use std::fmt;

use crate::{Estimate, SpeechReport};

impl fmt::Display for Estimate {
    /// The value and its interval, `0.563 (0.494 to 0.631)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.value)?;
        match self.interval {
            Some((lower, upper)) => write!(f, " ({lower:.3} to {upper:.3})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for SpeechReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.model)?;
        writeln!(f, "split: {}", self.split)?;
        writeln!(f, "features scaled: {}", self.normalisation)?;
        let (clips, speakers) = (self.clips, self.speakers);
        writeln!(f, "tested on {clips} clips of {speakers} speakers")?;
        for (label, count) in &self.dropped {
            writeln!(f, "left out: {count} clips labelled {label}")?;
        }
        writeln!(f, "accuracy (WA)         {}", self.accuracy)?;
        writeln!(f, "unweighted recall (UA) {}", self.unweighted_recall)?;
        let chance = 1.0 / self.classes.len() as f64;
        writeln!(f, "chance                {chance:.3}")?;
        writeln!(f, "macro F1              {:.3}", self.macro_f1)?;
        let error = self.calibration.expected_error;
        writeln!(f, "calibration error     {error:.3}\n")?;

        let width = self.classes.iter().map(|class| class.as_str().len()).max();
        let width = width.unwrap_or_default().max(6);
        write!(f, "{:width$}", "")?;
        for class in &self.classes {
            write!(f, " {class:>width$}")?;
        }
        writeln!(f, " {:>width$}", "recall")?;
        for ((class, row), score) in self.classes.iter().zip(&self.confusion).zip(&self.by_class) {
            write!(f, "{class:width$}")?;
            for count in row {
                write!(f, " {count:>width$}")?;
            }
            writeln!(f, " {:>width$.3}", score.recall)?;
        }
        writeln!(f)?;
        for line in &self.by_speaker {
            let (speaker, clips, accuracy) = (&line.speaker, line.clips, line.accuracy);
            writeln!(f, "{speaker}: {accuracy:.3} of {clips} clips")?;
        }
        Ok(())
    }
}
