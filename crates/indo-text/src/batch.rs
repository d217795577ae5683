//! Stemming on all cores, with the feature `rayon`.

use rayon::prelude::*;

use crate::Stemmer;

/// A word takes a fraction of a microsecond, so that fewer are not worth a thread's attention.
const LEAST_WORDS_A_JOB: usize = 512;

impl Stemmer {
    /// The stem of each word, in order: what [`Stemmer::stem`] gives one by one, on the threads of
    /// the current rayon pool.
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["main", "pukul"]));
    /// assert_eq!(stemmer.stem_batch(&["bermain", "memukul"]), ["main", "pukul"]);
    /// ```
    #[must_use]
    pub fn stem_batch(&self, words: &[impl AsRef<str> + Sync]) -> Vec<String> {
        words
            .par_iter()
            .with_min_len(LEAST_WORDS_A_JOB)
            .map(|word| self.stem(word.as_ref()))
            .collect()
    }
}
