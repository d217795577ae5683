//! Fitted models as files hold them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::EmotionModel;
use super::forest::Forest;
use super::majority::Frequencies;
use super::network::Network;
use super::support_vectors::Fitted;
use crate::Emotion;

/// What [`Recogniser::save`](crate::Recogniser::save) writes of a model. The models of this
/// crate make it, nobody else can.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredModel {
    pub(crate) kind: Kind,
    pub(crate) fitted: Value,
}

/// The models that can be stored.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    SupportVectors,
    RandomForest,
    Perceptron,
    Majority,
}

/// A part of a file that does not fit the others.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub(crate) key: &'static str,
    pub(crate) expected: String,
    pub(crate) got: String,
}

/// Why a stored model is none.
#[derive(Debug)]
pub(crate) enum Refusal {
    Json(serde_json::Error),
    Misfit(Misfit),
}

/// A model that was read, before anything relies on it.
pub(super) trait Storable: EmotionModel + DeserializeOwned + 'static {
    /// Checks all that predicting relies on, for rows of so many features.
    fn check(&self, columns: usize) -> Result<(), Misfit>;
}

impl StoredModel {
    /// `None` for what JSON cannot hold.
    pub(super) fn new(kind: Kind, model: &impl Serialize) -> Option<Self> {
        let fitted = serde_json::to_value(model).ok()?;
        Some(Self { kind, fitted })
    }

    /// The model, checked, for rows of so many features.
    pub(crate) fn into_model(self, columns: usize) -> Result<Box<dyn EmotionModel>, Refusal> {
        match self.kind {
            Kind::SupportVectors => checked::<Fitted>(self.fitted, columns),
            Kind::RandomForest => checked::<Forest>(self.fitted, columns),
            Kind::Perceptron => checked::<Network>(self.fitted, columns),
            Kind::Majority => checked::<Frequencies>(self.fitted, columns),
        }
    }
}

fn checked<M: Storable>(fitted: Value, columns: usize) -> Result<Box<dyn EmotionModel>, Refusal> {
    let model: M = serde_json::from_value(fitted).map_err(Refusal::Json)?;
    check_classes(model.classes()).map_err(Refusal::Misfit)?;
    model.check(columns).map_err(Refusal::Misfit)?;
    Ok(Box::new(model))
}

/// At least one class, in the order of [`Emotion`], each once.
fn check_classes(classes: &[Emotion]) -> Result<(), Misfit> {
    let rise = classes.windows(2).all(|two| two[0] < two[1]);
    expect(
        rise && !classes.is_empty(),
        "classes",
        "classes in order, each once",
        || names(classes),
    )
}

/// Names in a row, for messages.
pub(crate) fn names(classes: &[Emotion]) -> String {
    let names: Vec<&str> = classes.iter().map(|class| class.as_str()).collect();
    names.join(" ")
}

/// Shares of one whole.
pub(super) fn check_shares(
    key: &'static str,
    shares: &[f64],
    classes: usize,
) -> Result<(), Misfit> {
    check_length(key, Some(classes), shares.len())?;
    let sum: f64 = shares.iter().sum();
    let all = shares.iter().all(|share| (0.0..=1.0).contains(share));
    expect(
        all && (sum - 1.0).abs() < 1e-9,
        key,
        "shares from 0 to 1 that add up to 1",
        || format!("{shares:?}"),
    )
}

/// Refuses a list of another length; `expected` is `None` where it is beyond all lengths.
pub(crate) fn check_length(
    key: &'static str,
    expected: Option<usize>,
    got: usize,
) -> Result<(), Misfit> {
    let wanted = expected.map_or("fewer".to_owned(), |count| count.to_string());
    let wanted = format!("{wanted} values");
    expect(expected == Some(got), key, &wanted, || got.to_string())
}

/// Refuses a stored number that is not the one it must be.
pub(crate) fn check_count(key: &'static str, expected: usize, got: usize) -> Result<(), Misfit> {
    expect(expected == got, key, &expected.to_string(), || {
        got.to_string()
    })
}

/// A [`Misfit`] unless it `holds`.
pub(crate) fn expect(
    holds: bool,
    key: &'static str,
    expected: &str,
    got: impl FnOnce() -> String,
) -> Result<(), Misfit> {
    if holds {
        return Ok(());
    }
    Err(Misfit {
        key,
        expected: expected.to_owned(),
        got: got().chars().take(80).collect(),
    })
}
