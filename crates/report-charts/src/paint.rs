//! Colours, by what they stand for.

use std::fmt::Write;

/// The colour of a series, of a word or of a figure.
///
/// The classes of sentiment have colours of their own, the same in every figure. They differ in
/// hue for those who confuse red and green, and in lightness for print in grey: neutral is the
/// palest and positive the strongest. (On a dark page positive is the lightest and neutral the
/// darkest.)
///
/// | colour | light page | dark page | variable |
/// |---|---|---|---|
/// | negative | `#d55e00` vermilion | `#f08a4b` | `--chart-negative` |
/// | neutral | `#a9b1bd` grey | `#6f7885` | `--chart-neutral` |
/// | positive | `#004f7c` deep blue | `#a9dbff` | `--chart-positive` |
///
/// The others follow Okabe and Ito (2008), in an order where neighbours differ in lightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Colour {
    /// The class negative.
    Negative,
    /// The class neutral.
    Neutral,
    /// The class positive.
    Positive,
    /// The colour at this place of the palette, from 0; after the eighth it begins again.
    Palette(u8),
}

/// How many colours the palette has; a figure has no more series.
pub(crate) const PALETTE: usize = 8;

impl Colour {
    /// The colour of the series at a place.
    pub(crate) fn at(place: usize) -> Self {
        Self::Palette(u8::try_from(place % PALETTE).unwrap_or(0))
    }

    fn entries(self) -> Trio {
        let class = CLASSES.iter().find(|(known, _)| *known == self);
        let place = match self {
            Self::Palette(place) => usize::from(place) % PALETTE,
            _ => 0,
        };
        class.map_or(SERIES[place], |(_, entries)| *entries)
    }
}

/// What a mark is painted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Paint {
    /// Text and marks of first rank.
    Ink,
    /// Text of second rank.
    Soft,
    Grid,
    Axis,
    /// The page below.
    Paper,
    /// Bands of weekends, and what has no value.
    Shade,
    /// Cells of a heat map: above 0, and below.
    Heat,
    Cold,
    Series(Colour),
    /// Text upon a series.
    On(Colour),
    /// A word of the class or series: its hue, strong enough for letters.
    Word(Colour),
}

/// A name, the colour without a style sheet (on light and on dark), on light, on dark.
type Entry = (&'static str, &'static str, &'static str, &'static str);

const CHROME: [(Paint, Entry); 8] = [
    (Paint::Ink, ("ink", "currentColor", "#1c2330", "#e6e9ef")),
    (Paint::Soft, ("soft", "currentColor", "#4d5766", "#aab4c2")),
    (Paint::Grid, ("grid", "#88888840", "#e1e5ec", "#2c3441")),
    (Paint::Axis, ("axis", "#888888", "#8a93a1", "#7c8798")),
    (Paint::Paper, ("paper", "Canvas", "#ffffff", "#14181f")),
    (Paint::Shade, ("shade", "#8888882e", "#eceff4", "#232b37")),
    (Paint::Heat, ("heat", "#2f86bf", "#00507f", "#3e8fc4")),
    (Paint::Cold, ("cold", "#d55e00", "#b34700", "#c9662a")),
];

/// A mark, text upon it, and a word of its hue.
type Trio = [Entry; 3];

const CLASSES: [(Colour, Trio); 3] = [
    (
        Colour::Negative,
        [
            ("negative", "#d55e00", "#d55e00", "#f08a4b"),
            ("on-negative", "#000", "#000", "#000"),
            ("word-negative", "#d55e00", "#b34700", "#f08a4b"),
        ],
    ),
    (
        Colour::Neutral,
        [
            ("neutral", "#8b95a3", "#a9b1bd", "#6f7885"),
            ("on-neutral", "#000", "#000", "#000"),
            ("word-neutral", "#7d8794", "#667080", "#98a3b3"),
        ],
    ),
    (
        Colour::Positive,
        [
            ("positive", "#2b7bb9", "#004f7c", "#a9dbff"),
            ("on-positive", "#000", "#fff", "#000"),
            ("word-positive", "#2b7bb9", "#004f7c", "#a9dbff"),
        ],
    ),
];

const SERIES: [Trio; PALETTE] = [
    [
        ("1", "#2b7bb9", "#0067a3", "#5fb2e6"),
        ("on-1", "#000", "#fff", "#000"),
        ("word-1", "#2b7bb9", "#0067a3", "#5fb2e6"),
    ],
    [
        ("2", "#e69f00", "#e69f00", "#f2b94d"),
        ("on-2", "#000", "#000", "#000"),
        ("word-2", "#b37c00", "#8a5f00", "#f2b94d"),
    ],
    [
        ("3", "#009e73", "#00875f", "#35c79d"),
        ("on-3", "#000", "#fff", "#000"),
        ("word-3", "#009e73", "#00735a", "#35c79d"),
    ],
    [
        ("4", "#cc79a7", "#cc79a7", "#e6a8c8"),
        ("on-4", "#000", "#000", "#000"),
        ("word-4", "#c05f95", "#a04d7d", "#e6a8c8"),
    ],
    [
        ("5", "#d55e00", "#b84f00", "#ee7f3b"),
        ("on-5", "#000", "#fff", "#000"),
        ("word-5", "#d55e00", "#b34700", "#ee7f3b"),
    ],
    [
        ("6", "#56b4e9", "#56b4e9", "#a9dbff"),
        ("on-6", "#000", "#000", "#000"),
        ("word-6", "#2f8fc4", "#1f72a5", "#a9dbff"),
    ],
    [
        ("7", "#8b95a3", "#4a5260", "#8b95a3"),
        ("on-7", "#000", "#fff", "#000"),
        ("word-7", "#7d8794", "#4a5260", "#98a3b3"),
    ],
    [
        ("8", "#b8a900", "#c7b800", "#efe36a"),
        ("on-8", "#000", "#000", "#000"),
        ("word-8", "#8f8400", "#746a00", "#efe36a"),
    ],
];

