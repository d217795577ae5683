use crate::measure::{fitted, text_width};
use crate::page::{EDGE, LABEL, Page, SMALL};
use crate::paint::Paint;
use crate::svg::{Anchor, Form, Text};
use crate::text::{cut, label};
use crate::{Caption, ChartError, Colour, check};

/// Rows that are left after each rule, with what the rule dropped.
///
/// ```
/// use report_charts::{Form, Funnel};
///
/// let funnel = Funnel::new("From rows to tweets", "read", 30_954)
///     .with_rule("advertisement", 1_204)
///     .with_rule("fewer than 3 words", 5_982);
/// assert!(funnel.svg(Form::Inline)?.contains("23,768"));
/// assert!(funnel.csv().ends_with("fewer than 3 words,5982,23768,0.767849066356529\r\n"));
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    caption: Caption,
    start: String,
    rows: u64,
    rules: Vec<(String, u64)>,
    colour: Colour,
}

/// A funnel has at most so many rules.
const MOST_RULES: usize = 60;

impl Funnel {
    /// A funnel without rules yet: what the rows are called that go in, and how many there are.
    #[must_use]
    pub fn new(caption: impl Into<Caption>, start: impl Into<String>, rows: u64) -> Self {
        let colour = Colour::Palette(0);
        Self {
            caption: caption.into(),
            start: start.into(),
            rows,
            rules: Vec::new(),
            colour,
        }
    }

    /// The next rule, and how many of the rows left it drops.
    #[must_use]
    pub fn with_rule(mut self, rule: impl Into<String>, dropped: u64) -> Self {
        self.rules.push((rule.into(), dropped));
        self
    }

    /// The colour of what is left.
    #[must_use]
    pub fn with_colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no rows, more than 10^15 of them or more than 60 rules, or a rule that
    /// drops more rows than are left.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(("row", "rows"), usize::from(self.rows > 0), 1)?;
        check::values(&self.start, &[self.rows as f64])?;
        check::size(("rule", "rules"), self.rules.len().max(1), MOST_RULES)?;
        let mut left = self.rows;
        for (index, (rule, dropped)) in self.rules.iter().enumerate() {
            let Some(rest) = left.checked_sub(*dropped) else {
                let (rule, dropped) = (crate::text::short_name(rule), *dropped);
                return Err(ChartError::Dropped {
                    rule,
                    index,
                    left,
                    dropped,
                });
            };
            left = rest;
        }
        Ok(self.drawn(form))
    }

    /// The numbers of the figure as CSV: a row for the start and for each rule.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let header = [words.step, words.dropped, words.left, words.share_left];
        let mut table = crate::csv::Table::new(header);
        for step in self.steps() {
            table.text(step.name);
            match step.dropped {
                Some(dropped) => table.count(dropped),
                None => table.number(None),
            }
            table.count(step.left);
            table.number(Some(step.left as f64 / self.rows as f64));
            table.end_row();
        }
        table.finish()
    }

    fn steps(&self) -> Vec<Step<'_>> {
        let mut left = self.rows;
        let mut steps = vec![Step {
            name: &self.start,
            dropped: None,
            left,
        }];
        for (name, dropped) in &self.rules {
            left = left.saturating_sub(*dropped);
            steps.push(Step {
                name,
                dropped: Some(*dropped),
                left,
            });
        }
        steps
    }

    fn drawn(&self, form: Form) -> String {
        let locale = self.caption.locale;
        let words = locale.words();
        let share = |rows: u64| locale.percent(rows as f64 / self.rows as f64, 1);
        let mut page = Page::new(&self.caption, form);
        page.note(&self.caption.vertical);
        page.bottom += 4.0;
        let room = page.width - 2.0 * EDGE;
        let length = |rows: u64| room * (rows as f64 / self.rows as f64);
        let mut description = String::new();
        for step in self.steps() {
            let name = label(step.name);
            let right = format!("{} ({})", locale.count(step.left), share(step.left));
            let left = match step.dropped {
                None => String::new(),
                Some(0) => locale.count(0),
                Some(dropped) => format!("\u{2212}{}", locale.count(dropped)),
            };
            let baseline = page.bottom + LABEL + 4.0;
            let text = Text::new([page.width - EDGE, baseline], SMALL, &right);
            page.canvas.text(text.anchored(Anchor::End));
            let taken = text_width(&right, SMALL) + 12.0;
            let mut x = EDGE;
            if step.dropped.is_some() {
                let text = Text::new([x, baseline], SMALL, &left);
                page.canvas.text(text.painted(Paint::Soft));
                x += text_width(&left, SMALL) + 7.0;
            }
            let shown = fitted(&name, LABEL, page.width - EDGE - x - taken);
            page.canvas
                .text(Text::new([x, baseline], LABEL, &shown).with_tip(&name));

            let y = baseline + 5.0;
            let kept = length(step.left);
            let tip = format!(
                "{}: {} {}",
                cut(&name, 80),
                locale.count(step.left),
                words.left
            );
            page.canvas
                .rect([EDGE, y, room, 13.0], (Paint::Shade, 1.0), "");
            page.canvas.rect(
                [EDGE, y, kept, 13.0],
                (Paint::Series(self.colour), 1.0),
                &tip,
            );
            if let Some(dropped) = step.dropped {
                let count = locale.count(dropped);
                let tip = format!("{}: {count} {}", cut(&name, 80), words.dropped);
                let area = [EDGE + kept, y, length(dropped), 13.0];
                page.canvas
                    .rect(area, (Paint::Series(self.colour), 0.4), &tip);
                description.push_str(&format!("{tip}, "));
                description.push_str(&format!("{} {}. ", locale.count(step.left), words.left));
            } else {
                description.push_str(&format!("{tip}. "));
            }
            page.bottom = y + 13.0 + 6.0;
        }
        page.horizontal_name([EDGE, page.width - EDGE]);
        page.finish(description.trim_end())
    }
}

struct Step<'a> {
    name: &'a str,
    dropped: Option<u64>,
    left: u64,
}
