//! Reads files of tweets, larger than memory if need be, as rows.
//!
//! - [`TweetReader`] holds the settings and opens files: CSV and its like, JSON lines, pages of the
//!   X API, what twarc writes, and Parquet. Format, encoding and columns are found out, or given.
//! - [`Tweets`] is the iterator over a file. A bad row is an error ([`Policy::Strict`]) or dropped
//!   and counted ([`Policy::Count`], [`Counts`]); it never takes others with it.
//! - [`Preview`] shows which columns are taken for what, and warns of values that do not fit.
//! - [`Date`] reads the dates that such files have, [`UserKey`] makes tags of users that tell no
//!   names.
//! - [`Duplicates`] groups texts that stand several times, word for word or nearly.
//!
//! # Examples
//!
//! Settings are found out:
//!
//! ```
//! use tweet_reader::TweetReader;
//!
//! let file = "\u{feff}Date;User;Tweet\r\n2023-02-01 07:15;ani;\"Halo,\ndunia\"\r\n";
//! let mut tweets = TweetReader::new().read("tweets.csv", file.as_bytes())?;
//! assert_eq!(tweets.encoding().to_string(), "UTF-8 (by its byte order mark)");
//! assert_eq!(tweets.format().to_string(), "table with semicolons");
//! let tweet = tweets.next().unwrap()?;
//! assert_eq!((tweet.text.as_str(), tweet.line), ("Halo,\ndunia", 2));
//! assert_eq!(tweet.user, None); // never read unless asked for
//! # Ok::<(), tweet_reader::ReadError>(())
//! ```
//!
//! A page of the X API; the retweet's own text is cut off, that of the tweet it passes on is not.
//! The clock of Jakarta shows another day than that of the API:
//!
//! ```
//! use tweet_reader::{TweetKind, TweetReader, UtcOffset};
//!
//! let page = r#"{"data": [{"id": "2", "text": "RT @ani: Warga kam…", "author_id": "7",
//!     "created_at": "2023-02-01T20:00:00.000Z",
//!     "referenced_tweets": [{"type": "retweeted", "id": "1"}]}],
//!     "includes": {"tweets": [{"id": "1", "text": "Warga kampung kami rukun"}]},
//!     "meta": {"result_count": 1}}"#;
//! let reader = TweetReader::new().with_clock(UtcOffset::WIB);
//! let tweet = reader.read("page.json", page.as_bytes())?.next().unwrap()?;
//! assert_eq!((tweet.id.as_str(), tweet.kind), ("2", TweetKind::Retweet));
//! assert_eq!(tweet.text, "Warga kampung kami rukun");
//! assert_eq!(tweet.date.unwrap().to_string(), "2023-02-02T03:00:00+07:00");
//! # Ok::<(), tweet_reader::ReadError>(())
//! ```
//!
//! Columns by name, users by a key, bad rows counted:
//!
//! ```
//! use tweet_reader::{Column, Mapping, Policy, TweetReader, UserKey, Users};
//!
//! let lines = "{\"isi\": \"halo\", \"oleh\": {\"nama\": \"ani\"}}\n{\"isi\": \n";
//! let mapping = Mapping::guessed()
//!     .with_text("isi")
//!     .with_user(Column::Named("oleh.nama".to_owned()));
//! let key = UserKey::new(b"thirty-two bytes from a generator")?;
//! let reader = TweetReader::new()
//!     .with_mapping(mapping)
//!     .with_users(Users::Keyed(key.clone()))
//!     .with_policy(Policy::Count);
//! let mut tweets = reader.read("halo.jsonl", lines.as_bytes())?;
//! assert_eq!(tweets.next().unwrap()?.user, key.tag("ani"));
//! assert!(tweets.next().is_none());
//! assert_eq!(tweets.counts().dropped(), 1);
//! # Ok::<(), tweet_reader::ReadError>(())
//! ```
//!
//! # Limits
//!
//! Names of users stay in texts, as mentions: cleaning a text is not this crate's. A JSON file that
//! is one array or one page is cut at its brackets, so that a missing quote in it costs the values
//! behind it too; JSON lines lose one line. One page must fit [`TweetReader::RECORD_LIMIT`].
//!
//! # Features
//!
//! `gzip` (on): files compressed with gzip. `parquet` (off): Parquet files, with Snappy, zstd and
//! gzip.

mod buffer;
mod date;
mod date_parse;
mod decode;
mod duplicates;
mod encoding;
mod error;
mod format;
mod input;
mod json;
mod lines;
mod mapping;
#[cfg(feature = "parquet")]
mod parquet;
mod policy;
mod preview;
mod reader;
mod row;
mod shown;
mod source;
mod table;
mod tweet;
mod tweets;
mod user;

pub use date::{Date, UtcOffset};
pub use date_parse::DateOrder;
pub use decode::WrongBytes;
pub use duplicates::Duplicates;
pub use encoding::{Encoding, EncodingEvidence, FoundEncoding};
pub use error::ReadError;
pub use format::{Format, Separator};
pub use mapping::{Column, Mapping};
pub use policy::{Cases, Counts, Policy, Reason, RowProblem};
pub use preview::{Preview, PreviewPart, Warning};
pub use reader::TweetReader;
pub use tweet::{Tweet, TweetKind};
pub use tweets::Tweets;
pub use user::{UserKey, UserTag, Users};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
