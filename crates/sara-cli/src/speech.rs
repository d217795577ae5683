//! `sara speech`: features of recordings, how well emotions are recognised, and which are heard.

use crate::arguments::Arguments;
use crate::speech_arguments::{
    ModelArgument, RecordingArguments, SpeechCommand, SpeechEvaluateArguments,
    SpeechFeaturesArguments, SpeechPredictArguments, SplitArgument,
};
use anyhow::{Context, Result};
use clap::CommandFactory;
use clap::error::ErrorKind;
use serde_json::{Value, json};
use speech_emotion::corpora::{Clip, Corpus, Loaded, read_list};
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, Emotion, EmotionError, FeatureCache, FeatureTable, Intervals, LabelledClips,
    Normalisation, Recogniser, Recognition, SAMPLE_RATE, Segment, SegmentOptions, demo_recogniser,
    evaluate, recognise_segments,
};
use speech_features::{DecodeOptions, decode_file};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Folds where nobody says how many.
const FOLDS: usize = 5;

/// Chooses the takes that the demonstration hears.
const DEMONSTRATION_SEED: u64 = 7;

/// What is said with every answer of a model that learned from a corpus.
const WARNING: &str = "learned from acted emotions of a few speakers; \
                       its answers are guesses about sounds, not findings about people";

pub(crate) fn run(command: &SpeechCommand) -> Result<()> {
    match command {
        SpeechCommand::Features(arguments) => run_features(arguments),
        SpeechCommand::Evaluate(arguments) => run_evaluate(arguments),
        SpeechCommand::Predict(arguments) => run_predict(arguments),
    }
}

fn run_features(arguments: &SpeechFeaturesArguments) -> Result<()> {
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

fn run_evaluate(arguments: &SpeechEvaluateArguments) -> Result<()> {
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
    let report = evaluate(
        &labelled,
        &features,
        &split,
        learner(arguments.model, arguments.seed).as_ref(),
        scaling,
        Intervals::default().with_seed(arguments.seed),
    )?;
    if let Some(path) = &arguments.out {
        let mut text = serde_json::to_vec_pretty(&report)?;
        text.push(b'\n');
        write_whole(path, &text)?;
    }
    write!(std::io::stdout().lock(), "{report}")?;
    Ok(())
}

fn split(arguments: &SpeechEvaluateArguments, clips: &LabelledClips) -> Result<Split> {
    let (folds, seed) = (arguments.folds.unwrap_or(FOLDS), arguments.seed);
    Ok(match arguments.split {
        SplitArgument::LeaveOneSpeakerOut => Split::leave_one_speaker_out(clips)?,
        SplitArgument::SpeakerFolds => Split::speaker_folds(clips, folds, seed)?,
        SplitArgument::Random => Split::flattering_random_folds(clips, folds, seed)?,
    })
}

fn learner(model: ModelArgument, seed: u64) -> Box<dyn Learner> {
    match model {
        ModelArgument::Svm => Box::new(SupportVectors::default().with_seed(seed)),
        ModelArgument::Forest => Box::new(RandomForest::default().with_seed(seed)),
        ModelArgument::Mlp => Box::new(Mlp::default().with_seed(seed)),
        ModelArgument::Majority => Box::new(Majority),
    }
}

/// What is said of one recording.
struct Answer<'f> {
    file: &'f Path,
    whole: Recognition,
    segments: Option<Vec<Segment>>,
}

fn run_predict(arguments: &SpeechPredictArguments) -> Result<()> {
    let recogniser = match &arguments.learn_from {
        Some(corpus) => fitted(corpus)?,
        None => demo_recogniser(DEMONSTRATION_SEED)?,
    };
    let card = recogniser.card();
    crate::say!("learned from {}", card.learned_from);
    crate::say!("warning: {}", card.warning);
    let answers = (arguments.files.iter())
        .map(|file| {
            answer(&recogniser, file, arguments.segments)
                .with_context(|| file.display().to_string())
        })
        .collect::<Result<Vec<_>>>()?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let recordings: Vec<Value> = answers.iter().map(Answer::json).collect();
        let all = json!({ "model": card, "recordings": recordings });
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    } else {
        for answer in &answers {
            answer.print(&mut out)?;
        }
    }
    Ok(())
}

