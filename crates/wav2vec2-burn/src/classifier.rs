//! A model, its preprocessing and the names of its classes, ready to use.

use std::path::Path;

use encoder_burn::model::device as burn_device;
use encoder_burn::training::{largest, log_softmax};
use encoder_burn::weights::{fill, to_safetensors};
use encoder_burn::{Device, LabelMap, LoadReport, ModelError, files};

use crate::inference::{self, Wanted};
use crate::model::SpeechNetwork;
use crate::network::{self, Network};
use crate::weights::{Fresh, Spelling, Stored};
use crate::{
    Head, Preprocessing, SpeechError, SpeechInferenceOptions, SpeechLoadOptions, Wav2Vec2Config,
    weights,
};

/// What the model says of one clip.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SpeechPrediction {
    /// Name of the class with the largest logit.
    pub label: String,
    /// Index of that class; the lowest, if several have the same logit.
    pub class: usize,
    /// One number a class.
    pub logits: Vec<f32>,
    /// The softmax of the logits.
    pub probabilities: Vec<f32>,
}

/// A wav2vec 2.0 classifier of clips: samples of one channel at
/// [`sampling_rate`](Preprocessing::sampling_rate), as numbers round 0. A clone shares the weights
/// until one of the two is trained.
#[derive(Clone, Debug)]
pub struct SpeechClassifier {
    pub(crate) network: Network,
    pub(crate) preprocessing: Preprocessing,
    pub(crate) labels: LabelMap,
    pub(crate) config: Wav2Vec2Config,
    pub(crate) device: Device,
}

impl SpeechClassifier {
    /// Loads a Hugging Face folder: `config.json`, `preprocessor_config.json` and the weights, which
    /// are `model.safetensors` or else `pytorch_model.bin`, whole or in the parts that an index names.
    ///
    /// Names may lack the prefix `wav2vec2.`, and the weight norm of the positional convolution may be
    /// spelled in either way of PyTorch or multiplied out; f16 and bf16 are widened to f32, f64 is
    /// rounded. A missing head is drawn from `options.seed` and listed in the report. Nothing in a
    /// file is executed.
    ///
    /// # Errors
    ///
    /// Whatever does not fit names its file and key; see [`SpeechError`]. A head of another kind is
    /// [`SpeechError::ForeignHead`], unless `options.head` says that one is to be drawn. On the device
    /// `cpu`, a network that its engine cannot compute is [`SpeechError::Engine`].
    pub fn from_dir(
        folder: &Path,
        device: &Device,
        options: &SpeechLoadOptions,
    ) -> Result<(Self, LoadReport), SpeechError> {
        let config = Wav2Vec2Config::from_path(&folder.join("config.json"))?;
        let preprocessing = Preprocessing::read(folder, &config)?;
        let fresh = Fresh {
            seed: options.seed,
            config: config.clone(),
        };
        let mut checkpoint = weights::open(folder, fresh)?;
        match options.head {
            Head::Take => weights::check_head(&checkpoint)?,
            Head::Draw => weights::drop_head(&mut checkpoint),
        }
        let labels = checkpoint.choose_labels(
            config.classifier_width,
            options.labels.as_deref(),
            config.labels.as_ref(),
        )?;
        let classes = labels.as_slice().len();
        let mut stored = Stored::new(&mut checkpoint, config.position_shape());
        let network = network::load(&config, classes, burn_device(device), &mut stored)?;
        let classifier = Self {
            network,
            preprocessing,
            labels,
            config,
            device: device.clone(),
        };
        Ok((classifier, checkpoint.into_report()))
    }

    /// A model with weights drawn from a seed, for clips of 16 kHz.
    ///
    /// # Errors
    ///
    /// A configuration out of range, or unusable labels.
    pub fn init(
        config: &Wav2Vec2Config,
        labels: Vec<String>,
        device: &Device,
        seed: u64,
    ) -> Result<Self, SpeechError> {
        config.check()?;
        let labels = LabelMap::new(labels)?;
        let classes = labels.as_slice().len();
        let laid_out = SpeechNetwork::new(config, classes, burn_device(device));
        let config = config.clone();
        let mut fresh = Fresh {
            seed,
            config: config.clone(),
        };
        Ok(Self {
            network: Network::of_burn(fill(laid_out, &Spelling, &mut fresh)?),
            preprocessing: Preprocessing::of(&config),
            labels,
            config,
            device: device.clone(),
        })
    }

