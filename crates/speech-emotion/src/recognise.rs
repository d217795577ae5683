//! The seam behind which any model judges recordings.

use std::error::Error;

use speech_features::resample;

use crate::{
    EmotionError, ModelCard, Recogniser, Recognition, SAMPLE_RATE, Segment, SegmentOptions,
    segments_with,
};

/// Judges recordings: a [`Recogniser`] by their statistics, a network by their samples.
pub trait Recognise: Send + Sync {
    /// What it learned from.
    fn card(&self) -> &ModelCard;

    /// Judges mono samples at [`SAMPLE_RATE`], full scale from -1 to 1.
    ///
    /// # Errors
    ///
    /// No samples, samples out of their range, and whatever else the model refuses.
    fn judge(&self, samples: &[f32]) -> Result<Recognition, EmotionError>;

    /// Judges samples of any sample rate.
    ///
    /// # Errors
    ///
    /// Those of [`judge`](Self::judge), and a sample rate out of its range.
    fn recognise(&self, samples: &[f32], sample_rate: u32) -> Result<Recognition, EmotionError> {
        self.judge(&resample(samples, sample_rate, SAMPLE_RATE).map_err(EmotionError::Signal)?)
    }

    /// Judges a long recording window by window, as
    /// [`recognise_segments`](crate::recognise_segments) does.
    ///
    /// # Errors
    ///
    /// Options out of their range, and those of [`recognise`](Self::recognise).
    fn segments(
        &self,
        samples: &[f32],
        sample_rate: u32,
        options: &SegmentOptions,
    ) -> Result<Vec<Segment>, EmotionError> {
        segments_with(samples, sample_rate, options, |window| self.judge(window))
    }
}

impl Recognise for Recogniser {
    fn card(&self) -> &ModelCard {
        Self::card(self)
    }

    fn judge(&self, samples: &[f32]) -> Result<Recognition, EmotionError> {
        self.recognise_resampled(samples)
    }
}

impl<R: Recognise + ?Sized> Recognise for Box<R> {
    fn card(&self) -> &ModelCard {
        (**self).card()
    }

    fn judge(&self, samples: &[f32]) -> Result<Recognition, EmotionError> {
        (**self).judge(samples)
    }
}

impl EmotionError {
    /// What another crate's model refuses.
    pub fn of_model(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Model {
            source: Box::new(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthesis::{Voice, synthesise};
    use crate::{Emotion, demo_recogniser, recognise_segments};

    #[test]
    fn behind_the_seam_answers_are_the_same() {
        let demo = demo_recogniser(7).unwrap();
        let clip = synthesise(&Voice::numbered(31), Emotion::Takut, 3);
        let (own, options) = (demo.recognise(&clip, 16_000), SegmentOptions::default());
        let segments = recognise_segments(&demo, &clip, 16_000, &options).unwrap();
        let boxed: Box<dyn Recognise> = Box::new(demo);
        assert!(boxed.card().demonstration);
        assert_eq!(boxed.recognise(&clip, 16_000).unwrap(), own.unwrap());
        assert_eq!(boxed.segments(&clip, 16_000, &options).unwrap(), segments);
        let error = boxed.judge(&[]).unwrap_err();
        assert!(matches!(error, EmotionError::Signal(_)), "{error:?}");
    }
}
