//! The keys against the settings that they stand for.

use super::*;
use crate::StudySettings;
use crate::stages::assess::FoldProtocol;
use crate::stages::classify::BertSettings;
use crate::stages::groups::Grouping;
use crate::stages::ingest::TweetSource;
use crate::study::RatingSource;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};
use std::collections::BTreeSet;

fn json(settings: &StudySettings) -> serde_json::Value {
    serde_json::to_value(settings).unwrap()
}

fn read(text: &str) -> StudySettings {
    let file = SettingsFile::parse(text, "study.toml", "".as_ref()).unwrap();
    Choices::from(file).settings().unwrap()
}

fn refused(text: &str) -> String {
    let file = SettingsFile::parse(text, "study.toml", "".as_ref());
    let settings = file.and_then(|file| Choices::from(file).settings());
    settings.unwrap_err().to_string()
}

/// The paths of all values of a JSON object.
fn leaves(value: &serde_json::Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let inside = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                leaves(value, &inside, found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// A field that has no key, or a key that `settings.json` does not have, fails here.
#[test]
fn the_keys_are_the_fields_of_the_settings() {
    let mut settings = StudySettings::sample();
    settings.ratings = RatingSource::Csv {
        path: "ratings.csv".into(),
        id_column: "id".to_owned(),
    };
    let mut fields = BTreeSet::new();
    leaves(&json(&settings), "", &mut fields);
    let keys: BTreeSet<String> = KEYS.iter().map(|key| key.path.to_owned()).collect();
    assert_eq!(keys.len(), KEYS.len(), "a key stands there twice");
    assert_eq!(fields, keys);
    for key in KEYS {
        let field = json(&settings)
            .pointer(&format!("/{}", key.path.replace('.', "/")))
            .cloned();
        let same = match key.value(&settings).unwrap() {
            Value::Unset => serde_json::Value::Null,
            Value::Switch(on) => on.into(),
            Value::Count(count) => count.into(),
            Value::Number(number) => number.into(),
            Value::Text(text) => text.into(),
            Value::List(texts) => texts.into(),
        };
        assert_eq!(field, Some(same), "{}", key.path);
    }
}

#[test]
fn the_keys_of_a_section_stand_together() {
    let mut sections: Vec<&str> = KEYS.iter().map(Key::section).collect();
    sections.dedup();
    let different: BTreeSet<&&str> = sections.iter().collect();
    assert_eq!(different.len(), sections.len(), "{sections:?}");
    assert_eq!(sections[0], "", "keys at the top come first");
}

#[test]
fn a_commented_file_is_its_preset_and_has_every_key() {
    for preset in Preset::ALL {
        let text = commented(preset);
        assert_eq!(json(&read(&text)), json(&preset.settings()), "{preset}");
        let mut section = String::new();
        let mut found = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                section = name.replace(']', ".");
            }
            if let Some((name, _)) = line.trim_start_matches("# ").split_once(" = ")
                && !name.contains(' ')
            {
                found.push(format!("{section}{name}"));
            }
        }
        let keys: Vec<&str> = std::iter::once("preset")
            .chain(KEYS.iter().map(|key| key.path))
            .collect();
        assert_eq!(found, keys, "{preset}");
    }
}

