//! What each stage of a study depends on.

use super::StudySettings;
use crate::PipelineError;
use crate::sha256;
use crate::stages::assess::{FoldProtocol, ModelKeys};
use crate::stages::classify::{BertSettings, VariantFolds};
use crate::stages::ingest::{Retweets, Tweet};
use crate::store::{Digest, Key};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The keys of every stage that is stored.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub(crate) prepared: Key,
    pub(crate) labels: Key,
    pub(crate) split: Key,
    pub(crate) embeddings: Key,
    pub(crate) tfidf: ModelKeys,
    pub(crate) svm: ModelKeys,
    /// In their order, where they are asked for.
    pub(crate) baselines: Vec<ModelKeys>,
    pub(crate) bert: ModelKeys,
    /// In the order of [`BertSettings::other_variants`](crate::stages::classify::BertSettings::other_variants).
    pub(crate) variants: Vec<ModelKeys>,
    /// Where they are asked for.
    pub(crate) pseudo: Option<ModelKeys>,
    /// Where examples are asked for.
    pub(crate) misread: Option<Key>,
}

/// The baselines' names in folders, in the order in which they are assessed.
const BASELINES: [&str; 3] = ["naive-bayes", "logistic-regression", "random-forest"];

impl Keys {
    /// Reads every file that the settings name, but for the tweets, which are read already, and the ratings, which no stored stage reads.
    pub(crate) fn new(settings: &StudySettings, tweets: &[Tweet]) -> Result<Self, PipelineError> {
        let contents = Contents::read(settings)?;
        let prepared = Key::new(
            "prepared",
            json!({
                "tweets": digest_tweets(tweets),
                "retweets": digest_retweets(tweets, settings.tweets.retweets),
                "text": contents.settings(&settings.text),
                "drop_duplicates": settings.drop_duplicates,
            }),
            &[],
        );
        let label = contents.settings(&settings.label);
        let labels = Key::new("labels", label, &[&prepared]);

        // The parts are drawn before the folds and know nothing of their number.
        let mut of_parts = json!(settings.split);
        let folds = of_parts.as_object_mut().and_then(|all| all.remove("folds"));
        let parts = Key::new("parts", of_parts, &[&labels]);
        let split = Key::new("split", json!({ "folds": folds }), &[&parts]);

        let bert = &settings.bert;
        let reads = json!({"input": bert.input, "device": bert.device});
        let start = json!({
            "model": bert.model.as_ref().map(|model| contents.of(model)),
            "seed": settings.split.seed,
            "reads": reads,
        });
        // A vocabulary is trained on the training rows.
        let encoder = match &bert.model {
            Some(_) => Key::new("encoder", start, &[]),
            None => Key::new("encoder", start, &[&parts]),
        };
        let embeddings = Key::new(
            "embeddings",
            json!({
                "pooling": settings.svm.pooling.to_string(),
                "batch_size": bert.batch_size,
                "max_length": bert.max_length,
                "prefix": bert.prefix,
                "reads": reads,
            }),
            &[&parts, &encoder],
        );
        let model = Models {
            parts: &parts,
            split: &split,
            folds: settings.split.folds,
        };
        let tfidf = model.keys(
            "tfidf",
            &json!(settings.tfidf),
            &prepared,
            FoldProtocol::Fresh,
        );
        let svm = model.keys(
            "svm",
            &json!(settings.svm),
            &embeddings,
            FoldProtocol::Fresh,
        );
        let seed = json!({"seed": settings.split.seed});
        let baselines = BASELINES.iter().filter(|_| settings.baselines);
        let baselines = baselines
            .map(|name| model.keys(name, &seed, &embeddings, FoldProtocol::Fresh))
            .collect();
        let training = |bert: &BertSettings, protocol| {
            json!({
                "params": bert.train_params(settings.split.seed),
                "reads": reads,
                "fold_protocol": protocol,
            })
        };
        let protocol = settings.fold_protocol;
        let main = model.keys("bert", &training(bert, protocol), &encoder, protocol);
        // Without folds there is none to go on from.
        let (model_of_variant, protocol) = match bert.variant_folds() {
            VariantFolds::With => (model, protocol),
            VariantFolds::Without => (Models { folds: 0, ..model }, FoldProtocol::Fresh),
        };
        let variants = bert.other_variants().into_iter().map(|variant| {
            let name = format!("bert-{variant}");
            let training = training(&bert.with_variant(variant), protocol);
            model_of_variant.keys(&name, &training, &encoder, protocol)
        });
        let pseudo = settings.pseudo.enabled.then(|| {
            let training = json!({
                "model": training(bert, FoldProtocol::Fresh),
                "confidence": settings.pseudo.confidence,
                "max_rows": settings.pseudo.max_rows,
            });
            let builds_on = [&encoder, &parts, &main.last];
            ModelKeys {
                folds: Vec::new(),
                last: Key::new("bert-pseudo-final", training, &builds_on),
            }
        });
        let misread = (settings.error_examples > 0).then(|| {
            let examples = json!({"examples": settings.error_examples});
            Key::new("misread", examples, &[&tfidf.last, &main.last])
        });
        let variants = variants.collect();
        Ok(Self {
            prepared,
            labels,
            split,
            embeddings,
            tfidf,
            svm,
            baselines,
            bert: main,
            variants,
            pseudo,
            misread,
        })
    }

