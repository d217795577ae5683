//! Every model of a study on the same rows, one after the other.

use super::StudySettings;
use super::clock::Clock;
use super::keys::Keys;
use crate::PipelineError;
use crate::lazy::Lazy;
use crate::progress::{Observer, Progress};
use crate::stages::assess::{Course, FoldProtocol, Outcome, assess};
#[cfg(feature = "baselines")]
use crate::stages::baselines;
use crate::stages::classify::{
    BertLearner, BertRole, BertSettings, Encoder, Features, LexiconLearner, MajorityLearner,
    SvmLearner, VariantFolds,
};
use crate::stages::errors::{self, Misread, TestRows};
use crate::stages::groups::Groups;
use crate::stages::pseudo::{self, PseudoLabels};
use crate::stages::tfidf::TfIdfLearner;
use inset_lexicon::Sentiment;
use std::path::Path;

/// What the models read.
#[derive(Clone, Copy)]
pub(super) struct Material<'a> {
    pub(super) settings: &'a StudySettings,
    pub(super) course: Course<'a>,
    pub(super) keys: &'a Keys,
    /// What is near what.
    pub(super) near: &'a Groups,
    /// The text of every row, normalised.
    pub(super) normalised: &'a [&'a str],
    /// The text of every row, as the encoder reads it.
    pub(super) texts: &'a [&'a str],
    pub(super) encoder: &'a Lazy<'a, Encoder>,
    pub(super) features: &'a Lazy<'a, Features>,
}

/// What came of all of them.
pub(super) struct Models {
    pub(super) bert: Outcome,
    pub(super) variants: Vec<Outcome>,
    pub(super) pseudo: Option<Pseudo>,
    pub(super) svm: Outcome,
    pub(super) tfidf: Outcome,
    /// Smartcore's.
    pub(super) others: Vec<Outcome>,
    pub(super) majority: Outcome,
    pub(super) lexicon: Outcome,
    /// Test rows that the encoder and the plain baseline read wrong.
    pub(super) misread: Vec<Misread>,
}

/// The encoder that learned from its own labels.
pub(super) struct Pseudo {
    pub(super) labels: PseudoLabels,
    /// Nothing where no row was sure enough.
    pub(super) outcome: Option<Outcome>,
    /// The unseen rows that it may be judged by, which its outcome has.
    pub(super) unseen: Vec<usize>,
}

impl Models {
    /// Those that learn, in the order of the report.
    pub(super) fn classifiers(&self) -> impl Iterator<Item = &Outcome> + Clone {
        let pseudo = self
            .pseudo
            .iter()
            .filter_map(|pseudo| pseudo.outcome.as_ref());
        [&self.bert]
            .into_iter()
            .chain(&self.variants)
            .chain(pseudo)
            .chain([&self.svm, &self.tfidf])
            .chain(&self.others)
    }

    /// All of them, in the order of the report.
    pub(super) fn all(&self) -> impl Iterator<Item = &Outcome> + Clone {
        self.classifiers().chain([&self.majority, &self.lexicon])
    }
}

