//! Bad input: one line that says where, exit code 1, no panic, nothing half-written.

use super::{npy_f32, npy_i64, sara, write};
use std::path::Path;

/// Runs `sara`, expects failure, and gives the one line it says; afterwards the folder holds what it held.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let before = listing(folder);
    let output = sara(folder, arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
    assert!(!message.contains("panicked"), "{message}");
    assert_eq!(
        listing(folder),
        before,
        "something was written: {arguments:?}"
    );
    // A study names its stages before it fails.
    let last = message.lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("sara: "), "{message}");
    last
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const LABEL: [&str; 7] = [
    "label",
    "--tweets",
    "t.csv",
    "--text-column",
    "tweet",
    "--out",
    "o.csv",
];

/// What `sara label` says of a file of tweets.
fn label_refuses(tweets: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t.csv", tweets);
    refused(folder.path(), &LABEL)
}

#[test]
fn a_missing_file() {
    let folder = tempfile::tempdir().unwrap();
    let message = refused(folder.path(), &LABEL);
    assert!(
        message.starts_with("sara: t.csv: cannot read: No such file"),
        "{message}"
    );
}

#[test]
fn a_missing_column_names_those_there_are() {
    assert_eq!(
        label_refuses(b"id, Tweet ,user\n1,halo,x\n"),
        "sara: t.csv:1: no column `tweet`; the columns are `id`, `Tweet`, `user`"
    );
}

#[test]
fn an_empty_file() {
    assert_eq!(
        label_refuses(b""),
        "sara: t.csv: expected a header and rows, the file is empty"
    );
    assert_eq!(
        label_refuses(b"tweet\n"),
        "sara: t.csv: expected rows below the header, the file is empty"
    );
}

#[test]
fn the_wrong_encoding_names_line_and_byte() {
    assert_eq!(
        label_refuses(b"tweet\nhalo\ncaf\xe9 kopi\n"),
        "sara: t.csv:3: byte 14 of the file (0xe9) is not UTF-8; try --encoding latin-1"
    );
}

#[test]
fn a_row_with_too_few_fields() {
    assert_eq!(
        label_refuses(b"id,tweet\n1,halo\n2\n"),
        "sara: t.csv:3: expected 2 fields as in the header, got 1"
    );
}

#[test]
fn a_lexicon_line_without_a_weight_or_with_one_out_of_range() {
    for (line, fragment) in [
        ("indah\n", "positive.tsv:3"),
        ("indah\t9\n", "positive.tsv:3"),
        ("indah\tbanyak\n", "positive.tsv:3"),
        ("indah\tNaN\n", "positive.tsv:3"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "t.csv", "tweet\nhalo\n");
        let inset = folder.path().join("inset");
        std::fs::create_dir(&inset).unwrap();
        write(
            &inset,
            "positive.tsv",
            format!("word\tweight\nbaik\t3\n{line}"),
        );
        write(&inset, "negative.tsv", "word\tweight\nburuk\t-3\n");
        let message = refused(folder.path(), &[&LABEL[..], &["--inset", "inset"]].concat());
        assert!(message.contains(fragment), "{message}");
    }
}

#[test]
fn labels_of_one_class_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = "tweet\n".to_owned();
    for row in 0..30 {
        let village = char::from(b'a' + row % 26);
        csv.push_str(&format!(
            "warga desa {village}{village}{row} rukun damai indah bahagia\n"
        ));
    }
    write(folder.path(), "t.csv", csv.replace(char::is_numeric, ""));
    let study = [
        "study",
        "--tweets",
        "t.csv",
        "--text-column",
        "tweet",
        "--out",
        "out",
    ];
    let message = refused(folder.path(), &study);
    assert!(
        message.starts_with("sara: classes among the labelled rows: expected at least 2, got 1"),
        "{message}"
    );

    write(folder.path(), "one.csv", "text,label\na b,x\nc d,x\n");
    write(folder.path(), "config.json", "{}");
    let message = refused(
        folder.path(),
        &[
            "bert",
            "train",
            "--config",
            "config.json",
            "--train",
            "one.csv",
            "--valid",
            "one.csv",
            "--out",
            "m",
        ],
    );
    assert_eq!(
        message,
        "sara: one.csv: column `label`: classes: expected at least 2, got 1 (`x`)"
    );

    write(folder.path(), "x.npy", npy_f32(&[&[1.0], &[2.0]]));
    write(folder.path(), "y.npy", npy_i64(&[4, 4]));
    let message = refused(
        folder.path(),
        &[
            "svm",
            "train",
            "--features",
            "x.npy",
            "--labels",
            "y.npy",
            "--model",
            "m",
        ],
    );
    assert!(message.contains("class"), "{message}");
}

