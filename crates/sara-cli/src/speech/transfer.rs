//! `sara speech transfer`: is it worth hearing another language first?

use super::arguments::SpeechTransferArguments;
use super::training::{labelled, params, refuse_unheard, tell, waves};
use super::typed::command;
use super::{folder_of, write_whole, wrong_use};
use crate::settings::Given;
use anyhow::{Result, bail};
use speech_emotion::{EmotionError, Intervals};
use speech_finetune::{Experiment, TransferPage};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &SpeechTransferArguments, given: &Given) -> Result<()> {
    refuse_unheard(&arguments.recipes, given);
    // Before hours of training, not after.
    if let Some(page) = &arguments.html {
        refuse_page(page, arguments)?;
    }
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

/// A page takes the place of no recording, network or result of the run, and can be written.
fn refuse_page(page: &Path, arguments: &SpeechTransferArguments) -> Result<()> {
    if page == Path::new("-") {
        wrong_use("--html needs the name of a file; standard output is for the tables");
    }
    let shown = page.display();
    if page.is_dir() {
        bail!("{shown}: expected a file to write, got a folder");
    }
    let place = resolved(page);
    for (option, folder) in [
        ("--out", Some(arguments.out.as_path())),
        ("--source", arguments.source.last().map(Path::new)),
        ("--target", arguments.target.last().map(Path::new)),
        ("--start", arguments.stages.start.as_deref()),
    ] {
        if let Some(folder) = folder.filter(|folder| place.starts_with(resolved(folder))) {
            let folder = folder.display();
            bail!("{shown}: expected a page outside the folder of {option}, {folder}");
        }
    }
    folder_of(page).map_err(|source| EmotionError::Write {
        path: page.to_owned(),
        source,
    })?;
    Ok(())
}

/// The path without links, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize()
        .unwrap_or_else(|_| match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if folder.as_os_str().is_empty() => {
                resolved(Path::new(".")).join(name)
            }
            (Some(folder), Some(name)) => resolved(folder).join(name),
            _ => path.to_owned(),
        })
}
