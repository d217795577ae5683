//! Every file that a study reads: where, how large, which hash, under which licence.

use super::licence::licence_beside;
use crate::PipelineError;
use crate::files::folder_of;
use crate::model_folder::model_files;
use crate::sha256;
use crate::study::{RatingSource, StudySettings};
use indo_text::{Emoji, Rules};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a study took from somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Source {
    /// What it was for.
    pub role: &'static str,
    /// The file, as the settings name it; `None` where it came with the program.
    pub path: Option<PathBuf>,
    /// Its size; `None` for what came with the program, and for standard input and pipes, which are read once.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes, where it has a size.
    pub sha256: Option<String>,
    /// What is said of its licence: by the files beside it, or by the program of its own lists.
    pub licence: String,
}

const ENCODER: &str = "encoder";

const OUR_OWN: &str = "comes with this program, CC0-1.0";

/// Every source of a study, tweets first.
pub(crate) fn sources(settings: &StudySettings) -> Result<Vec<Source>, PipelineError> {
    let mut found = Vec::new();
    let mut files = |role, paths: &mut dyn Iterator<Item = &PathBuf>, own: Option<&str>| {
        let before = found.len();
        for path in paths {
            found.push(Source::file(role, path)?);
        }
        if let Some(licence) = own.filter(|_| found.len() == before) {
            found.push(Source::own(role, licence));
        }
        Ok::<(), PipelineError>(())
    };
    let text = &settings.text;
    let stop_words = &text.stop_words;
    files(
        "tweets",
        &mut settings.tweets.path.iter(),
        Some("comes with this program: invented, CC0-1.0"),
    )?;
    files("slang list", &mut text.slang.iter(), Some(OUR_OWN))?;
    files(
        "root list",
        &mut text.stemmer.dictionary.iter(),
        Some(OUR_OWN),
    )?;
    files("exceptions", &mut text.stemmer.exceptions.iter(), None)?;
    if text.stemmer.rules == Rules::Extended {
        let none = &mut std::iter::empty();
        files("lists of the extended rules", none, Some(OUR_OWN))?;
    }
    if text.emoji == Emoji::Name {
        files("names of emoji", &mut std::iter::empty(), Some(OUR_OWN))?;
    }
    files(
        "stop words",
        &mut stop_words.list.iter(),
        Some("comes with this program: Tala (2003) in the edition of stopwords-iso, MIT"),
    )?;
    files("stop words added", &mut stop_words.added.iter(), None)?;
    files("stop words taken out", &mut stop_words.removed.iter(), None)?;
    let lexicon: Vec<PathBuf> = settings.label.inputs().collect();
    files("lexicon", &mut lexicon.iter(), Some(OUR_OWN))?;
    match &settings.ratings {
        RatingSource::None => {}
        RatingSource::Sample => {
            let licence = "comes with this program: invented, CC0-1.0";
            files("ratings", &mut std::iter::empty(), Some(licence))?;
        }
        RatingSource::Csv { path, .. } => files("ratings", &mut std::iter::once(path), None)?,
    }
    match &settings.bert.model {
        Some(folder) => found.extend(encoder(folder)?),
        None => found.push(Source::own(
            ENCODER,
            "made by this program: random weights and a vocabulary of the training texts",
        )),
    }
    Ok(found)
}

/// Every file of a model's folder that loading it reads.
fn encoder(folder: &Path) -> Result<Vec<Source>, PipelineError> {
    let licence = licence_beside(folder);
    let source = |(name, sha256)| {
        let path = folder.join(name);
        Source {
            role: ENCODER,
            bytes: path.metadata().ok().map(|metadata| metadata.len()),
            path: Some(path),
            sha256: Some(sha256),
            licence: licence.clone(),
        }
    };
    Ok(model_files(folder)?.into_iter().map(source).collect())
}

impl Source {
    fn own(role: &'static str, licence: &str) -> Self {
        Self {
            role,
            path: None,
            bytes: None,
            sha256: None,
            licence: licence.to_owned(),
        }
    }

    fn file(role: &'static str, path: &Path) -> Result<Self, PipelineError> {
        let sized = path
            .is_file()
            .then(|| sha256::of_sized_file(path))
            .transpose()?;
        let (bytes, sha256) = sized.unzip();
        let licence = match bytes {
            Some(_) => licence_beside(folder_of(path)),
            None => "not known: no file that could be read again".to_owned(),
        };
        Ok(Self {
            role,
            path: Some(path.to_owned()),
            bytes,
            sha256,
            licence,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_without_files_names_the_lists_of_the_program() {
        let found = sources(&StudySettings::sample()).unwrap();
        let roles: Vec<&str> = found.iter().map(|source| source.role).collect();
        assert_eq!(
            roles,
            [
                "tweets",
                "slang list",
                "root list",
                "stop words",
                "lexicon",
                "ratings",
                "encoder"
            ]
        );
        assert!(found.iter().all(|source| source.path.is_none()));
    }

    #[test]
    fn files_have_size_hash_and_licence() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::write(at("tweets.csv"), "abc").unwrap();
        std::fs::write(at("LICENSE"), "MIT License\n").unwrap();
        let mut settings = StudySettings::sample();
        settings.tweets.path = Some(at("tweets.csv"));
        settings.text.slang = vec![at("tweets.csv"), "-".into()];
        std::fs::create_dir(at("model")).unwrap();
        std::fs::write(at("model/config.json"), "{}").unwrap();
        std::fs::write(at("model/README.md"), "---\nlicense: mit\n---\n").unwrap();
        settings.bert.model = Some(at("model"));
        let found = sources(&settings).unwrap();
        assert_eq!(found[0].bytes, Some(3));
        assert_eq!(found[0].sha256.as_deref(), Some(&*sha256::of_bytes(b"abc")));
        assert_eq!(found[0].licence, "MIT License (LICENSE)");
        assert_eq!([found[1].role, found[2].role], ["slang list"; 2]);
        assert_eq!(found[2].bytes, None);
        let encoder = found.last().unwrap();
        assert_eq!(encoder.path, Some(at("model/config.json")));
        assert_eq!((encoder.bytes, &*encoder.licence), (Some(2), "mit"));
    }
}
