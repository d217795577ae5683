//! Frames of a signal, centred: frame `t` has sample `t * hop` in its middle.

/// How many centred frames a signal has, as librosa counts them.
pub(crate) fn frame_count(samples: usize, frame_length: usize, hop_length: usize) -> usize {
    // An odd frame has one sample less of padding than of length.
    let padded = samples + frame_length / 2 * 2;
    match padded.checked_sub(frame_length) {
        Some(room) => room / hop_length + 1,
        None => 0,
    }
}

/// Copies one centred frame; what lies outside of the signal is zero.
pub(crate) fn copy_frame(samples: &[f32], middle: usize, frame: &mut [f32]) {
    let half = frame.len() / 2;
    let padding = half.saturating_sub(middle).min(frame.len());
    let from = middle.saturating_sub(half).min(samples.len());
    let present = (frame.len() - padding).min(samples.len() - from);
    let (before, rest) = frame.split_at_mut(padding);
    let (inside, after) = rest.split_at_mut(present);
    before.fill(0.0);
    inside.copy_from_slice(&samples[from..from + present]);
    after.fill(0.0);
}

/// A place in a signal; 0 for times before it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times are finite, and negative ones become 0"
)]
pub(crate) fn index(time: f64) -> usize {
    time as usize
}

/// Rounds to `f32`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "filters and means are computed in f64 and kept in f32"
)]
pub(crate) fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the values are exact")]
mod tests {
    use super::*;

    #[test]
    fn counts_frames_as_librosa() {
        for (samples, frame_length, hop_length, frames) in [
            (1, 2048, 512, 1),
            (512, 2048, 512, 2),
            (1023, 2048, 512, 2),
            (22_050, 2048, 512, 44),
            (10, 5, 3, 4),
            (0, 5, 3, 0),
        ] {
            assert_eq!(frame_count(samples, frame_length, hop_length), frames);
        }
    }

    #[test]
    fn pads_both_ends_with_zeros() {
        let mut frame = [9.0; 4];
        copy_frame(&[1.0, 2.0, 3.0], 0, &mut frame);
        assert_eq!(frame, [0.0, 0.0, 1.0, 2.0]);
        copy_frame(&[1.0, 2.0, 3.0], 2, &mut frame);
        assert_eq!(frame, [1.0, 2.0, 3.0, 0.0]);
        copy_frame(&[1.0], 9, &mut frame);
        assert_eq!(frame, [0.0; 4]);
        copy_frame(&[1.0, 2.0], 1, &mut frame);
        assert_eq!(frame, [0.0, 1.0, 2.0, 0.0]);
    }
}
