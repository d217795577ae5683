//! A recogniser that needs no data.

use speech_features::StatisticsExtractor;

use crate::cache::feature_names;
use crate::models::SupportVectors;
use crate::synthesis::{Voice, synthesise};
use crate::{Emotion, EmotionError, FeatureTable, Recogniser, SAMPLE_RATE};

/// Invented voices that the demonstration learns from.
const VOICES: u32 = 12;

/// Takes of each voice and class. The first is heard by itself, the others as a run that is cut
/// off as a [segment](crate::recognise_segments) is.
const TAKES: u64 = 4;

/// Samples of such a run: 3 s.
const RUN: usize = 3 * SAMPLE_RATE as usize;

/// What is said with every answer of the demonstration.
const WARNING: &str = "a demonstration that has heard only synthetic clips of the study's own \
                       making; what it says about a person means nothing";

/// Fits a support vector machine to [synthetic clips](crate::synthesis) of the study's five
/// classes on the spot, in about a second, so that a program can show how recognition works
/// without anybody's recordings. The seed chooses the takes.
///
/// Its [card](Recogniser::card) says that it knows synthetic clips alone.
///
/// # Errors
///
/// None in practice: those of [`Recogniser::fit`].
pub fn demo_recogniser(seed: u64) -> Result<Recogniser, EmotionError> {
    let mut extractor = StatisticsExtractor::new(SAMPLE_RATE).map_err(EmotionError::Signal)?;
    let (mut values, mut labels) = (Vec::new(), Vec::new());
    for number in 1..=VOICES {
        let voice = Voice::numbered(number);
        for emotion in Emotion::FIVE {
            let first = seed.wrapping_mul(TAKES);
            let one = synthesise(&voice, emotion, first);
            let mut run: Vec<f32> = (1..TAKES)
                .flat_map(|take| synthesise(&voice, emotion, first.wrapping_add(take)))
                .collect();
            run.truncate(RUN);
            for samples in [one, run] {
                let row = extractor.extract(&samples).map_err(EmotionError::Signal)?;
                values.extend(row.iter().map(|&value| f64::from(value)));
                labels.push(emotion);
            }
        }
    }
    let features = FeatureTable::new(feature_names(), values)?;
    let learned_from = format!(
        "{} synthetic clips of {VOICES} invented voices",
        labels.len()
    );
    let learner = SupportVectors::default();
    let fitted = Recogniser::fit(&features, &labels, &learner, &learned_from, WARNING)?;
    Ok(fitted.into_demonstration())
}
