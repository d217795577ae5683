//! What a configuration must be, whether it was read or set by hand.

use encoder_burn::{Keys, ModelError};

use super::{MaskSpans, Wav2Vec2Config};

const MAX_LAYERS: usize = 1024;
const MAX_WIDTH: usize = 65_536;
const WIDTH: &str = "at most 65536";
const CONVOLUTIONS: &str = "from 1 to 64 convolutions";
const LAYERS: &str = "at most 1024";
const DIVISOR: &str = "a divisor of hidden_size";
const PROBABILITY: &str = "at least 0 and below 1";

impl Wav2Vec2Config {
    /// Refuses, under the names of the file's keys, what no network can have.
    pub(crate) fn check(&self) -> Result<(), ModelError> {
        if !(1..=64).contains(&self.convolutions.len()) {
            let count = self.convolutions.len();
            return Err(ModelError::setting("conv_dim", CONVOLUTIONS, count));
        }
        let convolutions = self.convolutions.iter().flat_map(|conv| {
            [
                ("conv_dim", conv.channels),
                ("conv_kernel", conv.kernel),
                ("conv_stride", conv.stride),
            ]
        });
        let sizes = [
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("num_conv_pos_embeddings", self.position_kernel),
            ("num_conv_pos_embedding_groups", self.position_groups),
            ("classifier_proj_size", self.classifier_width),
            ("mask_time_length", self.mask_time.length),
            ("mask_feature_length", self.mask_feature.length),
        ];
        for (name, size) in convolutions.chain(sizes) {
            if size == 0 || size > Keys::MAX_SIZE {
                return Err(ModelError::setting(name, Keys::SIZE, size));
            }
        }
        // So that lengths of clips and fields cannot overflow.
        let reach = self
            .convolutions
            .iter()
            .rev()
            .try_fold(1_usize, |frames, conv| {
                let field = (frames - 1)
                    .checked_mul(conv.stride)?
                    .checked_add(conv.kernel);
                field.filter(|&field| field <= Keys::MAX_SIZE)
            });
        if reach.is_none() {
            let expected = "kernels and strides that make a frame of at most 16777216 samples";
            return Err(ModelError::setting("conv_kernel", expected, "more"));
        }
        // Layers are laid out before the weight file can contradict their number.
        if self.num_hidden_layers > MAX_LAYERS {
            let layers = self.num_hidden_layers;
            return Err(ModelError::setting("num_hidden_layers", LAYERS, layers));
        }
        // A head that the file lacks is drawn at this width.
        if self.classifier_width > MAX_WIDTH {
            let width = self.classifier_width;
            return Err(ModelError::setting("classifier_proj_size", WIDTH, width));
        }
        for (name, parts) in [
            ("num_attention_heads", self.num_attention_heads),
            ("num_conv_pos_embedding_groups", self.position_groups),
        ] {
            if !self.hidden_size.is_multiple_of(parts) {
                return Err(ModelError::setting(name, DIVISOR, parts));
            }
        }
        let MaskSpans { share: time, .. } = self.mask_time;
        let MaskSpans { share: feature, .. } = self.mask_feature;
        for (name, value) in [
            ("layer_norm_eps", self.layer_norm_eps),
            ("initializer_range", self.initializer_range),
            ("hidden_dropout", self.hidden_dropout),
            ("activation_dropout", self.activation_dropout),
            ("attention_dropout", self.attention_dropout),
            ("feat_proj_dropout", self.feature_dropout),
            ("layerdrop", self.layer_drop),
            ("mask_time_prob", time),
            ("mask_feature_prob", feature),
        ] {
            if !(0.0..1.0).contains(&value) {
                return Err(ModelError::setting(name, PROBABILITY, value));
            }
        }
        Ok(())
    }
}