    /// All of them, in the order in which a study comes to them.
    pub(crate) fn all(&self) -> Vec<&Key> {
        let texts = [&self.prepared, &self.labels, &self.split, &self.embeddings];
        let models = [&self.tfidf, &self.svm]
            .into_iter()
            .chain(&self.baselines)
            .chain([&self.bert])
            .chain(&self.variants)
            .chain(&self.pseudo);
        let models = models.flat_map(|model| model.folds.iter().chain([&model.last]));
        texts
            .into_iter()
            .chain(models)
            .chain(&self.misread)
            .collect()
    }
}

/// What the keys of all classifiers have in common.
#[derive(Clone, Copy)]
struct Models<'a> {
    parts: &'a Key,
    split: &'a Key,
    folds: usize,
}

impl Models<'_> {
    /// The keys of a classifier that reads `source`. The final fit does without the folds, unless it goes on from them.
    fn keys(
        &self,
        name: &str,
        settings: &Value,
        source: &Key,
        protocol: FoldProtocol,
    ) -> ModelKeys {
        let carries_over = protocol == FoldProtocol::CarryOver;
        let mut folds: Vec<Key> = Vec::with_capacity(self.folds);
        for fold in 1..=self.folds {
            let of_fold = json!({"model": settings, "fold": fold});
            let before = folds.last().filter(|_| carries_over);
            let builds_on: Vec<&Key> = [source, self.split].into_iter().chain(before).collect();
            let key = Key::new(format!("{name}-fold-{fold}"), of_fold, &builds_on);
            folds.push(key);
        }
        let before = folds.last().filter(|_| carries_over);
        let builds_on: Vec<&Key> = [source, self.parts].into_iter().chain(before).collect();
        let last = Key::new(
            format!("{name}-final"),
            json!({"model": settings}),
            &builds_on,
        );
        ModelKeys { folds, last }
    }
}

/// The digests of files and folders, by the paths that settings name them by.
struct Contents(HashMap<String, String>);

impl Contents {
    fn read(settings: &StudySettings) -> Result<Self, PipelineError> {
        let mut digests = HashMap::new();
        for path in settings.text.inputs() {
            digests.insert(name_of(path), sha256::of_file(path)?);
        }
        if let Some(folder) = &settings.label.inset {
            let files: Vec<PathBuf> = settings.label.inputs().collect();
            digests.insert(name_of(folder), digest_files(&files)?);
        }
        if let Some(folder) = &settings.bert.model {
            digests.insert(name_of(folder), digest_files(&model_files(folder)?)?);
        }
        Ok(Self(digests))
    }

