//! What all figures share: the title above, the legend below it, the axes.

use crate::measure::{bold_width, text_width, wrapped};
use crate::paint::Paint;
use crate::scale::Scale;
use crate::svg::{Anchor, Canvas, Form, Text};
use crate::text::{cut, label};
use crate::{Caption, Colour};

/// Sizes of letters, in units of the drawing.
pub(crate) const TITLE: f64 = 15.0;
pub(crate) const LABEL: f64 = 12.5;
pub(crate) const SMALL: f64 = 11.5;

/// From one baseline to the next, as a part of the size.
pub(crate) const LEADING: f64 = 1.25;

/// Kept free at the left and right edge.
pub(crate) const EDGE: f64 = 4.0;

/// A description has at most so many characters.
const LONGEST_DESCRIPTION: usize = 3000;

/// How a series is marked in a legend.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Block(Paint),
    Line(Paint, &'static str, usize),
    Dashed(Paint),
}

/// A drawing with the title done, growing downwards.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) canvas: Canvas,
    pub(crate) caption: &'a Caption,
    pub(crate) width: f64,
    /// How far down the drawing goes so far.
    pub(crate) bottom: f64,
}

impl<'a> Page<'a> {
    pub(crate) fn new(caption: &'a Caption, form: Form) -> Self {
        let width = caption.width.units();
        let mut page = Self {
            canvas: Canvas::new(form),
            caption,
            width,
            bottom: 2.0,
        };
        if caption.title_drawn {
            let title = label(&caption.title);
            let room = (width - 2.0 * EDGE) * text_width("title", 1.0) / bold_width("title", 1.0);
            for line in wrapped(&title, TITLE, room, 3) {
                page.bottom += TITLE * LEADING;
                let place = [EDGE, page.bottom - 0.25 * TITLE];
                page.canvas.text(Text::new(place, TITLE, &line).bold());
            }
            page.bottom += 4.0;
        }
        page
    }

    /// The keys of the series in rows; a single series needs none.
    pub(crate) fn legend(&mut self, entries: &[(Key, String)]) {
        let (mark, gap) = (18.0, 14.0);
        let mut x = EDGE;
        let mut baseline = self.bottom + LABEL;
        for (key, name) in entries {
            let lines = wrapped(name, LABEL, self.width - 2.0 * EDGE - mark, 1);
            let Some(name) = lines.first() else { continue };
            let wide = mark + text_width(name, LABEL);
            if x > EDGE && x + wide > self.width - EDGE {
                x = EDGE;
                baseline += LABEL * 1.4;
            }
            self.key(*key, [x, baseline]);
            self.canvas
                .text(Text::new([x + mark, baseline], LABEL, name));
            x += wide + gap;
        }
        if !entries.is_empty() {
            self.bottom = baseline + 10.0;
        }
    }

    /// Lines of text over the whole width.
    pub(crate) fn note(&mut self, text: &str) {
        for line in wrapped(&label(text), SMALL, self.width - 2.0 * EDGE, 4) {
            self.bottom += SMALL * 1.3;
            let place = [EDGE, self.bottom - 0.25 * SMALL];
            self.canvas
                .text(Text::new(place, SMALL, &line).painted(Paint::Soft));
        }
    }

    /// The name of the vertical axis, above its ticks: it is read without turning the head.
    pub(crate) fn vertical_name(&mut self) {
        self.note(&self.caption.vertical);
        self.bottom += 8.0;
    }

    /// The name of the horizontal axis, below what was drawn, in the middle of the plot.
    pub(crate) fn horizontal_name(&mut self, [left, right]: [f64; 2]) {
        let middle = (left + right) / 2.0;
        let room = 2.0 * (middle.min(self.width - middle) - EDGE);
        for line in wrapped(&label(&self.caption.horizontal), SMALL, room, 2) {
            self.bottom += SMALL * 1.35;
            let place = [middle, self.bottom - 0.25 * SMALL];
            let text = Text::new(place, SMALL, &line).anchored(Anchor::Middle);
            self.canvas.text(text.painted(Paint::Soft));
        }
    }

    /// Grid lines at the ticks of a vertical axis, with their labels left of `left`.
    pub(crate) fn vertical_axis(
        &mut self,
        scale: &Scale,
        [left, right]: [f64; 2],
        labels: &[String],
    ) {
        for (tick, name) in scale.ticks.iter().zip(labels) {
            let y = scale.place(*tick);
            self.canvas.line([left, y, right, y], Paint::Grid, 1.0, "");
            let text = Text::new([left - 5.0, y + 0.35 * SMALL], SMALL, name);
            self.canvas
                .text(text.anchored(Anchor::End).painted(Paint::Soft));
        }
    }

    /// Grid lines at the ticks of a horizontal axis, with their labels under `bottom`; one that
    /// would touch its neighbour is left out.
    pub(crate) fn horizontal_axis(
        &mut self,
        scale: &Scale,
        [top, bottom]: [f64; 2],
        labels: &[String],
    ) {
        let mut taken = f64::NEG_INFINITY;
        for (tick, name) in scale.ticks.iter().zip(labels) {
            let x = scale.place(*tick);
            self.canvas.line([x, top, x, bottom], Paint::Grid, 1.0, "");
            let half = text_width(name, SMALL) / 2.0;
            let x = x.min(self.width - half).max(half);
            if x - half < taken {
                continue;
            }
            taken = x + half + 4.0;
            let text = Text::new([x, bottom + SMALL + 3.0], SMALL, name);
            self.canvas
                .text(text.anchored(Anchor::Middle).painted(Paint::Soft));
        }
        self.bottom = bottom + SMALL + 8.0;
    }

