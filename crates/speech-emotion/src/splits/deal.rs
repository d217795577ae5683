//! Dealing speakers and clips to folds.

use std::collections::BTreeMap;

use super::{Round, check};
use crate::random::SplitMix64;
use crate::{Emotion, EmotionError, LabelledClips};

/// The fold of each clip, whole speakers together.
pub(super) fn speakers(
    clips: &LabelledClips,
    folds: usize,
    seed: u64,
) -> Result<Vec<usize>, EmotionError> {
    let classes = clips.classes();
    let place = |label: Emotion| classes.partition_point(|class| *class < label);
    let mut counts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut totals = vec![0.0; classes.len()];
    for (clip, label) in clips.clips.iter().zip(&clips.labels) {
        let of_speaker = counts
            .entry(clip.speaker.as_str())
            .or_insert_with(|| vec![0.0; classes.len()]);
        of_speaker[place(*label)] += 1.0;
        totals[place(*label)] += 1.0;
    }
    check::several_speakers(&counts.keys().copied().collect())?;
    check::folds(folds, counts.len())?;
    let mut order: Vec<(&str, Vec<f64>)> = counts.into_iter().collect();
    SplitMix64::new(seed).shuffle(&mut order);
    order.sort_by(|(_, a), (_, b)| {
        let (a, b): (f64, f64) = (a.iter().sum(), b.iter().sum());
        b.total_cmp(&a)
    });

    let mut held = vec![vec![0.0; classes.len()]; folds];
    let mut speakers_in = vec![0_usize; folds];
    let mut fold_of_speaker = BTreeMap::new();
    let speakers = order.len();
    for (dealt, (speaker, own)) in order.into_iter().enumerate() {
        // What a fold's squared shares of the classes grow by: 2ab + b^2 of (a + b)^2.
        let growth = |fold: usize| -> f64 {
            (held[fold].iter().zip(&own).zip(&totals))
                .map(|((has, gets), total)| (2.0 * has * gets + gets * gets) / (total * total))
                .sum()
        };
        // The last speakers go where there is none: no fold may stay empty.
        let empty = speakers_in.iter().filter(|count| **count == 0).count();
        let must_fill = speakers - dealt <= empty;
        let fold = (0..folds)
            .filter(|&fold| !must_fill || speakers_in[fold] == 0)
            .min_by(|&a, &b| {
                (growth(a).total_cmp(&growth(b))).then(speakers_in[a].cmp(&speakers_in[b]))
            })
            .unwrap_or_default();
        for (has, gets) in held[fold].iter_mut().zip(&own) {
            *has += gets;
        }
        speakers_in[fold] += 1;
        fold_of_speaker.insert(speaker, fold);
    }
    let fold_of = clips.clips.iter();
    Ok(fold_of
        .map(|clip| fold_of_speaker[clip.speaker.as_str()])
        .collect())
}

/// The fold of each clip, whoever speaks: the clips of a class are shuffled and dealt in turn,
/// and the next class goes on where the last one ended.
pub(super) fn clips(
    clips: &LabelledClips,
    folds: usize,
    seed: u64,
) -> Result<Vec<usize>, EmotionError> {
    let labels = &clips.labels;
    check::folds(folds, labels.len())?;
    let mut rows: Vec<usize> = (0..labels.len()).collect();
    rows.sort_by_key(|&row| labels[row]);
    let mut random = SplitMix64::new(seed);
    for class in rows.chunk_by_mut(|&a, &b| labels[a] == labels[b]) {
        random.shuffle(class);
    }
    let mut fold_of = vec![0; labels.len()];
    for (turn, row) in rows.into_iter().enumerate() {
        fold_of[row] = turn % folds;
    }
    Ok(fold_of)
}

/// One round a fold, which is tested on.
pub(super) fn rounds(fold_of: &[usize], folds: usize, name: &str) -> Vec<Round> {
    (0..folds)
        .map(|fold| {
            let (test, training) = (0..fold_of.len()).partition(|&row| fold_of[row] == fold);
            Round {
                name: format!("{name} {}", fold + 1),
                training,
                validation: Vec::new(),
                test,
            }
        })
        .collect()
}

/// Moves speakers from training to validation until these are `share` of them.
pub(super) fn validation(round: &mut Round, clips: &LabelledClips, share: f64, seed: u64) {
    let mut training = std::mem::take(&mut round.training);
    training.append(&mut round.validation);
    training.sort_unstable();
    let mut speakers: Vec<&str> = (training.iter())
        .map(|&row| clips.clips[row].speaker.as_str())
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    SplitMix64::new(seed).shuffle(&mut speakers);
    let wanted = share * training.len() as f64;
    for speaker in speakers {
        if round.validation.len() as f64 >= wanted {
            break;
        }
        let (chosen, rest): (Vec<usize>, Vec<usize>) =
            (training.into_iter()).partition(|&row| clips.clips[row].speaker == speaker);
        round.validation.extend(chosen);
        training = rest;
    }
    round.validation.sort_unstable();
    round.training = training;
}
