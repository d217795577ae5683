//! The tables of `docs/speech.md`.
//!
//!     cargo run --release -p speech-emotion --example baselines -- DIR [CACHE.csv]
//!
//! DIR holds the folders `indowave_16k` and `ravdess_16k`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;

use speech_emotion::corpora::{Clip, Corpus};
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, EmotionError, FeatureCache, FeatureTable, Intervals, LabelledClips, Normalisation,
    evaluate,
};

const SEED: u64 = 42;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected a folder of corpora")?;
    let folder = Path::new(&folder);
    let mut cache = match arguments.next() {
        Some(path) => FeatureCache::open(path)?,
        None => FeatureCache::new(),
    };
    let mut clips = Corpus::IndoWave.load(folder.join("indowave_16k"))?.clips;
    let indowave = clips.len();
    clips.extend(Corpus::Ravdess.load(folder.join("ravdess_16k"))?.clips);
    let features = cache.table(&clips, 2)?;
    cache.save()?;
    println!("{} clips, {} computed", clips.len(), cache.computed());

    let all: Vec<Box<dyn Learner>> = vec![
        Box::new(Majority),
        Box::new(SupportVectors::default()),
        Box::new(RandomForest::default().with_seed(SEED)),
        Box::new(Mlp::default().with_seed(SEED)),
    ];
    let labelled = ClassMap::indowave().apply(&clips[..indowave])?;
    let strict = Split::leave_one_speaker_out(&labelled)?;
    table(
        "IndoWaveSentiment, one speaker left out",
        &labelled,
        &features,
        &strict,
        &all,
    )?;
    let random = Split::flattering_random_folds(&labelled, 5, SEED)?;
    table(
        "IndoWaveSentiment, 5 random folds",
        &labelled,
        &features,
        &random,
        &all,
    )?;

    let labelled = ClassMap::five().apply(&of(&clips, Corpus::Ravdess))?;
    let own = features.select(&(indowave..clips.len()).collect::<Vec<_>>())?;
    let strict = Split::speaker_folds(&labelled, 6, SEED)?;
    table(
        "RAVDESS five classes, 6 speaker folds",
        &labelled,
        &own,
        &strict,
        &all,
    )?;

    let both = ClassMap::shared_indowave_ravdess().apply(&clips)?;
    let shared = shared_classes(&both, &clips)?;
    let split = Split::across_corpora(&shared, Corpus::Ravdess, Corpus::IndoWave)?;
    table(
        "RAVDESS to IndoWaveSentiment",
        &shared,
        &features,
        &split,
        &all,
    )?;
    Ok(())
}

fn of(clips: &[Clip], corpus: Corpus) -> Vec<Clip> {
    (clips.iter().filter(|clip| clip.corpus == corpus).cloned()).collect()
}

/// Leaves out the classes that one of the corpora lacks.
fn shared_classes(both: &LabelledClips, clips: &[Clip]) -> Result<LabelledClips, EmotionError> {
    let map = ClassMap::shared_indowave_ravdess();
    let indowave = map.apply(&of(clips, Corpus::IndoWave))?;
    let ravdess = map.apply(&of(clips, Corpus::Ravdess))?;
    both.with_classes_of(&indowave)?.with_classes_of(&ravdess)
}

fn table(
    title: &str,
    clips: &LabelledClips,
    features: &FeatureTable,
    split: &Split,
    learners: &[Box<dyn Learner>],
) -> Result<(), EmotionError> {
    println!(
        "\n{title} ({}), {} clips in all",
        split.kind(),
        clips.clips.len()
    );
    for normalisation in [Normalisation::Global, Normalisation::PerSpeakerTransductive] {
        println!("features scaled: {normalisation}");
        for learner in learners {
            let found = evaluate(
                clips,
                features,
                split,
                learner.as_ref(),
                normalisation,
                Intervals::default(),
            )?;
            println!(
                "  {:30} WA {}  UA {}  F1 {:.3}  ECE {:.3}",
                found.model,
                found.accuracy,
                found.unweighted_recall,
                found.macro_f1,
                found.calibration.expected_error
            );
        }
    }
    Ok(())
}
