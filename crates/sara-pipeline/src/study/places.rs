//! Settings whose paths are seen from another folder.

use super::{RatingSource, StudySettings};
use std::path::{Component, Path, PathBuf};

/// The settings with every relative path as it is seen from `folder`, which need not be there yet. Absolute paths and standard input
/// stay as they are.
pub(crate) fn seen_from(settings: &StudySettings, folder: &Path) -> StudySettings {
    let mut seen = settings.clone();
    let ratings = match &mut seen.ratings {
        RatingSource::Csv { path, .. } => Some(path),
        RatingSource::None | RatingSource::Sample => None,
    };
    let single = [
        &mut seen.tweets.path,
        &mut seen.tweets.user_key,
        &mut seen.label.inset,
        &mut seen.bert.model,
    ];
    let stemmer = &mut seen.text.stemmer;
    let (dictionary, exceptions) = (&mut stemmer.dictionary, &mut stemmer.exceptions);
    let words = &mut seen.text.stop_words;
    let lists = [
        &mut seen.text.slang,
        exceptions,
        &mut words.added,
        &mut words.removed,
    ];
    let paths = single
        .into_iter()
        .chain([dictionary, &mut words.list])
        .flatten()
        .chain(lists.into_iter().flatten())
        .chain(ratings);
    for path in paths {
        if path.is_relative() && path.as_os_str() != "-" {
            *path = way(path, folder);
        }
    }
    seen
}

/// The way from a folder to a file: up to what both lie in, and down; the whole path where they share nothing.
fn way(path: &Path, folder: &Path) -> PathBuf {
    let (to, from) = (real(path), real(folder));
    let shared = to
        .components()
        .zip(from.components())
        .take_while(|(a, b)| a == b)
        .count();
    if shared == 0 {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// A whole path; the links of what is there are followed.
fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = whole.ancestors().find_map(|there| {
        let rest = whole.strip_prefix(there).ok()?;
        Some(there.canonicalize().ok()?.join(rest))
    });
    found.unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_the_folder_of_the_study() {
        let mut settings = StudySettings::sample();
        settings.tweets.path = Some("data/tweets.csv".into());
        settings.text.slang = vec!["-".into(), std::path::absolute("slang.csv").unwrap()];
        settings.ratings = RatingSource::Csv {
            path: "ratings.csv".into(),
            id_column: "id".to_owned(),
        };
        let seen = seen_from(&settings, Path::new("results/study"));
        assert_eq!(seen.tweets.path, Some("../../data/tweets.csv".into()));
        assert_eq!(seen.text.slang, settings.text.slang);
        assert_eq!(
            seen.ratings,
            RatingSource::Csv {
                path: "../../ratings.csv".into(),
                id_column: "id".to_owned(),
            }
        );
        let inside = seen_from(&settings, Path::new("data"));
        assert_eq!(inside.tweets.path, Some("tweets.csv".into()));
    }
}
