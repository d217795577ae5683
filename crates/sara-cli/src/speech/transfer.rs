//! `sara speech transfer`: is it worth hearing another language first?

use super::arguments::SpeechTransferArguments;
use super::training::{labelled, params, refuse_unheard, tell, waves};
use super::typed::command;
use super::write_whole;
use crate::settings::Given;
use anyhow::Result;
use speech_emotion::Intervals;
use speech_finetune::{Experiment, TransferPage};
use std::io::Write;

pub(super) fn run(arguments: &SpeechTransferArguments, given: &Given) -> Result<()> {
    refuse_unheard(&arguments.recipes, given);
    if let Some(threads) = arguments.threads {
        wav2vec2_burn::set_threads(threads)?;
    }
    let params = params(&arguments.stages)?;
    let classes = &arguments.classes;
    let source = labelled(&arguments.source, "--source", classes)?;
    let target = labelled(&arguments.target, "--target", classes)?;
    let (source, target) = (
        source.with_classes_of(&target)?,
        target.with_classes_of(&source)?,
    );
    let source = waves(source, &arguments.stages)?;
    let target = waves(target, &arguments.stages)?;
    let experiment = Experiment::new(&source, &target, params)
        .with_folds(arguments.folds)
        .with_seeds(arguments.seeds.clone())
        .with_recipes(arguments.recipes.clone())
        .with_intervals(Intervals::default().with_seed(arguments.stages.seed));
    let report = experiment.run(&arguments.out, &mut tell)?;
    if let Some(page) = &arguments.html {
        let html = TransferPage::new(&report).with_command(command()).html()?;
        write_whole(page, html.as_bytes())?;
    }
    write!(std::io::stdout().lock(), "{report}")?;
    Ok(())
}
