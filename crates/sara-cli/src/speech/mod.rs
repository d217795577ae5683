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
mod typed;

use crate::arguments::Arguments;
use crate::settings::Given;
use anyhow::Result;
use arguments::SpeechCommand;
use clap::CommandFactory;
use clap::error::ErrorKind;
use speech_emotion::EmotionError;
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(command: &SpeechCommand, given: &Given) -> Result<()> {
    match command {
        SpeechCommand::Features(arguments) => features::run(arguments),
        SpeechCommand::Evaluate(arguments) => evaluate::run(arguments),
        SpeechCommand::Train(arguments) => train::run(arguments, given),
        SpeechCommand::Transfer(arguments) => transfer::run(arguments, given),
        SpeechCommand::Predict(arguments) => predict::run(arguments, given),
        SpeechCommand::Serve(arguments) => serve::run(arguments, given),
    }
}

fn wrong_use(message: &str) -> ! {
    Arguments::command()
        .error(ErrorKind::InvalidValue, message)
        .exit();
}

/// Writes a file whole or not at all. A link stays a link, and a device or a pipe, whose place no file may take, is sent the bytes.
fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let is_special = |metadata: Metadata| !metadata.is_file() && !metadata.is_dir();
    let write = || -> io::Result<()> {
        if path.metadata().is_ok_and(is_special) {
            let mut out = OpenOptions::new().write(true).open(path)?;
            return out.write_all(content);
        }
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = folder_of(&target)?;
        let mut builder = tempfile::Builder::new();
        // As any new file, and not for the owner alone as a temporary one.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut pending = builder.tempfile_in(folder)?;
        pending.write_all(content)?;
        pending.as_file().sync_all()?;
        pending.persist(target)?;
        Ok(())
    };
    write().map_err(|source| {
        let path = path.to_owned();
        EmotionError::Write { path, source }.into()
    })
}

/// The folder that a file is to stand in, which must be there.
fn folder_of(file: &Path) -> io::Result<&Path> {
    let folder = (file.parent())
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let missing = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, missing));
    }
    Ok(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use super::write_whole;
    use std::fs;
    use std::os::unix::fs::{FileTypeExt, symlink};

    #[test]
    fn a_pipe_is_sent_the_bytes_and_a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.csv"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink("a.csv", &link).unwrap();
        write_whole(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");

        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        write_whole(&pipe, b"all of it").unwrap();
        assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), b"all of it");
    }
}
