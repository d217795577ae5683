//! How far recordings lie from what a recogniser learned from, the table of `docs/speech.md`.
//!
//!     cargo run --release -p speech-emotion --example distances -- DIR [CACHE.csv]
//!
//! DIR holds the folders `indowave_16k` and `ravdess_16k`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;

use speech_emotion::corpora::Corpus;
use speech_emotion::models::Majority;
use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, Emotion, EmotionError, FeatureCache, FeatureTable, LabelledClips, Recogniser,
    demo_recogniser,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected a folder of corpora")?;
    let folder = Path::new(&folder);
    let mut cache = match arguments.next() {
        Some(path) => FeatureCache::open(path)?,
        None => FeatureCache::new(),
    };
    let mut load = |corpus: Corpus, name: &str| -> Result<_, EmotionError> {
        let clips = corpus.load(folder.join(name))?.clips;
        let features = cache.table(&clips, 2)?;
        Ok((ClassMap::of(&Emotion::ALL).apply(&clips)?, features))
    };
    let (indonesian, of_indonesian) = load(Corpus::IndoWave, "indowave_16k")?;
    let (english, of_english) = load(Corpus::Ravdess, "ravdess_16k")?;
    cache.save()?;

    println!("{:46} median  largest  least", "from what was learned to");
    held_out(
        "IndoWaveSentiment, speakers held out",
        &indonesian,
        &of_indonesian,
    )?;
    held_out("RAVDESS, speakers held out", &english, &of_english)?;
    let fitted = fit(&of_english, &english)?;
    print(
        "RAVDESS to IndoWaveSentiment",
        distances(&fitted, &of_indonesian)?,
    );
    let fitted = fit(&of_indonesian, &indonesian)?;
    print(
        "IndoWaveSentiment to RAVDESS",
        distances(&fitted, &of_english)?,
    );
    let demo = demo_recogniser(7)?;
    print(
        "the demonstration to IndoWaveSentiment",
        distances(&demo, &of_indonesian)?,
    );
    print(
        "the demonstration to RAVDESS",
        distances(&demo, &of_english)?,
    );
    Ok(())
}

/// Distances do not hang on the classifier.
fn fit(features: &FeatureTable, clips: &LabelledClips) -> Result<Recogniser, EmotionError> {
    Recogniser::fit(features, &clips.labels, &Majority, "", "")
}

fn distances(model: &Recogniser, features: &FeatureTable) -> Result<Vec<f64>, EmotionError> {
    (0..features.rows())
        .map(|row| model.distance(&features.select(&[row])?))
        .collect()
}

fn held_out(
    name: &str,
    clips: &LabelledClips,
    features: &FeatureTable,
) -> Result<(), EmotionError> {
    let mut all = Vec::new();
    for round in Split::leave_one_speaker_out(clips)?.rounds() {
        let labels: Vec<Emotion> = (round.training.iter())
            .map(|&row| clips.labels[row])
            .collect();
        let learned = features.select(&round.training)?;
        let fitted = Recogniser::fit(&learned, &labels, &Majority, "", "")?;
        all.extend(distances(&fitted, &features.select(&round.test)?)?);
    }
    print(name, all);
    Ok(())
}

fn print(name: &str, mut distances: Vec<f64>) {
    distances.sort_by(f64::total_cmp);
    let (median, last) = (
        distances[distances.len() / 2],
        distances[distances.len() - 1],
    );
    println!("{name:46} {median:6.2} {last:8.2} {:6.2}", distances[0]);
}
