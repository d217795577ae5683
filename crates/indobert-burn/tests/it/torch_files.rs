//! Weights in the layouts that PyTorch and transformers write.

use std::path::Path;

use indobert_burn::{BertClassifier, InferenceOptions, LoadOptions, LoadReport};
use safetensors::SafeTensors;

use crate::support::{device, fixtures, is_gpu, largest_difference, logit_tolerance};

const TEXTS: [&str; 3] = ["", "w7 w12", "w19 w5 w5 w8 w11"];

/// A folder with the small model's configuration and vocabulary, and the given files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = fixtures().join("torch-files");
    let kept = [("config.json", "config.json"), ("vocab.txt", "vocab.txt")];
    for (from, to) in files.iter().chain(&kept) {
        std::fs::copy(source.join(from), folder.path().join(to)).unwrap();
    }
    folder
}

fn logits(folder: &Path) -> (Vec<f32>, LoadReport) {
    let (model, report) =
        BertClassifier::from_dir(folder, &device(), &LoadOptions::default()).unwrap();
    let predictions = model
        .classify(&TEXTS, &InferenceOptions::default())
        .unwrap();
    (
        predictions.into_iter().flat_map(|p| p.logits).collect(),
        report,
    )
}

fn reference() -> (Vec<f32>, LoadReport) {
    logits(folder(&[("model.safetensors", "model.safetensors")]).path())
}

/// The same files of weights give the same logits, on a GPU nearly.
fn assert_same(left: &(Vec<f32>, LoadReport), right: &(Vec<f32>, LoadReport)) {
    assert!(left.0 == right.0 || is_gpu());
    assert!(largest_difference(&left.0, &right.0) < logit_tolerance());
    assert_eq!(left.1, right.1);
}

#[test]
fn every_layout_holds_the_same_model() {
    let (wanted, whole) = reference();
    assert!(largest_difference(&wanted, &[0.0; 6]) > 0.1);
    for file in ["zip.bin", "legacy.bin", "strided.bin", "parameters.bin"] {
        let (found, report) = logits(folder(&[(file, "pytorch_model.bin")]).path());
        assert_same(&(found, report), &(wanted.clone(), whole.clone()));
    }
}

/// 8 and 11 bits of each weight are kept.
#[test]
fn half_precision_is_close() {
    let (wanted, whole) = reference();
    for (file, tolerance) in [("bfloat.bin", 0.1), ("half.bin", 0.01)] {
        let (found, report) = logits(folder(&[(file, "pytorch_model.bin")]).path());
        let difference = largest_difference(&found, &wanted);
        assert!(
            difference > 0.0 && difference < tolerance,
            "{file}: {difference}"
        );
        assert_eq!(report, whole);
    }
}

#[test]
fn safetensors_come_before_pytorch() {
    let both = folder(&[
        ("model.safetensors", "model.safetensors"),
        ("half.bin", "pytorch_model.bin"),
    ]);
    assert_same(&logits(both.path()), &reference());
}

fn names() -> Vec<String> {
    let bytes = std::fs::read(fixtures().join("torch-files/model.safetensors")).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    file.names().into_iter().map(str::to_owned).collect()
}

fn index(folder: &Path, file: &str, part: impl Fn(&str) -> String) {
    let map: serde_json::Map<String, serde_json::Value> = names()
        .into_iter()
        .map(|name| {
            let part = part(&name).into();
            (name, part)
        })
        .collect();
    let index = serde_json::json!({"metadata": {"total_size": 4}, "weight_map": map});
    std::fs::write(folder.join(file), index.to_string()).unwrap();
}

/// Which of the two pickles holds a tensor: the script dealt them out in the order of the layers.
fn torch_part(folder: &Path, name: &str) -> String {
    let holds = |part: &str| {
        let bytes = std::fs::read(folder.join(part)).unwrap();
        bytes
            .windows(name.len())
            .any(|window| window == name.as_bytes())
    };
    let part = if holds("part-1.bin") {
        "part-1.bin"
    } else {
        "part-2.bin"
    };
    part.to_owned()
}

#[test]
fn parts_of_pytorch_make_one_model() {
    let folder = folder(&[("part-1.bin", "part-1.bin"), ("part-2.bin", "part-2.bin")]);
    let path = folder.path();
    index(path, "pytorch_model.bin.index.json", |name| {
        torch_part(path, name)
    });
    assert_same(&logits(path), &reference());
}

#[test]
fn parts_of_safetensors_make_one_model() {
    let folder = folder(&[]);
    let bytes = std::fs::read(fixtures().join("torch-files/model.safetensors")).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    for part in ["encoder", "rest"] {
        let views = file
            .tensors()
            .into_iter()
            .filter(|(name, _)| name.contains("encoder") == (part == "encoder"));
        let content = safetensors::serialize(views, None).unwrap();
        std::fs::write(folder.path().join(format!("{part}.safetensors")), content).unwrap();
    }
    let part = |name: &str| {
        let part = if name.contains("encoder") {
            "encoder"
        } else {
            "rest"
        };
        format!("{part}.safetensors")
    };
    let path = folder.path();
    index(path, "model.safetensors.index.json", part);
    assert_same(&logits(path), &reference());

    let refusal = |map: &str| {
        let index = format!("{{\"weight_map\": {map}}}");
        std::fs::write(path.join("model.safetensors.index.json"), index).unwrap();
        let error = BertClassifier::from_dir(path, &device(), &LoadOptions::default()).unwrap_err();
        error
            .to_string()
            .replace(&format!("{}/", path.display()), "")
    };
    let index = "model.safetensors.index.json: expected";
    assert_eq!(
        refusal("[]"),
        format!("{index} an object `weight_map`, got none")
    );
    let stray = format!("{index} the name of a file in the folder, got x\\n");
    for name in [
        "\"../rest.safetensors\"",
        "\"/rest\"",
        "\"..\"",
        "\"\"",
        "7",
    ] {
        assert_eq!(refusal(&format!("{{\"x\\n\": {name}}}")), stray);
    }
    assert_eq!(
        refusal("{\"x\": \"rest.safetensors\"}"),
        "rest.safetensors: tensor `x` is missing"
    );
    assert_eq!(
        refusal("{\"x\": \"lost.safetensors\"}"),
        "cannot read lost.safetensors"
    );
    let twice =
        "{\"classifier.bias\": \"rest.safetensors\", \"classifier.weight\": \"copy.safetensors\"}";
    std::fs::copy(path.join("rest.safetensors"), path.join("copy.safetensors")).unwrap();
    let message = refusal(twice);
    assert!(message.ends_with(" is given twice"), "{message}");
}