    /// Writes a folder that this crate and transformers load with the same logits.
    ///
    /// All files are complete under another name before the first takes its place, so an
    /// interrupted save leaves no half-written file.
    ///
    /// # Errors
    ///
    /// [`ModelError::Io`] naming the file.
    pub fn save(&self, folder: &Path) -> Result<(), SpeechError> {
        let tensors = self.network.tensors(&self.config);
        let weights = to_safetensors(tensors).map_err(|source| ModelError::Safetensors {
            path: folder.join("model.safetensors"),
            source,
        })?;
        let config = format!("{:#}\n", self.config.to_json(&self.labels));
        let preprocessing = format!("{:#}\n", self.preprocessing.to_json());
        let all = [
            ("config.json", config.into_bytes()),
            ("preprocessor_config.json", preprocessing.into_bytes()),
            ("model.safetensors", weights),
        ];
        Ok(files::replace_all(folder, &all)?)
    }

    /// Classifies clips; the predictions come in the order of the clips. A clip has the same answer
    /// alone and beside others, but for rounding.
    ///
    /// # Errors
    ///
    /// [`SpeechError::ClipTooShort`], [`SpeechError::SampleNotFinite`], [`SpeechError::Engine`] or
    /// [`SpeechError::OutputNotFinite`].
    pub fn classify<C: AsRef<[f32]>>(
        &self,
        clips: &[C],
    ) -> Result<Vec<SpeechPrediction>, SpeechError> {
        self.classify_with(clips, &SpeechInferenceOptions::default())
    }

    /// As [`SpeechClassifier::classify`], with settings.
    ///
    /// # Errors
    ///
    /// As [`SpeechClassifier::classify`], or [`ModelError::PrecisionUnsupported`].
    pub fn classify_with<C: AsRef<[f32]>>(
        &self,
        clips: &[C],
        options: &SpeechInferenceOptions,
    ) -> Result<Vec<SpeechPrediction>, SpeechError> {
        let rows = inference::run(self, clips, Wanted::Logits, options)?;
        Ok(rows
            .into_iter()
            .map(|logits| self.prediction(logits))
            .collect())
    }

    /// Makes one vector of `hidden_size` numbers a clip: the mean over its frames of what the head
    /// reads, the last layer's output or the weighted sum of all.
    ///
    /// # Errors
    ///
    /// As [`SpeechClassifier::classify`].
    pub fn embed<C: AsRef<[f32]>>(&self, clips: &[C]) -> Result<Vec<Vec<f32>>, SpeechError> {
        self.embed_with(clips, &SpeechInferenceOptions::default())
    }

    /// As [`SpeechClassifier::embed`], with settings.
    ///
    /// # Errors
    ///
    /// As [`SpeechClassifier::classify_with`].
    pub fn embed_with<C: AsRef<[f32]>>(
        &self,
        clips: &[C],
        options: &SpeechInferenceOptions,
    ) -> Result<Vec<Vec<f32>>, SpeechError> {
        inference::run(self, clips, Wanted::Mean, options)
    }

    /// Class names in index order.
    pub fn labels(&self) -> &[String] {
        self.labels.as_slice()
    }

    /// The model's shape.
    pub fn config(&self) -> &Wav2Vec2Config {
        &self.config
    }

    /// What is done to samples first.
    pub fn preprocessing(&self) -> &Preprocessing {
        &self.preprocessing
    }

    /// Where the model runs.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The network itself, in Burn's terms. Of a folder's weights its tensors are made at the first
    /// call on the device `cpu`.
    pub fn model(&self) -> &SpeechNetwork {
        self.network.model(&self.config, burn_device(&self.device))
    }

    /// All clips, checked and normalised.
    pub(crate) fn prepare<C: AsRef<[f32]>>(
        &self,
        clips: &[C],
    ) -> Result<Vec<Vec<f32>>, SpeechError> {
        let needed = self.config.receptive_field();
        let clips = clips.iter().enumerate();
        clips
            .map(|(number, clip)| self.preprocessing.apply(number, clip.as_ref(), needed))
            .collect()
    }

    fn prediction(&self, logits: Vec<f32>) -> SpeechPrediction {
        let class = largest(&logits);
        let probabilities = log_softmax(&logits).into_iter().map(probability).collect();
        SpeechPrediction {
            label: self.labels()[class].clone(),
            class,
            logits,
            probabilities,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a probability is wanted as f32"
)]
fn probability(log: f64) -> f32 {
    log.exp() as f32
}
