//! Models and settings through serde.

use serde_json::{Value, json};
use svm_poly::{Calibrator, ClassWeights, Gamma, PlattScaling, Samples, Svm, SvmParams};

use crate::generator::Data;

fn model(degree: u32) -> (Svm, Data) {
    let data = Data::gaussians(90, 40, 3, 3, 0.5);
    let x = data.training();
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    let params = SvmParams::default().with_degree(degree);
    (Svm::fit(x, &data.training_labels(), &params).unwrap(), data)
}

#[test]
fn a_stored_model_decides_alike() {
    for degree in [1, 2] {
        let (svm, data) = model(degree);
        let text = serde_json::to_string(&svm).unwrap();
        let again: Svm = serde_json::from_str(&text).unwrap();
        assert_eq!(again.classes(), svm.classes());
        assert_eq!(again.support_indices(), svm.support_indices());
        assert_eq!(again.reports().len(), 3);
        let x = data.test();
        let x = Samples::f64(&x, data.test_rows, data.columns).unwrap();
        let (a, b) = (
            svm.decision_values(x).unwrap(),
            again.decision_values(x).unwrap(),
        );
        // JSON's reader may be one unit in the last place off.
        assert!(
            a.iter()
                .zip(&b)
                .all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + a.abs()))
        );
    }
}

#[test]
fn every_truncation_is_an_error() {
    let text = serde_json::to_string(&model(2).0).unwrap();
    for end in (0..text.len()).step_by(7) {
        assert!(serde_json::from_str::<Svm>(&text[..end]).is_err());
    }
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let (svm, _) = model(2);
    let good = serde_json::to_value(&svm).unwrap();
    let support = svm.support_vector_count();
    let cases = [
        (
            "gamma",
            json!(-1.0),
            "gamma must be finite and above 0, got -1".to_owned(),
        ),
        (
            "degree",
            json!(0),
            "degree must be at least 1, got 0".into(),
        ),
        (
            "columns",
            json!(0),
            "expected at least 1 feature, got 0".into(),
        ),
        (
            "columns",
            json!(u64::MAX),
            "support: expected a smaller class_support".into(),
        ),
        (
            "classes",
            json!([0, 2, 1]),
            "expected at least 2 classes in rising order".into(),
        ),
        (
            "classes",
            json!([0]),
            "expected at least 2 classes in rising order".into(),
        ),
        (
            "vote_order",
            json!([0, 1, 1]),
            "vote_order: expected each class position below 3 once".into(),
        ),
        (
            "class_support",
            json!([1, 2]),
            "class_support: expected 3 values, got 2".into(),
        ),
        (
            "class_support",
            json!([u64::MAX, 1, 1]),
            "support: expected a smaller class_support".into(),
        ),
        (
            "class_support",
            json!([0, 0, 0]),
            format!("support: expected 0 values, got {}", support * 3),
        ),
        (
            "support",
            json!([1.0]),
            format!("support: expected {} values, got 1", support * 3),
        ),
        (
            "dual_coefficients",
            json!([]),
            format!("dual_coefficients: expected {} values, got 0", support * 2),
        ),
        (
            "intercepts",
            json!([1.0, 2.0]),
            "intercepts: expected 3 values, got 2".into(),
        ),
        (
            "support_indices",
            json!([1]),
            format!("support_indices: expected {support} values, got 1"),
        ),
    ];
    for (field, value, expected) in cases {
        let mut stored = good.clone();
        stored[field] = value;
        let error = serde_json::from_value::<Svm>(stored).unwrap_err();
        assert_eq!(error.to_string(), expected, "{field}");
    }
    let mut fewer_reports = good.clone();
    let reports = fewer_reports["reports"].as_array_mut().unwrap();
    reports.pop();
    let error = serde_json::from_value::<Svm>(fewer_reports).unwrap_err();
    assert_eq!(
        error.to_string(),
        "reports: expected 3, one a pair in order"
    );
    let mut unknown = good;
    unknown["more"] = Value::Null;
    assert!(serde_json::from_value::<Svm>(unknown).is_err());
}

#[test]
fn settings_come_back_and_may_leave_out_defaults() {
    let params = SvmParams::default()
        .with_c(3.0)
        .with_gamma(Gamma::Value(0.5))
        .with_class_weights(ClassWeights::Given(vec![(-1, 2.0)]));
    let text = serde_json::to_string(&params).unwrap();
    assert_eq!(serde_json::from_str::<SvmParams>(&text).unwrap(), params);
    let some: SvmParams = serde_json::from_str(r#"{"c": 3.0, "gamma": "Auto"}"#).unwrap();
    assert_eq!(
        some,
        SvmParams::default().with_c(3.0).with_gamma(Gamma::Auto)
    );
    assert!(serde_json::from_str::<SvmParams>(r#"{"C": 3.0}"#).is_err());
}

#[test]
fn a_stored_calibrator_is_checked() {
    let scaling = PlattScaling {
        slope: -1.5,
        intercept: 0.25,
    };
    let calibrator = Calibrator::from_scalings(&[0, 4], vec![scaling]).unwrap();
    let text = serde_json::to_string(&calibrator).unwrap();
    assert_eq!(
        serde_json::from_str::<Calibrator>(&text).unwrap(),
        calibrator
    );
    let error = serde_json::from_str::<Calibrator>(&text.replace("[0,4]", "[0,4,5]")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected 3 scalings, one a pair of classes, got 1"
    );
}

#[test]
fn a_model_without_support_vectors_is_stored() {
    for degree in [1, 2] {
        let x = Samples::f64(&[0.0, 1.0, 2.0, 1.0, 0.0, 2.0], 3, 2).unwrap();
        let params = SvmParams::default().with_degree(degree).with_tolerance(3.0);
        let svm = Svm::fit(x, &[0, 1, 2], &params).unwrap();
        assert_eq!(svm.support_vector_count(), 0);
        let text = serde_json::to_string(&svm).unwrap();
        let again: Svm = serde_json::from_str(&text).unwrap();
        assert_eq!(
            again.decision_values(x).unwrap(),
            svm.intercepts().repeat(3)
        );
    }
}
