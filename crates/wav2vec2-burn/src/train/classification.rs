//! Fine-tuning a classifier.

use burn::tensor::Device;
use encoder_burn::Precision;
use encoder_burn::model::{device as burn_device, is_host};
use encoder_burn::training::{
    Checkpoints, CrossEntropy, Digest, Facts, Forward, Objective, TrainEvent, TrainHistory,
    Validation, check_classes, facts_of, train,
};
use encoder_burn::weights::Packed;

use super::{SpeechTrainParams, augment};
use crate::fast::FastEncoder;
use crate::inference::{Batches, Wanted};
use crate::model::{SpeechBatch, SpeechNetwork};
use crate::network::Network;
use crate::{SpeechClassifier, SpeechError, Wav2Vec2Config};

impl SpeechClassifier {
    /// Fine-tunes on rows of clip and class; the validation rows, if any, are scored after each epoch
    /// and touch no weight.
    ///
    /// AdamW (betas 0.9 and 0.999, epsilon 1e-8), the learning rate rising over the warm-up and
    /// falling to 0, cross-entropy, rows shuffled each epoch. On one CPU thread the same seed gives
    /// the same weights; see [`set_threads`](encoder_burn::set_threads).
    ///
    /// # Errors
    ///
    /// Settings out of range, no rows, a clip that cannot be used, a class that the model does not
    /// have, a single class, or a loss or gradient that is not finite.
    pub fn train<C: AsRef<[f32]>>(
        self,
        train: &[(C, usize)],
        valid: &[(C, usize)],
        params: &SpeechTrainParams,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), SpeechError> {
        self.train_with(train, valid, params, None, observer)
    }

    /// As [`SpeechClassifier::train`], with a state on disk: a training that was stopped goes on from
    /// the last state in the folder, and ends as it would have without the stop.
    ///
    /// `self` must be the model that the stopped training began with, and rows and settings must be
    /// the same. The state stays when the training is done; see [`Checkpoints::remove`].
    ///
    /// # Errors
    ///
    /// As [`SpeechClassifier::train`]; a state that is of another training or cannot be used.
    pub fn train_resumable<C: AsRef<[f32]>>(
        self,
        train: &[(C, usize)],
        valid: &[(C, usize)],
        params: &SpeechTrainParams,
        checkpoints: &Checkpoints,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), SpeechError> {
        self.train_with(train, valid, params, Some(checkpoints), observer)
    }

    fn train_with<C: AsRef<[f32]>>(
        mut self,
        rows: &[(C, usize)],
        valid: &[(C, usize)],
        params: &SpeechTrainParams,
        checkpoints: Option<&Checkpoints>,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), SpeechError> {
        params.check()?;
        params.precision.check(&self.device)?;
        params.freeze.check(&self.config)?;
        let of = |rows: &[(C, usize)]| rows.iter().map(|&(_, class)| class).collect();
        let (train_classes, valid_classes): (Vec<usize>, Vec<usize>) = (of(rows), of(valid));
        let classes = self.labels().len();
        check_classes(&train_classes, &valid_classes, classes)?;
        let objective = Classification {
            loss: CrossEntropy {
                weights: params.class_weights.resolve(&train_classes, classes)?,
                smoothing: params.label_smoothing,
            },
            rows: self.rows(rows, train_classes)?,
            valid: self.rows(valid, valid_classes)?,
            config: self.config.clone(),
            params: params.clone(),
        };
        let (device, course) = (burn_device(&self.device), params.course());
        let model = self.network.into_model(&self.config, device);
        let (model, history) = train(&objective, model, &course, checkpoints, device, observer)?;
        self.network = Network::of_burn(model);
        Ok((self, history))
    }

    fn rows<C: AsRef<[f32]>>(
        &self,
        rows: &[(C, usize)],
        classes: Vec<usize>,
    ) -> Result<Rows, SpeechError> {
        let clips: Vec<&[f32]> = rows.iter().map(|(clip, _)| clip.as_ref()).collect();
        let clips = self.prepare(&clips)?;
        Ok(Rows { clips, classes })
    }
}

/// Normalised clips and their classes.
struct Rows {
    clips: Vec<Vec<f32>>,
    classes: Vec<usize>,
}