    fn of(&self, path: &Path) -> Option<&String> {
        self.0.get(&name_of(path))
    }

    /// Settings as JSON, with the digest of its content in the place of each path.
    fn settings(&self, settings: &impl Serialize) -> Value {
        let mut value = json!(settings);
        self.replace(&mut value);
        value
    }

    fn replace(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(digest) = self.0.get(text) {
                    text.clone_from(digest);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.replace(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.replace(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// A path as settings are written.
fn name_of(path: &Path) -> String {
    path.display().to_string()
}

/// The rows as they were read: another column, or another file with the same rows, changes nothing.
fn digest_tweets(tweets: &[Tweet]) -> String {
    let mut digest = Digest::default();
    for tweet in tweets {
        digest.add(tweet.id.as_bytes());
        digest.add(tweet.text.as_bytes());
    }
    digest.text()
}

/// Which rows are retweets, where that drops them; no stored stage reads dates or users.
fn digest_retweets(tweets: &[Tweet], retweets: Retweets) -> Option<String> {
    (retweets == Retweets::Drop).then(|| {
        let mut digest = Digest::default();
        for tweet in tweets {
            digest.add(&[u8::from(tweet.is_retweet)]);
        }
        digest.text()
    })
}

/// One digest of the names and contents of files.
fn digest_files(paths: &[PathBuf]) -> Result<String, PipelineError> {
    let mut digest = Digest::default();
    for path in paths {
        let name = path.file_name().unwrap_or_default();
        digest.add(name.as_encoded_bytes());
        digest.add(sha256::of_file(path)?.as_bytes());
    }
    Ok(digest.text())
}

/// What may be read of a model's folder, in the order of the names.
fn model_files(folder: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let fail = |source| PipelineError::io(folder, "read the folder", source);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_read = matches!(ending, Some("json" | "txt" | "safetensors" | "bin"));
        if is_read && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::groups::Grouping;
    use crate::stages::ingest::TweetSource;
    use indobert_burn::Pooling;

    /// The stages whose key a change of the settings changes, folds under one name.
    fn changed(change: impl FnOnce(&mut StudySettings)) -> Vec<String> {
        let tweets = TweetSource::sample().read().unwrap();
        let mut settings = StudySettings::sample();
        let before = Keys::new(&settings, &tweets).unwrap();
        change(&mut settings);
        let after = Keys::new(&settings, &tweets).unwrap();
        let before: Vec<String> = before.all().iter().map(|key| key.folder_name()).collect();
        let mut changed: Vec<String> = after
            .all()
            .into_iter()
            .filter(|key| !before.contains(&key.folder_name()))
            .map(|key| key.stage().split("-fold-").next().unwrap().to_owned())
            .collect();
        changed.dedup();
        changed
    }

    const ALL: [&str; 11] = [
        "prepared",
        "labels",
        "split",
        "embeddings",
        "tfidf",
        "tfidf-final",
        "svm",
        "svm-final",
        "bert",
        "bert-final",
        "misread",
    ];

    #[test]
    fn a_setting_changes_the_stages_that_read_it_and_those_behind() {
        assert_eq!(changed(|settings| settings.text.minimum_words = 4), ALL);
        assert_eq!(changed(|settings| settings.drop_duplicates = false), ALL);
        let drop = |settings: &mut StudySettings| settings.tweets.retweets = Retweets::Drop;
        assert_eq!(changed(drop), ALL);
        let formula =
            |settings: &mut StudySettings| settings.label.formula = inset_lexicon::Formula::Sum;
        assert_eq!(changed(formula), ALL[1..]);
        assert_eq!(changed(|settings| settings.split.seed = 1), ALL[2..]);
        let none = |settings: &mut StudySettings| settings.split.groups = Grouping::None;
        assert_eq!(changed(none), ALL[2..]);
        let five = |settings: &mut StudySettings| settings.split.folds = 3;
        assert_eq!(changed(five), ["split", "tfidf", "svm", "bert"]);
        let pooling = |settings: &mut StudySettings| settings.svm.pooling = Pooling::Cls;
        assert_eq!(changed(pooling), ["embeddings", "svm", "svm-final"]);
        assert_eq!(
            changed(|settings| settings.svm.c = 2.0),
            ["svm", "svm-final"]
        );
        let epochs = |settings: &mut StudySettings| settings.bert.epochs = 1;
        assert_eq!(changed(epochs), ["bert", "bert-final", "misread"]);
        let carry = |settings: &mut StudySettings| settings.fold_protocol = FoldProtocol::CarryOver;
        assert_eq!(changed(carry), ["bert", "bert-final", "misread"]);
        let of_encoder = [
            "embeddings",
            "svm",
            "svm-final",
            "bert",
            "bert-final",
            "misread",
        ];
        assert_eq!(
            changed(|settings| settings.bert.max_length = 64),
            of_encoder
        );
        assert_eq!(
            changed(|settings| settings.tfidf.c = 2.0),
            ["tfidf", "tfidf-final", "misread"]
        );
        assert_eq!(changed(|settings| settings.error_examples = 3), ["misread"]);
    }

    #[test]
    fn variants_and_pseudo_labels_add_stages_and_change_none() {
        let two = |settings: &mut StudySettings| {
            settings.bert.variants = ["16x5", "32x8", "16x5"]
                .map(|text| text.parse().unwrap())
                .to_vec();
        };
        assert_eq!(
            changed(two),
            ["bert-16x5-final"],
            "one is the study's own, and one stands there twice"
        );
        let with_folds = |settings: &mut StudySettings| {
            two(settings);
            settings.bert.variant_folds = true;
        };
        assert_eq!(changed(with_folds), ["bert-16x5", "bert-16x5-final"]);
        let pseudo = |settings: &mut StudySettings| settings.pseudo.enabled = true;
        assert_eq!(changed(pseudo), ["bert-pseudo-final"]);
    }

    #[test]
    fn what_no_stage_reads_changes_no_key() {
        let nothing: [&str; 0] = [];
        assert_eq!(changed(|settings| settings.svm.threads = Some(1)), nothing);
        assert_eq!(changed(|settings| settings.judgement_sample = 7), nothing);
        assert_eq!(changed(|settings| settings.frequent_words = 7), nothing);
        assert_eq!(changed(|settings| settings.keywords.clear()), nothing);
        assert_eq!(changed(|settings| settings.overwrite = true), nothing);
        assert_eq!(
            changed(|settings| settings.ratings = crate::study::RatingSource::None),
            nothing
        );
        // Other rows would be in the tweets that are read.
        assert_eq!(changed(|settings| settings.max_rows = Some(10)), nothing);
    }

    #[test]
    fn a_file_counts_by_its_content() {
        let home = tempfile::tempdir().unwrap();
        let list = |name: &str, content: &str| {
            let path = home.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        };
        let tweets = TweetSource::sample().read().unwrap();
        let key = |path: PathBuf| {
            let mut settings = StudySettings::sample();
            settings.text.slang = vec![path];
            Keys::new(&settings, &tweets).unwrap().prepared
        };
        let first = key(list("a.tsv", "bgt\tsekali\n"));
        assert_eq!(key(list("b.tsv", "bgt\tsekali\n")), first);
        assert_ne!(key(list("a.tsv", "bgt\tbanget\n")), first);
        let other = Keys::new(&StudySettings::sample(), &tweets[1..]).unwrap();
        let own = Keys::new(&StudySettings::sample(), &tweets).unwrap();
        assert_ne!(other.prepared, own.prepared);
        let mut settings = StudySettings::sample();
        settings.text.slang = vec![home.path().join("none.tsv")];
        assert!(Keys::new(&settings, &tweets).is_err());
    }
}
