//! Random BERT and ALBERT models, from tiny to base, against what transformers computes of them.

use std::collections::BTreeMap;
use std::path::Path;

use indobert_burn::model::TokenBatch;
use indobert_burn::{BertClassifier, BertMaskedLm, InferenceOptions, LoadOptions, Pooling};
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use serde_json::Value;

use crate::support::{
    device, fixtures, is_gpu, large_logit_tolerance, largest_difference, logit_tolerance,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Golden {
    pub(crate) name: String,
    kind: String,
    config: Value,
    tensors: BTreeMap<String, Vec<usize>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    ids: Vec<u32>,
    /// A row of classes, or of a masked model the rows of every third token.
    logits: Value,
    /// The first 64 numbers of each.
    mean: Option<Vec<f32>>,
    cls: Option<Vec<f32>>,
    pooler: Option<Vec<f32>>,
    /// Of each token, and the logits that come of them.
    segments: Option<Vec<u32>>,
    segmented: Option<Vec<f32>>,
}

impl Case {
    /// The token of id 7 is spelled `w7`.
    fn text(&self) -> String {
        let words = &self.ids[1..self.ids.len() - 1];
        let words: Vec<String> = words.iter().map(|id| format!("w{id}")).collect();
        words.join(" ")
    }
}

pub(crate) fn golden(masked: bool) -> Vec<Golden> {
    let path = fixtures().join("peers/random_models.json");
    let models: Vec<Golden> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let wanted = |model: &Golden| model.kind.ends_with("mlm") == masked;
    models.into_iter().filter(wanted).collect()
}

/// Uniform numbers of mean 0 and variance 1: `SplitMix64` from the FNV-1a hash of the name, as in
/// `random_models.py`.
fn draw(name: &str, count: usize) -> impl Iterator<Item = f64> {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (1..=count as u64).map(move |i| {
        let mut state = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^= state >> 31;
        ((state >> 40) as f64 / 8_388_608.0 - 1.0) * 3.0_f64.sqrt()
    })
}

#[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
fn values(name: &str, count: usize, config: &Value) -> Vec<u8> {
    let number = |key: &str| config[key].as_f64().unwrap();
    let (middle, deviation) = if name.ends_with("bias") {
        (0.0, 0.2)
    } else if name.ends_with("LayerNorm.weight") || name.ends_with("layer_norm.weight") {
        (1.0, 0.2)
    } else if name == "classifier.weight" {
        (0.0, 4.0 / number("hidden_size").sqrt())
    } else {
        (0.0, number("initializer_range"))
    };
    draw(name, count)
        .flat_map(|x| ((middle + deviation * x) as f32).to_le_bytes())
        .collect()
}

/// Writes the model as a Hugging Face folder.
pub(crate) fn write(model: &Golden, folder: &Path) {
    let data: Vec<(&String, &Vec<usize>, Vec<u8>)> = model
        .tensors
        .iter()
        .map(|(name, shape)| {
            (
                name,
                shape,
                values(name, shape.iter().product(), &model.config),
            )
        })
        .collect();
    let views = data.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, (*shape).clone(), bytes).unwrap();
        (name.as_str(), view)
    });
    safetensors::serialize_to_file(views, None, &folder.join("model.safetensors")).unwrap();
    std::fs::write(folder.join("config.json"), model.config.to_string()).unwrap();
    let mut vocab = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n".to_owned();
    for id in 5..model.config["vocab_size"].as_u64().unwrap() {
        vocab.push_str(&format!("w{id}\n"));
    }
    std::fs::write(folder.join("vocab.txt"), vocab).unwrap();
}

