//! The files that loading a model reads, and their hashes.

use super::NAME;
use crate::PipelineError;
use crate::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Weights as the loader looks for them: whole, else in the parts that an index names.
const WEIGHTS: [(&str, &str); 2] = [
    ("model.safetensors", "model.safetensors.index.json"),
    ("pytorch_model.bin", "pytorch_model.bin.index.json"),
];

/// SHA-256 by name of every file that loading a Hugging Face folder reads, and of none that it passes over.
pub(crate) fn model_files(folder: &Path) -> Result<BTreeMap<String, String>, PipelineError> {
    let is_there = |name: &str| folder.join(name).exists();
    let mut names = BTreeSet::from(["config.json".to_owned()]);
    let tokenizer = ["tokenizer.json", "vocab.txt"];
    names.extend(
        tokenizer
            .into_iter()
            .find(|name| is_there(name))
            .map(str::to_owned),
    );
    names.extend(
        Some("tokenizer_config.json")
            .filter(|name| is_there(name))
            .map(str::to_owned),
    );
    for (whole, index) in WEIGHTS {
        if is_there(whole) {
            names.insert(whole.to_owned());
            break;
        }
        if is_there(index) {
            names.insert(index.to_owned());
            names.extend(parts(&folder.join(index))?);
            break;
        }
    }
    names
        .into_iter()
        .map(|name| {
            let hash = sha256::of_file(&folder.join(&name))?;
            Ok((name, hash))
        })
        .collect()
}

/// The plain names of files that an index of weights has; the loader refuses any other.
fn parts(index: &Path) -> Result<BTreeSet<String>, PipelineError> {
    let bytes = std::fs::read(index).map_err(|source| PipelineError::io(index, "read", source))?;
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let map = json.get("weight_map").and_then(|map| map.as_object());
    let values = map.into_iter().flat_map(|map| map.values());
    let names = values.filter_map(|value| value.as_str());
    Ok(names
        .filter(|name| Path::new(name).file_name() == Some(name.as_ref()))
        .map(str::to_owned)
        .collect())
}

/// Checks that `found`, the files of `folder`, are those that the record in `source_name` has.
pub(crate) fn check_files(
    folder: &Path,
    found: &BTreeMap<String, String>,
    expected: &BTreeMap<String, String>,
    source_name: &Path,
) -> Result<(), PipelineError> {
    for (name, hash) in expected {
        match found.get(name) {
            Some(got) if got == hash => {}
            Some(got) => {
                return Err(PipelineError::Hash {
                    path: folder.join(name).display().to_string(),
                    expected: hash.clone(),
                    got: got.clone(),
                    source_name: source_name.display().to_string(),
                });
            }
            None => {
                return Err(PipelineError::ModelFolder {
                    path: folder.display().to_string(),
                    expected: format!("the file {name} of SHA-256 {hash}"),
                    got: "a folder whose model is read without it".to_owned(),
                });
            }
        }
    }
    match found.iter().find(|(name, _)| !expected.contains_key(*name)) {
        None => Ok(()),
        Some((name, hash)) => Err(PipelineError::ModelFolder {
            path: folder.display().to_string(),
            expected: format!("the files that {NAME} names alone"),
            got: format!("{name} of SHA-256 {hash} beside them"),
        }),
    }
}
