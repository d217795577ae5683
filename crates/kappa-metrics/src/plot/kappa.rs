use crate::plot::check_size;
use crate::plot::heat_map::{Cell, HeatMap};
use crate::plot::svg::Colour;
use crate::{KappaMatrix, MetricsError};

/// The kappas of all pairs of raters as a heat map: white at 0, blue towards 1, orange below 0, grey
/// where there is none; under each kappa the number of items that it rests on.
///
/// # Errors
///
/// [`MetricsError::NameCount`] unless there is one name for each rater, and
/// [`MetricsError::PlotSize`] for more than 100 raters.
pub fn kappa_heat_map<S: AsRef<str>>(
    matrix: &KappaMatrix,
    names: &[S],
    title: &str,
) -> Result<String, MetricsError> {
    let (expected, found) = (matrix.raters(), names.len());
    if found != expected {
        return Err(MetricsError::NameCount { expected, found });
    }
    check_size(expected)?;
    let names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
    let heat_map = HeatMap {
        title,
        description: "Cohen's kappa of every pair of raters, and the number of items that both rated",
        axes: [""; 2],
        names: &names,
    };
    Ok(heat_map.draw(|row, column| {
        let (fill, text) = match matrix.kappa(row, column) {
            Some(Ok(kappa)) => (Colour::of(kappa), format!("{kappa:.2}")),
            Some(Err(_)) => (Colour::GREY, "undefined".to_owned()),
            None => (Colour::WHITE, "\u{2013}".to_owned()),
        };
        let items = matrix.shared_items(row, column).unwrap_or_default();
        let note = format!("n = {items}");
        Cell { fill, text, note }
    }))
}
