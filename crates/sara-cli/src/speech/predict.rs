//! `sara speech predict`: which emotions are heard.

use super::arguments::SpeechPredictArguments;
use super::model;
use crate::settings::Given;
use anyhow::{Result, bail};
use serde_json::{Value, json};
use speech_emotion::corpora::recordings_in;
use speech_emotion::{Recognise, Recognition, SAMPLE_RATE, Segment, SegmentOptions};
use speech_features::{AUDIO_ENDINGS, Audio, DecodeOptions, decode_bytes, decode_file};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What is said of one recording.
struct Answer<'f> {
    file: &'f Path,
    whole: Recognition,
    segments: Option<Vec<Segment>>,
}

pub(super) fn run(arguments: &SpeechPredictArguments, given: &Given) -> Result<()> {
    let (files, unread) = files(&arguments.files)?;
    let all = files.len() + unread;
    let recogniser = model::find(&arguments.model, given)?;
    let card = recogniser.card();
    crate::say!("learned from {}", card.learned_from);
    crate::say!("warning: {}", card.warning);
    let mut out = std::io::stdout().lock();
    let (mut recordings, mut failed) = (Vec::new(), unread);
    for file in &files {
        match answer(recogniser.as_ref(), file, arguments.segments) {
            Ok(answer) if arguments.json => recordings.push(answer.json()),
            Ok(answer) => answer.print(&mut out)?,
            Err(error) if all == 1 => {
                return Err(error.context(file.display().to_string()));
            }
            // The others have their answers all the same.
            Err(error) => {
                failed += 1;
                crate::say!("{}: {error:#}", file.display());
            }
        }
    }
    if arguments.json {
        let answers = json!({ "model": card, "recordings": recordings });
        serde_json::to_writer_pretty(&mut out, &answers)?;
        writeln!(out)?;
    }
    if failed > 0 {
        let what = match unread {
            0 => "recordings",
            _ => "recordings and folders",
        };
        bail!("{failed} of {all} {what} could not be judged");
    }
    Ok(())
}

/// The files that are named and those of the folders that are, and how many folders give none,
/// which are named at once.
fn files(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, usize)> {
    let (mut files, mut unread) = (Vec::new(), 0);
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let (found, others) = match recordings_in(path) {
            Ok(found) => found,
            Err(error) if paths.len() == 1 => return Err(error.into()),
            Err(error) => {
                unread += 1;
                let error = anyhow::Error::from(error);
                crate::say!("{}: {error:#}", path.display());
                continue;
            }
        };
        if others > 0 {
            let (path, endings) = (path.display(), AUDIO_ENDINGS.join(", "));
            crate::say!("{path}: {others} files are not looked at, which are no {endings}");
        }
        files.extend(found);
    }
    Ok((files, unread))
}

/// What is named is read, a pipe too, which ends when its writer does.
fn decode(file: &Path) -> Result<Audio> {
    let options = DecodeOptions::default();
    if file.metadata().is_ok_and(|found| !found.is_file()) {
        // One byte more than allowed tells that there is too much.
        let most = options.max_bytes as u64 + 1;
        let mut bytes = Vec::new();
        File::open(file)?.take(most).read_to_end(&mut bytes)?;
        return Ok(decode_bytes(&bytes, &options)?);
    }
    Ok(decode_file(file, &options)?)
}

fn answer<'f>(recogniser: &dyn Recognise, file: &'f Path, segments: bool) -> Result<Answer<'f>> {
    let samples = decode(file)?.to_mono_at(SAMPLE_RATE)?;
    let options = SegmentOptions::default();
    Ok(Answer {
        file,
        whole: recogniser.judge(&samples)?,
        segments: segments
            .then(|| recogniser.segments(&samples, SAMPLE_RATE, &options))
            .transpose()?,
    })
}

impl Answer<'_> {
    /// `clip.wav: marah 0.93 (senang 0.04, takut 0.03)`, then a line a segment.
    fn print(&self, out: &mut impl Write) -> Result<()> {
        let Recognition {
            emotion,
            confidence,
            probabilities,
            ..
        } = &self.whole;
        let others: Vec<String> = (probabilities.iter())
            .filter(|(other, _)| other != emotion)
            .map(|(other, probability)| format!("{other} {probability:.2}"))
            .collect();
        let file = self.file.display().to_string();
        if self.whole.strange {
            let file = sara_pipeline::OneLine(&file);
            writeln!(out, "{file}: unlike anything learned from, no answer")?;
            return Ok(());
        }
        let (file, others) = (sara_pipeline::OneLine(&file), others.join(", "));
        writeln!(out, "{file}: {emotion} {confidence:.2} ({others})")?;
        for segment in self.segments.iter().flatten() {
            let (start, end) = (segment.start, segment.end);
            match segment.emotion {
                Some(emotion) => {
                    let confidence = segment.confidence;
                    writeln!(out, "  {start:.1} to {end:.1} s: {emotion} {confidence:.2}")?;
                }
                None => writeln!(out, "  {start:.1} to {end:.1} s: nobody speaks")?,
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let probabilities: serde_json::Map<String, Value> = (self.whole.probabilities.iter())
            .map(|(emotion, probability)| (emotion.to_string(), json!(probability)))
            .collect();
        let mut answer = json!({
            "file": self.file.to_string_lossy(),
            "emotion": self.whole.emotion,
            "confidence": self.whole.confidence,
            "probabilities": probabilities,
            "strange": self.whole.strange,
        });
        if let Some(segments) = &self.segments {
            answer["segments"] = json!(segments);
        }
        answer
    }
}