    /// Labels under the slots of a plot: in up to three lines where they fit, turned where they do
    /// not, and only every second, fifth or tenth (and so on) where even that is too close, or
    /// where many are short enough to stay upright.
    pub(crate) fn slot_labels(&mut self, names: &[String], [left, right]: [f64; 2], top: f64) {
        let pitch = (right - left) / names.len().max(1) as f64;
        let centre = |slot: usize| left + (slot as f64 + 0.5) * pitch;
        let names: Vec<String> = names.iter().map(|name| label(name)).collect();
        let room = pitch - 4.0;
        let longest_word = |name: &String| {
            name.split_whitespace()
                .map(|word| text_width(word, SMALL))
                .fold(0.0, f64::max)
        };
        if names.iter().all(|name| longest_word(name) <= room) {
            let mut lowest = top;
            for (slot, name) in names.iter().enumerate() {
                let mut y = top + 3.0;
                for line in wrapped(name, SMALL, room, 3) {
                    y += SMALL * LEADING;
                    let text = Text::new([centre(slot), y - 2.0], SMALL, &line);
                    self.canvas
                        .text(text.anchored(Anchor::Middle).with_tip(name));
                }
                lowest = lowest.max(y);
            }
            self.bottom = lowest + 2.0;
            return;
        }
        let longest = widest(&names, SMALL);
        if names.len() > 12 && longest < 40.0 {
            let step = thinned(names.len(), pitch, longest + 6.0);
            // Numbers are shown where they are round.
            let round = |name: &String| name.parse().is_ok_and(|n: usize| n.is_multiple_of(step));
            let first = names.iter().take(step).position(round).unwrap_or(0);
            for (slot, name) in names.iter().enumerate().skip(first).step_by(step) {
                let x = centre(slot).min(self.width - longest / 2.0);
                let text = Text::new([x, top + SMALL + 4.0], SMALL, name);
                self.canvas.text(text.anchored(Anchor::Middle));
            }
            self.bottom = top + SMALL + 8.0;
            return;
        }
        let step = thinned(names.len(), pitch, SMALL * LEADING);
        let mut lowest = top;
        for (slot, name) in names.iter().enumerate().step_by(step) {
            let shown = crate::measure::fitted(name, SMALL, 110.0);
            let place = [centre(slot) + 0.35 * SMALL, top + 5.0];
            let text = Text::new(place, SMALL, &shown)
                .anchored(Anchor::End)
                .turned();
            self.canvas.text(text.with_tip(name));
            lowest = lowest.max(top + 5.0 + text_width(&shown, SMALL));
        }
        self.bottom = lowest + 3.0;
    }

    pub(crate) fn finish(self, own_description: &str) -> String {
        let caption = self.caption;
        let given = crate::text::cleaned(&caption.description);
        let description = if given.trim().is_empty() {
            own_description
        } else {
            given.trim()
        };
        let description = cut(description, LONGEST_DESCRIPTION);
        let language = caption.locale.words().language;
        let size = [self.width, self.bottom + 4.0];
        self.canvas.finish(
            size,
            caption.width.em(),
            language,
            [&label(&caption.title), &description],
        )
    }

    fn key(&mut self, key: Key, [x, baseline]: [f64; 2]) {
        let y = baseline - 0.35 * LABEL;
        match key {
            Key::Block(paint) => {
                self.canvas.rect([x, y - 6.0, 12.0, 12.0], (paint, 1.0), "");
            }
            Key::Line(paint, dashes, shape) => {
                self.canvas
                    .polyline(&[[x, y], [x + 14.0, y]], paint, dashes);
                self.point(shape, [x + 7.0, y], paint, "");
            }
            Key::Dashed(paint) => {
                self.canvas.line([x, y, x + 14.0, y], paint, 1.5, "4 3");
            }
        }
    }

    /// The marker of a series: shapes differ, so that colour is not needed to tell them apart.
    pub(crate) fn point(&mut self, shape: usize, [x, y]: [f64; 2], paint: Paint, tip: &str) {
        let corners: &[[f64; 2]] = match shape % 4 {
            0 => return self.canvas.circle([x, y], 3.4, paint, tip),
            1 => &[[-3.2, -3.2], [3.2, -3.2], [3.2, 3.2], [-3.2, 3.2]],
            2 => &[[0.0, -4.2], [4.0, 3.2], [-4.0, 3.2]],
            _ => &[[0.0, -4.4], [4.4, 0.0], [0.0, 4.4], [-4.4, 0.0]],
        };
        let corners: Vec<[f64; 2]> = corners.iter().map(|[dx, dy]| [x + dx, y + dy]).collect();
        self.canvas.polygon(&corners, (paint, 1.0), tip);
    }
}

/// Every so many of `found` slots gets a label, a round number of them.
pub(crate) fn thinned(found: usize, pitch: f64, needed: f64) -> usize {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    let wide_enough = |step: &&usize| **step as f64 * pitch >= needed;
    steps
        .iter()
        .find(wide_enough)
        .copied()
        .unwrap_or(found.max(1))
}

/// The room that labels of a vertical axis take.
pub(crate) fn widest<S: AsRef<str>>(labels: impl IntoIterator<Item = S>, size: f64) -> f64 {
    labels
        .into_iter()
        .map(|label| text_width(label.as_ref(), size))
        .fold(0.0, f64::max)
}

/// The legend of several series.
pub(crate) fn blocks<'s>(series: impl Iterator<Item = (&'s str, Colour)>) -> Vec<(Key, String)> {
    series
        .map(|(name, colour)| (Key::Block(Paint::Series(colour)), label(name)))
        .collect()
}
