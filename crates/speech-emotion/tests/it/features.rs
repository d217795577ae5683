//! Tables, scalers and the cache on disk.

use std::fs;

use proptest::prelude::*;
use speech_emotion::corpora::Corpus;
use speech_emotion::synthesis::write_corpus;
use speech_emotion::{EmotionError, FeatureCache, FeatureTable, Scaler, scale_per_speaker};

fn table(columns: usize, values: Vec<f64>) -> FeatureTable {
    let names = (0..columns).map(|at| format!("f{at}")).collect();
    FeatureTable::new(names, values).unwrap()
}

#[test]
fn finds_features_again_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_corpus(folder.path(), 1, 1, 3).unwrap();
    assert_eq!(written.len(), 5);
    let path = folder.path().join("features.csv");
    let clips = Corpus::Synthetic.load(folder.path()).unwrap().clips;
    let mut cache = FeatureCache::open(&path).unwrap();
    let first = cache.table(&clips, 2).unwrap();
    assert_eq!(
        (first.rows(), first.columns(), cache.computed()),
        (5, 147, 5)
    );
    cache.save().unwrap();

    // Another name, the same bytes.
    fs::rename(&clips[0].path, folder.path().join("spk09-senang-s9.wav")).unwrap();
    let clips = Corpus::Synthetic.load(folder.path()).unwrap().clips;
    let mut cache = FeatureCache::open(&path).unwrap();
    let second = cache.table(&clips, 1).unwrap();
    assert_eq!((cache.computed(), cache.len()), (0, 5));
    assert_eq!(second.select(&[4, 0, 1, 2, 3]).unwrap(), first);
}

#[test]
fn names_the_clip_that_cannot_be_decoded() {
    let folder = tempfile::tempdir().unwrap();
    write_corpus(folder.path(), 1, 1, 3).unwrap();
    let broken = folder.path().join("spk02-marah-s1.wav");
    fs::write(&broken, b"RIFF and nothing else").unwrap();
    let clips = Corpus::Synthetic.load(folder.path()).unwrap().clips;
    let mut cache = FeatureCache::new();
    let error = cache.table(&clips, 2).unwrap_err();
    assert!(
        matches!(&error, EmotionError::Features { path, .. } if *path == broken),
        "{error}"
    );
    assert_eq!(cache.computed(), 5);
    fs::remove_file(&broken).unwrap();
    assert!(matches!(
        cache.table(&clips, 1).unwrap_err(),
        EmotionError::Read { .. }
    ));
}

#[test]
fn a_cache_of_other_features_is_replaced_and_a_damaged_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.csv");
    fs::write(&path, "sha256,pitch\nabc,1\n").unwrap();
    let cache = FeatureCache::open(&path).unwrap();
    assert!(cache.is_empty());
    cache.save().unwrap();
    let header = fs::read_to_string(&path).unwrap();
    let digest = "0123456789abcdef".repeat(4);
    for (row, message) in [
        (
            format!("abc{}", ",1".repeat(147)),
            ":2: expected a SHA-256 in hexadecimal, got `abc`",
        ),
        (
            format!("{digest}{},x", ",1".repeat(146)),
            ":2: expected a finite number, got `x`",
        ),
        (
            format!("{digest}{},inf", ",1".repeat(146)),
            ":2: expected a finite number, got `inf`",
        ),
        (format!("{digest},1"), ":2: cannot read the record"),
    ] {
        fs::write(&path, format!("{header}{row}\n")).unwrap();
        let error = FeatureCache::open(&path).unwrap_err().to_string();
        assert!(error.ends_with(message), "{error}");
    }
}

#[test]
fn what_is_no_cache_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    fs::write(&path, "path,label,speaker\na.wav,marah,Ani\n").unwrap();
    let error = FeatureCache::open(&path).unwrap_err().to_string();
    let expected = ":1: expected a cache of features, which begins with `sha256`, got `path`";
    assert!(error.ends_with(expected), "{error}");
    // An empty file, as `mktemp` makes it, may become one.
    fs::write(&path, "").unwrap();
    FeatureCache::open(&path).unwrap().save().unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with("\"sha256, "));
}

