//! WAV files that say what they are.

use std::fs;
use std::path::Path;

use crate::EmotionError;

/// The comment of every file, 64 bytes at most.
const COMMENT: &str = "Demonstration. Synthetic voice, no recorded person.";

/// Mono samples, full scale from -1 to 1, as a WAV file of 16-bit PCM. What lies beyond full scale
/// is cut off. The comment (`ICMT`) says that the clip is synthetic.
///
/// # Errors
///
/// [`EmotionError::OutOfRange`] for more samples than the format's 32 bits can count, about 2^31.
pub fn wav_bytes(samples: &[f32], sample_rate: u32) -> Result<Vec<u8>, EmotionError> {
    let comment = COMMENT.as_bytes();
    // Strings end with a zero, chunks at an even byte.
    let comment_size = comment.len() + 1;
    let list_size = 4 + 8 + comment_size.next_multiple_of(2);
    let data_size = 2 * samples.len();
    let most = u32::MAX as usize / 2;
    let size = |bytes: usize| {
        u32::try_from(bytes).map_err(|_| EmotionError::OutOfRange {
            field: "samples",
            least: 0.0,
            most: most as f64,
            value: samples.len() as f64,
        })
    };
    let mut bytes = Vec::with_capacity(64 + list_size + data_size);
    bytes.extend(b"RIFF");
    bytes.extend(size(4 + 24 + 8 + list_size + 8 + data_size)?.to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(sample_rate.to_le_bytes());
    bytes.extend(sample_rate.saturating_mul(2).to_le_bytes());
    // Two bytes a frame, 16 bits a sample.
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"LIST");
    bytes.extend(size(list_size)?.to_le_bytes());
    bytes.extend(b"INFOICMT");
    bytes.extend(size(comment_size)?.to_le_bytes());
    bytes.extend(comment);
    bytes.resize(
        bytes.len() + comment_size.next_multiple_of(2) - comment.len(),
        0,
    );
    bytes.extend(b"data");
    bytes.extend(size(data_size)?.to_le_bytes());
    for sample in samples {
        bytes.extend(quantised(*sample).to_le_bytes());
    }
    Ok(bytes)
}

/// Writes [`wav_bytes`] to a file.
///
/// # Errors
///
/// [`EmotionError::Write`], and those of [`wav_bytes`].
pub fn write_wav(
    path: impl AsRef<Path>,
    samples: &[f32],
    sample_rate: u32,
) -> Result<(), EmotionError> {
    let path = path.as_ref();
    let bytes = wav_bytes(samples, sample_rate)?;
    fs::write(path, bytes).map_err(|source| EmotionError::Write {
        path: path.to_owned(),
        source,
    })
}

/// A sample as 16 bits; NaN is 0.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the value is clamped to the range of 16 bits, and a cast takes NaN to 0"
)]
fn quantised(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16
}
