use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::word_hasher::WordHasher;
use crate::{TextError, read};

const STARTER: &str = include_str!("../data/slang.csv");

/// Headers that name the columns of slang and formal words, as published lists have them.
const HEADERS: [(&str, &str); 3] = [
    ("slang", "formal"),
    ("informal", "formal"),
    ("transformed", "original-for"),
];

/// Slang words, each with its formal word or phrase, or with several of them.
///
/// ```
/// use indo_text::SlangList;
///
/// let csv = b"slang,formal,context\n\
///     bkn,bikin,a\n\
///     bkn,bukan,\"two\nlines\"\n\
///     BKN,bukan,c\n";
/// let list = SlangList::from_bytes(csv, "mine.csv")?;
/// assert_eq!(list.get("bkn"), Some("bukan"));
/// assert!(list.targets("bkn").eq([("bukan", 2), ("bikin", 1)]));
/// assert_eq!(list.report().ambiguous_keys, 1);
/// # Ok::<(), indo_text::TextError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SlangList {
    targets: SlangTable<Targets>,
    report: SlangReport,
}

/// A table with slang words for keys. Text is only looked up in it and never put in.
pub(crate) type SlangTable<V> = HashMap<Box<str>, V, WordHasher>;

/// The targets of one slang word, the most frequent first. There is at least one.
pub(crate) type Targets = Box<[Target]>;

/// A formal word or phrase.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) formal: Box<str>,
    /// How many records give it for the slang word.
    pub(crate) records: usize,
}

/// What was found in a slang list, good and bad. Defects of content are counted here and do not
/// stop a list from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlangReport {
    /// How the bytes were read.
    pub encoding: TextEncoding,
    /// Records, the header not counted.
    pub records: usize,
    /// Slang words that the list can replace.
    pub entries: usize,
    /// Entries whose formal word is the slang word. They are kept: in a stack they keep a word
    /// from lists below.
    pub identities: usize,
    /// Slang words with more than one formal word.
    pub ambiguous_keys: usize,
    /// Entries whose formal side holds several words.
    pub multi_word_targets: usize,
    /// Entries whose formal side, or a word of it, is itself a slang word with another meaning.
    /// Normalising makes one step, unless
    /// [`Normalizer::with_chains`](crate::Normalizer::with_chains) lets it follow them.
    pub chained: usize,
    /// Records that repeat an earlier pair.
    pub duplicates: usize,
    /// Records without a slang word, left out.
    pub empty_keys: usize,
    /// Records without a formal word, left out.
    pub empty_targets: usize,
}

/// The encoding a list was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Windows-1252, of which Latin-1 is the printable part; taken for all that is not UTF-8.
    Windows1252,
}

impl SlangList {
    /// The small list of common slang that comes with this crate.
    #[must_use]
    pub fn starter() -> Self {
        let records = STARTER
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','));
        let mut pairs = Pairs::default();
        records.for_each(|(slang, formal)| pairs.add(slang, formal));
        pairs.into_list(TextEncoding::Utf8)
    }

    /// Reads a file; see [`SlangList::from_bytes`] for the shapes that are known.
    ///
    /// # Errors
    ///
    /// [`TextError::Read`] if the file cannot be read, and those of [`SlangList::from_bytes`].
    pub fn from_path(path: &Path) -> Result<Self, TextError> {
        Self::parse(&read::file(path)?, path.to_owned())
    }

    /// Reads a list, whose shape is told from its content:
    ///
    /// - columns are separated by tabs if the first line holds one, else by commas; fields may be
    ///   quoted, and quoted fields other than the two words may run over lines;
    /// - the first record is a header if it names the columns `slang` and `formal` (Salsabila's
    ///   Colloquial Indonesian Lexicon, and this crate's own lists), `informal` and `formal`, or
    ///   `transformed` and `original-for` (both files of `IndoCollex`);
    /// - without a header there are two columns, slang first (Ibrohim & Budi's `new_kamusalay`);
    /// - the encoding is UTF-8, else Windows-1252.
    ///
    /// Both words are lowered and their blanks trimmed and collapsed. Of a slang word with several
    /// formal words all are kept; [`SlangList::get`] gives the one that most records have.
    ///
    /// `name` stands for the file in errors.
    ///
    /// # Errors
    ///
    /// [`TextError::Columns`] for a record of another width than the first, or for a list without
    /// a known header that has not two columns; [`TextError::LineBreak`] for an open quotation
    /// mark; [`TextError::NoRecords`] for an empty list.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self, TextError> {
        Self::parse(bytes, PathBuf::from(name))
    }

    fn parse(bytes: &[u8], path: PathBuf) -> Result<Self, TextError> {
        let (text, encoding) = decode(bytes);
        let mut columns = None;
        let mut width = 0;
        let mut pairs = Pairs::default();
        for record in records(&text) {
            let line = record.position().map_or(0, csv::Position::line);
            let (slang, formal) = match columns {
                Some(columns) if record.len() == width => columns,
                None => {
                    width = record.len();
                    if let Some(named) = header(&record) {
                        columns = Some(named);
                        continue;
                    }
                    if width != 2 {
                        return Err(TextError::Columns {
                            path,
                            line,
                            expected: 2,
                            got: width,
                        });
                    }
                    *columns.insert((0, 1))
                }
                Some(_) => {
                    let got = record.len();
                    return Err(TextError::Columns {
                        path,
                        line,
                        expected: width,
                        got,
                    });
                }
            };
            let field = |column| record.get(column).unwrap_or_default().trim();
            let (slang, formal) = (field(slang), field(formal));
            if slang.contains('\n') || formal.contains('\n') {
                return Err(TextError::LineBreak { path, line });
            }
            pairs.add(slang, formal);
        }
        if pairs.records == 0 {
            return Err(TextError::NoRecords { path });
        }
        Ok(pairs.into_list(encoding))
    }

    /// The formal word or phrase for `slang`, which must be lower case: of several the one that
    /// most records give, among equals the first.
    #[must_use]
    pub fn get(&self, slang: &str) -> Option<&str> {
        self.targets.get(slang).and_then(most_frequent)
    }

    /// All formal words and phrases for `slang`, which must be lower case, each with the number of
    /// records that give it; the most frequent first, equals in the order of the file.
    pub fn targets(&self, slang: &str) -> impl Iterator<Item = (&str, usize)> {
        let targets = self.targets.get(slang).into_iter().flatten();
        targets.map(|target| (target.formal.as_ref(), target.records))
    }

    /// How many slang words the list can replace.
    #[must_use]
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether the list can replace nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// What was found while the list was read.
    #[must_use]
    pub fn report(&self) -> &SlangReport {
        &self.report
    }

    pub(crate) fn into_targets(self) -> SlangTable<Targets> {
        self.targets
    }
}

