//! The tweets of a file, one after the other.

use crate::row::{Row, Step};
use crate::source::Source;
use crate::tweet::starts_as_retweet;
use crate::{
    Counts, Date, Format, FoundEncoding, Policy, ReadError, RowProblem, Tweet, TweetKind,
    TweetReader, Users,
};

/// The tweets of a file in its order. Ends behind the first error.
#[derive(Debug)]
pub struct Tweets {
    path: String,
    source: Source,
    format: Format,
    encoding: FoundEncoding,
    settings: TweetReader,
    counts: Counts,
    /// Rows so far, those that were dropped included.
    rows: u64,
    /// Whether the file has given an id so far.
    has_ids: bool,
    ended: bool,
}

impl Tweets {
    pub(crate) fn new(
        settings: &TweetReader,
        path: String,
        source: Source,
        format: Format,
        encoding: FoundEncoding,
    ) -> Self {
        Self {
            path,
            source,
            format,
            encoding,
            settings: settings.clone(),
            counts: Counts::default(),
            rows: 0,
            has_ids: false,
            ended: false,
        }
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

    /// The columns of the file; those of JSON are the keys of its first objects.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.source.columns()
    }

    /// The columns that are read as text, id, date and user, as far as there are such: the best of
    /// several that may hold the same.
    #[must_use]
    pub fn mapped(&self) -> [Option<&str>; 4] {
        self.source.mapped()
    }

    /// What was read so far, and what was not.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Reads on to the next tweet; `None` at the end.
    fn read_next(&mut self) -> Result<Option<Tweet>, ReadError> {
        loop {
            let step = self.source.next_row();
            self.counts.replaced = self.source.replaced();
            let (line, problem) = match step? {
                None => return self.end(),
                Some(Step::Blank) => {
                    self.counts.blank += 1;
                    continue;
                }
                Some(Step::Problem(line, problem)) => {
                    self.rows += 1;
                    (line, problem)
                }
                Some(Step::Row(line, row)) => {
                    self.rows += 1;
                    match self.tweet(line, row)? {
                        Ok(tweet) => {
                            self.counts.tweets += 1;
                            return Ok(Some(tweet));
                        }
                        Err(problem) => (line, problem),
                    }
                }
            };
            self.note(self.settings.policy, line, problem)?;
        }
    }

    /// An end without any tweet is one of an empty file, or of rows that all are bad. A page of the
    /// API may be empty.
    fn end(&self) -> Result<Option<Tweet>, ReadError> {
        let path = || self.path.clone();
        match (self.counts.tweets, self.counts.dropped()) {
            (0, 0) if matches!(self.format, Format::Table(_)) => Err(ReadError::Empty {
                path: path(),
                expected: "rows below the header",
            }),
            (0, dropped) if dropped > 0 => Err(ReadError::NoTweets {
                path: path(),
                dropped,
                reasons: self.counts.reasons(),
            }),
            _ => Ok(None),
        }
    }

    /// Counts a problem, or makes an error of it.
    fn note(&mut self, policy: Policy, line: u64, problem: RowProblem) -> Result<(), ReadError> {
        match policy {
            Policy::Strict => Err(ReadError::Row {
                path: self.path.clone(),
                line,
                problem,
            }),
            Policy::Count => {
                self.counts.add(line, problem);
                Ok(())
            }
        }
    }

    /// Makes a tweet of a row, or says why the row is dropped.
    fn tweet(&mut self, line: u64, row: Row) -> Result<Result<Tweet, RowProblem>, ReadError> {
        let empty_texts = self.settings.empty_texts;
        let is_text = |text: &String| empty_texts || !text.trim().is_empty();
        let Some(text) = row.text.filter(is_text) else {
            return Ok(Err(RowProblem::MissingText));
        };
        if text.contains('\0') || row.id.as_ref().is_some_and(|id| id.contains('\0')) {
            return Ok(Err(RowProblem::Nul));
        }
        let id = row.id.map(|id| id.trim().to_owned());
        let id = id.filter(|id| !id.is_empty());
        if id.is_none() && self.has_ids {
            let policy = self.settings.policy_of(self.settings.mapping.guesses_id());
            self.note(policy, line, RowProblem::MissingId)?;
        }
        self.has_ids |= id.is_some();
        let date = match row.date {
            Some(date) if !date.trim().is_empty() => self.date(line, &date)?,
            _ => None,
        };
        let user = match (&self.settings.users, row.user) {
            (Users::Keyed(key), Some(user)) => key.tag(&user),
            _ => None,
        };
        let kind = if starts_as_retweet(&text) {
            TweetKind::Retweet
        } else {
            row.kind
        };
        Ok(Ok(Tweet {
            id: id.unwrap_or_else(|| self.rows.to_string()),
            text,
            date,
            user,
            kind,
            line,
            row: self.rows,
        }))
    }

    fn date(&mut self, line: u64, date: &str) -> Result<Option<Date>, ReadError> {
        let parsed = Date::parse(date, self.settings.date_order);
        if parsed.is_none() {
            let value = crate::shown::shown(date);
            let policy = self
                .settings
                .policy_of(self.settings.mapping.guesses_date());
            self.note(policy, line, RowProblem::BadDate { value })?;
        }
        let clock = self.settings.clock;
        Ok(parsed.map(|date| clock.map_or(date, |clock| date.at(clock))))
    }
}

impl Iterator for Tweets {
    type Item = Result<Tweet, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read_next().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl std::iter::FusedIterator for Tweets {}
