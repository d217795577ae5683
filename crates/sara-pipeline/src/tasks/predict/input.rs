//! The tweets of a file, a window at a time.

use super::settings::PredictSettings;
use crate::{PipelineError, sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;
use tweet_reader::{Column, Counts, Format, Mapping, Policy, Tweet, TweetReader, Tweets};

/// Bytes at the start of a file that its identity rests on.
const START: u64 = 1 << 20;

/// Bytes of text after which a window ends, however few its rows are.
const WINDOW_BYTES: usize = 16 << 20;

/// A file of tweets that is being read.
pub(super) struct Input {
    tweets: Tweets,
    name: String,
    read: Arc<AtomicU64>,
    /// Bytes of the file; `None` for a stream and for Parquet, where it is not known how far the reading is.
    size: Option<u64>,
}

impl Input {
    pub(super) fn open(settings: &PredictSettings) -> Result<Self, PipelineError> {
        let path = &settings.tweets;
        let reader = reader(settings);
        let read = Arc::new(AtomicU64::new(0));
        // A stream is read once, as it is, and Parquet by its own reader; of another file the encoding is found from all of it, and it is
        // known how far the reading is.
        let found = reader.open(path)?;
        let size = file_size(path)?;
        let is_rewound = size.is_some() && found.format() != Format::Parquet;
        let size = size.filter(|_| is_rewound);
        let tweets = match is_rewound {
            false => found,
            true => {
                let file =
                    File::open(path).map_err(|source| PipelineError::io(path, "read", source))?;
                let counted = Counted {
                    file,
                    read: Arc::clone(&read),
                };
                reader
                    .with_encoding(found.encoding().encoding)
                    .with_format(found.format())
                    .read(&path.display().to_string(), counted)?
            }
        };
        Ok(Self {
            tweets,
            name: crate::files::display_name(path),
            read,
            size,
        })
    }

    /// Passes over the tweets that an earlier run has done.
    pub(super) fn skip(&mut self, rows: u64) -> Result<(), PipelineError> {
        for row in 0..rows {
            if self.tweets.next().transpose()?.is_none() {
                return Err(PipelineError::ModelFolder {
                    path: self.name.clone(),
                    expected: format!("the {rows} rows that an earlier run has done"),
                    got: row.to_string(),
                });
            }
        }
        Ok(())
    }

    /// The next tweets, at most `rows`; none at the end.
    pub(super) fn window(&mut self, rows: usize) -> Result<Vec<Tweet>, PipelineError> {
        let mut window = Vec::new();
        let mut bytes = 0;
        while window.len() < rows
            && bytes < WINDOW_BYTES
            && let Some(tweet) = self.tweets.next().transpose()?
        {
            bytes += tweet.text.len();
            window.push(tweet);
        }
        Ok(window)
    }

    /// The part of the file that was read, 0 to 1; `None` where it is not known.
    #[expect(clippy::cast_precision_loss, reason = "for show")]
    pub(super) fn share(&self) -> Option<f64> {
        let read = self.read.load(Ordering::Relaxed);
        self.size.map(|size| read as f64 / size.max(1) as f64)
    }

    /// What was read, and what could not be.
    pub(super) fn counts(&self) -> &Counts {
        self.tweets.counts()
    }
}

fn reader(settings: &PredictSettings) -> TweetReader {
    // Date and user are not read at all.
    let mut mapping = Mapping::guessed()
        .with_date(Column::Absent)
        .with_user(Column::Absent);
    if let Some(column) = &settings.text_column {
        mapping = mapping.with_text(column);
    }
    if let Some(column) = &settings.id_column {
        mapping = mapping.with_id(Column::Named(column.clone()));
    }
    let policy = match settings.strict {
        true => Policy::Strict,
        false => Policy::Count,
    };
    let mut reader = TweetReader::new().with_mapping(mapping).with_policy(policy);
    if let Some(format) = settings.format {
        reader = reader.with_format(format);
    }
    if let Some(encoding) = settings.encoding {
        reader = reader.with_encoding(encoding);
    }
    reader
}

/// The bytes of a file; `None` for a stream, which can only be read once.
fn file_size(path: &Path) -> Result<Option<u64>, PipelineError> {
    if path.as_os_str() == "-" {
        return Ok(None);
    }
    let metadata = path
        .metadata()
        .map_err(|source| PipelineError::io(path, "read", source))?;
    Ok(metadata.is_file().then_some(metadata.len()))
}

/// A text that is the same only for the same file: its size, its time and a hash of its start. `None` for a stream.
pub(super) fn identity(path: &Path) -> Result<Option<String>, PipelineError> {
    let Some(size) = file_size(path)? else {
        return Ok(None);
    };
    let changed = path
        .metadata()
        .and_then(|metadata| metadata.modified())
        .map_err(|source| PipelineError::io(path, "read", source))?;
    let nanoseconds = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
    let start = sha256::of_start(path, START)?;
    let identity = format!("{size} {} {start}", nanoseconds.as_nanos());
    Ok(Some(sha256::of_bytes(identity.as_bytes())))
}

/// A file that counts the bytes read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_of_long_texts_ends_early() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let long = "a".repeat(WINDOW_BYTES / 2);
        let rows = format!("id,text\n1,{long}\n2,{long}\n3,ada\n4,ada\n5,ada\n");
        std::fs::write(file.path(), rows).unwrap();
        let mut input = Input::open(&PredictSettings::new(file.path())).unwrap();
        let mut window = || -> Vec<String> {
            let window = input.window(2).unwrap();
            window.into_iter().map(|tweet| tweet.id).collect()
        };
        assert_eq!(window(), ["1", "2"]);
        assert_eq!(window(), ["3", "4"]);
        assert_eq!(window(), ["5"]);
        assert!(window().is_empty());

        let mut input = Input::open(&PredictSettings::new(file.path())).unwrap();
        assert_eq!(input.window(5).unwrap().len(), 2);
        assert_eq!(input.window(5).unwrap().len(), 3);
    }
}
