use crate::{ChartError, Colour, check};

/// Named values, one for each category of a figure.
///
/// ```
/// use report_charts::{Colour, Series};
///
/// let accuracy = Series::new("IndoBERT", [0.78, 0.77])
///     .with_intervals([[0.76, 0.80], [0.75, 0.79]])
///     .with_colour(Colour::Palette(0));
/// # let _ = accuracy;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
    pub(crate) intervals: Vec<[f64; 2]>,
    pub(crate) colour: Option<Colour>,
}

impl Series {
    /// A series without intervals, in the colour of its place.
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().collect();
        Self {
            name: name.into(),
            values,
            intervals: Vec::new(),
            colour: None,
        }
    }

    /// An interval for each value, from low to high: whiskers of grouped bars, the band of a line.
    #[must_use]
    pub fn with_intervals(mut self, intervals: impl IntoIterator<Item = [f64; 2]>) -> Self {
        self.intervals = intervals.into_iter().collect();
        self
    }

    /// A colour of its own.
    #[must_use]
    pub fn with_colour(mut self, colour: Colour) -> Self {
        self.colour = Some(colour);
        self
    }

    pub(crate) fn colour_at(&self, place: usize) -> Colour {
        self.colour.unwrap_or(Colour::at(place))
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        check::values(&self.name, &self.values)?;
        check::intervals(&self.name, &self.intervals)?;
        if self.intervals.is_empty() {
            return Ok(());
        }
        check::length(&self.name, self.values.len(), self.intervals.len())
    }

    /// The value, and its interval if it has one.
    pub(crate) fn at(&self, index: usize) -> Option<(f64, Option<[f64; 2]>)> {
        let value = self.values.get(index)?;
        Some((*value, self.intervals.get(index).copied()))
    }

    /// All numbers that the figure has to hold.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.values
            .iter()
            .chain(self.intervals.iter().flatten())
            .copied()
    }
}

/// The table of several series: a row for each category, and up to three columns for each series.
pub(crate) fn table(
    first: &str,
    [from, to]: [&str; 2],
    categories: &[String],
    series: &[Series],
) -> String {
    let mut header = vec![first.to_owned()];
    for series in series {
        header.push(series.name.clone());
        if !series.intervals.is_empty() {
            header.push(format!("{}, {from}", series.name));
            header.push(format!("{}, {to}", series.name));
        }
    }
    let mut table = crate::csv::Table::new(header);
    for (index, category) in categories.iter().enumerate() {
        table.text(category);
        for series in series {
            table.number(series.values.get(index).copied());
            if !series.intervals.is_empty() {
                let interval = series.intervals.get(index);
                table.number(interval.map(|interval| interval[0]));
                table.number(interval.map(|interval| interval[1]));
            }
        }
        table.end_row();
    }
    table.finish()
}

/// The values of several series in words.
pub(crate) fn described(
    categories: &[String],
    series: &[Series],
    write: impl Fn(f64) -> String,
) -> String {
    let sentences: Vec<String> = series
        .iter()
        .map(|series| {
            let values = categories.iter().zip(&series.values);
            let parts: Vec<String> = values
                .map(|(name, value)| format!("{} {}", short(name), write(*value)))
                .collect();
            format!("{}: {}.", short(&series.name), parts.join(", "))
        })
        .collect();
    sentences.join(" ")
}

fn short(name: &str) -> String {
    crate::text::cut(&crate::text::label(name), 60)
}
