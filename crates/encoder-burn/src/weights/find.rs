//! Which files of a folder hold the weights, and what tensors are in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::pytorch::{self, shown};
use super::safe;
use super::stored::Stored;
use crate::ModelError;

/// An open file of tensors.
pub(super) struct WeightFile {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) tensors: BTreeMap<String, Stored>,
}

/// In the order in which transformers looks for them.
const NAMES: [(&str, &str, List); 2] = [
    (
        "model.safetensors",
        "model.safetensors.index.json",
        safe::tensors,
    ),
    (
        "pytorch_model.bin",
        "pytorch_model.bin.index.json",
        pytorch::tensors,
    ),
];

type List = fn(&Path, &mut File) -> Result<BTreeMap<String, Stored>, ModelError>;

/// Opens the weights of a folder: one file, or the parts that an index names.
pub(super) fn open(folder: &Path) -> Result<Vec<WeightFile>, ModelError> {
    for (whole, index, list) in NAMES {
        if folder.join(whole).exists() {
            return Ok(vec![open_one(folder.join(whole), list)?]);
        }
        if folder.join(index).exists() {
            return open_parts(folder, &folder.join(index), list);
        }
    }
    Err(ModelError::NoWeights {
        path: folder.to_owned(),
    })
}

fn open_one(path: PathBuf, list: List) -> Result<WeightFile, ModelError> {
    let mut file = File::open(&path).map_err(ModelError::read(&path))?;
    let tensors = list(&path, &mut file)?;
    Ok(WeightFile {
        path,
        file,
        tensors,
    })
}

/// The index gives each tensor's file: `{"weight_map": {"NAME": "model-00001-of-00002.safetensors"}}`.
fn open_parts(folder: &Path, index: &Path, list: List) -> Result<Vec<WeightFile>, ModelError> {
    let bytes = std::fs::read(index).map_err(ModelError::read(index))?;
    let json: Value = serde_json::from_slice(&bytes).map_err(|source| ModelError::Json {
        path: index.to_owned(),
        source,
    })?;
    let refused = |expected, got: &str| ModelError::WeightFile {
        path: index.to_owned(),
        expected,
        got: shown(got),
    };
    let Some(Value::Object(map)) = json.get("weight_map") else {
        return Err(refused("an object `weight_map`", "none"));
    };
    if map.is_empty() {
        return Err(refused("a tensor in `weight_map`", "none"));
    }
    let mut parts = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (tensor, part) in map {
        // A path could name a file outside of the folder.
        let part = part.as_str().filter(|part| is_plain(part));
        let part = part.ok_or_else(|| refused("the name of a file in the folder", tensor))?;
        parts.entry(part).or_default().insert(tensor);
    }
    let open = |(part, tensors): (&str, BTreeSet<&str>)| {
        let file = open_one(folder.join(part), list)?;
        match tensors
            .iter()
            .find(|&&name| !file.tensors.contains_key(name))
        {
            None => Ok(file),
            Some(missing) => Err(ModelError::MissingTensor {
                path: file.path,
                key: shown(missing),
            }),
        }
    };
    parts.into_iter().map(open).collect()
}

fn is_plain(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', ':', '\0'])
}
