//! A look at the first rows before a file is read.

use crate::row::Sample;
use crate::shown::{listed, shown};
use crate::{Date, DateOrder, Format, FoundEncoding, TweetReader};
use std::collections::HashMap;
use std::fmt::{Display, Formatter};

/// Which columns are taken for what, with their first values and with doubts.
///
/// ```
/// use tweet_reader::TweetReader;
///
/// // The headers of Date and User are swapped.
/// let file = "Date,User,Tweet\nani,2023-02-01,halo dunia\nbudi,2023-02-02,apa kabar\n";
/// let preview = TweetReader::new().preview_of("tweets.csv", file.as_bytes(), 1)?;
/// assert_eq!(
///     preview.warnings()[0].to_string(),
///     "the values of column `Date` are no dates, such as `ani`; those of `User` are"
/// );
/// # Ok::<(), tweet_reader::ReadError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Preview {
    name: String,
    format: Format,
    encoding: FoundEncoding,
    columns: Vec<String>,
    parts: Vec<PreviewPart>,
    rows: Vec<Vec<String>>,
    warnings: Vec<Warning>,
}

/// One part of a tweet in a [`Preview`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreviewPart {
    /// `text`, `id`, `date` or `user`.
    pub part: &'static str,
    /// The column that holds it, if one does.
    pub column: Option<String>,
    /// Its first values. Names of users are not shown, but how long they are.
    pub values: Vec<String>,
}

/// A doubt about the mapping of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Most values of the date column are no dates.
    NotDates {
        /// The column.
        column: String,
        /// One that is none.
        value: String,
        /// A column whose values are dates.
        instead: Option<String>,
    },
    /// Some dates can only be read in the other order.
    OtherDateOrder {
        /// The column.
        column: String,
        /// Such a date.
        value: String,
    },
    /// Every date could be read in both orders.
    AmbiguousDates {
        /// The column.
        column: String,
        /// One of them.
        value: String,
        /// How it is read.
        read_as: Date,
    },
    /// Most texts are numbers, dates or single words.
    NotText {
        /// The column.
        column: String,
        /// One of them.
        value: String,
        /// The column with the longest values.
        instead: Option<String>,
    },
    /// Some texts are empty.
    EmptyTexts {
        /// The column.
        column: String,
        /// How many of the rows looked at.
        count: usize,
    },
    /// An id stands in several rows.
    RepeatedIds {
        /// The column.
        column: String,
        /// The first such id.
        value: String,
    },
    /// Ids that a spreadsheet has rounded.
    RoundedIds {
        /// The column.
        column: String,
        /// Such an id.
        value: String,
    },
    /// A header has blanks around it, which make no difference.
    PaddedName {
        /// The header as it stands.
        header: String,
    },
    /// The names of users are dates.
    UsersAreDates {
        /// The column.
        column: String,
    },
}

impl Display for Warning {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotDates {
                column,
                value,
                instead,
            } => {
                let value = shown(value);
                write!(
                    formatter,
                    "the values of column `{column}` are no dates, such as `{value}`"
                )?;
                match instead {
                    Some(instead) => write!(formatter, "; those of `{instead}` are"),
                    None => Ok(()),
                }
            }
            Self::OtherDateOrder { column, value } => write!(
                formatter,
                "column `{column}` has dates such as `{value}`, which fit the other order of day \
                 and month"
            ),
            Self::AmbiguousDates {
                column,
                value,
                read_as,
            } => write!(
                formatter,
                "day and month of column `{column}` could be swapped: `{value}` is read as \
                 {read_as}"
            ),
            Self::NotText {
                column,
                value,
                instead,
            } => {
                let value = shown(value);
                write!(
                    formatter,
                    "the values of column `{column}` are no texts, such as `{value}`"
                )?;
                match instead {
                    Some(instead) => write!(formatter, "; those of `{instead}` are longer"),
                    None => Ok(()),
                }
            }
            Self::EmptyTexts { column, count } => {
                write!(formatter, "column `{column}` is empty in {count} rows")
            }
            Self::RepeatedIds { column, value } => write!(
                formatter,
                "column `{column}` identifies no row: `{}` stands in several",
                shown(value)
            ),
            Self::RoundedIds { column, value } => write!(
                formatter,
                "the ids of column `{column}` were rounded, such as `{}`: export them as text",
                shown(value)
            ),
            Self::PaddedName { header } => write!(
                formatter,
                "column `{}` has blanks around its name, and is `{}` without them",
                shown(header),
                shown(header.trim())
            ),
            Self::UsersAreDates { column } => {
                write!(
                    formatter,
                    "the values of column `{column}` are dates, no users"
                )
            }
        }
    }
}

