//! Clips listed in a file.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use speech_emotion::corpora::read_list;
use speech_emotion::{Emotion, EmotionError};

fn written(text: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clips.csv");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn message(text: &str) -> String {
    let (_folder, path) = written(text.as_bytes());
    let error = read_list(&path).unwrap_err().to_string();
    error.replace(&path.display().to_string(), "clips.csv")
}

#[test]
fn reads_columns_in_any_order() {
    let text = "\u{feff}Speaker,note,path,label\nana, x ,a.wav,Senang\nbudi,,/b.wav,angry\n";
    let (folder, path) = written(text.as_bytes());
    let clips = read_list(&path).unwrap();
    assert_eq!(clips.len(), 2);
    assert_eq!(clips[0].path, folder.path().join("a.wav"));
    assert_eq!(
        (clips[0].label, clips[0].speaker.as_str()),
        (Emotion::Senang, "ana")
    );
    assert_eq!(
        (clips[1].label, clips[1].path.as_path()),
        (Emotion::Marah, "/b.wav".as_ref())
    );
}

#[test]
fn names_the_line_that_is_wrong() {
    let head = "path,label,speaker\na.wav,senang,ana\n";
    assert_eq!(
        message(&format!("{head}b.wav,girang,ana\n")),
        "clips.csv:3: expected the name of an emotion, got `girang`"
    );
    assert_eq!(
        message(&format!("{head}\n,marah,ana\n")),
        "clips.csv:4: expected a path, got ``"
    );
    assert_eq!(
        message(&format!("{head}b.wav,marah,\n")),
        "clips.csv:3: expected a speaker, got ``"
    );
    assert_eq!(
        message(&format!("{head}b.wav,marah\n")),
        "clips.csv:3: cannot read the record"
    );
    assert_eq!(
        message("path,label\n"),
        "clips.csv:1: expected a column `speaker`"
    );
    assert_eq!(
        message("path,label,speaker\n"),
        "expected at least 1 clip in the list, got 0"
    );
    assert_eq!(message(""), "clips.csv:1: expected a column `path`");
    let missing = read_list("no such list.csv").unwrap_err();
    assert_eq!(missing.to_string(), "cannot read no such list.csv");
    assert!(matches!(missing, EmotionError::Read { .. }));
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (_folder, path) = written(&bytes);
        let _ = read_list(&path);
        let (_folder, path) = written(&[b"path,label,speaker\n", bytes.as_slice()].concat());
        let _ = read_list(&path);
    }
}
