//! A study that is stopped, at a border between stages or at any moment, ends with the files of one that was not.
//!
//! `SARA_KILLS` sets how often it is killed (default 3): `SARA_KILLS=20 cargo test --release -p sara-cli --test it resumed -- --nocapture`.

use crate::{sara, sara_ok};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A study on a few of the sample's rows, with a training of some epochs.
const STUDY: [&str; 13] = [
    "study",
    "--max-rows",
    "400",
    "--epochs",
    "2",
    "--folds",
    "2",
    "--max-train-rows",
    "60",
    "--threads",
    "1",
    "--out",
    "out",
];

/// In their order: the tail of each name is the key.
const STAGES: [&str; 14] = [
    "prepared",
    "labels",
    "split",
    "embeddings",
    "tfidf-fold-1",
    "tfidf-fold-2",
    "tfidf-final",
    "svm-fold-1",
    "svm-fold-2",
    "svm-final",
    "bert-fold-1",
    "bert-fold-2",
    "bert-final",
    "misread",
];

/// Every file below `folder`, by its path inside.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder_inside) = folders.pop() {
        for entry in std::fs::read_dir(folder_inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The files of a study, without what the clock says.
fn results(home: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files(&home.join("out"));
    assert!(files.remove(Path::new("timings.json")).is_some());
    files
}

fn assert_same(
    found: &BTreeMap<PathBuf, Vec<u8>>,
    expected: &BTreeMap<PathBuf, Vec<u8>>,
    when: &str,
) {
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected), "{when}");
    for (name, bytes) in expected {
        assert!(&found[name] == bytes, "{} {when}", name.display());
    }
}

/// The folder of a stage.
fn stage(home: &Path, name: &str) -> PathBuf {
    let is_its = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let key = file
            .strip_prefix(name)
            .and_then(|tail| tail.strip_prefix('-'));
        key.is_some_and(|key| key.len() == 16)
    };
    let entries = std::fs::read_dir(home.join("out.stages")).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .find(is_its)
        .unwrap()
}

