//! The n-grams of one document after another.

use std::ops::Range;

use crate::words::{for_each_piece, for_each_word};
use crate::{Analyzer, Case, TfIdfParams};

/// A document: a space before each word and after the last, in a buffer that is used again.
/// So every n-gram is a slice of it.
#[derive(Debug, Default)]
pub(crate) struct Document {
    text: String,
    words: Vec<Range<usize>>,
    // Where the characters of one padded word start, and its end.
    characters: Vec<usize>,
}

impl Document {
    /// Takes the words of a text.
    pub(crate) fn read_text(&mut self, text: &str, params: &TfIdfParams) {
        self.clear();
        let lower = match params.case {
            Case::Lower => Some(text.to_lowercase()),
            Case::Keep => None,
        };
        let text = lower.as_deref().unwrap_or(text);
        match params.analyzer {
            Analyzer::Words => for_each_word(text, |word| self.push(word)),
            Analyzer::CharactersInWords => for_each_piece(text, |word| self.push(word)),
        }
        self.text.push(' ');
    }

    /// Takes tokens as words.
    pub(crate) fn read_tokens<T: AsRef<str>>(&mut self, tokens: impl IntoIterator<Item = T>) {
        self.clear();
        for token in tokens {
            self.push(token.as_ref());
        }
        self.text.push(' ');
    }

    fn clear(&mut self) {
        self.text.clear();
        self.words.clear();
    }

    fn push(&mut self, word: &str) {
        self.text.push(' ');
        let start = self.text.len();
        self.text.push_str(word);
        self.words.push(start..self.text.len());
    }

    /// Calls `found` with each n-gram.
    pub(crate) fn for_each_ngram(&mut self, params: &TfIdfParams, found: impl FnMut(&str)) {
        let (least, most) = params.ngrams;
        match params.analyzer {
            Analyzer::Words => self.for_each_word_ngram(least, most, found),
            Analyzer::CharactersInWords => self.for_each_character_ngram(least, most, found),
        }
    }

    fn for_each_word_ngram(&self, least: usize, most: usize, mut found: impl FnMut(&str)) {
        for length in least..=most.min(self.words.len()) {
            for run in self.words.windows(length) {
                found(&self.text[run[0].start..run[length - 1].end]);
            }
        }
    }

    fn for_each_character_ngram(&mut self, least: usize, most: usize, mut found: impl FnMut(&str)) {
        for word in &self.words {
            let (start, end) = (word.start - 1, word.end + 1);
            let padded = &self.text[start..end];
            self.characters.clear();
            (self.characters).extend(padded.char_indices().map(|(at, _)| at));
            self.characters.push(padded.len());
            let count = self.characters.len() - 1;
            for length in least..=most {
                if length >= count {
                    found(padded);
                    break;
                }
                for run in self.characters.windows(length + 1) {
                    found(&padded[run[0]..run[length]]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ngrams(text: &str, params: &TfIdfParams) -> Vec<String> {
        let (mut document, mut found) = (Document::default(), Vec::new());
        document.read_text("sisa dari sebelumnya", params);
        document.read_text(text, params);
        document.for_each_ngram(params, |ngram| found.push(ngram.to_owned()));
        found
    }

    #[test]
    fn words_are_joined_by_one_space() {
        let params = TfIdfParams::default().with_ngrams(1, 3);
        let found = ngrams("Makan, nasi!\tGoreng", &params);
        let expected = [
            "makan",
            "nasi",
            "goreng",
            "makan nasi",
            "nasi goreng",
            "makan nasi goreng",
        ];
        assert_eq!(found, expected);
        assert_eq!(ngrams("Makan", &params), ["makan"]);
        assert!(ngrams("! a", &params).is_empty());
        assert_eq!(ngrams("Ya", &params.with_case(Case::Keep)), ["Ya"]);
    }

    #[test]
    fn characters_keep_to_their_words() {
        let params = TfIdfParams::default()
            .with_analyzer(Analyzer::CharactersInWords)
            .with_ngrams(3, 4);
        assert_eq!(
            ngrams("é ya!", &params),
            [" é ", " ya", "ya!", "a! ", " ya!", "ya! "]
        );
        assert_eq!(ngrams("é", &params.clone().with_ngrams(4, 9)), [" é "]);
        assert!(ngrams(" \u{1f} ", &params).is_empty());
    }
}
