use std::fmt::Write;

/// The text of all plots: dark, for cells that are always light.
const INK: &str = "#1a1a1a";

/// A long name is cut to so many characters.
const NAME_LENGTH: usize = 24;

/// The width taken by a character of the main size, in units of the drawing; generous, since the
/// font is the reader's.
pub(super) const CHARACTER: usize = 9;

/// A drawing under way; lengths are whole units of the view box.
pub(super) struct Svg {
    text: String,
}

/// Where a text is held by its place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(super) fn new(width: usize, height: usize, title: &str, description: &str) -> Self {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\" \
             font-family=\"sans-serif\" font-size=\"15\" fill=\"{INK}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            escaped(title),
            escaped(description)
        );
        let mut svg = Self { text };
        svg.sized_text([16, 28], Anchor::Start, 18, title);
        svg
    }

    /// A filled rectangle with a light border.
    pub(super) fn cell(&mut self, [x, y]: [usize; 2], [width, height]: [usize; 2], fill: Colour) {
        let Colour([red, green, blue]) = fill;
        self.write(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             fill=\"#{red:02x}{green:02x}{blue:02x}\" stroke=\"#d0d0d0\"/>\n"
        ));
    }

    pub(super) fn line(&mut self, [x1, y1]: [usize; 2], [x2, y2]: [usize; 2]) {
        self.write(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{INK}\" \
             stroke-width=\"2\"/>\n"
        ));
    }

    pub(super) fn dot(&mut self, [x, y]: [usize; 2]) {
        self.write(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"6\"/>\n"));
    }

    pub(super) fn text(&mut self, place: [usize; 2], anchor: Anchor, text: &str) {
        self.sized_text(place, anchor, 15, text);
    }

    pub(super) fn small_text(&mut self, place: [usize; 2], anchor: Anchor, text: &str) {
        self.sized_text(place, anchor, 12, text);
    }

    /// A name, cut if it is long and then kept in full as a tool tip.
    pub(super) fn name(&mut self, [x, y]: [usize; 2], anchor: Anchor, name: &str) {
        let shown = shortened(name);
        if shown == name {
            return self.text([x, y], anchor, name);
        }
        let (shown, name, anchor) = (escaped(&shown), escaped(name), anchor.as_str());
        self.write(format_args!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"><title>{name}</title>{shown}</text>\n"
        ));
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }

    fn sized_text(&mut self, [x, y]: [usize; 2], anchor: Anchor, size: usize, text: &str) {
        let (text, anchor) = (escaped(text), anchor.as_str());
        let size = if size == 15 {
            String::new()
        } else {
            format!(" font-size=\"{size}\"")
        };
        self.write(format_args!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{size}>{text}</text>\n"
        ));
    }

    fn write(&mut self, element: std::fmt::Arguments<'_>) {
        // A string takes all that is written to it.
        let _ = self.text.write_fmt(element);
    }
}

impl Anchor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Red, green and blue.
#[derive(Clone, Copy)]
pub(super) struct Colour(pub(super) [u8; 3]);

impl Colour {
    pub(super) const WHITE: Self = Self([255; 3]);
    pub(super) const GREY: Self = Self([238; 3]);
    /// Light enough for dark text: a contrast of 7 to 1 and better.
    const BLUE: [u8; 3] = [107, 174, 214];
    const ORANGE: [u8; 3] = [253, 174, 107];

    /// White at 0, blue at 1, orange at -1; what lies beyond takes the colour of the end.
    pub(super) fn of(value: f64) -> Self {
        let end = if value < 0.0 {
            Self::ORANGE
        } else {
            Self::BLUE
        };
        let share = value.abs().min(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number from 107 to 255; NaN would be 0"
        )]
        let mixed = |end: u8| (255.0 - share * f64::from(255 - end)).round() as u8;
        Self(end.map(mixed))
    }
}

/// The width of the longest name, as it is shown.
pub(super) fn width_of_names<S: AsRef<str>>(names: &[S]) -> usize {
    let lengths = names.iter().map(|name| name.as_ref().chars().count());
    lengths.max().unwrap_or(0).min(NAME_LENGTH) * CHARACTER
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_LENGTH {
        return name.to_owned();
    }
    let start = name.chars().take(NAME_LENGTH - 1);
    start.chain(std::iter::once('\u{2026}')).collect()
}

/// Text as XML 1.0 allows it: markup as entities, line ends and tabs as spaces, and the replacement
/// character for what cannot stand there at all.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&apos;"),
            '\t' | '\n' | '\r' => result.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => result.push(char::REPLACEMENT_CHARACTER),
            _ => result.push(character),
        }
    }
    result
}
