//! Who seems to speak.

use crate::random::SplitMix64;

/// An invented voice.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Voice {
    /// `suara sintetis 1` (synthetic voice 1) and so on.
    pub name: String,
    /// The middle of its pitch in Hz.
    pub pitch_hz: f64,
    /// What its resonances are multiplied by: a shorter throat sounds higher.
    pub formant_factor: f64,
    /// Noise beside the pulses, as a share.
    pub breath: f64,
    pub(crate) seed: u64,
}

impl Voice {
    /// The voice of a number. Odd ones are low, even ones high.
    ///
    /// ```
    /// use speech_emotion::synthesis::Voice;
    ///
    /// let (low, high) = (Voice::numbered(1), Voice::numbered(2));
    /// assert_eq!(low.name, "suara sintetis 1");
    /// assert!(low.pitch_hz < 150.0 && high.pitch_hz > 170.0);
    /// ```
    #[must_use]
    pub fn numbered(number: u32) -> Self {
        let seed = u64::from(number).wrapping_mul(0x9E6C_63D0_876A_68EE);
        let mut random = SplitMix64::new(seed);
        let (pitch, factor) = if number % 2 == 1 {
            ((95.0, 140.0), (0.92, 1.04))
        } else {
            ((175.0, 235.0), (1.08, 1.2))
        };
        Self {
            name: format!("suara sintetis {number}"),
            pitch_hz: random.between(pitch.0, pitch.1),
            formant_factor: random.between(factor.0, factor.1),
            breath: random.between(0.01, 0.05),
            seed,
        }
    }
}
