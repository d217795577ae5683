//! The model card: a README with the front matter of the Hugging Face hub.

use super::{BERT, NAME};
use crate::OneLine;
use crate::report::StudyReport;
use std::fmt::{Display, Formatter, Result};

/// The card of one of a study's models.
pub(super) struct ModelCard<'a> {
    report: &'a StudyReport,
    /// What the assessments call it.
    model: &'static str,
}

impl<'a> ModelCard<'a> {
    pub(super) fn new(report: &'a StudyReport, model: &'static str) -> Self {
        Self { report, model }
    }

    /// What stands under the model, in words.
    fn base(&self) -> String {
        let name = self.report.settings.bert.model.as_ref();
        match name.and_then(|folder| folder.file_name()) {
            Some(name) => format!(
                "the encoder in a folder called `{}`, whose origin and licence the program does not know",
                OneLine(&name.to_string_lossy())
                    .to_string()
                    .replace('`', "'")
            ),
            None => "a tiny encoder with random weights, made for demonstration".to_owned(),
        }
    }

    fn front_matter(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "---")?;
        writeln!(f, "language: id")?;
        writeln!(
            f,
            "# Fill in the licence: it depends on the base model, the word lists and the tweets."
        )?;
        writeln!(f, "license: unknown")?;
        if self.report.settings.bert.model.is_some() {
            writeln!(
                f,
                "# Fill in: base_model, by its name on the hub. Unstated."
            )?;
        }
        writeln!(f, "pipeline_tag: text-classification")?;
        if self.model == BERT {
            writeln!(f, "library_name: transformers")?;
        }
        writeln!(f, "tags:")?;
        for tag in [
            "text-classification",
            "sentiment-analysis",
            "indonesian",
            "twitter",
        ] {
            writeln!(f, "- {tag}")?;
        }
        writeln!(f, "---")
    }

    fn training(&self, f: &mut Formatter<'_>) -> Result {
        let settings = &self.report.settings;
        let tweets = match settings.tweets.path {
            Some(_) => "Indonesian tweets that the user of the program brought",
            None => "invented Indonesian tweets that come with the program",
        };
        let lexicon = match settings.label.inset {
            Some(_) => "the sentiment lexicon in a folder that the user named",
            None => "the starter lexicon that comes with the program",
        };
        let kind = if self.model == BERT {
            format!("A BERT classifier, fine-tuned from {}.", self.base())
        } else {
            format!(
                "A support vector machine in LIBSVM's format. It reads vectors ({} pooling) of {}.",
                settings.svm.pooling,
                self.base()
            )
        };
        writeln!(
            f,
            "\n# Sentiment of Indonesian tweets: {}\n\n{kind}",
            self.model
        )?;
        writeln!(f, "\n## What it was trained on\n")?;
        writeln!(
            f,
            "{} rows of {tweets}. Their classes, negative, neutral and positive, were not given by people: they come from\n\
             {lexicon}, the sign of a sum of word weights. So the model learned to imitate that lexicon.",
            self.report.parts.train
        )?;
        match &self.report.validation {
            Some(_) => writeln!(
                f,
                "Experts judged a sample; the study's report says how far they agree."
            )?,
            None => writeln!(f, "No person has checked these classes.")?,
        }
        writeln!(
            f,
            "\nTexts were prepared as `{NAME}` says, and must be for prediction: `sara predict` does it."
        )
    }

    fn test(&self, f: &mut Formatter<'_>) -> Result {
        let mut assessments = self.report.assessments.iter();
        let Some(assessment) = assessments.find(|one| one.model == self.model) else {
            return Ok(());
        };
        let [low, high] = assessment.accuracy_interval_95;
        writeln!(f, "\n## How well it does\n")?;
        writeln!(
            f,
            "On {} rows held out: accuracy {:.3} (95% interval {low:.3} to {high:.3}), macro F1 {:.3}. The truth of this test is\n\
             the lexicon's label, so the figures say how well the lexicon is imitated, not how often a reader would agree.",
            self.report.parts.test, assessment.test.accuracy, assessment.test.macro_avg.f1
        )
    }
}

impl Display for ModelCard<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.front_matter(f)?;
        self.training(f)?;
        self.test(f)?;
        writeln!(
            f,
            "\n## What it must not be used for\n\n\
             - Sorting, ranking or profiling people, by religion, ethnicity, race, group or anything else. It judges words in a text,\n  \
             and knows nothing of who wrote it.\n\
             - Decisions about a person: moderation without a human reader, reports to authorities, hiring, policing.\n\
             - Telling hate speech. Negative words are no hate, and hate can do without them.\n\n\
             Words that name a group carry weights of their own in a lexicon; the study's report measures what that does to the labels.\n\
             Totals over many tweets are what it is made for."
        )
    }
}
