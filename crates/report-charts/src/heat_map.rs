use crate::locale::Writer;
use crate::measure::{fitted, text_width, wrapped};
use crate::page::{EDGE, LABEL, LEADING, Page, SMALL, widest};
use crate::paint::Paint;
use crate::svg::{Anchor, Form, Text};
use crate::text::{cut, label};
use crate::{Caption, ChartError, check};

/// A table whose cells are shaded by their values, with the numbers inside: a confusion matrix, or
/// keywords by class or by day.
///
/// Shades go from 0 to the greatest absolute value; cells below 0 take another hue. Numbers that
/// do not fit in every cell are left out of the drawing, of all cells; they keep their tool tips,
/// and the table.
///
/// ```
/// use report_charts::{Caption, Form, HeatMap};
///
/// let caption = Caption::new("Confusion matrix").with_axes("predicted", "lexicon");
/// let map = HeatMap::new(caption, ["negative", "positive"], ["negative", "positive"])
///     .with_values([[800.0, 200.0], [150.0, 850.0]])
///     .with_row_shares();
/// let svg = map.svg(Form::Inline)?;
/// assert!(svg.contains(">800</text>") && svg.contains(">80%</text>"));
/// let table = map.csv();
/// let mut lines = table.lines();
/// assert_eq!(lines.next(), Some("lexicon,predicted,value,share of row"));
/// assert_eq!(lines.next(), Some("negative,negative,800,0.8"));
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    caption: Caption,
    rows: Vec<String>,
    columns: Vec<String>,
    values: Vec<Vec<f64>>,
    row_shares: bool,
}

/// A table has at most so many rows, and so many columns.
const MOST_LINES: usize = 120;

/// The strongest shade that text can still be read upon.
const STRONGEST: f64 = 0.6;

/// Numbers are not written smaller than this.
const SMALLEST_NUMBER: f64 = 8.5;

impl HeatMap {
    /// A table without values yet.
    #[must_use]
    pub fn new<R: Into<String>, C: Into<String>>(
        caption: impl Into<Caption>,
        rows: impl IntoIterator<Item = R>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        Self {
            caption: caption.into(),
            rows: rows.into_iter().map(Into::into).collect(),
            columns: columns.into_iter().map(Into::into).collect(),
            values: Vec::new(),
            row_shares: false,
        }
    }

    /// The values, row by row.
    #[must_use]
    pub fn with_values<R: IntoIterator<Item = f64>>(
        mut self,
        values: impl IntoIterator<Item = R>,
    ) -> Self {
        self.values = values
            .into_iter()
            .map(|row| row.into_iter().collect())
            .collect();
        self
    }

    /// Each cell is shaded by its share of its row and shows it under the value: of all with this
    /// truth, so many were predicted so. Values must not be below 0.
    #[must_use]
    pub fn with_row_shares(mut self) -> Self {
        self.row_shares = true;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no or more than 120 rows or columns, rows of values that are not as many
    /// or as long as those, a number that is not finite or beyond 10^15, or one below 0 where
    /// shares of the row are asked for.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(("row", "rows"), self.rows.len(), MOST_LINES)?;
        check::size(("column", "columns"), self.columns.len(), MOST_LINES)?;
        check::length("the rows", self.rows.len(), self.values.len())?;
        for (name, values) in self.rows.iter().zip(&self.values) {
            check::length(name, self.columns.len(), values.len())?;
            let low = if self.row_shares {
                0.0
            } else {
                -crate::scale::LARGEST
            };
            check::between(name, values, [low, crate::scale::LARGEST])?;
        }
        let writer = Writer::new(
            self.caption.locale,
            self.caption.numbers,
            self.values.iter().flatten().copied(),
        );
        Ok(self.drawn(form, writer))
    }

