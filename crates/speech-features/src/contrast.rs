//! Peaks of a spectrum against its valleys, octave by octave.

use std::ops::Range;

use crate::{SpeechError, check};

/// Where the first octave begins, in Hz; below it lies one more band. librosa's default.
const FIRST_HZ: f64 = 200.0;
/// Where the last of six octaves begins, in Hz. It goes on to the end of the spectrum.
const LAST_HZ: f64 = FIRST_HZ * 32.0;
/// One part of a band makes up its peak, and one its valley: librosa's quantile of 0.02.
const PARTS: usize = 50;

/// The bands of `librosa.feature.spectral_contrast`.
#[derive(Clone, Debug)]
pub(crate) struct ContrastBands {
    bands: Vec<Band>,
    sorted: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Band {
    bins: Range<usize>,
    /// How many bins make up the peak, and the valley.
    extremes: usize,
}

impl ContrastBands {
    /// An error where half the sample rate does not reach the last octave, or bins are wider than
    /// the first band.
    pub(crate) fn new(sample_rate: u32, frame_length: usize) -> Result<Self, SpeechError> {
        let rate = f64::from(sample_rate);
        check::range(
            "sample_rate",
            rate,
            2.0 * LAST_HZ + 1.0,
            f64::from(crate::MAX_SAMPLE_RATE),
        )?;
        let longest = f64::from(1 << 20);
        let length = frame_length as f64;
        check::range("frame_length", length, (rate / FIRST_HZ).ceil(), longest)?;
        let bins = frame_length / 2 + 1;
        let first_bin = |is_there: &dyn Fn(f64) -> bool| {
            (0..bins)
                .find(|&bin| is_there(bin as f64 * rate / length))
                .unwrap_or(bins)
        };
        let mut bands = Vec::new();
        let mut low = 0.0;
        let mut high = FIRST_HZ;
        while low <= LAST_HZ {
            // librosa's bands begin one bin early. All but the last leave out their last bin,
            // which counts for their size.
            let begin = first_bin(&|hz| hz >= low).saturating_sub(1);
            let is_last = low >= LAST_HZ;
            let end = if is_last {
                bins
            } else {
                first_bin(&|hz| hz > high)
            };
            bands.push(Band {
                bins: begin..end - usize::from(!is_last),
                extremes: extremes(end - begin),
            });
            (low, high) = (high, 2.0 * high);
        }
        Ok(Self {
            bands,
            sorted: Vec::new(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.bands.len()
    }

    /// Writes the mean magnitude of the peak and of the valley of each band.
    pub(crate) fn extremes(&mut self, magnitudes: &[f32], peaks: &mut [f32], valleys: &mut [f32]) {
        for (band, (peak, valley)) in self.bands.iter().zip(peaks.iter_mut().zip(valleys)) {
            self.sorted.clear();
            self.sorted
                .extend_from_slice(&magnitudes[band.bins.clone()]);
            self.sorted.sort_unstable_by(f32::total_cmp);
            let count = band.extremes.min(self.sorted.len());
            *valley = mean(&self.sorted[..count]);
            *peak = mean(&self.sorted[self.sorted.len() - count..]);
        }
    }
}

/// One part of the bins, rounded as Python does (halves to even), at least 1.
fn extremes(bins: usize) -> usize {
    let (whole, rest) = (bins / PARTS, 2 * (bins % PARTS));
    let up = rest > PARTS || (rest == PARTS && whole % 2 == 1);
    (whole + usize::from(up)).max(1)
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}
