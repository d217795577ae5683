//! Documents to rows.

#[cfg(feature = "serde")]
use std::sync::Arc;

use crate::ngrams::Document;
use crate::vocabulary::Vocabulary;
use crate::{Idf, LinearTextError, Norm, SparseRows, TermFrequency, TfIdfParams};

/// A vocabulary with the factors of its terms: scikit-learn's `TfidfVectorizer`, fitted.
///
/// ```
/// use tfidf_linear::{LinearTextError, TfIdf, TfIdfParams};
///
/// let texts = ["nasi goreng enak", "nasi basi", "enak sekali"];
/// let (tfidf, rows) = TfIdf::fit(&texts, &TfIdfParams::default())?;
/// assert_eq!(tfidf.terms().collect::<Vec<_>>(), ["basi", "enak", "goreng", "nasi", "sekali"]);
/// assert_eq!(rows.row(1).0, [0, 3]);
///
/// // Terms that were not met in the fit are left out.
/// let unseen = tfidf.transform(&["bakso enak", "bakso"]);
/// assert_eq!(unseen.row(0), (&[1][..], &[1.0][..]));
/// assert!(unseen.row(1).0.is_empty());
/// # Ok::<(), LinearTextError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TfIdf {
    pub(crate) params: TfIdfParams,
    pub(crate) vocabulary: Vocabulary,
    /// The factor of each term.
    pub(crate) idf: Vec<f64>,
}

impl TfIdf {
    /// Learns the vocabulary and the factors of texts, and gives their rows.
    ///
    /// # Errors
    ///
    /// Those of [`TfIdfParams::check`], and [`LinearTextError::NoDocuments`],
    /// [`LinearTextError::EmptyVocabulary`], [`LinearTextError::DocumentFrequenciesCross`],
    /// [`LinearTextError::NoTermLeft`] or [`LinearTextError::TooManyTerms`].
    pub fn fit<T: AsRef<str>>(
        texts: &[T],
        params: &TfIdfParams,
    ) -> Result<(Self, SparseRows), LinearTextError> {
        let documents = texts
            .iter()
            .map(|text| move |document: &mut Document| document.read_text(text.as_ref(), params));
        Self::fit_documents(documents, params)
    }

    /// [`fit`](Self::fit) for documents that are cut into tokens already. Tokens are taken as
    /// they are: none is too short, and their case stays.
    ///
    /// ```
    /// use tfidf_linear::{LinearTextError, TfIdf, TfIdfParams};
    ///
    /// let documents = [vec!["nasi", "goreng"], vec!["nasi", "!"]];
    /// let params = TfIdfParams::default().with_ngrams(2, 2);
    /// let (tfidf, _) = TfIdf::fit_tokens(documents, &params)?;
    /// assert_eq!(tfidf.terms().collect::<Vec<_>>(), ["nasi !", "nasi goreng"]);
    /// # Ok::<(), LinearTextError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Self::fit).
    pub fn fit_tokens<D>(
        documents: impl IntoIterator<Item = D>,
        params: &TfIdfParams,
    ) -> Result<(Self, SparseRows), LinearTextError>
    where
        D: IntoIterator<Item: AsRef<str>>,
    {
        let documents = (documents.into_iter())
            .map(|tokens| move |document: &mut Document| document.read_tokens(tokens));
        Self::fit_documents(documents, params)
    }

    /// The rows of texts.
    #[must_use]
    pub fn transform<T: AsRef<str>>(&self, texts: &[T]) -> SparseRows {
        self.transform_documents(texts.iter().map(|text| {
            move |document: &mut Document| document.read_text(text.as_ref(), &self.params)
        }))
    }

    /// The rows of documents that are cut into tokens already, as by
    /// [`fit_tokens`](Self::fit_tokens).
    pub fn transform_tokens<D>(&self, documents: impl IntoIterator<Item = D>) -> SparseRows
    where
        D: IntoIterator<Item: AsRef<str>>,
    {
        self.transform_documents(
            (documents.into_iter())
                .map(|tokens| move |document: &mut Document| document.read_tokens(tokens)),
        )
    }

