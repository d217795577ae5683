//! The choices of a study from several places: a preset, a settings file over it, single settings over both.

use super::file::{Place, SettingsFile};
use super::key::Key;
use super::preset::{Given, Preset};
use super::value::Value;
use crate::study::RatingSource;
use crate::{PipelineError, StudySettings};

/// What was chosen so far. The later choice of a key wins.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    preset: Preset,
    name: String,
    chosen: Vec<Choice>,
}

#[derive(Debug, Clone)]
struct Choice {
    key: &'static Key,
    value: Value,
    /// Where in the file; `None` for what was chosen beside it.
    place: Option<Place>,
}

/// A key of a settings file that was overridden.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Overridden {
    /// The key.
    pub key: &'static str,
    /// What the file says.
    pub before: Value,
    /// What holds.
    pub now: Value,
}

impl From<Preset> for Choices {
    fn from(preset: Preset) -> Self {
        Self {
            preset,
            ..Self::default()
        }
    }
}

impl From<SettingsFile> for Choices {
    fn from(file: SettingsFile) -> Self {
        let chosen = |entry: super::file::Entry| Choice {
            key: entry.key,
            value: entry.value,
            place: Some(entry.place),
        };
        Self {
            preset: file.preset.unwrap_or_default(),
            name: file.name,
            chosen: file.entries.into_iter().map(chosen).collect(),
        }
    }
}

impl Choices {
    /// The preset below all keys.
    #[must_use]
    pub fn preset(&self) -> Preset {
        self.preset
    }

    /// Starts from another preset than the file says.
    #[must_use]
    pub fn with_preset(mut self, preset: Preset) -> Self {
        self.preset = preset;
        self
    }

    /// Whether a key was given.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Takes the value that `settings` have for a key, and says what it replaces in the file, if that is another value. A key that
    /// there is not, or that means nothing with `settings`, changes nothing.
    pub fn take(&mut self, key: &str, settings: &StudySettings) -> Option<Overridden> {
        let key = Key::find(key)?;
        let value = key.value(settings)?;
        // Ratings that are given are read.
        if key.path == "ratings.path" {
            self.chosen
                .retain(|choice| choice.key.path != "ratings.source");
        }
        let earlier = self
            .chosen
            .iter()
            .position(|choice| choice.key.path == key.path);
        let before = earlier.map(|index| self.chosen.remove(index));
        self.chosen.push(Choice {
            key,
            value: value.clone(),
            place: None,
        });
        before
            .filter(|choice| choice.place.is_some() && choice.value != value)
            .map(|choice| Overridden {
                key: key.path,
                before: choice.value,
                now: value,
            })
    }

    /// The settings that all choices make.
    ///
    /// # Errors
    /// Two choices contradict each other, or one needs another that is not there.
    pub fn settings(&self) -> Result<StudySettings, PipelineError> {
        let is_set = |key| self.value(key).is_some_and(|value| *value != Value::Unset);
        let given = Given {
            tweets: is_set("tweets.path"),
            model: is_set("bert.model"),
        };
        let mut settings = self.preset.base(given);
        // In the order of the keys, since the source of the ratings goes before their file.
        for key in super::KEYS {
            if let Some(value) = self.value(key.path) {
                (key.set)(&mut settings, value.clone());
            }
        }
        self.check_ratings(&settings)?;
        Ok(settings)
    }

    fn check_ratings(&self, settings: &StudySettings) -> Result<(), PipelineError> {
        let (path, column) = ("ratings.path", "ratings.id_column");
        let source = match self.value("ratings.source") {
            Some(Value::Text(word)) => word.as_str(),
            _ => "",
        };
        if self.has(path) && ["none", "sample"].contains(&source) {
            let expected = "\"csv\" beside ratings.path";
            return Err(self.wrong("ratings.source", "ratings.source", expected, source));
        }
        if source == "csv" && !self.has(path) {
            return Err(self.wrong(path, "ratings.source", "the path of a CSV file", "none"));
        }
        if self.has(column) && !matches!(settings.ratings, RatingSource::Csv { .. }) {
            return Err(self.wrong(column, column, "ratings.path beside it", "none"));
        }
        Ok(())
    }

    fn value(&self, key: &str) -> Option<&Value> {
        let mut chosen = self.chosen.iter();
        chosen
            .find(|choice| choice.key.path == key)
            .map(|choice| &choice.value)
    }

    /// What is wrong with `key`, at the place of the key `at`.
    fn wrong(&self, key: &'static str, at: &str, expected: &str, got: &str) -> PipelineError {
        let mut chosen = self.chosen.iter().filter(|choice| choice.key.path == at);
        match chosen.find_map(|choice| choice.place) {
            Some(Place { line, column }) => PipelineError::SettingsValue {
                path: self.name.clone(),
                line,
                column,
                key: key.to_owned(),
                expected: expected.to_owned(),
                got: got.to_owned(),
            },
            None => PipelineError::Setting {
                name: key,
                value: got.to_owned(),
                expected: expected.to_owned(),
            },
        }
    }
}
