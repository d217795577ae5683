//! Figures against those computed by hand.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use speech_finetune::{Experiment, Recipe, Spread, TransferPage, TransferReport};

use crate::given::{self, CLASSES};

/// Puts predictions of our own in place of those of a run: of each clip, by speaker and class, the
/// class that is said with a probability of 0.6.
fn say(out: &Path, recipe: Recipe, seed: u64, said: impl Fn(bool, usize) -> usize) {
    for fold in 1..=2 {
        let path = out.join(format!("seed-{seed}/{recipe}-fold-{fold}.json"));
        let mut unit: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for answer in unit["answers"].as_array_mut().unwrap() {
            let is_first = answer["speaker"] == "synthetic-spk11";
            let truth = CLASSES
                .iter()
                .position(|class| answer["truth"] == class.as_str());
            let mut probabilities = [0.2; 3];
            probabilities[said(is_first, truth.unwrap())] = 0.6;
            answer["probabilities"] = json!(probabilities);
        }
        fs::write(path, unit.to_string()).unwrap();
    }
}

/// Two speakers of three clips, two seeds.
fn reported(recipes: &[Recipe]) -> TransferReport {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=2, &CLASSES);
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let out = home.path().join("out");
    let experiment = Experiment::new(&source, &target, given::params())
        .with_folds(2)
        .with_seeds([1, 2])
        .with_recipes(recipes);
    experiment.run(&out, &mut given::ignore).unwrap();
    if recipes.contains(&Recipe::Direct) {
        // Sedih of the first speaker is missed, and of the second all but senang.
        say(&out, Recipe::Direct, 1, |is_first, truth| {
            match (is_first, truth) {
                (true, 1) => 2,
                (true, truth) => truth,
                (false, _) => 0,
            }
        });
        // The second speaker is missed altogether.
        say(&out, Recipe::Direct, 2, |is_first, truth| match is_first {
            true => truth,
            false => (truth + 1) % 3,
        });
    }
    if recipes.contains(&Recipe::Sequential) {
        say(&out, Recipe::Sequential, 1, |_, truth| truth);
        say(&out, Recipe::Sequential, 2, |is_first, truth| {
            match (is_first, truth) {
                (true, _) | (false, 0) => truth,
                (false, _) => (truth + 1) % 3,
            }
        });
    }
    experiment.run(&out, &mut given::ignore).unwrap()
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-6, "{found} {wanted}");
}

fn spread(found: Spread, mean: f64, deviation: f64) {
    close(found.mean, mean);
    close(found.deviation.unwrap(), deviation);
}

#[test]
fn has_the_figures_that_a_hand_computes() {
    let report = reported(&[Recipe::Direct, Recipe::Sequential]);
    let [direct, sequential] = report.recipes.as_slice() else {
        panic!("expected two recipes");
    };
    // Three of six clips with either seed; classes are equally frequent.
    spread(direct.accuracy, 0.5, 0.0);
    spread(direct.unweighted_recall, 0.5, 0.0);
    spread(direct.calibration_error, 0.1, 0.0);
    // Seed 1: F1 of senang 2/3 (precision 2/4), of sedih 0, of marah 1/2. Seed 2: senang 1/2, sedih
    // 1/2, marah 1/2.
    let (seed_1, seed_2) = ((2.0 / 3.0 + 0.0 + 0.5) / 3.0, 0.5);
    let half: f64 = (seed_2 - seed_1) / 2.0;
    spread(
        direct.macro_f1,
        (seed_1 + seed_2) / 2.0,
        half * 2.0_f64.sqrt(),
    );
    // Six and four of six.
    spread(
        sequential.unweighted_recall,
        5.0 / 6.0,
        (1.0 / 3.0) / 2.0_f64.sqrt(),
    );
    spread(
        sequential.calibration_error,
        (0.4 + 1.0 / 15.0) / 2.0,
        (1.0 / 3.0) / 2.0_f64.sqrt(),
    );

    let gain = report.gain.unwrap();
    close(gain.unweighted_recall, 1.0 / 3.0);
    // One speaker gains a sixth, the other a half; a draw has one of them twice, or both.
    let (lower, upper) = gain.interval.unwrap();
    close(lower, 1.0 / 6.0);
    close(upper, 0.5);
    assert_eq!((gain.seeds, gain.is_shown()), (2, true));

    close(report.chance, 1.0 / 3.0);
    close(report.majority.unweighted_recall.value, 1.0 / 3.0);
    close(report.majority.calibration.expected_error, 0.0);
    assert_eq!((report.source.clips, report.target.speakers), (6, 2));
}

#[test]
fn reads_as_tables() {
    let text = reported(&[Recipe::Direct, Recipe::Sequential]).to_string();
    for line in [
        "source: synthetic, 6 clips of 2 speakers",
        "target: synthetic, 6 clips of 2 speakers, 2 folds of speakers",
        "classes: senang, sedih, marah",
        "direct        1 0.500 (0.333 to 0.667)    0.500 (0.333 to 0.667)    0.389         0.100",
        "sequential mean 0.833 ± 0.236             0.833 ± 0.236             0.828 ± 0.244 0.233 ± 0.236",
        "majority class  0.333                     0.333                     0.167         0.000",
        "chance                                    0.333",
        "sequential minus direct: UA +0.333 (+0.167 to +0.500 over speakers), mean of 2 seeds: \
         hearing the source first helps",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line}\nnot in\n{text}"
        );
    }
}

