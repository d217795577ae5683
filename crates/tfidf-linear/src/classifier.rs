//! Texts to classes.

use crate::{Explanation, LinearModel, LinearParams, LinearTextError, TfIdf, TfIdfParams};

/// A vectoriser and a linear model, fitted together.
///
/// ```
/// use tfidf_linear::{LinearParams, LinearTextError, TextClassifier, TfIdfParams};
///
/// let texts = ["enak sekali", "sangat enak", "kotor sekali", "sangat kotor"];
/// let labels = ["baik", "baik", "buruk", "buruk"];
/// let classifier =
///     TextClassifier::fit(&texts, &labels, &TfIdfParams::default(), &LinearParams::default())?;
/// assert_eq!(classifier.predict(&["enak", "kotor"])?, ["baik", "buruk"]);
///
/// let (top, weight) = classifier.top_terms(1, 1)?[0];
/// assert_eq!(top, "kotor");
/// assert!(weight > 0.0);
///
/// let explanation = classifier.explain("ramai dan kotor sekali")?;
/// let strongest = &explanation.contributions[0];
/// assert_eq!(classifier.tfidf().term(strongest.feature), Some("kotor"));
/// # Ok::<(), LinearTextError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TextClassifier<L> {
    tfidf: TfIdf,
    model: LinearModel<L>,
}

impl<L: Ord + Clone> TextClassifier<L> {
    /// Learns the vocabulary and the weights.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::LabelCount`], and those of [`TfIdf::fit`] and [`LinearModel::fit`].
    pub fn fit<T: AsRef<str>>(
        texts: &[T],
        labels: &[L],
        tfidf: &TfIdfParams,
        linear: &LinearParams,
    ) -> Result<Self, LinearTextError> {
        // Vectorising may take long; what can be refused is refused before.
        linear.check()?;
        if texts.len() != labels.len() {
            return Err(LinearTextError::LabelCount {
                rows: texts.len(),
                labels: labels.len(),
            });
        }
        let (tfidf, x) = TfIdf::fit(texts, tfidf)?;
        let model = LinearModel::fit(&x, labels, linear)?;
        Ok(Self { tfidf, model })
    }

    /// The class of each text.
    ///
    /// # Errors
    ///
    /// None in a classifier made by [`fit`](Self::fit) or [`new`](Self::new).
    pub fn predict<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<L>, LinearTextError> {
        self.model.predict(&self.tfidf.transform(texts))
    }
}

impl<L> TextClassifier<L> {
    /// A vectoriser and a model that were fitted apart.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::FeatureCount`] where the model is not for the vectoriser's rows.
    pub fn new(tfidf: TfIdf, model: LinearModel<L>) -> Result<Self, LinearTextError> {
        if tfidf.terms().len() != model.columns() {
            return Err(LinearTextError::FeatureCount {
                expected: model.columns(),
                found: tfidf.terms().len(),
            });
        }
        Ok(Self { tfidf, model })
    }

    /// The probability of each class for each text, text by text.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::NoProbabilities`].
    pub fn probabilities<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<f64>, LinearTextError> {
        self.model.probabilities(&self.tfidf.transform(texts))
    }

    /// The `count` terms with the greatest weights for a class, given by its position among
    /// the model's classes.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::UnknownClass`].
    pub fn top_terms(
        &self,
        class: usize,
        count: usize,
    ) -> Result<Vec<(&str, f64)>, LinearTextError> {
        let features = self.model.top_features(class, count)?;
        let term = |(feature, weight)| Some((self.tfidf.term(feature)?, weight));
        Ok(features.into_iter().filter_map(term).collect())
    }

    /// What each term of a text adds to the score of each class. [`TfIdf::term`] names the
    /// features.
    ///
    /// # Errors
    ///
    /// [`LinearTextError::NonFinite`] where stored factors are so large that a weight overflows.
    pub fn explain(&self, text: &str) -> Result<Explanation, LinearTextError> {
        self.model.explain(self.tfidf.transform(&[text]).row(0))
    }

    /// The vectoriser.
    #[must_use]
    pub fn tfidf(&self) -> &TfIdf {
        &self.tfidf
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &LinearModel<L> {
        &self.model
    }
}
