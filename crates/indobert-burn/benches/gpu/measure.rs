//! Times of training and inference, and the numbers that the peer's are held against.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use indobert_burn::model::TokenBatch;
use indobert_burn::{
    BertClassifier, BertError, Device, InferenceOptions, LoadOptions, Precision, TrainEvent,
    TrainParams,
};

use super::check::{logits, note};
use super::line::{Figure, Line, OURS, Source};
use super::work::Work;

/// Training rows and epochs of the study.
const STUDY_ROWS: f64 = 21_391.0;
const STUDY_EPOCHS: f64 = 5.0;

pub(super) fn run(
    device: &Device,
    precision: Precision,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let mut bench = Bench {
        device,
        precision,
        work: Work::read(folder)?,
        out,
    };
    bench.numbers(load(&folder.join("still"), device)?)?;
    let model = load(&folder.join("model"), device)?;
    bench.inference(&model)?;
    bench.steps(model.clone())?;
    bench.epochs(model)
}

fn load(folder: &Path, device: &Device) -> Result<BertClassifier, BertError> {
    Ok(BertClassifier::from_dir(folder, device, &LoadOptions::default())?.0)
}

struct Bench<'a> {
    device: &'a Device,
    precision: Precision,
    work: Work,
    out: &'a mut dyn Write,
}

impl Bench<'_> {
    fn print(&mut self, what: &str, figure: Figure) -> Result<(), Box<dyn Error>> {
        let source = Source {
            side: OURS.to_owned(),
            device: self.device.to_string(),
            precision: self.precision.to_string(),
        };
        let what = what.to_owned();
        Ok(Line {
            source,
            what,
            figure,
        }
        .print(self.out)?)
    }

    fn speed(&mut self, what: &str, value: f64, unit: &str) -> Result<(), Box<dyn Error>> {
        let unit = unit.to_owned();
        self.print(what, Figure::Speed { value, unit })
    }

    fn params(&self) -> TrainParams {
        TrainParams::default()
            .with_batch_size(self.work.batch)
            .with_max_length(self.work.tokens)
            .with_learning_rate(self.work.learning_rate)
            .with_warmup_ratio(0.0)
            .with_precision(self.precision)
    }

    fn options(&self) -> InferenceOptions {
        InferenceOptions::default()
            .with_batch_size(self.work.batch)
            .with_max_length(self.work.tokens)
            .with_precision(self.precision)
    }

    /// Logits, and the losses of steps that all see the same rows, whose order then does not matter.
    fn numbers(&mut self, model: BertClassifier) -> Result<(), Box<dyn Error>> {
        let texts = &self.work.short[..self.work.batch];
        let values = logits(&model, texts, &self.options())?;
        let rows = self.work.rows(texts, texts.len());
        self.print("logits", Figure::Numbers { values })?;
        let params = self.params().with_epochs(self.work.losses);
        let mut values = Vec::new();
        model.train(&rows, &[], &params, &mut |event| note(&mut values, &event))?;
        self.print("losses", Figure::Numbers { values })
    }

    /// The network alone on full batches of ids, then texts to labels.
    fn inference(&mut self, model: &BertClassifier) -> Result<(), Box<dyn Error>> {
        let encode = |text| Ok(model.tokenizer().encode(text, self.work.tokens)?.ids);
        let ids: Result<Vec<Vec<u32>>, Box<dyn Error>> =
            self.work.long.iter().map(|text| encode(text)).collect();
        let ids = ids?;
        let ids: Vec<&[u32]> = ids.iter().map(Vec::as_slice).collect();
        let place = model.model().classifier.weight.val().device();
        let pad_id = model.tokenizer().pad_id();
        let forward = || {
            let batch = TokenBatch::new(&ids, pad_id, &place).with_precision(self.precision);
            // Taking the numbers out waits for the device.
            model.model().forward(&batch).into_data()
        };
        let begun = Instant::now();
        forward();
        let first = begun.elapsed().as_secs_f64();
        (1..self.work.warm).for_each(|_| drop(forward()));
        let begun = Instant::now();
        (0..self.work.timed).for_each(|_| drop(forward()));
        let texts = (self.work.timed * ids.len()) as f64;
        let rate = texts / begun.elapsed().as_secs_f64();
        self.speed("first batch", first, "s")?;
        self.speed("inference, the network alone", rate, "texts/s")?;
        let options = self.options();
        let short = &self.work.short;
        model.classify(short, &options)?;
        let begun = Instant::now();
        model.classify(short, &options)?;
        let rate = short.len() as f64 / begun.elapsed().as_secs_f64();
        self.speed("tweets to labels", rate, "texts/s")
    }

    /// Steps on full batches of long texts. Each step waits for its loss and the norm of its
    /// gradients, so the clock runs with the device.
    fn steps(&mut self, model: BertClassifier) -> Result<(), Box<dyn Error>> {
        let (warm, timed) = (self.work.warm, self.work.timed);
        let rows = self
            .work
            .rows(&self.work.long, self.work.batch * (warm + timed));
        let params = self.params().with_epochs(1);
        let mut ends = Vec::new();
        let mut first = f64::NAN;
        let mut watch = |event| {
            if let TrainEvent::Step { step, seconds, .. } = event {
                ends.push(Instant::now());
                if step == 1 {
                    first = seconds;
                }
            }
        };
        model.train(&rows, &[], &params, &mut watch)?;
        let took = ends[warm + timed - 1].duration_since(ends[warm - 1]);
        self.speed("first step", first, "s")?;
        self.speed("training", timed as f64 / took.as_secs_f64(), "steps/s")
    }

    /// Epochs of tweets; the first has every length for the first time.
    fn epochs(&mut self, model: BertClassifier) -> Result<(), Box<dyn Error>> {
        let count = self.work.short.len();
        let rows = self.work.rows(&self.work.short, count);
        let params = self.params().with_epochs(3);
        let (_, history) = model.train(&rows, &[], &params, &mut |_| ())?;
        let seconds: Vec<f64> = history.epochs.iter().map(|epoch| epoch.seconds).collect();
        self.speed("first epoch of tweets", seconds[0], "s")?;
        let later = f64::midpoint(seconds[1], seconds[2]);
        self.speed("later epoch of tweets", later, "s")?;
        let study = STUDY_EPOCHS * later * STUDY_ROWS / count as f64;
        self.speed("fine-tuning of the study, extrapolated", study, "s")
    }
}
