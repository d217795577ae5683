//! Two spellings of one tensor: its path in our modules, its name in a Hugging Face file.

use encoder_burn::weights::Names;

use crate::Architecture;

impl Names for Architecture {
    fn file_name(&self, path: &[String]) -> String {
        file_name(path, *self)
    }

    fn canonical(&self, name: &str) -> Option<String> {
        canonical(name, *self)
    }

    fn is_linear_weight(&self, name: &str, rank: usize) -> bool {
        rank == 2 && !name.contains("bert.embeddings.")
    }

    fn is_optional(&self, name: &str) -> bool {
        name.contains("bert.pooler.")
            || name.starts_with("classifier.")
            || is_pretraining_head(name)
    }

    fn is_ignored(&self, name: &str) -> bool {
        is_pretraining_head(name)
    }
}

/// Applied in order to a module path, each wherever it occurs.
const BERT: [(&str, &str); 13] = [
    ("bert.layers.", "bert.encoder.layer."),
    (".attention.query.", ".attention.self.query."),
    (".attention.key.", ".attention.self.key."),
    (".attention.value.", ".attention.self.value."),
    (".attention.dense.", ".attention.output.dense."),
    (".attention.layer_norm.", ".attention.output.LayerNorm."),
    (".feed_forward.intermediate.", ".intermediate.dense."),
    (".feed_forward.output.", ".output.dense."),
    (".feed_forward.layer_norm.", ".output.LayerNorm."),
    ("bert.pooler.", "bert.pooler.dense."),
    ("head.transform.", "cls.predictions.transform.dense."),
    ("head.layer_norm.", "cls.predictions.transform.LayerNorm."),
    ("head.bias", "cls.predictions.bias"),
];

/// The same for ALBERT.
const ALBERT: [(&str, &str); 10] = [
    ("bert.embeddings.", "albert.embeddings."),
    (
        "bert.projection.",
        "albert.encoder.embedding_hidden_mapping_in.",
    ),
    (
        "bert.layers.0.",
        "albert.encoder.albert_layer_groups.0.albert_layers.0.",
    ),
    (".feed_forward.intermediate.", ".ffn."),
    (".feed_forward.output.", ".ffn_output."),
    (".feed_forward.layer_norm.", ".full_layer_layer_norm."),
    ("bert.pooler.", "albert.pooler."),
    ("head.transform.", "predictions.dense."),
    ("head.layer_norm.", "predictions.LayerNorm."),
    ("head.bias", "predictions.bias"),
];

/// `bert.layers.0.attention.query.weight` to `bert.encoder.layer.0.attention.self.query.weight`.
fn file_name(path: &[String], architecture: Architecture) -> String {
    let spellings = match architecture {
        Architecture::Bert => BERT.as_slice(),
        Architecture::Albert { .. } => ALBERT.as_slice(),
    };
    let mut name = path.join(".");
    for (ours, theirs) in spellings {
        name = name.replace(ours, theirs);
    }
    name.replace(".layer_norm.", ".LayerNorm.")
        .replace(".gamma", ".weight")
        .replace(".beta", ".bias")
}

/// The name under which this crate looks for a tensor of a file, `None` if it has no use for it:
/// a buffer of positions, or the output words, which are tied to the input words.
///
/// Encoders saved alone lack the prefix `bert.`; files from before PyTorch 0.4 say `gamma`, `beta`.
fn canonical(name: &str, architecture: Architecture) -> Option<String> {
    if name.ends_with("position_ids") || name.ends_with("predictions.decoder.weight") {
        return None;
    }
    let name = name
        .replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
    let bare = ["embeddings.", "encoder.", "pooler."]
        .iter()
        .any(|part| name.starts_with(part));
    Some(if bare {
        format!("{}{name}", prefix(architecture))
    } else {
        name
    })
}

/// What stands before the names of the encoder's tensors.
pub(crate) fn prefix(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Bert => "bert.",
        Architecture::Albert { .. } => "albert.",
    }
}

/// The weight of a LayerNorm, which starts at 1.
pub(super) fn is_norm_weight(name: &str) -> bool {
    name.ends_with("LayerNorm.weight") || name.ends_with("layer_norm.weight")
}

/// Belongs to a head that models are pre-trained with: guessed words, order of sentences.
fn is_pretraining_head(name: &str) -> bool {
    ["cls.", "predictions.", "sop_classifier."]
        .iter()
        .any(|head| name.starts_with(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALBERT: Architecture = Architecture::Albert { embedding_size: 8 };

    fn spelled(path: &str, architecture: Architecture) -> String {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        file_name(&path, architecture)
    }

    #[test]
    fn spells_names_as_transformers_does() {
        // The golden folders check the rest: each of their names must be met.
        let pairs = [
            (
                "bert.embeddings.layer_norm.gamma",
                "bert.embeddings.LayerNorm.weight",
                "albert.embeddings.LayerNorm.weight",
            ),
            (
                "bert.layers.0.attention.query.bias",
                "bert.encoder.layer.0.attention.self.query.bias",
                "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.query.bias",
            ),
            (
                "bert.layers.0.attention.layer_norm.beta",
                "bert.encoder.layer.0.attention.output.LayerNorm.bias",
                "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.LayerNorm.bias",
            ),
            (
                "bert.layers.0.feed_forward.output.weight",
                "bert.encoder.layer.0.output.dense.weight",
                "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn_output.weight",
            ),
            (
                "bert.layers.0.feed_forward.layer_norm.gamma",
                "bert.encoder.layer.0.output.LayerNorm.weight",
                "albert.encoder.albert_layer_groups.0.albert_layers.0.full_layer_layer_norm.weight",
            ),
            (
                "bert.pooler.weight",
                "bert.pooler.dense.weight",
                "albert.pooler.weight",
            ),
            (
                "head.layer_norm.gamma",
                "cls.predictions.transform.LayerNorm.weight",
                "predictions.LayerNorm.weight",
            ),
            ("head.bias", "cls.predictions.bias", "predictions.bias"),
            ("classifier.bias", "classifier.bias", "classifier.bias"),
        ];
        for (path, bert, albert) in pairs {
            assert_eq!(spelled(path, Architecture::Bert), bert);
            assert_eq!(spelled(path, ALBERT), albert);
        }
        assert_eq!(
            spelled(
                "bert.layers.11.feed_forward.output.bias",
                Architecture::Bert
            ),
            "bert.encoder.layer.11.output.dense.bias"
        );
    }

    #[test]
    fn reads_bare_old_and_unused_names() {
        let pairs = [
            ("pooler.dense.bias", Some("bert.pooler.dense.bias")),
            (
                "bert.embeddings.LayerNorm.gamma",
                Some("bert.embeddings.LayerNorm.weight"),
            ),
            ("bert.embeddings.position_ids", None),
            ("cls.predictions.decoder.weight", None),
            ("cls.predictions.bias", Some("cls.predictions.bias")),
            ("classifier.weight", Some("classifier.weight")),
        ];
        for (name, wanted) in pairs {
            assert_eq!(canonical(name, Architecture::Bert).as_deref(), wanted);
        }
        assert_eq!(
            canonical("pooler.bias", ALBERT).as_deref(),
            Some("albert.pooler.bias")
        );
    }
}
