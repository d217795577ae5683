//! The drawing under way.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::paint::Paint;
use crate::text::escaped;

/// Where a figure will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// In a page of HTML: colours are CSS custom properties ([`page_style`](crate::page_style) has
    /// them), text is the page's `currentColor`, the background the page's own.
    Inline,
    /// A file of its own, or an `<img>`: with a background, with colours for renderers that know
    /// no CSS, and with a style sheet for readers who prefer dark screens.
    Standalone,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text; `x` is its start, middle or end, `y` its baseline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    x: f64,
    y: f64,
    size: f64,
    text: &'a str,
    anchor: Anchor,
    paint: Paint,
    bold: bool,
    turned: bool,
    length: Option<f64>,
    tip: Option<&'a str>,
}

impl<'a> Text<'a> {
    pub(crate) fn new([x, y]: [f64; 2], size: f64, text: &'a str) -> Self {
        Self {
            x,
            y,
            size,
            text,
            anchor: Anchor::Start,
            paint: Paint::Ink,
            bold: false,
            turned: false,
            length: None,
            tip: None,
        }
    }

    pub(crate) fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(crate) fn painted(mut self, paint: Paint) -> Self {
        self.paint = paint;
        self
    }

    pub(crate) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Read from bottom to top.
    pub(crate) fn turned(mut self) -> Self {
        self.turned = true;
        self
    }

    /// Stretched or pressed to this length by the renderer.
    pub(crate) fn with_length(mut self, length: f64) -> Self {
        self.length = Some(length);
        self
    }

    /// Shown when the pointer rests on it.
    pub(crate) fn with_tip(mut self, tip: &'a str) -> Self {
        self.tip = Some(tip);
        self
    }
}

