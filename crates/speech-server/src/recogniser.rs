//! The recogniser of `speech-emotion` behind the seam.

use speech_emotion::synthesis::{Voice, synthesise, wav_bytes};
use speech_emotion::{
    Emotion, Recognise, Recogniser, SAMPLE_RATE, SegmentOptions, demo_recogniser,
};

use crate::{
    ClassName, ClassProbability, Example, ServeError, SpeechAnswer, SpeechCard, SpeechReader,
    Standing, TimedClass,
};

/// A voice that the demonstration has not learned from.
const EXAMPLE_VOICE: u32 = 31;

/// The take of the examples.
const EXAMPLE_TAKE: u64 = 77;

/// The least root mean square of a recording in which there is something to hear.
const LEAST_LEVEL: f64 = 1e-4;

/// Reads speech with a [`Recogniser`], or anything else that can [`Recognise`], the whole recording
/// and window by window.
///
/// ```
/// use speech_server::{RecogniserReader, SpeechReader, Standing};
///
/// let demo = RecogniserReader::demo(7)?;
/// assert_eq!(demo.card().standing, Standing::Demonstration);
/// let answer = demo.read(&vec![0.0; 8_000]).unwrap();
/// assert_eq!((answer.classes.len(), answer.segments[0].class.is_none()), (5, true));
/// # Ok::<(), speech_server::ServeError>(())
/// ```
#[derive(Debug)]
pub struct RecogniserReader<R = Recogniser> {
    recogniser: R,
    options: SegmentOptions,
}

impl RecogniserReader {
    /// Trains the demonstration of `speech-emotion` on synthetic clips, in about a second.
    ///
    /// # Errors
    ///
    /// [`ServeError::Model`], which does not happen in practice.
    pub fn demo(seed: u64) -> Result<Self, ServeError> {
        Ok(Self::new(demo_recogniser(seed)?))
    }
}

impl<R: Recognise> RecogniserReader<R> {
    /// Takes a recogniser. Its card says whether it is a demonstration.
    #[must_use]
    pub fn new(recogniser: R) -> Self {
        Self {
            recogniser,
            options: SegmentOptions::default(),
        }
    }

    /// Sets how recordings are cut.
    #[must_use]
    pub fn with_segments(self, options: SegmentOptions) -> Self {
        Self { options, ..self }
    }

    fn note(&self, samples: &[f32]) -> String {
        let energy: f64 = samples.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        let silent = (energy / samples.len() as f64).sqrt() < LEAST_LEVEL;
        let warning = self.recogniser.card().warning.as_str();
        match (silent, warning.is_empty()) {
            (false, _) => warning.to_owned(),
            (true, true) => "the recording is silent".to_owned(),
            (true, false) => format!("the recording is silent; {warning}"),
        }
    }
}

impl<R: Recognise> SpeechReader for RecogniserReader<R> {
    fn card(&self) -> SpeechCard {
        let card = self.recogniser.card();
        SpeechCard {
            model: card.model.clone(),
            learned_from: card.learned_from.clone(),
            warning: card.warning.clone(),
            standing: match card.demonstration {
                true => Standing::Demonstration,
                false => Standing::Trained,
            },
            classes: (card.classes.iter())
                .map(|class| ClassName {
                    name: class.as_str().to_owned(),
                    english: class.english().to_owned(),
                })
                .collect(),
        }
    }

    fn read(&self, samples: &[f32]) -> Result<SpeechAnswer, String> {
        let whole = (self.recogniser.judge(samples)).map_err(|error| with_causes(&error))?;
        let segments = (self.recogniser)
            .segments(samples, SAMPLE_RATE, &self.options)
            .map_err(|error| with_causes(&error))?;
        Ok(SpeechAnswer {
            classes: (whole.probabilities.iter())
                .map(|(class, probability)| ClassProbability {
                    name: class.as_str().to_owned(),
                    english: class.english().to_owned(),
                    probability: *probability,
                })
                .collect(),
            segments: (segments.iter())
                .map(|segment| TimedClass {
                    from: segment.start,
                    to: segment.end,
                    class: segment.emotion.map(|class| class.as_str().to_owned()),
                    probability: segment.confidence,
                })
                .collect(),
            strange: whole.strange,
            note: self.note(samples),
        })
    }
}

/// A synthetic clip of each of the study's five classes, by a voice that
/// [`RecogniserReader::demo`] has not learned from.
///
/// # Errors
///
/// [`ServeError::Model`], which does not happen in practice.
pub fn synthetic_examples() -> Result<Vec<Example>, ServeError> {
    let voice = Voice::numbered(EXAMPLE_VOICE);
    (Emotion::FIVE.into_iter())
        .map(|emotion| {
            let samples = synthesise(&voice, emotion, EXAMPLE_TAKE);
            Ok(Example {
                name: emotion.as_str().to_owned(),
                english: emotion.english().to_owned(),
                synthetic: true,
                wav: wav_bytes(&samples, SAMPLE_RATE)?,
            })
        })
        .collect()
}

/// An error and its causes in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line = format!("{line}: {error}");
        cause = error.source();
    }
    line
}