#[test]
fn has_no_gain_without_both_recipes() {
    let report = reported(&[Recipe::ZeroShot]);
    assert_eq!(
        (report.gain, report.runs.len(), report.recipes.len()),
        (None, 2, 1)
    );
    assert_eq!(report.runs[0].report.clips, 6);
}

/// The cells of each row of the tables of a page.
fn rows(html: &str) -> Vec<Vec<String>> {
    let cells = |row: &str| -> Vec<String> {
        let row = row.split("</tr>").next().unwrap();
        let ends = row.split("</t").filter(|cell| cell.contains("<t"));
        ends.map(|cell| cell.rsplit_once('>').unwrap().1.to_owned())
            .collect()
    };
    html.split("<tr>").skip(1).map(cells).collect()
}

#[test]
fn the_page_has_the_figures_of_the_json() {
    let report = reported(&Recipe::ALL);
    let json = serde_json::to_value(&report).unwrap();
    let page = TransferPage::new(&report).with_command("sara speech transfer --out 'a & b'");
    let html = page.html().unwrap();
    let rows = rows(&html);
    let has = |row: Vec<String>| assert!(rows.contains(&row), "{row:?} not in {rows:?}");
    let number = |value: &Value| value.as_f64().unwrap();
    let percent = |value: &Value| format!("{:.1}%", number(value) * 100.0);
    let interval = |value: &Value| format!("{} to {}", percent(&value[0]), percent(&value[1]));
    for run in json["runs"].as_array().unwrap() {
        let report = &run["report"];
        has(vec![
            run["recipe"].as_str().unwrap().to_owned(),
            run["seed"].to_string(),
            percent(&report["accuracy"]["value"]),
            interval(&report["accuracy"]["interval"]),
            percent(&report["unweighted_recall"]["value"]),
            interval(&report["unweighted_recall"]["interval"]),
            percent(&report["macro_f1"]),
            format!("{:.3}", number(&report["calibration"]["expected_error"])),
        ]);
    }
    let spread = |value: &Value| {
        let deviation = number(&value["deviation"]) * 100.0;
        format!("{} ± {deviation:.1}", percent(&value["mean"]))
    };
    for score in json["recipes"].as_array().unwrap() {
        let name = score["recipe"].as_str().unwrap();
        has(vec![
            name.to_owned(),
            spread(&score["accuracy"]),
            interval(&score["accuracy_interval"]),
            spread(&score["unweighted_recall"]),
            interval(&score["unweighted_recall_interval"]),
            spread(&score["macro_f1"]),
            format!("{:.3}", number(&score["calibration_error"]["mean"])),
        ]);
        // The chart has a mark for each, with its whiskers.
        let (value, whiskers) = (&score["accuracy"]["mean"], &score["accuracy_interval"]);
        let tip = format!("{name}: {} (from {})", percent(value), interval(whiskers));
        assert!(html.contains(&tip), "{tip}");
    }
    let gain = &json["gain"];
    let points = |value: &Value| format!("{:+.1}", number(value) * 100.0);
    let (lower, upper) = (points(&gain["interval"][0]), points(&gain["interval"][1]));
    has(vec![
        "sequential minus direct".to_owned(),
        points(&gain["unweighted_recall"]),
        format!("{lower} to {upper}"),
        gain["seeds"].to_string(),
    ]);
    let verdict = format!(
        "Sequential minus direct: {} points of UA. The 95% interval, {lower} to {upper}, excludes \
         0: hearing the source first helps speakers of this kind.",
        points(&gain["unweighted_recall"])
    );
    assert_eq!(html.matches(&verdict).count(), 2, "{html}");
    assert!(html.find("What was compared?").unwrap() < html.find("<table").unwrap());
    assert!(
        html.contains("What this cannot say") && html.contains("&#39;a &#38; b&#39;"),
        "{html}"
    );
    assert!(
        !html.contains(".wav") && !html.contains("<script") && !html.contains("cannot be drawn")
    );
    assert!(!html.contains("synthetic-spk"), "no speaker is named");

    // The intervals of the recipes, by hand: direct has two thirds or all of the first speaker and
    // a third or nothing of the second, sequential all of one and all or a third of the other.
    let direct = &report.recipes[0];
    let (lower, upper) = direct.accuracy_interval.unwrap();
    close(lower, 1.0 / 6.0);
    close(upper, 5.0 / 6.0);
    let (lower, upper) = report.recipes[1].unweighted_recall_interval.unwrap();
    close(lower, 2.0 / 3.0);
    close(upper, 1.0);
}

#[test]
fn the_page_names_all_that_share_the_highest_accuracy() {
    let mut report = reported(&[Recipe::Direct, Recipe::Sequential]);
    let html = |report: &TransferReport| TransferPage::new(report).html().unwrap();
    assert!(html(&report).contains("The highest accuracy is that of sequential"));
    report.recipes[0].accuracy = report.recipes[1].accuracy;
    let page = html(&report);
    let shared = "is that of direct and sequential: 83.3% of the recordings are named rightly. ";
    assert!(page.contains(shared), "{page}");
}

#[test]
fn a_page_without_both_recipes_says_so() {
    let report = reported(&[Recipe::ZeroShot]);
    let html = TransferPage::new(&report).html().unwrap();
    assert!(html.contains("were not both run with the same seeds"));
    assert!(!html.contains("points of UA"));
}