impl Material<'_> {
    /// Takes every model through its course.
    pub(super) fn assess_all(
        &self,
        clock: &mut Clock,
        observer: &mut Observer<'_>,
    ) -> Result<Models, PipelineError> {
        let Self {
            settings,
            course,
            keys,
            ..
        } = *self;
        observer(Progress::Stage("the lexicon and the majority baseline"));
        let lexicon = LexiconLearner {
            labels: course.labels,
        };
        let lexicon = assess(&lexicon, course, None, observer)?;
        let majority = MajorityLearner {
            labels: course.labels,
        };
        let majority = assess(&majority, course, None, observer)?;

        observer(Progress::Stage("counted words and a logistic regression"));
        let of_words = TfIdfLearner {
            texts: self.normalised,
            labels: course.labels,
            settings: &settings.tfidf,
        };
        let tfidf = assess(&of_words, course, Some(&keys.tfidf), observer)?;
        clock.lap("tf-idf");

        observer(Progress::Stage("the support vector machine"));
        let svm = SvmLearner {
            features: self.features,
            labels: course.labels,
            settings: &settings.svm,
        };
        let svm = assess(&svm, course, Some(&keys.svm), observer)?;
        clock.lap("support vector machine");
        let others = self.baselines(clock, observer)?;

        observer(Progress::Stage("fine-tuning the encoder"));
        let tuned = self.learner(BertRole::Main, &settings.bert, course.labels);
        let bert = assess(&tuned, course, Some(&keys.bert), observer)?;
        clock.lap("fine-tune");
        let variants = self.variants(observer)?;
        if !variants.is_empty() {
            clock.lap("variants");
        }
        let pseudo = self.pseudo(&bert, observer)?;
        if pseudo.is_some() {
            clock.lap("pseudo-labels");
        }

        let misread = match &keys.misread {
            None => Vec::new(),
            Some(key) => {
                observer(Progress::Stage("reading the errors"));
                let truth = classes_of(&course.split.test, course.labels);
                let test = TestRows {
                    rows: &course.split.test,
                    truth: &truth,
                };
                let most = settings.error_examples;
                let compute = |_: &mut Observer<'_>| {
                    let mut found = errors::surest(&tuned, &bert, test, most)?;
                    found.extend(errors::surest(&of_words, &tfidf, test, most)?);
                    Ok(found)
                };
                let write = |found: &Vec<Misread>, folder: &Path| errors::write(found, folder);
                let store = course.store;
                let found = store.stage(key, errors::read, write, observer, compute)?;
                clock.lap("misread rows");
                found
            }
        };
        Ok(Models {
            bert,
            variants,
            pseudo,
            svm,
            tfidf,
            others,
            majority,
            lexicon,
            misread,
        })
    }

    #[cfg(feature = "baselines")]
    fn baselines(
        &self,
        clock: &mut Clock,
        observer: &mut Observer<'_>,
    ) -> Result<Vec<Outcome>, PipelineError> {
        if !self.settings.baselines {
            return Ok(Vec::new());
        }
        observer(Progress::Stage("smartcore's baselines"));
        let features = self.features.get()?;
        let rows = baselines::Rows {
            features: &features.values,
            width: features.width,
            labels: self.course.labels,
        };
        let keys = &self.keys.baselines;
        let seed = self.settings.split.seed;
        let found = baselines::assess_all(rows, self.course, keys, seed, observer)?;
        clock.lap("baselines");
        Ok(found)
    }

    #[cfg(not(feature = "baselines"))]
    fn baselines(
        &self,
        _: &mut Clock,
        _: &mut Observer<'_>,
    ) -> Result<Vec<Outcome>, PipelineError> {
        Ok(Vec::new())
    }

    fn learner<'a>(
        &'a self,
        role: BertRole,
        settings: &'a BertSettings,
        labels: &'a [Option<Sentiment>],
    ) -> BertLearner<'a> {
        // What has no folds has none to go on from.
        let protocol = match role {
            BertRole::Main | BertRole::Variant(_, VariantFolds::With) => {
                self.settings.fold_protocol
            }
            BertRole::Variant(_, VariantFolds::Without) | BertRole::PseudoLabels => {
                FoldProtocol::Fresh
            }
        };
        BertLearner {
            start: self.encoder,
            texts: self.texts,
            labels,
            settings,
            protocol,
            seed: self.settings.split.seed,
            name: role.name(protocol),
            role,
        }
    }

    /// Other batch sizes and epochs, with the keys in their order.
    fn variants(&self, observer: &mut Observer<'_>) -> Result<Vec<Outcome>, PipelineError> {
        let bert = &self.settings.bert;
        let mut found = Vec::new();
        for (variant, keys) in bert.other_variants().into_iter().zip(&self.keys.variants) {
            observer(Progress::Stage(
                "fine-tuning the encoder with other settings",
            ));
            let settings = bert.with_variant(variant);
            let role = BertRole::Variant(variant, bert.variant_folds());
            let learner = self.learner(role, &settings, self.course.labels);
            found.push(assess(&learner, self.course, Some(keys), observer)?);
        }
        Ok(found)
    }

    /// Unseen rows that the encoder is sure of join its training rows, and it starts anew.
    fn pseudo(
        &self,
        bert: &Outcome,
        observer: &mut Observer<'_>,
    ) -> Result<Option<Pseudo>, PipelineError> {
        let Some(keys) = &self.keys.pseudo else {
            return Ok(None);
        };
        let (settings, course) = (&self.settings.pseudo, self.course);
        observer(Progress::Stage(
            "fine-tuning the encoder on its own labels too",
        ));
        let chosen = pseudo::choose(course.split, &bert.unseen, self.near, settings);
        let (split, labels) = pseudo::joined(course.split, course.labels, self.near, &chosen);
        let mut found = Pseudo {
            labels: PseudoLabels::new(
                &bert.assessment,
                settings,
                course.split,
                &chosen,
                course.labels,
            ),
            outcome: None,
            unseen: Vec::new(),
        };
        if !chosen.is_empty() {
            let learner = self.learner(BertRole::PseudoLabels, &self.settings.bert, &labels);
            let course = Course {
                labels: &labels,
                split: &split,
                store: course.store,
            };
            let outcome = assess(&learner, course, Some(keys), observer)?;
            found.labels.model = Some(outcome.assessment.model.clone());
            found.outcome = Some(outcome);
            found.unseen = split.unseen;
        }
        Ok(Some(found))
    }
}

/// The labels of rows that have one.
pub(super) fn classes_of(rows: &[usize], labels: &[Option<Sentiment>]) -> Vec<Sentiment> {
    let class = |&row: &usize| labels.get(row).copied().flatten();
    rows.iter().filter_map(class).collect()
}
