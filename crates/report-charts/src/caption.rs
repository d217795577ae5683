use crate::{Locale, Numbers};

/// What stands around the marks of a figure: title, description, names of the axes; and how its
/// numbers are written. A plain string is a caption with that title.
///
/// ```
/// use report_charts::{Caption, Locale, Numbers};
///
/// let caption = Caption::new("Akurasi tiap lipatan")
///     .with_axes("lipatan", "akurasi")
///     .with_locale(Locale::Indonesian)
///     .with_numbers(Numbers::Percent(1));
/// # let _ = caption;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) horizontal: String,
    pub(crate) vertical: String,
    pub(crate) locale: Locale,
    pub(crate) numbers: Numbers,
    pub(crate) width: Width,
    pub(crate) title_drawn: bool,
}

/// How wide a figure is laid out. Either fills the width of what it stands in, up to 30 or 57 em
/// inline: the width decides how large its letters are beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Width {
    /// 400 units: readable on a phone, and one column of a page.
    #[default]
    Column,
    /// 760 units: a whole page, or a screen.
    Page,
}

impl Caption {
    /// A caption with a title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            horizontal: String::new(),
            vertical: String::new(),
            locale: Locale::English,
            numbers: Numbers::Automatic,
            width: Width::Column,
            title_drawn: true,
        }
    }

    /// What the figure shows, in words, for those who do not see it. Without it the figure
    /// describes its numbers itself.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The names of the horizontal and the vertical axis; an empty name is left out.
    #[must_use]
    pub fn with_axes(mut self, horizontal: impl Into<String>, vertical: impl Into<String>) -> Self {
        self.horizontal = horizontal.into();
        self.vertical = vertical.into();
        self
    }

    /// The decimal mark, and the language of the words that the figure adds.
    #[must_use]
    pub fn with_locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// How values are written.
    #[must_use]
    pub fn with_numbers(mut self, numbers: Numbers) -> Self {
        self.numbers = numbers;
        self
    }

    /// How wide the figure is laid out.
    #[must_use]
    pub fn with_width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// The title is not drawn, only read out: for a page that has it as a heading.
    #[must_use]
    pub fn with_title_hidden(mut self) -> Self {
        self.title_drawn = false;
        self
    }
}

impl From<&str> for Caption {
    fn from(title: &str) -> Self {
        Self::new(title)
    }
}

impl From<String> for Caption {
    fn from(title: String) -> Self {
        Self::new(title)
    }
}

impl Width {
    pub(crate) fn units(self) -> f64 {
        match self {
            Self::Column => 400.0,
            Self::Page => 760.0,
        }
    }

    /// Where a plot has no height of its own.
    pub(crate) fn plot_height(self) -> f64 {
        match self {
            Self::Column => 190.0,
            Self::Page => 260.0,
        }
    }

    /// The greatest width inline, in em.
    pub(crate) fn em(self) -> u32 {
        match self {
            Self::Column => 30,
            Self::Page => 57,
        }
    }
}
