//! What a study would do, without doing it.

use super::StudySettings;
use super::keys::Keys;
use super::run::{check, read_tweets};
use crate::PipelineError;
use crate::pending::PendingFolder;
use crate::report;
use crate::stages::classify::Encoder;
use crate::stages::clean::Preparer;
use crate::stages::label::Labeller;
use crate::store::{StageState, Store, StoredStages};
use std::path::{Path, PathBuf};

/// The stages that are stored and those that would run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StudyPlan {
    /// Rows in the file.
    pub rows_read: usize,
    /// The first of them that the study takes.
    pub rows_taken: usize,
    /// The folder beside the study's, where stages are stored.
    pub folder: PathBuf,
    /// The stages in their order.
    pub stages: Vec<PlannedStage>,
}

/// One stage of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStage {
    /// The stage's folder inside [`StudyPlan::folder`].
    pub name: String,
    /// Whether it would be read back.
    pub state: StageState,
}

/// Checks settings and inputs as [`run`](super::run) does first, counts the rows, and says which stages are stored. Nothing is written.
///
/// # Errors
/// What [`run`](super::run) would fail at before its first stage.
pub fn plan(settings: &StudySettings, out: &Path) -> Result<StudyPlan, PipelineError> {
    check(settings, out)?;
    PendingFolder::check_place(out, settings.overwrite, report::CONTENTS)?;
    let (file, rows_read) = read_tweets(settings)?;
    let tweets = file.tweets;
    Preparer::new(&settings.text)?;
    Labeller::new(&settings.label)?;
    settings.ratings.read()?;
    if settings.bert.model.is_some() {
        Encoder::load(&settings.bert, &[], settings.split.seed)?;
    }
    let folder = Store::folder_beside(out)?;
    let keys = Keys::new(settings, &tweets)?;
    let state = |key| match settings.stored_stages {
        StoredStages::Reuse => Store::state(&folder, key),
        StoredStages::StartOver | StoredStages::Off => StageState::Missing,
    };
    let stages = keys
        .all()
        .into_iter()
        .map(|key| PlannedStage {
            name: key.folder_name(),
            state: state(key),
        })
        .collect();
    Ok(StudyPlan {
        rows_read,
        rows_taken: tweets.len(),
        folder,
        stages,
    })
}
