//! Writes settings as a file: bare, or with every key explained.

use super::key::{Key, Kind};
use super::preset::{Given, Preset};
use super::value::Value;
use crate::files::write_atomic;
use crate::{PipelineError, StudySettings};
use std::path::Path;

/// Settings as TOML, every key that means something with them; read back they are the same settings. A path that is no Unicode
/// text does not survive.
#[must_use]
pub fn to_toml(settings: &StudySettings) -> String {
    let mut text = String::new();
    sections(&mut text, |text, key| {
        if let Some(value) = key.value(settings) {
            text.push_str(&format!("{} = {value}\n", key.name()));
        }
    });
    text
}

/// A settings file of a preset with every key: what it decides, what it may hold, and its default.
///
/// Keys whose default depends on others, and optional ones without a value, stand behind a `#`.
#[must_use]
pub fn commented(preset: Preset) -> String {
    let mut text = format!(
        "\
# Settings of a study: `sara check FILE` looks for mistakes, `sara study --settings FILE --out DIR` runs it.
# A line behind `#` counts as not written. Relative paths are taken from the folder of this file.

# Where the settings start from; the keys below override it.
# {} (ours) or {} (the numbers and rules of the thesis).
preset = {}
",
        quoted(Preset::Sound),
        quoted(Preset::Thesis),
        quoted(preset)
    );
    sections(&mut text, |text, key| explain(text, key, preset));
    text
}

/// Writes [`commented`] to a file, or to standard output for `-`.
///
/// # Errors
/// The file is there already and is not to be replaced, or cannot be written.
pub fn write_commented(path: &Path, preset: Preset, overwrite: bool) -> Result<(), PipelineError> {
    if !overwrite && path.as_os_str() != "-" && path.symlink_metadata().is_ok() {
        return Err(PipelineError::Setting {
            name: "file",
            value: path.display().to_string(),
            expected: "a name that is still free, or --overwrite".to_owned(),
        });
    }
    write_atomic(path, |out| {
        out.write_all(commented(preset).as_bytes())
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}

fn quoted(preset: Preset) -> Value {
    Value::Text(preset.to_string())
}

/// Calls `entry` for every key, below the header of its section.
fn sections(text: &mut String, entry: impl Fn(&mut String, &Key)) {
    let mut section = "";
    for key in super::KEYS {
        if key.section() != section {
            section = key.section();
            text.push_str(&format!("\n[{section}]\n"));
        }
        entry(text, key);
    }
}

fn explain(text: &mut String, key: &Key, preset: Preset) {
    let default = DefaultValue::of(key, preset);
    let expected = key.kind.expected();
    let allowed = capitalised(&expected);
    text.push_str(&format!("\n# {}\n", key.about));
    if let Some(reason) = preset.reason(key.path) {
        text.push_str(&format!("# Thesis: {reason}\n"));
    }
    match default {
        DefaultValue::Always(Some(value)) if value != Value::Unset => {
            text.push_str(&format!("# {allowed}. Default: {value}.\n"));
            text.push_str(&format!("{} = {value}\n", key.name()));
        }
        DefaultValue::Always(_) => {
            text.push_str(&format!("# {allowed}. Default: none.\n"));
            text.push_str(&format!("# {} = {}\n", key.name(), example(key)));
        }
        DefaultValue::Depends { plain, given } => {
            text.push_str(&format!("# {allowed}. Default: {plain}; {given}.\n"));
            text.push_str(&format!("# {} = {}\n", key.name(), example(key)));
        }
    }
}

/// A key's value before anything is given.
enum DefaultValue {
    Always(Option<Value>),
    /// On what is given otherwise, in words.
    Depends {
        plain: Value,
        given: String,
    },
}

impl DefaultValue {
    fn of(key: &Key, preset: Preset) -> Self {
        let value = |tweets, model| key.value(&preset.base(Given { tweets, model }));
        let plain = value(false, false);
        let cases = [
            (value(true, false), "with tweets.path"),
            (value(false, true), "with bert.model"),
        ];
        // The paths themselves are what is given.
        if ["tweets.path", "bert.model"].contains(&key.path) {
            return Self::Always(None);
        }
        let differs = cases.into_iter().find(|(other, _)| *other != plain);
        match (plain, differs) {
            (Some(plain), Some((other, case))) => {
                let needed = || format!("{case} it must be given");
                let given = match other {
                    Some(Value::Unset) => format!("{case} none"),
                    Some(Value::Text(text)) if text.is_empty() => needed(),
                    Some(other) => format!("{case} {other}"),
                    None => needed(),
                };
                Self::Depends { plain, given }
            }
            (plain, _) => Self::Always(plain),
        }
    }
}

/// What a key that stands behind a `#` might hold.
fn example(key: &Key) -> String {
    match (key.path, key.kind) {
        ("ratings.source", _) => "\"csv\"".to_owned(),
        ("ratings.path", _) => "\"ratings.csv\"".to_owned(),
        ("ratings.id_column", _) => "\"id\"".to_owned(),
        (_, Kind::Optional { example, .. }) => example.to_owned(),
        _ => {
            let settings = Preset::Sound.base(Given {
                tweets: false,
                model: true,
            });
            key.value(&settings)
                .map(|value| value.to_string())
                .unwrap_or_default()
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}
