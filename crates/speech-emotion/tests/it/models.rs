//! Each classifier by itself.

use proptest::prelude::*;
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::{Emotion, FeatureTable};

fn learners() -> Vec<Box<dyn Learner>> {
    vec![
        Box::new(Majority),
        Box::new(SupportVectors::default()),
        Box::new(RandomForest::default().with_trees(20)),
        Box::new(Mlp::default().with_hidden(16)),
    ]
}

/// Numbers from -1 to 1 that look random.
fn noise(at: usize) -> f64 {
    ((at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as f64 / f64::from(1 << 23) - 1.0
}

/// Three classes around three corners, in four features of which one tells nothing.
fn corners(rows: usize) -> (FeatureTable, Vec<Emotion>) {
    let classes = [Emotion::Senang, Emotion::Marah, Emotion::Jijik];
    let mut values = Vec::new();
    for row in 0..rows {
        for column in 0..4 {
            let centre = if column == row % 3 { 2.5 } else { 0.0 };
            values.push(centre + noise(4 * row + column));
        }
    }
    let names = ["a", "b", "c", "d"].map(String::from).to_vec();
    let labels = (0..rows).map(|row| classes[row % 3]).collect();
    (FeatureTable::new(names, values).unwrap(), labels)
}

#[test]
fn all_but_the_majority_learn_what_is_easy() {
    let (features, labels) = corners(150);
    let (training, test): (Vec<usize>, Vec<usize>) = ((0..100).collect(), (100..150).collect());
    for learner in learners() {
        let model = learner
            .fit(&features.select(&training).unwrap(), &labels[..100])
            .unwrap();
        assert_eq!(
            model.classes(),
            [Emotion::Senang, Emotion::Marah, Emotion::Jijik]
        );
        let test = features.select(&test).unwrap();
        let predicted = model.predict(&test).unwrap();
        let right = predicted
            .iter()
            .zip(&labels[100..])
            .filter(|(a, b)| a == b)
            .count();
        let name = learner.name();
        let least = if name == "majority class" { 16 } else { 46 };
        assert!(right >= least, "{name}: {right} of 50");
        let probabilities = model.probabilities(&test).unwrap();
        assert_eq!(probabilities.len(), 150);
        for row in probabilities.chunks_exact(3) {
            assert!(
                (row.iter().sum::<f64>() - 1.0).abs() < 1e-9,
                "{name}: {row:?}"
            );
            assert!(
                row.iter().all(|p| (0.0..=1.0).contains(p)),
                "{name}: {row:?}"
            );
        }
    }
}

#[test]
fn a_seed_gives_one_model() {
    let (features, labels) = corners(60);
    let run = |learner: &dyn Learner| {
        let model = learner.fit(&features, &labels).unwrap();
        model.probabilities(&features).unwrap()
    };
    for seed in [0, 1] {
        let (forest, mlp) = (
            RandomForest::default().with_seed(seed),
            Mlp::default().with_seed(seed),
        );
        assert_eq!(run(&forest), run(&forest));
        assert_eq!(run(&mlp), run(&mlp));
    }
    assert_ne!(run(&Mlp::default()), run(&Mlp::default().with_seed(1)));
}

#[test]
fn one_row_of_a_class_is_enough() {
    let (features, mut labels) = corners(30);
    labels[7] = Emotion::Takut;
    for learner in learners() {
        let model = learner.fit(&features, &labels).unwrap();
        let probabilities = model.probabilities(&features).unwrap();
        for row in probabilities.chunks_exact(4) {
            assert!(
                (row.iter().sum::<f64>() - 1.0).abs() < 1e-9,
                "{}",
                learner.name()
            );
        }
    }
}

#[test]
fn a_forest_fits_rows_that_differ() {
    let (features, labels) = corners(90);
    let forest = RandomForest::default().fit(&features, &labels).unwrap();
    assert_eq!(forest.predict(&features).unwrap(), labels);
}

#[test]
fn names_what_does_not_fit() {
    let (features, labels) = corners(6);
    let narrow = FeatureTable::new(vec!["a".into()], vec![1.0]).unwrap();
    let none = features.select(&[]).unwrap();
    for learner in learners() {
        let error = learner.fit(&features, &labels[..5]).unwrap_err();
        assert_eq!(error.to_string(), "expected 6 labels, got 5");
        let error = learner.fit(&none, &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected at least 1 row to learn from, got 0"
        );
        let model = learner.fit(&features, &labels).unwrap();
        assert_eq!(model.predict(&none).unwrap(), []);
        if learner.name() != "majority class" {
            let error = model.predict(&narrow).unwrap_err();
            assert_eq!(error.to_string(), "expected 4 features, got 1");
        }
    }
    let error = RandomForest::default()
        .with_trees(0)
        .fit(&features, &labels)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected at least 1 tree in a forest, got 0"
    );
    let error = Mlp::default()
        .with_hidden(0)
        .fit(&features, &labels)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "hidden must be from 1 to 4294967295, got 0"
    );
    let error = Mlp::default()
        .with_learning_rate(f32::NAN)
        .fit(&features, &labels)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "learning_rate must be from 0.000000001 to 1, got NaN"
    );
    let error = SupportVectors::default()
        .with_c(-1.0)
        .fit(&features, &labels)
        .unwrap_err();
    assert_eq!(error.to_string(), "cannot fit the support vector machine");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever the numbers: constant columns, repeated rows, huge values.
    #[test]
    fn no_features_break_a_model(
        values in prop::collection::vec(prop_oneof![Just(0.0), -1.0_f64..1.0, -1e30_f64..1e30], 24),
        places in prop::collection::vec(0_usize..3, 12),
    ) {
        let features = FeatureTable::new(vec!["a".into(), "b".into()], values).unwrap();
        let labels: Vec<Emotion> = places.iter().map(|&place| Emotion::FIVE[place]).collect();
        prop_assume!(labels.windows(2).any(|two| two[0] != two[1]));
        for learner in learners() {
            let model = learner.fit(&features, &labels).unwrap();
            let probabilities = model.probabilities(&features).unwrap();
            prop_assert_eq!(model.predict(&features).unwrap().len(), 12);
            for row in probabilities.chunks_exact(model.classes().len()) {
                prop_assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{} {:?}", learner.name(), row);
            }
        }
    }
}
