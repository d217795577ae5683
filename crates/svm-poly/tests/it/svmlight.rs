//! Data files in svmlight's format.

use std::error::Error;
use std::fs;

use proptest::prelude::*;
use svm_poly::{LabelledSamples, Precision, Samples, SvmError, SvmlightReader, write_svmlight};

fn read_with(reader: &SvmlightReader, text: impl AsRef<[u8]>) -> Result<LabelledSamples, SvmError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    fs::write(&path, text).unwrap();
    reader.read(&path)
}

fn read(text: impl AsRef<[u8]>) -> Result<LabelledSamples, SvmError> {
    read_with(&SvmlightReader::default(), text)
}

/// The message without the folder.
fn message_of(result: Result<LabelledSamples, SvmError>) -> String {
    let message = result.unwrap_err().to_string();
    let rest = message.split_once("/data").map(|(_, rest)| rest.to_owned());
    rest.unwrap_or(message)
}

fn written(data: &LabelledSamples) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    write_svmlight(&path, data.samples(), data.labels()).unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn reads_labels_comments_and_empty_lines() {
    let data = read("# head\n+1 1:1.5 4:-2e-1 # end\n\n-9223372036854775808\n 3.0\t2:7").unwrap();
    assert_eq!(data.labels(), [1, i64::MIN, 3]);
    assert_eq!(data.samples().columns(), 4);
    assert_eq!(
        written(&data),
        "1 1:1.5 4:-0.2\n-9223372036854775808\n3 2:7.0\n"
    );
}

#[test]
fn the_number_of_features_can_be_given() {
    let reader = SvmlightReader::default().with_columns(Some(5));
    let data = read_with(&reader, "1 2:1\n").unwrap();
    assert_eq!(data.samples().columns(), 5);
    // The first row states its last feature: none is lost.
    assert_eq!(written(&data), "1 2:1.0 5:0.0\n");
    assert_eq!(
        message_of(read_with(&reader, "1 2:1 6:1\n")),
        ":1: expected a feature index of at least 3, at most 5, got `6`"
    );
}

#[test]
fn single_precision_is_parsed_as_such() {
    let reader = SvmlightReader::default().with_precision(Precision::Single);
    let data = read_with(&reader, "1 1:0.1\n").unwrap();
    let widened = read("1 1:0.10000000149011612\n").unwrap();
    assert_eq!(written(&data), written(&widened));
    assert_eq!(
        message_of(read_with(&reader, "1 1:1e39\n")),
        ":1: expected a finite number in single precision, got `1e39`"
    );
}

#[test]
fn names_the_line_that_is_wrong() {
    let cases = [
        ("x 1:1", ":2: expected a whole number as label, got `x`"),
        ("1.5 1:1", ":2: expected a whole number as label, got `1.5`"),
        ("1,2 1:1", ":2: expected a whole number as label, got `1,2`"),
        ("nan 1:1", ":2: expected a whole number as label, got `nan`"),
        (
            "9223372036854775808 1:1",
            ":2: expected a whole number as label, got `9223372036854775808`",
        ),
        ("1:1 2:1", ":2: expected a whole number as label, got `1:1`"),
        (
            "1 0:1",
            ":2: expected a feature index of at least 1, got `0`",
        ),
        (
            "1 2:1 2:1",
            ":2: expected a feature index of at least 3, got `2`",
        ),
        (
            "1 3:1 2:1",
            ":2: expected a feature index of at least 4, got `2`",
        ),
        (
            "1 -1:1",
            ":2: expected a feature index of at least 1, got `-1`",
        ),
        (
            "1 18446744073709551615:1",
            ":2: expected a feature index of at least 1, got `18446744073709551615`",
        ),
        (
            "1 18446744073709551616:1",
            ":2: expected a feature index of at least 1, got `18446744073709551616`",
        ),
        ("1 1", ":2: expected index:value, got `1`"),
        ("1 qid:4 1:1", ":2: expected index:value, got `qid:4`"),
        ("1 1:", ":2: expected a finite number, got ``"),
        ("1 1:nan", ":2: expected a finite number, got `nan`"),
        ("1 1:inf", ":2: expected a finite number, got `inf`"),
        ("1 1:1e999", ":2: expected a finite number, got `1e999`"),
    ];
    let mut failures = Vec::new();
    for (line, expected) in cases {
        let got = message_of(read(format!("1 1:1\n{line}\n")));
        if got != expected {
            failures.push(format!("{line}: {got}\n  expected {expected}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(
        message_of(read(b"1 1:\xff\n")),
        ":1: expected UTF-8 text, got `1 1:\u{fffd}`"
    );
    for empty in ["", "\n\n", "# no rows\n"] {
        assert_eq!(message_of(read(empty)), ": expected at least 1 row, got 0");
    }
    assert_eq!(
        message_of(read("1\n2\n")),
        "expected at least 1 feature, got 0"
    );
}

#[test]
fn a_huge_index_claims_no_memory() {
    assert_eq!(
        message_of(read("1 1:1\n1 1000000000:1\n")),
        ":2: 2 x 1000000000 values take 16000000000 bytes, above the budget of 4294967296"
    );
    assert_eq!(
        message_of(read("1 18446744073709551614:1\n")),
        ":1: 1 x 18446744073709551614 values take 18446744073709551615 bytes, \
         above the budget of 4294967296"
    );
    let reader = SvmlightReader::default()
        .with_precision(Precision::Single)
        .with_memory_budget_bytes(16);
    assert!(read_with(&reader, "1 2:1\n1 2:1\n").is_ok());
    assert_eq!(
        message_of(read_with(&reader, "1 2:1\n1 2:1\n1 1:1\n")),
        ":3: 3 x 2 values take 24 bytes, above the budget of 16"
    );
}

#[test]
fn names_the_file_that_is_missing_or_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none").join("data");
    let error = svm_poly::read_svmlight(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot read data file {}", path.display())
    );
    assert!(error.source().is_some());
    let x = Samples::f64(&[1.0], 1, 1).unwrap();
    let error = write_svmlight(&path, x, &[1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot write data file {}", path.display())
    );
    assert!(error.source().is_some());
    assert_eq!(
        write_svmlight(&path, x, &[1, 2]).unwrap_err().to_string(),
        "expected one label a row, got 1 rows and 2 labels"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_bit_by_bit(
        labels in proptest::collection::vec(any::<i64>(), 1..5),
        columns in 1..5_usize,
        values in proptest::collection::vec(prop_oneof![Just(0.0), -1e300..1e300, -1.0..1.0], 20),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let x = Samples::f64(&values[..labels.len() * columns], labels.len(), columns).unwrap();
        write_svmlight(&one, x, &labels).unwrap();
        let data = svm_poly::read_svmlight(&one).unwrap();
        prop_assert_eq!(data.labels(), &labels[..]);
        prop_assert_eq!(data.samples().columns(), columns);
        write_svmlight(&two, data.samples(), data.labels()).unwrap();
        prop_assert_eq!(fs::read(one).unwrap(), fs::read(two).unwrap());
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in proptest::collection::vec(
        prop_oneof![any::<u8>(), proptest::sample::select(&b"019:. \n#e-+qid"[..])], 0..60,
    )) {
        let reader = SvmlightReader::default().with_memory_budget_bytes(1 << 16);
        let _ = read_with(&reader, bytes);
    }
}
