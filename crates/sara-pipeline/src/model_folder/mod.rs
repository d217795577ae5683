//! What stands beside a model, so that texts can be prepared for it as they were for its training: `sara.json` for programs, and a
//! model card for people.

mod card;
mod files;
mod record;

pub(crate) use files::{check_files, model_files};
pub(crate) use record::{ModelRecord, NAME, text_probe};

use crate::PipelineError;
use crate::files::{write_atomic, write_json};
use crate::report::StudyReport;
use card::ModelCard;
use record::SvmRecord;
use std::path::Path;

/// What the study's assessments call its models.
const BERT: &str = "fine-tuned BERT";
const SVM: &str = "polynomial SVM";

/// Writes `sara.json` and the model card beside both models of a study, which stand in `models` already.
pub(crate) fn describe(models: &Path, report: &StudyReport) -> Result<(), PipelineError> {
    let settings = &report.settings;
    let bert = models.join("bert");
    let record = ModelRecord::of_bert(settings, model_files(&bert)?)?;
    write_json(&bert.join(NAME), &record)?;
    write_card(&bert, &ModelCard::new(report, BERT))?;

    let encoder = match &settings.bert.model {
        Some(folder) => SvmRecord::new(settings, folder, model_files(folder)?),
        None => {
            let folder = Path::new("encoder");
            SvmRecord::new(settings, folder, model_files(&models.join(folder))?)
        }
    };
    let machine = crate::sha256::of_file(&models.join("svm.model"))?;
    let files = [("svm.model".to_owned(), machine)].into();
    write_json(
        &models.join(NAME),
        &ModelRecord::of_svm(settings, encoder, files)?,
    )?;
    write_card(models, &ModelCard::new(report, SVM))
}

fn write_card(folder: &Path, card: &ModelCard<'_>) -> Result<(), PipelineError> {
    let path = folder.join("README.md");
    let text = card.to_string();
    write_atomic(&path, |out| {
        out.write_all(text.as_bytes())
            .map_err(|source| PipelineError::io(&path, "write", source))
    })
}
