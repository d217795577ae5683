//! File names.

use std::fs;

use proptest::prelude::*;
use speech_emotion::corpora::{Corpus, Intensity, Sex, recordings_in};
use speech_emotion::{ClassMap, Emotion, EmotionError};

use crate::given;

#[test]
fn reads_the_names_of_every_corpus() {
    let cases = [
        (
            Corpus::IndoWave,
            "Actor_03/03-02-01-03.wav",
            Emotion::Senang,
            "indowave-03",
        ),
        (
            Corpus::IndoWave,
            "10-05-02-01.flac",
            Emotion::Kecewa,
            "indowave-10",
        ),
        (
            Corpus::Ravdess,
            "03-01-06-01-02-01-12.wav",
            Emotion::Takut,
            "ravdess-12",
        ),
        (
            Corpus::Ravdess,
            "Actor_24/03-01-02-01-01-02-24.wav",
            Emotion::Tenang,
            "ravdess-24",
        ),
        (
            Corpus::CremaD,
            "1001_DFA_ANG_XX.wav",
            Emotion::Marah,
            "crema-d-1001",
        ),
        (
            Corpus::CremaD,
            "1040_ITH_SAD_X.wav",
            Emotion::Sedih,
            "crema-d-1040",
        ),
        (
            Corpus::CremaD,
            "1091_WSI_DIS_HI.wav",
            Emotion::Jijik,
            "crema-d-1091",
        ),
        (
            Corpus::Tess,
            "OAF_back_angry.wav",
            Emotion::Marah,
            "tess-OAF",
        ),
        (
            Corpus::Tess,
            "YAF_choice_ps.wav",
            Emotion::Terkejut,
            "tess-YAF",
        ),
        (
            Corpus::Tess,
            "OA_bite_neutral.wav",
            Emotion::Netral,
            "tess-OAF",
        ),
        (Corpus::Savee, "DC_a01.wav", Emotion::Marah, "savee-DC"),
        (Corpus::Savee, "KL_su15.wav", Emotion::Terkejut, "savee-KL"),
        (
            Corpus::Savee,
            "AudioData/JE/sa07.wav",
            Emotion::Sedih,
            "savee-JE",
        ),
        (
            Corpus::Synthetic,
            "spk01-jijik-s1.flac",
            Emotion::Jijik,
            "synthetic-spk01",
        ),
    ];
    for (corpus, path, label, speaker) in cases {
        let clip = corpus
            .parse(path)
            .unwrap_or_else(|misfit| panic!("{path}: {}", misfit.reason));
        assert_eq!(
            (clip.label, clip.speaker.as_str()),
            (label, speaker),
            "{path}"
        );
        assert_eq!(clip.corpus, corpus);
    }
    let clip = Corpus::Ravdess.parse("03-01-06-02-02-01-12.wav").unwrap();
    assert_eq!(
        (clip.sex, clip.intensity),
        (Some(Sex::Female), Some(Intensity::Strong))
    );
    assert_eq!(clip.utterance.as_deref(), Some("02"));
    let clip = Corpus::CremaD.parse("1091_WSI_DIS_LO.wav").unwrap();
    assert_eq!((clip.sex, clip.intensity), (None, Some(Intensity::Low)));
}

#[test]
fn says_what_does_not_fit() {
    let cases = [
        (
            Corpus::IndoWave,
            "01-02-03.wav",
            "expected 4 parts joined by `-`, got 3",
        ),
        (
            Corpus::IndoWave,
            "11-02-01-01.wav",
            "expected an actor from 01 to 10, got `11`",
        ),
        (
            Corpus::IndoWave,
            "01-06-01-01.wav",
            "expected an emotion from 01 to 05, got `06`",
        ),
        (
            Corpus::IndoWave,
            "01-2-01-01.wav",
            "expected an emotion from 01 to 05, got `2`",
        ),
        (
            Corpus::IndoWave,
            "01-02-01-+3.wav",
            "expected a repetition from 01 to 03, got `+3`",
        ),
        (
            Corpus::Ravdess,
            "03-01-09-01-01-01-01.wav",
            "expected an emotion from 01 to 08, got `09`",
        ),
        (
            Corpus::Ravdess,
            "03-01-03-01-01-01-25.wav",
            "expected an actor from 01 to 24, got `25`",
        ),
        (
            Corpus::Ravdess,
            "03-02-03-01-01-01-01.wav",
            "expected speech, got the vocal channel `02`, which is song",
        ),
        (
            Corpus::CremaD,
            "1092_DFA_ANG_XX.wav",
            "expected an actor from 1001 to 1091, got `1092`",
        ),
        (
            Corpus::CremaD,
            "1001_DFA_ANG_YY.wav",
            "expected a level of LO MD HI XX, got `YY`",
        ),
        (
            Corpus::Tess,
            "MAF_back_angry.wav",
            "expected an actress of OAF YAF, got `MAF`",
        ),
        (
            Corpus::Tess,
            "OAF_angry.wav",
            "expected 3 parts joined by `_`",
        ),
        (
            Corpus::Savee,
            "DC_x01.wav",
            "expected an emotion of a d f h n sa su, got `x`",
        ),
        (
            Corpus::Savee,
            "DC_a1.wav",
            "expected a sentence of two digits, got `1`",
        ),
        (
            Corpus::Savee,
            "a01.wav",
            "expected a speaker of DC JE JK KL, got ``",
        ),
        (
            Corpus::Synthetic,
            "spk-marah-s1.wav",
            "expected a voice such as spk01, got `spk`",
        ),
        (
            Corpus::Synthetic,
            "spk1-girang-s1.wav",
            "expected the name of an emotion, got `girang`",
        ),
    ];
    for (corpus, path, reason) in cases {
        assert_eq!(corpus.parse(path).unwrap_err().reason, reason, "{path}");
    }
}

