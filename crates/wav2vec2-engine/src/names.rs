//! What transformers calls the tensors.

use encoder_engine::parts::LayerNames;

pub(crate) const FEATURES_NORM: &str = "wav2vec2.feature_projection.layer_norm";
pub(crate) const PROJECTION: &str = "wav2vec2.feature_projection.projection";
pub(crate) const POSITIONAL: &str = "wav2vec2.encoder.pos_conv_embed.conv";
pub(crate) const NORM: &str = "wav2vec2.encoder.layer_norm";
pub(crate) const MIXTURE: &str = "layer_weights";
pub(crate) const PROJECTOR: &str = "projector";
pub(crate) const CLASSIFIER: &str = "classifier";

pub(crate) const LAYER: LayerNames = LayerNames {
    query: "attention.q_proj",
    key: "attention.k_proj",
    value: "attention.v_proj",
    attention_out: "attention.out_proj",
    attention_norm: "layer_norm",
    up: "feed_forward.intermediate_dense",
    down: "feed_forward.output_dense",
    norm: "final_layer_norm",
};

/// What stands before the names of a convolution of the samples.
pub(crate) fn convolution(index: usize) -> String {
    format!("wav2vec2.feature_extractor.conv_layers.{index}")
}

/// What stands before the names of a layer.
pub(crate) fn layer(index: usize) -> String {
    format!("wav2vec2.encoder.layers.{index}")
}
