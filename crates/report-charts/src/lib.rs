//! Charts and word clouds as SVG, for reports that hold all they need.
//!
//! - [`Bars`], [`Lines`], [`Days`], [`HeatMap`], [`Funnel`], [`Reliability`] and [`WordCloud`] are
//!   the figures. Each has `svg`, which draws it, and `csv`, which writes its numbers.
//! - [`Caption`] is what stands around it: title, names of the axes, a description for those who
//!   do not see it, how numbers are written ([`Locale`], [`Numbers`]), how wide it is laid out
//!   ([`Width`]).
//! - [`Form`] says where it will stand: inline in a page, whose style sheet gives the colours
//!   ([`page_style`]), or alone as a file, which brings its own for light and dark screens.
//! - [`Colour`] has fixed colours for negative, neutral and positive, and a palette that readers
//!   with a colour vision deficiency can tell apart.
//! - [`ChartError`] says which number of which series cannot be drawn.
//!
//! A figure is text, rectangles and lines: no script, no font, no address of anything elsewhere,
//! no `id` that could clash with another figure's. It has a title and a description, fills the
//! width it is given, and its marks have tool tips. Labels may hold anything: markup is text,
//! control characters and marks that turn the direction of writing are taken out, and what is long
//! is wrapped, turned or cut. The same input gives the same bytes on every platform.
//!
//! # Examples
//!
//! A page with an inline figure:
//!
//! ```
//! use report_charts::{Bars, Colour, Form, Series, page_style};
//!
//! let bars = Bars::new("Labels of the lexicon", ["negative", "neutral", "positive"])
//!     .with_series(Series::new("tweets", [9_112.0, 1_604.0, 13_052.0]))
//!     .with_value_labels();
//! let svg = bars.svg(Form::Inline)?;
//! let page = format!("<!doctype html><style>{}</style><figure>{svg}</figure>", page_style());
//! assert!(page.contains("role=\"img\"") && page.contains("<title>Labels of the lexicon</title>"));
//! # Ok::<(), report_charts::ChartError>(())
//! ```
//!
//! What cannot be drawn is named, and the table of the numbers is still there:
//!
//! ```
//! use report_charts::{Bars, Form, Series};
//!
//! let bars = Bars::new("F1", ["negative", "neutral"])
//!     .with_series(Series::new("SVM", [0.7, f64::NAN]));
//! let error = bars.svg(Form::Standalone).unwrap_err();
//! assert_eq!(error.to_string(), "expected a finite number at index 1 of SVM, got NaN");
//! assert_eq!(bars.csv(), "category,SVM\r\nnegative,0.7\r\nneutral,\r\n");
//! ```
//!
//! An Indonesian figure:
//!
//! ```
//! use report_charts::{Caption, Form, Lines, Locale, Numbers, Series};
//!
//! let caption = Caption::new("Akurasi tiap lipatan")
//!     .with_axes("lipatan", "akurasi")
//!     .with_locale(Locale::Indonesian)
//!     .with_numbers(Numbers::Percent(1));
//! let lines = Lines::new(caption, ["1", "2", "3"])
//!     .with_series(Series::new("validasi", [0.7672, 0.7702, 0.7693]));
//! assert!(lines.svg(Form::Standalone)?.contains("validasi, 1: 76,7%"));
//! # Ok::<(), report_charts::ChartError>(())
//! ```
//!
//! # Reference
//!
//! M. Okabe and K. Ito, "Color Universal Design" (2008): the palette.

mod bars;
mod caption;
mod check;
mod csv;
mod date;
mod days;
mod error;
mod funnel;
mod heat_map;
mod lines;
mod locale;
mod measure;
mod page;
mod paint;
mod placement;
mod reliability;
mod scale;
mod series;
mod svg;
mod text;
mod word_cloud;

pub use bars::{Arrangement, Bars, Direction};
pub use caption::{Caption, Width};
pub use date::Date;
pub use days::Days;
pub use error::ChartError;
pub use funnel::Funnel;
pub use heat_map::HeatMap;
pub use lines::Lines;
pub use locale::{Locale, Numbers};
pub use measure::text_width;
pub use paint::{Colour, page_style};
pub use reliability::{Reliability, ReliabilityBin};
pub use series::Series;
pub use svg::Form;
pub use word_cloud::{Word, WordCloud};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
