//! Saving, loading, and files that are not what they should be.

use std::error::Error;
use std::fs;

use svm_poly::{Calibrator, PlattScaling, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

/// A model as libsvm writes it, with the labels in order of appearance.
const MODEL: &str = "\
svm_type c_svc
kernel_type polynomial
degree 2
gamma 0.5
coef0 1
nr_class 3
total_sv 4
rho 0.25 -0.5 0.125
label 2 0 1
nr_sv 1 2 1
SV
0.5 1 1:1 2:-2 
-0.5 0.75 2:1.5 
0 0.25 1:3 
-1 -1 1:-1 2:0.5 
";

fn load_text(text: impl AsRef<[u8]>) -> Result<Svm, SvmError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, text).unwrap();
    Svm::load(&path)
}

/// The message without the folder.
fn message_of(text: impl AsRef<[u8]>) -> String {
    let message = load_text(text).unwrap_err().to_string();
    message
        .split_once("/model")
        .map_or(message.clone(), |(_, rest)| rest.into())
}

#[test]
fn what_is_saved_is_loaded_bit_by_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    for degree in [1, 2, 3] {
        let mut data = Data::gaussians(60, 60, 4, 3, 0.5);
        data.scales = vec![1.0, 1e-7, 1e20, 0.0];
        let x = data.training();
        let x = Samples::f64(&x, data.rows, data.columns).unwrap();
        let params = SvmParams::default().with_degree(degree);
        let svm = Svm::fit(x, &data.training_labels(), &params).unwrap();
        svm.save(&path).unwrap();
        let loaded = Svm::load(&path).unwrap();
        assert_eq!(loaded.feature_count(), 4);
        assert_eq!(loaded.classes(), svm.classes());
        assert_eq!(loaded.intercepts(), svm.intercepts());
        assert_eq!(loaded.support_vectors(), svm.support_vectors());
        if degree == 1 {
            // One vector a pair, held by both of its classes.
            assert_eq!(loaded.support_vector_count(), 3 * 2);
        } else {
            assert_eq!(loaded.dual_coefficients(), svm.dual_coefficients());
        }
        assert_eq!(
            loaded.decision_values(x).unwrap(),
            svm.decision_values(x).unwrap()
        );
        assert!(loaded.support_indices().is_none() && loaded.reports().is_empty());
        let again = folder.path().join("again");
        loaded.save(&again).unwrap();
        assert_eq!(fs::read(&path).unwrap(), fs::read(&again).unwrap());
    }
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["again", "model"], "no temporary file is left");
}

#[test]
fn classes_of_a_file_are_sorted_and_equal_votes_go_to_its_first_label() {
    let svm = load_text(MODEL).unwrap();
    assert_eq!(svm.classes(), [0, 1, 2]);
    assert_eq!(svm.support_vector_count(), 4);
    // In the file the pairs are 2-0, 2-1, 0-1 and the kernel (x.y / 2 + 1)^2. At x = 0
    // all kernel values are 1: 2-0: 0.5 - 0.5 + 0 - 0.25; 2-1: 1 - 1 + 0.5;
    // 0-1: 0.75 + 0.25 - 1 - 0.125. Sorted they are 0-1, 0-2, 1-2.
    let x = Samples::f64(&[0.0, 0.0], 1, 2).unwrap();
    assert_eq!(svm.decision_values(x).unwrap(), [-0.125, 0.25, -0.5]);
    assert_eq!(svm.pairs(), [(0, 1), (0, 2), (1, 2)]);
    // One vote for each class: the first of the file wins, as in libsvm.
    assert_eq!(svm.predict(x).unwrap(), [2]);
}