impl Paint {
    fn entry(self) -> Entry {
        match self {
            Self::Series(colour) => colour.entries()[0],
            Self::On(colour) => colour.entries()[1],
            Self::Word(colour) => colour.entries()[2],
            _ => {
                let known = CHROME.iter().find(|(known, _)| *known == self);
                known.map_or(CHROME[0].1, |entry| entry.1)
            }
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    pub(crate) fn variable(self) -> String {
        let (name, fallback, ..) = self.entry();
        format!("var(--chart-{name},{fallback})")
    }

    pub(crate) fn light(self) -> &'static str {
        self.entry().2
    }

    pub(crate) fn dark(self) -> &'static str {
        self.entry().3
    }
}

/// The style sheet of a page with inline figures: their colours as CSS custom properties, for a
/// light page, for a dark one (by the reader's preference, or by `data-theme` on the root element,
/// which wins), and for print, which is light.
///
/// A page may set any of these properties itself, after this sheet; it may also leave the sheet
/// out: the figures then take colours that can be read on both.
///
/// ```
/// let page = format!("<style>{}</style>", report_charts::page_style());
/// assert!(page.contains("--chart-positive:#004f7c"));
/// assert!(page.contains("prefers-color-scheme: dark"));
/// ```
#[must_use]
pub fn page_style() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    let chrome = CHROME.iter().map(|(_, entry)| *entry);
    let classes = CLASSES.iter().flat_map(|(_, entries)| *entries);
    let series = SERIES.into_iter().flatten();
    for (name, _, on_light, on_dark) in chrome.chain(classes).chain(series) {
        // A string takes all that is written to it.
        let _ = write!(light, "--chart-{name}:{on_light};");
        let _ = write!(dark, "--chart-{name}:{on_dark};");
    }
    format!(
        ":root{{{light}}}\n\
         @media screen and (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         @media screen{{:root[data-theme=dark]{{{dark}}}}}\n\
         .chart{{display:block;width:100%;height:auto;break-inside:avoid}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it, of `#rrggbb` or `#rgb`.
    fn luminance(colour: &str) -> f64 {
        let digits = &colour[1..];
        let channel = |place: usize| {
            let text = match digits.len() {
                3 => digits[place..=place].repeat(2),
                _ => digits[2 * place..2 * place + 2].to_owned(),
            };
            let value = f64::from(u8::from_str_radix(&text, 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read() {
        let colours = (0..8).map(Colour::Palette);
        let classes = [Colour::Negative, Colour::Neutral, Colour::Positive];
        for colour in colours.chain(classes) {
            let (series, on) = (Paint::Series(colour).entry(), Paint::On(colour).entry());
            for (below, text) in [(series.1, on.1), (series.2, on.2), (series.3, on.3)] {
                assert!(contrast(below, text) >= 4.5, "{} {below} {text}", series.0);
            }
            let word = Paint::Word(colour);
            assert!(
                contrast(word.light(), Paint::Paper.light()) >= 4.5,
                "{}",
                word.name()
            );
            assert!(
                contrast(word.dark(), Paint::Paper.dark()) >= 4.5,
                "{}",
                word.name()
            );
        }
        for paint in [Paint::Ink, Paint::Soft] {
            assert!(contrast(paint.light(), Paint::Paper.light()) >= 7.0);
            assert!(contrast(paint.dark(), Paint::Paper.dark()) >= 7.0);
        }
    }

    #[test]
    fn marks_stand_out_from_the_page() {
        for colour in (0..8)
            .map(Colour::Palette)
            .chain([Colour::Negative, Colour::Positive])
        {
            let series = Paint::Series(colour);
            assert!(
                contrast(series.light(), Paint::Paper.light()) >= 1.9,
                "{}",
                series.name()
            );
            assert!(
                contrast(series.dark(), Paint::Paper.dark()) >= 3.0,
                "{}",
                series.name()
            );
        }
    }

    #[test]
    fn classes_differ_in_grey() {
        let of = |page: fn(Paint) -> &'static str| {
            [Colour::Negative, Colour::Neutral, Colour::Positive].map(|c| page(Paint::Series(c)))
        };
        for [negative, neutral, positive] in [of(Paint::light), of(Paint::dark)] {
            assert!(contrast(negative, neutral) >= 1.5);
            assert!(contrast(negative, positive) >= 1.5);
            assert!(contrast(neutral, positive) >= 1.5);
        }
    }
}
