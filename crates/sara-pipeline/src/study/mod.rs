//! The whole study: every stage in order, then the folder.

mod clock;
mod comparison;
mod keys;
mod models;
mod notes;
mod places;
mod plan;
mod run;
mod settings;
mod stored;
mod tables;

pub use crate::store::{StageState, StoredStages};
pub use plan::{PlannedStage, StudyPlan, plan};
pub use run::run;
pub use settings::{RatingSource, StudySettings};

pub(crate) use notes::leak_note;
pub(crate) use places::seen_from;
pub(crate) use tables::{Tables, class_names, part_names};