impl Preview {
    /// How many rows are looked at for warnings.
    pub const CHECKED: usize = 200;

    pub(crate) fn new(
        settings: &TweetReader,
        name: String,
        format: Format,
        encoding: FoundEncoding,
        sample: Sample,
        rows: usize,
    ) -> Self {
        let warnings = Look {
            sample: &sample,
            order: settings.date_order,
        }
        .warnings();
        let part = |part, index: Option<usize>| {
            let values = sample.rows.iter().take(rows).map(|row| {
                let value = index.and_then(|index| row.get(index));
                value.cloned().unwrap_or_default()
            });
            PreviewPart {
                part,
                column: index.and_then(|index| sample.columns.get(index)).cloned(),
                values: values.collect(),
            }
        };
        let mut user = part("user", sample.user);
        for value in &mut user.values {
            if !value.is_empty() && Date::parse(value, settings.date_order).is_none() {
                *value = format!("({} characters)", value.chars().count());
            }
        }
        let parts = vec![
            part("text", sample.text),
            part("id", sample.id),
            part("date", sample.date),
            user,
        ];
        Self {
            name,
            format,
            encoding,
            columns: sample.columns,
            parts,
            rows: sample.rows.into_iter().take(rows).collect(),
            warnings,
        }
    }

    /// Text, id, date and user, in this order.
    #[must_use]
    pub fn parts(&self) -> &[PreviewPart] {
        &self.parts
    }

    /// The first rows, a field a column, as they stand: users are named.
    #[must_use]
    pub fn first_rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// What does not look right.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The columns of the file.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The format of the file.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The encoding of the file, and how it was found.
    #[must_use]
    pub fn encoding(&self) -> FoundEncoding {
        self.encoding
    }
}

/// A few lines for people: the file, its columns, a table of the mapping, the warnings.
impl Display for Preview {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(
            formatter,
            "{}: {}, {}",
            shown(&self.name),
            self.format,
            self.encoding
        )?;
        writeln!(formatter, "columns: {}", listed(&self.columns))?;
        for part in &self.parts {
            let Some(column) = &part.column else {
                writeln!(formatter, "{:<4} = none", part.part)?;
                continue;
            };
            let values: Vec<String> = part.values.iter().map(|value| shown(value)).collect();
            let column = shown(column);
            writeln!(
                formatter,
                "{:<4} = `{column}`: {}",
                part.part,
                values.join(" | ")
            )?;
        }
        for warning in &self.warnings {
            writeln!(formatter, "warning: {warning}")?;
        }
        Ok(())
    }
}

/// The rows that are looked at.
struct Look<'s> {
    sample: &'s Sample,
    order: DateOrder,
}

impl<'s> Look<'s> {
    fn warnings(&self) -> Vec<Warning> {
        let padded = self.sample.padded.iter();
        let mut warnings: Vec<Warning> = padded
            .map(|header| Warning::PaddedName {
                header: header.clone(),
            })
            .collect();
        if let Some(date) = self.sample.date {
            self.look_at_dates(date, &mut warnings);
        }
        if let Some(text) = self.sample.text {
            self.look_at_texts(text, &mut warnings);
        }
        if let Some(id) = self.sample.id {
            self.look_at_ids(id, &mut warnings);
        }
        if let Some(user) = self.sample.user
            && self.is_mostly(user, |value| self.is_written_date(value))
        {
            let column = self.name(user);
            warnings.push(Warning::UsersAreDates { column });
        }
        warnings
    }

