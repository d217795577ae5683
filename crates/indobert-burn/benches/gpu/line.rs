//! A figure as a line of JSON, which the peer prints too.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

pub(super) const OURS: &str = "indobert-burn";

/// What a figure was measured on and in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Source {
    /// The program.
    pub(super) side: String,
    pub(super) device: String,
    /// Of products: `f32`, `tf32` or `bf16`.
    pub(super) precision: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    #[serde(flatten)]
    pub(super) source: Source,
    pub(super) what: String,
    #[serde(flatten)]
    pub(super) figure: Figure,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Figure {
    /// A time or a rate.
    Speed { value: f64, unit: String },
    /// How far the device is from the CPU.
    Check { largest: f64, allowed: f64 },
    /// Numbers that both sides must have.
    Numbers { values: Vec<f32> },
}

impl Line {
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", serde_json::to_string(self)?)?;
        out.flush()
    }
}

/// Largest difference of two rows of numbers; the largest number there is where one has no
/// counterpart or is none, since JSON knows no infinity.
pub(super) fn gap(left: &[f32], right: &[f32]) -> f64 {
    if left.len() != right.len() {
        return f64::MAX;
    }
    let differences = left
        .iter()
        .zip(right)
        .map(|(a, b)| f64::from((a - b).abs()));
    differences.fold(0.0, |most, gap| {
        if gap.is_finite() {
            most.max(gap)
        } else {
            f64::MAX
        }
    })
}
