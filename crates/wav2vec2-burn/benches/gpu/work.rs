//! A model of random weights, and what is to be done with it.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use wav2vec2_burn::{Device, SpeechClassifier, Wav2Vec2Config};

/// In `work.json` of the folder; the peer reads it too. The samples are in `clips.f32`, a clip after
/// the other; clip `i` is of class `i % classes`.
#[derive(Serialize, Deserialize)]
pub(super) struct Work {
    /// Clips of a batch; there are as many.
    pub(super) batch: usize,
    /// Of each clip.
    pub(super) samples: usize,
    /// Steps and batches that are not timed, and those that are.
    pub(super) warm: usize,
    pub(super) timed: usize,
    /// Steps whose losses are compared.
    pub(super) losses: usize,
    pub(super) learning_rate: f64,
    pub(super) classes: usize,
}

impl Work {
    pub(super) fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(
            folder.join("work.json"),
        )?)?)
    }

    fn new(size: &str) -> Result<(Self, Wav2Vec2Config), Box<dyn Error>> {
        let (mut config, batch, samples, warm, timed) = match size {
            "tiny" => (Wav2Vec2Config::tiny(), 3, 4_000, 1, 2),
            "base" => (Wav2Vec2Config::base(), 8, 80_000, 5, 30),
            _ => return Err(format!("unknown size {size}: expected tiny or base").into()),
        };
        // A step that drops layers does less work by chance.
        config.layer_drop = 0.0;
        if size == "tiny" {
            // Narrow layers of the usual deviation would give logits near 0.
            config.initializer_range = 0.1;
        }
        let work = Self {
            batch,
            samples,
            warm,
            timed,
            losses: 10,
            learning_rate: 2e-5,
            classes: labels().len(),
        };
        Ok((work, config))
    }

    pub(super) fn clips(&self) -> Vec<Vec<f32>> {
        (0..self.batch).map(|i| clip(i, self.samples)).collect()
    }
}

/// A rising tone, another for each number.
pub(super) fn clip(number: usize, samples: usize) -> Vec<f32> {
    let turns = |at: f32| (0.02 + 0.01 * number as f32 + 1e-6 * at) * at;
    (0..samples)
        .map(|at| 0.3 * turns(at as f32).sin())
        .collect()
}

pub(super) fn labels() -> Vec<String> {
    ["senang", "sedih", "marah", "takut", "jijik"]
        .map(str::to_owned)
        .to_vec()
}

/// A configuration in which nothing is left to chance.
pub(super) fn still(config: &Wav2Vec2Config) -> Wav2Vec2Config {
    let mut config = config.clone();
    config.hidden_dropout = 0.0;
    config.activation_dropout = 0.0;
    config.attention_dropout = 0.0;
    config.layer_drop = 0.0;
    config.spec_augment = false;
    config
}

/// Writes the model as it is trained, the same without chance under `still`, the work and the clips.
pub(super) fn save(size: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let (work, config) = Work::new(size)?;
    let device = Device::from_name("cpu")?;
    fs::create_dir_all(folder)?;
    for (name, config) in [("model", &config), ("still", &still(&config))] {
        let model = SpeechClassifier::init(config, labels(), &device, 1)?;
        model.save(&folder.join(name))?;
    }
    let samples = work.clips().concat();
    let bytes: Vec<u8> = samples.iter().flat_map(|x| x.to_le_bytes()).collect();
    fs::write(folder.join("clips.f32"), bytes)?;
    fs::write(folder.join("work.json"), serde_json::to_vec(&work)?)?;
    Ok(())
}
