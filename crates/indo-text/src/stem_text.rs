use std::borrow::Cow;

use crate::{Stemmer, Token, TokenKind, tokenize};

impl Stemmer {
    /// The tokens of [`tokenize`], each with its stem.
    ///
    /// Words are stemmed, all else stays as written. The stem is what [`Stemmer::stem`] gives, in
    /// lower case; for a word with a character that Sastrawi takes for a blank that is several words
    /// (`jum at` for `jum'at`). A word of which it leaves nothing, as one in Arabic script, stays as
    /// written.
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["main"]));
    /// let stems: Vec<_> = stemmer.stem_tokens("Bermain!").collect();
    /// assert_eq!((stems[0].0.text, &*stems[0].1), ("Bermain", "main"));
    /// assert_eq!((stems[1].0.span.clone(), &*stems[1].1), (7..8, "!"));
    /// ```
    pub fn stem_tokens<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = (Token<'t>, Cow<'t, str>)> {
        tokenize(text).map(|token| {
            let stem = match token.kind {
                TokenKind::Word => self.stem_of_word(token.text),
                _ => Cow::Borrowed(token.text),
            };
            (token, stem)
        })
    }

    /// The text with each word replaced by its stem, as [`Stemmer::stem_tokens`] does it, and
    /// everything else where it was: punctuation, line ends, numbers, names.
    ///
    /// ```
    /// use indo_text::{Dictionary, Stemmer};
    ///
    /// let stemmer = Stemmer::new(Dictionary::from_words(["main", "baca"]));
    /// let text = "Mereka bermain,\n(membaca) 10.000 buku... @Bermain";
    /// assert_eq!(stemmer.stem_text(text), "mereka main,\n(baca) 10.000 buku... @Bermain");
    /// ```
    #[must_use]
    pub fn stem_text(&self, text: &str) -> String {
        let mut stemmed = String::with_capacity(text.len());
        let mut copied = 0;
        for token in tokenize(text).filter(|token| token.kind == TokenKind::Word) {
            stemmed.push_str(text.get(copied..token.span.start).unwrap_or_default());
            let before = stemmed.len();
            self.stem_into(token.text, &mut stemmed);
            copied = if stemmed.len() > before {
                token.span.end
            } else {
                token.span.start
            };
        }
        stemmed.push_str(text.get(copied..).unwrap_or_default());
        stemmed
    }

    fn stem_of_word<'t>(&self, word: &'t str) -> Cow<'t, str> {
        let stem = self.stem(word);
        if stem.is_empty() || stem == word {
            Cow::Borrowed(word)
        } else {
            Cow::Owned(stem)
        }
    }
}
