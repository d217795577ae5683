//! Which tokens a model has to guess, and what it sees in their place.

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

use crate::{BertError, Tokenizer};

/// What is chosen to be guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Masking {
    /// Tokens, each for itself.
    #[default]
    Tokens,
    /// All tokens of a word together, so that no part of a word gives away the rest.
    WholeWords,
}

/// Chooses tokens as Devlin et al., "BERT" (2019), section 3.1.
pub(super) struct Masker {
    pub(super) masking: Masking,
    /// Share of a text's tokens.
    pub(super) share: f64,
    mask_id: u32,
    /// Ids that may stand for any token.
    words: Vec<u32>,
}

/// A text with gaps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Masked {
    pub(super) ids: Vec<u32>,
    /// Places of the tokens to be guessed, and their ids.
    pub(super) gaps: Vec<(usize, u32)>,
}

/// A text as ids, and the words that may be masked.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) ids: Vec<u32>,
    /// First place and the place after the last.
    units: Vec<(usize, usize)>,
}

impl Masker {
    pub(super) fn new(
        tokenizer: &Tokenizer,
        masking: Masking,
        share: f64,
    ) -> Result<Self, BertError> {
        let ids = 0..=tokenizer.largest_id();
        Ok(Self {
            masking,
            share,
            mask_id: tokenizer.mask_id()?,
            words: ids.filter(|&id| !tokenizer.is_special(id)).collect(),
        })
    }

    /// Encodes a text; `None` if it has no token of its own.
    pub(super) fn text(
        &self,
        tokenizer: &Tokenizer,
        text: &str,
        max_length: usize,
    ) -> Result<Option<Text>, BertError> {
        let encoding = tokenizer.encode(text, max_length)?;
        // SentencePiece marks the first piece of a word, WordPiece all others.
        let marks_starts = encoding.tokens.iter().any(|token| token.starts_with('▁'));
        let mut units: Vec<(usize, usize)> = Vec::new();
        for (place, (&id, token)) in encoding.ids.iter().zip(&encoding.tokens).enumerate() {
            if tokenizer.is_special(id) {
                continue;
            }
            let goes_on = match marks_starts {
                true => !token.starts_with('▁'),
                false => token.starts_with("##"),
            };
            match units.last_mut() {
                Some((_, end))
                    if goes_on && *end == place && self.masking == Masking::WholeWords =>
                {
                    *end = place + 1;
                }
                _ => units.push((place, place + 1)),
            }
        }
        let ids = encoding.ids;
        Ok((!units.is_empty()).then_some(Text { ids, units }))
    }

    /// Chooses at least one token or word; of the chosen tokens 80% become the mask, 10% any token,
    /// and 10% stay.
    pub(super) fn mask(&self, text: &Text, seed: u64) -> Masked {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let tokens: usize = text.units.iter().map(|(start, end)| end - start).sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the share is in (0, 1], so the product is in [0, tokens]"
        )]
        let wanted = ((tokens as f64 * self.share).round() as usize).max(1);
        let mut units = text.units.clone();
        units.shuffle(&mut draw);
        let mut ids = text.ids.clone();
        let mut gaps = Vec::new();
        for (start, end) in units {
            // A word too long for what is left is passed over, unless it would be the first.
            if gaps.is_empty() || gaps.len() + (end - start) <= wanted {
                for (place, id) in ids.iter_mut().enumerate().take(end).skip(start) {
                    gaps.push((place, *id));
                    *id = self.seen(*id, &mut draw);
                }
            }
        }
        gaps.sort_unstable();
        Masked { ids, gaps }
    }

    /// What stands in the place of a chosen token.
    fn seen(&self, id: u32, draw: &mut ChaCha8Rng) -> u32 {
        match draw.random_range(0..10) {
            0..8 => self.mask_id,
            8 if !self.words.is_empty() => self.words[draw.random_range(0..self.words.len())],
            _ => id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokenizer() -> Tokenizer {
        let texts = ["makan makanan", "makan makanan dimakan", "dimakan makan"];
        Tokenizer::train_word_piece(texts.repeat(4), 60).unwrap()
    }

    fn long(masking: Masking) -> (Masker, Text) {
        let tokenizer = tokenizer();
        let masker = Masker::new(&tokenizer, masking, 0.15).unwrap();
        let text = "makan makanan dimakan kanmak ".repeat(50);
        let text = masker.text(&tokenizer, &text, 500).unwrap().unwrap();
        (masker, text)
    }

    #[test]
    fn masks_a_share_of_the_tokens_in_three_ways() {
        let (masker, text) = long(Masking::Tokens);
        let tokens = text.ids.len() - 2;
        let (mut masks, mut same, mut others) = (0, 0, 0);
        for seed in 0..40 {
            let masked = masker.mask(&text, seed);
            assert_eq!(masked.gaps.len(), (tokens * 15 + 50) / 100);
            for &(place, id) in &masked.gaps {
                assert_eq!(text.ids[place], id);
                match masked.ids[place] {
                    seen if seen == masker.mask_id => masks += 1,
                    seen if seen == id => same += 1,
                    _ => others += 1,
                }
            }
            let changed = (0..text.ids.len()).filter(|&place| masked.ids[place] != text.ids[place]);
            let gaps: Vec<usize> = masked.gaps.iter().map(|&(place, _)| place).collect();
            assert!(changed.into_iter().all(|place| gaps.contains(&place)));
        }
        let all = f64::from(masks + same + others);
        assert!(
            (f64::from(masks) / all - 0.8).abs() < 0.03,
            "{masks} of {all}"
        );
        // A token drawn at random may be the one that was there.
        assert!(
            (f64::from(same) / all - 0.1).abs() < 0.03,
            "{same} of {all}"
        );
    }

    #[test]
    fn the_seed_decides_which() {
        let (masker, text) = long(Masking::Tokens);
        assert_eq!(masker.mask(&text, 1), masker.mask(&text, 1));
        assert_ne!(masker.mask(&text, 1), masker.mask(&text, 2));
    }

    #[test]
    fn masks_words_as_a_whole() {
        let (masker, text) = long(Masking::WholeWords);
        assert!(text.units.iter().any(|(start, end)| end - start > 1));
        for seed in 0..20 {
            let places: Vec<usize> = masker
                .mask(&text, seed)
                .gaps
                .iter()
                .map(|&(place, _)| place)
                .collect();
            for &(start, end) in &text.units {
                let chosen = (start..end).filter(|place| places.contains(place)).count();
                assert!(chosen == 0 || chosen == end - start);
            }
        }
    }

    #[test]
    fn chooses_one_token_of_a_short_text_and_none_of_an_empty_one() {
        let tokenizer = tokenizer();
        let masker = Masker::new(&tokenizer, Masking::Tokens, 0.15).unwrap();
        let text = masker.text(&tokenizer, "makan", 8).unwrap().unwrap();
        assert_eq!(masker.mask(&text, 1).gaps.len(), 1);
        assert!(masker.text(&tokenizer, "  ", 8).unwrap().is_none());
    }
}
