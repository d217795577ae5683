//! Pages that other crates fill, in the style of this one.

use askama::Template;
use report_charts::page_style;

use super::figures::{self, Figure};
use super::summary::{Part, Summary};
use super::table::Table;
use super::view::rendered;
use crate::{EmotionError, Estimate};

/// A page of HTML in English with a summary and sections, for reports that another crate makes. It
/// looks as that of a [`ReportPage`](crate::ReportPage) does, and holds all that it needs.
///
/// ```
/// use speech_emotion::{EmotionError, PageDocument, PageSection};
///
/// let bars = [("SVM <1>", 0.625, Some((0.5, 0.75)))];
/// let section = PageSection::new("How often it is right")
///     .with_text("Of all recordings, so many.")
///     .with_bars("Accuracy", "Whiskers: 95% intervals.", bars);
/// let page = PageDocument::new("A report", "Of a few recordings.")
///     .with_answers("What was found?", ["It is right more often than not."])
///     .with_section(section)
///     .html()?;
/// assert!(page.contains("<h1>A report</h1>") && page.contains("62.5%"));
/// assert!(!page.contains("<1>"));
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PageDocument {
    title: String,
    lead: String,
    summary: Vec<Part>,
    sections: Vec<PageSection>,
}

/// A section of a [`PageDocument`]: texts, then points, tables, figures and a command.
#[derive(Clone, Debug)]
pub struct PageSection {
    title: String,
    texts: Vec<String>,
    points: Vec<String>,
    tables: Vec<Table>,
    figures: Vec<Figure>,
    command: Option<String>,
}

impl PageDocument {
    /// A page with this title, and a sentence below it.
    #[must_use]
    pub fn new(title: impl Into<String>, lead: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lead: lead.into(),
            summary: Vec::new(),
            sections: Vec::new(),
        }
    }

    /// Adds a question to the summary, with the sentences that answer it.
    #[must_use]
    pub fn with_answers<S: Into<String>>(
        mut self,
        question: impl Into<String>,
        answers: impl IntoIterator<Item = S>,
    ) -> Self {
        self.summary.push(Part {
            question: question.into(),
            answers: answers.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Adds a section.
    #[must_use]
    pub fn with_section(mut self, section: PageSection) -> Self {
        self.sections.push(section);
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Page`] where the page cannot be written.
    pub fn html(&self) -> Result<String, EmotionError> {
        rendered(&View {
            title: &self.title,
            document: self,
            summary: Summary::in_english(self.summary.clone()),
            style: page_style(),
            version: env!("CARGO_PKG_VERSION"),
        })
    }
}

impl PageSection {
    /// A section of this title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            texts: Vec::new(),
            points: Vec::new(),
            tables: Vec::new(),
            figures: Vec::new(),
            command: None,
        }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.texts.push(text.into());
        self
    }

    /// Adds points of a list.
    #[must_use]
    pub fn with_points<S: Into<String>>(mut self, points: impl IntoIterator<Item = S>) -> Self {
        self.points.extend(points.into_iter().map(Into::into));
        self
    }

    /// Adds a table. Its first column names the rows; columns in which no cell says anything are
    /// left out, and those of numbers stand to the right.
    #[must_use]
    pub fn with_table<S: Into<String>>(
        mut self,
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        self.tables.push(Table::new(caption, columns, rows));
        self
    }

    /// Adds a table of names and what is said of them.
    #[must_use]
    pub fn with_words(
        mut self,
        caption: impl Into<String>,
        rows: impl IntoIterator<Item = [String; 2]>,
    ) -> Self {
        let rows = rows.into_iter().collect();
        self.tables.push(Table::of_words(caption, rows));
        self
    }

    /// Adds bars of named shares from 0 to 1, with their intervals where all have one, and a note
    /// below them.
    #[must_use]
    pub fn with_bars<S: Into<String>>(
        mut self,
        title: &str,
        note: &str,
        shares: impl IntoIterator<Item = (S, f64, Option<(f64, f64)>)>,
    ) -> Self {
        let named = shares.into_iter().map(|(name, value, interval)| {
            let estimate = Estimate { value, interval };
            (name.into(), estimate)
        });
        let figure = figures::estimates(title, note, named.collect());
        self.figures.push(figure);
        self
    }

    /// Ends the section with a command, as it is typed.
    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }
}

/// What `templates/document.html` shows.
#[derive(Template)]
#[template(path = "document.html")]
struct View<'a> {
    title: &'a str,
    document: &'a PageDocument,
    summary: Summary,
    style: String,
    version: &'static str,
}
