//! Fundamental frequency by YIN.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::framing::{copy_frame, frame_count, single};
use crate::{SpeechError, YinParams, check};

/// The pitch of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pitch {
    /// The fundamental frequency that fits best, in Hz, whether there is a voice or not.
    pub hz: f32,
    /// How alike the frame and itself one period later are: their correlation, which is 1 for a
    /// periodic frame, near 0 for noise, and 0 for silence.
    pub periodicity: f32,
}

/// Tracks the pitch of a voice: YIN (de Cheveigné and Kawahara, JASA 111, 2002) as
/// `librosa.yin` has it.
///
/// Frames are centred as those of an [`Extractor`](crate::Extractor). Plans and buffers are kept:
/// use one tracker for all signals, or clone it for another thread.
///
/// ```
/// use speech_features::{Yin, YinParams};
///
/// let params = YinParams::default().with_sample_rate(16_000);
/// let saw: Vec<f32> = (0..16_000_u16).map(|n| f32::from(n % 100) / 100.0 - 0.5).collect();
/// let pitch = Yin::new(&params)?.track(&saw)?[15];
/// assert!((pitch.hz - 160.0).abs() < 0.5 && pitch.periodicity > 0.99);
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone)]
pub struct Yin {
    params: YinParams,
    /// The shortest period, in samples.
    least: usize,
    /// The longest.
    most: usize,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    frame: Vec<f32>,
    bins: Vec<Complex<f32>>,
    /// Autocorrelation, from lag 0.
    correlation: Vec<f32>,
    forward_scratch: Vec<Complex<f32>>,
    inverse_scratch: Vec<Complex<f32>>,
    /// Energy of the first samples: at `k`, of `k` of them.
    energies: Vec<f64>,
    /// The normalised difference, from the shortest period on.
    differences: Vec<f32>,
}

impl std::fmt::Debug for Yin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Yin")
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

impl Yin {
    /// Plans the transforms.
    ///
    /// # Errors
    ///
    /// A parameter out of its range.
    pub fn new(params: &YinParams) -> Result<Self, SpeechError> {
        params.check()?;
        let rate = f64::from(params.sample_rate);
        let least = whole((rate / params.max_hz).floor());
        let most = whole((rate / params.min_hz).ceil()).min(params.frame_length - 1);
        // Long enough that no lag up to the longest wraps around.
        let size = fast_length(params.frame_length + most);
        let mut planner = RealFftPlanner::new();
        let (forward, inverse) = (
            planner.plan_fft_forward(size),
            planner.plan_fft_inverse(size),
        );
        Ok(Self {
            params: params.clone(),
            least,
            most,
            frame: forward.make_input_vec(),
            bins: forward.make_output_vec(),
            correlation: inverse.make_output_vec(),
            forward_scratch: forward.make_scratch_vec(),
            inverse_scratch: inverse.make_scratch_vec(),
            energies: Vec::with_capacity(params.frame_length + 1),
            differences: Vec::with_capacity(most - least + 1),
            forward,
            inverse,
        })
    }

    /// What the tracker was made with.
    #[must_use]
    pub fn params(&self) -> &YinParams {
        &self.params
    }