pub(crate) fn most_frequent(targets: &Targets) -> Option<&str> {
    targets.first().map(|target| target.formal.as_ref())
}

/// A word or phrase as the tables hold it: lower case, one blank between words.
pub(crate) fn folded(words: &str) -> Box<str> {
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ").into()
}

fn decode(bytes: &[u8]) -> (String, TextEncoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (
            text.trim_start_matches('\u{feff}').to_owned(),
            TextEncoding::Utf8,
        ),
        Err(_) => {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            (text.into_owned(), TextEncoding::Windows1252)
        }
    }
}

fn records(text: &str) -> impl Iterator<Item = csv::StringRecord> {
    let has_tab = text.lines().next().is_some_and(|line| line.contains('\t'));
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if has_tab { b'\t' } else { b',' })
        .from_reader(text.as_bytes())
        .into_records()
        // A flexible reader over UTF-8 in memory has nothing left to fail on.
        .map_while(Result::ok)
}

/// The columns of the slang and the formal word, if the record names them.
fn header(record: &csv::StringRecord) -> Option<(usize, usize)> {
    let column = |name| {
        record
            .iter()
            .position(|field| field.trim().eq_ignore_ascii_case(name))
    };
    HEADERS
        .iter()
        .find_map(|(slang, formal)| Some((column(*slang)?, column(*formal)?)))
}

/// Targets by slang word, in file order.
#[derive(Default)]
struct Pairs {
    by_slang: SlangTable<Vec<Target>>,
    records: usize,
    empty_keys: usize,
    empty_targets: usize,
}

impl Pairs {
    fn add(&mut self, slang: &str, formal: &str) {
        self.records += 1;
        let (slang, formal) = (folded(slang), folded(formal));
        if slang.is_empty() {
            self.empty_keys += 1;
        } else if formal.is_empty() {
            self.empty_targets += 1;
        } else {
            let targets = self.by_slang.entry(slang).or_default();
            match targets.iter_mut().find(|target| target.formal == formal) {
                Some(target) => target.records += 1,
                None => targets.push(Target { formal, records: 1 }),
            }
        }
    }

    fn into_list(self, encoding: TextEncoding) -> SlangList {
        let by_frequency = |(slang, mut targets): (_, Vec<Target>)| {
            targets.sort_by_key(|target| Reverse(target.records));
            (slang, targets.into_boxed_slice())
        };
        let targets: SlangTable<Targets> = self.by_slang.into_iter().map(by_frequency).collect();

        let formal_of = |slang: &str| targets.get(slang).and_then(most_frequent);
        let leads_on = |word: &str| formal_of(word).is_some_and(|next| next != word);
        let count = |defect: &dyn Fn(&str, &str) -> bool| {
            let entries = targets
                .iter()
                .filter_map(|(slang, targets)| Some((slang, most_frequent(targets)?)));
            entries
                .filter(|(slang, formal)| defect(slang, formal))
                .count()
        };
        let report = SlangReport {
            encoding,
            records: self.records,
            entries: targets.len(),
            identities: count(&|slang, formal| slang == formal),
            ambiguous_keys: targets.values().filter(|targets| targets.len() > 1).count(),
            multi_word_targets: count(&|_, formal| formal.contains(' ')),
            chained: count(&|slang, formal| {
                slang != formal && (leads_on(formal) || formal.split(' ').any(leads_on))
            }),
            duplicates: targets
                .values()
                .flatten()
                .map(|target| target.records - 1)
                .sum(),
            empty_keys: self.empty_keys,
            empty_targets: self.empty_targets,
        };
        SlangList { targets, report }
    }
}
