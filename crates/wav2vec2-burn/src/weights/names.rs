//! Two spellings of one tensor: its path in our modules, its name in a Hugging Face file.

use encoder_burn::weights::Names;

/// The convolution that tells positions.
pub(crate) const POSITIONS: &str = "wav2vec2.encoder.pos_conv_embed.conv";

/// transformers' names. Our modules are called as its are, but for a few.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling;

impl Names for Spelling {
    fn file_name(&self, path: &[String]) -> String {
        path.join(".")
            .replace(".conv.length", ".conv.parametrizations.weight.original0")
            .replace(".conv.direction", ".conv.parametrizations.weight.original1")
            .replace(".gamma", ".weight")
            .replace(".beta", ".bias")
    }

    /// Encoders saved alone lack the prefix; files from before PyTorch 2.0 say `weight_g` and
    /// `weight_v`.
    fn canonical(&self, name: &str) -> Option<String> {
        let parts = [
            "masked_spec_embed",
            "feature_extractor.",
            "feature_projection.",
            "encoder.",
        ];
        let name = match parts.iter().any(|part| name.starts_with(part)) {
            true => format!("wav2vec2.{name}"),
            false => name.to_owned(),
        };
        Some(match name.strip_prefix(POSITIONS) {
            Some(".weight_g") => format!("{POSITIONS}.parametrizations.weight.original0"),
            Some(".weight_v") => format!("{POSITIONS}.parametrizations.weight.original1"),
            _ => name,
        })
    }

    fn is_optional(&self, name: &str) -> bool {
        is_head(name) || name == "wav2vec2.masked_spec_embed"
    }

    /// What models are pre-trained with, or transcribe with.
    fn is_ignored(&self, name: &str) -> bool {
        ["quantizer.", "project_q.", "project_hid.", "lm_head."]
            .iter()
            .any(|part| name.starts_with(part))
            || name == "wav2vec2.masked_spec_embed"
    }
}

/// Part of the classification head.
pub(super) fn is_head(name: &str) -> bool {
    name == "layer_weights" || name.starts_with("projector.") || name.starts_with("classifier.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_names_as_transformers_does() {
        // The golden folders check the rest: each of their names must be met.
        for (path, name) in [
            (
                "wav2vec2.encoder.pos_conv_embed.conv.length",
                "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original0",
            ),
            (
                "wav2vec2.feature_extractor.conv_layers.0.layer_norm.gamma",
                "wav2vec2.feature_extractor.conv_layers.0.layer_norm.weight",
            ),
            ("classifier.bias", "classifier.bias"),
        ] {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            assert_eq!(Spelling.file_name(&path), name);
        }
    }

    #[test]
    fn reads_bare_and_old_names() {
        let positions = "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight";
        for (name, wanted) in [
            (
                "encoder.pos_conv_embed.conv.weight_g",
                format!("{positions}.original0"),
            ),
            (
                "wav2vec2.encoder.pos_conv_embed.conv.weight_v",
                format!("{positions}.original1"),
            ),
            (
                "encoder.layers.0.layer_norm.bias",
                "wav2vec2.encoder.layers.0.layer_norm.bias".to_owned(),
            ),
            ("projector.weight", "projector.weight".to_owned()),
        ] {
            assert_eq!(Spelling.canonical(name), Some(wanted));
        }
    }
}