#[test]
fn more_folds_than_rows() {
    let folder = tempfile::tempdir().unwrap();
    let message = refused(folder.path(), &["study", "--folds", "5000", "--out", "out"]);
    assert!(
        message.starts_with("sara: training rows for 5000 folds: expected at least 5000"),
        "{message}"
    );
}

#[test]
fn arrays_that_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let train = |folder: &Path| {
        refused(
            folder,
            &[
                "svm",
                "train",
                "--features",
                "x.npy",
                "--labels",
                "y.npy",
                "--model",
                "m",
            ],
        )
    };
    write(
        folder.path(),
        "x.npy",
        npy_f32(&[&[1.0, f32::NAN], &[2.0, 0.0]]),
    );
    write(folder.path(), "y.npy", npy_i64(&[1, 2]));
    let message = train(folder.path());
    assert!(
        message.contains("row 0") || message.contains("row 1"),
        "{message}"
    );

    write(folder.path(), "x.npy", npy_f32(&[&[1.0, 3.0], &[2.0, 0.0]]));
    write(folder.path(), "y.npy", npy_i64(&[1, 2, 3]));
    assert!(train(folder.path()).contains('3'));

    let mut truncated = npy_f32(&[&[1.0, 3.0], &[2.0, 0.0]]);
    truncated.truncate(truncated.len() - 3);
    write(folder.path(), "x.npy", truncated);
    let message = train(folder.path());
    assert!(message.contains("over 13 bytes of data"), "{message}");

    write(folder.path(), "x.npy", "no array");
    assert!(train(folder.path()).starts_with("sara: x.npy: "));
}

const CONFIG: &str = r#"{"model_type":"bert","vocab_size":8,"hidden_size":4,"num_hidden_layers":1,"num_attention_heads":2,
"intermediate_size":8,"max_position_embeddings":16,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}"#;

/// What `sara bert predict` says of a model folder with this weight file and vocabulary.
fn predict_refuses(config: &str, vocabulary: &str, weights: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    std::fs::create_dir(&model).unwrap();
    write(&model, "config.json", config);
    write(&model, "vocab.txt", vocabulary);
    write(&model, "model.safetensors", weights);
    write(folder.path(), "texts.txt", "halo\n");
    refused(
        folder.path(),
        &["bert", "predict", "--model", "model", "--text", "texts.txt"],
    )
}

#[test]
fn weights_that_are_corrupt_or_truncated() {
    let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhalo\n";
    let mut huge = u64::MAX.to_le_bytes().to_vec();
    huge.extend(b"{}");
    for weights in [&b""[..], b"no weights here, only text", &huge] {
        let message = predict_refuses(CONFIG, vocabulary, weights);
        assert!(message.contains("model.safetensors"), "{message}");
    }

    let data = vec![0_u8; 8 * 4 * 4];
    let tensor =
        safetensors::tensor::TensorView::new(safetensors::Dtype::F32, vec![8, 4], &data).unwrap();
    let mut whole =
        safetensors::serialize([("bert.embeddings.word_embeddings.weight", tensor)], None).unwrap();
    whole.truncate(whole.len() - 16);
    let message = predict_refuses(CONFIG, vocabulary, &whole);
    assert!(message.contains("model.safetensors"), "{message}");
}

#[test]
fn a_tokenizer_that_does_not_fit_the_config() {
    let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\nc\nd\ne\nf\n";
    let message = predict_refuses(CONFIG, vocabulary, b"");
    assert!(message.contains("vocab"), "{message}");
    let message = predict_refuses("{\"vocab_size\": 8}", vocabulary, b"");
    assert!(message.contains("config.json"), "{message}");
}

#[test]
fn ratings_that_cannot_be_compared() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "r.csv", "id,ani\n1,x\n");
    let message = refused(folder.path(), &["agree", "r.csv", "--id-column", "id"]);
    assert_eq!(
        message,
        "sara: raters: expected at least 2 columns of ratings, got 1 (`ani`)"
    );
    let message = refused(folder.path(), &["agree", "r.csv", "--id-column", "key"]);
    assert_eq!(
        message,
        "sara: r.csv:1: no column `key`; the columns are `id`, `ani`"
    );

    write(folder.path(), "r.csv", "id,ani,budi\n1,maybe,1\n");
    let message = refused(
        folder.path(),
        &["study", "--ratings", "r.csv", "--out", "out"],
    );
    assert!(
        message.contains("`maybe` by ani for id 1 in r.csv"),
        "{message}"
    );
}
