//! The encoder's folder: whether it is complete, and how large.

use super::CheckReport;
use super::place::size;
use crate::{PipelineError, StudySettings};
use indobert_burn::{BertConfig, Tokenizer};
use serde::Serialize;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The encoder that a study starts from.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct ModelFound {
    /// The folder; `None`: a tiny encoder is trained from scratch.
    pub folder: Option<String>,
    /// Whether the configuration, the tokenizer and the weights are there and whole.
    pub complete: bool,
    /// The files that are read, with their bytes.
    pub files: Vec<(String, u64)>,
    /// Width of the encoder's vectors.
    pub width: Option<usize>,
    /// Tokens that a text may have.
    pub positions: Option<usize>,
}

impl ModelFound {
    /// Bytes of the weights.
    pub(super) fn weight_bytes(&self) -> u64 {
        let weights = self.files.iter().filter(|(name, _)| is_weights(name));
        weights.map(|(_, bytes)| bytes).sum()
    }
}

fn is_weights(name: &str) -> bool {
    [".safetensors", ".bin"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

pub(super) fn look(settings: &StudySettings, report: &mut CheckReport) {
    let Some(folder) = &settings.bert.model else {
        report.model = Some(ModelFound {
            complete: true,
            ..ModelFound::default()
        });
        return;
    };
    let mut problems = Vec::new();
    let files = files(folder).unwrap_or_else(|source| {
        problems.push(PipelineError::io(folder, "read the folder", source));
        Vec::new()
    });
    let mut found = ModelFound {
        folder: Some(folder.display().to_string()),
        files,
        ..ModelFound::default()
    };
    if problems.is_empty() {
        match BertConfig::from_path(&folder.join("config.json")) {
            Ok(config) => {
                found.width = Some(config.hidden_size);
                found.positions = Some(config.max_position_embeddings);
                if settings.bert.max_length > config.max_position_embeddings {
                    let message = format!(
                        "{}: texts are cut to {} tokens, its positions, and not to bert.max_length {}",
                        folder.display(),
                        config.max_position_embeddings,
                        settings.bert.max_length
                    );
                    report.warns(found.folder.as_deref(), message);
                }
            }
            Err(problem) => problems.push(problem.into()),
        }
        problems.extend(Tokenizer::from_dir(folder).err().map(PipelineError::from));
        if !found.files.iter().any(|(name, _)| is_weights(name)) {
            problems.push(PipelineError::Setting {
                name: "bert.model",
                value: folder.display().to_string(),
                expected: "a folder with model.safetensors or pytorch_model.bin, whole or in parts"
                    .to_owned(),
            });
        }
        let whole = folder.join("model.safetensors");
        if whole.is_file() {
            problems.extend(broken(&whole).map(|got| PipelineError::Setting {
                name: "bert.model",
                value: format!("{}: {got}", whole.display()),
                expected: "a complete safetensors file".to_owned(),
            }));
        }
    }
    found.complete = problems.is_empty();
    problems.iter().for_each(|problem| report.stops(problem));
    report.model = Some(found);
}

/// The files of a model in a folder, by name.
fn files(folder: &Path) -> std::io::Result<Vec<(String, u64)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = [
            "config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt",
        ];
        let is_part =
            is_weights(&name) && (name.starts_with("model") || name.starts_with("pytorch_model"));
        if known.contains(&name.as_str()) || is_part {
            // A link counts as the file that it names.
            files.push((name, std::fs::metadata(entry.path())?.len()));
        }
    }
    files.sort();
    // What is not read: the older format beside the newer.
    if files.iter().any(|(name, _)| name.ends_with(".safetensors")) {
        files.retain(|(name, _)| !name.ends_with(".bin"));
    }
    Ok(files)
}

/// What is wrong with a file of weights, by its header alone: the length of the header, the header, and the numbers that it names.
fn broken(path: &Path) -> Option<String> {
    const LONGEST_HEADER: u64 = 100_000_000;
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut start = [0; 8];
    if file.read_exact(&mut start).is_err() {
        return Some(format!("{length} bytes"));
    }
    if start == *b"version " {
        return Some("a Git LFS pointer, the file was not downloaded".to_owned());
    }
    let header = u64::from_le_bytes(start);
    if header > LONGEST_HEADER || header + 8 > length {
        return Some(format!("no header in {length} bytes"));
    }
    let mut json = Vec::new();
    file.take(header).read_to_end(&mut json).ok()?;
    let tensors: serde_json::Map<String, serde_json::Value> = match serde_json::from_slice(&json) {
        Ok(tensors) => tensors,
        Err(_) => return Some("a header that is no JSON".to_owned()),
    };
    let ends = tensors
        .values()
        .filter_map(|tensor| tensor.get("data_offsets")?.get(1)?.as_u64());
    let expected = ends.max().unwrap_or(0).saturating_add(header + 8);
    (expected != length)
        .then(|| format!("{length} bytes instead of {expected}, a download that stopped?"))
}

impl fmt::Display for ModelFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(folder) = &self.folder else {
            return f.write_str("encoder: a tiny one, trained from scratch");
        };
        let state = if self.complete {
            "complete"
        } else {
            "not usable"
        };
        write!(f, "encoder {}: {state}", crate::OneLine(folder))?;
        for (name, bytes) in &self.files {
            write!(f, "\n  {}: {}", crate::OneLine(name), size(*bytes))?;
        }
        Ok(())
    }
}
