//! What holds for any documents.

use proptest::prelude::*;
use tfidf_linear::{
    Analyzer, ClassWeights, DocumentFrequency, LinearParams, Loss, SparseRows, TfIdf, TfIdfParams,
};

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-e é\u{64e}İΣ_9.-]{0,30}", 1..12)
}

fn params() -> impl Strategy<Value = TfIdfParams> {
    (
        any::<bool>(),
        1_usize..4,
        0_usize..3,
        1_usize..3,
        prop::option::of(1_usize..9),
    )
        .prop_map(|(characters, least, more, min, limit)| {
            let analyzer = if characters {
                Analyzer::CharactersInWords
            } else {
                Analyzer::Words
            };
            TfIdfParams::default()
                .with_analyzer(analyzer)
                .with_ngrams(least, least + more)
                .with_min_df(DocumentFrequency::Count(min))
                .with_max_features(limit)
        })
}

proptest! {
    #[test]
    fn rows_are_in_order_and_of_norm_one(texts in texts(), params in params()) {
        let Ok((tfidf, rows)) = TfIdf::fit(&texts, &params) else {
            return Ok(());
        };
        let parts = (rows.bounds().to_vec(), rows.indices().to_vec(), rows.values().to_vec());
        let again = SparseRows::new(parts.0, parts.1, parts.2, rows.columns());
        prop_assert_eq!(again.unwrap(), rows.clone());
        prop_assert!(tfidf.terms().is_sorted_by(|a, b| a < b));
        for (indices, values) in rows.iter() {
            let norm: f64 = values.iter().map(|value| value * value).sum();
            prop_assert!(indices.is_empty() || (norm - 1.0).abs() < 1e-12);
        }
        for (feature, term) in tfidf.terms().enumerate() {
            prop_assert_eq!(tfidf.feature(term), Some(feature));
        }
        prop_assert_eq!(tfidf.transform(&texts), rows);
    }

    #[test]
    fn fits_end_at_a_minimum(
        texts in texts(),
        labels in prop::collection::vec(0_u8..3, 12),
        machine in any::<bool>(),
        balanced in any::<bool>(),
        exponent in -2.0..2.0,
    ) {
        let Ok((_, x)) = TfIdf::fit(&texts, &TfIdfParams::default()) else {
            return Ok(());
        };
        let labels = &labels[..texts.len()];
        let weights = if balanced { ClassWeights::Balanced } else { ClassWeights::Uniform };
        let params = LinearParams::default()
            .with_loss(if machine { Loss::SquaredHinge } else { Loss::Logistic })
            .with_class_weights(weights)
            .with_c(10_f64.powf(exponent));
        let Ok(model) = params.fit(&x, labels) else {
            return Ok(());
        };
        for report in model.reports() {
            prop_assert!(report.converged, "{:?}", report);
        }
        if !machine {
            for row in model.probabilities(&x).unwrap().chunks(model.classes().len()) {
                prop_assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            }
        }
        // The order of rows changes nothing but rounding.
        let reversed: Vec<&String> = texts.iter().rev().collect();
        let backwards: Vec<u8> = labels.iter().rev().copied().collect();
        let (_, x) = TfIdf::fit(&reversed, &TfIdfParams::default()).unwrap();
        let again = params.fit(&x, &backwards).unwrap();
        for (a, b) in model.reports().iter().zip(again.reports()) {
            prop_assert!((a.objective - b.objective).abs() <= 1e-9 * a.objective.abs());
        }
    }
}
