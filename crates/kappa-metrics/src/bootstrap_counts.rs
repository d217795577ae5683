use crate::bootstrap::{Bootstrap, BootstrapOptions, bootstrap_by};
use crate::random::SplitMix64;
use crate::{CohenKappa, ConfusionMatrix, MetricsError, RatingTable, Weighting};

/// The bootstrap interval of a statistic of a rating table, such as Krippendorff's alpha: items are
/// drawn with repetition, each with all of its ratings, and the raters stay.
///
/// `statistic` gives `None`, or a number that is not finite, where it has no value. The categories
/// of the table are kept even where a resample does not use them.
///
/// ```
/// use kappa_metrics::{
///     BootstrapOptions, MeasurementLevel, RatingTable, bootstrap_table, krippendorff_alpha,
/// };
///
/// let table = RatingTable::new(&[
///     vec![Some(1), Some(2), Some(3), Some(3), Some(2), Some(1), None, Some(1)],
///     vec![Some(1), Some(2), Some(3), Some(2), Some(2), None, Some(3), Some(1)],
/// ])?;
/// let found = bootstrap_table(&table, BootstrapOptions::new(7), |table| {
///     krippendorff_alpha(table, MeasurementLevel::Nominal).ok()?.alpha.ok()
/// })?;
/// let interval = found.interval.unwrap();
/// assert!(interval.lower < found.estimate? && found.estimate? <= interval.upper);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`MetricsError::NoResamples`] or [`MetricsError::LevelRange`].
pub fn bootstrap_table(
    table: &RatingTable,
    options: BootstrapOptions,
    statistic: impl Fn(&RatingTable) -> Option<f64>,
) -> Result<Bootstrap, MetricsError> {
    let urn = Urn::new(table.repeats());
    let mut drawn = table.clone();
    bootstrap_by(options, statistic(table), |generator| {
        urn.draw(generator, drawn.repeats_mut());
        statistic(&drawn)
    })
}

/// The bootstrap interval of Cohen's kappa of a finished matrix.
///
/// # Errors
///
/// [`MetricsError::NoResamples`] or [`MetricsError::LevelRange`].
pub fn bootstrap_cohen_kappa<T: Clone>(
    matrix: &ConfusionMatrix<T>,
    weighting: Weighting,
    options: BootstrapOptions,
) -> Result<Bootstrap, MetricsError> {
    let cells: Vec<u64> = matrix.rows().iter().flatten().copied().collect();
    let urn = Urn::new(&cells);
    let classes = matrix.labels().len();
    let mut drawn = cells;
    let estimate = CohenKappa::value(matrix.rows().iter().map(Vec::as_slice), weighting);
    bootstrap_by(options, estimate.ok(), |generator| {
        urn.draw(generator, &mut drawn);
        CohenKappa::value(drawn.chunks_exact(classes), weighting).ok()
    })
}

/// Items of several kinds, to be drawn with repetition.
struct Urn {
    /// How many items there are of each kind and those before it.
    ends: Vec<usize>,
    items: usize,
    /// Whether there is one item of each kind, so that items and kinds are the same.
    single: bool,
}

impl Urn {
    fn new(counts: &[u64]) -> Self {
        let mut items = 0;
        let mut ends = Vec::with_capacity(counts.len());
        for count in counts {
            items += usize::try_from(*count).unwrap_or(usize::MAX);
            ends.push(items);
        }
        Self {
            ends,
            items,
            single: counts.iter().all(|count| *count == 1),
        }
    }

    /// Draws as many items as there are, and says how many of each kind.
    fn draw(&self, generator: &mut SplitMix64, drawn: &mut [u64]) {
        drawn.fill(0);
        for _ in 0..self.items {
            let item = generator.position(self.items);
            let kind = if self.single {
                item
            } else {
                self.ends.partition_point(|end| *end <= item)
            };
            drawn[kind] += 1;
        }
    }
}
