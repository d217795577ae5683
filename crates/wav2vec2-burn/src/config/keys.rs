//! The keys of `config.json`, read and written.

use std::path::Path;

use encoder_burn::{Keys, LabelMap, ModelError};
use serde_json::{Map, Value, json};

use super::{Convolution, FeatureNorm, MaskSpans, NormPlace, Wav2Vec2Config};

const WHOLE: &str = "a whole number from 0";

/// Takes the known keys out of the file; what is left is `extra`. Absent keys have the values of
/// `facebook/wav2vec2-base`, as in transformers.
pub(super) fn read(path: &Path) -> Result<Wav2Vec2Config, ModelError> {
    let mut keys = Keys::read(path)?;
    keys.only("model_type", &Value::from("wav2vec2"), "`wav2vec2`")?;
    keys.only("add_adapter", &Value::from(false), "false")?;
    keys.only("adapter_attn_dim", &Value::Null, "absent")?;
    let base = Wav2Vec2Config::base();
    let spans = |keys: &mut Keys, names: [&'static str; 3], base: MaskSpans| {
        Ok::<_, ModelError>(MaskSpans {
            share: keys.real(names[0], base.share)?,
            length: keys.size_or(names[1], base.length)?,
            at_least: keys.whole_or(names[2], WHOLE, base.at_least)?,
        })
    };
    let mut config = Wav2Vec2Config {
        feature_norm: feature_norm(&mut keys)?,
        convolutions: convolutions(&mut keys, &base)?,
        conv_bias: keys.flag("conv_bias", base.conv_bias)?,
        feature_activation: keys.activation("feat_extract_activation", base.feature_activation)?,
        hidden_size: keys.size_or("hidden_size", base.hidden_size)?,
        num_hidden_layers: keys.size_or("num_hidden_layers", base.num_hidden_layers)?,
        num_attention_heads: keys.size_or("num_attention_heads", base.num_attention_heads)?,
        intermediate_size: keys.size_or("intermediate_size", base.intermediate_size)?,
        activation: keys.activation("hidden_act", base.activation)?,
        norm_place: match keys.flag("do_stable_layer_norm", false)? {
            true => NormPlace::Before,
            false => NormPlace::After,
        },
        position_kernel: keys.size_or("num_conv_pos_embeddings", base.position_kernel)?,
        position_groups: keys.size_or("num_conv_pos_embedding_groups", base.position_groups)?,
        layer_norm_eps: keys.real("layer_norm_eps", base.layer_norm_eps)?,
        hidden_dropout: keys.real("hidden_dropout", base.hidden_dropout)?,
        activation_dropout: keys.real("activation_dropout", base.activation_dropout)?,
        attention_dropout: keys.real("attention_dropout", base.attention_dropout)?,
        feature_dropout: keys.real("feat_proj_dropout", base.feature_dropout)?,
        layer_drop: keys.real("layerdrop", base.layer_drop)?,
        spec_augment: keys.flag("apply_spec_augment", base.spec_augment)?,
        mask_time: spans(
            &mut keys,
            ["mask_time_prob", "mask_time_length", "mask_time_min_masks"],
            base.mask_time,
        )?,
        mask_feature: spans(
            &mut keys,
            [
                "mask_feature_prob",
                "mask_feature_length",
                "mask_feature_min_masks",
            ],
            base.mask_feature,
        )?,
        weighted_layer_sum: keys.flag("use_weighted_layer_sum", base.weighted_layer_sum)?,
        classifier_width: keys.size_or("classifier_proj_size", base.classifier_width)?,
        initializer_range: keys.real("initializer_range", base.initializer_range)?,
        labels: keys.labels()?,
        extra: Map::new(),
    };
    config.check().map_err(|error| keys.blame(error))?;
    config.extra = keys.into_rest();
    Ok(config)
}

fn feature_norm(keys: &mut Keys) -> Result<FeatureNorm, ModelError> {
    let value = keys.take("feat_extract_norm");
    match value.as_ref().map_or(Some("group"), Value::as_str) {
        Some("group") => Ok(FeatureNorm::Group),
        Some("layer") => Ok(FeatureNorm::Layer),
        _ => Err(keys.invalid(
            "feat_extract_norm",
            "`group` or `layer`",
            &value.unwrap_or_default(),
        )),
    }
}