    /// All terms, in the order of their features.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.vocabulary.terms.iter().map(|term| &**term)
    }

    /// The term of a feature.
    #[must_use]
    pub fn term(&self, feature: usize) -> Option<&str> {
        self.vocabulary.terms.get(feature).map(|term| &**term)
    }

    /// The feature of a term.
    #[must_use]
    pub fn feature(&self, term: &str) -> Option<usize> {
        self.vocabulary.number(term).map(|number| number as usize)
    }

    /// The factor of each term, which raises rare ones.
    #[must_use]
    pub fn idf(&self) -> &[f64] {
        &self.idf
    }

    /// The parameters of the fit.
    #[must_use]
    pub fn params(&self) -> &TfIdfParams {
        &self.params
    }

    fn fit_documents(
        documents: impl Iterator<Item = impl FnOnce(&mut Document)>,
        params: &TfIdfParams,
    ) -> Result<(Self, SparseRows), LinearTextError> {
        params.check()?;
        let mut vocabulary = Vocabulary::default();
        let mut counts = Counts::default();
        let mut document = Document::default();
        for read in documents {
            read(&mut document);
            let mut result = Ok(());
            document.for_each_ngram(params, |ngram| match vocabulary.number_or_insert(ngram) {
                Ok(number) => counts.document.push(number),
                Err(error) => result = Err(error),
            });
            result?;
            counts.end_document();
        }
        let frequencies = Frequencies::of(&counts, vocabulary.terms.len());
        let kept = kept_terms(&frequencies, &vocabulary, counts.documents(), params)?;
        let new_numbers = vocabulary.keep(kept);
        counts.renumber(&new_numbers);
        let mut idf = vec![1.0; vocabulary.terms.len()];
        for (old, new) in new_numbers.iter().enumerate() {
            if let Some(new) = new {
                idf[*new as usize] = params
                    .idf
                    .factor(frequencies.documents[old], counts.documents());
            }
        }
        let tfidf = Self {
            params: params.clone(),
            vocabulary,
            idf,
        };
        let rows = tfidf.weigh(counts);
        Ok((tfidf, rows))
    }

    fn transform_documents(
        &self,
        documents: impl Iterator<Item = impl FnOnce(&mut Document)>,
    ) -> SparseRows {
        let mut counts = Counts::default();
        let mut document = Document::default();
        for read in documents {
            read(&mut document);
            document.for_each_ngram(&self.params, |ngram| {
                counts.document.extend(self.vocabulary.number(ngram));
            });
            counts.end_document();
        }
        self.weigh(counts)
    }

    /// Counts to weights.
    fn weigh(&self, counts: Counts) -> SparseRows {
        let Counts {
            bounds,
            terms,
            counts: mut values,
            ..
        } = counts;
        for (value, &term) in values.iter_mut().zip(&terms) {
            let frequency = match self.params.term_frequency {
                TermFrequency::Count => *value,
                TermFrequency::Sublinear => 1.0 + value.ln(),
            };
            *value = frequency * self.idf[term as usize];
        }
        for row in bounds.windows(2) {
            self.params.norm.scale(&mut values[row[0]..row[1]]);
        }
        SparseRows::of_parts(bounds, terms, values, self.vocabulary.terms.len())
    }

    #[cfg(feature = "serde")]
    pub(crate) fn of_parts(params: TfIdfParams, terms: Vec<Arc<str>>, idf: Vec<f64>) -> Self {
        Self {
            params,
            vocabulary: Vocabulary::of_sorted(terms),
            idf,
        }
    }
}

/// How often each term stands in each document, as sparse rows.
#[derive(Debug)]
struct Counts {
    bounds: Vec<usize>,
    terms: Vec<u32>,
    counts: Vec<f64>,
    /// The terms of the document that is read now, each as often as it stands there.
    document: Vec<u32>,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            bounds: vec![0],
            terms: Vec::new(),
            counts: Vec::new(),
            document: Vec::new(),
        }
    }
}

