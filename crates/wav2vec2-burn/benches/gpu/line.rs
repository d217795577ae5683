//! A figure as a line of JSON, which the peer prints too.

use std::error::Error;
use std::io::Write;

use serde::{Deserialize, Serialize};
use wav2vec2_burn::{Device, Precision};

pub(super) const OURS: &str = "wav2vec2-burn";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// The program.
    pub(super) side: String,
    pub(super) device: String,
    /// Of products: `f32`, `tf32` or `bf16`.
    pub(super) precision: String,
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

/// Prints a figure of this side.
pub(super) fn print(
    out: &mut dyn Write,
    (device, precision): (&Device, Precision),
    what: &str,
    figure: Figure,
) -> Result<(), Box<dyn Error>> {
    let line = Line {
        side: OURS.to_owned(),
        device: device.to_string(),
        precision: precision.to_string(),
        what: what.to_owned(),
        figure,
    };
    writeln!(out, "{}", serde_json::to_string(&line)?)?;
    Ok(out.flush()?)
}

/// Largest difference of two rows of numbers; the largest number there is where one has no
/// counterpart or is none, since JSON knows no infinity.
pub(super) fn gap(left: &[f32], right: &[f32]) -> f64 {
    let differences = left
        .iter()
        .zip(right)
        .map(|(a, b)| f64::from((a - b).abs()));
    let most = differences.fold(0.0, |most, gap| if gap <= most { most } else { gap });
    match left.len() == right.len() && most.is_finite() {
        true => most,
        false => f64::MAX,
    }
}
