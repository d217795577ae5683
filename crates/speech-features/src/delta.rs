//! How coefficients change from frame to frame.

use crate::{FrameMatrix, SpeechError};

/// Frames that a derivative is fitted to, librosa's default.
const WIDTH: usize = 9;
/// Frames on each side of the one in the middle.
const HALF: usize = WIDTH / 2;

/// Which derivative [`delta`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeltaOrder {
    /// The slope of the line through nine frames, a frame.
    First,
    /// The second derivative of the parabola through nine frames, a frame squared.
    Second,
}

/// Derivatives by Savitzky and Golay's filter: `librosa.feature.delta` with its defaults, a width
/// of 9 and `mode="interp"`.
///
/// The polynomial has the order of the derivative, which is then the same along all nine frames:
/// the first and last four frames have the value of the fifth from their end.
///
/// # Errors
///
/// Fewer than nine frames.
pub fn delta(frames: &FrameMatrix, order: DeltaOrder) -> Result<FrameMatrix, SpeechError> {
    let (count, width) = (frames.len(), frames.width());
    if count < WIDTH {
        return Err(SpeechError::TooFewFrames {
            least: WIDTH,
            frames: count,
        });
    }
    let weights = weights(order);
    let mut deltas = FrameMatrix::zeros(count, width);
    for (frame, slopes) in deltas.rows_mut().enumerate() {
        let first = frame.clamp(HALF, count - 1 - HALF) - HALF;
        for (at, weight) in weights.iter().enumerate() {
            for (slope, value) in slopes.iter_mut().zip(frames.row(first + at)) {
                *slope += weight * value;
            }
        }
    }
    Ok(deltas)
}

/// What each of the nine frames, at places -4 to 4, adds to the derivative.
fn weights(order: DeltaOrder) -> [f32; WIDTH] {
    std::array::from_fn(|at| {
        let place = at as f32 - HALF as f32;
        match order {
            // place / sum of place^2
            DeltaOrder::First => place / 60.0,
            // Twice the factor of the square: 2 (place^2 - mean) / sum of (place^2 - mean)^2
            DeltaOrder::Second => 2.0 * (place * place - 20.0 / 3.0) / 308.0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_derivatives_of_polynomials() {
        let line: Vec<f32> = (0_u8..12).map(|t| 3.0 * f32::from(t) - 5.0).collect();
        let line = FrameMatrix::new(line, 1).unwrap();
        let square: Vec<f32> = (0_u8..12).map(|t| f32::from(t) * f32::from(t)).collect();
        let square = FrameMatrix::new(square, 1).unwrap();
        for (frames, order, expected) in [
            (&line, DeltaOrder::First, 3.0),
            (&line, DeltaOrder::Second, 0.0),
            (&square, DeltaOrder::Second, 2.0),
        ] {
            let deltas = delta(frames, order).unwrap();
            assert_eq!(deltas.len(), 12);
            for value in deltas.values() {
                assert!((value - expected).abs() < 1e-5, "{value} {expected}");
            }
        }
    }
}
