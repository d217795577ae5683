//! Folders in all spellings, read and written.

use wav2vec2_burn::{Head, SpeechClassifier, SpeechLoadOptions};

use crate::support::{
    LOGITS, Tensors, altered, clip, device, fixtures, golden, json, largest_difference,
    read_tensors, tolerance,
};

const POSITIONS: &str = "wav2vec2.encoder.pos_conv_embed.conv";

fn clips() -> Vec<Vec<f32>> {
    [400, 3000, 3000, 1717]
        .map(|length| clip("folders", length))
        .to_vec()
}

fn logits(model: &SpeechClassifier) -> Vec<f32> {
    let predictions = model.classify(&clips()).unwrap();
    predictions.into_iter().flat_map(|row| row.logits).collect()
}

/// How far the logits of a changed copy are from those of the original.
fn moved_by(name: &str, change: impl FnOnce(&mut Tensors)) -> f32 {
    let folder = altered(name, change);
    let options = SpeechLoadOptions::default();
    let (model, report) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    assert_eq!(report.initialised, Vec::<String>::new());
    assert_eq!(report.unexpected, Vec::<String>::new());
    largest_difference(&logits(&model), &logits(&golden(name)))
}

fn rename(tensors: &mut Tensors, from: &str, to: &str) {
    let tensor = tensors.remove(from).unwrap();
    tensors.insert(to.to_owned(), tensor);
}

#[test]
fn reads_every_spelling_of_the_weight_norm() {
    let length = format!("{POSITIONS}.parametrizations.weight.original0");
    let direction = format!("{POSITIONS}.parametrizations.weight.original1");
    let old = |tensors: &mut Tensors| {
        rename(tensors, &length, &format!("{POSITIONS}.weight_g"));
        rename(tensors, &direction, &format!("{POSITIONS}.weight_v"));
    };
    let merged = |tensors: &mut Tensors| {
        let (_, lengths) = tensors.remove(&length).unwrap();
        let (shape, mut weight) = tensors.remove(&direction).unwrap();
        let kernel = lengths.len();
        for (place, length) in lengths.into_iter().enumerate() {
            let at_place = || weight.iter().skip(place).step_by(kernel);
            let norm = at_place().map(|x| x * x).sum::<f32>().sqrt();
            let factor = length / norm;
            weight
                .iter_mut()
                .skip(place)
                .step_by(kernel)
                .for_each(|x| *x *= factor);
        }
        tensors.insert(format!("{POSITIONS}.weight"), (shape, weight));
    };
    for name in ["tiny-group", "tiny-layer"] {
        assert!(moved_by(name, old) <= 0.0);
        assert!(moved_by(name, merged) < tolerance(LOGITS));
    }
}

#[test]
fn reads_a_pytorch_file_with_old_names() {
    let name = "tiny-layer-torch";
    let options = SpeechLoadOptions::default();
    let folder = fixtures().join(name);
    let (model, report) = SpeechClassifier::from_dir(&folder, &device(), &options).unwrap();
    assert_eq!(report.unexpected, Vec::<String>::new());
    assert!(largest_difference(&logits(&model), &logits(&golden("tiny-layer"))) <= 0.0);
}

#[test]
fn a_weight_that_is_0_at_one_place_stays_0_there() {
    let direction = format!("{POSITIONS}.parametrizations.weight.original1");
    let length = format!("{POSITIONS}.parametrizations.weight.original0");
    let folder = altered("tiny-group", |tensors| {
        tensors.remove(&length);
        let (shape, mut weight) = tensors.remove(&direction).unwrap();
        let kernel = *shape.last().unwrap();
        weight.iter_mut().step_by(kernel).for_each(|x| *x = 0.0);
        tensors.insert(format!("{POSITIONS}.weight"), (shape, weight));
    });
    let options = SpeechLoadOptions::default();
    let (model, _) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    assert!(logits(&model).iter().all(|logit| logit.is_finite()));
}

#[test]
fn draws_a_head_that_is_missing_and_says_so() {
    let bare = |tensors: &mut Tensors| {
        tensors.retain(|name, _| name.starts_with("wav2vec2."));
        let names: Vec<String> = tensors.keys().cloned().collect();
        for name in names {
            rename(tensors, &name, name.strip_prefix("wav2vec2.").unwrap());
        }
        tensors.insert("lm_head.bias".to_owned(), (vec![2], vec![0.0; 2]));
        tensors.insert("extra.bias".to_owned(), (vec![1], vec![0.0]));
    };
    let folder = altered("tiny-group", bare);
    let labels = ["low", "high"].map(str::to_owned).to_vec();
    let options = SpeechLoadOptions::default()
        .with_labels(labels)
        .with_seed(7);
    let load = || SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    let (model, report) = load();
    let head = [
        "projector.weight",
        "projector.bias",
        "classifier.weight",
        "classifier.bias",
    ];
    let mut drawn = report.initialised.clone();
    drawn.sort();
    let mut wanted = head.map(str::to_owned).to_vec();
    wanted.sort();
    assert_eq!(drawn, wanted);
    assert_eq!(report.unexpected, ["extra.bias"]);
    assert_eq!(model.labels(), ["low", "high"]);
    // The seed decides the head.
    assert!(largest_difference(&logits(&model), &logits(&load().0)) <= 0.0);
}

#[test]
fn draws_the_last_layer_for_other_classes_and_all_of_the_head_if_asked() {
    let folder = fixtures().join("tiny-group");
    let labels = ["low", "high"].map(str::to_owned).to_vec();
    let options = SpeechLoadOptions::default().with_labels(labels);
    let (_, report) = SpeechClassifier::from_dir(&folder, &device(), &options).unwrap();
    assert_eq!(report.initialised, ["classifier.weight", "classifier.bias"]);
    let options = options.with_head(Head::Draw);
    let (_, report) = SpeechClassifier::from_dir(&folder, &device(), &options).unwrap();
    assert_eq!(report.initialised.len(), 4);
}

#[test]
fn saves_what_it_loaded() {
    for name in ["tiny-group", "tiny-layer"] {
        let model = golden(name);
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path()).unwrap();
        let weights = |path: &std::path::Path| read_tensors(&path.join("model.safetensors"));
        assert!(weights(folder.path()) == weights(&fixtures().join(name)));
        for file in ["config.json", "preprocessor_config.json"] {
            let (ours, theirs) = (folder.path().join(file), fixtures().join(name).join(file));
            let (ours, theirs) = (json(&ours), json(&theirs));
            for (key, value) in theirs.as_object().unwrap() {
                if !["num_feat_extract_layers", "adapter_attn_dim", "add_adapter"]
                    .contains(&key.as_str())
                {
                    assert_eq!(&ours[key], value, "{name}: {key}");
                }
            }
        }
    }
}
