//! `sara speech features`: the statistics as a table.

use super::arguments::SpeechFeaturesArguments;
use super::recordings::{clips, features};
use super::write_whole;
use anyhow::Result;
use speech_emotion::FeatureTable;
use speech_emotion::corpora::Clip;
use std::io::Write;
use std::path::Path;

pub(super) fn run(arguments: &SpeechFeaturesArguments) -> Result<()> {
    let (_, clips) = clips(&arguments.recordings)?;
    let features = features(&arguments.recordings, &clips)?;
    let table = csv_of(&clips, &features)?;
    if arguments.out == Path::new("-") {
        std::io::stdout().lock().write_all(&table)?;
    } else {
        write_whole(&arguments.out, &table)?;
    }
    crate::say!("{} recordings", clips.len());
    Ok(())
}

/// The columns path, label, speaker and the statistics.
fn csv_of(clips: &[Clip], features: &FeatureTable) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = features.names().iter().map(String::as_str);
    writer.write_record(["path", "label", "speaker"].into_iter().chain(names))?;
    for (row, clip) in clips.iter().enumerate() {
        writer.write_field(clip.path.as_os_str().as_encoded_bytes())?;
        writer.write_field(clip.label.as_str())?;
        writer.write_field(&clip.speaker)?;
        for &value in features.row(row) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the statistics were computed in single precision"
            )]
            writer.write_field((value as f32).to_string())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.into_inner()?)
}
