//! Two spellings of one tensor: its path in our modules, its name in a Hugging Face file.

/// Applied in order to a module path, each wherever it occurs.
const SPELLINGS: [(&str, &str); 9] = [
    (".layers.", ".encoder.layer."),
    (".attention.query.", ".attention.self.query."),
    (".attention.key.", ".attention.self.key."),
    (".attention.value.", ".attention.self.value."),
    (".attention.dense.", ".attention.output.dense."),
    (".attention.layer_norm.", ".attention.output.LayerNorm."),
    (".feed_forward.intermediate.", ".intermediate.dense."),
    (".feed_forward.output.", ".output.dense."),
    (".feed_forward.layer_norm.", ".output.LayerNorm."),
];

/// `bert.layers.0.attention.query.weight` to `bert.encoder.layer.0.attention.self.query.weight`.
pub(super) fn file_name(path: &[String]) -> String {
    let mut name = path.join(".");
    for (ours, theirs) in SPELLINGS {
        name = name.replace(ours, theirs);
    }
    name.replace("bert.pooler.", "bert.pooler.dense.")
        .replace(".layer_norm.", ".LayerNorm.")
        .replace(".gamma", ".weight")
        .replace(".beta", ".bias")
}

/// The name under which this crate looks for a tensor of a file, `None` if it has no use for it:
/// a buffer of positions, or a head of pre-training.
///
/// Encoders saved alone lack the prefix `bert.`; files from before PyTorch 0.4 say `gamma`, `beta`.
pub(super) fn canonical(name: &str) -> Option<String> {
    if name.ends_with("position_ids") || name.starts_with("cls.") {
        return None;
    }
    let name = name
        .replace("LayerNorm.gamma", "LayerNorm.weight")
        .replace("LayerNorm.beta", "LayerNorm.bias");
    let bare = ["embeddings.", "encoder.", "pooler."]
        .iter()
        .any(|part| name.starts_with(part));
    Some(if bare { format!("bert.{name}") } else { name })
}

/// PyTorch stores a linear layer as `[out, in]`, Burn as `[in, out]`.
pub(super) fn is_linear_weight(name: &str, rank: usize) -> bool {
    rank == 2 && !name.starts_with("bert.embeddings.")
}

/// May be missing from a file: it belongs to a head that a bare encoder does not have.
pub(super) fn is_optional(name: &str) -> bool {
    name.starts_with("bert.pooler.") || name.starts_with("classifier.")
}

/// `[out, in]` to `[in, out]` and back.
pub(super) fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut turned = Vec::with_capacity(values.len());
    for column in 0..columns {
        turned.extend((0..rows).map(|row| values[row * columns + column]));
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(path: &str) -> String {
        file_name(&path.split('.').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn spells_names_as_transformers_does() {
        let pairs = [
            (
                "bert.embeddings.word_embeddings.weight",
                "bert.embeddings.word_embeddings.weight",
            ),
            (
                "bert.embeddings.layer_norm.gamma",
                "bert.embeddings.LayerNorm.weight",
            ),
            (
                "bert.layers.3.attention.query.bias",
                "bert.encoder.layer.3.attention.self.query.bias",
            ),
            (
                "bert.layers.0.attention.dense.weight",
                "bert.encoder.layer.0.attention.output.dense.weight",
            ),
            (
                "bert.layers.0.attention.layer_norm.beta",
                "bert.encoder.layer.0.attention.output.LayerNorm.bias",
            ),
            (
                "bert.layers.0.feed_forward.intermediate.weight",
                "bert.encoder.layer.0.intermediate.dense.weight",
            ),
            (
                "bert.layers.11.feed_forward.output.bias",
                "bert.encoder.layer.11.output.dense.bias",
            ),
            (
                "bert.layers.1.feed_forward.layer_norm.gamma",
                "bert.encoder.layer.1.output.LayerNorm.weight",
            ),
            ("bert.pooler.weight", "bert.pooler.dense.weight"),
            ("classifier.bias", "classifier.bias"),
        ];
        for (path, name) in pairs {
            assert_eq!(spelled(path), name);
        }
    }

    #[test]
    fn reads_bare_old_and_unused_names() {
        assert_eq!(
            canonical("pooler.dense.bias").as_deref(),
            Some("bert.pooler.dense.bias")
        );
        assert_eq!(
            canonical("bert.embeddings.LayerNorm.gamma").as_deref(),
            Some("bert.embeddings.LayerNorm.weight")
        );
        assert_eq!(canonical("bert.embeddings.position_ids"), None);
        assert_eq!(canonical("cls.predictions.bias"), None);
        assert_eq!(
            canonical("classifier.weight").as_deref(),
            Some("classifier.weight")
        );
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let turned = transpose(&values, 2, 3);
        assert_eq!(turned, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        assert_eq!(transpose(&turned, 3, 2), values);
    }
}