    fn look_at_dates(&self, date: usize, warnings: &mut Vec<Warning>) {
        let other = match self.order {
            DateOrder::DayFirst => DateOrder::MonthFirst,
            DateOrder::MonthFirst => DateOrder::DayFirst,
        };
        let column = self.name(date);
        let values = || self.values(date);
        let wrong = values().find(|value| Date::parse(value, self.order).is_none());
        let swapped = values().find(|value| {
            Date::parse(value, self.order).is_none() && Date::parse(value, other).is_some()
        });
        if let Some(value) = swapped {
            let value = value.to_owned();
            warnings.push(Warning::OtherDateOrder { column, value });
        } else if let Some(value) = wrong
            && !self.is_mostly(date, |value| Date::parse(value, self.order).is_some())
        {
            let mut columns = 0..self.sample.columns.len();
            let instead =
                columns.find(|&index| self.is_mostly(index, |value| self.is_written_date(value)));
            warnings.push(Warning::NotDates {
                column,
                value: value.to_owned(),
                instead: instead.map(|index| self.name(index)),
            });
        } else if let Some(value) = values().next()
            && let Some(read_as) = Date::parse(value, self.order)
            && values().all(|value| {
                let (this, that) = (Date::parse(value, self.order), Date::parse(value, other));
                that.is_some() && this.is_none_or(|this| Some(this) != that || is_twin(this))
            })
            && values().any(|value| Date::parse(value, other) != Date::parse(value, self.order))
        {
            let value = value.to_owned();
            warnings.push(Warning::AmbiguousDates {
                column,
                value,
                read_as,
            });
        }
    }

    fn look_at_texts(&self, text: usize, warnings: &mut Vec<Warning>) {
        let is_no_text = |value: &str| {
            value.split_whitespace().nth(1).is_none() || Date::parse(value, self.order).is_some()
        };
        if let Some(value) = self.values(text).find(|value| is_no_text(value))
            && self.is_mostly(text, is_no_text)
        {
            let length = |index: usize| self.values(index).map(str::len).sum::<usize>();
            let longest = (0..self.sample.columns.len()).max_by_key(|&index| length(index));
            let instead = longest.filter(|&index| length(index) > length(text));
            warnings.push(Warning::NotText {
                column: self.name(text),
                value: value.to_owned(),
                instead: instead.map(|index| self.name(index)),
            });
        }
        let count = self.sample.rows.len() - self.values(text).count();
        if count > 0 {
            let column = self.name(text);
            warnings.push(Warning::EmptyTexts { column, count });
        }
    }

    fn look_at_ids(&self, id: usize, warnings: &mut Vec<Warning>) {
        let is_rounded = |value: &str| {
            let power = value.to_ascii_uppercase();
            let power = power.split_once("E+").map(|(number, power)| {
                let is_number = |text: &str| text.replace([',', '.'], "").parse::<u64>().is_ok();
                is_number(number) && is_number(power)
            });
            power == Some(true)
        };
        let column = self.name(id);
        if let Some(value) = self.values(id).find(|value| is_rounded(value)) {
            let value = value.to_owned();
            warnings.push(Warning::RoundedIds { column, value });
            return;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let repeated = self.values(id).find(|value| {
            let count = seen.entry(value).or_default();
            *count += 1;
            *count > 1
        });
        if let Some(value) = repeated {
            let value = value.to_owned();
            warnings.push(Warning::RepeatedIds { column, value });
        }
    }

    fn name(&self, column: usize) -> String {
        let name = self.sample.columns.get(column);
        name.map(|name| shown(name)).unwrap_or_default()
    }

    /// The values of a column without the empty ones.
    fn values(&self, column: usize) -> impl Iterator<Item = &'s str> {
        let values = self
            .sample
            .rows
            .iter()
            .filter_map(move |row| row.get(column));
        values
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Whether something is true of more than half of the values.
    fn is_mostly(&self, column: usize, is: impl Fn(&str) -> bool) -> bool {
        let (all, so) = self.values(column).fold((0, 0), |(all, so), value| {
            (all + 1, so + usize::from(is(value)))
        });
        2 * so > all
    }

    /// Whether a value is a date that is more than one number.
    fn is_written_date(&self, value: &str) -> bool {
        let is_number = value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        !is_number && Date::parse(value, self.order).is_some()
    }
}

/// Whether a date reads the same in both orders.
fn is_twin(date: Date) -> bool {
    let (_, month, day) = date.year_month_day();
    month == day
}