impl Rows {
    fn digest(&self) -> Digest {
        let mut digest = Digest::new();
        for (clip, &class) in self.clips.iter().zip(&self.classes) {
            for sample in clip {
                digest.word(u64::from(sample.to_bits()));
            }
            digest.word(clip.len() as u64);
            digest.word(class as u64);
        }
        digest
    }
}

struct Classification {
    loss: CrossEntropy,
    rows: Rows,
    valid: Rows,
    config: Wav2Vec2Config,
    params: SpeechTrainParams,
}

/// Training rows, and the seed of what is hidden from the network.
struct Batch {
    rows: Vec<usize>,
    seed: u64,
}

impl Objective for Classification {
    type Model = SpeechNetwork;
    type Batch = Batch;

    fn train_len(&self) -> usize {
        self.rows.classes.len()
    }

    fn valid_len(&self) -> usize {
        self.valid.classes.len()
    }

    fn batch(&self, rows: &[usize], seed: u64) -> Batch {
        let rows = rows.to_vec();
        Batch { rows, seed }
    }

    fn weight(&self, batch: &Batch) -> f64 {
        let classes = batch.rows.iter().map(|&row| self.rows.classes[row]);
        self.loss.weight(classes)
    }

    fn forward(&self, model: &SpeechNetwork, batch: &Batch, device: &Device) -> Forward {
        let rows = batch.rows.iter();
        let clips: Vec<&[f32]> = rows.map(|&row| self.rows.clips[row].as_slice()).collect();
        let rows = batch.rows.iter();
        let classes: Vec<usize> = rows.map(|&row| self.rows.classes[row]).collect();
        let input = SpeechBatch::new(&clips, &self.config, device);
        let hidden = augment::draw(&self.config, &input, batch.seed, device);
        let input = input
            .with_hidden(hidden)
            .with_precision(self.params.precision);
        self.loss.forward(model.forward(&input), &classes, device)
    }

    fn validate(&self, model: &SpeechNetwork, device: &Device) -> Option<Validation> {
        let logits = self.valid_logits(model, device);
        Validation::of_logits(&logits, &self.valid.classes)
    }

    fn is_finite(&self, model: &SpeechNetwork, device: &Device) -> bool {
        let count = self.rows.clips.len().min(self.params.batch_size);
        let logits = self.logits(model, &self.rows.clips[..count], device);
        logits.iter().flatten().all(|logit| logit.is_finite())
    }

    fn rate_factor(&self, path: &[String]) -> Option<f64> {
        if !self.params.freeze.lets_learn(path, self.config.norm_place) {
            return None;
        }
        Some(match path.first().is_some_and(|part| part == "wav2vec2") {
            true => self.params.encoder_rate,
            false => 1.0,
        })
    }

    fn facts(&self) -> Facts {
        let mut configuration = Digest::new();
        configuration.bytes(format!("{:?}", self.config).as_bytes());
        let own = [
            ("task", "speech classification".to_owned()),
            ("configuration", configuration.text()),
            ("training rows", self.rows.digest().text()),
            ("validation rows", self.valid.digest().text()),
        ];
        let own = own.map(|(name, text)| (name.to_owned(), text));
        facts_of(&self.params).into_iter().chain(own).collect()
    }
}

impl Classification {
    /// By the engine where it can run. It is made anew, for each epoch leaves other weights. What it
    /// refuses is not finite, and the loss that Burn computes will show it.
    fn valid_logits(&self, model: &SpeechNetwork, device: &Device) -> Vec<Vec<f32>> {
        let clips = &self.valid.clips;
        if !clips.is_empty()
            && is_host(device)
            && let Ok(engine) = FastEncoder::pack(model, &self.config)
            && let Ok(rows) = engine.run(clips, Wanted::Logits, |_| ())
        {
            return rows;
        }
        self.logits(model, clips, device)
    }

    fn logits(&self, model: &SpeechNetwork, clips: &[Vec<f32>], device: &Device) -> Vec<Vec<f32>> {
        let batches = Batches {
            config: &self.config,
            precision: Precision::F32,
            device,
        };
        batches.run(model, clips, Wanted::Logits, |_| ())
    }
}
