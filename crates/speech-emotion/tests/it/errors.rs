//! Messages that no other test meets.

use std::io;
use std::path::PathBuf;

use speech_emotion::{ClassMap, Emotion, EmotionError};

#[test]
fn messages_are_as_written() {
    let cases = [
        (
            "girang".parse::<Emotion>().unwrap_err(),
            "expected the name of an emotion, got `girang`",
        ),
        (
            "six".parse::<ClassMap>().unwrap_err(),
            "expected `five`, `shared` or `indowave`, got `six`",
        ),
        (
            EmotionError::NoClips {
                path: PathBuf::from("clips"),
                corpus: "tess",
                files: 3,
            },
            "expected clips of tess in clips, got none among 3 audio files",
        ),
        (
            EmotionError::Write {
                path: PathBuf::from("a.csv"),
                source: io::Error::other("full"),
            },
            "cannot write a.csv",
        ),
        (
            EmotionError::Page {
                source: io::Error::other("full").into(),
            },
            "cannot write the page",
        ),
    ];
    for (error, message) in cases {
        assert_eq!(error.to_string(), message);
    }
    for name in ["five", "shared", "indowave"] {
        assert!(name.parse::<ClassMap>().unwrap().classes().len() >= 4);
    }
}
