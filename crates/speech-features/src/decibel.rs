//! Power in decibels.

/// Below this, -100 dB, power counts as nothing.
const LEAST_POWER: f32 = 1e-10;

/// Turns power into decibels relative to 1, in place: `librosa.power_to_db` with its defaults.
///
/// What lies more than `range_db` below the greatest value is raised to that; librosa calls it
/// `top_db` and takes 80. An infinite range raises nothing but to -100 dB.
///
/// ```
/// let mut power = [1.0, 1e-3, 0.0];
/// speech_features::power_to_db(&mut power, 80.0);
/// assert_eq!(power, [0.0, -30.0, -80.0]);
/// ```
pub fn power_to_db(power: &mut [f32], range_db: f32) {
    let mut greatest = f32::NEG_INFINITY;
    for value in power.iter_mut() {
        *value = decibel(*value);
        greatest = greatest.max(*value);
    }
    let least = greatest - range_db;
    for value in power {
        *value = value.max(least);
    }
}

/// One power in decibels relative to 1, at least -100.
pub(crate) fn decibel(power: f32) -> f32 {
    10.0 * power.max(LEAST_POWER).log10()
}
