//! Bad input: one line that says where, exit code 1, no panic, nothing half-written.

use super::{npy_f32, npy_i64, sara, write};
use std::path::Path;

/// Runs `sara`, expects failure, and gives the one line it says; afterwards the folder holds what it held.
pub(crate) fn refused(folder: &Path, arguments: &[&str]) -> String {
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
        label_refuses(b"id, Tweets ,user\n1,halo,x\n"),
        "sara: t.csv:1: no column `tweet`; the columns are `id`, `Tweets`, `user`"
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
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t.csv", b"tweet\nhalo\ncaf\xe9 kopi\n");
    assert_eq!(
        refused(
            folder.path(),
            &[&LABEL[..], &["--encoding", "utf-8"]].concat()
        ),
        "sara: t.csv:3: byte 14 of the file (0xe9) is not UTF-8"
    );
    // Ten characters of UTF-8 for each wrong byte are no other encoding, but damage.
    let mut damaged = "tweet\ncafécafécafécafécafécafécafécafécafécafé\n"
        .as_bytes()
        .to_vec();
    damaged.extend(b"caf\xe9 kopi\n");
    assert_eq!(
        label_refuses(&damaged),
        "sara: t.csv:3: byte 60 of the file (0xe9) is not UTF-8"
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
        message.starts_with(
            "sara: t.csv: classes among the labelled rows: expected at least 2, got 1"
        ),
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
    assert_eq!(
        message,
        "sara: y.npy: expected at least 2 classes, got only class 4"
    );
}

#[test]
fn more_folds_than_rows() {
    let folder = tempfile::tempdir().unwrap();
    let message = refused(folder.path(), &["study", "--folds", "5000", "--out", "out"]);
    assert!(
        message.starts_with(
            "sara: the sample tweets: training rows for 5000 folds: expected at least 5000"
        ),
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
    assert_eq!(
        train(folder.path()),
        "sara: x.npy: expected finite features, got NaN at row 0, column 1"
    );

    write(folder.path(), "x.npy", npy_f32(&[&[1.0, 3.0], &[2.0, 0.0]]));
    write(folder.path(), "y.npy", npy_i64(&[1, 2, 3]));
    assert_eq!(
        train(folder.path()),
        "sara: y.npy: expected one label a row, got 2 rows and 3 labels"
    );

    let mut truncated = npy_f32(&[&[1.0, 3.0], &[2.0, 0.0]]);
    truncated.truncate(truncated.len() - 3);
    write(folder.path(), "x.npy", truncated);
    let message = train(folder.path());
    assert!(message.contains("over 13 bytes of data"), "{message}");

    write(folder.path(), "x.npy", "no array");
    assert_eq!(
        train(folder.path()),
        "sara: x.npy: expected a two-dimensional array of f32 or f64, got a file without a NumPy header"
    );
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
    assert_eq!(
        predict_refuses(CONFIG, vocabulary, b""),
        "sara: model: expected token ids below vocab_size 8, the tokenizer goes up to 9"
    );
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
    assert_eq!(
        message,
        "sara: r.csv:2: column `ani`: expected -1, 0, 1, negative, neutral, positive, negatif, netral, positif, got `maybe`"
    );
    write(folder.path(), "r.csv", "id,ani\n1,1\n1,-1\n");
    let message = refused(
        folder.path(),
        &["study", "--ratings", "r.csv", "--out", "out"],
    );
    assert_eq!(
        message,
        "sara: r.csv:3: column `id`: expected each id once (the first is in line 2), got `1`"
    );
    write(folder.path(), "r.csv", "id,ani\nx,1\n");
    let message = refused(
        folder.path(),
        &["study", "--ratings", "r.csv", "--out", "out"],
    );
    assert!(
        message.starts_with("sara: r.csv: rated rows that the study labelled: expected at least 1"),
        "{message}"
    );
}

#[test]
fn a_quote_that_nothing_closes() {
    assert_eq!(
        label_refuses(b"id,tweet\n1,halo\n2,\"jahat benci\n3,rukun damai\n"),
        "sara: t.csv:3: expected a closing quote for a field of this row, got the end of the file"
    );
}

#[test]
fn a_column_that_stands_twice() {
    assert_eq!(
        label_refuses(b"tweet,tweet\na,b\n"),
        "sara: t.csv:1: expected column `tweet` once, got it 2 times"
    );
}

#[test]
fn settings_out_of_range_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    for (option, value, message) in [
        (
            "--test-share",
            "0",
            "sara: setting test-share: expected a share above 0 and below 1, got 0",
        ),
        ("--degree", "0", "sara: degree must be at least 1, got 0"),
        ("--c", "0", "sara: c must be finite and above 0, got 0"),
    ] {
        let study = [
            "study",
            option,
            value,
            "--tweets",
            "no.csv",
            "--text-column",
            "t",
            "--out",
            "a/b",
        ];
        assert_eq!(refused(folder.path(), &study), message);
    }
}

#[test]
fn what_is_not_ours_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    std::fs::create_dir(&mine).unwrap();
    write(&mine, "timings.json", "{}");
    write(&mine, "thesis.docx", "years");
    let message = refused(folder.path(), &["study", "--overwrite", "--out", "mine"]);
    assert!(message.contains("found `thesis.docx`"), "{message}");

    // Nor is an input.
    write(folder.path(), "t.csv", "tweet\nwarga rukun damai sekali\n");
    let onto = [
        "label",
        "--tweets",
        "t.csv",
        "--text-column",
        "tweet",
        "--out",
        "t.csv",
    ];
    assert_eq!(
        refused(folder.path(), &onto),
        "sara: setting out: expected a place that the input t.csv does not lie in, got t.csv"
    );
    let within = [
        "study",
        "--overwrite",
        "--ratings",
        "mine/timings.json",
        "--out",
        "mine",
    ];
    assert!(refused(folder.path(), &within).starts_with("sara: setting out: "));

    // The file that a link names is replaced, the link stays.
    write(folder.path(), "t.csv", "tweet\nwarga rukun damai sekali\n");
    #[cfg(unix)]
    {
        write(folder.path(), "real.csv", "old");
        std::os::unix::fs::symlink("real.csv", folder.path().join("o.csv")).unwrap();
        super::sara_ok(folder.path(), &LABEL);
        assert!(folder.path().join("o.csv").is_symlink());
        let written = std::fs::read_to_string(folder.path().join("real.csv")).unwrap();
        assert!(written.starts_with("id,text"), "{written}");
    }
}
