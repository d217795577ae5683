//! Features of files, computed once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest, Sha256};
use speech_features::{
    DecodeOptions, FEATURE_NAMES, SpeechError, StatisticsExtractor, decode_bytes, read_file,
};

use crate::corpora::Clip;
use crate::csv_line::line_of;
use crate::whole_file::write_whole_file;
use crate::{EmotionError, FeatureTable, SAMPLE_RATE};

/// Goes up when the features of a file change though their names do not: decoding, resampling, or
/// a definition in `speech-features`.
pub(crate) const FEATURES_VERSION: u32 = 2;

/// What the first cell of every cache begins with.
const CACHE_MARK: &str = "sha256";

/// The statistics of audio files by the SHA-256 of their bytes, in memory and in a CSV file.
///
/// A file that was moved or renamed is found again, one whose sound was changed is computed anew.
/// A cache of other features, or of another version of them, is not used, and is replaced when
/// this one is saved.
///
/// ```no_run
/// use speech_emotion::corpora::Corpus;
/// use speech_emotion::{EmotionError, FeatureCache};
///
/// let clips = Corpus::IndoWave.load("indowave")?.clips;
/// let mut cache = FeatureCache::open("features.csv")?;
/// let table = cache.table(&clips, 2)?;
/// cache.save()?;
/// assert_eq!((table.rows(), table.columns()), (clips.len(), 147));
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FeatureCache {
    path: Option<PathBuf>,
    rows: BTreeMap<String, Vec<f32>>,
    computed: usize,
}

impl FeatureCache {
    /// A cache in memory alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a cache from its file, where there is one.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Read`], and [`EmotionError::Record`] or [`EmotionError::Line`] for a file
    /// that is damaged or no cache.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, EmotionError> {
        let path = path.as_ref();
        let mut cache = Self {
            path: Some(path.to_owned()),
            ..Self::default()
        };
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(cache),
            Err(source) => {
                return Err(EmotionError::Read {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let broken = |source: csv::Error| EmotionError::Record {
            path: path.to_owned(),
            line: line_of(&text, source.position()),
            source,
        };
        let names = reader.headers().map_err(broken)?;
        let is_ours = names.iter().eq(header());
        let first = names.get(0).unwrap_or_default();
        // Somebody's list or table is not taken for a cache, and not replaced.
        if !text.is_empty() && !first.starts_with(CACHE_MARK) {
            return Err(EmotionError::Line {
                path: path.to_owned(),
                line: 1,
                expected: format!("a cache of features, which begins with `{CACHE_MARK}`"),
                got: first.chars().take(40).collect(),
            });
        }
        for record in reader.records() {
            if !is_ours {
                break;
            }
            let record = record.map_err(broken)?;
            let line = line_of(&text, record.position());
            let wrong = |expected: &str, got: &str| EmotionError::Line {
                path: path.to_owned(),
                line,
                expected: expected.to_owned(),
                got: got.chars().take(40).collect(),
            };
            let mut fields = record.iter();
            let digest = fields.next().unwrap_or_default();
            if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(wrong("a SHA-256 in hexadecimal", digest));
            }
            let row: Vec<f32> = fields
                .map(|field| {
                    (field.parse().ok())
                        .filter(|value: &f32| value.is_finite())
                        .ok_or_else(|| wrong("a finite number", field))
                })
                .collect::<Result<_, _>>()?;
            cache.rows.insert(digest.to_owned(), row);
        }
        Ok(cache)
    }

    /// How many files it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows were computed, rather than found, since it was opened.
    #[must_use]
    pub fn computed(&self) -> usize {
        self.computed
    }

    /// The statistics of every clip, one row each, by `threads` threads; any number gives the same.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Read`] or [`EmotionError::Features`] for the first clip, in their order,
    /// that cannot be read or decoded. What was computed before is kept.
    pub fn table(&mut self, clips: &[Clip], threads: usize) -> Result<FeatureTable, EmotionError> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        let work = || {
            let mut extractor = None;
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(clip) = clips.get(at) else { return };
                let result = self.row(&clip.path, &mut extractor);
                if let Ok(mut results) = results.lock() {
                    results.insert(at, result);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.min(clips.len()) {
                scope.spawn(work);
            }
            work();
        });
        let results = results.into_inner().unwrap_or_default();
        let mut failure = None;
        let mut values = Vec::with_capacity(clips.len() * FEATURE_NAMES.len());
        for result in results.into_values() {
            match result {
                Ok((digest, row)) => {
                    values.extend(row.iter().map(|&value| f64::from(value)));
                    if self.rows.insert(digest, row).is_none() {
                        self.computed += 1;
                    }
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        match failure {
            Some(error) => Err(error),
            None => FeatureTable::new(feature_names(), values),
        }
    }

    /// The digest of a file and its statistics, computed unless they are known.
    fn row(
        &self,
        path: &Path,
        extractor: &mut Option<StatisticsExtractor>,
    ) -> Result<(String, Vec<f32>), EmotionError> {
        let options = DecodeOptions::default();
        let failed = |source| match source {
            SpeechError::File { path, source } => EmotionError::Read { path, source },
            source => EmotionError::Features {
                path: path.to_owned(),
                source,
            },
        };
        let bytes = read_file(path, &options).map_err(failed)?;
        let digest: String = (Sha256::digest(&bytes).iter())
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if let Some(row) = self.rows.get(&digest) {
            return Ok((digest, row.clone()));
        }
        let mut compute = || {
            let samples = decode_bytes(&bytes, &options)?.to_mono_at(SAMPLE_RATE)?;
            let extractor = match extractor {
                Some(extractor) => extractor,
                None => extractor.insert(StatisticsExtractor::new(SAMPLE_RATE)?),
            };
            extractor.extract(&samples)
        };
        let row = compute().map_err(failed)?;
        Ok((digest, row.to_vec()))
    }

    /// Writes the cache to the file that it was opened by, whole or not at all. Does nothing for
    /// one in memory.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Write`].
    pub fn save(&self) -> Result<(), EmotionError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let write = |source| EmotionError::Write {
            path: path.clone(),
            source,
        };
        let mut writer = csv::Writer::from_writer(Vec::new());
        let broken = |source: csv::Error| write(std::io::Error::other(source));
        writer.write_record(header()).map_err(broken)?;
        for (digest, row) in &self.rows {
            let values = row.iter().map(ToString::to_string);
            let record = std::iter::once(digest.clone()).chain(values);
            writer.write_record(record).map_err(broken)?;
        }
        let text = (writer.into_inner()).map_err(|source| write(source.into_error()))?;
        write_whole_file(path, &text).map_err(write)
    }
}

/// The names of the statistics, in their order.
pub(crate) fn feature_names() -> Vec<String> {
    FEATURE_NAMES.iter().map(ToString::to_string).collect()
}

/// The first line of the file. Its first cell says what the rows are and of which version.
fn header() -> impl Iterator<Item = String> {
    let first =
        format!("{CACHE_MARK}, speech-features at {SAMPLE_RATE} Hz, version {FEATURES_VERSION}");
    std::iter::once(first).chain(feature_names())
}
