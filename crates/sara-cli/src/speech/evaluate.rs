//! `sara speech evaluate`: how well emotions are recognised in speakers not learned from.

use super::arguments::{ModelArgument, SpeechEvaluateArguments, SplitArgument};
use super::recordings::{clips, features};
use super::typed::command;
use super::{write_whole, wrong_use};
use anyhow::{Context, Result};
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::splits::Split;
use speech_emotion::{
    EmotionError, Intervals, LabelledClips, Normalisation, ReportPage, SpeechReport, evaluate,
};
use std::io::Write;
use std::path::Path;

/// Folds where nobody says how many.
const FOLDS: usize = 5;

pub(super) fn run(arguments: &SpeechEvaluateArguments) -> Result<()> {
    if arguments.folds.is_some() && arguments.split == SplitArgument::LeaveOneSpeakerOut {
        wrong_use("--folds needs --split speaker-folds or --split random");
    }
    let (place, clips) = clips(&arguments.recordings)?;
    let place = place.display().to_string();
    // What cannot be split is refused before minutes of features.
    let labelled = arguments.classes.apply(&clips).context(place.clone())?;
    let split = split(arguments, &labelled).context(place)?;
    if !split.kind().keeps_speakers_apart() {
        crate::say!("warning: speakers stand on both sides of the split; these figures flatter");
    }
    let features = features(&arguments.recordings, &clips)?;
    let scaling = match arguments.per_speaker {
        true => Normalisation::PerSpeakerTransductive,
        false => Normalisation::Global,
    };
    let judged = |&model: &ModelArgument| {
        evaluate(
            &labelled,
            &features,
            &split,
            learner(model, arguments.seed).as_ref(),
            scaling,
            Intervals::default().with_seed(arguments.seed),
        )
    };
    let reports: Result<Vec<SpeechReport>, EmotionError> =
        arguments.model.iter().map(judged).collect();
    let reports = reports?;
    if let Some(path) = &arguments.out {
        write_whole(path, &written(path, arguments, &reports)?)?;
    }
    let texts: Vec<String> = reports.iter().map(ToString::to_string).collect();
    write!(std::io::stdout().lock(), "{}", texts.join("\n"))?;
    Ok(())
}

/// A page where the name of the file says so; else JSON, of one model its report alone.
fn written(
    path: &Path,
    arguments: &SpeechEvaluateArguments,
    reports: &[SpeechReport],
) -> Result<Vec<u8>> {
    if path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("html"))
    {
        let mut page = ReportPage::new(reports)?.with_command(command());
        let corpus = arguments.recordings.corpus.as_deref().unwrap_or_default();
        if let Some(name) = corpus.first().and_then(|name| name.to_str()) {
            page = page.with_recordings(name);
        }
        return Ok(page.html()?.into_bytes());
    }
    let mut text = match reports {
        [report] => serde_json::to_vec_pretty(report)?,
        reports => serde_json::to_vec_pretty(reports)?,
    };
    text.push(b'\n');
    Ok(text)
}

fn split(arguments: &SpeechEvaluateArguments, clips: &LabelledClips) -> Result<Split> {
    let (folds, seed) = (arguments.folds.unwrap_or(FOLDS), arguments.seed);
    Ok(match arguments.split {
        SplitArgument::LeaveOneSpeakerOut => Split::leave_one_speaker_out(clips)?,
        SplitArgument::SpeakerFolds => Split::speaker_folds(clips, folds, seed)?,
        SplitArgument::Random => Split::flattering_random_folds(clips, folds, seed)?,
    })
}

pub(super) fn learner(model: ModelArgument, seed: u64) -> Box<dyn Learner> {
    match model {
        ModelArgument::Svm => Box::new(SupportVectors::default().with_seed(seed)),
        ModelArgument::Forest => Box::new(RandomForest::default().with_seed(seed)),
        ModelArgument::Mlp => Box::new(Mlp::default().with_seed(seed)),
        ModelArgument::Majority => Box::new(Majority),
    }
}
