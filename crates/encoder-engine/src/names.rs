//! What tensors are called in Hugging Face's files, without a prefix such as `bert.`.

use crate::Architecture;
use crate::loader::LayerNames;

pub(crate) const WORDS: &str = "embeddings.word_embeddings.weight";
pub(crate) const POSITIONS: &str = "embeddings.position_embeddings.weight";
pub(crate) const SEGMENTS: &str = "embeddings.token_type_embeddings.weight";
pub(crate) const EMBEDDINGS_NORM: &str = "embeddings.LayerNorm";
/// In ALBERT alone.
pub(crate) const WIDEN: &str = "encoder.embedding_hidden_mapping_in";
pub(crate) const CLASSIFIER: &str = "classifier";

/// What differs between the families.
pub(crate) struct Names {
    layers: &'static str,
    pub(crate) layer: LayerNames,
    pub(crate) pooler: &'static str,
}

const BERT: Names = Names {
    layers: "encoder.layer",
    layer: LayerNames {
        query: "attention.self.query",
        key: "attention.self.key",
        value: "attention.self.value",
        attention_out: "attention.output.dense",
        attention_norm: "attention.output.LayerNorm",
        up: "intermediate.dense",
        down: "output.dense",
        norm: "output.LayerNorm",
    },
    pooler: "pooler.dense",
};

const ALBERT: Names = Names {
    layers: "encoder.albert_layer_groups.0.albert_layers",
    layer: LayerNames {
        query: "attention.query",
        key: "attention.key",
        value: "attention.value",
        attention_out: "attention.dense",
        attention_norm: "attention.LayerNorm",
        up: "ffn",
        down: "ffn_output",
        norm: "full_layer_layer_norm",
    },
    pooler: "pooler",
};

impl Names {
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
