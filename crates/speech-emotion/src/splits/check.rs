//! No speaker on both sides.

use std::collections::{BTreeMap, BTreeSet};

use super::{Round, SplitKind};
use crate::{EmotionError, LabelledClips};

pub(super) fn check(
    kind: SplitKind,
    rounds: &[Round],
    clips: &LabelledClips,
) -> Result<(), EmotionError> {
    if rounds.is_empty() {
        return Err(EmotionError::Empty {
            what: "round of a split",
        });
    }
    for round in rounds {
        let mut side_of_row = vec![None; clips.clips.len()];
        let mut side_of_speaker = BTreeMap::new();
        for (side, rows) in [
            ("training", &round.training),
            ("validation", &round.validation),
            ("test", &round.test),
        ] {
            for &row in rows {
                let seen = side_of_row.get_mut(row).ok_or(EmotionError::Count {
                    what: "clips at least",
                    expected: row + 1,
                    got: clips.clips.len(),
                })?;
                if seen.replace(side).is_some() {
                    return Err(EmotionError::RowTwice {
                        row,
                        round: round.name.clone(),
                    });
                }
                let speaker = clips.clips[row].speaker.as_str();
                let first = *side_of_speaker.entry(speaker).or_insert(side);
                if kind.keeps_speakers_apart() && first != side {
                    return Err(EmotionError::SpeakerLeak {
                        speaker: speaker.to_owned(),
                        first,
                        second: side,
                        round: round.name.clone(),
                    });
                }
            }
        }
        for (what, rows) in [
            ("training clip in every round", &round.training),
            ("test clip in every round", &round.test),
        ] {
            if rows.is_empty() {
                return Err(EmotionError::Empty { what });
            }
        }
    }
    Ok(())
}

/// Refuses clips of a single speaker.
pub(super) fn several_speakers(speakers: &BTreeSet<&str>) -> Result<(), EmotionError> {
    match speakers.first() {
        Some(speaker) if speakers.len() == 1 => Err(EmotionError::OneSpeaker {
            speaker: (*speaker).to_owned(),
        }),
        _ => Ok(()),
    }
}

pub(super) fn folds(folds: usize, most: usize) -> Result<(), EmotionError> {
    if (2..=most).contains(&folds) {
        Ok(())
    } else {
        Err(EmotionError::Folds { folds, most })
    }
}

pub(super) fn share(share: f64) -> Result<(), EmotionError> {
    if share > 0.0 && share < 1.0 {
        return Ok(());
    }
    Err(EmotionError::OutOfRange {
        field: "share",
        least: 0.0,
        most: 1.0,
        value: share,
    })
}
