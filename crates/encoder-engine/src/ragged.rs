use std::ops::Range;

use crate::{EncoderConfig, EncoderError};

/// Texts as token ids, one text right after the other: no padding.
///
/// Text `i` is `ids[offsets[i]..offsets[i + 1]]`.
///
/// ```
/// use encoder_engine::Ragged;
///
/// let texts = Ragged::new(&[2, 7, 3, 2, 3], &[0, 3, 5])?;
/// assert_eq!(texts.len(), 2);
/// assert_eq!(texts.text(1), [2, 3]);
/// # Ok::<(), encoder_engine::EncoderError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ragged<'a> {
    ids: &'a [u32],
    offsets: &'a [usize],
}

impl<'a> Ragged<'a> {
    /// Texts from all their tokens and where each begins; the last offset is the number of tokens.
    ///
    /// # Errors
    /// No offsets, or offsets that do not start at 0, fall, or do not end at the number of tokens.
    pub fn new(ids: &'a [u32], offsets: &'a [usize]) -> Result<Self, EncoderError> {
        let (first, last) = match offsets {
            [] => return Err(EncoderError::NoOffsets),
            [first, ..] => (*first, offsets[offsets.len() - 1]),
        };
        let wrong = |index: usize, expected: String| EncoderError::Offset {
            index,
            expected,
            got: offsets[index],
        };
        if first != 0 {
            return Err(wrong(0, "0".to_owned()));
        }
        if let Some(index) = offsets.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(wrong(index + 1, format!("at least {}", offsets[index])));
        }
        if last != ids.len() {
            let expected = format!("the number of tokens, {}", ids.len());
            return Err(wrong(offsets.len() - 1, expected));
        }
        Ok(Self { ids, offsets })
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tokens of a text.
    ///
    /// # Panics
    /// An index that is not below [`len`](Self::len).
    #[must_use]
    pub fn text(&self, index: usize) -> &'a [u32] {
        &self.ids[self.offsets[index]..self.offsets[index + 1]]
    }

    /// Where texts begin, and where the last ends.
    pub(crate) fn offsets(&self) -> &'a [usize] {
        self.offsets
    }

    /// How many tokens some texts have together.
    pub(crate) fn tokens(&self, texts: &Range<usize>) -> usize {
        self.offsets[texts.end] - self.offsets[texts.start]
    }

    /// Whether a model can read all texts.
    pub(crate) fn check(&self, config: &EncoderConfig) -> Result<(), EncoderError> {
        for text in 0..self.len() {
            let ids = self.text(text);
            if ids.is_empty() {
                return Err(EncoderError::EmptyText { text });
            }
            if ids.len() > config.positions {
                return Err(EncoderError::LongText {
                    text,
                    tokens: ids.len(),
                    positions: config.positions,
                });
            }
            let unknown = |id: &u32| usize::try_from(*id).is_ok_and(|id| id >= config.vocab);
            if let Some(position) = ids.iter().position(unknown) {
                return Err(EncoderError::UnknownToken {
                    text,
                    position,
                    id: ids[position],
                    vocab: config.vocab,
                });
            }
        }
        Ok(())
    }
}
