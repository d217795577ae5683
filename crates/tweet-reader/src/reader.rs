//! Opening a file of tweets, with settings.

use crate::buffer::TextBuffer;
use crate::decode::{Decoded, WrongBytes};
use crate::encoding::{EncodingEvidence, detect};
use crate::format::{Ending, Magic, of_text};
use crate::input::{Input, display_name, open};
use crate::json::JsonRows;
use crate::preview::Preview;
use crate::source::Source;
use crate::table::TableRows;
use crate::{
    DateOrder, Encoding, Format, FoundEncoding, Mapping, Policy, ReadError, Tweets, Users,
    UtcOffset,
};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of text that a format is found from.
const LOOKED_AT: usize = 1 << 16;

/// How files of tweets are read. What is not set is found out from the file.
///
/// ```
/// use tweet_reader::{Policy, TweetKind, TweetReader};
///
/// let file = b"Tanggal;Tweet\n01/02/2023 12.34;RT @ani: halo\nrusak\n";
/// let reader = TweetReader::new().with_policy(Policy::Count);
/// let mut tweets = reader.read("halo.csv", &file[..])?;
/// let tweet = tweets.next().unwrap()?;
/// assert_eq!((tweet.text.as_str(), tweet.kind), ("RT @ani: halo", TweetKind::Retweet));
/// assert_eq!(tweet.date.unwrap().to_string(), "2023-02-01T12:34:00");
/// assert!(tweets.next().is_none());
/// assert_eq!(
///     tweets.counts().to_string(),
///     "1 tweets, 1 rows dropped: 1 field-count (line 3)"
/// );
/// # Ok::<(), tweet_reader::ReadError>(())
/// ```
#[derive(Debug, Clone)]
pub struct TweetReader {
    pub(crate) format: Option<Format>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) wrong_bytes: Option<WrongBytes>,
    pub(crate) mapping: Mapping,
    pub(crate) policy: Policy,
    pub(crate) guessed_columns: Option<Policy>,
    pub(crate) empty_texts: bool,
    pub(crate) date_order: DateOrder,
    pub(crate) clock: Option<UtcOffset>,
    pub(crate) users: Users,
    pub(crate) record_limit: usize,
}

impl Default for TweetReader {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            wrong_bytes: None,
            mapping: Mapping::default(),
            policy: Policy::default(),
            guessed_columns: None,
            empty_texts: false,
            date_order: DateOrder::default(),
            clock: None,
            users: Users::default(),
            record_limit: Self::RECORD_LIMIT,
        }
    }
}

impl TweetReader {
    /// The most bytes of one row, line or page unless set otherwise: 16 MiB.
    pub const RECORD_LIMIT: usize = 16 << 20;

    /// Finds everything out, takes no bad row, and reads no users.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The format, for files whose name and first characters mislead.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The encoding of the bytes.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// What becomes of bytes outside the encoding. Unless set, they are an error where the policy
    /// is strict, and replaced where it counts.
    #[must_use]
    pub fn with_wrong_bytes(mut self, wrong_bytes: WrongBytes) -> Self {
        self.wrong_bytes = Some(wrong_bytes);
        self
    }

