//! The stemmer of a run: its root list, its rules and its exceptions.

use crate::PipelineError;
use indo_text::{Dictionary, Exceptions, Rules, Stemmer};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which roots, which rules, which exceptions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StemmerSettings {
    /// A root list, one word a line. `None`: the starter list.
    pub dictionary: Option<PathBuf>,
    /// Sastrawi's rules to the letter, or the extended ones.
    pub rules: Rules,
    /// Files of words with a fixed root, one entry a line; a later file goes before an earlier one, and all of them before the
    /// exceptions that come with the extended rules.
    pub exceptions: Vec<PathBuf>,
}

impl StemmerSettings {
    /// Reads the files and makes the stemmer.
    ///
    /// # Errors
    /// A file cannot be read, or a line of it is no entry; the root list is empty.
    pub fn load(&self) -> Result<Stemmer, PipelineError> {
        let dictionary = match &self.dictionary {
            Some(path) => load_dictionary(path)?,
            None => Dictionary::starter(),
        };
        let mut exceptions = Exceptions::default();
        for path in &self.exceptions {
            exceptions.extend(Exceptions::from_path(path)?);
        }
        Ok(Stemmer::new(dictionary)
            .with_exceptions(exceptions)
            .with_rules(self.rules))
    }

    /// Every file that is read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.dictionary.iter().chain(&self.exceptions)
    }
}

/// Reads a root list; without a word in it every word would be its own root.
fn load_dictionary(path: &Path) -> Result<Dictionary, PipelineError> {
    let dictionary = Dictionary::from_path(path)?;
    if dictionary.is_empty() {
        return Err(PipelineError::EmptyFile {
            path: path.display().to_string(),
            expected: "root words, one a line",
        });
    }
    Ok(dictionary)
}