#[test]
fn scalings_of_a_file_are_turned_with_its_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        Calibrator::from_model_file(&path)
    };
    assert_eq!(read(MODEL).unwrap(), None);
    // The pairs of the file are 2-0, 2-1 and 0-1.
    let with = MODEL.replace(
        "nr_sv 1 2 1\n",
        "nr_sv 1 2 1\nprobA -1 -2 -3\nprobB 0.5 0.25 0.125\n",
    );
    let calibrator = read(&with).unwrap().unwrap();
    assert_eq!(calibrator.classes(), [0, 1, 2]);
    let scaling = |slope, intercept| PlattScaling { slope, intercept };
    let expected = [
        scaling(-3.0, 0.125),
        scaling(-1.0, -0.5),
        scaling(-2.0, -0.25),
    ];
    assert_eq!(calibrator.scalings(), expected);
    // The model is read without them.
    assert_eq!(Svm::load(&path).unwrap().classes(), [0, 1, 2]);
    let without_intercepts = with.replace("probB 0.5 0.25 0.125\n", "");
    let message = read(&without_intercepts).unwrap_err().to_string();
    assert!(
        message.ends_with(":12: expected a line `probB`, got `SV`"),
        "{message}"
    );
    let fewer = with.replace("probA -1 -2 -3", "probA -1 -2");
    let message = read(&fewer).unwrap_err().to_string();
    assert!(
        message.ends_with(":11: expected 3 values, got `-1 -2`"),
        "{message}"
    );
}

#[test]
fn names_the_file_that_is_missing_or_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none").join("model");
    let error = Svm::load(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot read model file {}", path.display())
    );
    assert!(error.source().is_some());
    let error = load_text(MODEL).unwrap().save(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot write model file {}", path.display())
    );
    assert!(error.source().is_some());
}

#[test]
fn every_truncation_is_an_error() {
    for end in 0..MODEL.len() {
        let error = load_text(&MODEL[..end]).unwrap_err();
        assert!(
            matches!(error, SvmError::ModelTruncated { .. }),
            "{end}: {error}"
        );
    }
    assert_eq!(
        message_of(""),
        ":1: expected a header line or `SV`, got the end of the file"
    );
    assert_eq!(
        message_of(&MODEL[..20]),
        ":2: expected a line end, got the end of the file"
    );
    let without_last: Vec<&str> = MODEL.lines().take(14).collect();
    assert_eq!(
        message_of(without_last.join("\n") + "\n"),
        ":15: expected a support vector, got the end of the file"
    );
}

