//! What a study found, and the folder it is written to: `report.json`, the page, its figures, the tables.

mod comparison_tables;
mod data;
mod figures;
#[cfg(test)]
mod fixture;
mod folder;
mod labels;
mod language;
mod licence;
mod page;
mod page_table;
mod page_tables;
mod sources;
mod summary;
mod tables;
#[cfg(test)]
mod tests;

pub use data::{Dropped, Funnel, LabelCounts, NearDuplicates, Parts, StudyReport, Unread};
pub use sources::Source;

pub(crate) use folder::{CONTENTS, Folder};
pub(crate) use labels::{LABEL_COLUMNS, label_fields};
pub(crate) use sources::sources;
