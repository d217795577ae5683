//! Which part of the network learns.

use std::str::FromStr;

use encoder_burn::ModelError;
use serde::Serialize;

use crate::{NormPlace, SpeechError, Wav2Vec2Config};

/// Which part of the network keeps its weights.
///
/// ```
/// use wav2vec2_burn::Freeze;
///
/// assert_eq!("feature-encoder".parse::<Freeze>()?, Freeze::FeatureEncoder);
/// assert_eq!("6".parse::<Freeze>()?, Freeze::Layers(6));
/// # Ok::<(), wav2vec2_burn::SpeechError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Freeze {
    /// All of it learns.
    Nothing,
    /// The convolutions over the samples: transformers' `freeze_feature_encoder`.
    #[default]
    FeatureEncoder,
    /// The convolutions, the projection, the positions and this many layers from the first.
    Layers(usize),
    /// All but the head: transformers' `freeze_base_model`.
    BaseModel,
}

impl Freeze {
    /// Refuses to freeze more layers than there are.
    pub(super) fn check(self, config: &Wav2Vec2Config) -> Result<(), ModelError> {
        match self {
            Self::Layers(layers) if layers > config.num_hidden_layers => {
                let expected = "at most the number of layers";
                Err(ModelError::setting("freeze", expected, layers))
            }
            _ => Ok(()),
        }
    }

    /// Whether the parameter at a path of modules learns.
    pub(super) fn lets_learn(self, path: &[String], place: NormPlace) -> bool {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (self, path.as_slice()) {
            (Self::Nothing, _) => true,
            (Self::FeatureEncoder, path) => !path.contains(&"feature_extractor"),
            (Self::BaseModel, path) => !path.contains(&"wav2vec2"),
            (Self::Layers(frozen), ["wav2vec2", "encoder", "layers", layer, ..]) => {
                layer.parse::<usize>().is_ok_and(|layer| layer >= frozen)
            }
            // This norm stands before the first layer or after the last.
            (Self::Layers(_), ["wav2vec2", "encoder", "layer_norm", ..]) => {
                place == NormPlace::Before
            }
            (Self::Layers(_), path) => !path.contains(&"wav2vec2"),
        }
    }
}

impl FromStr for Freeze {
    type Err = SpeechError;

    fn from_str(text: &str) -> Result<Self, SpeechError> {
        match text {
            "nothing" | "none" => Ok(Self::Nothing),
            "feature-encoder" => Ok(Self::FeatureEncoder),
            "base-model" => Ok(Self::BaseModel),
            _ => text.parse().map(Self::Layers).map_err(|_| {
                let expected = "`none`, `feature-encoder`, `base-model` or a number of layers";
                ModelError::setting("freeze", expected, text).into()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freezes_by_part() {
        let paths = [
            "wav2vec2.feature_extractor.conv_layers.0.conv.weight",
            "wav2vec2.feature_projection.projection.weight",
            "wav2vec2.encoder.layer_norm.gamma",
            "wav2vec2.encoder.layers.0.attention.q_proj.weight",
            "wav2vec2.encoder.layers.1.attention.q_proj.weight",
            "projector.weight",
        ];
        let learning = |freeze: Freeze, place| {
            paths.map(|path| {
                let path: Vec<String> = path.split('.').map(str::to_owned).collect();
                u8::from(freeze.lets_learn(&path, place))
            })
        };
        let (after, before) = (NormPlace::After, NormPlace::Before);
        assert_eq!(learning(Freeze::Nothing, after), [1; 6]);
        assert_eq!(learning(Freeze::FeatureEncoder, after), [0, 1, 1, 1, 1, 1]);
        assert_eq!(learning(Freeze::Layers(0), after), [0, 0, 0, 1, 1, 1]);
        assert_eq!(learning(Freeze::Layers(1), before), [0, 0, 1, 0, 1, 1]);
        assert_eq!(learning(Freeze::BaseModel, before), [0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn names_what_it_expects() {
        assert_eq!(
            "all".parse::<Freeze>().unwrap_err().to_string(),
            "freeze must be `none`, `feature-encoder`, `base-model` or a number of layers, got all"
        );
    }
}