#[test]
fn counts_and_names_the_files_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let actor = folder.path().join("Actor_01");
    fs::create_dir(&actor).unwrap();
    for name in [
        "01-02-01-01.wav",
        "01-01-01-01.FLAC",
        "notes.wav",
        "._01-02-01-01.wav",
        "a.txt",
    ] {
        fs::write(actor.join(name), "").unwrap();
    }
    // A pipe would be read for ever.
    let mut others = 2;
    let pipe = actor.join("01-03-01-01.wav");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if made.is_ok_and(|status| status.success()) {
        others += 1;
    }
    let loaded = Corpus::IndoWave.load(folder.path()).unwrap();
    assert_eq!(
        (loaded.clips.len(), loaded.misfits.len(), loaded.other_files),
        (2, 1, others)
    );
    assert_eq!(loaded.clips[0].label, Emotion::Netral);
    assert!(loaded.misfits[0].path.ends_with("notes.wav"));

    // Whatever their names: by path, and those alone that can be decoded.
    fs::write(actor.join("song.mp3"), "").unwrap();
    fs::write(folder.path().join("z.oga"), "").unwrap();
    let (files, passed_over) = recordings_in(folder.path()).unwrap();
    let names: Vec<&str> = (files.iter())
        .map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Actor_01/01-01-01-01.FLAC",
            "Actor_01/01-02-01-01.wav",
            "Actor_01/notes.wav",
            "z.oga"
        ]
    );
    assert_eq!(passed_over, others + 1);
    fs::remove_file(actor.join("song.mp3")).unwrap();
    fs::remove_file(folder.path().join("z.oga")).unwrap();
    let bare = tempfile::tempdir().unwrap();
    fs::write(bare.path().join("a.mp3"), "").unwrap();
    let error = recordings_in(bare.path()).unwrap_err().to_string();
    let place = bare.path().display();
    assert_eq!(
        error,
        format!("expected recordings (wav, flac, ogg, oga) in {place}, got none among 1 files")
    );

    let error = Corpus::Tess.load(folder.path()).unwrap_err();
    assert!(matches!(
        error,
        EmotionError::NoClips {
            corpus: "tess",
            files: 3,
            ..
        }
    ));
    let error = Corpus::Tess
        .load(folder.path().join("missing"))
        .unwrap_err();
    assert!(matches!(error, EmotionError::Read { .. }), "{error}");
}

#[test]
fn every_emotion_reads_its_names() {
    for emotion in Emotion::ALL {
        assert_eq!(emotion.as_str().parse::<Emotion>().unwrap(), emotion);
        assert_eq!(
            emotion.english().to_uppercase().parse::<Emotion>().unwrap(),
            emotion
        );
    }
}

#[test]
fn a_class_map_counts_what_it_drops() {
    let clips: Vec<_> = [
        Emotion::Senang,
        Emotion::Netral,
        Emotion::Netral,
        Emotion::Jijik,
    ]
    .into_iter()
    .enumerate()
    .map(|(take, emotion)| given::clip(1, emotion, take))
    .collect();
    let labelled = ClassMap::five().apply(&clips).unwrap();
    assert_eq!(labelled.rows, [0, 3]);
    assert_eq!(labelled.dropped[&Emotion::Netral], 2);
    assert_eq!(labelled.classes(), [Emotion::Senang, Emotion::Jijik]);

    let error = ClassMap::five().apply(&clips[..3]).unwrap_err();
    assert_eq!(error.to_string(), "expected at least 2 classes, got 1");

    let shared = ClassMap::shared_indowave_ravdess().apply(&clips).unwrap();
    let both = shared.with_classes_of(&labelled).unwrap();
    assert_eq!((both.rows, both.dropped[&Emotion::Netral]), (vec![0, 3], 2));
}

proptest! {
    #[test]
    fn any_name_is_parsed_or_refused(name in "[-_/.0-9A-Za-zä]{0,40}") {
        for corpus in Corpus::NAMED {
            if let Err(misfit) = corpus.parse(&name) {
                prop_assert!(misfit.reason.starts_with("expected "));
            }
        }
    }
}
