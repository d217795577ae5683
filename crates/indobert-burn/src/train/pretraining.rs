//! Going on with the pre-training of an encoder on texts of one's own field.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use encoder_burn::model::device as burn_device;
use encoder_burn::training::{
    Digest, Facts, Forward, Objective, Purpose, Validation, facts_of, seed_for, train,
};

use super::TrainParams;
use super::masking::{Masked, Masker, Masking, Text};
use super::place::Rates;
use crate::model::{MaskedLanguageModel, TokenBatch};
use crate::{
    BertError, BertMaskedLm, Checkpoints, ClassWeights, ModelError, Precision, StopMetric,
    Tokenizer, TrainEvent, TrainHistory,
};

/// Settings of [`BertMaskedLm::train`], checked there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PretrainParams {
    /// Settings of the training; those about classes must be left as they are.
    pub train: TrainParams,
    /// Share of a text's tokens that is guessed, above 0 and up to 1.
    pub mask_share: f64,
    /// What is chosen to be guessed.
    pub masking: Masking,
}

impl Default for PretrainParams {
    fn default() -> Self {
        Self {
            train: TrainParams::default(),
            mask_share: 0.15,
            masking: Masking::Tokens,
        }
    }
}

impl PretrainParams {
    /// Sets the settings of the training.
    #[must_use]
    pub fn with_train(mut self, train: TrainParams) -> Self {
        self.train = train;
        self
    }

    /// Sets the share of the tokens that is guessed.
    #[must_use]
    pub fn with_mask_share(mut self, mask_share: f64) -> Self {
        self.mask_share = mask_share;
        self
    }

    /// Sets what is chosen to be guessed.
    #[must_use]
    pub fn with_masking(mut self, masking: Masking) -> Self {
        self.masking = masking;
        self
    }

    /// Checks every setting, as [`BertMaskedLm::train`] does first.
    ///
    /// # Errors
    ///
    /// [`ModelError::InvalidSetting`] for the first that is out of its range.
    pub fn check(&self) -> Result<(), BertError> {
        self.train.check()?;
        let refused = |name, expected, got: String| {
            let refusal = ModelError::setting(name, expected, got);
            Err(BertError::Model(refusal))
        };
        if !(self.mask_share > 0.0 && self.mask_share <= 1.0) {
            let got = self.mask_share.to_string();
            return refused("mask_share", "above 0 and at most 1", got);
        }
        if self.train.label_smoothing > 0.0 {
            let got = self.train.label_smoothing.to_string();
            return refused("label_smoothing", "0 for masked tokens", got);
        }
        if self.train.class_weights != ClassWeights::Equal {
            let got = self.train.class_weights.to_string();
            return refused("class_weights", "none for masked tokens", got);
        }
        match self.train.early_stopping {
            Some(rule) if rule.metric == StopMetric::MacroF1 => refused(
                "early_stopping",
                "on valid-loss or accuracy for masked tokens",
                rule.to_string(),
            ),
            _ => Ok(()),
        }
    }
}

