//! Where somebody speaks.

use crate::{SpeechError, check};

/// The parameters of [`voice_activity`], which checks them. Levels are in dB relative to full
/// scale, 0 dB being a root mean square of 1.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VoiceParams {
    /// Speech is at most this far below the loudest frame, in dB, 0 to 200. Default 30.
    pub range_db: f32,
    /// Speech is this far above the noise, in dB, 0 to 200. Default 9.
    pub margin_db: f32,
    /// Whatever is not above this is silence, in dB, -200 to 0. Default -70.
    pub silence_db: f32,
    /// Frames after speech that count as speech, since words fade. Default 8.
    pub hangover: usize,
}

impl Default for VoiceParams {
    fn default() -> Self {
        Self {
            range_db: 30.0,
            margin_db: 9.0,
            silence_db: -70.0,
            hangover: 8,
        }
    }
}

impl VoiceParams {
    /// Sets [`range_db`](Self::range_db).
    #[must_use]
    pub fn with_range_db(self, range_db: f32) -> Self {
        Self { range_db, ..self }
    }

    /// Sets [`margin_db`](Self::margin_db).
    #[must_use]
    pub fn with_margin_db(self, margin_db: f32) -> Self {
        Self { margin_db, ..self }
    }

    /// Sets [`silence_db`](Self::silence_db).
    #[must_use]
    pub fn with_silence_db(self, silence_db: f32) -> Self {
        Self { silence_db, ..self }
    }

    /// Sets [`hangover`](Self::hangover).
    #[must_use]
    pub fn with_hangover(self, hangover: usize) -> Self {
        Self { hangover, ..self }
    }
}

/// Which frames hold speech, told from the energy of all frames of a clip.
///
/// `energies` are root mean squares, as [`rms`](crate::rms) gives them. The noise is the tenth
/// part of the frames that is quietest. A frame is speech when it is both within `range_db` of
/// the loudest and `margin_db` above the noise; in a clip without pauses, where the noise cannot
/// be told, within `margin_db` of the loudest. Music and loud noise count as speech.
///
/// ```
/// use speech_features::{VoiceParams, voice_activity};
///
/// let mut energies = [0.001; 40];
/// energies[10..20].fill(0.1);
/// let active = voice_activity(&energies, &VoiceParams::default().with_hangover(2))?;
/// assert!((0..40).all(|frame| active[frame] == (10..22).contains(&frame)));
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
///
/// # Errors
///
/// A parameter out of its range; an energy that is not finite.
pub fn voice_activity(energies: &[f32], params: &VoiceParams) -> Result<Vec<bool>, SpeechError> {
    check::range("range_db", f64::from(params.range_db), 0.0, 200.0)?;
    check::range("margin_db", f64::from(params.margin_db), 0.0, 200.0)?;
    check::range("silence_db", f64::from(params.silence_db), -200.0, 0.0)?;
    check::magnitudes(energies)?;
    let levels: Vec<f32> = energies.iter().map(|energy| level_db(*energy)).collect();
    let mut sorted = levels.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let (Some(&noise), Some(&loudest)) = (sorted.get(sorted.len() / 10), sorted.last()) else {
        return Ok(Vec::new());
    };
    let least = (noise + params.margin_db)
        .min(loudest - params.margin_db)
        .max(loudest - params.range_db)
        .max(params.silence_db);
    // As if speech had ended long ago.
    let mut since = usize::MAX;
    let active = levels.iter().map(|&level| {
        since = if level >= least && level > params.silence_db {
            0
        } else {
            since.saturating_add(1)
        };
        since <= params.hangover
    });
    Ok(active.collect())
}

/// A root mean square in dB relative to 1, at least -100.
pub(crate) fn level_db(energy: f32) -> f32 {
    crate::decibel::decibel(energy * energy)
}