    /// Which columns hold what.
    #[must_use]
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = mapping;
        self
    }

    /// What becomes of rows that cannot be read.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What becomes of a date that is none and of an id that is missing, where nobody named the
    /// column: the guess may be wrong. Unless set, the same as of any other row.
    #[must_use]
    pub fn with_guessed_columns(mut self, policy: Policy) -> Self {
        self.guessed_columns = Some(policy);
        self
    }

    /// Whether an empty text, or one of blanks alone, is a tweet and no problem. An object without
    /// a text is none.
    #[must_use]
    pub fn with_empty_texts(mut self, are_tweets: bool) -> Self {
        self.empty_texts = are_tweets;
        self
    }

    /// Which number of a date is the day.
    #[must_use]
    pub fn with_date_order(mut self, order: DateOrder) -> Self {
        self.date_order = order;
        self
    }

    /// The clock that dates are shown by. Dates with an offset, as those of the API, are converted;
    /// others stay as written. Without this all do.
    #[must_use]
    pub fn with_clock(mut self, clock: UtcOffset) -> Self {
        self.clock = Some(clock);
        self
    }

    /// What becomes of users.
    #[must_use]
    pub fn with_users(mut self, users: Users) -> Self {
        self.users = users;
        self
    }

    /// The most bytes of one row, line or page, decoded.
    #[must_use]
    pub fn with_record_limit(mut self, bytes: usize) -> Self {
        self.record_limit = bytes;
        self
    }

    /// Opens a file; `-` is standard input. Where the encoding is not given, a file is read once to
    /// its end before, and a stream is judged by its first mebibyte.
    ///
    /// # Errors
    /// The file cannot be read, is empty or of no known format, or has no column for what is asked.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Tweets, ReadError> {
        let (source, format, encoding, name) = self.source(path.as_ref(), false)?;
        Ok(Tweets::new(self, name, source, format, encoding))
    }

    /// Reads from `input`; `name` is what messages call it, and its ending may tell the format. The
    /// encoding is found from the first mebibyte unless it is given. Parquet cannot be read so.
    ///
    /// # Errors
    /// As [`TweetReader::open`].
    pub fn read(&self, name: &str, input: impl Read + Send + 'static) -> Result<Tweets, ReadError> {
        let (source, format, encoding) = self.stream(name, Box::new(input))?;
        Ok(Tweets::new(self, name.to_owned(), source, format, encoding))
    }

    /// Shows which columns of a file are taken for what, with the values of its first `rows` rows,
    /// and warns of values that do not look like their column. The first [`Preview::CHECKED`] rows
    /// are looked at.
    ///
    /// # Errors
    /// As [`TweetReader::open`], and an error in the first rows that is not theirs alone.
    pub fn preview(&self, path: impl AsRef<Path>, rows: usize) -> Result<Preview, ReadError> {
        let (mut source, format, encoding, name) = self.source(path.as_ref(), true)?;
        let sample = source.sample(rows.max(Preview::CHECKED))?;
        Ok(Preview::new(self, name, format, encoding, sample, rows))
    }

    /// [`TweetReader::preview`] of a stream.
    ///
    /// # Errors
    /// As [`TweetReader::preview`].
    pub fn preview_of(
        &self,
        name: &str,
        input: impl Read + Send + 'static,
        rows: usize,
    ) -> Result<Preview, ReadError> {
        let (mut source, format, encoding) = self.stream(name, Box::new(input))?;
        let sample = source.sample(rows.max(Preview::CHECKED))?;
        let name = name.to_owned();
        Ok(Preview::new(self, name, format, encoding, sample, rows))
    }

    /// The policy for a column that may have been guessed.
    pub(crate) fn policy_of(&self, is_guessed: bool) -> Policy {
        let guessed = self.guessed_columns.filter(|_| is_guessed);
        guessed.unwrap_or(self.policy)
    }

    fn source(
        &self,
        path: &Path,
        all_columns: bool,
    ) -> Result<(Source, Format, FoundEncoding, String), ReadError> {
        let name = display_name(path);
        if path.as_os_str() == "-" {
            let (source, format, encoding) = self.stream(&name, Box::new(std::io::stdin()))?;
            return Ok((source, format, encoding, name));
        }
        let file = open(path, &name)?;
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if !is_file {
            let (source, format, encoding) = self.stream(&name, Box::new(file))?;
            return Ok((source, format, encoding, name));
        }
        let mut input = Input::new(Box::new(file), &name)?;
        if self.is_parquet(&input, &name) {
            let source = self.parquet(&name, open(path, &name)?, all_columns)?;
            return Ok((source, Format::Parquet, PARQUET, name));
        }
        refuse_foreign(&input, &name)?;
        let encoding = match self.encoding {
            Some(encoding) => given(encoding),
            None => {
                let found = detect(&mut input.bytes);
                input = Input::new(Box::new(open(path, &name)?), &name)?;
                found.map_err(|source| ReadError::read(&name, source))?
            }
        };
        let (source, format) = self.text(&name, input, encoding)?;
        Ok((source, format, encoding, name))
    }

    fn stream(
        &self,
        name: &str,
        input: Box<dyn Read + Send>,
    ) -> Result<(Source, Format, FoundEncoding), ReadError> {
        let mut input = Input::new(input, name)?;
        if self.is_parquet(&input, name) {
            return Err(ReadError::NotAFile {
                path: name.to_owned(),
            });
        }
        refuse_foreign(&input, name)?;
        let encoding = match self.encoding {
            Some(encoding) => given(encoding),
            None => input.detect(name)?,
        };
        let (source, format) = self.text(name, input, encoding)?;
        Ok((source, format, encoding))
    }

    fn is_parquet(&self, input: &Input, name: &str) -> bool {
        match self.format {
            Some(format) => format == Format::Parquet,
            None => input.magic == Magic::Parquet || Ending::of(name) == Ending::Parquet,
        }
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self, name: &str, file: File, all: bool) -> Result<Source, ReadError> {
        let rows = crate::parquet::ParquetRows::open(name, file, &self.mapping, all)?;
        Ok(Source::Parquet(Box::new(rows)))
    }

    #[cfg(not(feature = "parquet"))]
    #[expect(clippy::unused_self, reason = "the other one needs it")]
    fn parquet(&self, name: &str, _file: File, _all: bool) -> Result<Source, ReadError> {
        Err(ReadError::FeatureOff {
            path: name.to_owned(),
            feature: "parquet",
        })
    }

    fn text(
        &self,
        name: &str,
        input: Input,
        encoding: FoundEncoding,
    ) -> Result<(Source, Format), ReadError> {
        let wrong_bytes = self.wrong_bytes.unwrap_or(match self.policy {
            Policy::Strict => WrongBytes::Error,
            Policy::Count => WrongBytes::Replace,
        });
        let decoded = Decoded::new(name, input.bytes, encoding.encoding, wrong_bytes);
        let mut buffer = TextBuffer::new(decoded);
        buffer.fill_to(LOOKED_AT);
        let format = self
            .format
            .unwrap_or_else(|| of_text(Ending::of(name), buffer.text()));
        let limit = self.record_limit;
        let source = match format {
            Format::Table(separator) => Source::Table(Box::new(TableRows::new(
                buffer,
                separator,
                &self.mapping,
                limit,
            )?)),
            Format::JsonLines | Format::Json | Format::Parquet => {
                let by_line = format == Format::JsonLines;
                let rows = JsonRows::new(buffer, by_line, &self.mapping, limit)?;
                Source::Json(Box::new(rows))
            }
        };
        Ok((source, format))
    }
}

/// Parquet has its own.
const PARQUET: FoundEncoding = FoundEncoding {
    encoding: Encoding::UTF_8,
    how: EncodingEvidence::Format,
};

fn given(encoding: Encoding) -> FoundEncoding {
    FoundEncoding {
        encoding,
        how: EncodingEvidence::Given,
    }
}

fn refuse_foreign(input: &Input, name: &str) -> Result<(), ReadError> {
    let got = match input.magic {
        Magic::Foreign(got) => got,
        Magic::Gzip => "a gzip file in another; unpack it",
        Magic::Parquet | Magic::None => return Ok(()),
    };
    Err(ReadError::UnknownFormat {
        path: name.to_owned(),
        got,
    })
}
