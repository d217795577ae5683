//! Texts in, a row of numbers a text out, window by window.

use std::vec;

use encoder_burn::model::{device as burn_device, is_host};

use crate::batching::run_in_batches;
use crate::model::TokenBatch;
use crate::{BertClassifier, BertError, Engine, InferenceOptions, Pooling, Precision};

/// Texts that are read before the first of them is run: enough to sort by length and to keep
/// threads busy, few enough to hold.
const WINDOW: usize = 2048;

/// What is made of a text.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    Logits,
    Vector(Pooling),
}

/// The rows of texts, in their order. The first error is the last item.
pub(crate) struct Rows<'a, I> {
    classifier: &'a BertClassifier,
    options: &'a InferenceOptions,
    wanted: Wanted,
    texts: I,
    /// Texts run so far.
    done: usize,
    ready: vec::IntoIter<Vec<f32>>,
    /// What comes after the rows that are ready.
    failure: Option<BertError>,
    /// Whether no more texts are read.
    ended: bool,
}

impl<'a, I: Iterator<Item: AsRef<str>>> Rows<'a, I> {
    pub(crate) fn new(
        classifier: &'a BertClassifier,
        texts: I,
        wanted: Wanted,
        options: &'a InferenceOptions,
    ) -> Self {
        let fits = options.precision.check(&classifier.device);
        let failure = options.check().and(fits.map_err(BertError::from)).err();
        Self {
            classifier,
            options,
            wanted,
            texts,
            done: 0,
            ready: Vec::new().into_iter(),
            ended: failure.is_some(),
            failure,
        }
    }

    /// Reads a window of texts and runs those before the first that cannot be encoded.
    fn fill(&mut self) {
        let InferenceOptions {
            prefix, max_length, ..
        } = self.options;
        let mut window = Vec::new();
        while window.len() < WINDOW && !self.ended {
            let text = self.texts.next();
            match text.map(|text| self.classifier.encode(text, prefix, *max_length)) {
                Some(Ok(ids)) => window.push(ids),
                Some(Err(error)) => {
                    self.failure = Some(error);
                    self.ended = true;
                }
                None => self.ended = true,
            }
        }
        let before = self.done;
        self.done += window.len();
        let known = self.done.saturating_add(self.texts.size_hint().0);
        let report = |here| {
            if let Some(progress) = &self.options.progress {
                progress.report(before + here, known);
            }
        };
        match run(self.classifier, &window, self.wanted, self.options, report) {
            Ok(mut rows) => {
                // Finite weights can overflow on the way, and then no class is the right one.
                let is_finite = |row: &Vec<f32>| row.iter().all(|value| value.is_finite());
                if let Some(first) = rows.iter().position(|row| !is_finite(row)) {
                    rows.truncate(first);
                    let text = before + first;
                    self.failure = Some(BertError::OutputNotFinite { text });
                    self.ended = true;
                }
                self.ready = rows.into_iter();
            }
            Err(error) => {
                self.failure = Some(error);
                self.ended = true;
            }
        }
    }
}

impl<I: Iterator<Item: AsRef<str>>> Iterator for Rows<'_, I> {
    type Item = Result<Vec<f32>, BertError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.as_slice().is_empty() && !self.ended {
            self.fill();
        }
        match self.ready.next() {
            Some(row) => Some(Ok(row)),
            None => self.failure.take().map(Err),
        }
    }
}

/// One row a text; `report` is told after each batch how many texts are done.
fn run(
    classifier: &BertClassifier,
    texts: &[Vec<u32>],
    wanted: Wanted,
    options: &InferenceOptions,
    report: impl Fn(usize) + Sync,
) -> Result<Vec<Vec<f32>>, BertError> {
    let device = burn_device(&classifier.device);
    if options.engine == Engine::Fast && options.precision == Precision::F32 && is_host(device) {
        let engine = classifier.network.packed(&classifier.config);
        let engine = engine.map_err(|source| BertError::Engine { source })?;
        return engine.run(texts, wanted, |done| {
            if done.is_multiple_of(options.batch_size) || done == texts.len() {
                report(done);
            }
        });
    }
    let model = classifier.model();
    let forward = |batch: TokenBatch| {
        let batch = batch.with_precision(options.precision);
        match wanted {
            Wanted::Logits => model.forward(&batch),
            Wanted::Vector(pooling) => model.bert.embed(&batch, pooling),
        }
    };
    let pad_id = classifier.tokenizer.pad_id();
    let size = options.batch_size;
    Ok(run_in_batches(texts, size, pad_id, device, forward, report))
}
