//! Clips of no recorded person: a voice made of a pulse train and resonances.
//!
//! They are a demonstration. Each emotion is a caricature of what phonetics reports of acted
//! speech: anger loud, high and fast, sadness soft, low, slow and falling, fear high, fast and
//! trembling, joy raised with wide swings, disgust low and creaking with a slow onset. Whoever
//! tests a model on them learns whether his program runs, and nothing about people.

mod source;
mod style;
mod tract;
mod voice;
mod wav;

use std::path::{Path, PathBuf};

pub use voice::Voice;
pub use wav::{wav_bytes, write_wav};

use crate::random::SplitMix64;
use crate::{Emotion, EmotionError, SAMPLE_RATE};
use source::Source;
use style::Style;
use tract::{Tract, VOWELS};

/// Syllables of a clip.
const SYLLABLES: (f64, f64) = (5.0, 8.0);

/// The level of a neutral clip, as a root mean square.
const LEVEL: f64 = 0.08;

/// Samples between two settings of the resonances: 5 ms.
const CONTROL: usize = 80;

/// Makes a clip of 1 to 3 seconds of vowels at [`SAMPLE_RATE`]. The same voice, emotion and take
/// give the same samples; another take says other vowels in another rhythm.
///
/// ```
/// use speech_emotion::Emotion;
/// use speech_emotion::synthesis::{Voice, synthesise};
///
/// let voice = Voice::numbered(1);
/// let energy = |samples: &[f32]| {
///     samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32
/// };
/// let angry = synthesise(&voice, Emotion::Marah, 1);
/// let sad = synthesise(&voice, Emotion::Sedih, 1);
/// assert!(energy(&angry) > 4.0 * energy(&sad) && angry.len() < sad.len());
/// assert_eq!(angry, synthesise(&voice, Emotion::Marah, 1));
/// ```
#[must_use]
pub fn synthesise(voice: &Voice, emotion: Emotion, take: u64) -> Vec<f32> {
    let mut random = SplitMix64::new(voice.seed ^ take.wrapping_mul(0xA24B_AED4_963E_E407));
    // The first numbers of close seeds are mixed with the emotion, so that takes differ by it.
    for _ in 0..=emotion as u32 {
        random.next();
    }
    let style = Style::of(emotion).varied(&mut random);
    let syllables = syllables(&style, &mut random);
    let total: f64 = syllables.iter().map(|syllable| syllable.seconds).sum();
    let mut source = Source::new(voice, &style, random.next());
    let mut tract = Tract::new(voice.formant_factor);
    let mut samples: Vec<f64> = Vec::new();
    let mut begun = 0.0;
    for (at, syllable) in syllables.iter().enumerate() {
        let next = syllables.get(at + 1).unwrap_or(syllable);
        let count = in_samples(syllable.seconds);
        for n in 0..count {
            let within = n as f64 / count as f64;
            if n % CONTROL == 0 {
                tract.set(syllable.vowel, next.vowel, glide(within));
            }
            let seconds = begun + within * syllable.seconds;
            let pitch = style.pitch(seconds / total, seconds, syllable.accent);
            let pulse = source.next(pitch);
            samples.push(tract.next(pulse) * style.envelope(within, syllable.seconds));
        }
        begun += syllable.seconds;
    }
    finish(samples, &style)
}

/// What is said: a vowel, how long, and how far its pitch stands out, from -1 to 1.
struct Syllable {
    vowel: usize,
    seconds: f64,
    accent: f64,
}

fn syllables(style: &Style, random: &mut SplitMix64) -> Vec<Syllable> {
    let count = in_whole(random.between(SYLLABLES.0, SYLLABLES.1 + 1.0));
    (0..count)
        .map(|_| Syllable {
            vowel: random.below(VOWELS.len()),
            seconds: random.between(0.8, 1.2) / style.syllables_per_second,
            accent: random.between(-1.0, 1.0),
        })
        .collect()
}

/// How far the tract is on its way to the next vowel: still for two thirds of a syllable.
fn glide(within: f64) -> f64 {
    ((within - 2.0 / 3.0) * 3.0).clamp(0.0, 1.0)
}

/// Brings the clip to its level. What the greatest samples exceed full scale by is bent back.
fn finish(samples: Vec<f64>, style: &Style) -> Vec<f32> {
    let mean = samples.iter().sum::<f64>() / samples.len().max(1) as f64;
    let square = samples
        .iter()
        .map(|sample| (sample - mean) * (sample - mean));
    let rms = (square.sum::<f64>() / samples.len().max(1) as f64).sqrt();
    let gain = LEVEL * 10.0_f64.powf(style.level_db / 20.0) / rms.max(f64::MIN_POSITIVE);
    (samples.iter())
        .map(|sample| single(((sample - mean) * gain).tanh()))
        .collect()
}

/// Writes clips of invented voices as WAV files, `spk01-jijik-s1.wav`, which
/// [`Corpus::Synthetic`](crate::corpora::Corpus::Synthetic) reads. Every file says in its comment
/// that it is a demonstration.
///
/// # Errors
///
/// [`EmotionError::Write`].
pub fn write_corpus(
    folder: impl AsRef<Path>,
    voices: u32,
    takes: u32,
    seed: u64,
) -> Result<Vec<PathBuf>, EmotionError> {
    let folder = folder.as_ref();
    let mut written = Vec::new();
    for number in 1..=voices {
        let voice = Voice::numbered(number);
        for emotion in Emotion::FIVE {
            for take in 1..=takes {
                let samples = synthesise(&voice, emotion, seed.wrapping_add(u64::from(take)));
                let path = folder.join(format!("spk{number:02}-{emotion}-s{take}.wav"));
                write_wav(&path, &samples, SAMPLE_RATE)?;
                written.push(path);
            }
        }
    }
    Ok(written)
}

/// Numbers here are lengths of clips, small and above 0.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass small positive numbers"
)]
fn in_whole(value: f64) -> usize {
    value.max(0.0) as usize
}

fn in_samples(seconds: f64) -> usize {
    in_whole((seconds * f64::from(SAMPLE_RATE)).round()).max(1)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "samples are rounded to single precision"
)]
fn single(value: f64) -> f32 {
    value as f32
}
