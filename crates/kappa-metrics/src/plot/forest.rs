use crate::agreement::{Band, Interval};
use crate::plot::check_size;
use crate::plot::svg::{Anchor, Colour, Svg, width_of_names};
use crate::{CohenKappa, MetricsError, Undefined};

const ROW_HEIGHT: usize = 40;
/// The width of a fifth of the axis, which is that of a band.
const FIFTH: usize = 104;
const MARGIN: usize = 16;
/// Room for the title and for the names of the bands.
const HEAD: usize = 76;
/// Room for the numbers, or for why there are none.
const NUMBERS: usize = 240;

/// A kappa, or a coefficient like it, as a row of [`kappa_forest`].
#[derive(Debug, Clone, PartialEq)]
pub struct ForestRow {
    /// What the row is about.
    pub name: String,
    /// The kappa.
    pub kappa: Result<f64, Undefined>,
    /// Its interval; a kappa without one is drawn as a point.
    pub interval: Result<Interval, Undefined>,
}

impl ForestRow {
    /// The row of a kappa with its interval of 95%.
    #[must_use]
    pub fn of_cohen(name: &str, kappa: &CohenKappa) -> Self {
        Self {
            name: name.to_owned(),
            kappa: kappa.kappa,
            interval: kappa.interval(),
        }
    }

    fn check(&self, row: usize) -> Result<(), MetricsError> {
        let wrong = |value: String| Err(MetricsError::PlotValue { row, value });
        match (self.kappa, self.interval) {
            (Ok(kappa), _) if !kappa.is_finite() => wrong(kappa.to_string()),
            (_, Ok(Interval { lower, upper }))
                if !(lower.is_finite() && upper.is_finite() && lower <= upper) =>
            {
                wrong(format!("{lower} to {upper}"))
            }
            _ => Ok(()),
        }
    }

    /// The number below which the axis has to start.
    fn least(&self) -> f64 {
        let lower = self.interval.map_or(0.0, |interval| interval.lower);
        lower.min(self.kappa.unwrap_or(0.0))
    }

    fn numbers(&self) -> String {
        match (self.kappa, self.interval) {
            (Ok(kappa), Ok(Interval { lower, upper })) => {
                format!("{kappa:.2} [{lower:.2}, {upper:.2}]")
            }
            (Ok(kappa), Err(_)) => format!("{kappa:.2}"),
            (Err(_), _) => "undefined".to_owned(),
        }
    }
}

/// Kappas with their intervals as a forest plot, over the bands of Landis and Koch; see [`Band`].
///
/// The axis runs from 0 to 1, or from as far below 0 as the rows need, to -1 at most. An interval
/// that passes the end of the axis is drawn up to it; its numbers stand beside the row.
///
/// # Errors
///
/// [`MetricsError::Empty`] without a row, [`MetricsError::PlotSize`] for more than 100 rows, and
/// [`MetricsError::PlotValue`] for a number that is not finite or limits that are not in order.
pub fn kappa_forest(rows: &[ForestRow], title: &str) -> Result<String, MetricsError> {
    if rows.is_empty() {
        return Err(MetricsError::Empty);
    }
    check_size(rows.len())?;
    for (index, row) in rows.iter().enumerate() {
        row.check(index)?;
    }
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let axis = Axis {
        left: 2 * MARGIN + width_of_names(&names),
        below: fifths_below(rows),
    };
    let right = axis.left + (axis.below + 5) * FIFTH;
    let bottom = HEAD + rows.len() * ROW_HEIGHT;
    let width = (right + MARGIN + NUMBERS).max(title.chars().count() * 11 + MARGIN);
    let description = "Kappas with their intervals over the bands of Landis and Koch";
    let mut svg = Svg::new(width, bottom + 48, title, description);
    axis.draw(&mut svg, bottom);
    for (index, row) in rows.iter().enumerate() {
        let y = HEAD + index * ROW_HEIGHT + ROW_HEIGHT / 2;
        svg.name([axis.left - MARGIN, y + 5], Anchor::End, &row.name);
        if let (Ok(kappa), interval) = (row.kappa, row.interval) {
            if let Ok(Interval { lower, upper }) = interval {
                svg.line([axis.place(lower), y], [axis.place(upper), y]);
            }
            svg.dot([axis.place(kappa), y]);
        }
        svg.text([right + MARGIN, y + 5], Anchor::Start, &row.numbers());
    }
    Ok(svg.finish())
}

/// How many fifths below 0 the axis starts.
fn fifths_below(rows: &[ForestRow]) -> usize {
    let least = rows.iter().map(ForestRow::least).fold(0.0, f64::min);
    (0..5)
        .find(|fifths| least >= -0.2 * *fifths as f64)
        .unwrap_or(5)
}

struct Axis {
    left: usize,
    below: usize,
}

impl Axis {
    /// Where a number lies, or the end of the axis that it passes.
    fn place(&self, value: f64) -> usize {
        let fifths = 5.0 * value + self.below as f64;
        let most = (self.below + 5) as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a finite number from 0 to the width of the axis"
        )]
        let offset = (fifths.clamp(0.0, most) * FIFTH as f64).round() as usize;
        self.left + offset
    }

    /// The bands in two greys, their names above and the numbers of their limits below.
    fn draw(&self, svg: &mut Svg, bottom: usize) {
        let height = bottom - HEAD;
        let zero = self.left + self.below * FIFTH;
        if self.below > 0 {
            let width = self.below * FIFTH;
            svg.cell([self.left, HEAD], [width, height], Colour::GREY);
            let middle = self.left + width / 2;
            svg.small_text([middle, HEAD - 8], Anchor::Middle, Band::Poor.as_str());
        }
        for (index, band) in Band::FROM_ZERO.iter().enumerate() {
            let x = zero + index * FIFTH;
            let fill = if index % 2 == 0 {
                Colour::WHITE
            } else {
                Colour::GREY
            };
            svg.cell([x, HEAD], [FIFTH, height], fill);
            svg.small_text([x + FIFTH / 2, HEAD - 8], Anchor::Middle, band.as_str());
        }
        for fifth in 0..=self.below + 5 {
            let tenths = 2 * fifth.abs_diff(self.below);
            let sign = if fifth < self.below { "-" } else { "" };
            let number = format!("{sign}{}.{}", tenths / 10, tenths % 10);
            svg.text(
                [self.left + fifth * FIFTH, bottom + 24],
                Anchor::Middle,
                &number,
            );
        }
    }
}
