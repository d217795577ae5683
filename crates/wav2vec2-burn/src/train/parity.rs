//! The gradients of a step against PyTorch's.

use std::collections::BTreeMap;
use std::path::Path;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use encoder_burn::training::CrossEntropy;
use encoder_burn::weights::{Given, Names, fill, tensors};
use serde::Deserialize;

use crate::model::{SpeechBatch, SpeechNetwork};
use crate::weights::Spelling;
use crate::{Device, SpeechClassifier, SpeechLoadOptions, Wav2Vec2Config};

/// Roundings of f32 through the network and back, measured by the gradient's length.
const TOLERANCE: f32 = 2e-5;

#[derive(Deserialize)]
struct Golden {
    lengths: Vec<usize>,
    classes: Vec<usize>,
    losses: Vec<f32>,
    gradients: BTreeMap<String, Gradient>,
}

#[derive(Deserialize)]
struct Gradient {
    norm: f32,
    first: Vec<f32>,
}

/// The same as `clip` of the fixtures' script.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn clip(row: usize, length: usize) -> Vec<f32> {
    let name = format!("training {row}");
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let draw = |step: u64| {
        let mut x = seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        ((x >> 40) as f64 / f64::from(1 << 23) - 1.0) * 3.0_f64.sqrt()
    };
    let steps = 1..=length as u64;
    steps.map(|step| (0.1 * draw(step) + 0.03) as f32).collect()
}

/// Gradients by the names of their parameters, in PyTorch's layout.
struct Collector<'a> {
    path: Vec<String>,
    gradients: &'a GradientsParams,
    found: BTreeMap<String, Vec<f32>>,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            let turned = match D {
                2 => gradient.transpose(),
                _ => gradient,
            };
            let values = turned.into_data().iter::<f32>().collect();
            self.found.insert(Spelling.file_name(&self.path), values);
        }
    }
}

#[test]
fn has_the_loss_and_the_gradients_of_pytorch() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wav2vec2-burn");
    for name in ["tiny-group", "tiny-layer"] {
        let file = fixtures.join(format!("peers/training-{name}.json"));
        let golden: Golden = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let device = Device::from_name("cpu").unwrap();
        let options = SpeechLoadOptions::default();
        let folder = fixtures.join(name);
        let (loaded, _) = SpeechClassifier::from_dir(&folder, &device, &options).unwrap();
        // Nothing is left to chance.
        let config = Wav2Vec2Config {
            hidden_dropout: 0.0,
            activation_dropout: 0.0,
            attention_dropout: 0.0,
            ..loaded.config.clone()
        };
        let device = encoder_burn::model::device(&device).clone().autodiff();
        let laid_out = SpeechNetwork::new(&config, 5, &device);
        let mut given = Given::new(tensors(loaded.model(), &Spelling));
        let network = fill(laid_out, &Spelling, &mut given).unwrap();

        let lengths = golden.lengths.iter().enumerate();
        let clips: Vec<Vec<f32>> = lengths.map(|(row, &length)| clip(row, length)).collect();
        let clips = loaded.prepare(&clips).unwrap();
        let clips: Vec<&[f32]> = clips.iter().map(Vec::as_slice).collect();
        let input = SpeechBatch::new(&clips, &config, &device);
        let task = CrossEntropy {
            weights: vec![1.0; 5],
            smoothing: 0.0,
        };
        let forward = task.forward(network.forward(&input), &golden.classes, &device);
        let loss = forward.loss.div_scalar(golden.classes.len() as f64);
        let value = loss.clone().into_scalar::<f32>();
        assert!((value - golden.losses[0]).abs() < 1e-5, "{name}: {value}");

        let mut collector = Collector {
            path: Vec::new(),
            gradients: &GradientsParams::from_grads(loss.backward(), &network),
            found: BTreeMap::new(),
        };
        network.visit(&mut collector);
        let found = collector.found;
        // Without hidden frames nothing reaches the vector that stands for them.
        let reached: Vec<&String> = found.keys().collect();
        assert_eq!(reached, golden.gradients.keys().collect::<Vec<_>>());
        let mut worst = 0.0_f32;
        for (key, wanted) in &golden.gradients {
            let ours = &found[key];
            let norm = ours.iter().map(|x| x * x).sum::<f32>().sqrt();
            // A key's bias moves no attention weight: its gradient is rounding alone.
            let scale = wanted.norm.max(0.1);
            let firsts = ours.iter().zip(&wanted.first).map(|(a, b)| (a - b).abs());
            let apart = firsts.fold((norm - wanted.norm).abs(), f32::max) / scale;
            assert!(apart < TOLERANCE, "{name}: {key}: {apart:e}");
            worst = worst.max(apart);
        }
        eprintln!("{name}: largest relative difference of gradients {worst:e}");
    }
}
