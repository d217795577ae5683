//! How one run of a study goes, whatever the study: what becomes of stored stages, and whether anything is done.

use clap::Args;
use sara_pipeline::study::StoredStages;

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct StudyRunArguments {
    /// Check settings and inputs, and list the stages: which are stored, which would run; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove what earlier runs have stored beside the folder, and compute every stage
    #[arg(long, conflicts_with = "no_store")]
    start_over: bool,
    /// Read no stored stage and leave none: a study that is stopped begins again
    #[arg(long)]
    no_store: bool,
}

impl StudyRunArguments {
    pub(crate) fn stored_stages(&self) -> StoredStages {
        match (self.start_over, self.no_store) {
            (true, _) => StoredStages::StartOver,
            (_, true) => StoredStages::Off,
            (false, false) => StoredStages::Reuse,
        }
    }
}
