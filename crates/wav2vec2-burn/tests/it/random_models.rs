//! Against transformers' numbers for models whose weights both sides draw from the tensors' names.

use serde_json::Value;
use wav2vec2_burn::model::SpeechBatch;
use wav2vec2_burn::{SpeechClassifier, SpeechLoadOptions};

use crate::support::{
    LARGE_LOGITS, LOGITS, Tensors, clip, device, draw, fixtures, floats, json, largest_difference,
    tolerance, write_tensors,
};

/// Zeros beside a clip change the length of sums, and so their rounding, alone.
const PADDING: f32 = 1e-6;

fn models() -> Vec<Value> {
    let all = json(&fixtures().join("peers/random_models.json"));
    all.as_array().unwrap().clone()
}

/// As `values` of the fixtures' script.
#[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
fn values(name: &str, shape: &[usize]) -> Vec<f32> {
    let drawn = draw(name, shape.iter().product());
    let inputs: usize = shape[1..].iter().product();
    let (mean, deviation) = if name.ends_with("original0") {
        (1.0, 0.3)
    } else if name.ends_with("bias") {
        (0.0, 0.2)
    } else if name.ends_with("layer_norm.weight") {
        (1.0, 0.2)
    } else if name == "classifier.weight" {
        (0.0, 3.0 / (shape[1] as f64).sqrt())
    } else if name.ends_with("masked_spec_embed") || name.ends_with("layer_weights") {
        (0.0, 1.0)
    } else {
        (0.0, (2.0 / inputs as f64).sqrt())
    };
    let widened = drawn.into_iter().map(|x| (mean + deviation * x) as f32);
    widened.collect()
}

fn build(model: &Value) -> SpeechClassifier {
    let folder = tempfile::tempdir().unwrap();
    let config = model["config"].to_string();
    std::fs::write(folder.path().join("config.json"), config).unwrap();
    let tensors: Tensors = model["tensors"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, shape)| {
            let shape = shape.as_array().unwrap().iter();
            let shape: Vec<usize> = shape
                .map(|size| usize::try_from(size.as_u64().unwrap()).unwrap())
                .collect();
            let values = values(name, &shape);
            (name.clone(), (shape, values))
        })
        .collect();
    write_tensors(&folder.path().join("model.safetensors"), &tensors);
    let options = SpeechLoadOptions::default();
    let (model, report) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    assert_eq!(report.loaded, tensors.len());
    assert!(report.unexpected.is_empty() && report.initialised.is_empty());
    model
}

#[test]
fn equals_transformers_on_random_models() {
    for golden in models() {
        let name = golden["name"].as_str().unwrap();
        let model = build(&golden);
        let cases = golden["cases"].as_array().unwrap();
        let clips: Vec<Vec<f32>> = cases
            .iter()
            .map(|case| {
                let length = usize::try_from(case["length"].as_u64().unwrap()).unwrap();
                assert_eq!(
                    model.config().frames(length) as u64,
                    case["frames"].as_u64().unwrap()
                );
                clip(&format!("{name} {length}"), length)
            })
            .collect();
        let is_large = model.config().hidden_size > 100;
        let allowed = tolerance(if is_large { LARGE_LOGITS } else { LOGITS });
        let together = model.classify(&clips).unwrap();
        let means = model.embed(&clips).unwrap();
        let (mut worst, mut moved) = ([0.0_f32; 4], 0.0_f32);
        for (row, case) in cases.iter().enumerate() {
            let alone = model.classify(&clips[row..=row]).unwrap();
            let wanted = floats(&case["logits"]);
            let mean = floats(&case["mean"]);
            let apart = [
                largest_difference(&alone[0].logits, &wanted),
                largest_difference(&together[row].logits, &wanted),
                largest_difference(&means[row][..mean.len()], &mean),
                case_of_padding(&golden, row, &alone[0].logits),
            ];
            for (worst, apart) in worst.iter_mut().zip(apart) {
                *worst = worst.max(apart);
            }
            let scale = wanted.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
            let differs = largest_difference(&alone[0].logits, &together[row].logits);
            moved = moved.max(differs / scale);
        }
        eprintln!("{name}: alone, together, mean, padded {worst:?}; moved by padding {moved:e}");
        assert!(
            worst.iter().all(|&worst| worst < allowed),
            "{name}: {worst:?}"
        );
        assert!(moved < tolerance(PADDING), "{name}: {moved:e}");
    }
}

/// What enters the first layer and what leaves the last one.
#[test]
fn has_the_hidden_states_of_transformers() {
    for golden in models() {
        let name = golden["name"].as_str().unwrap();
        // Of large models the means that the other test compares are enough.
        if ["base", "two-large-layers"].contains(&name) {
            continue;
        }
        let model = build(&golden);
        let device = encoder_burn::model::device(model.device()).clone();
        // Of the layers' own outputs the last is shown before the final norm.
        for case in golden["cases"].as_array().unwrap() {
            let length = usize::try_from(case["length"].as_u64().unwrap()).unwrap();
            let clip = normalised(&clip(&format!("{name} {length}"), length));
            let input = SpeechBatch::new(&[&clip], model.config(), &device);
            let mut states: Vec<Vec<f32>> = Vec::new();
            model.model().wav2vec2.forward(&input, |state| {
                states.push(state.clone().into_data().iter::<f32>().collect());
            });
            assert_eq!(states.len(), model.config().num_hidden_layers + 1);
            let width = model.config().hidden_size;
            let last_frame = (input.frames[0] - 1) * width;
            let last = &states[states.len() - 1][last_frame..];
            for (ours, wanted) in [
                (&states[0][..8], floats(&case["first"])),
                (&last[..8], floats(&case["last"])),
            ] {
                let apart = largest_difference(ours, &wanted);
                assert!(apart < tolerance(LOGITS), "{name}, {length}: {apart:e}");
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn normalised(clip: &[f32]) -> Vec<f32> {
    let count = clip.len() as f64;
    let wide = || clip.iter().map(|&x| f64::from(x));
    let mean = wide().sum::<f64>() / count;
    let variance = wide().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
    wide()
        .map(|x| ((x - mean) / (variance + 1e-7).sqrt()) as f32)
        .collect()
}

/// How far ours without padding are from transformers' with it, where it allows padding.
fn case_of_padding(golden: &Value, row: usize, ours: &[f32]) -> f32 {
    golden["padded"]
        .get(row)
        .map_or(0.0, |padded| largest_difference(ours, &floats(padded)))
}
