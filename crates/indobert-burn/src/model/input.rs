//! A batch of token ids on a device.

use burn::tensor::{Device, Int, Tensor, TensorData};
use encoder_burn::model::{ALIGNMENT, is_host};

use crate::Precision;

/// Added to the attention score of a padded key: after softmax its weight is exactly 0 in f32.
const MASKED: f32 = -1e9;

/// Token ids padded to the longest text of the batch, and which of them are padding.
#[derive(Clone, Debug)]
pub struct TokenBatch {
    /// `[batch, seq]`
    pub ids: Tensor<2, Int>,
    /// Which segment each token is of, `[batch, seq]`; `None` if all are of segment 0.
    pub segments: Option<Tensor<2, Int>>,
    /// 0 at real tokens, a large negative number at padding, `[batch, 1, seq, seq]`;
    /// `None` if all texts have the same length.
    pub attention_bias: Option<Tensor<4>>,
    /// 1 at real tokens, 0 at padding, divided by the text's length, `[batch, seq, 1]`.
    pub mean_weights: Tensor<3>,
    /// What the encoder's products are computed in.
    pub precision: Precision,
}

impl TokenBatch {
    /// Pads the texts with `pad_id`, off the CPU to a multiple of 8 tokens. An empty text counts as
    /// one padding token.
    pub fn new(texts: &[&[u32]], pad_id: u32, device: &Device) -> Self {
        let longest = texts.iter().map(|ids| ids.len()).max().unwrap_or(0).max(1);
        let seq = if is_host(device) {
            longest
        } else {
            longest.next_multiple_of(ALIGNMENT)
        };
        Self::padded(texts, pad_id, seq, device)
    }

    /// Pads the texts to `seq` tokens, which is at least the longest of them and 1.
    fn padded(texts: &[&[u32]], pad_id: u32, seq: usize, device: &Device) -> Self {
        let batch = texts.len();
        let mut ids = vec![i64::from(pad_id); batch * seq];
        let mut bias = vec![0.0_f32; batch * seq];
        let mut weights = vec![0.0_f32; batch * seq];
        for (row, text) in texts.iter().enumerate() {
            let start = row * seq;
            let real = text.len().max(1);
            for (slot, &id) in ids[start..].iter_mut().zip(*text) {
                *slot = i64::from(id);
            }
            bias[start + real..start + seq].fill(MASKED);
            weights[start..start + real].fill(1.0 / real as f32);
        }
        let ragged = texts.iter().any(|text| text.len().max(1) < seq);
        let attention_bias = ragged.then(|| {
            Tensor::<4>::from_data(TensorData::new(bias, [batch, 1, 1, seq]), device)
                .expand([batch, 1, seq, seq])
        });
        Self {
            ids: Tensor::from_data(TensorData::new(ids, [batch, seq]), device),
            segments: None,
            attention_bias,
            mean_weights: Tensor::from_data(TensorData::new(weights, [batch, seq, 1]), device),
            precision: Precision::F32,
        }
    }

    /// Sets what the encoder's products are computed in.
    #[must_use]
    pub fn with_precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Gives every token its segment, for models that read two texts at once; padding is of
    /// segment 0. A text with fewer segments than tokens has 0 for the rest.
    #[must_use]
    pub fn with_segments(mut self, texts: &[&[u32]]) -> Self {
        let [batch, seq] = self.ids.dims();
        let mut segments = vec![0_i64; batch * seq];
        for (row, text) in segments.chunks_mut(seq).zip(texts) {
            for (slot, &segment) in row.iter_mut().zip(*text) {
                *slot = i64::from(segment);
            }
        }
        let data = TensorData::new(segments, [batch, seq]);
        self.segments = Some(Tensor::from_data(data, &self.ids.device()));
        self
    }
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use encoder_burn::model::device;
    use encoder_burn::weights::fill;

    use super::*;
    use crate::device_for_tests::for_tests;
    use crate::model::{MaskedLanguageModel, SequenceClassifier};
    use crate::weights::Fresh;
    use crate::{BertConfig, Pooling};

    const TEXTS: [&[u32]; 3] = [&[2, 7, 8, 9, 3], &[2, 3], &[2, 9, 9, 3]];

    /// One more key of weight 0 in each softmax.
    const TOLERANCE: f32 = 1e-5;

    fn config() -> BertConfig {
        BertConfig {
            max_position_embeddings: 6,
            initializer_range: 0.2,
            ..BertConfig::tiny(21)
        }
    }

    fn fresh() -> Fresh {
        Fresh {
            seed: 5,
            deviation: 0.2,
        }
    }

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter().collect()
    }

    fn is_near(left: &[f32], right: &[f32]) -> bool {
        left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|(a, b)| (a - b).abs() < TOLERANCE)
    }

    /// As off the CPU, and beyond the last position.
    #[test]
    fn more_padding_moves_no_number() {
        let (config, device) = (config(), device(&for_tests()).clone());
        let laid_out = SequenceClassifier::new(&config, 3, &device);
        let model = fill(laid_out, &config.architecture, &mut fresh()).unwrap();
        let run = |seq| {
            let batch = TokenBatch::padded(&TEXTS, 0, seq, &device);
            let mut all = numbers(model.forward(&batch));
            for pooling in [
                Pooling::Mean,
                Pooling::Cls,
                Pooling::Pooler,
                Pooling::Static,
            ] {
                all.extend(numbers(model.bert.embed(&batch, pooling)));
            }
            all
        };
        assert!(is_near(&run(8), &run(5)));
    }

    #[test]
    fn more_padding_moves_no_guess() {
        let (config, device) = (config(), device(&for_tests()).clone());
        let laid_out = MaskedLanguageModel::new(&config, &device);
        let model = fill(laid_out, &config.architecture, &mut fresh()).unwrap();
        let run = |seq: usize| {
            let batch = TokenBatch::padded(&TEXTS, 0, seq, &device);
            let places = [2, seq, 2 * seq + 3].map(|place| i64::try_from(place).unwrap());
            numbers(model.forward_at(&batch, Tensor::from_data(places, &device)))
        };
        assert!(is_near(&run(8), &run(5)));
    }
}