/// Three lists, of one length.
fn convolutions(keys: &mut Keys, base: &Wav2Vec2Config) -> Result<Vec<Convolution>, ModelError> {
    let own = |of: fn(&Convolution) -> usize| base.convolutions.iter().map(of).collect::<Vec<_>>();
    let channels = keys.sizes_or("conv_dim", &own(|conv| conv.channels))?;
    let kernels = keys.sizes_or("conv_kernel", &own(|conv| conv.kernel))?;
    let strides = keys.sizes_or("conv_stride", &own(|conv| conv.stride))?;
    for (key, list) in [("conv_kernel", &kernels), ("conv_stride", &strides)] {
        if list.len() != channels.len() {
            let got = Value::from(list.clone());
            return Err(keys.invalid(key, "as many numbers as conv_dim", &got));
        }
    }
    let rest = kernels.into_iter().zip(strides);
    Ok(channels
        .into_iter()
        .zip(rest)
        .map(|(channels, (kernel, stride))| Convolution::new(channels, kernel, stride))
        .collect())
}

/// What a file says of its own weights and head, in other words than those that are written: it may
/// contradict the f32 weights and the labels beside it.
const OUTDATED: [&str; 5] = [
    "torch_dtype",
    "quantization_config",
    "num_labels",
    "_num_labels",
    "num_feat_extract_layers",
];

impl Wav2Vec2Config {
    /// The file's content for a classifier with these labels.
    pub(crate) fn to_json(&self, labels: &LabelMap) -> Value {
        let mut keys = self.extra.clone();
        for key in OUTDATED {
            keys.shift_remove(key);
        }
        let list = |of: fn(&Convolution) -> usize| self.convolutions.iter().map(of).collect();
        let channels: Vec<usize> = list(|conv| conv.channels);
        let kernels: Vec<usize> = list(|conv| conv.kernel);
        let strides: Vec<usize> = list(|conv| conv.stride);
        let own = json!({
            "architectures": ["Wav2Vec2ForSequenceClassification"],
            "model_type": "wav2vec2",
            "dtype": "float32",
            "feat_extract_norm": match self.feature_norm {
                FeatureNorm::Group => "group",
                FeatureNorm::Layer => "layer",
            },
            "feat_extract_activation": self.feature_activation.name(),
            "conv_dim": channels,
            "conv_kernel": kernels,
            "conv_stride": strides,
            "conv_bias": self.conv_bias,
            "hidden_size": self.hidden_size,
            "num_hidden_layers": self.num_hidden_layers,
            "num_attention_heads": self.num_attention_heads,
            "intermediate_size": self.intermediate_size,
            "hidden_act": self.activation.name(),
            "do_stable_layer_norm": self.norm_place == NormPlace::Before,
            "num_conv_pos_embeddings": self.position_kernel,
            "num_conv_pos_embedding_groups": self.position_groups,
            "layer_norm_eps": self.layer_norm_eps,
            "hidden_dropout": self.hidden_dropout,
            "activation_dropout": self.activation_dropout,
            "attention_dropout": self.attention_dropout,
            "feat_proj_dropout": self.feature_dropout,
            "layerdrop": self.layer_drop,
            "apply_spec_augment": self.spec_augment,
            "mask_time_prob": self.mask_time.share,
            "mask_time_length": self.mask_time.length,
            "mask_time_min_masks": self.mask_time.at_least,
            "mask_feature_prob": self.mask_feature.share,
            "mask_feature_length": self.mask_feature.length,
            "mask_feature_min_masks": self.mask_feature.at_least,
            "use_weighted_layer_sum": self.weighted_layer_sum,
            "classifier_proj_size": self.classifier_width,
            "initializer_range": self.initializer_range,
        });
        for part in [own, labels.to_json()] {
            if let Value::Object(part) = part {
                keys.extend(part);
            }
        }
        Value::Object(keys)
    }
}