impl BertMaskedLm {
    /// Trains on texts without labels: some of their tokens are masked, anew in each epoch, and
    /// guessed. The validation texts, if any, are masked once.
    ///
    /// All else is as in [`BertClassifier::train`](crate::BertClassifier::train), or with
    /// checkpoints as in
    /// [`BertClassifier::train_resumable`](crate::BertClassifier::train_resumable). Texts without a
    /// token of their own are left out.
    ///
    /// # Errors
    ///
    /// Settings out of range, a vocabulary without a mask, no text with a token, a loss or gradient
    /// that is not finite, or a state on disk that is of another training or cannot be used.
    ///
    /// ```
    /// # #[cfg(feature = "cpu")] {
    /// use indobert_burn::{
    ///     BertConfig, BertMaskedLm, Device, PretrainParams, Tokenizer, TrainParams,
    /// };
    ///
    /// let texts = ["warung itu buka pagi", "sekolah itu buka siang"].repeat(8);
    /// let tokenizer = Tokenizer::train_word_piece(&texts, 80)?;
    /// let config = BertConfig::tiny(tokenizer.vocab_size());
    /// let model = BertMaskedLm::init(&config, tokenizer, &Device::from_name("cpu")?, 7)?;
    ///
    /// let train = TrainParams::default().with_epochs(20).with_batch_size(8).with_learning_rate(3e-3);
    /// let params = PretrainParams::default().with_train(train);
    /// let (_model, history) = model.train(&texts, &[], &params, None, &mut |_event| ())?;
    /// assert!(history.epochs[19].train_loss < history.epochs[0].train_loss);
    /// # }
    /// # Ok::<(), indobert_burn::BertError>(())
    /// ```
    pub fn train<T: AsRef<str>>(
        mut self,
        texts: &[T],
        valid: &[T],
        params: &PretrainParams,
        checkpoints: Option<&Checkpoints>,
        observer: &mut dyn FnMut(TrainEvent),
    ) -> Result<(Self, TrainHistory), BertError> {
        params.check()?;
        params.train.precision.check(&self.device)?;
        let masker = Masker::new(&self.tokenizer, params.masking, params.mask_share)?;
        let max_length = params.train.max_length.min(self.max_length());
        let encode = |texts: &[T]| {
            let texts = texts.iter().map(AsRef::as_ref);
            encode(
                &masker,
                &self.tokenizer,
                texts,
                &params.train.prefix,
                max_length,
            )
        };
        let texts = encode(texts)?;
        if texts.is_empty() {
            return Err(BertError::NothingToMask);
        }
        let place = |(place, text)| {
            let seed = seed_for(params.train.seed, Purpose::ValidationMasking, place);
            masker.mask(&text, seed)
        };
        let valid = encode(valid)?.into_iter().enumerate().map(place).collect();
        let objective = Pretraining {
            texts,
            valid,
            masker,
            pad_id: self.tokenizer.pad_id(),
            batch_size: params.train.batch_size,
            precision: params.train.precision,
            rates: Rates::new(&self.model, params.train.freeze, params.train.layer_decay)?,
            settings: facts_of(&params.train),
        };
        let device = burn_device(&self.device);
        let history;
        (self.model, history) = train(
            &objective,
            self.model,
            &params.train.course(),
            checkpoints,
            device,
            observer,
        )?;
        Ok((self, history))
    }
}

fn encode<'t>(
    masker: &Masker,
    tokenizer: &Tokenizer,
    texts: impl Iterator<Item = &'t str>,
    prefix: &str,
    max_length: usize,
) -> Result<Vec<Text>, BertError> {
    let encode = |text| masker.text(tokenizer, &format!("{prefix}{text}"), max_length);
    texts.filter_map(|text| encode(text).transpose()).collect()
}

struct Pretraining {
    texts: Vec<Text>,
    valid: Vec<Masked>,
    masker: Masker,
    pad_id: u32,
    /// Texts that are validated together.
    batch_size: usize,
    /// Of the training, not of the validation.
    precision: Precision,
    rates: Rates,
    settings: Facts,
}

impl Objective for Pretraining {
    type Model = MaskedLanguageModel;
    type Batch = Vec<Masked>;

    fn train_len(&self) -> usize {
        self.texts.len()
    }

    fn valid_len(&self) -> usize {
        self.valid.len()
    }

    fn batch(&self, rows: &[usize], seed: u64) -> Vec<Masked> {
        let mask = |(place, &row): (usize, &usize)| {
            let seed = seed_for(seed, Purpose::Masking, place);
            self.masker.mask(&self.texts[row], seed)
        };
        rows.iter().enumerate().map(mask).collect()
    }

    fn weight(&self, batch: &Vec<Masked>) -> f64 {
        batch.iter().map(|text| text.gaps.len()).sum::<usize>() as f64
    }

    fn forward(
        &self,
        model: &MaskedLanguageModel,
        batch: &Vec<Masked>,
        device: &Device,
    ) -> Forward {
        self.guess(model, batch, self.precision, device)
    }

