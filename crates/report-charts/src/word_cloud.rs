use crate::locale::Writer;
use crate::measure::{fitted, mean_width};
use crate::page::{EDGE, Page};
use crate::paint::Paint;
use crate::placement::{Sized, place};
use crate::svg::{Anchor, Form, Text};
use crate::text::label;
use crate::{Caption, ChartError, Colour, check};

/// A word of a cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    text: String,
    weight: f64,
    colour: Option<Colour>,
}

impl Word {
    /// A word with its weight, at least 0.
    #[must_use]
    pub fn new(text: impl Into<String>, weight: f64) -> Self {
        Self {
            text: text.into(),
            weight,
            colour: None,
        }
    }

    /// A colour of its own.
    #[must_use]
    pub fn with_colour(mut self, colour: Colour) -> Self {
        self.colour = Some(colour);
        self
    }
}

/// Words, the larger the heavier.
///
/// The area of a word follows its weight: its height is the root of its share of the greatest
/// weight, though no word is smaller than a quarter of the largest. Words are placed from the
/// heaviest on, along an Archimedean spiral from the middle, each where it first touches no other.
/// Nothing is measured and no platform computes otherwise: the same words give the same cloud,
/// byte for byte.
///
/// ```
/// use report_charts::{Colour, Form, Word, WordCloud};
///
/// let words = [Word::new("islam", 6765.0), Word::new("jawa", 5030.0), Word::new("umat", 1157.0)];
/// let cloud = WordCloud::new("Words of positive tweets", words).with_colour(Colour::Positive);
/// assert!(cloud.svg(Form::Inline)?.contains(">islam</text>"));
/// assert_eq!(cloud.csv(), "word,weight\r\nislam,6765\r\njawa,5030\r\numat,1157\r\n");
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WordCloud {
    caption: Caption,
    words: Vec<Word>,
    colour: Colour,
    turned: bool,
    seed: u64,
}

/// A cloud has at most so many words; more cannot be read.
const MOST_WORDS: usize = 300;

/// A word is at most so many times as long as high, about forty letters; the rest is cut.
const LONGEST_WORD: f64 = 24.0;

/// No word is smaller than this part of the largest.
const SMALLEST: f64 = 0.25;

/// The size of the largest word, where words are placed; the cloud is scaled to the page after.
const LARGEST: f64 = 100.0;

impl WordCloud {
    /// A cloud of words, none of which is turned.
    #[must_use]
    pub fn new(caption: impl Into<Caption>, words: impl IntoIterator<Item = Word>) -> Self {
        Self {
            caption: caption.into(),
            words: words.into_iter().collect(),
            colour: Colour::Palette(0),
            turned: false,
            seed: 1,
        }
    }

    /// The colour of the words that have none of their own.
    #[must_use]
    pub fn with_colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// About a fifth of the words, chosen by the seed, are read from bottom to top; never the
    /// heaviest.
    #[must_use]
    pub fn with_turned_words(mut self) -> Self {
        self.turned = true;
        self
    }

    /// Another seed is another arrangement. It is 1 at first.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no or more than 300 words, and for a weight that is not finite, below 0
    /// or beyond 10^15.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(("word", "words"), self.words.len(), MOST_WORDS)?;
        let weights: Vec<f64> = self.words.iter().map(|word| word.weight).collect();
        let name = self.caption.locale.words().weight;
        check::between(name, &weights, [0.0, crate::scale::LARGEST])?;
        Ok(self.drawn(form))
    }

    /// The numbers of the figure as CSV: a row for each word, in the order given.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let mut table = crate::csv::Table::new([words.word, words.weight]);
        for word in &self.words {
            table.text(&word.text);
            table.number(Some(word.weight));
            table.end_row();
        }
        table.finish()
    }

    /// The words from the heaviest on; those of one weight keep their order.
    fn by_weight(&self) -> Vec<(&Word, String)> {
        let mut sorted: Vec<(&Word, String)> = self
            .words
            .iter()
            .map(|word| (word, fitted(&label(&word.text), 1.0, LONGEST_WORD)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        sorted.sort_by(|(a, _), (b, _)| b.weight.total_cmp(&a.weight));
        sorted
    }

    fn drawn(&self, form: Form) -> String {
        let weights = self.words.iter().map(|word| word.weight);
        let writer = Writer::new(self.caption.locale, self.caption.numbers, weights);
        let sorted = self.by_weight();
        let heaviest = sorted.first().map_or(0.0, |(word, _)| word.weight);
        let sized: Vec<Sized<'_>> = sorted
            .iter()
            .map(|(word, text)| {
                // The root is exact on every platform. With no weight at all, all are equal.
                let share = if heaviest > 0.0 {
                    (word.weight / heaviest).sqrt()
                } else {
                    0.5
                };
                Sized {
                    text,
                    size: LARGEST * share.max(SMALLEST),
                }
            })
            .collect();
        let mut page = Page::new(&self.caption, form);
        let top = page.bottom + 4.0;
        let room = page.width - 2.0 * EDGE;
        let aspect = 1.5;
        let placed = place(&sized, aspect, self.turned, self.seed);
        let edges = placed.iter().fold([f64::INFINITY; 4], |edges, word| {
            let [left, top, right, bottom] = word.area;
            let [l, t, r, b] = edges;
            // The far edges are kept with their sign turned, so that all are least values.
            [l.min(left), t.min(top), r.min(-right), b.min(-bottom)]
        });
        let [left, upper, right, lower] = [edges[0], edges[1], -edges[2], -edges[3]];
        // Letters of few words would otherwise fill the page.
        let scale = (room / (right - left).max(1.0)).min(0.56);
        let shift = EDGE + (room - scale * (right - left)) / 2.0;
        for ((word, text), placed) in sorted.iter().zip(&placed) {
            let colour = word.colour.unwrap_or(self.colour);
            let [x, y] = placed.baseline;
            let place = [shift + scale * (x - left), top + scale * (y - upper)];
            let size = scale * placed.size;
            let tip = format!("{text}: {}", writer.write(word.weight));
            let mut line = Text::new(place, size, text)
                .anchored(Anchor::Middle)
                .painted(Paint::Word(colour))
                .with_length(mean_width(text, size))
                .with_tip(&tip);
            if placed.turned {
                line = line.turned();
            }
            page.canvas.text(line);
        }
        if !placed.is_empty() {
            page.bottom = top + scale * (lower - upper);
        }
        let words: Vec<String> = sorted
            .iter()
            .map(|(word, text)| format!("{text} {}", writer.write(word.weight)))
            .collect();
        let name = self.caption.locale.words().words;
        page.finish(&format!("{} {name}: {}.", sorted.len(), words.join(", ")))
    }
}