fn row(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Largest differences by what was computed.
type Worst = BTreeMap<&'static str, f32>;

fn note(worst: &mut Worst, what: &'static str, ours: &[f32], theirs: &[f32]) {
    let difference = largest_difference(&ours[..theirs.len()], theirs);
    let entry = worst.entry(what).or_default();
    *entry = entry.max(difference);
}

/// The same weights give the same differences, on a GPU nearly.
fn same(left: &Worst, right: &Worst) -> bool {
    let near = |(what, gap): (&&str, &f32)| (gap - right[what]).abs() < logit_tolerance();
    left == right || is_gpu() && left.len() == right.len() && left.iter().all(near)
}

fn compare(model: &BertClassifier, golden: &Golden) -> Worst {
    let texts: Vec<String> = golden.cases.iter().map(Case::text).collect();
    let options = InferenceOptions::default();
    let mut worst = Worst::new();
    let predictions = model.classify(&texts, &options).unwrap();
    for (case, prediction) in golden.cases.iter().zip(&predictions) {
        note(&mut worst, "logits", &prediction.logits, &row(&case.logits));
        let (Some(segments), Some(logits)) = (&case.segments, &case.segmented) else {
            continue;
        };
        let place = model.model().classifier.weight.val().device();
        let batch = TokenBatch::new(&[&case.ids], 0, &place).with_segments(&[segments]);
        let ours = model.model().forward(&batch).into_data();
        note(&mut worst, "segmented", ours.as_slice().unwrap(), logits);
    }
    for (pooling, name, pick) in [
        (
            Pooling::Mean,
            "mean",
            (|case| &case.mean) as fn(&Case) -> &Option<Vec<f32>>,
        ),
        (Pooling::Cls, "cls", |case| &case.cls),
        (Pooling::Pooler, "pooler", |case| &case.pooler),
    ] {
        let vectors = model.embed(&texts, pooling, &options).unwrap();
        for (case, vector) in golden.cases.iter().zip(&vectors) {
            note(&mut worst, name, vector, pick(case).as_ref().unwrap());
        }
    }
    worst
}

#[test]
fn classifiers_equal_transformers() {
    for golden in golden(false) {
        let folder = tempfile::tempdir().unwrap();
        write(&golden, folder.path());
        let (model, report) =
            BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap();
        assert_eq!(report.loaded, golden.tensors.len(), "{}", golden.name);
        assert!(report.initialised.is_empty() && report.unexpected.is_empty());
        let worst = compare(&model, &golden);
        eprintln!("{}: {worst:?}", golden.name);
        assert!(
            worst
                .values()
                .all(|&difference| difference <= large_logit_tolerance()),
            "{}: {worst:?}",
            golden.name
        );
        assert_eq!(golden.name == "tanh", worst.contains_key("segmented"));
        // What is saved is the same model under the same names.
        if golden.name != "base" {
            let saved = tempfile::tempdir().unwrap();
            model.save(saved.path()).unwrap();
            let (again, report) =
                BertClassifier::from_dir(saved.path(), &device(), &LoadOptions::default()).unwrap();
            assert_eq!(report.loaded, golden.tensors.len());
            assert!(same(&compare(&again, &golden), &worst), "{}", golden.name);
        }
    }
}

#[test]
fn masked_models_equal_transformers() {
    for golden in golden(true) {
        let folder = tempfile::tempdir().unwrap();
        write(&golden, folder.path());
        let load = |folder: &Path| {
            BertMaskedLm::from_dir(folder, &device(), &LoadOptions::default()).unwrap()
        };
        let (model, report) = load(folder.path());
        assert_eq!(report.loaded, golden.tensors.len());
        // The pooler, which takes no part, is all that the file lacks.
        assert_eq!(report.initialised.len(), 2, "{:?}", report.initialised);
        let compare = |model: &BertMaskedLm| {
            let mut worst = Worst::new();
            for case in &golden.cases {
                let ours = model.logits(&case.text()).unwrap();
                assert_eq!(ours.len(), case.ids.len());
                for (row_number, theirs) in case.logits.as_array().unwrap().iter().enumerate() {
                    note(&mut worst, "logits", &ours[row_number * 3], &row(theirs));
                }
            }
            worst
        };
        let worst = compare(&model);
        eprintln!("{}: {worst:?}", golden.name);
        assert!(
            worst["logits"] <= large_logit_tolerance(),
            "{}: {worst:?}",
            golden.name
        );
        let saved = tempfile::tempdir().unwrap();
        model.save(saved.path()).unwrap();
        let (again, report) = load(saved.path());
        assert_eq!(report.loaded, golden.tensors.len());
        assert!(same(&compare(&again), &worst));
        // A classifier starts from it, with a head of its own.
        let (_, report) =
            BertClassifier::from_dir(saved.path(), &device(), &LoadOptions::default()).unwrap();
        assert_eq!(report.initialised.len(), 4);
        assert!(report.unexpected.is_empty());
    }
}

#[test]
fn some_places_have_the_logits_of_all() {
    use burn::tensor::Tensor;
    for golden in golden(true) {
        let folder = tempfile::tempdir().unwrap();
        write(&golden, folder.path());
        let (model, _) =
            BertMaskedLm::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap();
        let place = model.model().head.bias.val().device();
        let ids: Vec<&[u32]> = golden
            .cases
            .iter()
            .map(|case| case.ids.as_slice())
            .collect();
        let batch = TokenBatch::new(&ids, 0, &place);
        let all = model.model().forward(&batch);
        let some = model
            .model()
            .forward_at(&batch, Tensor::from_data([0, 3, 5], &place));
        let width = all.dims()[1];
        let (all, some) = (all.into_data(), some.into_data());
        let (all, some): (&[f32], &[f32]) = (all.as_slice().unwrap(), some.as_slice().unwrap());
        for (row, place) in some.chunks(width).zip([0, 3, 5]) {
            assert!(largest_difference(row, &all[place * width..][..width]) < logit_tolerance());
        }
    }
}
