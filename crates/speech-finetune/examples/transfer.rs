//! Is it worth hearing English first?
//!
//!     cargo run --release -p speech-finetune --example transfer
//!     cargo run --release -p speech-finetune --example transfer -- DIR OUT
//!
//! Without arguments: a demonstration on clips of invented voices. With them: DIR holds the folders
//! `ravdess_16k` and `indowave_16k`, OUT takes what is made, and a run that was stopped goes on.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;
use std::time::Instant;

use speech_emotion::corpora::{Clip, Corpus};
use speech_emotion::synthesis::{Voice, synthesise, write_wav};
use speech_emotion::{ClassMap, Emotion, SAMPLE_RATE};
use speech_finetune::{Experiment, FinetuneEvent, FinetuneParams, Start, Waves};
use wav2vec2_burn::{
    ClassWeights, Device, Freeze, SpeechTrainParams, TrainEvent, Wav2Vec2Config, set_threads,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => demonstrate(),
        [folder, out] => compare(Path::new(folder), Path::new(out)),
        _ => Err("expected no arguments, or a folder of corpora and one for what is made".into()),
    }
}

/// RAVDESS, then `IndoWaveSentiment`.
fn compare(folder: &Path, out: &Path) -> Outcome {
    let map = ClassMap::shared_indowave_ravdess();
    let source = map.apply(&Corpus::Ravdess.load(folder.join("ravdess_16k"))?.clips)?;
    let target = map.apply(&Corpus::IndoWave.load(folder.join("indowave_16k"))?.clips)?;
    let (source, target) = (
        source.with_classes_of(&target)?,
        target.with_classes_of(&source)?,
    );
    let source = Waves::load(source, 2.0)?;
    let target = Waves::load(target, 2.0)?;

    // A stage ends when held-out speakers of its training side no longer gain. By such speakers the
    // shape and these settings were chosen, mostly those of RAVDESS. Classes count the same in the
    // loss because RAVDESS has half as many neutral clips as others.
    let stage = SpeechTrainParams::default()
        .with_learning_rate(2e-3)
        .with_freeze(Freeze::Nothing)
        .with_class_weights(ClassWeights::Balanced)
        .with_early_stopping(Some("macro-f1:10".parse()?));
    // On one thread the same seed gives the same weights.
    set_threads(1)?;
    let params = FinetuneParams::new(Start::small(), Device::from_name("cpu")?)
        .with_first(stage.clone().with_epochs(24))
        .with_second(stage.with_epochs(30));
    let experiment = Experiment::new(&source, &target, params);
    let report = experiment.run(out, &mut teller())?;
    print!("{report}");
    Ok(())
}

/// Invented voices, the first ones as the source, the last ones as the target.
fn demonstrate() -> Outcome {
    println!("a demonstration on synthetic clips: its figures say nothing about people\n");
    let folder = std::env::temp_dir().join(format!("transfer-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let made = demonstrate_in(&folder);
    std::fs::remove_dir_all(&folder)?;
    made
}

fn demonstrate_in(folder: &Path) -> Outcome {
    let classes = [Emotion::Senang, Emotion::Sedih, Emotion::Marah];
    let clips_of =
        |voices: std::ops::RangeInclusive<u32>| -> Result<Vec<Clip>, Box<dyn std::error::Error>> {
            let mut clips = Vec::new();
            for (voice, emotion, take) in voices.flat_map(|voice| {
                classes
                    .into_iter()
                    .flat_map(move |emotion| (1..=2).map(move |take| (voice, emotion, take)))
            }) {
                let samples = synthesise(&Voice::numbered(voice), emotion, take);
                let path = folder.join(format!("spk{voice:02}-{emotion}-s{take}.wav"));
                write_wav(&path, &samples, SAMPLE_RATE)?;
                clips.push(
                    Corpus::Synthetic
                        .parse(&path)
                        .map_err(|misfit| misfit.reason)?,
                );
            }
            Ok(clips)
        };
    let map = ClassMap::of(&classes);
    let source = Waves::load(map.apply(&clips_of(1..=6)?)?, 1.0)?;
    let target = Waves::load(map.apply(&clips_of(11..=14)?)?, 1.0)?;
    let stage = SpeechTrainParams::default()
        .with_epochs(6)
        .with_learning_rate(2e-3)
        .with_freeze(Freeze::Nothing);
    let start = Start::scratch(Wav2Vec2Config::tiny());
    let params = FinetuneParams::new(start, Device::from_name("cpu")?)
        .with_first(stage.clone())
        .with_second(stage);
    let experiment = Experiment::new(&source, &target, params)
        .with_folds(2)
        .with_seeds([1, 2]);
    let report = experiment.run(&folder.join("run"), &mut teller())?;
    print!("{report}");
    Ok(())
}

/// Tells each piece of work and each epoch.
fn teller() -> impl FnMut(FinetuneEvent) {
    let begun = Instant::now();
    move |event| {
        let seconds = begun.elapsed().as_secs();
        match event {
            FinetuneEvent::Finished(what) => println!("{seconds:>5} s  {what}"),
            FinetuneEvent::Kept(what) => println!("{seconds:>5} s  {what}, from before"),
            FinetuneEvent::Training(TrainEvent::Epoch(epoch)) => {
                let (number, loss) = (epoch.epoch, epoch.train_loss);
                print!("{seconds:>5} s    epoch {number:>2}, loss {loss:.3}");
                if let (Some(loss), Some(f1)) = (epoch.valid_loss, epoch.valid_macro_f1) {
                    print!(", held out: loss {loss:.3}, F1 {f1:.3}");
                }
                println!();
            }
            _ => {}
        }
    }
}
