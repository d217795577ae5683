//! `sara speech`: features of recordings, models of them, how well emotions are recognised, which are heard, and a page for all of it.

pub(crate) mod arguments;
mod evaluate;
mod features;
mod model;
mod predict;
mod recordings;
mod serve;
mod train;
mod training;
mod transfer;

use crate::arguments::Arguments;
use anyhow::Result;
use arguments::SpeechCommand;
use clap::CommandFactory;
use clap::error::ErrorKind;
use speech_emotion::EmotionError;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(command: &SpeechCommand) -> Result<()> {
    match command {
        SpeechCommand::Features(arguments) => features::run(arguments),
        SpeechCommand::Evaluate(arguments) => evaluate::run(arguments),
        SpeechCommand::Train(arguments) => train::run(arguments),
        SpeechCommand::Transfer(arguments) => transfer::run(arguments),
        SpeechCommand::Predict(arguments) => predict::run(arguments),
        SpeechCommand::Serve(arguments) => serve::run(arguments),
    }
}

fn wrong_use(message: &str) -> ! {
    Arguments::command()
        .error(ErrorKind::InvalidValue, message)
        .exit();
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let write = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        // Whoever may read any new file may read this one.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut pending = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        pending.write_all(content)?;
        pending.persist(path)?;
        Ok(())
    };
    write().map_err(|source| {
        let path = path.to_owned();
        EmotionError::Write { path, source }.into()
    })
}