#[test]
#[cfg(unix)]
fn a_clip_without_an_end_is_no_clip() {
    let folder = tempfile::tempdir().unwrap();
    let endless = folder.path().join("spk01-marah-s1.wav");
    std::os::unix::fs::symlink("/dev/zero", &endless).unwrap();
    // A search passes it over; named in a list it is refused.
    assert!(Corpus::Synthetic.load(folder.path()).is_err());
    let clips = [Corpus::Synthetic.parse(&endless).unwrap()];
    let error = FeatureCache::new().table(&clips, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot read {}", endless.display())
    );
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "expected a file, got a pipe or a device");
}

#[test]
#[cfg(unix)]
fn a_link_stays_a_link_and_a_pipe_a_pipe() {
    use std::os::unix::fs::{FileTypeExt, symlink};

    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("kept.csv"), folder.path().join("link"));
    FeatureCache::open(&file).unwrap().save().unwrap();
    let empty = fs::read(&file).unwrap();
    fs::write(&file, "").unwrap();
    symlink("kept.csv", &link).unwrap();
    FeatureCache::open(&link).unwrap().save().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&file).unwrap(), empty);

    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    let recogniser = speech_emotion::demo_recogniser(7).unwrap();
    recogniser.save(&pipe).unwrap();
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    let saved = folder.path().join("recogniser.json");
    recogniser.save(&saved).unwrap();
    assert_eq!(reader.join().unwrap(), fs::read(saved).unwrap());
}

#[test]
fn columns_without_variance_become_0() {
    let table = table(2, vec![1.0, 0.1, 3.0, 0.1, 5.0, 0.1]);
    let scaled = Scaler::fit(&table).unwrap().apply(&table).unwrap();
    for row in 0..3 {
        assert!(scaled.row(row)[1].abs() < 1e-15);
    }
    assert!(scaled.row(1)[0].abs() < 1e-15);
    let narrow = FeatureTable::new(vec!["a".into()], vec![1.0]).unwrap();
    let error = Scaler::fit(&table).unwrap().apply(&narrow).unwrap_err();
    assert_eq!(error.to_string(), "expected 2 features, got 1");
}

#[test]
fn a_speaker_is_scaled_by_herself() {
    let table = table(1, vec![1.0, 100.0, 3.0, 300.0]);
    let scaled = scale_per_speaker(&table, &["a", "b", "a", "b"]).unwrap();
    assert_eq!(scaled.values(), [-1.0, -1.0, 1.0, 1.0]);
    let error = scale_per_speaker(&table, &["a"]).unwrap_err();
    assert_eq!(error.to_string(), "expected 4 speakers, got 1");
}

#[test]
fn a_table_is_checked() {
    let names = |count: usize| vec!["a".to_owned(); count];
    let message = |names, values| FeatureTable::new(names, values).unwrap_err().to_string();
    assert_eq!(
        message(names(0), vec![]),
        "expected at least 1 named feature, got 0"
    );
    assert_eq!(
        message(names(2), vec![1.0]),
        "expected 2 values in the last row, got 1"
    );
    assert_eq!(
        message(names(2), vec![1.0, 2.0, 3.0, f64::INFINITY]),
        "expected finite features, got inf at row 1, column 1"
    );
    let error = table(1, vec![1.0]).select(&[1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected 2 rows of features at least, got 1"
    );
}

proptest! {
    #[test]
    fn hostile_caches_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features.csv");
        FeatureCache::open(&path).unwrap().save().unwrap();
        let header = fs::read(&path).unwrap();
        for text in [bytes.clone(), [header, bytes].concat()] {
            fs::write(&path, text).unwrap();
            let _ = FeatureCache::open(&path);
        }
    }

    #[test]
    fn scaled_columns_have_mean_0_and_variance_1(
        values in prop::collection::vec(-1e6_f64..1e6, 6..60),
    ) {
        let values = values[..values.len() / 3 * 3].to_vec();
        let table = table(3, values);
        let scaled = Scaler::fit(&table).unwrap().apply(&table).unwrap();
        let rows = scaled.rows() as f64;
        for column in 0..3 {
            let values: Vec<f64> = (0..scaled.rows()).map(|row| scaled.row(row)[column]).collect();
            let mean = values.iter().sum::<f64>() / rows;
            let square = values.iter().map(|value| value * value).sum::<f64>() / rows;
            prop_assert!(mean.abs() < 1e-6);
            prop_assert!((square - 1.0).abs() < 1e-6 || square.abs() < 1e-6);
        }
    }
}
