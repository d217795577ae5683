use std::fmt::Display;

use crate::plot::check_size;
use crate::plot::heat_map::{Cell, HeatMap};
use crate::plot::svg::Colour;
use crate::{ConfusionMatrix, MetricsError};

/// A confusion matrix as a heat map: counts, and their share of the row, which sets the colour.
///
/// `axes` says what the rows are and what the columns are, such as `["truth", "prediction"]`.
///
/// # Errors
///
/// [`MetricsError::PlotSize`] for more than 100 labels.
pub fn confusion_heat_map<T: Display>(
    matrix: &ConfusionMatrix<T>,
    axes: [&str; 2],
    title: &str,
) -> Result<String, MetricsError> {
    check_size(matrix.labels().len())?;
    let names: Vec<String> = matrix.labels().iter().map(T::to_string).collect();
    let totals = matrix.row_totals();
    let heat_map = HeatMap {
        title,
        description: "How often each label of a row meets each label of a column, and its share of the row",
        axes,
        names: &names,
    };
    Ok(heat_map.draw(|row, column| {
        let count = matrix.count(row, column).unwrap_or_default();
        let text = count.to_string();
        if totals[row] == 0 {
            let (fill, note) = (Colour::GREY, String::new());
            return Cell { fill, text, note };
        }
        let share = count as f64 / totals[row] as f64;
        let (fill, note) = (Colour::of(share), format!("{:.1}%", 100.0 * share));
        Cell { fill, text, note }
    }))
}
