//! What is hidden from the network in a step: spans of frames and features, and whole layers.

use burn::tensor::{Device, Tensor, TensorData};
use encoder_burn::training::{Purpose, seed_for};
use rand::rngs::ChaCha8Rng;
use rand::seq::index::sample;
use rand::{RngExt, SeedableRng};

use crate::model::{Hidden, SpeechBatch};
use crate::{MaskSpans, Wav2Vec2Config};

/// Draws from `seed` what the configuration says is hidden from a batch.
pub(super) fn draw(
    config: &Wav2Vec2Config,
    batch: &SpeechBatch,
    seed: u64,
    device: &Device,
) -> Hidden {
    let generator = |place| ChaCha8Rng::seed_from_u64(seed_for(seed, Purpose::Masking, place));
    let mut hidden = Hidden::default();
    if config.layer_drop > 0.0 {
        let mut layers = generator(0);
        let is_dropped = |_| layers.random::<f64>() < config.layer_drop;
        hidden.layers = (0..config.num_hidden_layers).map(is_dropped).collect();
    }
    if !config.spec_augment {
        return hidden;
    }
    let (rows, seq) = (batch.frames.len(), batch.seq);
    // Padding off the CPU is none of the batch's own.
    let longest = batch.frames.iter().copied().max().unwrap_or(0);
    if let Some(masked) = masked(&batch.frames, longest, config.mask_time, &mut generator(1)) {
        let mut values = vec![0.0_f32; rows * seq];
        for (row, masked) in values.chunks_mut(seq).zip(&masked) {
            for (value, &masked) in row.iter_mut().zip(masked) {
                *value = f32::from(u8::from(masked));
            }
        }
        let data = TensorData::new(values, [rows, seq, 1]);
        hidden.frames = Some(Tensor::from_data(data, device));
    }
    let width = config.hidden_size;
    if let Some(masked) = masked(
        &vec![width; rows],
        width,
        config.mask_feature,
        &mut generator(2),
    ) {
        let kept = masked.concat();
        let kept: Vec<f32> = kept.into_iter().map(|m| f32::from(u8::from(!m))).collect();
        let data = TensorData::new(kept, [rows, 1, width]);
        hidden.kept_features = Some(Tensor::from_data(data, device));
    }
    hidden
}

/// Spans of each row, which has its own length, as transformers' `_compute_mask_indices` draws them;
/// `None` if nothing is masked. Where transformers fails, because a span is longer than the longest
/// row, nothing is masked either.
fn masked(
    lengths: &[usize],
    longest: usize,
    spans: MaskSpans,
    generator: &mut ChaCha8Rng,
) -> Option<Vec<Vec<bool>>> {
    if spans.share <= 0.0 || spans.length > longest {
        return None;
    }
    // One number for the batch decides whether shares of a span are rounded up.
    let rounding: f64 = generator.random();
    let row = |&length: &usize| {
        let mut row = vec![false; length];
        let starts = (length + 1).saturating_sub(spans.length);
        for start in sample(generator, starts, count(length, longest, spans, rounding)) {
            row[start..start + spans.length].fill(true);
        }
        row
    };
    let rows: Vec<Vec<bool>> = lengths.iter().map(row).collect();
    rows.iter().flatten().any(|&masked| masked).then_some(rows)
}

/// Spans of a row of `length` places, in a batch whose longest has `longest`.
fn count(length: usize, longest: usize, spans: MaskSpans, rounding: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length, rounded down"
    )]
    let share = (spans.share * length as f64 / spans.length as f64 + rounding) as usize;
    let starts = (length + 1).saturating_sub(spans.length);
    share
        .max(spans.at_least)
        .min(longest / spans.length)
        .min(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `compute_num_masked_span` of transformers 5.23, called with these numbers by hand.
    #[test]
    fn counts_spans_as_transformers_does() {
        let usual = MaskSpans::new(0.05, 10, 2);
        let often = MaskSpans::new(0.5, 10, 0);
        for (length, longest, spans, rounding, expected) in [
            (249, 249, usual, 0.0, 2),
            (249, 249, usual, 0.8, 2),
            (1499, 1499, usual, 0.4, 7),
            (1499, 1499, usual, 0.6, 8),
            // There is room for one span in the batch, and in the row for two starts.
            (11, 11, usual, 0.0, 1),
            // A short row of a long batch.
            (9, 249, usual, 0.0, 0),
            (10, 249, usual, 0.0, 1),
            (100, 100, often, 0.0, 5),
            (19, 19, often, 0.0, 0),
            (19, 19, often, 0.1, 1),
        ] {
            assert_eq!(
                count(length, longest, spans, rounding),
                expected,
                "{length} of {longest}"
            );
        }
    }

    #[test]
    fn masks_whole_spans_within_each_row() {
        let spans = MaskSpans::new(0.2, 10, 2);
        let lengths = [200, 35, 9];
        let (mut most, mut least) = (0, usize::MAX);
        for seed in 0..50 {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            let rows = masked(&lengths, 200, spans, &mut generator).unwrap();
            for (row, length) in rows.iter().zip(lengths) {
                assert_eq!(row.len(), length);
                // Runs are as long as a span, or longer where spans meet.
                let runs = row.chunk_by(|a, b| a == b).filter(|run| run[0]);
                assert!(runs.into_iter().all(|run| run.len() >= 10));
            }
            let all = rows[0].iter().filter(|&&masked| masked).count();
            (most, least) = (most.max(all), least.min(all));
            assert!(rows[1].contains(&true) && !rows[2].contains(&true));
        }
        // Four spans, or five where rounding goes up; fewer places where they overlap.
        assert!(most <= 50 && least >= 11 && most > least, "{least} {most}");
    }

    #[test]
    fn the_seed_decides_which() {
        let spans = MaskSpans::new(0.2, 10, 2);
        let draw = |seed| masked(&[200], 200, spans, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_eq!(
            masked(&[9], 9, spans, &mut ChaCha8Rng::seed_from_u64(1)),
            None
        );
    }
}
