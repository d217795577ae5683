//! Times of training and classification, and the numbers that the peer's are held against.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use wav2vec2_burn::{
    Device, Precision, SpeechClassifier, SpeechError, SpeechLoadOptions, SpeechTrainParams,
    TrainEvent,
};

use super::check::{logits, note};
use super::line::{Figure, print};
use super::work::Work;

pub(super) fn run(
    device: &Device,
    precision: Precision,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let work = Work::read(folder)?;
    let clips = work.clips();
    let mut bench = Bench {
        device,
        precision,
        work,
        clips,
        out,
    };
    bench.numbers(load(&folder.join("still"), device)?)?;
    let model = load(&folder.join("model"), device)?;
    bench.inference(&model)?;
    bench.steps(model)
}

fn load(folder: &Path, device: &Device) -> Result<SpeechClassifier, SpeechError> {
    Ok(SpeechClassifier::from_dir(folder, device, &SpeechLoadOptions::default())?.0)
}

struct Bench<'a> {
    device: &'a Device,
    precision: Precision,
    work: Work,
    clips: Vec<Vec<f32>>,
    out: &'a mut dyn Write,
}

impl Bench<'_> {
    fn print(&mut self, what: &str, figure: Figure) -> Result<(), Box<dyn Error>> {
        print(self.out, (self.device, self.precision), what, figure)
    }

    fn speed(&mut self, what: &str, value: f64, unit: &str) -> Result<(), Box<dyn Error>> {
        let unit = unit.to_owned();
        self.print(what, Figure::Speed { value, unit })
    }

    fn params(&self, epochs: usize) -> SpeechTrainParams {
        SpeechTrainParams::default()
            .with_epochs(epochs)
            .with_batch_size(self.work.batch)
            .with_learning_rate(self.work.learning_rate)
            .with_warmup_ratio(0.0)
            .with_precision(self.precision)
    }

    /// The clips are one batch: an epoch is a step, and the order of the rows does not matter.
    fn rows(&self) -> Vec<(Vec<f32>, usize)> {
        let classes = (0..self.work.classes).cycle();
        self.clips.iter().cloned().zip(classes).collect()
    }

    fn numbers(&mut self, model: SpeechClassifier) -> Result<(), Box<dyn Error>> {
        let values = logits(&model, &self.clips, self.precision)?;
        self.print("logits", Figure::Numbers { values })?;
        let params = self.params(self.work.losses);
        let mut values = Vec::new();
        model.train(&self.rows(), &[], &params, &mut |event| {
            note(&mut values, &event);
        })?;
        self.print("losses", Figure::Numbers { values })
    }

    fn inference(&mut self, model: &SpeechClassifier) -> Result<(), Box<dyn Error>> {
        let begun = Instant::now();
        logits(model, &self.clips, self.precision)?;
        let first = begun.elapsed().as_secs_f64();
        for _ in 1..self.work.warm {
            logits(model, &self.clips, self.precision)?;
        }
        let begun = Instant::now();
        for _ in 0..self.work.timed {
            logits(model, &self.clips, self.precision)?;
        }
        let clips = (self.work.timed * self.clips.len()) as f64;
        let rate = clips / begun.elapsed().as_secs_f64();
        self.speed("first batch", first, "s")?;
        self.speed("classification", rate, "clips/s")
    }

    /// Each step waits for its loss and the norm of its gradients, so the clock runs with the device.
    fn steps(&mut self, model: SpeechClassifier) -> Result<(), Box<dyn Error>> {
        let (warm, timed) = (self.work.warm, self.work.timed);
        let params = self.params(warm + timed);
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
        model.train(&self.rows(), &[], &params, &mut watch)?;
        let took = ends[warm + timed - 1].duration_since(ends[warm - 1]);
        self.speed("first step", first, "s")?;
        self.speed("training", timed as f64 / took.as_secs_f64(), "steps/s")
    }
}
