//! The encoder as a whole, and the head on it.

use burn::module::{Module, Param};
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};
use encoder_burn::model::aligned_linear;

use super::{Encoder, FeatureExtractor, FeatureProjection, SpeechBatch};
use crate::Wav2Vec2Config;

/// Convolutions, projection and encoder: `Wav2Vec2Model` in transformers.
#[derive(Module, Debug)]
pub struct Wav2Vec2 {
    /// Stands for hidden frames in training, `[hidden]`.
    pub masked_spec_embed: Option<Param<Tensor<1>>>,
    /// Samples to frames.
    pub feature_extractor: FeatureExtractor,
    /// Frames to the hidden width.
    pub feature_projection: FeatureProjection,
    /// Frames in their context.
    pub encoder: Encoder,
}

impl Wav2Vec2 {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let has_mask = config.has_mask_vector();
        Self {
            masked_spec_embed: has_mask
                .then(|| Initializer::Zeros.init([config.hidden_size], device)),
            feature_extractor: FeatureExtractor::new(config, device),
            feature_projection: FeatureProjection::new(config, device),
            encoder: Encoder::new(config, device),
        }
    }

    /// The last output, `[batch * seq, hidden]`, in the order of the batch's rows. `each` is shown
    /// every hidden state, see [`Encoder::forward`].
    pub fn forward(&self, input: &SpeechBatch, each: impl FnMut(&Tensor<2>)) -> Tensor<2> {
        let mut x = self.project(input);
        if let (Some(hidden), Some(vector)) = (&input.hidden.frames, &self.masked_spec_embed) {
            let vector = vector.val().unsqueeze::<3>(); // [1, 1, hidden]
            x = x * (hidden.clone().neg() + 1.0) + hidden.clone() * vector;
        }
        if let Some(kept) = &input.hidden.kept_features {
            x = x * kept.clone();
        }
        if let Some(real) = &input.real {
            x = x * real.clone();
        }
        self.encoder.forward(x, input, each)
    }

    /// What enters the encoder, `[batch, seq, hidden]`, 0 at padding.
    fn project(&self, input: &SpeechBatch) -> Tensor<3> {
        let groups = input.samples.iter().map(|samples| {
            let x = self.feature_extractor.forward(samples.clone());
            let [clips, frames, channels] = x.dims();
            let x = x.reshape([clips * frames, channels]);
            let x = self.feature_projection.forward(x, input.precision);
            let hidden = x.dims()[1];
            let x = x.reshape([clips, frames, hidden]);
            if frames == input.seq {
                return x;
            }
            let padding = Tensor::zeros([clips, input.seq - frames, hidden], &x.device());
            Tensor::cat(vec![x, padding], 1)
        });
        let mut groups: Vec<Tensor<3>> = groups.collect();
        match groups.len() {
            1 => groups.swap_remove(0),
            _ => Tensor::cat(groups, 0),
        }
    }
}

/// `Wav2Vec2ForSequenceClassification` in transformers: a linear layer on each frame, their mean, and
/// a linear layer on that.
#[derive(Module, Debug)]
pub struct SpeechNetwork {
    /// The encoder.
    pub wav2vec2: Wav2Vec2,
    /// A number for what enters the first layer and for the output of each, `[layers + 1]`: their
    /// softmax weighs the sum that the head reads.
    pub layer_weights: Option<Param<Tensor<1>>>,
    /// `[hidden, width]`
    pub projector: Linear,
    /// `[width, classes]`
    pub classifier: Linear,
}

