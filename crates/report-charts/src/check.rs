//! What every figure asks of its numbers first.

use crate::ChartError;
use crate::scale::LARGEST;
use crate::text::short_name;

pub(crate) fn size(
    (one, many): (&'static str, &'static str),
    found: usize,
    limit: usize,
) -> Result<(), ChartError> {
    if found == 0 {
        return Err(ChartError::Empty { what: one });
    }
    if found > limit {
        return Err(ChartError::TooMany {
            what: many,
            limit,
            found,
        });
    }
    Ok(())
}

pub(crate) fn length(series: &str, expected: usize, found: usize) -> Result<(), ChartError> {
    if found == expected {
        return Ok(());
    }
    Err(ChartError::Length {
        series: short_name(series),
        expected,
        found,
    })
}

/// All values are finite and of a size that can be drawn.
pub(crate) fn values(series: &str, values: &[f64]) -> Result<(), ChartError> {
    between(series, values, [-LARGEST, LARGEST])
}

pub(crate) fn between(
    series: &str,
    values: &[f64],
    [low, high]: [f64; 2],
) -> Result<(), ChartError> {
    for (index, value) in values.iter().copied().enumerate() {
        let series = || short_name(series);
        if !value.is_finite() {
            return Err(ChartError::NotFinite {
                series: series(),
                index,
                value,
            });
        }
        if !(low..=high).contains(&value) {
            return Err(ChartError::OutOfRange {
                series: series(),
                index,
                value,
                low,
                high,
            });
        }
    }
    Ok(())
}

pub(crate) fn intervals(series: &str, intervals: &[[f64; 2]]) -> Result<(), ChartError> {
    for (index, [low, high]) in intervals.iter().copied().enumerate() {
        let series = || short_name(series);
        for value in [low, high] {
            if !value.is_finite() {
                return Err(ChartError::NotFinite {
                    series: series(),
                    index,
                    value,
                });
            }
            if value.abs() > LARGEST {
                let (low, high) = (-LARGEST, LARGEST);
                return Err(ChartError::OutOfRange {
                    series: series(),
                    index,
                    value,
                    low,
                    high,
                });
            }
        }
        if low > high {
            return Err(ChartError::Interval {
                series: series(),
                index,
                low,
                high,
            });
        }
    }
    Ok(())
}
