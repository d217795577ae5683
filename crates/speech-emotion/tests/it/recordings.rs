//! Real corpora, where they are at hand.

use std::collections::BTreeMap;

use speech_emotion::corpora::Corpus;
use speech_emotion::splits::Split;
use speech_emotion::{ClassMap, Emotion, FeatureCache};

use crate::given;

#[test]
fn prepared_folders_load_whole() {
    let Some(folder) = given::recordings() else {
        return;
    };
    for (corpus, name, clips, speakers) in [
        (Corpus::IndoWave, "indowave_16k", 300, 10),
        (Corpus::Ravdess, "ravdess_16k", 1056, 24),
        (Corpus::Synthetic, "espeak_id", 120, 6),
    ] {
        let loaded = corpus.load(folder.join(name)).unwrap();
        assert_eq!(
            (loaded.clips.len(), loaded.misfits.len()),
            (clips, 0),
            "{name}"
        );
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for clip in &loaded.clips {
            *found.entry(&clip.speaker).or_default() += 1;
        }
        assert_eq!(found.len(), speakers, "{name}");
    }
    // Untouched files of both corpora, at three rates and in two channels.
    let mut originals = 0;
    for corpus in [Corpus::IndoWave, Corpus::Ravdess] {
        let loaded = corpus.load(folder.join("originals")).unwrap();
        assert_eq!((loaded.clips.len(), loaded.misfits.len()), (2, 2));
        let table = FeatureCache::new().table(&loaded.clips, 1).unwrap();
        originals += table.rows();
    }
    assert_eq!(originals, 4);
}

#[test]
fn ravdess_folds_are_even_in_classes() {
    let Some(folder) = given::recordings() else {
        return;
    };
    let clips = Corpus::Ravdess
        .load(folder.join("ravdess_16k"))
        .unwrap()
        .clips;
    let labelled = ClassMap::five().apply(&clips).unwrap();
    assert_eq!(labelled.dropped[&Emotion::Netral], 96);
    let split = Split::speaker_folds(&labelled, 6, 42).unwrap();
    for round in split.rounds() {
        for emotion in Emotion::FIVE {
            let count = round
                .test
                .iter()
                .filter(|&&row| labelled.labels[row] == emotion)
                .count();
            assert_eq!(count, 32);
        }
    }
}
