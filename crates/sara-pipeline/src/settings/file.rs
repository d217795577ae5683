//! Reads a settings file: every key with its place, every problem at once.

use super::key::{Key, Kind};
use super::near::nearest;
use super::preset::Preset;
use super::value::{Value, quoted};
use crate::PipelineError;
use crate::files::display_name;
use crate::table::Encoding;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Bytes of a settings file; one with every key and comment has 12,000.
const LONGEST: usize = 1 << 20;

/// Problems after which reading stops.
const MOST_PROBLEMS: usize = 50;

/// The key that names the preset.
const PRESET: &str = "preset";

/// A settings file that was read and checked: its preset, and the keys that it gives.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    pub(super) name: String,
    pub(super) preset: Option<Preset>,
    pub(super) entries: Vec<Entry>,
}

/// A key that a file gives.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: &'static Key,
    pub(super) value: Value,
    pub(super) place: Place,
}

/// A place in a file, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl SettingsFile {
    /// Reads a file; `-` is standard input. Its relative paths are taken from its folder.
    ///
    /// # Errors
    /// The first of the problems that [`SettingsFile::read_all`] lists.
    pub fn read(path: &Path) -> Result<Self, PipelineError> {
        Self::read_all(path).map_err(first)
    }

    /// Reads a file and lists all that is wrong with it.
    ///
    /// # Errors
    /// The file cannot be read, is longer than a mebibyte, is not UTF-8 or no TOML; a key that there is not; a value that its key does
    /// not allow.
    pub fn read_all(path: &Path) -> Result<Self, Vec<PipelineError>> {
        let name = display_name(path);
        let text = read_text(path, &name).map_err(|error| vec![error])?;
        Self::parse_all(&text, &name, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads a text; `name` is what messages call it, and relative paths are taken from `folder`.
    ///
    /// # Errors
    /// As [`SettingsFile::read`].
    pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Self, PipelineError> {
        Self::parse_all(text, name, folder).map_err(first)
    }

    fn parse_all(text: &str, name: &str, folder: &Path) -> Result<Self, Vec<PipelineError>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let syntax = |error: toml::de::Error| {
                let Place { line, column } = place(text, error.span().map_or(0, |at| at.start));
                PipelineError::SettingsSyntax {
                    path: name.to_owned(),
                    line,
                    column,
                    reason: error.message().to_owned(),
                }
            };
            return Err(errors.into_iter().take(MOST_PROBLEMS).map(syntax).collect());
        }
        let mut reader = Reader {
            text,
            folder,
            problems: Vec::new(),
            file: Self {
                name: name.to_owned(),
                preset: None,
                entries: Vec::new(),
            },
        };
        reader.table("", table.get_ref());
        if reader.problems.is_empty() {
            Ok(reader.file)
        } else {
            Err(reader.problems)
        }
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The preset that it names.
    #[must_use]
    pub fn preset(&self) -> Option<Preset> {
        self.preset
    }

    /// How many keys it gives.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.entries.len()
    }
}

/// Reads no more than a settings file can have, whatever the path leads to.
fn read_text(path: &Path, name: &str) -> Result<String, PipelineError> {
    let fail = |source| PipelineError::io(name, "read", source);
    let mut bytes = Vec::new();
    let limit = LONGEST as u64 + 1;
    if path.as_os_str() == "-" {
        let input = std::io::stdin().lock();
        input.take(limit).read_to_end(&mut bytes).map_err(fail)?;
    } else {
        let file = std::fs::File::open(path).map_err(fail)?;
        file.take(limit).read_to_end(&mut bytes).map_err(fail)?;
    }
    if bytes.len() > LONGEST {
        return Err(PipelineError::TooMany {
            path: name.to_owned(),
            what: "bytes of settings",
            limit: LONGEST,
            got: path
                .metadata()
                .ok()
                .and_then(|metadata| usize::try_from(metadata.len()).ok())
                .map_or(bytes.len(), |length| length.max(bytes.len())),
        });
    }
    Encoding::Utf8.decode(bytes, name)
}

struct Reader<'t> {
    text: &'t str,
    folder: &'t Path,
    problems: Vec<PipelineError>,
    file: SettingsFile,
}

