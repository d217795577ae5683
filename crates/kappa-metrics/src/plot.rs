//! Plots of agreement as SVG: text that any browser shows, without scripts.
//!
//! [`kappa_heat_map`] draws the kappas of all pairs of raters, [`kappa_forest`] kappas with their
//! intervals over the bands of Landis and Koch, [`confusion_heat_map`] a confusion matrix. Names may
//! hold anything: what XML does not allow is escaped or replaced, and a long name is cut and kept in
//! full as a tool tip. Every number stands in the plot as text, so that nothing rests on colour.
//!
//! ```
//! use kappa_metrics::{pairwise_kappa_matrix, plot};
//!
//! let raters = [
//!     vec![Some(1), Some(2), Some(1), Some(2)],
//!     vec![Some(1), Some(2), Some(2), Some(2)],
//!     vec![Some(1), None, Some(1), Some(2)],
//! ];
//! let matrix = pairwise_kappa_matrix(&raters)?;
//! let svg = plot::kappa_heat_map(&matrix, &["Ani", "Budi", "Citra"], "Three experts")?;
//! assert!(svg.starts_with("<svg ") && svg.contains(">0.50</text>"));
//! # Ok::<(), kappa_metrics::MetricsError>(())
//! ```

mod confusion;
mod forest;
mod heat_map;
mod kappa;
mod svg;

pub use confusion::confusion_heat_map;
pub use forest::{ForestRow, kappa_forest};
pub use kappa::kappa_heat_map;

use crate::MetricsError;

/// More rows than this cannot be read on a page.
const MOST_ROWS: usize = 100;

fn check_size(found: usize) -> Result<(), MetricsError> {
    if found > MOST_ROWS {
        let limit = MOST_ROWS;
        return Err(MetricsError::PlotSize { limit, found });
    }
    Ok(())
}