    /// The numbers of the figure as CSV: a row for each cell.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let named = |given: &str, own: &str| {
            let given = label(given);
            if given.is_empty() {
                own.to_owned()
            } else {
                given
            }
        };
        let mut header = vec![
            named(&self.caption.vertical, words.row),
            named(&self.caption.horizontal, words.column),
            words.value.to_owned(),
        ];
        if self.row_shares {
            header.push(words.share.to_owned());
        }
        let mut table = crate::csv::Table::new(header);
        for (row, values) in self.rows.iter().zip(&self.values) {
            for (column, value) in self.columns.iter().zip(values) {
                table.text(row);
                table.text(column);
                table.number(Some(*value));
                if self.row_shares {
                    table.number(share_of(values, *value));
                }
                table.end_row();
            }
        }
        table.finish()
    }

    fn drawn(&self, form: Form, writer: Writer) -> String {
        let locale = self.caption.locale;
        let mut page = Page::new(&self.caption, form);
        let rows: Vec<String> = self.rows.iter().map(|name| label(name)).collect();
        let columns: Vec<String> = self.columns.iter().map(|name| label(name)).collect();
        let column = (widest(&rows, LABEL) + 1.0).min(0.3 * page.width);
        let left = EDGE + column + 6.0;
        let right = page.width - EDGE;
        let wide = ((right - left) / columns.len() as f64).min(110.0);
        let right = left + wide * columns.len() as f64;

        // The names of the axes stand where they belong: above the columns, and above the rows.
        let middle = (left + right) / 2.0;
        let room = 2.0 * (page.width - EDGE - middle).min(middle - EDGE);
        let name = fitted(&label(&self.caption.horizontal), SMALL, room);
        if !name.is_empty() {
            page.bottom += SMALL * 1.3;
            let text = Text::new([middle, page.bottom - 0.25 * SMALL], SMALL, &name);
            page.canvas
                .text(text.anchored(Anchor::Middle).painted(Paint::Soft));
        }
        let top = self.column_names(&mut page, &columns, [left, wide]);
        let vertical = fitted(&label(&self.caption.vertical), SMALL, column);
        let text = Text::new([EDGE + column, top - 5.0], SMALL, &vertical);
        page.canvas
            .text(text.anchored(Anchor::End).painted(Paint::Soft));

        let written: Vec<String> = self
            .values
            .iter()
            .flatten()
            .map(|value| writer.write(*value))
            .collect();
        let size = LABEL.min((wide - 3.0) / widest(&written, 1.0).max(0.1));
        let with_numbers = size >= SMALLEST_NUMBER;
        let shares = self.row_shares && with_numbers && wide >= widest(["100%"], SMALL) + 2.0;
        let high = match (with_numbers, shares) {
            (true, true) => 44.0,
            (true, false) => 27.0,
            (false, _) => 18.0,
        };
        let greatest = self
            .values
            .iter()
            .flatten()
            .fold(0.0_f64, |most, v| most.max(v.abs()));
        for (at, (name, values)) in rows.iter().zip(&self.values).enumerate() {
            let y = top + at as f64 * high;
            let lines = wrapped(name, LABEL, column, if high > 40.0 { 2 } else { 1 });
            let step = LABEL * LEADING;
            let mut baseline =
                y + high / 2.0 + 0.35 * LABEL - step * (lines.len() as f64 - 1.0) / 2.0;
            for line in &lines {
                let text = Text::new([EDGE + column, baseline], LABEL, line);
                page.canvas.text(text.anchored(Anchor::End).with_tip(name));
                baseline += step;
            }
            for (place, (column, value)) in columns.iter().zip(values).enumerate() {
                let x = left + place as f64 * wide;
                let share = share_of(values, *value);
                let strength = match share {
                    Some(share) if self.row_shares => share,
                    _ if greatest > 0.0 && !self.row_shares => value.abs() / greatest,
                    _ => 0.0,
                };
                let written = writer.write(*value);
                let percent = share
                    .filter(|_| self.row_shares)
                    .map(|s| locale.percent(s, 0));
                let mut tip = format!("{}, {}: {written}", cut(name, 80), cut(column, 80));
                if let Some(percent) = &percent {
                    tip = format!("{tip} ({percent})");
                }
                let area = [x, y, wide - 1.0, high - 1.0];
                let paint = if *value < 0.0 {
                    Paint::Cold
                } else {
                    Paint::Heat
                };
                page.canvas.rect(area, (Paint::Shade, 1.0), &tip);
                if strength > 0.0 {
                    page.canvas.rect(area, (paint, STRONGEST * strength), &tip);
                }
                if !with_numbers {
                    continue;
                }
                let centre = x + (wide - 1.0) / 2.0;
                let baseline = y + high / 2.0 + if shares { -3.5 } else { 0.36 * size - 0.5 };
                let text = Text::new([centre, baseline], size, &written);
                page.canvas.text(text.anchored(Anchor::Middle));
                if let Some(percent) = percent.filter(|_| shares) {
                    let place = [centre, y + high / 2.0 + SMALL];
                    let text = Text::new(place, SMALL, &percent).anchored(Anchor::Middle);
                    page.canvas.text(text);
                }
            }
        }
        page.bottom = top + high * rows.len() as f64;
        page.finish(&self.described(writer))
    }

    /// The names above the columns; returns where the cells begin.
    fn column_names(&self, page: &mut Page<'_>, names: &[String], [left, wide]: [f64; 2]) -> f64 {
        let room = wide - 3.0;
        let centre = |at: usize| left + (at as f64 + 0.5) * wide;
        if names.iter().all(|name| text_width(name, SMALL) <= room) {
            let baseline = page.bottom + SMALL + 3.0;
            for (at, name) in names.iter().enumerate() {
                let text = Text::new([centre(at), baseline], SMALL, name);
                page.canvas.text(text.anchored(Anchor::Middle));
            }
            return baseline + 6.0;
        }
        let shown: Vec<String> = names
            .iter()
            .map(|name| fitted(name, SMALL, 100.0))
            .collect();
        let step = crate::page::thinned(names.len(), wide, SMALL * 1.1);
        let shown: Vec<&String> = shown.iter().step_by(step).collect();
        let bottom = page.bottom + widest(&shown, SMALL) + 4.0;
        for (at, name) in shown.iter().enumerate() {
            let at = at * step;
            let place = [centre(at) + 0.35 * SMALL, bottom];
            let full = names.get(at).map_or("", String::as_str);
            page.canvas
                .text(Text::new(place, SMALL, name).turned().with_tip(full));
        }
        bottom + 6.0
    }

    fn described(&self, writer: Writer) -> String {
        let rows: Vec<String> = self
            .rows
            .iter()
            .zip(&self.values)
            .map(|(row, values)| {
                let cells = self.columns.iter().zip(values);
                let cells: Vec<String> = cells
                    .map(|(column, value)| {
                        format!("{} {}", cut(&label(column), 60), writer.write(*value))
                    })
                    .collect();
                format!("{}: {}.", cut(&label(row), 60), cells.join(", "))
            })
            .collect();
        rows.join(" ")
    }
}

/// The share of a value in its row, if the row has one.
fn share_of(row: &[f64], value: f64) -> Option<f64> {
    let sum: f64 = row.iter().sum();
    Some(value / sum).filter(|share| share.is_finite())
}
