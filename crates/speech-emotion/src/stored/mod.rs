//! Recognisers in files.

mod exact;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use speech_features::{FEATURE_COUNT, StatisticsExtractor};

use crate::cache::{FEATURES_VERSION, feature_names};
use crate::models::{Misfit, Refusal, StoredModel, expect, names};
use crate::whole_file::write_whole_file;
use crate::{EmotionError, ModelCard, Recogniser, SAMPLE_RATE, Scaler};

/// What a file calls itself.
const FORMAT: &str = "speech-emotion recogniser";

/// Goes up when files change so that this crate could not read them.
const VERSION: u64 = 2;

/// The largest file. A support vector machine of 20,000 clips fits, and whatever is made of a
/// file while it is read fits into memory.
const MOST_BYTES: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: String,
    version: u64,
    sample_rate: u32,
    /// That of the definitions behind the names.
    features_version: u32,
    features: Vec<String>,
    card: ModelCard,
    scaler: Value,
    model: Value,
    /// That of all the others together, so that no card stands beside another model.
    sha256: String,
}

/// The first fields of a file, whatever the others are.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

impl Recogniser {
    /// Writes the recogniser as one file of JSON, whole or not at all: features, card, scaler and
    /// model, and the SHA-256 of these. [`load`](Self::load) gives back one with the same answers,
    /// bit by bit.
    ///
    /// # Errors
    ///
    /// [`EmotionError::NotStorable`] for a model that is not of this crate,
    /// [`EmotionError::Write`], and the errors of `load` for a model that it would refuse.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), EmotionError> {
        let path = path.as_ref();
        let json = |key| move |source| json(path, key, source);
        let model = self
            .model()
            .stored()
            .ok_or_else(|| EmotionError::NotStorable {
                model: self.card().model.clone(),
            })?;
        let stored = Stored {
            format: FORMAT.to_owned(),
            version: VERSION,
            sample_rate: SAMPLE_RATE,
            features_version: FEATURES_VERSION,
            features: feature_names(),
            card: self.card().clone(),
            scaler: exact::to_text(serde_json::to_value(self.scaler()).map_err(json("scaler"))?),
            model: exact::to_text(serde_json::to_value(model).map_err(json("model"))?),
            sha256: String::new(),
        };
        let mut stored = serde_json::to_value(stored).map_err(json("recogniser"))?;
        let digest = digest_of(&mut stored).map_err(json("recogniser"))?;
        stored["sha256"] = Value::String(digest);
        let mut text = serde_json::to_vec(&stored).map_err(json("recogniser"))?;
        text.push(b'\n');
        read(path, &text)?;
        write_whole_file(path, &text).map_err(|source| EmotionError::Write {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads what [`save`](Self::save) wrote, and checks it as a whole: versions, names of
    /// features, sizes, that numbers are finite, and that nothing was changed, so that the card is
    /// that of the model. The SHA-256 tells a mistake, not malice: whoever writes a file can write
    /// another one.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Read`]; [`EmotionError::StoredJson`] for what is no JSON or lacks a key,
    /// [`EmotionError::Stored`] for a value that does not fit, each with file and key;
    /// [`EmotionError::StoredDigest`] for parts that were not written together.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, EmotionError> {
        let path = path.as_ref();
        let bytes = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            File::open(path)?
                .take(MOST_BYTES + 1)
                .read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = bytes().map_err(|source| EmotionError::Read {
            path: path.to_owned(),
            source,
        })?;
        read(path, &bytes)
    }
}

fn read(path: &Path, bytes: &[u8]) -> Result<Recogniser, EmotionError> {
    let misfit = |Misfit { key, expected, got }| EmotionError::Stored {
        path: path.to_owned(),
        key: key.to_owned(),
        expected,
        got,
    };
    let fits = bytes.len() as u64 <= MOST_BYTES;
    let most = format!("at most {MOST_BYTES}");
    expect(fits, "size in bytes", &most, || "more".to_owned()).map_err(misfit)?;
    let mut value: Value =
        serde_json::from_slice(bytes).map_err(|source| json(path, "recogniser", source))?;
    let head = Head::deserialize(&value).map_err(|source| json(path, "recogniser", source))?;
    check_head(&head).map_err(misfit)?;
    let digest = digest_of(&mut value).map_err(|source| json(path, "recogniser", source))?;
    let stored: Stored = part(path, "recogniser", value)?;
    check_features(&stored).map_err(misfit)?;
    let scaler: Scaler = part(path, "scaler", exact::from_text(stored.scaler))?;
    scaler.check(FEATURE_COUNT).map_err(misfit)?;
    let model: StoredModel = part(path, "model", exact::from_text(stored.model))?;
    let model = model
        .into_model(FEATURE_COUNT)
        .map_err(|refusal| match refusal {
            Refusal::Json(source) => json(path, "model.fitted", source),
            Refusal::Misfit(Misfit { key, expected, got }) => EmotionError::Stored {
                path: path.to_owned(),
                key: format!("model.fitted.{key}"),
                expected,
                got,
            },
        })?;
    let (of_card, of_model) = (names(&stored.card.classes), names(model.classes()));
    let same = of_card == of_model;
    expect(same, "card.classes", &of_model, || of_card).map_err(misfit)?;
    // Last: what does not fit is named as such.
    if stored.sha256 != digest {
        return Err(EmotionError::StoredDigest {
            path: path.to_owned(),
            expected: stored.sha256.chars().take(64).collect(),
            got: digest,
        });
    }
    let extractor = StatisticsExtractor::new(SAMPLE_RATE).map_err(EmotionError::Signal)?;
    Ok(Recogniser::of_parts(extractor, scaler, model, stored.card))
}

/// The SHA-256 of all fields, null in the place of the one that holds it, keys in alphabetical order.
fn digest_of(stored: &mut Value) -> Result<String, serde_json::Error> {
    stored.sort_all_objects();
    let held = stored.get_mut("sha256").map(Value::take);
    let text = serde_json::to_vec(stored)?;
    if let Some(held) = held {
        stored["sha256"] = held;
    }
    let digest = Sha256::digest(text);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn check_head(head: &Head) -> Result<(), Misfit> {
    let Head { format, version } = head;
    expect(format == FORMAT, "format", &format!("`{FORMAT}`"), || {
        format!("`{format}`")
    })?;
    expect(
        *version == VERSION,
        "version",
        &VERSION.to_string(),
        || match *version < VERSION {
            true => format!("{version}, of an earlier program: train the model again"),
            false => version.to_string(),
        },
    )
}

/// Features by the same names could mean something else, so their version counts too.
fn check_features(stored: &Stored) -> Result<(), Misfit> {
    let (rate, version) = (stored.sample_rate, stored.features_version);
    expect(
        rate == SAMPLE_RATE,
        "sample_rate",
        &SAMPLE_RATE.to_string(),
        || rate.to_string(),
    )?;
    let wanted = FEATURES_VERSION.to_string();
    expect(
        version == FEATURES_VERSION,
        "features_version",
        &wanted,
        || version.to_string(),
    )?;
    let (names, got) = (feature_names(), &stored.features);
    expect(
        names.len() == got.len(),
        "features",
        &format!("{} names", names.len()),
        || format!("{} names", got.len()),
    )?;
    match names.iter().zip(got).find(|(name, got)| name != got) {
        None => Ok(()),
        Some((name, got)) => expect(false, "features", &format!("`{name}`"), || {
            format!("`{got}`")
        }),
    }
}

fn part<T: DeserializeOwned>(
    path: &Path,
    key: &'static str,
    value: Value,
) -> Result<T, EmotionError> {
    serde_json::from_value(value).map_err(|source| json(path, key, source))
}

fn json(path: &Path, key: &'static str, source: serde_json::Error) -> EmotionError {
    EmotionError::StoredJson {
        path: path.to_owned(),
        key,
        source,
    }
}
