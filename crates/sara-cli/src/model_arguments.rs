//! Choices of `sara study` on models beside the two of the thesis, and on how all are compared.

use clap::Args;
use sara_pipeline::StudySettings;
use sara_pipeline::stages::classify::BertVariant;

#[derive(Debug, Args)]
#[command(next_help_heading = "Comparison")]
pub(crate) struct ModelArguments {
    /// Fine-tune with other batch sizes and epochs too, as `16x5,16x10`
    #[arg(long, value_name = "BATCHxEPOCHS", value_delimiter = ',')]
    variants: Vec<BertVariant>,
    /// Cross-validate the variants too
    #[arg(long)]
    variant_folds: bool,
    /// The longest runs of words that TF-IDF counts
    #[arg(long, value_name = "N", default_value_t = 2,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=5))]
    tfidf_ngrams: usize,
    /// How much errors of its logistic regression weigh against the size of its weights
    #[arg(long, value_name = "C", default_value_t = 1.0)]
    tfidf_c: f64,
    /// Fine-tune once more, with unseen rows that the encoder is sure of under its own labels
    #[arg(long)]
    pseudo_labels: bool,
    /// The probability that such a label must have at least
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    pseudo_confidence: f64,
    /// Take at most this many such rows, the surest
    #[arg(long, value_name = "N",
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pseudo_max_rows: Option<usize>,
    /// Misread test rows of each model to take apart word by word
    #[arg(long, value_name = "N", default_value_t = 10)]
    error_examples: usize,
}

impl ModelArguments {
    pub(crate) fn apply(self, settings: &mut StudySettings) {
        settings.bert.variants = self.variants;
        settings.bert.variant_folds = self.variant_folds;
        settings.tfidf.ngrams = self.tfidf_ngrams;
        settings.tfidf.c = self.tfidf_c;
        settings.pseudo.enabled = self.pseudo_labels;
        settings.pseudo.confidence = self.pseudo_confidence;
        settings.pseudo.max_rows = self.pseudo_max_rows;
        settings.error_examples = self.error_examples;
    }
}
