//! Each malformed file gives an error of one line, or counted drops, under both policies.

use super::malformed_files::{Malformed, all, reader};
use std::collections::BTreeSet;
use tweet_reader::{Policy, ReadError, Tweets};

/// What became of a file, in a line.
fn outcome(tweets: Result<Tweets, ReadError>) -> String {
    let mut tweets = match tweets {
        Ok(tweets) => tweets,
        Err(error) => return error.to_string(),
    };
    for tweet in tweets.by_ref() {
        if let Err(error) = tweet {
            return error.to_string();
        }
    }
    assert!(tweets.next().is_none());
    tweets.counts().to_string()
}

fn outcomes(file: &Malformed, policy: Policy) -> [String; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file.file);
    std::fs::write(&path, &file.bytes).unwrap();
    let reader = reader().with_policy(policy);
    let stream = std::io::Cursor::new(file.bytes.clone());
    [
        outcome(reader.open(&path)),
        outcome(reader.read(file.file, stream)),
    ]
}

#[test]
fn every_malformed_file_is_an_error_or_a_count() {
    let files = all();
    assert!(files.len() >= 60, "{}", files.len());
    let names: BTreeSet<&str> = files.iter().map(|file| file.name).collect();
    assert_eq!(names.len(), files.len(), "a name stands twice");
    let mut failures = Vec::new();
    for file in &files {
        for policy in [Policy::Strict, Policy::Count] {
            for outcome in outcomes(file, policy) {
                let is_clean = outcome.ends_with(" tweets, 0 rows dropped");
                // These are odd and hold nothing that is wrong.
                let may_be_clean = [
                    "quote inside a field",
                    "JSON: an empty array",
                    "bytes: mixed encodings",
                ];
                let is_one_line = !outcome.contains(['\n', '\r']) && outcome.len() < 4000;
                if !is_one_line || (is_clean && !may_be_clean.contains(&file.name)) {
                    failures.push(format!("{} ({policy:?}): {outcome}", file.name));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn previews_of_malformed_files_are_errors_or_tables() {
    for file in all() {
        for policy in [Policy::Strict, Policy::Count] {
            let stream = std::io::Cursor::new(file.bytes.clone());
            let reader = reader().with_policy(policy);
            match reader.preview_of(file.file, stream, 3) {
                Ok(preview) => assert!(!preview.to_string().is_empty()),
                Err(error) => assert!(!error.to_string().contains('\n'), "{}", file.name),
            }
        }
    }
}