impl Reader<'_> {
    /// Reads the keys of one section in the order of the file.
    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            if self.problems.len() >= MOST_PROBLEMS {
                return;
            }
            let path = joined(section, name.get_ref());
            let inside = format!("{path}.");
            if path == PRESET {
                self.preset(value.get_ref(), &value.span());
            } else if let Some(key) = Key::find(&path) {
                self.key(key, value.get_ref(), &value.span());
            } else if super::KEYS.iter().any(|key| key.path.starts_with(&inside)) {
                match value.get_ref() {
                    DeValue::Table(table) => self.table(&path, table),
                    other => {
                        let expected = format!("a section [{path}]");
                        self.wrong(&path, &value.span(), expected, shown(other));
                    }
                }
            } else {
                self.unknown(section, name.get_ref(), &name.span());
            }
        }
    }

    fn preset(&mut self, value: &DeValue<'_>, span: &Range<usize>) {
        match value.as_str().and_then(|name| name.parse().ok()) {
            Some(preset) => self.file.preset = Some(preset),
            None => {
                let expected = Kind::Word(Preset::NAMES).expected();
                self.wrong(PRESET, span, expected, shown(value));
            }
        }
    }

    fn key(&mut self, key: &'static Key, value: &DeValue<'_>, span: &Range<usize>) {
        let place = place(self.text, span.start);
        match key.kind.read(value, self.folder) {
            Some(value) => self.file.entries.push(Entry { key, value, place }),
            None => self.wrong(key.path, span, key.kind.expected(), shown(value)),
        }
    }

    fn wrong(&mut self, key: &str, span: &Range<usize>, expected: String, got: String) {
        let Place { line, column } = place(self.text, span.start);
        self.problems.push(PipelineError::SettingsValue {
            path: self.file.name.clone(),
            line,
            column,
            key: key.to_owned(),
            expected,
            got,
        });
    }

    fn unknown(&mut self, section: &str, name: &str, span: &Range<usize>) {
        let Place { line, column } = place(self.text, span.start);
        let known = known_names(section);
        // A key that stands in the wrong section is named with its own.
        let elsewhere = || {
            super::KEYS
                .iter()
                .find(|key| key.name() == name)
                .map(|key| key.path)
        };
        let meant = nearest(name, known.iter().copied()).or_else(elsewhere);
        let place = if section.is_empty() {
            "at the top".to_owned()
        } else {
            format!("of [{section}]")
        };
        self.problems.push(PipelineError::UnknownKey {
            path: self.file.name.clone(),
            line,
            column,
            key: shortened(&joined(section, name)),
            meant: meant.map(str::to_owned),
            known: format!("{place} are {}", known.join(", ")),
        });
    }
}

/// The names of the keys and sections inside a section, in the order of [`KEYS`](super::KEYS).
fn known_names(section: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    if section.is_empty() {
        names.push(PRESET);
    }
    for key in super::KEYS {
        let inside = match section {
            "" => Some(key.path),
            _ => key
                .path
                .strip_prefix(section)
                .and_then(|rest| rest.strip_prefix('.')),
        };
        let name = inside.and_then(|inside| inside.split('.').next());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

fn joined(section: &str, name: &str) -> String {
    if section.is_empty() {
        name.to_owned()
    } else {
        format!("{section}.{name}")
    }
}

fn place(text: &str, byte: usize) -> Place {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: 1 + before.matches('\n').count(),
        column: 1 + before.get(start..).unwrap_or_default().chars().count(),
    }
}

/// A value as a message quotes it.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => quoted(&shortened(text)),
        DeValue::Integer(number) => shortened(&number.to_string()),
        DeValue::Float(number) => shortened(number.as_str()),
        DeValue::Boolean(on) => on.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a section".to_owned(),
    }
}

/// A text that fits a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A file without a problem is not an error, so there is one.
fn first(problems: Vec<PipelineError>) -> PipelineError {
    problems
        .into_iter()
        .next()
        .unwrap_or_else(|| PipelineError::Setting {
            name: "settings",
            value: "none".to_owned(),
            expected: "a settings file".to_owned(),
        })
}
