//! A batch of token ids on a device.

use burn::tensor::{Device, Int, Tensor, TensorData};

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
}

impl TokenBatch {
    /// Pads the texts with `pad_id`. An empty text counts as one padding token.
    pub fn new(texts: &[&[u32]], pad_id: u32, device: &Device) -> Self {
        let batch = texts.len();
        let seq = texts.iter().map(|ids| ids.len()).max().unwrap_or(0).max(1);
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
        }
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
