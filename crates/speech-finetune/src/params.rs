//! Settings of both stages.

use std::path::PathBuf;

use wav2vec2_burn::{
    Device, Head, NormPlace, SpeechClassifier, SpeechError, SpeechLoadOptions, SpeechTrainParams,
    Wav2Vec2Config,
};

use crate::FinetuneError;

/// What the network is before it hears the first clip.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// A network of this shape, its weights drawn from the seed.
    Scratch(Box<Wav2Vec2Config>),
    /// A Hugging Face folder with a wav2vec 2.0 encoder. Its head, if it has one, is left out, and
    /// one for the classes is drawn from the seed.
    Folder(PathBuf),
}

impl Start {
    /// A network of this shape.
    #[must_use]
    pub fn scratch(config: Wav2Vec2Config) -> Self {
        Self::Scratch(Box::new(config))
    }

    /// A network small enough to learn from a few hundred clips: the published strides, so that a
    /// frame is 20 ms, 32 channels, two layers of 32; about 50,000 parameters.
    #[must_use]
    pub fn small() -> Self {
        let mut config = Wav2Vec2Config::tiny();
        for convolution in &mut config.convolutions {
            convolution.channels = 32;
        }
        config.position_kernel = 32;
        config.classifier_width = 32;
        config.layer_drop = 0.0;
        // With norms after each part some trainings from scratch learn nothing at all.
        config.norm_place = NormPlace::Before;
        Self::scratch(config)
    }

    /// An encoder that was trained before.
    #[must_use]
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self::Folder(folder.into())
    }
}

/// How a network is trained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FinetuneParams {
    /// What the network begins with.
    pub start: Start,
    /// Where it is computed.
    pub device: Device,
    /// Training on the source. Its seed is replaced by [`seed`](Self::seed).
    pub first: SpeechTrainParams,
    /// Training on the target, in the direct recipe as in the sequential one, so that they differ
    /// in what the network has heard and in nothing else. Its seed is replaced too.
    pub second: SpeechTrainParams,
    /// A stage that stops early is watched on one of this many parts of its training speakers,
    /// whom it does not learn from; at least 2. Nobody who is tested on is ever among them. A
    /// stage that does not stop early learns from all its training speakers. Default 5.
    pub held_out: usize,
    /// Seed of the weights that are drawn and of both trainings. Default 42.
    pub seed: u64,
}

impl FinetuneParams {
    /// The usual settings of `wav2vec2-burn` in both stages.
    #[must_use]
    pub fn new(start: Start, device: Device) -> Self {
        Self {
            start,
            device,
            first: SpeechTrainParams::default(),
            second: SpeechTrainParams::default(),
            held_out: 5,
            seed: 42,
        }
    }

    /// Sets the training on the source.
    #[must_use]
    pub fn with_first(self, first: SpeechTrainParams) -> Self {
        Self { first, ..self }
    }

    /// Sets the training on the target.
    #[must_use]
    pub fn with_second(self, second: SpeechTrainParams) -> Self {
        Self { second, ..self }
    }

    /// Sets [`held_out`](Self::held_out).
    #[must_use]
    pub fn with_held_out(self, held_out: usize) -> Self {
        Self { held_out, ..self }
    }

    /// Sets the seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), FinetuneError> {
        self.first.check()?;
        self.second.check()?;
        if self.held_out < 2 {
            let got = self.held_out;
            return Err(FinetuneError::setting("held_out", "at least 2", got));
        }
        Ok(())
    }

    /// Samples that make the network's first frame.
    pub(crate) fn receptive_field(&self) -> Result<usize, FinetuneError> {
        Ok(match &self.start {
            Start::Scratch(config) => config.receptive_field(),
            Start::Folder(folder) => {
                Wav2Vec2Config::from_path(&folder.join("config.json"))?.receptive_field()
            }
        })
    }

    /// The network before it hears anything.
    pub(crate) fn begin(&self, labels: Vec<String>) -> Result<SpeechClassifier, FinetuneError> {
        match &self.start {
            Start::Scratch(config) => Ok(SpeechClassifier::init(
                config,
                labels,
                &self.device,
                self.seed,
            )?),
            Start::Folder(folder) => {
                let options = SpeechLoadOptions::default()
                    .with_labels(labels)
                    .with_seed(self.seed)
                    .with_head(Head::Draw);
                let (network, _) = SpeechClassifier::from_dir(folder, &self.device, &options)?;
                match network.preprocessing().sampling_rate {
                    16_000 => Ok(network),
                    got => Err(FinetuneError::SampleRate {
                        path: folder.clone(),
                        got,
                    }),
                }
            }
        }
    }
}

/// Weights that are listed must be one a class.
pub(crate) fn check_weights(
    stage: &SpeechTrainParams,
    classes: usize,
) -> Result<(), FinetuneError> {
    // Which rows there are does not matter to a list.
    let weights = stage.class_weights.resolve(&[], classes);
    weights.map_err(SpeechError::from)?;
    Ok(())
}
