//! Another sample rate, by a filter that is applied to blocks of spectra.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::framing::single;
use crate::{SpeechError, check};

/// The most samples that [`resample`] makes: 2^27, which are 512 MiB.
pub const MAX_RESAMPLED: usize = 1 << 27;

/// The length of the filter, in samples of the lower rate.
const FILTER_LENGTH: usize = 1024;
/// Where the filter has half its gain, as a share of half the lower rate: as near to it as leaves
/// nothing above -120 dB beyond. It passes tones up to 97% unchanged.
const CUTOFF: f64 = 0.9866;

/// Resamples a whole signal.
///
/// Sample `i` of the result stands for the time `i / to` seconds, as in the signal it stands for
/// `i / from`: there is no delay. The result has `len * to / from` samples, rounded up, as
/// librosa's has. The signal counts as zero outside of its ends.
///
/// The filter spans 1,024 samples of the lower rate, whatever the rates are: a click is heard
/// within 512 of them and not beyond. Rates without a common divisor take longer, since blocks
/// are transformed that last a whole number of samples at both: between 44,101 and 16,000 Hz, one
/// second.
///
/// ```
/// let second = vec![0.0; 44_100];
/// assert_eq!(speech_features::resample(&second, 44_100, 16_000)?.len(), 16_000);
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
///
/// # Errors
///
/// A sample rate or a sample out of its range; more than [`MAX_RESAMPLED`] samples to make.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, SpeechError> {
    check::sample_rate(from)?;
    check::sample_rate(to)?;
    check::magnitudes(samples)?;
    let length = resampled_length(samples.len(), from, to)?;
    if from == to || samples.is_empty() {
        return Ok(samples.to_vec());
    }
    Ok(BlockResampler::new(from, to).run(samples, length))
}

/// `samples * to / from`, rounded up.
fn resampled_length(samples: usize, from: u32, to: u32) -> Result<usize, SpeechError> {
    let length = (samples as u128 * u128::from(to)).div_ceil(u128::from(from));
    match usize::try_from(length) {
        Ok(length) if length <= MAX_RESAMPLED => Ok(length),
        _ => Err(SpeechError::TooManySamples {
            limit: MAX_RESAMPLED,
        }),
    }
}

/// Filters blocks of the signal, each followed by as many zeros, and adds up what comes out.
///
/// A block lasts a whole number of samples at both rates, so its spectrum at the one rate is that
/// at the other, but for bins beyond half of the lower rate, where the filter leaves nothing.
struct BlockResampler {
    block_in: usize,
    block_out: usize,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    /// The gain of each bin below half the lower rate.
    gains: Vec<f32>,
}

impl BlockResampler {
    fn new(from: u32, to: u32) -> Self {
        let divisor = greatest_common_divisor(from, to);
        let (step_in, step_out) = ((from / divisor) as usize, (to / divisor) as usize);
        // No block is shorter than the filter: what comes out of it fits into two.
        let steps = FILTER_LENGTH.div_ceil(step_in.min(step_out));
        let (block_in, block_out) = (step_in * steps, step_out * steps);
        let mut planner = RealFftPlanner::new();
        Self {
            block_in,
            block_out,
            forward: planner.plan_fft_forward(2 * block_in),
            inverse: planner.plan_fft_inverse(2 * block_out),
            gains: gains(block_in, block_out),
        }
    }

    /// The first `length` samples at the other rate.
    fn run(&self, samples: &[f32], length: usize) -> Vec<f32> {
        let mut made = vec![0.0; length];
        let mut block = self.forward.make_input_vec();
        let mut bins = self.forward.make_output_vec();
        let mut filtered = self.inverse.make_input_vec();
        let mut block_made = self.inverse.make_output_vec();
        let mut forward_scratch = self.forward.make_scratch_vec();
        let mut inverse_scratch = self.inverse.make_scratch_vec();
        for (at, present) in samples.chunks(self.block_in).enumerate() {
            block[..present.len()].copy_from_slice(present);
            block[present.len()..].fill(0.0);
            self.forward
                .process_with_scratch(&mut block, &mut bins, &mut forward_scratch)
                .expect("the buffers were made for this transform");
            filtered.fill(Complex::default());
            for ((filtered, bin), gain) in filtered.iter_mut().zip(&bins).zip(&self.gains) {
                *filtered = bin * gain;
            }
            self.inverse
                .process_with_scratch(&mut filtered, &mut block_made, &mut inverse_scratch)
                .expect("the buffers were made for this transform, and its ends are real");
            self.add(&block_made, at * self.block_out, &mut made);
        }
        made
    }

    /// Adds what one block became to where it belongs. The filter reaches back in time: the last
    /// quarter of the transform is what comes before its begin.
    fn add(&self, block: &[f32], begin: usize, made: &mut [f32]) {
        let back = self.block_out / 2;
        let (after, before) = block.split_at(2 * self.block_out - back);
        // Before the first block there is no time.
        let skipped = back.saturating_sub(begin);
        let from = begin + skipped - back;
        let parts = [(from, &before[skipped..]), (begin, after)];
        for (from, part) in parts {
            let target = made.get_mut(from..).unwrap_or_default();
            for (sum, value) in target.iter_mut().zip(part) {
                *sum += value;
            }
        }
    }
}

/// The response of the filter, a sinc under the square of the window of Blackman and Harris, which
/// is real since the filter is symmetric about time 0. The gains also undo the factor of the two
/// transforms.
fn gains(block_in: usize, block_out: usize) -> Vec<f32> {
    let lower = block_in.min(block_out);
    // Samples of the signal that one sample of the lower rate lasts.
    let stretch = block_in as f64 / lower as f64;
    let half = stretch * FILTER_LENGTH as f64 / 2.0;
    let transform = RealFftPlanner::<f64>::new().plan_fft_forward(2 * block_in);
    let mut taps = transform.make_input_vec();
    let mut sum = 0.0;
    let size = taps.len();
    for at in (0..).take_while(|at| (*at as f64) < half) {
        let time = at as f64;
        let tap = sinc(CUTOFF * time / stretch) * blackman_harris(time / half).powi(2);
        // What is before time 0 stands at the end of the transform.
        taps[at] = tap;
        taps[(size - at) % size] = tap;
        sum += if at == 0 { tap } else { 2.0 * tap };
    }
    let mut bins = transform.make_output_vec();
    transform
        .process(&mut taps, &mut bins)
        .expect("the buffers were made for this transform");
    let scale = 1.0 / (sum * size as f64);
    let below = bins.iter().take(lower);
    below.map(|bin| single(bin.re * scale)).collect()
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else {
        (PI * x).sin() / (PI * x)
    }
}

/// The window from its middle, at 0, to its end, at 1 (Harris, Proceedings of the IEEE 66, 1978).
fn blackman_harris(x: f64) -> f64 {
    let cosine = |harmonic: f64| (PI * harmonic * x).cos();
    0.35875 + 0.48829 * cosine(1.0) + 0.14128 * cosine(2.0) + 0.01168 * cosine(3.0)
}

fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