/// What stands behind a `#` is allowed where it stands.
#[test]
fn a_commented_file_with_every_line_in_force_is_read() {
    for preset in Preset::ALL {
        let text: String = commented(preset)
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(bare)
                    if bare
                        .split_once(" = ")
                        .is_some_and(|(name, _)| !name.contains(' ')) =>
                {
                    format!("{bare}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        let settings = read(&text);
        assert_eq!(settings.tweets.text_column.as_deref(), Some("Tweet"));
        assert_eq!(settings.tweets.clock, Some(tweet_reader::UtcOffset::WIB));
        assert_eq!(
            (
                settings.bert.epochs,
                settings.bert.learning_rate.to_string()
            ),
            (5, "0.00002".to_owned())
        );
    }
}

#[test]
fn the_reasons_are_those_of_keys() {
    for key in KEYS {
        assert!(
            !key.about.is_empty() && key.about.ends_with('.'),
            "{}",
            key.path
        );
    }
    assert!(commented(Preset::Thesis).matches("# Thesis: ").count() >= 20);
}

#[test]
fn the_sound_preset_is_what_a_study_has_without_a_file() {
    assert_eq!(json(&read("")), json(&StudySettings::sample()));
    let own = "[tweets]\npath = \"t.csv\"\ntext_column = \"Tweet\"\n[bert]\nmodel = \"m\"\n";
    let mut settings = StudySettings::new(TweetSource::csv("t.csv", "Tweet"));
    settings.bert = BertSettings::pretrained("m");
    assert_eq!(json(&read(own)), json(&settings));
}

#[test]
fn the_thesis_preset_has_the_numbers_of_the_thesis() {
    let settings = Preset::Thesis.settings();
    assert_eq!(
        (
            settings.split.unseen_share,
            settings.split.test_share,
            settings.split.folds
        ),
        (0.7, 0.1, 5)
    );
    let bert = &settings.bert;
    assert_eq!(
        (
            bert.max_length,
            bert.batch_size,
            bert.epochs,
            bert.learning_rate
        ),
        (128, 32, 5, 2e-5)
    );
    let variants: Vec<String> = (bert.other_variants().iter())
        .map(ToString::to_string)
        .collect();
    assert_eq!(variants, ["16x5", "16x10", "32x10"]);
    let svm = &settings.svm;
    assert_eq!(
        (svm.degree, svm.gamma.to_string(), svm.c),
        (1, "0.1".to_owned(), 3.0)
    );
    assert_eq!(
        (settings.text.minimum_words, settings.drop_duplicates),
        (3, false)
    );
    assert_eq!(
        (settings.split.groups, settings.fold_protocol),
        (Grouping::None, FoldProtocol::CarryOver)
    );
    let sound = Preset::Sound.settings();
    assert_eq!(
        (sound.split.groups, sound.fold_protocol, sound.max_rows),
        (Grouping::Near, FoldProtocol::Fresh, None)
    );
}

/// A value that the kind allows.
fn draw(kind: Kind, rng: &mut ChaCha8Rng) -> Value {
    let text = |rng: &mut ChaCha8Rng| {
        const LETTERS: [char; 16] = [
            'a', 'Z', '0', ' ', '"', '\\', '\'', '#', '\n', '\t', '\u{1}', 'é', '😀', '=', '[', '/',
        ];
        let length = rng.random_range(1..8);
        let letters = (0..length).map(|_| LETTERS[rng.random_range(0..LETTERS.len())]);
        letters.collect::<String>()
    };
    match kind {
        Kind::Switch => Value::Switch(rng.random()),
        Kind::Count { least, most, .. } => Value::Count(rng.random_range(least..=most)),
        Kind::Number(range) => Value::Number(match range {
            Range::Share | Range::InnerShare | Range::WholeShare => {
                rng.random_range(f64::MIN_POSITIVE..1.0)
            }
            Range::Positive | Range::NotNegative => 10f64.powi(rng.random_range(-300..300)),
            Range::Finite => -10f64.powi(rng.random_range(-300..300)),
        }),
        Kind::Factor if rng.random() => Value::Text("scale".to_owned()),
        Kind::Factor => Value::Number(10f64.powi(rng.random_range(-9..9))),
        Kind::Word(words) => Value::Text(words[rng.random_range(0..words.len())].to_owned()),
        Kind::Text | Kind::Path(_) => Value::Text(text(rng)),
        Kind::Paths => {
            let count = rng.random_range(0..3);
            Value::List((0..count).map(|_| text(rng)).collect())
        }
        Kind::Variants => {
            let number = |rng: &mut ChaCha8Rng| rng.random_range(1..1_000);
            let count = rng.random_range(0..3);
            let variant = |_| format!("{}x{}", number(rng), number(rng));
            Value::List((0..count).map(variant).collect())
        }
        Kind::Texts => {
            let count = rng.random_range(0..3);
            Value::List((0..count).map(|_| text(rng)).collect())
        }
        Kind::Encoding => {
            let names = ["utf-8", "windows-1252", "utf-16le"];
            Value::Text(names[rng.random_range(0..names.len())].to_owned())
        }
        Kind::Clock => {
            let offsets = ["Z", "+07:00", "-03:30"];
            Value::Text(offsets[rng.random_range(0..offsets.len())].to_owned())
        }
        Kind::Optional { kind, .. } if rng.random() => draw(*kind, rng),
        Kind::Optional { .. } => Value::Unset,
    }
}

#[test]
fn settings_survive_being_written_and_read() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for _ in 0..1_000 {
        let mut settings = Preset::ALL[usize::from(rng.next_u32() % 2 == 0)].settings();
        for key in KEYS {
            if rng.random() && key.path != "ratings.source" {
                (key.set)(&mut settings, draw(key.kind, &mut rng));
            }
        }
        let text = to_toml(&settings);
        let again = read(&text);
        assert_eq!(json(&again), json(&settings), "{text}");
        assert_eq!(to_toml(&again), text);
    }
}

#[test]
fn unknown_keys_are_named_with_those_there_are() {
    assert_eq!(
        refused("[svm]\n  degre = 2\n"),
        "study.toml:2:3: there is no key `svm.degre`, did you mean `degree`?; the keys of [svm] are pooling, c, gamma, degree, \
         coef0, tolerance"
    );
    assert!(
        refused("folds = 3")
            .starts_with("study.toml:1:1: there is no key `folds`, did you mean `split.folds`?")
    );
    assert!(
        refused("[banana]").starts_with(
            "study.toml:1:2: there is no key `banana`; the keys at the top are preset, "
        )
    );
}

#[test]
fn wrong_values_are_shown_with_what_is_allowed() {
    for (text, message) in [
        (
            "max_rows = 0",
            "study.toml:1:12: max_rows: expected a whole number of rows, at least 1, or false for all, got 0",
        ),
        (
            "fold_protocol = \"carry_over\"",
            "study.toml:1:17: fold_protocol: expected \"fresh\" or \"carry-over\", got \"carry_over\"",
        ),
        (
            "[split]\ngroups = false",
            "study.toml:2:10: split.groups: expected \"near\", \"exact\" or \"none\", got false",
        ),
        (
            "[bert]\nepochs = \"five\"",
            "study.toml:2:10: bert.epochs: expected a whole number of passes over the training rows, at least 1, got \"five\"",
        ),
        (
            "[bert]\nvariants = [\"16\"]",
            "study.toml:2:12: bert.variants: expected a list of batch sizes x epochs, as in [\"16x5\"], got a list",
        ),
        (
            "[split]\nfolds = 1",
            "study.toml:2:9: split.folds: expected a whole number of folds, at least 2, got 1",
        ),
        (
            "[split]\ntest_share = nan",
            "study.toml:2:14: split.test_share: expected a share above 0 and below 1, got nan",
        ),
        (
            "[text]\nemoji = \"remove\"",
            "study.toml:2:9: text.emoji: expected \"drop\", \"keep\" or \"name\", got \"remove\"",
        ),
        (
            "[svm]\ngamma = 0",
            "study.toml:2:9: svm.gamma: expected a number above 0, \"scale\" or \"auto\", got 0",
        ),
        (
            "split = 3",
            "study.toml:1:9: split: expected a section [split], got 3",
        ),
        (
            "preset = \"best\"",
            "study.toml:1:10: preset: expected \"sound\" or \"thesis\", got \"best\"",
        ),
        (
            "[split]\nmax_train_rows = true",
            "study.toml:2:18: split.max_train_rows: expected a whole number of rows, at least 1, or false for no limit, got true",
        ),
        (
            "keywords = \"agama\"",
            "study.toml:1:12: keywords: expected a list of texts, each in quotes, got \"agama\"",
        ),
        (
            "[tweets]\nencoding = \"utf-9\"",
            "study.toml:2:12: tweets.encoding: expected the name of an encoding such as \"utf-8\" or \"latin-1\", \
             or false for the one found from all bytes, got \"utf-9\"",
        ),
        (
            "[tweets]\nclock = 7",
            "study.toml:2:9: tweets.clock: expected an offset such as \"+07:00\", \"UTC\" or \"WIB\", or false for \
             dates as written, got 7",
        ),
        (
            "[tweets]\nbad_rows = \"drop\"",
            "study.toml:2:12: tweets.bad_rows: expected \"strict\" or \"count\", got \"drop\"",
        ),
        (
            "[tweets]\nretweets = true",
            "study.toml:2:12: tweets.retweets: expected \"keep\" or \"drop\", got true",
        ),
        (
            "[ratings]\nsource = \"none\"\npath = \"r.csv\"",
            "study.toml:2:10: ratings.source: expected \"csv\" beside ratings.path, got none",
        ),
        (
            "[ratings]\nsource = \"csv\"",
            "study.toml:2:10: ratings.path: expected the path of a CSV file, got none",
        ),
        (
            "[ratings]\nid_column = \"id\"",
            "study.toml:2:13: ratings.id_column: expected ratings.path beside it, got none",
        ),
        (
            "[tweets]\npath = \"\"",
            "study.toml:2:8: tweets.path: expected the path of a file of tweets, in quotes, or false for the sample tweets, got \"\"",
        ),
    ] {
        assert_eq!(refused(text), message);
    }
}

#[test]
fn all_problems_are_listed() {
    let text = "preset = 3\n[bert]\nepoch = 3\nbatch_size = -1\n[svm]\nc = inf\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("study.toml");
    std::fs::write(&path, text).unwrap();
    assert_eq!(SettingsFile::read_all(&path).unwrap_err().len(), 4);
}

#[test]
fn paths_are_taken_from_the_folder_of_the_file() {
    let text = "[tweets]\npath = \"t.csv\"\ntext_column = \"x\"\n[text]\nslang = [\"/a.csv\", \"b.csv\"]\n";
    let file = SettingsFile::parse(text, "conf/study.toml", "conf".as_ref()).unwrap();
    let settings = Choices::from(file).settings().unwrap();
    assert_eq!(settings.tweets.path, Some("conf/t.csv".into()));
    assert_eq!(
        settings.text.slang,
        ["/a.csv", "conf/b.csv"].map(std::path::PathBuf::from)
    );
}

#[test]
fn a_later_choice_overrides_the_file_and_says_so() {
    let file =
        SettingsFile::parse("[split]\nfolds = 5\nseed = 1\n", "study.toml", "".as_ref()).unwrap();
    let mut choices = Choices::from(file);
    let mut flags = StudySettings::sample();
    flags.split.folds = 10;
    flags.split.seed = 1;
    let overridden = choices.take("split.folds", &flags).unwrap();
    assert_eq!(
        (overridden.key, overridden.before, overridden.now),
        ("split.folds", Value::Count(5), Value::Count(10))
    );
    assert_eq!(choices.take("split.seed", &flags), None, "the same value");
    assert_eq!(
        choices.take("bert.epochs", &flags),
        None,
        "the file does not say it"
    );
    assert_eq!(choices.settings().unwrap().split.folds, 10);
}