/// Elements written so far.
#[derive(Debug)]
pub(crate) struct Canvas {
    form: Form,
    body: String,
    /// What the style sheet of a standalone figure has to name.
    used: BTreeSet<(&'static str, Paint)>,
}

impl Canvas {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            body: String::new(),
            used: BTreeSet::new(),
        }
    }

    /// A filled rectangle; one without height or width is left out, and a tip says what it is.
    pub(crate) fn rect(
        &mut self,
        [x, y, width, height]: [f64; 4],
        (paint, opacity): (Paint, f64),
        tip: &str,
    ) {
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        let paint = self.paints(Some(paint), None);
        let opacity = if opacity < 1.0 {
            format!(" fill-opacity=\"{}\"", number(opacity))
        } else {
            String::new()
        };
        let [x, y, width, height] = [x, y, width, height].map(number);
        let shape = format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{paint}{opacity}"
        );
        self.with_tip(&shape, "rect", tip);
    }

    pub(crate) fn line(&mut self, ends: [f64; 4], paint: Paint, width: f64, dashes: &str) {
        let paint = self.paints(None, Some(paint));
        let [x1, y1, x2, y2] = ends.map(number);
        let (width, dashes) = (number(width), dash_attribute(dashes));
        self.write(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{paint} \
             stroke-width=\"{width}\"{dashes}/>\n"
        ));
    }

    pub(crate) fn polyline(&mut self, points: &[[f64; 2]], paint: Paint, dashes: &str) {
        let paint = self.paints(None, Some(paint));
        let (points, dashes) = (joined(points), dash_attribute(dashes));
        self.write(format_args!(
            "<polyline points=\"{points}\" fill=\"none\"{paint} stroke-width=\"2\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"{dashes}/>\n"
        ));
    }

    pub(crate) fn polygon(
        &mut self,
        points: &[[f64; 2]],
        (paint, opacity): (Paint, f64),
        tip: &str,
    ) {
        let (points, paint) = (joined(points), self.paints(Some(paint), None));
        let opacity = number(opacity);
        let shape = format!("<polygon points=\"{points}\"{paint} fill-opacity=\"{opacity}\"");
        self.with_tip(&shape, "polygon", tip);
    }

    pub(crate) fn circle(&mut self, [x, y]: [f64; 2], radius: f64, paint: Paint, tip: &str) {
        let paint = self.paints(Some(paint), None);
        let [x, y, radius] = [x, y, radius].map(number);
        let shape = format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{paint}");
        self.with_tip(&shape, "circle", tip);
    }

    pub(crate) fn text(&mut self, text: Text<'_>) {
        if text.text.is_empty() {
            return;
        }
        let paint = self.paints(Some(text.paint), None);
        let [x, y, size] = [text.x, text.y, text.size].map(number);
        let mut attributes = match text.anchor {
            Anchor::Start => String::new(),
            Anchor::Middle => " text-anchor=\"middle\"".to_owned(),
            Anchor::End => " text-anchor=\"end\"".to_owned(),
        };
        if text.bold {
            attributes.push_str(" font-weight=\"600\"");
        }
        if text.turned {
            attributes.push_str(&format!(" transform=\"rotate(-90 {x} {y})\""));
        }
        if let Some(length) = text.length {
            let length = number(length);
            attributes.push_str(&format!(
                " textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\""
            ));
        }
        let tip = text.tip.map(title_element).unwrap_or_default();
        let content = escaped(text.text);
        self.write(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{attributes}{paint}>{tip}{content}\
             </text>\n"
        ));
    }

    /// The document around what was drawn.
    pub(crate) fn finish(
        mut self,
        [width, height]: [f64; 2],
        em: u32,
        language: &str,
        [title, description]: [&str; 2],
    ) -> String {
        let [width, height] = [width, height].map(|length| number(length.ceil()));
        let (title, description) = (escaped(title), escaped(description));
        let body = std::mem::take(&mut self.body);
        let (place, below) = match self.form {
            Form::Inline => (
                format!(" class=\"chart\" style=\"max-width:{em}em;{FIGURES}\""),
                String::new(),
            ),
            Form::Standalone => {
                let paint = self.paints(Some(Paint::Paper), None);
                let paper = format!("<rect width=\"{width}\" height=\"{height}\"{paint}/>\n");
                (format!(" style=\"{FIGURES}\""), self.style() + &paper)
            }
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" xml:lang=\"{language}\" lang=\"{language}\"{place} \
             font-family=\"system-ui, -apple-system, 'Segoe UI', Arial, sans-serif\">\n\
             <title>{title}</title>\n<desc>{description}</desc>\n{below}{body}</svg>\n"
        )
    }

    fn style(&self) -> String {
        let mut rules = String::new();
        for (property, paint) in &self.used {
            let (class, dark) = (class(property, *paint), paint.dark());
            let _ = write!(rules, ".{class}{{{property}:{dark}}}");
        }
        // Print takes the light colours, which stand in the attributes.
        format!("<style>@media screen and (prefers-color-scheme: dark){{{rules}}}</style>\n")
    }

    fn paints(&mut self, fill: Option<Paint>, stroke: Option<Paint>) -> String {
        let mut attributes = String::new();
        let mut classes = Vec::new();
        for (property, paint) in [("fill", fill), ("stroke", stroke)] {
            let Some(paint) = paint else { continue };
            let colour = match self.form {
                Form::Inline => paint.variable(),
                Form::Standalone => {
                    self.used.insert((property, paint));
                    classes.push(class(property, paint));
                    paint.light().to_owned()
                }
            };
            attributes.push_str(&format!(" {property}=\"{colour}\""));
        }
        if !classes.is_empty() {
            attributes.push_str(&format!(" class=\"{}\"", classes.join(" ")));
        }
        attributes
    }

    fn with_tip(&mut self, shape: &str, name: &str, tip: &str) {
        if tip.is_empty() {
            return self.write(format_args!("{shape}/>\n"));
        }
        let tip = title_element(tip);
        self.write(format_args!("{shape}>{tip}</{name}>\n"));
    }

    fn write(&mut self, element: std::fmt::Arguments<'_>) {
        // A string takes all that is written to it.
        let _ = self.body.write_fmt(element);
    }
}

/// Digits of one width, so that numbers stand under each other.
const FIGURES: &str = "font-variant-numeric:tabular-nums";

fn class(property: &str, paint: Paint) -> String {
    format!(
        "{}-{}",
        property.chars().next().unwrap_or('f'),
        paint.name()
    )
}

fn title_element(tip: &str) -> String {
    format!("<title>{}</title>", escaped(tip))
}

fn dash_attribute(dashes: &str) -> String {
    if dashes.is_empty() {
        return String::new();
    }
    format!(" stroke-dasharray=\"{dashes}\"")
}

fn joined(points: &[[f64; 2]]) -> String {
    let points: Vec<String> = points
        .iter()
        .map(|[x, y]| format!("{},{}", number(*x), number(*y)))
        .collect();
    points.join(" ")
}

/// At most two decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}