    /// The pitch of every frame.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn track(&mut self, samples: &[f32]) -> Result<Vec<Pitch>, SpeechError> {
        check::signal(samples)?;
        let (length, hop) = (self.params.frame_length, self.params.hop_length);
        let frames = frame_count(samples.len(), length, hop);
        Ok((0..frames)
            .map(|frame| self.pitch(samples, frame * hop))
            .collect())
    }

    fn pitch(&mut self, samples: &[f32], middle: usize) -> Pitch {
        let length = self.params.frame_length;
        copy_frame(samples, middle, &mut self.frame[..length]);
        self.frame[length..].fill(0.0);
        self.sum_energies();
        self.correlate();
        self.difference();
        let at = self.period();
        let period = (self.least + at) as f32 + self.shift(at);
        Pitch {
            hz: self.params.sample_rate as f32 / period,
            periodicity: self.periodicity(self.least + at),
        }
    }

    fn sum_energies(&mut self) {
        self.energies.clear();
        self.energies.push(0.0);
        let mut energy = 0.0;
        for sample in &self.frame[..self.params.frame_length] {
            energy += f64::from(sample * sample);
            self.energies.push(energy);
        }
    }

    /// Autocorrelation by Wiener and Khinchin's theorem. It destroys the frame.
    fn correlate(&mut self) {
        self.forward
            .process_with_scratch(&mut self.frame, &mut self.bins, &mut self.forward_scratch)
            .expect("the buffers were made for this transform");
        for bin in &mut self.bins {
            *bin = Complex::new(bin.norm_sqr(), 0.0);
        }
        self.inverse
            .process_with_scratch(
                &mut self.bins,
                &mut self.correlation,
                &mut self.inverse_scratch,
            )
            .expect("the buffers were made for this transform, and its ends are real");
        let scale = 1.0 / self.correlation.len() as f32;
        for value in &mut self.correlation[..=self.most] {
            *value *= scale;
        }
    }

    /// Equation 8 of the paper, with librosa's difference: `d(k)` is
    /// `2 (r(0) - r(k))` less the energy of the first `k` samples (none for `k = 1`). The paper
    /// would also take off the energy of the last `k`, or sum over a window that does not shrink.
    fn difference(&mut self) {
        self.differences.clear();
        let mut sum = 0.0_f64;
        let zero = f64::from(self.correlation[0]);
        for lag in 1..=self.most {
            let head = if lag == 1 { 0.0 } else { self.energies[lag] };
            let difference = 2.0 * (zero - f64::from(self.correlation[lag])) - head;
            sum += difference;
            if lag >= self.least {
                let mean = sum / lag as f64;
                let normalised = difference / (mean + f64::from(f32::MIN_POSITIVE));
                self.differences.push(single(normalised));
            }
        }
    }

    /// The first dip below the threshold, or the least value.
    fn period(&self) -> usize {
        let values = &self.differences;
        let is_dip = |at: usize| {
            let falls = at == 0 || values[at] < values[at - 1];
            let rises = match values.get(at + 1) {
                // librosa wants the first value to be below the second, and others not above.
                Some(next) if at == 0 => values[at] < *next,
                Some(next) => values[at] <= *next,
                None => at > 0,
            };
            falls && rises
        };
        (0..values.len())
            .find(|&at| values[at] < self.params.threshold && is_dip(at))
            .unwrap_or_else(|| {
                let least = |best: usize, at| if values[at] < values[best] { at } else { best };
                (0..values.len()).fold(0, least)
            })
    }

    /// From a value to the vertex of the parabola through it and both neighbours; 0 at the ends,
    /// and where the vertex is beyond a neighbour.
    fn shift(&self, at: usize) -> f32 {
        let values = &self.differences;
        let (Some(before), Some(after)) = (
            at.checked_sub(1).and_then(|before| values.get(before)),
            values.get(at + 1),
        ) else {
            return 0.0;
        };
        let curvature = before + after - 2.0 * values[at];
        let slope = (after - before) / 2.0;
        if slope.abs() >= curvature.abs() {
            return 0.0;
        }
        -slope / curvature
    }

    /// `2 r(k)` over the energies of the two parts that are compared.
    fn periodicity(&self, lag: usize) -> f32 {
        let length = self.params.frame_length;
        let whole = self.energies[length];
        let both = self.energies[length - lag] + (whole - self.energies[lag]);
        // A frame of nothing but rounding errors is silent.
        if both <= f64::from(f32::MIN_POSITIVE) {
            return 0.0;
        }
        let alike = 2.0 * f64::from(self.correlation[lag]) / both;
        single(alike.clamp(-1.0, 1.0))
    }
}

/// A whole number of samples.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "periods are positive; the longest is cut to the frame"
)]
fn whole(samples: f64) -> usize {
    samples as usize
}

/// The least product of a power of two with 1, 3, 5, 9 or 15 that is long enough: transforms of
/// these lengths are the quickest.
fn fast_length(least: usize) -> usize {
    [1, 3, 5, 9, 15]
        .into_iter()
        .map(|odd| odd * least.div_ceil(odd).next_power_of_two().max(2))
        .min()
        .expect("there are candidates")
}
