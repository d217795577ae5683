//! Reads `config.json`, and refuses what this crate does not compute.

use std::path::Path;

use encoder_burn::{Keys, ModelError};
use serde_json::Value;

use super::{Architecture, BertConfig};
use crate::Activation;

/// Takes the known keys out of the file; what is left is `extra`.
pub(super) fn read(path: &Path) -> Result<BertConfig, ModelError> {
    let mut keys = Keys::read(path)?;
    keys.only(
        "position_embedding_type",
        &Value::from("absolute"),
        "`absolute`",
    )?;
    // A decoder's tokens see none that follow them.
    keys.only("is_decoder", &Value::from(false), "false")?;
    let architecture = architecture(&mut keys)?;
    // transformers' own defaults differ between the two families.
    let (gelu, dropout) = match architecture {
        Architecture::Bert => (Activation::Gelu, 0.1),
        Architecture::Albert { .. } => (Activation::GeluNew, 0.0),
    };
    let labels = keys.labels()?;
    let mut config = BertConfig {
        architecture,
        vocab_size: keys.size("vocab_size")?,
        hidden_size: keys.size("hidden_size")?,
        num_hidden_layers: keys.size("num_hidden_layers")?,
        num_attention_heads: keys.size("num_attention_heads")?,
        intermediate_size: keys.size("intermediate_size")?,
        activation: keys.activation("hidden_act", gelu)?,
        max_position_embeddings: keys.size("max_position_embeddings")?,
        type_vocab_size: keys.size("type_vocab_size")?,
        layer_norm_eps: keys.real("layer_norm_eps", 1e-12)?,
        hidden_dropout_prob: keys.real("hidden_dropout_prob", dropout)?,
        attention_probs_dropout_prob: keys.real("attention_probs_dropout_prob", dropout)?,
        classifier_dropout: classifier_dropout(&mut keys, architecture)?,
        initializer_range: keys.real("initializer_range", 0.02)?,
        pad_token_id: keys.whole_or("pad_token_id", "a whole number from 0", 0)?,
        labels,
        extra: serde_json::Map::new(),
    };
    config.check().map_err(|error| keys.blame(error))?;
    config.extra = keys.into_rest();
    Ok(config)
}

fn architecture(keys: &mut Keys) -> Result<Architecture, ModelError> {
    let named = keys.take("model_type");
    match named.as_ref().map_or(Some("bert"), Value::as_str) {
        Some("bert") => Ok(Architecture::Bert),
        Some("albert") => {
            // Numbers of groups, of which this crate computes one.
            keys.only("num_hidden_groups", &Value::from(1), "1")?;
            keys.only("inner_group_num", &Value::from(1), "1")?;
            let embedding_size = keys.size("embedding_size")?;
            Ok(Architecture::Albert { embedding_size })
        }
        _ => Err(keys.invalid(
            "model_type",
            "`bert` or `albert`",
            &named.unwrap_or_default(),
        )),
    }
}

fn classifier_dropout(
    keys: &mut Keys,
    architecture: Architecture,
) -> Result<Option<f64>, ModelError> {
    match architecture {
        Architecture::Albert { .. } => keys.real("classifier_dropout_prob", 0.1).map(Some),
        Architecture::Bert => keys.real_if_any("classifier_dropout"),
    }
}
