use serde::Serialize;

use crate::agreement::Interval;
use crate::error::{check_length, serialize_result};
use crate::random::SplitMix64;
use crate::{MetricsError, Undefined};

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BootstrapOptions {
    /// How many resamples to draw; 2000 unless set.
    pub resamples: usize,
    /// The level of the interval, between 0 and 1; 0.95 unless set.
    pub level: f64,
    /// The seed; one seed gives one answer, on every machine.
    pub seed: u64,
}

impl BootstrapOptions {
    /// 2000 resamples, an interval of 95%, and the seed given.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            resamples: 2000,
            level: 0.95,
            seed,
        }
    }

    fn check(&self) -> Result<(), MetricsError> {
        if self.resamples == 0 {
            return Err(MetricsError::NoResamples);
        }
        if self.level > 0.0 && self.level < 1.0 {
            return Ok(());
        }
        Err(MetricsError::LevelRange {
            value: self.level.to_string(),
        })
    }
}

/// A statistic with its bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bootstrap {
    /// The statistic of the items themselves; [`Undefined::NoStatistic`] when it has no value.
    #[serde(serialize_with = "serialize_result")]
    pub estimate: Result<f64, Undefined>,
    /// The percentile interval (Efron 1979), over the resamples on which the statistic is defined;
    /// `None` when it is defined on none.
    pub interval: Option<Interval>,
    /// On how many resamples the statistic is defined.
    pub defined_resamples: usize,
    /// On how many it is not. When they are many, the interval speaks of the others alone.
    pub undefined_resamples: usize,
}

/// The bootstrap interval of any statistic over `items` items.
///
/// `statistic` is given the positions of the items drawn, with repetition, and gives `None`, or
/// a number that is not finite, where it has no value. Limits lie at the `(1 - level) / 2` and `(1 + level) / 2` points of
/// the resampled values, interpolated linearly.
///
/// ```
/// use kappa_metrics::{BootstrapOptions, bootstrap, cohen_kappa};
///
/// let (first, second) = ([1, 1, 2, 2, 3, 3, 1, 2], [1, 1, 2, 3, 3, 3, 1, 1]);
/// let found = bootstrap(first.len(), BootstrapOptions::new(7), |drawn| {
///     let pick = |list: &[i32]| drawn.iter().map(|i| list[*i]).collect::<Vec<_>>();
///     cohen_kappa(&pick(&first), &pick(&second)).ok()?.kappa.ok()
/// })?;
/// let interval = found.interval.unwrap();
/// assert!(interval.lower < found.estimate? && found.estimate? < interval.upper);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`MetricsError::Empty`], [`MetricsError::NoResamples`] or [`MetricsError::LevelRange`].
pub fn bootstrap(
    items: usize,
    options: BootstrapOptions,
    statistic: impl Fn(&[usize]) -> Option<f64>,
) -> Result<Bootstrap, MetricsError> {
    let values = resample_positions(items, options, &statistic)?;
    let all: Vec<usize> = (0..items).collect();
    Ok(Bootstrap::new(statistic(&all), &values, options))
}

/// As [`bootstrap`], for a statistic that draws its resample itself.
pub(crate) fn bootstrap_by(
    options: BootstrapOptions,
    estimate: Option<f64>,
    statistic: impl FnMut(&mut SplitMix64) -> Option<f64>,
) -> Result<Bootstrap, MetricsError> {
    let values = resample(options, statistic)?;
    Ok(Bootstrap::new(estimate, &values, options))
}

impl Bootstrap {
    fn new(estimate: Option<f64>, values: &[f64], options: BootstrapOptions) -> Self {
        Self {
            estimate: defined(estimate).ok_or(Undefined::NoStatistic),
            interval: percentile_interval(values, options.level),
            defined_resamples: values.len(),
            undefined_resamples: options.resamples - values.len(),
        }
    }
}

/// Two classifiers compared by a score on the same resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PairedBootstrap {
    /// The score of the first minus that of the second, with its interval. One that leaves out 0
    /// tells the classifiers apart at the level asked for.
    pub difference: Bootstrap,
    /// The share of the defined resamples in which the first does not score above the second, in
    /// \[0, 1\]; [`Undefined::NoStatistic`] when there is none.
    #[serde(serialize_with = "serialize_result")]
    pub not_above: Result<f64, Undefined>,
}

/// The paired bootstrap of two classifiers (Berg-Kirkpatrick, Burkett and Klein 2012): items are
/// drawn once for both, so that hard items are hard for both.
///
/// `score` is given truths and predictions, parallel, and gives `None` where it has no value.
///
/// # Errors
///
/// [`MetricsError::ParallelLength`], and as [`bootstrap`].
pub fn paired_bootstrap<T: Clone>(
    truth: &[T],
    first: &[T],
    second: &[T],
    options: BootstrapOptions,
    score: impl Fn(&[T], &[T]) -> Option<f64>,
) -> Result<PairedBootstrap, MetricsError> {
    check_length("first predictions", truth.len(), first.len())?;
    check_length("second predictions", truth.len(), second.len())?;
    let difference = |drawn: &[usize]| {
        let pick = |list: &[T]| -> Vec<T> { drawn.iter().map(|i| list[*i].clone()).collect() };
        let truth = pick(truth);
        Some(score(&truth, &pick(first))? - score(&truth, &pick(second))?)
    };
    let all: Vec<usize> = (0..truth.len()).collect();
    let values = resample_positions(truth.len(), options, difference)?;
    let not_above = values.partition_point(|value| *value <= 0.0) as f64 / values.len() as f64;
    Ok(PairedBootstrap {
        difference: Bootstrap::new(difference(&all), &values, options),
        not_above: defined(Some(not_above)).ok_or(Undefined::NoStatistic),
    })
}

fn defined(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// The statistic of each resample of positions on which it is defined, ascending.
fn resample_positions(
    items: usize,
    options: BootstrapOptions,
    statistic: impl Fn(&[usize]) -> Option<f64>,
) -> Result<Vec<f64>, MetricsError> {
    options.check()?;
    if items == 0 {
        return Err(MetricsError::Empty);
    }
    let mut drawn = vec![0; items];
    resample(options, |generator| {
        drawn.fill_with(|| generator.position(items));
        statistic(&drawn)
    })
}

/// The statistic of each resample on which it is defined, ascending.
fn resample(
    options: BootstrapOptions,
    mut statistic: impl FnMut(&mut SplitMix64) -> Option<f64>,
) -> Result<Vec<f64>, MetricsError> {
    options.check()?;
    let mut generator = SplitMix64::new(options.seed);
    let draws = (0..options.resamples).filter_map(|_| defined(statistic(&mut generator)));
    let mut values: Vec<f64> = draws.collect();
    values.sort_by(f64::total_cmp);
    Ok(values)
}

fn percentile_interval(values: &[f64], level: f64) -> Option<Interval> {
    let last = values.len().checked_sub(1)?;
    let point = |share: f64| {
        let place = share * last as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the floor of a number from 0 to `last`"
        )]
        let below = (place.floor() as usize).min(last);
        let above = (below + 1).min(last);
        values[below] + (place - place.floor()) * (values[above] - values[below])
    };
    Some(Interval {
        lower: point(0.5 * (1.0 - level)),
        upper: point(0.5 * (1.0 + level)),
    })
}
