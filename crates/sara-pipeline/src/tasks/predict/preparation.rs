//! How a model wants its texts: as its `sara.json` says, or as the caller does.

use super::settings::{BareModel, PredictSettings, TextsOfBareModel};
use crate::PipelineError;
use crate::model_folder::{ModelRecord, NAME, text_probe};
use crate::stages::classify::ModelInput;
use crate::stages::clean::{Preparer, TextSettings};
use std::path::{Path, PathBuf};

/// Refuses a preparer that does not do what it did for the model, which messages call `model`.
pub(crate) fn check_probe(
    record: &ModelRecord,
    preparer: &Preparer,
    model: &Path,
) -> Result<(), PipelineError> {
    if text_probe(preparer)? == record.text_probe {
        return Ok(());
    }
    Err(PipelineError::ModelFolder {
        path: model.display().to_string(),
        expected: "a program that prepares texts as the model's did".to_owned(),
        got: format!(
            "sara {}, while the model is of {}, whose rules or word lists differ",
            env!("CARGO_PKG_VERSION"),
            record.program
        ),
    })
}

/// What a model reads.
pub(super) struct Preparation {
    pub(super) record: Option<ModelRecord>,
    /// How texts are prepared; `None` for texts as they are.
    text: Option<TextSettings>,
    pub(super) input: ModelInput,
    pub(super) prefix: String,
    pub(super) max_length: usize,
}

impl Preparation {
    /// That of the model in `folder`, which messages call `model`.
    pub(super) fn find(
        settings: &PredictSettings,
        folder: &Path,
        model: &Path,
    ) -> Result<Self, PipelineError> {
        let wrong = |expected: &str, got: &str| PipelineError::ModelFolder {
            path: model.display().to_string(),
            expected: expected.to_owned(),
            got: got.to_owned(),
        };
        model
            .metadata()
            .map_err(|source| PipelineError::io(model, "read", source))?;
        match (ModelRecord::read(folder)?, &settings.bare) {
            (Some(record), None) => Ok(Self {
                text: Some(record.text_settings(folder, settings.word_lists.as_deref())?),
                input: record.input,
                prefix: record.prefix.clone(),
                max_length: record.max_length,
                record: Some(record),
            }),
            (None, Some(bare)) => Ok(Self::of_bare(bare)),
            (Some(_), Some(_)) => Err(wrong(
                "neither --raw nor --normalised",
                &format!("one of them, though {NAME} says how texts are prepared"),
            )),
            (None, None) => Err(wrong(
                &format!("{NAME} beside it, or --raw or --normalised"),
                "none of them",
            )),
        }
    }

    fn of_bare(bare: &BareModel) -> Self {
        let (input, text) = match &bare.texts {
            TextsOfBareModel::Raw => (ModelInput::Raw, None),
            TextsOfBareModel::Normalised(text) => (ModelInput::Normalised, Some((**text).clone())),
        };
        Self {
            record: None,
            text,
            input,
            prefix: bare.prefix.clone(),
            max_length: bare.max_length,
        }
    }

    /// Makes the preparer, and checks that it does what it did for the study.
    pub(super) fn preparer(&self, model: &Path) -> Result<Option<Preparer>, PipelineError> {
        let Some(text) = &self.text else {
            return Ok(None);
        };
        let preparer = Preparer::new(text)?;
        if let Some(record) = &self.record {
            check_probe(record, &preparer, model)?;
        }
        Ok(Some(preparer))
    }

    /// The files that it rests on, those of the model in `folder` aside.
    pub(super) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let record = self.record.iter().map(|_| folder.join(NAME));
        let lists = self.text.iter().flat_map(TextSettings::inputs).cloned();
        record.chain(lists).collect()
    }

    /// Whether both drop the same rows and normalise in the same way.
    pub(super) fn is_same_text(&self, other: &Self) -> bool {
        let shown = |text: &Option<TextSettings>| format!("{text:?}");
        shown(&self.text) == shown(&other.text)
    }

    /// Everything that the numbers of a model hang on besides its files, as a text.
    pub(super) fn identity(&self) -> String {
        let lists = self.record.as_ref().map(|record| &record.word_lists);
        format!(
            "{:?}",
            (&self.text, lists, self.input, &self.prefix, self.max_length)
        )
    }
}
