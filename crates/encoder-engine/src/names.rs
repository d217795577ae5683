//! What tensors are called in Hugging Face's files, without a prefix such as `bert.`.

use crate::Architecture;

pub(crate) const WORDS: &str = "embeddings.word_embeddings.weight";
pub(crate) const POSITIONS: &str = "embeddings.position_embeddings.weight";
pub(crate) const SEGMENTS: &str = "embeddings.token_type_embeddings.weight";
pub(crate) const EMBEDDINGS_NORM: &str = "embeddings.LayerNorm";
/// In ALBERT alone.
pub(crate) const WIDEN: &str = "encoder.embedding_hidden_mapping_in";
pub(crate) const CLASSIFIER: &str = "classifier";

/// What tensors of a layer are called behind its prefix, and what differs beside the layers.
pub(crate) struct LayerNames {
    layers: &'static str,

    pub(crate) query: &'static str,
    pub(crate) key: &'static str,
    pub(crate) value: &'static str,
    pub(crate) attention_out: &'static str,
    pub(crate) attention_norm: &'static str,
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
    pub(crate) norm: &'static str,
    pub(crate) pooler: &'static str,
}

const BERT: LayerNames = LayerNames {
    layers: "encoder.layer",
    query: "attention.self.query",
    key: "attention.self.key",
    value: "attention.self.value",
    attention_out: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    up: "intermediate.dense",
    down: "output.dense",
    norm: "output.LayerNorm",
    pooler: "pooler.dense",
};

const ALBERT: LayerNames = LayerNames {
    layers: "encoder.albert_layer_groups.0.albert_layers",
    query: "attention.query",
    key: "attention.key",
    value: "attention.value",
    attention_out: "attention.dense",
    attention_norm: "attention.LayerNorm",
    up: "ffn",
    down: "ffn_output",
    norm: "full_layer_layer_norm",
    pooler: "pooler",
};

impl LayerNames {
    pub(crate) fn of(architecture: Architecture) -> &'static Self {
        match architecture {
            Architecture::Bert => &BERT,
            Architecture::Albert => &ALBERT,
        }
    }

    /// What stands before the names of a layer.
    pub(crate) fn prefix(&self, layer: usize) -> String {
        format!("{}.{layer}", self.layers)
    }
}
