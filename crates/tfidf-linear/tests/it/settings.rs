//! Parameters from the JSON that scikit-learn's side reads too.

use serde_json::Value;
use tfidf_linear::{
    Analyzer, Case, ClassWeights, DocumentFrequency, Idf, LinearParams, Loss, Norm, TermFrequency,
    TfIdfParams,
};

/// Panics on unknown settings: they are a mistake in a test.
pub(crate) fn tfidf_params(settings: &Value) -> TfIdfParams {
    let settings = settings.as_object().unwrap().iter();
    settings.fold(TfIdfParams::default(), |params, (key, value)| {
        let text = value.as_str().unwrap_or_default();
        match (key.as_str(), text) {
            ("analyzer", "Words") => params.with_analyzer(Analyzer::Words),
            ("analyzer", "CharactersInWords") => params.with_analyzer(Analyzer::CharactersInWords),
            ("case", "Keep") => params.with_case(Case::Keep),
            ("ngrams", _) => params.with_ngrams(count(&value[0]), count(&value[1])),
            ("min_df", _) => params.with_min_df(frequency(value)),
            ("max_df", _) => params.with_max_df(frequency(value)),
            ("max_features", _) => params.with_max_features(Some(count(value))),
            ("term_frequency", "Sublinear") => params.with_term_frequency(TermFrequency::Sublinear),
            ("idf", "Plain") => params.with_idf(Idf::Plain),
            ("idf", "None") => params.with_idf(Idf::None),
            ("norm", "L1") => params.with_norm(Norm::L1),
            ("norm", "None") => params.with_norm(Norm::None),
            _ => panic!("unknown setting {key}: {value}"),
        }
    })
}

/// Panics on unknown settings: they are a mistake in a test.
pub(crate) fn linear_params(settings: &Value) -> LinearParams {
    let settings = settings.as_object().unwrap().iter();
    settings.fold(LinearParams::default(), |params, (key, value)| {
        match (key.as_str(), value.as_str().unwrap_or_default()) {
            ("loss", "SquaredHinge") => params.with_loss(Loss::SquaredHinge),
            ("class_weights", "Balanced") => params.with_class_weights(ClassWeights::Balanced),
            ("c", _) => params.with_c(value.as_f64().unwrap()),
            _ => panic!("unknown setting {key}: {value}"),
        }
    })
}

fn frequency(value: &Value) -> DocumentFrequency {
    match (value.get("Count"), value.get("Share")) {
        (Some(value), None) => DocumentFrequency::Count(count(value)),
        (None, Some(share)) => DocumentFrequency::Share(share.as_f64().unwrap()),
        _ => panic!("expected a count or a share, got {value}"),
    }
}

fn count(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}
