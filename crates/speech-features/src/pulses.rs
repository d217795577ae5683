//! The pulses of a voice, one a period: where they are and how strong.

use crate::dot::dot;
use crate::framing::index;

/// Periods that may follow each other, as shares of the pitch tracker's.
const NEXT_PERIOD: (f64, f64) = (0.8, 1.25);
/// How alike two periods must be for the second to have a pulse of its own.
const ALIKE: f32 = 0.3;
/// The longest period that counts, in seconds.
const LONGEST_PERIOD: f64 = 0.02;
/// The greatest ratio of two neighbouring periods that count.
const PERIOD_RATIO: f64 = 1.3;
/// The greatest ratio of two neighbouring amplitudes that count.
const AMPLITUDE_RATIO: f64 = 1.6;
/// Half the width of the window of an amplitude, as a share of the period.
const AMPLITUDE_WIDTH: f64 = 0.2;

/// Finds the pulses of one voiced stretch, from sample `begin` to `end`: the strongest sample of
/// the period in the middle, and from there both ways the place where the last period is most like
/// itself, to a fraction of a sample. This is Praat's
/// `To PointProcess (cc)`.
pub(crate) fn find_pulses(
    samples: &[f32],
    (begin, end): (f64, f64),
    period_at: impl Fn(f64) -> f64,
) -> Vec<f64> {
    let middle = f64::midpoint(begin, end);
    let Some(first) = strongest(samples, middle, period_at(middle)) else {
        return Vec::new();
    };
    let walk = |sign: f64| {
        let (mut time, mut found) = (first, Vec::new());
        while let Some((lag, alike)) = next_period(samples, time, period_at(time), sign) {
            time += sign * lag;
            if !(begin..=end).contains(&time) {
                break;
            }
            if alike > ALIKE {
                found.push(time);
            }
        }
        found
    };
    let mut pulses = walk(-1.0);
    pulses.reverse();
    pulses.push(first);
    pulses.extend(walk(1.0));
    pulses
}

/// The strongest sample within half a period of a time.
fn strongest(samples: &[f32], middle: f64, period: f64) -> Option<f64> {
    let from = index(middle - period / 2.0);
    let until = index(middle + period / 2.0).min(samples.len());
    (from..until)
        .max_by(|a, b| samples[*a].abs().total_cmp(&samples[*b].abs()))
        .map(|at| at as f64)
}

/// How far the period around `time` has to be moved to be most like the signal there, and how
/// alike they are then. `None` where the signal ends before.
fn next_period(samples: &[f32], time: f64, period: f64, sign: f64) -> Option<(f64, f32)> {
    let length = index(period.round());
    let begin = time - period / 2.0;
    let (least, most) = (
        index(period * NEXT_PERIOD.0),
        index((period * NEXT_PERIOD.1).ceil()),
    );
    let furthest = begin.round() + sign * most as f64;
    if begin < 0.0 || furthest < 0.0 {
        return None;
    }
    let begin = index(begin.round());
    let own = samples.get(begin..begin + length)?;
    samples.get(index(furthest)..index(furthest) + length)?;
    let own_energy = dot(own, own);
    let alike: Vec<f32> = (least..=most)
        .map(|lag| {
            let at = if sign > 0.0 { begin + lag } else { begin - lag };
            let other = &samples[at..at + length];
            let energies = own_energy * dot(other, other);
            if energies > 0.0 {
                dot(own, other) / energies.sqrt()
            } else {
                0.0
            }
        })
        .collect();
    let best = (0..alike.len()).max_by(|a, b| alike[*a].total_cmp(&alike[*b]))?;
    let shift = match (best.checked_sub(1), alike.get(best + 1)) {
        (Some(before), Some(after)) => vertex(alike[before], alike[best], *after),
        _ => 0.0,
    };
    Some(((least + best) as f64 + shift, alike[best]))
}

/// The vertex of the parabola through three neighbours, the middle one being the greatest.
fn vertex(before: f32, at: f32, after: f32) -> f64 {
    let curvature = before + after - 2.0 * at;
    if curvature < 0.0 {
        f64::from((before - after) / (2.0 * curvature))
    } else {
        0.0
    }
}

/// The Hann-weighted root mean square around a pulse, as wide as Praat's.
pub(crate) fn amplitude(samples: &[f32], pulse: f64, period: f64) -> f64 {
    let half = AMPLITUDE_WIDTH * period;
    let from = index((pulse - half).ceil());
    let (mut squares, mut weights) = (0.0, 0.0);
    for (at, sample) in samples.iter().enumerate().skip(from) {
        let apart = (at as f64 - pulse) / half;
        if apart > 1.0 {
            break;
        }
        let weight = 0.5 + 0.5 * (std::f64::consts::PI * apart).cos();
        squares += (f64::from(*sample) * weight).powi(2);
        weights += weight * weight;
    }
    if weights > 0.0 {
        (squares / weights).sqrt()
    } else {
        0.0
    }
}

/// Mean change from period to period over the mean period: Praat's jitter (local). `None` where no
/// two periods that count follow each other.
pub(crate) fn jitter(pulses: &[f64], sample_rate: f64) -> Option<f64> {
    let (mut change, mut changes) = (0.0, 0.0);
    let (mut sum, mut periods) = (0.0, 0.0);
    for three in pulses.windows(3) {
        let (one, two) = (three[1] - three[0], three[2] - three[1]);
        if follow(one, two, sample_rate) {
            change += (two - one).abs();
            changes += 1.0;
            sum += one + two;
            periods += 2.0;
        }
    }
    (changes > 0.0).then(|| (change / changes) / (sum / periods))
}

/// Mean change from amplitude to amplitude in dB: Praat's shimmer (local, dB). `None` where no two
/// that count follow each other.
pub(crate) fn shimmer(pulses: &[f64], amplitudes: &[f64], sample_rate: f64) -> Option<f64> {
    let (mut change, mut changes) = (0.0, 0.0);
    for (four, pair) in pulses.windows(4).zip(amplitudes[1..].windows(2)) {
        let (one, two, three) = (four[1] - four[0], four[2] - four[1], four[3] - four[2]);
        let ratio = pair[0].max(pair[1]) / pair[0].min(pair[1]);
        if follow(one, two, sample_rate)
            && follow(two, three, sample_rate)
            && ratio <= AMPLITUDE_RATIO
        {
            change += 20.0 * ratio.log10();
            changes += 1.0;
        }
    }
    (changes > 0.0).then(|| change / changes)
}

/// Whether two neighbouring periods, in samples, are of one voice.
fn follow(one: f64, two: f64, sample_rate: f64) -> bool {
    one.max(two) <= LONGEST_PERIOD * sample_rate && one.max(two) <= PERIOD_RATIO * one.min(two)
}