/// Which stages a finished study read back.
fn reused(home: &Path) -> BTreeSet<String> {
    let timings = std::fs::read(home.join("out/timings.json")).unwrap();
    let timings: serde_json::Value = serde_json::from_slice(&timings).unwrap();
    let stages = timings["stages"].as_array().unwrap().iter();
    stages
        .filter(|stage| stage["reused"] == true)
        .map(|stage| {
            let folder = stage["stage"].as_str().unwrap();
            folder[..folder.len() - 17].to_owned()
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_study_stopped_at_any_border_ends_the_same() {
    let home = tempfile::tempdir().unwrap();
    sara_ok(home.path(), &STUDY);
    let expected = results(home.path());
    let whole = home.path().join("whole");
    std::fs::rename(home.path().join("out"), &whole).unwrap();

    // What a study leaves that was stopped after so many stages.
    for done in 0..=STAGES.len() {
        let stopped = home.path().join(format!("stopped-{done}"));
        for name in &STAGES[..done] {
            let folder = stage(home.path(), name);
            let to = stopped.join("out.stages").join(folder.file_name().unwrap());
            copy(&folder, &to);
        }
        std::fs::create_dir_all(&stopped).unwrap();
        sara_ok(&stopped, &STUDY);
        assert_same(
            &results(&stopped),
            &expected,
            &format!("after {done} stages"),
        );
        let names: BTreeSet<String> = STAGES[..done].iter().map(|&name| name.to_owned()).collect();
        assert_eq!(reused(&stopped), names);
        std::fs::remove_dir_all(&stopped).unwrap();
    }
}

/// A pseudo-label is of a probability that was stored, and what a word adds of a model that was.
#[test]
fn variants_and_pseudo_labels_go_on_too() {
    let home = tempfile::tempdir().unwrap();
    let more = [
        "--variants",
        "16x1",
        "--pseudo-labels",
        "--pseudo-confidence",
        "0.3",
        "--pseudo-max-rows",
        "30",
        "--overwrite",
    ];
    let study = [&STUDY[..], &more].concat();
    sara_ok(home.path(), &study);
    let expected = results(home.path());
    let last = ["bert-16x1-final", "bert-pseudo-final", "misread"];
    for name in last {
        std::fs::remove_dir_all(stage(home.path(), name)).unwrap();
        sara_ok(home.path(), &study);
        assert_same(&results(home.path()), &expected, name);
        assert_eq!(reused(home.path()).len(), STAGES.len() + 1);
    }
    let plan = sara_ok(home.path(), &[&study[..], &["--dry-run"]].concat());
    let lines: Vec<&str> = plan.lines().collect();
    let first = lines.len() - last.len();
    for (line, name) in lines[first..].iter().zip(last) {
        assert!(
            line.starts_with(name) && line.ends_with(": stored"),
            "{plan}"
        );
    }
}

#[test]
fn a_study_killed_at_any_moment_ends_the_same() {
    let home = tempfile::tempdir().unwrap();
    let spawn = |folder: &Path| {
        Command::new(env!("CARGO_BIN_EXE_sara"))
            .args(STUDY)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let started = Instant::now();
    assert!(spawn(home.path()).wait().unwrap().success());
    let duration = started.elapsed();
    let expected = results(home.path());

    let kills: usize = std::env::var("SARA_KILLS").map_or(3, |text| text.parse().unwrap());
    let mut stored: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut studies, mut done) = (0, 0);
    // The moments differ from run to run as the machine's load does; the numbers spread them.
    let mut number: u64 = u64::from(std::process::id());
    while done < kills {
        let folder = home.path().join(format!("killed-{studies}"));
        std::fs::create_dir(&folder).unwrap();
        // Up to three kills of one study, each at a moment of its own.
        for _ in 0..3 {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = f64::from(u32::try_from(number >> 32).unwrap()) / f64::from(u32::MAX);
            let mut child = spawn(&folder);
            std::thread::sleep(Duration::from_secs_f64(duration.as_secs_f64() * share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            done += 1;
            let entries = std::fs::read_dir(folder.join("out.stages"));
            let stages = entries.map_or(0, |entries| {
                let names = entries.map(|entry| entry.unwrap().path());
                names
                    .filter(|path| path.join("manifest.json").exists())
                    .count()
            });
            *stored.entry(stages).or_default() += 1;
            if folder.join("out").exists() || done == kills {
                break;
            }
        }
        if !folder.join("out").exists() {
            assert!(spawn(&folder).wait().unwrap().success());
        }
        assert_same(&results(&folder), &expected, &format!("after {stored:?}"));
        studies += 1;
    }
    crate::aloud!(
        "{done} kills of {studies} studies, all with identical files; kills by the stages stored: {stored:?}"
    );
}

#[test]
fn damage_is_noticed_and_computed_anew() {
    let home = tempfile::tempdir().unwrap();
    sara_ok(home.path(), &STUDY);
    let expected = results(home.path());
    type Damage = fn(&Path);
    let damages: [(&str, &str, Damage); 4] = [
        ("prepared", "prepared.csv", |file| {
            let mut bytes = std::fs::read(file).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(file, bytes).unwrap();
        }),
        ("embeddings", "embeddings.f32", |file| {
            let bytes = std::fs::read(file).unwrap();
            std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("bert-fold-1", "predictions.csv", |file| {
            std::fs::remove_file(file).unwrap()
        }),
        ("svm-final", "manifest.json", |file| {
            std::fs::write(file, "{").unwrap()
        }),
    ];
    for (name, file, damage) in damages {
        damage(&stage(home.path(), name).join(file));
        let output = sara(home.path(), &[&STUDY[..], &["--overwrite"]].concat());
        assert!(output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        let note = said
            .lines()
            .find(|line| line.contains("is damaged"))
            .unwrap();
        assert!(
            note.starts_with(&format!("note: the stored stage {name}-")),
            "{note}"
        );
        assert_same(&results(home.path()), &expected, name);
        assert_eq!(reused(home.path()).len(), STAGES.len() - 1);
    }
}

#[test]
fn other_settings_take_over_what_they_do_not_touch() {
    let home = tempfile::tempdir().unwrap();
    sara_ok(home.path(), &STUDY);
    fn with<'a>(extra: &[&'a str]) -> Vec<&'a str> {
        [&STUDY[..], extra].concat()
    }
    let left = |extra: &[&str]| {
        sara_ok(home.path(), &with(&[extra, &["--overwrite"]].concat()));
        reused(home.path()).len()
    };
    // All but the classifiers that change.
    assert_eq!(left(&["--c", "1"]), 11);
    assert_eq!(left(&["--judgement-sample", "20"]), 14);
    assert_eq!(left(&["--tfidf-ngrams", "1"]), 10);
    assert_eq!(left(&["--error-examples", "1"]), 13);
    // A variant is one stage more, and changes no other.
    assert_eq!(left(&["--variants", "16x2"]), 14);
    assert_eq!(left(&["--variants", "16x2"]), 15);
    let plan = sara_ok(
        home.path(),
        &with(&["--learning-rate", "5e-4", "--overwrite", "--dry-run"]),
    );
    let lines: Vec<&str> = plan.lines().collect();
    assert_eq!(lines[0], "1318 rows, 400 of them taken");
    assert_eq!(lines.len(), 15);
    assert!(
        lines[10].starts_with("svm-final-") && lines[10].ends_with(": stored"),
        "{plan}"
    );
    assert!(
        lines[11].starts_with("bert-fold-1-") && lines[11].ends_with(": to run"),
        "{plan}"
    );
    // The final fit does without the folds.
    let plan = sara_ok(
        home.path(),
        &[
            "study",
            "--max-rows",
            "400",
            "--epochs",
            "2",
            "--folds",
            "3",
            "--max-train-rows",
            "60",
            "--out",
            "out",
            "--overwrite",
            "--dry-run",
        ],
    );
    assert_eq!(
        plan.lines()
            .filter(|line| line.ends_with(": stored"))
            .count(),
        7,
        "{plan}"
    );
    assert_eq!(left(&["--start-over"]), 0);
    assert_eq!(left(&["--no-store"]), 0);
}

#[test]
fn a_dry_run_writes_nothing_and_nothing_is_left_without_a_store() {
    let home = tempfile::tempdir().unwrap();
    let names = || -> Vec<PathBuf> {
        let entries = std::fs::read_dir(home.path()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let plan = sara_ok(home.path(), &[&STUDY[..], &["--dry-run"]].concat());
    assert!(
        plan.starts_with("1318 rows, 400 of them taken\nprepared-"),
        "{plan}"
    );
    assert!(names().is_empty(), "{:?}", names());
    sara_ok(home.path(), &[&STUDY[..], &["--no-store"]].concat());
    assert_eq!(names(), [home.path().join("out")]);
    let report = std::fs::read(home.path().join("out/report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["funnel"]["read"], 400);
    let notes = report["notes"].to_string();
    assert!(
        notes.contains("Only the first 400 of the 1318 rows were taken (--max-rows)."),
        "{notes}"
    );
}

#[test]
fn a_refused_study_leaves_what_was_there() {
    let home = tempfile::tempdir().unwrap();
    crate::write(home.path(), "r.csv", "id,ani\nx,1\n");
    let refused = [&STUDY[..], &["--ratings", "r.csv"]].concat();
    crate::bad_input::refused(home.path(), &refused);
    // What an earlier study has stored stays.
    sara_ok(home.path(), &STUDY);
    std::fs::remove_dir_all(home.path().join("out")).unwrap();
    crate::bad_input::refused(home.path(), &refused);
    sara_ok(home.path(), &STUDY);
    assert_eq!(reused(home.path()).len(), STAGES.len());
}

#[test]
fn one_study_at_a_time_is_on_the_way_to_a_folder() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("out.stages")).unwrap();
    let lock = std::fs::File::create(home.path().join("out.stages/lock")).unwrap();
    lock.lock().unwrap();
    let output = sara(home.path(), &STUDY);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said.lines().last().unwrap(),
        "sara: setting out: expected a folder that no other study is on the way to, got out"
    );
    // Closed, it would still be locked by a process that another test is just starting.
    lock.unlock().unwrap();
    sara_ok(home.path(), &STUDY);
}

/// The weights go on from fold to fold: the numbers rise, and all that shows them says so.
#[test]
fn carried_over_folds_leak_and_say_so() {
    let home = tempfile::tempdir().unwrap();
    let carry = [&STUDY[..], &["--fold-protocol", "carry-over"]].concat();
    sara_ok(home.path(), &STUDY);
    sara_ok(home.path(), &[&carry[..], &["--overwrite"]].concat());
    // The support vector machine has no weights to go on from: its stages are those of the sound study.
    assert_eq!(reused(home.path()).len(), 10);
    let expected = results(home.path());
    let text = |name: &str| String::from_utf8(expected[Path::new(name)].clone()).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text("report.json")).unwrap();
    let [bert, svm] = [0, 1].map(|model| &report["assessments"][model]);
    assert_eq!(bert["model"], "fine-tuned BERT (leaking folds)");
    assert_eq!([&bert["folds_leak"], &svm["folds_leak"]], [true, false]);
    assert_eq!(bert["fold_protocol"], "carry-over");
    let notes = report["notes"].to_string();
    assert!(notes.contains("The folds of the fine-tuned BERT leak, on purpose"));
    assert!(notes.contains("Carrying over changes nothing for the polynomial SVM"));
    for table in [
        "comparison.csv",
        "folds.csv",
        "words.csv",
        "metrics.jsonl",
        "report.html",
    ] {
        assert!(
            text(table).contains("fine-tuned BERT (leaking folds)"),
            "{table}"
        );
    }
    let lines = text("metrics.jsonl");
    let epochs = lines
        .lines()
        .filter(|line| line.contains(r#""event":"epoch""#));
    // Two folds of two epochs; the tested weights are those of the last fold.
    assert_eq!(epochs.count(), 4);

    // Stopped between the folds, it goes on from the weights that the first one left.
    std::fs::remove_dir_all(stage(home.path(), "bert-final")).unwrap();
    for entry in std::fs::read_dir(home.path().join("out.stages")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("bert-fold-2-")
        {
            std::fs::remove_dir_all(path).unwrap();
        }
    }
    sara_ok(home.path(), &[&carry[..], &["--overwrite"]].concat());
    assert_same(&results(home.path()), &expected, "carried over and stopped");
}

/// Without groups the split is the study's, and the report says what leaks.
#[test]
fn rows_that_leak_are_counted() {
    let home = tempfile::tempdir().unwrap();
    let mut tweets = "id,text\n".to_owned();
    let sample = include_str!("../../../sara-pipeline/data/sample-tweets.csv");
    let mut rows = csv::Reader::from_reader(sample.as_bytes());
    for (number, row) in rows.records().enumerate() {
        let text = row.unwrap()[2].replace(['"', '\n'], " ");
        tweets.push_str(&format!("{number},\"{text} kata akhir\"\n"));
        if number % 3 == 0 {
            // The last word of a long text leaves it a near duplicate.
            tweets.push_str(&format!("{number}b,\"{text} kata akhir sekali\"\n"));
        }
    }
    crate::write(home.path(), "tweets.csv", tweets);
    let study = |groups: &str| {
        let input = [
            "--tweets",
            "tweets.csv",
            "--text-column",
            "text",
            "--id-column",
            "id",
        ];
        let rule = ["--groups", groups, "--overwrite", "--no-store"];
        sara_ok(home.path(), &[&STUDY[..], &input, &rule].concat());
        let report = std::fs::read(home.path().join("out/report.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&report).unwrap()
    };
    let near = study("near");
    assert_eq!(near["near_duplicates"]["rows_across"], 0);
    assert!(
        near["near_duplicates"]["rows"].as_u64().unwrap() > 20,
        "{}",
        near["near_duplicates"]
    );
    let none = study("none");
    assert!(none["near_duplicates"]["rows_across"].as_u64().unwrap() > 0);
    assert!(none["notes"].to_string().contains("The split leaks: "));
}
