//! Every choice of a study as one file, `study.toml`: read, checked, overridden and written back.
//!
//! [`KEYS`] lists the keys once. Reading, writing, the comments of `sara init`, the names in messages and what a flag of the command
//! line overrides all come from this list, so a new setting is one field and one line in it. The sections of the file are the
//! fields of [`StudySettings`](crate::StudySettings), and `settings.json` in a study's folder has the same ones.
//!
//! ```
//! use sara_pipeline::settings::{Choices, SettingsFile};
//!
//! let text = "preset = \"thesis\"\n[bert]\nepochs = 10\n";
//! let file = SettingsFile::parse(text, "study.toml", "".as_ref())?;
//! let settings = Choices::from(file).settings()?;
//! assert_eq!((settings.bert.epochs, settings.split.unseen_share), (10, 0.7));
//!
//! let error = SettingsFile::parse("[bert]\nepoch = 10\n", "study.toml", "".as_ref()).unwrap_err();
//! assert!(error.to_string().starts_with("study.toml:2:1: there is no key `bert.epoch`, did you mean `epochs`?"));
//! # Ok::<(), sara_pipeline::PipelineError>(())
//! ```

mod choices;
mod file;
mod key;
mod keys;
mod near;
mod preset;
#[cfg(test)]
mod tests;
mod value;
mod words;
mod write;

pub use choices::{Choices, Overridden};
pub use file::SettingsFile;
pub use key::{Key, Kind, Range};
pub use keys::KEYS;
pub use preset::Preset;
pub use value::Value;
pub use write::{commented, to_toml, write_commented};

pub(crate) use near::nearest;
pub(crate) use words::{Named, as_factor, as_word};