impl SpeechNetwork {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, classes: usize, device: &Device) -> Self {
        let (hidden, width) = (config.hidden_size, config.classifier_width);
        let outputs = config.num_hidden_layers + 1;
        let is_weighted = config.weighted_layer_sum;
        Self {
            wav2vec2: Wav2Vec2::new(config, device),
            layer_weights: is_weighted.then(|| Initializer::Ones.init([outputs], device)),
            projector: LinearConfig::new(hidden, width).init(device),
            classifier: LinearConfig::new(width, classes).init(device),
        }
    }

    /// Logits, `[clips, classes]`.
    pub fn forward(&self, input: &SpeechBatch) -> Tensor<2> {
        let projected = self.projector.forward(self.states(input));
        aligned_linear(&self.classifier, mean(projected, input))
    }

    /// The mean of the vectors that the head reads, `[clips, hidden]`.
    pub fn embed(&self, input: &SpeechBatch) -> Tensor<2> {
        mean(self.states(input), input)
    }

    /// The last output, or the weighted sum of all, `[batch * seq, hidden]`.
    fn states(&self, input: &SpeechBatch) -> Tensor<2> {
        let Some(weights) = &self.layer_weights else {
            return self.wav2vec2.forward(input, |_| ());
        };
        let weights = softmax(weights.val(), 0);
        let (mut sum, mut index) = (None, 0);
        self.wav2vec2.forward(input, |state| {
            let weight = weights.clone().narrow(0, index, 1).unsqueeze::<2>(); // [1, 1]
            let part = state.clone() * weight;
            sum = Some(match sum.take() {
                Some(sum) => sum + part,
                None => part,
            });
            index += 1;
        });
        sum.expect("the encoder shows what enters its first layer")
    }
}

/// `[batch * seq, width]` to `[clips, width]`, over the frames of each clip, in the order of the clips.
fn mean(vectors: Tensor<2>, input: &SpeechBatch) -> Tensor<2> {
    let width = vectors.dims()[1];
    let vectors = vectors.reshape([input.clips(), input.seq, width]);
    let means = (vectors * input.mean_weights.clone()).sum_dim(1);
    input.in_given_order(means.reshape([input.clips(), width]))
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use super::*;
    use crate::model::Hidden;
    use crate::{Device, SpeechClassifier};

    fn network(config: &Wav2Vec2Config) -> SpeechNetwork {
        let labels = ["low", "high"].map(str::to_owned).to_vec();
        let device = Device::from_name("cpu").unwrap();
        let made = SpeechClassifier::init(config, labels, &device, 5).unwrap();
        made.model().clone()
    }

    fn wide() -> Wav2Vec2Config {
        Wav2Vec2Config {
            initializer_range: 0.3,
            ..Wav2Vec2Config::tiny()
        }
    }

    fn run(config: &Wav2Vec2Config, clip: &[f32], hidden: Hidden) -> Vec<f32> {
        let device = burn::tensor::Device::flex();
        let input = SpeechBatch::new(&[clip], config, &device).with_hidden(hidden);
        let logits = network(config).forward(&input);
        logits.into_data().iter::<f32>().collect()
    }

    fn clips() -> [Vec<f32>; 2] {
        [0.02_f32, 0.3].map(|step| {
            (0..2000_u16)
                .map(|at| (step * f32::from(at)).sin())
                .collect()
        })
    }

    fn near(left: &[f32], right: &[f32]) -> bool {
        left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-5)
    }

    #[test]
    fn frames_that_are_hidden_tell_nothing() {
        let (config, [low, high]) = (wide(), clips());
        let device = burn::tensor::Device::flex();
        let frames = config.frames(low.len());
        let all = || Hidden {
            frames: Some(Tensor::ones([1, frames, 1], &device)),
            ..Hidden::default()
        };
        let open = Hidden::default;
        assert!(!near(
            &run(&config, &low, open()),
            &run(&config, &high, open())
        ));
        assert!(near(
            &run(&config, &low, all()),
            &run(&config, &high, all())
        ));
        // Nor do features of which none is kept.
        let none = || Hidden {
            kept_features: Some(Tensor::zeros([1, 1, config.hidden_size], &device)),
            ..Hidden::default()
        };
        assert!(near(
            &run(&config, &low, none()),
            &run(&config, &high, none())
        ));
    }

    #[test]
    fn a_layer_that_is_left_out_changes_the_answer() {
        let (config, [low, _]) = (wide(), clips());
        let without = |layers: &[bool]| {
            let layers = layers.to_vec();
            run(
                &config,
                &low,
                Hidden {
                    layers,
                    ..Hidden::default()
                },
            )
        };
        let whole = without(&[]);
        assert!(near(&whole, &without(&[false, false])));
        assert!(!near(&whole, &without(&[true, false])));
        let config = Wav2Vec2Config {
            num_hidden_layers: 1,
            ..config.clone()
        };
        let shorter = run(&config, &low, Hidden::default());
        assert!(near(&shorter, &without(&[false, true])));
    }
}
