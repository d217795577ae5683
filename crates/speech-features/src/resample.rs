//! Another sample rate, by rubato's FFT resampler.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Resampler, WindowFunction};

use crate::{SpeechError, check};

/// The most samples that [`resample`] makes: 2^27, which are 512 MiB.
pub const MAX_RESAMPLED: usize = 1 << 27;

/// The least length of the filter, in samples of the lower rate. It passes tones up to 90% of half
/// the lower rate unchanged, and leaves nothing above -80 dB of those beyond half of it.
const FILTER_LENGTH: usize = 1024;

/// Resamples a whole signal.
///
/// Sample `i` of the result stands for the time `i / to` seconds, as in the signal it stands for
/// `i / from`: there is no delay. The result has `len * to / from` samples, rounded up. The
/// signal counts as zero outside of its ends.
///
/// The filter spans about 1,024 samples of the lower rate, and more where the rates have a small
/// common divisor: between 44,101 and 16,000 Hz, which have none, two seconds.
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
    Ok(run(&mut plan(from, to), samples, length))
}

/// The first `length` samples that the resampler makes.
fn run(resampler: &mut Fft<f32>, samples: &[f32], length: usize) -> Vec<f32> {
    let mut output = vec![0.0; resampler.process_all_needed_output_len(samples.len())];
    let capacity = output.len();
    let source = SequentialSlice::new(samples, 1, samples.len()).expect("one channel fits");
    let mut target = SequentialSlice::new_mut(&mut output, 1, capacity).expect("one channel fits");
    resampler
        .process_all_into_buffer(&source, &mut target, samples.len(), None)
        .expect("the buffer has the length that the resampler asked for");
    // The resampler counts in f64, and at times one sample more.
    output.truncate(length);
    output
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

fn plan(from: u32, to: u32) -> Fft<f32> {
    let divisor = greatest_common_divisor(from, to);
    let (step_in, step_out) = ((from / divisor) as usize, (to / divisor) as usize);
    // An even number of steps: half the filter, its delay, is then a whole number of samples at
    // both rates.
    let steps = FILTER_LENGTH
        .div_ceil(step_in.min(step_out))
        .next_multiple_of(2);
    Fft::new_custom(
        from as usize,
        to as usize,
        step_in * steps,
        1,
        1,
        WindowFunction::BlackmanHarris2,
        FixedSync::Both,
    )
    .expect("both rates are above 0")
}

fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