/// A recogniser that learned from a folder, with every label that stands there.
fn fitted(corpus: &[OsString]) -> Result<Recogniser> {
    let (corpus, folder) = named(corpus, "--learn-from");
    let loaded = load(corpus, &folder)?;
    let clips = ClassMap::of(&Emotion::ALL).apply(&loaded.clips);
    let clips = clips.with_context(|| folder.display().to_string())?;
    let threads = sara_pipeline::threads_or_all(None);
    let features = FeatureCache::new().table(&clips.clips, threads)?;
    let learned_from = format!(
        "{} recordings of {}, {}",
        clips.clips.len(),
        corpus.as_str(),
        folder.display()
    );
    let learner = SupportVectors::default();
    Ok(Recogniser::fit(
        &features,
        &clips.labels,
        &learner,
        &learned_from,
        WARNING,
    )?)
}

fn answer<'f>(recogniser: &Recogniser, file: &'f Path, segments: bool) -> Result<Answer<'f>> {
    let audio = decode_file(file, &DecodeOptions::default())?;
    let samples = audio.to_mono_at(SAMPLE_RATE)?;
    let options = SegmentOptions::default();
    Ok(Answer {
        file,
        whole: recogniser.recognise(&samples, SAMPLE_RATE)?,
        segments: segments
            .then(|| recognise_segments(recogniser, &samples, SAMPLE_RATE, &options))
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
        });
        if let Some(segments) = &self.segments {
            answer["segments"] = json!(segments);
        }
        answer
    }
}

/// The recordings asked for, and the folder or list that names them.
fn clips(arguments: &RecordingArguments) -> Result<(PathBuf, Vec<Clip>)> {
    if let Some(list) = &arguments.list {
        let clips = read_list(list).with_context(|| list.display().to_string())?;
        return Ok((list.clone(), clips));
    }
    let (corpus, folder) = named(arguments.corpus.as_deref().unwrap_or_default(), "--corpus");
    let clips = load(corpus, &folder)?.clips;
    Ok((folder, clips))
}

fn load(corpus: Corpus, folder: &Path) -> Result<Loaded> {
    let loaded = corpus.load(folder)?;
    if let Some(first) = loaded.misfits.first() {
        crate::say!(
            "{} audio files do not fit {}, the first: {}: {}",
            loaded.misfits.len(),
            corpus.as_str(),
            first.path.display(),
            first.reason
        );
    }
    if loaded.other_files > 0 {
        crate::say!("{} files are no audio", loaded.other_files);
    }
    Ok(loaded)
}

/// The features of all clips. What was computed before one failed stays in the cache.
fn features(arguments: &RecordingArguments, clips: &[Clip]) -> Result<FeatureTable> {
    let mut cache = match &arguments.cache {
        Some(path) => FeatureCache::open(path)?,
        None => FeatureCache::new(),
    };
    let threads = sara_pipeline::threads_or_all(arguments.threads);
    let features = cache.table(clips, threads);
    cache.save()?;
    Ok(features?)
}

/// The two values of an option that names a corpus and its folder.
fn named(values: &[OsString], option: &str) -> (Corpus, PathBuf) {
    let [name, folder] = values else {
        wrong_use(&format!(
            "{option} needs the name of a corpus and its folder"
        ));
    };
    match Corpus::NAMED.iter().find(|corpus| name == corpus.as_str()) {
        Some(corpus) => (*corpus, folder.into()),
        None => {
            let names: Vec<&str> = Corpus::NAMED.iter().map(|corpus| corpus.as_str()).collect();
            let (name, names) = (name.to_string_lossy(), names.join(", "));
            wrong_use(&format!("{option}: expected one of {names}, got `{name}`"));
        }
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
        let mut pending = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        pending.write_all(content)?;
        pending.persist(path)?;
        Ok(())
    };
    write().map_err(|source| {
        let path = path.to_owned();
        EmotionError::Write { path, source }.into()
    })
}