    fn validate(&self, model: &MaskedLanguageModel, device: &Device) -> Option<Validation> {
        let (mut loss, mut hits, mut answers) = (0.0, 0, 0);
        for batch in self.valid.chunks(self.batch_size) {
            let guessed = self.guess(model, batch, Precision::F32, device);
            loss += f64::from(guessed.loss.into_scalar::<f32>());
            hits += guessed.hits;
            answers += guessed.answers;
        }
        (answers > 0).then(|| Validation {
            loss: loss / answers as f64,
            accuracy: hits as f64 / answers as f64,
            macro_f1: None,
        })
    }

    fn is_finite(&self, model: &MaskedLanguageModel, device: &Device) -> bool {
        let rows: Vec<usize> = (0..self.texts.len().min(self.batch_size)).collect();
        let batch = self.batch(&rows, 0);
        let guessed = self.guess(model, &batch, Precision::F32, device);
        guessed.loss.into_scalar::<f32>().is_finite()
    }

    fn rate_factor(&self, path: &[String]) -> Option<f64> {
        self.rates.factor(path)
    }

    fn facts(&self) -> Facts {
        let mut texts = Digest::new();
        self.texts.iter().for_each(|text| texts.ids(&text.ids));
        let mut valid = Digest::new();
        for text in &self.valid {
            valid.ids(&text.ids);
            text.gaps.iter().for_each(|&(_, id)| valid.ids(&[id]));
        }
        let own = [
            ("task", "masked tokens".to_owned()),
            ("mask_share", self.masker.share.to_string()),
            ("masking", format!("{:?}", self.masker.masking)),
            ("training rows", texts.text()),
            ("validation rows", valid.text()),
        ];
        let own = own.map(|(name, text)| (name.to_owned(), text));
        self.settings.iter().cloned().chain(own).collect()
    }
}

impl Pretraining {
    fn guess(
        &self,
        model: &MaskedLanguageModel,
        batch: &[Masked],
        precision: Precision,
        device: &Device,
    ) -> Forward {
        let ids: Vec<&[u32]> = batch.iter().map(|text| text.ids.as_slice()).collect();
        let input = TokenBatch::new(&ids, self.pad_id, device).with_precision(precision);
        let width = input.ids.dims()[1];
        let (mut places, mut targets) = (Vec::new(), Vec::new());
        for (row, text) in batch.iter().enumerate() {
            for &(place, id) in &text.gaps {
                places.push((row * width + place) as i64);
                targets.push(i64::from(id));
            }
        }
        let count = places.len();
        let places = Tensor::<1, Int>::from_data(TensorData::new(places, [count]), device);
        let targets = Tensor::<2, Int>::from_data(TensorData::new(targets, [count, 1]), device);
        let logits = model.forward_at(&input, places); // [count, vocab]
        let guesses = logits.clone().inner().argmax(1); // [count, 1]
        let hits = guesses.equal(targets.clone().inner()).int().sum();
        Forward {
            loss: log_softmax(logits, 1).gather(1, targets).sum().neg(),
            hits: usize::try_from(hits.into_scalar::<i64>()).unwrap_or(0),
            answers: count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_settings_that_are_about_classes() {
        let cases = [
            (
                TrainParams::default().with_label_smoothing(0.1),
                "label_smoothing must be 0 for masked tokens, got 0.1",
            ),
            (
                TrainParams::default().with_class_weights(ClassWeights::Balanced),
                "class_weights must be none for masked tokens, got balanced",
            ),
            (
                TrainParams::default().with_early_stopping("macro-f1:2".parse().ok()),
                "early_stopping must be on valid-loss or accuracy for masked tokens, got macro-f1:2",
            ),
        ];
        for (train, message) in cases {
            let params = PretrainParams::default().with_train(train);
            assert_eq!(params.check().unwrap_err().to_string(), message);
        }
        let params = PretrainParams::default().with_mask_share(0.0);
        assert_eq!(
            params.check().unwrap_err().to_string(),
            "mask_share must be above 0 and at most 1, got 0"
        );
    }
}
