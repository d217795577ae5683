//! What several test files need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;
use serde_json::Value;
use wav2vec2_burn::{Device, SpeechClassifier, SpeechLoadOptions};

/// Rounding alone, over a few layers of f32 sums in another order, of logits that spread by 10.
pub(crate) const LOGITS: f32 = 2e-5;

/// The same over twelve layers of base size.
pub(crate) const LARGE_LOGITS: f32 = 1e-4;

/// On a GPU products of f32 may be those of TF32. Not measured yet.
const TF32_LOGITS: f32 = 5e-2;

/// The device that the tests run on: `SARA_TEST_DEVICE`, else the CPU.
pub(crate) fn device() -> Device {
    let name = std::env::var("SARA_TEST_DEVICE").unwrap_or_else(|_| "cpu".to_owned());
    Device::from_name(&name).unwrap()
}

/// How far numbers may be apart on this device that are `near` on a CPU.
pub(crate) fn tolerance(near: f32) -> f32 {
    match device().to_string().starts_with("cuda") {
        true => TF32_LOGITS,
        false => near,
    }
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wav2vec2-burn")
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[expect(clippy::cast_possible_truncation, reason = "golden numbers are f32")]
pub(crate) fn floats(list: &Value) -> Vec<f32> {
    let list = list.as_array().unwrap();
    list.iter().map(|x| x.as_f64().unwrap() as f32).collect()
}

pub(crate) fn largest_difference(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    let differences = left.iter().zip(right).map(|(l, r)| (l - r).abs());
    // NaN is the largest of all.
    differences.fold(0.0, |most, x| if x <= most { most } else { x })
}

/// `count` numbers of mean 0 and variance 1, the same as `draw` of the fixtures' script.
pub(crate) fn draw(name: &str, count: usize) -> Vec<f64> {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (1..=count as u64)
        .map(|step| {
            let mut x = seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^= x >> 31;
            ((x >> 40) as f64 / f64::from(1 << 23) - 1.0) * 3.0_f64.sqrt()
        })
        .collect()
}

/// Noise that is neither centred nor of variance 1.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
pub(crate) fn clip(name: &str, length: usize) -> Vec<f32> {
    let drawn = draw(name, length);
    drawn.into_iter().map(|x| (0.1 * x + 0.03) as f32).collect()
}

/// One of the folders that transformers wrote.
pub(crate) fn golden(name: &str) -> SpeechClassifier {
    let options = SpeechLoadOptions::default();
    let (model, report) =
        SpeechClassifier::from_dir(&fixtures().join(name), &device(), &options).unwrap();
    assert!(report.initialised.is_empty() && report.unexpected.is_empty());
    model
}

/// Tensors of a safetensors file by name.
pub(crate) type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

pub(crate) fn read_tensors(path: &Path) -> Tensors {
    let bytes = std::fs::read(path).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let tensors = file.tensors().into_iter();
    tensors
        .map(|(name, view)| {
            let (numbers, _) = view.data().as_chunks::<4>();
            let values = numbers.iter().map(|&bytes| f32::from_le_bytes(bytes));
            (name, (view.shape().to_vec(), values.collect()))
        })
        .collect()
}

pub(crate) fn write_tensors(path: &Path, tensors: &Tensors) {
    let bytes: Vec<(&String, &Vec<usize>, Vec<u8>)> = tensors
        .iter()
        .map(|(name, (shape, values))| {
            let bytes = values.iter().flat_map(|value| value.to_le_bytes());
            (name, shape, bytes.collect())
        })
        .collect();
    let views = bytes.iter().map(|(name, shape, bytes)| {
        let dtype = safetensors::Dtype::F32;
        let view = safetensors::tensor::TensorView::new(dtype, shape.to_vec(), bytes);
        (name.as_str(), view.unwrap())
    });
    std::fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

/// A copy of a golden folder, with its tensors changed.
pub(crate) fn altered(name: &str, change: impl FnOnce(&mut Tensors)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "preprocessor_config.json"] {
        std::fs::copy(fixtures().join(name).join(file), folder.path().join(file)).unwrap();
    }
    let mut tensors = read_tensors(&fixtures().join(name).join("model.safetensors"));
    change(&mut tensors);
    write_tensors(&folder.path().join("model.safetensors"), &tensors);
    folder
}