impl Counts {
    fn documents(&self) -> usize {
        self.bounds.len() - 1
    }

    fn end_document(&mut self) {
        self.document.sort_unstable();
        for same in self.document.chunk_by(|a, b| a == b) {
            self.terms.push(same[0]);
            self.counts.push(same.len() as f64);
        }
        self.document.clear();
        self.bounds.push(self.terms.len());
    }

    /// Gives terms their new numbers, drops those that have none, and sorts the rows again.
    fn renumber(&mut self, new_numbers: &[Option<u32>]) {
        let mut end = 0;
        let mut start = 0;
        let mut row: Vec<(u32, f64)> = Vec::new();
        for bound in self.bounds.iter_mut().skip(1) {
            row.clear();
            let entries = self.terms[start..*bound]
                .iter()
                .zip(&self.counts[start..*bound]);
            row.extend(
                entries.filter_map(|(&term, &count)| {
                    new_numbers[term as usize].map(|new| (new, count))
                }),
            );
            row.sort_unstable_by_key(|(term, _)| *term);
            for &(term, count) in &row {
                (self.terms[end], self.counts[end]) = (term, count);
                end += 1;
            }
            start = std::mem::replace(bound, end);
        }
        self.terms.truncate(end);
        self.counts.truncate(end);
    }
}

/// What the documents say of each term.
#[derive(Debug)]
struct Frequencies {
    /// How many documents have it.
    documents: Vec<usize>,
    /// How often it stands in all of them.
    total: Vec<f64>,
}

impl Frequencies {
    fn of(counts: &Counts, terms: usize) -> Self {
        let mut frequencies = Self {
            documents: vec![0; terms],
            total: vec![0.0; terms],
        };
        for (&term, count) in counts.terms.iter().zip(&counts.counts) {
            frequencies.documents[term as usize] += 1;
            frequencies.total[term as usize] += count;
        }
        frequencies
    }
}

/// The terms within the bounds, in any order.
fn kept_terms(
    frequencies: &Frequencies,
    vocabulary: &Vocabulary,
    documents: usize,
    params: &TfIdfParams,
) -> Result<Vec<u32>, LinearTextError> {
    if documents == 0 {
        return Err(LinearTextError::NoDocuments);
    }
    let terms = vocabulary.terms.len();
    if terms == 0 {
        return Err(LinearTextError::EmptyVocabulary { documents });
    }
    let (min, max) = (params.min_df.of(documents), params.max_df.of(documents));
    if max < min {
        return Err(LinearTextError::DocumentFrequenciesCross { min, max });
    }
    let mut kept: Vec<u32> = (0..)
        .zip(&frequencies.documents)
        .filter(|(_, count)| (min..=max).contains(&(**count as f64)))
        .map(|(term, _)| term)
        .collect();
    if kept.is_empty() {
        return Err(LinearTextError::NoTermLeft { terms });
    }
    if let Some(limit) = params.max_features.filter(|&limit| limit < kept.len()) {
        kept.sort_unstable_by(|&a, &b| {
            let (a, b) = (a as usize, b as usize);
            (frequencies.total[b].total_cmp(&frequencies.total[a]))
                .then_with(|| vocabulary.terms[a].cmp(&vocabulary.terms[b]))
        });
        kept.truncate(limit);
    }
    Ok(kept)
}

impl Idf {
    fn factor(self, with_term: usize, documents: usize) -> f64 {
        let (with_term, documents) = (with_term as f64, documents as f64);
        match self {
            Self::Smooth => ((documents + 1.0) / (with_term + 1.0)).ln() + 1.0,
            Self::Plain => (documents / with_term).ln() + 1.0,
            Self::None => 1.0,
        }
    }
}

impl Norm {
    fn scale(self, row: &mut [f64]) {
        let norm = match self {
            Self::L1 => row.iter().sum(),
            Self::L2 => row.iter().map(|value| value * value).sum::<f64>().sqrt(),
            Self::None => return,
        };
        // Weights are above 0, so only a row without terms has no norm.
        row.iter_mut().for_each(|value| *value /= norm);
    }
}
