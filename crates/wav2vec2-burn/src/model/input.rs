//! A batch of clips on a device.

use burn::tensor::{Device, Int, Tensor, TensorData};
use encoder_burn::Precision;
use encoder_burn::model::{ALIGNMENT, is_host};

use crate::Wav2Vec2Config;

/// Added to the attention score of a padded key: after softmax its weight is exactly 0 in f32.
const MASKED: f32 = -1e9;

/// Clips of any lengths. Samples are never padded: clips of one length pass the convolutions
/// together, and what comes out is padded with frames of zeros that no other frame sees. So a clip
/// has the same answer in any batch, even where a norm of the convolutions spans a whole clip.
#[derive(Clone, Debug)]
pub struct SpeechBatch {
    /// Clips of one length each, `[clips, samples]`, the shortest first.
    pub samples: Vec<Tensor<2>>,
    /// For each clip, as it was given, its row when they are sorted by length.
    places: Vec<usize>,
    /// Frames of each row.
    pub frames: Vec<usize>,
    /// Frames of the longest clip, and padding off the CPU.
    pub seq: usize,
    /// 1 at frames, 0 at padding, `[batch, seq, 1]`; `None` if no row has padding.
    pub real: Option<Tensor<3>>,
    /// 0 at frames, a large negative number at padding, `[batch, 1, seq, seq]`; `None` if no row has
    /// padding.
    pub attention_bias: Option<Tensor<4>>,
    /// 1 at frames, 0 at padding, divided by the clip's frames, `[batch, seq, 1]`.
    pub mean_weights: Tensor<3>,
    /// What is hidden from the network in training.
    pub hidden: Hidden,
    /// What the encoder's products are computed in.
    pub precision: Precision,
}

/// What is hidden in a step of training; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Hidden {
    /// 1 at frames that the mask vector stands for, `[batch, seq, 1]`, in the order of the rows.
    pub frames: Option<Tensor<3>>,
    /// 1 at numbers of the hidden width that are kept, 0 at the others, `[batch, 1, hidden]`.
    pub kept_features: Option<Tensor<3>>,
    /// Layers that are left out.
    pub layers: Vec<bool>,
}

impl SpeechBatch {
    /// Takes clips, of which there is one at least and each long enough for a frame.
    pub fn new(clips: &[&[f32]], config: &Wav2Vec2Config, device: &Device) -> Self {
        let mut order: Vec<usize> = (0..clips.len()).collect();
        order.sort_by_key(|&clip| clips[clip].len());
        let mut places = vec![0; clips.len()];
        for (row, &clip) in order.iter().enumerate() {
            places[clip] = row;
        }
        let samples = order
            .chunk_by(|&a, &b| clips[a].len() == clips[b].len())
            .map(|group| {
                let together: Vec<f32> = group
                    .iter()
                    .flat_map(|&clip| clips[clip])
                    .copied()
                    .collect();
                let shape = [group.len(), clips[group[0]].len()];
                Tensor::from_data(TensorData::new(together, shape), device)
            })
            .collect();
        let frames: Vec<usize> = order
            .iter()
            .map(|&clip| config.frames(clips[clip].len()))
            .collect();
        let longest = frames.iter().copied().max().unwrap_or(0).max(1);
        let seq = match is_host(device) {
            true => longest,
            false => longest.next_multiple_of(ALIGNMENT),
        };
        let mut batch = Self {
            samples,
            places,
            seq,
            real: None,
            attention_bias: None,
            mean_weights: numbers(&frames, seq, device, |real| 1.0 / real as f32, 0.0),
            hidden: Hidden::default(),
            precision: Precision::F32,
            frames,
        };
        if batch.frames.iter().any(|&frames| frames < seq) {
            let clips = batch.clips();
            let bias = numbers(&batch.frames, seq, device, |_| 0.0, MASKED);
            let bias = bias
                .reshape([clips, 1, 1, seq])
                .expand([clips, 1, seq, seq]);
            batch.attention_bias = Some(bias);
            batch.real = Some(numbers(&batch.frames, seq, device, |_| 1.0, 0.0));
        }
        batch
    }

    /// Sets what the encoder's products are computed in.
    #[must_use]
    pub fn with_precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Sets what is hidden from the network.
    #[must_use]
    pub fn with_hidden(mut self, hidden: Hidden) -> Self {
        self.hidden = hidden;
        self
    }

    /// Number of clips.
    pub fn clips(&self) -> usize {
        self.places.len()
    }

    /// Whether a layer is left out.
    pub(super) fn is_dropped(&self, layer: usize) -> bool {
        self.hidden.layers.get(layer).copied().unwrap_or(false)
    }

    /// Rows in the order of the clips.
    pub(super) fn in_given_order(&self, rows: Tensor<2>) -> Tensor<2> {
        if self.places.is_sorted() {
            return rows;
        }
        let places: Vec<i64> = self.places.iter().map(|&place| place as i64).collect();
        let count = places.len();
        let places = Tensor::<1, Int>::from_data(TensorData::new(places, [count]), &rows.device());
        rows.select(0, places)
    }
}

/// `[rows, seq, 1]`: of each row with so many frames `inside` at these, `outside` at the rest.
fn numbers(
    frames: &[usize],
    seq: usize,
    device: &Device,
    inside: impl Fn(usize) -> f32,
    outside: f32,
) -> Tensor<3> {
    let mut values = vec![outside; frames.len() * seq];
    for (row, &real) in values.chunks_mut(seq).zip(frames) {
        row[..real].fill(inside(real));
    }
    Tensor::from_data(TensorData::new(values, [frames.len(), seq, 1]), device)
}
