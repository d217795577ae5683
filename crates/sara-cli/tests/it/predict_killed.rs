//! A prediction that is killed at any moment ends, begun again, with the bytes of one that was not.
//!
//! `SARA_KILLS` sets how often (default 5), as for trainings.

use crate::bad_input::refused;
use crate::predict::home_with_study;
use crate::{read_csv, sara, sara_ok, write};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PREDICT: [&str; 11] = [
    "predict",
    "--study",
    "study",
    "--tweets",
    "t.csv",
    "--window",
    "16",
    "--threads",
    "1",
    "--out",
    "p.csv",
];

/// 3,000 rows, which differ in a number.
fn write_tweets(folder: &Path) {
    let texts = read_csv(&folder.join("study/predictions.csv"));
    let mut tweets = "id,text\n".to_owned();
    for row in 0..3_000 {
        let text = texts[row % texts.len()]["text"].replace('"', "'");
        tweets.push_str(&format!("{row},\"{text} {row}\"\n"));
    }
    write(folder, "t.csv", tweets);
}

fn spawn(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(PREDICT)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Rows that the state knows.
fn rows_done(folder: &Path) -> Option<u64> {
    let state = std::fs::read(folder.join("p.csv.partial.json")).ok()?;
    let state: serde_json::Value = serde_json::from_slice(&state).ok()?;
    state["rows"].as_u64()
}

#[test]
fn killed_predictions_end_with_the_same_bytes() {
    let home = home_with_study();
    write_tweets(home.path());
    let started = Instant::now();
    assert!(spawn(home.path()).wait().unwrap().success());
    let duration = started.elapsed();
    let expected = std::fs::read(home.path().join("p.csv")).unwrap();
    std::fs::remove_file(home.path().join("p.csv")).unwrap();

    let kills: usize = std::env::var("SARA_KILLS").map_or(5, |text| text.parse().unwrap());
    let mut moments: BTreeMap<&str, usize> = BTreeMap::new();
    let mut number = u64::from(std::process::id());
    let (mut done, mut finished) = (0, 0);
    while done < kills {
        // Up to three kills of one prediction, each at a moment of its own.
        for _ in 0..3 {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = f64::from(u32::try_from(number >> 32).unwrap()) / f64::from(u32::MAX);
            let mut child = spawn(home.path());
            std::thread::sleep(duration.mul_f64(share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            done += 1;
            let moment = match rows_done(home.path()) {
                None => "before the first window",
                Some(_) => "between windows",
            };
            *moments.entry(moment).or_default() += 1;
        }
        if !home.path().join("p.csv").exists() {
            assert!(spawn(home.path()).wait().unwrap().success());
        }
        assert!(
            std::fs::read(home.path().join("p.csv")).unwrap() == expected,
            "{moments:?}"
        );
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 3);
        std::fs::remove_file(home.path().join("p.csv")).unwrap();
        finished += 1;
    }
    crate::aloud!("{done} kills of {finished} predictions, all with the same bytes: {moments:?}");
}

/// Starts a prediction and kills it when some windows are written.
fn leave_unfinished(folder: &Path) -> bool {
    let mut child = spawn(folder);
    while rows_done(folder).is_none_or(|rows| rows == 0) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if rows_done(folder).is_none() {
        crate::aloud!("skipped: the prediction ended before it could be killed");
    }
    rows_done(folder).is_some()
}

#[test]
fn unfinished_work_is_gone_on_with_by_the_same_command_alone() {
    let home = home_with_study();
    write_tweets(home.path());
    if !leave_unfinished(home.path()) {
        return;
    }
    let refused_as = |arguments: &[&str], what: &str| {
        assert_eq!(
            refused(home.path(), arguments),
            format!(
                "sara: setting out: expected a place without an unfinished prediction {what} (--start-over throws it away), got p.csv"
            )
        );
    };
    refused_as(
        &[&PREDICT[..], &["--with-text"]].concat(),
        "with other settings",
    );
    let bert = ["predict", "--bert", "study/models/bert"];
    refused_as(&[&bert[..], &PREDICT[3..]].concat(), "by other models");
    let mut stdin = PREDICT;
    stdin[4] = "-";
    refused_as(&stdin, "of a stream, which cannot be read again");
    let tweets = std::fs::read(home.path().join("t.csv")).unwrap();
    write(
        home.path(),
        "t.csv",
        [&tweets[..], b"9999,satu baris lagi di akhir\n"].concat(),
    );
    refused_as(&PREDICT, "of another file of tweets");

    // A state that is no state, and a table that was cut.
    let state = std::fs::read(home.path().join("p.csv.partial.json")).unwrap();
    write(home.path(), "p.csv.partial.json", "{}");
    let message = refused(home.path(), &PREDICT);
    assert!(
        message.starts_with(
            "sara: p.csv.partial.json:1: expected the state of a prediction (--start-over throws it away), got"
        ),
        "{message}"
    );
    std::fs::remove_file(home.path().join("p.csv.partial.json")).unwrap();
    refused_as(&PREDICT, "that has lost its state");
    write(home.path(), "p.csv.partial.json", state);

    sara_ok(home.path(), &[&PREDICT[..], &["--start-over"]].concat());
    assert_eq!(read_csv(&home.path().join("p.csv")).len(), 3_001);
    assert!(!home.path().join("p.csv.partial").exists());
}

#[test]
fn what_is_done_is_not_done_again() {
    let home = home_with_study();
    write_tweets(home.path());
    if !leave_unfinished(home.path()) {
        return;
    }
    let rows = rows_done(home.path()).unwrap();
    let output = sara(home.path(), &PREDICT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains(&format!(
            "note: going on after row {rows} of an earlier run"
        )),
        "{said}"
    );
    assert!(
        said.contains(&format!("{} rows in ", 3_000 - rows)),
        "{said}"
    );
    let read = read_csv(&home.path().join("p.csv"));
    assert!(
        read.iter()
            .enumerate()
            .all(|(row, read)| read["id"] == row.to_string())
    );
}