#[test]
fn names_the_line_that_is_wrong() {
    let cases = [
        (
            "c_svc",
            "nu_svc",
            ":1: expected svm_type `c_svc`, got `nu_svc`",
        ),
        (
            "polynomial",
            "sigmoid",
            ":2: expected kernel_type `polynomial` or `rbf`, got `sigmoid`",
        ),
        (
            "degree 2",
            "degree 0",
            ":3: expected a degree of at least 1, got `0`",
        ),
        (
            "degree 2",
            "degree -1",
            ":3: expected a degree of at least 1, got `-1`",
        ),
        (
            "gamma 0.5",
            "gamma -0.5",
            ":4: expected a gamma above 0, got `-0.5`",
        ),
        (
            "coef0 1",
            "coef0 inf",
            ":5: expected a finite number, got `inf`",
        ),
        (
            "nr_class 3",
            "nr_class 4",
            ":6: expected 3 classes as labels, at least 2, got `4`",
        ),
        (
            "total_sv 4",
            "total_sv 5",
            ":7: expected 4 support vectors as in nr_sv, from 1 to 268435456, got `5`",
        ),
        (
            "rho 0.25 -0.5",
            "rho 0.25",
            ":8: expected 3 values, got `0.25 0.125`",
        ),
        (
            "0.125",
            "0.1x5",
            ":8: expected a finite number, got `0.1x5`",
        ),
        (
            "label 2 0 1",
            "label 2 0 b",
            ":9: expected an integer label, got `b`",
        ),
        (
            "label 2 0 1",
            "label 2 0 2",
            ":9: expected labels that differ, got `2 0 2`",
        ),
        (
            "nr_sv 1 2 1",
            "nr_sv 1 2",
            ":10: expected 3 values, got `1 2`",
        ),
        (
            "nr_sv 1 2 1",
            "nr_sv 1 2 99999999999",
            ":10: expected a count of at most 268435456, got `99999999999`",
        ),
        ("coef0 1\n", "", ":10: expected a line `coef0`, got `SV`"),
        (
            "coef0 1\n",
            "coef0 1\ncoef0 1\n",
            ":6: expected one line `coef0`, got `coef0 1`",
        ),
        (
            "coef0 1",
            "shrinking 1",
            ":5: expected a header keyword of a c_svc, got `shrinking`",
        ),
        (
            "0.5 1 1:1",
            "0.5 1:1",
            ":12: expected a finite number, got `1:1`",
        ),
        (
            "2:1.5",
            "2:1.5e999",
            ":13: expected a finite number, got `1.5e999`",
        ),
        ("2:1.5", "2=1.5", ":13: expected index:value, got `2=1.5`"),
        (
            "2:1.5",
            "0:1.5",
            ":13: expected a feature index from 1 to 67108864, got `0`",
        ),
        (
            "1:1 2:-2",
            "2:1 2:-2",
            ":12: expected a feature index from 3 to 67108864, got `2`",
        ),
        (
            "1:3",
            "99999999:3",
            ":14: expected a feature index from 1 to 67108864, got `99999999`",
        ),
    ];
    let mut failures = Vec::new();
    for (from, to, expected) in cases {
        let got = message_of(MODEL.replacen(from, to, 1));
        if got != expected {
            failures.push(format!("{from} -> {to}: {got}\n  expected {expected}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));

    assert_eq!(
        message_of(format!("{MODEL}1 1 1:1\n")),
        ":16: expected the end of the file after 4 support vectors, got `1 1 1:1`"
    );
    assert_eq!(
        message_of(b"svm_type \xff\n"),
        ":1: expected UTF-8 text, got `svm_type \u{fffd}`"
    );
    let no_feature: Vec<&str> = MODEL.lines().take(11).chain(["0 0"; 4]).collect();
    assert_eq!(
        message_of(no_feature.join("\n") + "\n"),
        "expected at least 1 feature, got 0"
    );
}

#[test]
fn threads_that_save_to_one_path_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let svm = load_text(MODEL).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    svm.save(&path).unwrap();
                }
            });
        }
    });
    let loaded = Svm::load(&path).unwrap();
    assert_eq!(loaded.support_vectors(), svm.support_vectors());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_name_may_be_as_long_as_the_file_system_takes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m".repeat(255));
    load_text(MODEL).unwrap().save(&path).unwrap();
    assert!(Svm::load(&path).is_ok());
}

#[test]
fn a_model_without_support_vectors_is_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    for degree in [1, 2] {
        let x = [0.0, 1.0, 2.0, 1.0, 0.0, 2.0];
        let x = Samples::f64(&x, 3, 2).unwrap();
        let params = SvmParams::default().with_degree(degree).with_tolerance(3.0);
        let svm = Svm::fit(x, &[0, 1, 2], &params).unwrap();
        assert!(svm.converged() && svm.support_vector_count() == 0);
        svm.save(&path).unwrap();
        let loaded = Svm::load(&path).unwrap();
        assert_eq!(loaded.feature_count(), 2);
        let decisions = loaded.decision_values(x).unwrap();
        assert_eq!(decisions, svm.decision_values(x).unwrap());
        assert_eq!(decisions, svm.intercepts().repeat(3));
        let single = Samples::f32(&[1.0, 2.0], 1, 2).unwrap();
        assert_eq!(svm.decision_values(single).unwrap(), svm.intercepts());
    }
}

#[test]
fn many_classes_of_degree_1_hold_no_more_than_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let data = Data::gaussians(61, 120, 3, 60, 0.5);
    let x = data.training();
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    let params = SvmParams::default().with_degree(1).with_coef0(0.7);
    let svm = Svm::fit(x, &data.training_labels(), &params).unwrap();
    let rows = svm.support_indices().unwrap();
    assert_eq!(svm.support_vectors().len(), rows.len() * 3);
    assert_eq!(svm.dual_coefficients().len(), rows.len() * 59);
    svm.save(&path).unwrap();
    let loaded = Svm::load(&path).unwrap();
    assert_eq!(loaded.support_vectors(), svm.support_vectors());
    assert_eq!(loaded.dual_coefficients(), svm.dual_coefficients());
    assert_eq!(
        loaded.decision_values(x).unwrap(),
        svm.decision_values(x).unwrap()
    );
}
