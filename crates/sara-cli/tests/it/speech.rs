//! `sara speech` on clips that a program made.

use super::bad_input::refused;
use super::{read_csv, sara, sara_ok, write};
use speech_emotion::synthesis::write_corpus;
use std::path::Path;

/// Three invented voices, five emotions, one take: `clips/spk01-jijik-s1.wav` and so on.
fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("clips")).unwrap();
    write_corpus(folder.path().join("clips"), 3, 1, 5).unwrap();
    folder
}

const CLIPS: [&str; 3] = ["--corpus", "synthetic", "clips"];

/// Standard output and standard error of a run that succeeds.
fn both(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = sara(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

/// Expects the exit code of wrong use, and gives what is said.
fn wrong_use(folder: &Path, arguments: &[&str]) -> String {
    let output = sara(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    said
}

#[test]
fn features_of_a_folder_are_those_of_its_list_and_its_cache() {
    let folder = corpus();
    let at = folder.path();
    write(at, "clips/notes.txt", "not audio");
    write(at, "clips/stranger.wav", "not looked at");
    let features = ["speech", "features"];
    let keep = ["--cache", "kept.csv", "--out", "a.csv"];
    let (_, said) = both(at, &[&features, &CLIPS[..], &keep].concat());
    assert!(
        said.contains("1 audio files do not fit synthetic, the first: clips/stranger.wav: "),
        "{said}"
    );
    assert!(said.contains("1 files are no audio\n"), "{said}");
    assert!(said.ends_with("15 recordings\n"), "{said}");

    let text = std::fs::read_to_string(at.join("a.csv")).unwrap();
    assert_eq!(text.lines().next().unwrap().split(',').count(), 3 + 147);
    let rows = read_csv(&at.join("a.csv"));
    assert_eq!(rows.len(), 15);
    assert_eq!(rows[0]["path"], "clips/spk01-jijik-s1.wav");
    assert_eq!(rows[0]["label"], "jijik");
    assert_eq!(rows[0]["speaker"], "synthetic-spk01");
    let pitch: f64 = rows[0]["f0_mean_hz"].parse().unwrap();
    assert!((50.0..500.0).contains(&pitch), "{pitch}");

    // Its first three columns are a list; the features come from the cache.
    let list: String = text.lines().fold(String::new(), |list, line| {
        let fields: Vec<&str> = line.splitn(4, ',').collect();
        list + &fields[..3].join(",") + "\n"
    });
    write(at, "list.csv", list);
    let from_list = ["--list", "list.csv", "--threads", "1"];
    let printed = [&features, &from_list[..], &keep[..2], &["--out", "-"]].concat();
    assert_eq!(sara_ok(at, &printed), text);
}

#[test]
fn an_evaluation_prints_its_report_and_writes_it() {
    let folder = corpus();
    let at = folder.path();
    let evaluate = [&["speech", "evaluate"], &CLIPS[..]].concat();
    let out = ["--cache", "kept.csv", "--out", "report.json"];
    let printed = sara_ok(at, &[&evaluate[..], &out].concat());
    assert!(
        printed.contains("split: leave one speaker out\n"),
        "{printed}"
    );
    assert!(printed.contains("tested on 15 clips of 3 speakers\n"));
    #[cfg(unix)]
    {
        // As any file that this user makes.
        use std::os::unix::fs::PermissionsExt;
        write(at, "plain", "");
        let mode = |name: &str| at.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode("report.json"), mode("plain"));
    }
    let report = std::fs::read(at.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["flattering"], false);
    assert_eq!(report["rounds"].as_array().unwrap().len(), 3);
    assert_eq!(report["predictions"].as_array().unwrap().len(), 15);
    assert!(
        report["accuracy"]["value"].as_f64().unwrap() > 0.5,
        "{printed}"
    );

    let folds = ["--split", "speaker-folds", "--folds", "3", "--per-speaker"];
    let kept = ["--cache", "kept.csv", "--model", "majority"];
    let printed = sara_ok(at, &[&evaluate[..], &folds, &kept].concat());
    assert!(printed.contains("features scaled: per speaker, transductive\n"));
    assert!(printed.contains("accuracy (WA)         0.200"), "{printed}");

    let random = ["--split", "random", "--folds", "3", "--classes", "shared"];
    let forest = ["--cache", "kept.csv", "--model", "forest"];
    let (printed, said) = both(at, &[&evaluate[..], &random, &forest].concat());
    assert!(
        said.contains("warning: speakers stand on both sides"),
        "{said}"
    );
    assert!(
        printed.contains("tested on 6 clips of 3 speakers\n"),
        "{printed}"
    );
    assert!(printed.contains("left out: 3 clips labelled marah\n"));
}

#[test]
fn several_models_stand_side_by_side() {
    let folder = corpus();
    let at = folder.path();
    let evaluate = [&["speech", "evaluate"], &CLIPS[..]].concat();
    let models = ["--model", "svm", "--model", "majority"];
    let kept = ["--cache", "kept.csv", "--out"];
    let printed = sara_ok(
        at,
        &[&evaluate[..], &models, &kept, &["both.json"]].concat(),
    );
    assert_eq!(printed.matches("split: leave one speaker out\n").count(), 2);
    let reports = std::fs::read(at.join("both.json")).unwrap();
    let reports: serde_json::Value = serde_json::from_slice(&reports).unwrap();
    assert_eq!(reports.as_array().unwrap().len(), 2);
    assert_eq!(reports[1]["model"], "majority class");

    sara_ok(
        at,
        &[&evaluate[..], &models, &kept, &["both.html"]].concat(),
    );
    let page = std::fs::read_to_string(at.join("both.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    assert!(page.contains("majority class") && page.contains("20.0%"));
    assert!(
        page.contains("<pre>sara speech evaluate --corpus "),
        "the command"
    );
    assert!(!page.contains(".wav") && !page.contains("<script"));
}

#[test]
fn a_demonstration_answers_and_says_what_it_is() {
    let folder = corpus();
    let at = folder.path();
    let files = ["clips/spk02-sedih-s1.wav", "clips/spk02-marah-s1.wav"];
    let predict = ["speech", "predict", files[0], files[1]];
    let (printed, said) = both(at, &predict);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert!(
        lines[0].starts_with("clips/spk02-sedih-s1.wav: sedih 0."),
        "{printed}"
    );
    assert!(
        lines[1].starts_with("clips/spk02-marah-s1.wav: "),
        "{printed}"
    );
    assert!(said.contains("warning: a demonstration that has heard only synthetic clips"));

    let segments = ["--segments", "--learn-from", "synthetic", "clips"];
    let (printed, said) = both(at, &[&predict[..], &segments].concat());
    assert!(printed.contains("\n  0.0 to "), "{printed}");
    assert!(
        said.contains("learned from 15 recordings of synthetic, clips\n"),
        "{said}"
    );

    let (printed, _) = both(at, &[&predict[..], &["--json", "--segments"]].concat());
    let all: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert!(
        all["model"]["warning"]
            .as_str()
            .unwrap()
            .contains("synthetic")
    );
    let first = &all["recordings"][0];
    assert_eq!(first["file"], files[0]);
    assert_eq!(first["emotion"], "sedih");
    assert_eq!(first["probabilities"].as_object().unwrap().len(), 5);
    assert_eq!(first["segments"][0]["start"], 0.0);
}

#[test]
fn a_folder_is_searched_for_recordings() {
    let folder = corpus();
    let at = folder.path();
    let inner = at.join("clips/more");
    std::fs::create_dir(&inner).unwrap();
    std::fs::rename(at.join("clips/spk01-jijik-s1.wav"), inner.join("a.WAV")).unwrap();
    let (of_folder, said) = both(at, &["speech", "predict", "clips"]);
    assert!(!said.contains("not looked at"), "{said}");
    let lines: Vec<&str> = of_folder.lines().collect();
    let files: Vec<&str> = lines
        .iter()
        .map(|line| line.split_once(": ").unwrap().0)
        .collect();
    assert_eq!(files.len(), 15);
    assert!(files.is_sorted(), "{files:?}");
    assert_eq!(files[0], "clips/more/a.WAV");
    let named = [&["speech", "predict"], &files[..]].concat();
    assert_eq!(sara_ok(at, &named), of_folder);
    let (printed, _) = both(at, &["speech", "predict", "clips", files[3], "--json"]);
    let all: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let recordings = all["recordings"].as_array().unwrap();
    assert_eq!(recordings.len(), 16);
    assert_eq!(recordings[3], recordings[15]);

    // One that is broken is named; the others have their answers.
    write(at, "clips/more/noise.flac", "no flac");
    write(at, "clips/notes.txt", "no recording");
    let output = sara(at, &["speech", "predict", "clips"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), of_folder);
    let said = String::from_utf8(output.stderr).unwrap();
    let passed_over = "clips: 1 files are not looked at, which are no wav, flac, ogg, oga\n";
    assert!(said.contains(passed_over), "{said}");
    assert!(
        said.contains("\nclips/more/noise.flac: expected audio"),
        "{said}"
    );
    assert!(
        said.ends_with("1 of 16 recordings could not be judged\n"),
        "{said}"
    );

    std::fs::create_dir(at.join("bare")).unwrap();
    write(at, "bare/a.mp3", "");
    let none = "expected recordings (wav, flac, ogg, oga) in bare, got none among 1 files";
    let said = refused(at, &["speech", "predict", "bare"]);
    assert_eq!(said, format!("sara: {none}"));
    // A folder without any takes no other path with it.
    let output = sara(at, &["speech", "predict", "bare", files[3]]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().collect::<Vec<_>>(), [lines[3]]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("bare: {none}\n")), "{said}");
    assert!(
        said.ends_with("1 of 2 recordings and folders could not be judged\n"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_where_it_is_named_and_refused_in_a_list() {
    let folder = corpus();
    let at = folder.path();
    let clip = std::fs::read(at.join("clips/spk02-sedih-s1.wav")).unwrap();
    let output = super::sara_with_input(at, &["speech", "predict", "/dev/stdin"], &clip);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("/dev/stdin: sedih 0."), "{printed}");

    let made = std::process::Command::new("mkfifo")
        .arg(at.join("pipe.wav"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        super::aloud!("skipped: there is no mkfifo");
        return;
    }
    for (path, what) in [("pipe.wav", "a pipe or a device"), ("clips", "a folder")] {
        write(
            at,
            "list.csv",
            format!(
                "path,label,speaker\n{path},marah,Ani\n{path},sedih,Ani\n{path},marah,Budi\n\
                 {path},sedih,Budi\n"
            ),
        );
        let list = ["--list", "list.csv"];
        for (command, expected) in [
            (
                &["speech", "features", "--out", "f.csv"][..],
                format!("sara: cannot read {path}: expected a file, got {what}"),
            ),
            (
                &["speech", "train", "--out", "m.json"],
                format!("sara: cannot read {path}: expected a file, got {what}"),
            ),
            (
                &["speech", "train", "--model", "wav2vec2", "--out", "net"],
                format!(
                    "sara: cannot read the samples of {path}: cannot read {path}: \
                     expected a file, got {what}"
                ),
            ),
        ] {
            assert_eq!(refused(at, &[command, &list].concat()), expected);
        }
    }
    // In a folder it is no recording, and neither is a link to it.
    std::os::unix::fs::symlink("../pipe.wav", at.join("clips/link.wav")).unwrap();
    let (printed, _) = both(at, &["speech", "predict", "clips"]);
    assert_eq!(printed.lines().count(), 15);
}

#[test]
fn bad_files_are_named() {
    let folder = corpus();
    let at = folder.path();
    write(at, "noise.wav", "RIFF of nothing");
    let said = refused(at, &["speech", "predict", "noise.wav"]);
    assert!(
        said.starts_with("sara: noise.wav: expected audio"),
        "{said}"
    );
    let said = refused(at, &["speech", "predict", "absent.wav"]);
    assert!(said.contains("absent.wav"), "{said}");

    write(at, "list.csv", "path,label,speaker\nnoise.wav,marah,Ani\n");
    let list = ["speech", "features", "--list", "list.csv", "--out", "f.csv"];
    let said = refused(at, &list);
    assert!(
        said.contains("cannot compute features of noise.wav"),
        "{said}"
    );
    write(
        at,
        "list.csv",
        "path,label,speaker\nnoise.wav,happily,Ani\n",
    );
    let said = refused(at, &list);
    assert!(said.contains("list.csv:2: expected the name of an emotion, got `happily`"));
    write(at, "list.csv", "path,label,speaker\n");
    let said = refused(at, &list);
    assert!(
        said.contains("list.csv: expected at least 1 clip in the list, got 0"),
        "{said}"
    );

    let evaluate = ["speech", "evaluate", "--corpus"];
    let said = refused(at, &[&evaluate[..], &["ravdess", "clips"]].concat());
    assert!(
        said.contains("expected clips of ravdess in clips, got none among 15"),
        "{said}"
    );
    let folds = [
        "synthetic",
        "clips",
        "--split",
        "speaker-folds",
        "--folds",
        "4",
    ];
    let said = refused(at, &[&evaluate[..], &folds].concat());
    assert_eq!(said, "sara: clips: expected 2 to 3 folds, got 4");
    std::fs::create_dir(at.join("alone")).unwrap();
    write_corpus(at.join("alone"), 1, 1, 5).unwrap();
    let said = refused(at, &[&evaluate[..], &["synthetic", "alone"]].concat());
    assert_eq!(
        said,
        "sara: alone: speakers are kept apart, so there must be at least 2; \
         there is only one, `synthetic-spk01`"
    );
    let out = [
        "synthetic",
        "clips",
        "--model",
        "majority",
        "--out",
        "no/report.json",
    ];
    let said = refused(at, &[&evaluate[..], &out].concat());
    assert!(
        said.starts_with("sara: cannot write no/report.json: "),
        "{said}"
    );
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    let folder = corpus();
    let at = folder.path();
    let evaluate = ["speech", "evaluate", "--corpus"];
    let said = wrong_use(at, &[&evaluate[..], &["radvess", "clips"]].concat());
    assert!(said.contains("expected one of indowave, ravdess"), "{said}");
    assert!(said.contains("got `radvess`"), "{said}");
    let said = wrong_use(
        at,
        &[&evaluate[..], &["synthetic", "clips", "--folds", "3"]].concat(),
    );
    assert!(said.contains("--folds needs --split"), "{said}");
    let classes = ["synthetic", "clips", "--classes", "six"];
    let said = wrong_use(at, &[&evaluate[..], &classes].concat());
    assert!(
        said.contains("expected `five`, `shared` or `indowave`, got `six`"),
        "{said}"
    );
    wrong_use(at, &["speech", "features", "--out", "f.csv"]);
    wrong_use(at, &["speech", "predict"]);
}

#[test]
fn the_manuals_say_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let list = sara_ok(folder.path(), &["speech", "--help"]);
    for (command, sentence) in [
        ("features", "a row a recording in the order of the paths"),
        (
            "evaluate",
            "Recordings are split so that no speaker is on both sides",
        ),
        (
            "predict",
            "a demonstration answers that has heard only synthetic clips",
        ),
    ] {
        assert!(list.contains(command), "{list}");
        let help = sara_ok(folder.path(), &["speech", command, "--help"]);
        // The width of the terminal breaks the lines.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(sentence), "{command}: {help}");
    }
}
