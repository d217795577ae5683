//! How a study runs: which rows, which folds, and what becomes of the stages it stores.

use clap::{Args, ValueEnum};
use sara_pipeline::StudySettings;
use sara_pipeline::stages::assess::FoldProtocol;
use sara_pipeline::stages::groups::Grouping;
use sara_pipeline::study::StoredStages;

#[derive(Debug, Args)]
pub(crate) struct StudyRunArguments {
    /// Take the first N rows alone
    #[arg(long, value_name = "N", help_heading = "Input")]
    max_rows: Option<usize>,
    /// Which rows stay on one side of every border between training, test and unseen rows and between folds
    #[arg(
        long,
        value_enum,
        value_name = "RULE",
        default_value = "near",
        help_heading = "Parts"
    )]
    groups: GroupArgument,
    /// Where the encoder's weights start in each fold
    #[arg(
        long,
        value_enum,
        value_name = "HOW",
        default_value = "fresh",
        help_heading = "Parts"
    )]
    fold_protocol: ProtocolArgument,
    /// Check settings and inputs, and list the stages: which are stored, which would run; write nothing
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,
    /// Remove what earlier runs have stored beside the folder, and compute every stage
    #[arg(long, conflicts_with = "no_store", help_heading = "Output")]
    start_over: bool,
    /// Read no stored stage and leave none: a study that is stopped starts over
    #[arg(long, help_heading = "Output")]
    no_store: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum GroupArgument {
    /// Near duplicates, in chains
    Near,
    /// Rows with the same normalised text
    Exact,
    /// None, as in the study: near duplicates may leak
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProtocolArgument {
    /// At the same weights
    Fresh,
    /// At the weights of the fold before: the leak of the study, reproduced and labelled
    CarryOver,
}

impl StudyRunArguments {
    pub(crate) fn apply(&self, settings: &mut StudySettings) {
        settings.max_rows = self.max_rows;
        settings.split.groups = match self.groups {
            GroupArgument::Near => Grouping::Near,
            GroupArgument::Exact => Grouping::Exact,
            GroupArgument::None => Grouping::None,
        };
        settings.fold_protocol = match self.fold_protocol {
            ProtocolArgument::Fresh => FoldProtocol::Fresh,
            ProtocolArgument::CarryOver => FoldProtocol::CarryOver,
        };
        settings.stored_stages = match (self.start_over, self.no_store) {
            (true, _) => StoredStages::StartOver,
            (_, true) => StoredStages::Off,
            (false, false) => StoredStages::Reuse,
        };
    }
}
