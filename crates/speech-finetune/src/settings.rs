//! What a run began with.

use std::collections::BTreeMap;
use std::path::Path;

use wav2vec2_burn::SpeechTrainParams;

use crate::digest::Digest;
use crate::files::{read_json, write_json};
use crate::{FinetuneError, FinetuneParams, Start};

/// Names and values of all that decides what comes out, save the machine.
#[derive(Debug, PartialEq)]
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Those of the network and of both stages. Seeds are not among them.
    pub(crate) fn of(params: &FinetuneParams) -> Self {
        let mut settings = Self(BTreeMap::new());
        let start = match &params.start {
            Start::Scratch(config) => {
                let mut digest = Digest::new();
                digest.text(&format!("{config:?}"));
                format!("of shape {}", digest.finish())
            }
            Start::Folder(folder) => folder.display().to_string(),
        };
        settings.add("network", start);
        settings.add("held_out", params.held_out);
        for (stage, params) in [("first", &params.first), ("second", &params.second)] {
            settings.add_stage(stage, params);
        }
        settings
    }

    pub(crate) fn add(&mut self, name: &str, value: impl ToString) {
        self.0.insert(name.to_owned(), value.to_string());
    }

    fn add_stage(&mut self, stage: &str, params: &SpeechTrainParams) {
        // A struct of plain values is an object.
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(params) else {
            return;
        };
        for (name, value) in fields.iter().filter(|(name, _)| *name != "seed") {
            self.add(&format!("{stage}.{name}"), value);
        }
    }

    /// Writes the settings, or compares them with those that stand in the file.
    pub(crate) fn keep(&self, path: &Path) -> Result<(), FinetuneError> {
        let Some(saved) = read_json::<BTreeMap<String, String>>(path)? else {
            return write_json(path, &self.0);
        };
        let absent = "absent".to_owned();
        for name in saved.keys().chain(self.0.keys()) {
            let of = |settings: &BTreeMap<String, String>| settings.get(name).cloned();
            if of(&saved) != of(&self.0) {
                return Err(FinetuneError::SettingsDiffer {
                    path: path.to_owned(),
                    what: name.clone(),
                    saved: of(&saved).unwrap_or_else(|| absent.clone()),
                    got: of(&self.0).unwrap_or(absent),
                });
            }
        }
        Ok(())
    }
}
