//! Texts that are nearly the same: word 3-grams (shingles) with a Jaccard similarity of 0.8 or more.

use indo_text::{TokenKind, fold_case, tokenize};
use std::collections::HashMap;

/// Words in a shingle.
const WIDTH: usize = 3;

/// What a retweet or a published data set puts around a text.
const RETWEET_WORDS: [&str; 3] = ["rt", "user", "url"];

/// The shingles of every text of a collection, as numbers.
///
/// A text's words are those of its lower case, hashtags without their sign, and without mentions, web addresses, retweet marks,
/// punctuation and emoji; one of fewer than three words
/// is a single shingle, and one without words is nothing else's duplicate.
#[derive(Debug)]
pub(crate) struct Shingles {
    /// Of each text, ascending: rare shingles come first.
    texts: Vec<Vec<u32>>,
}

impl Shingles {
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut words = HashMap::new();
        let mut numbers: HashMap<Vec<u32>, u32> = HashMap::new();
        // How many texts hold each shingle.
        let mut frequency: Vec<usize> = Vec::new();
        let mut shingles: Vec<Vec<u32>> = Vec::new();
        for text in texts {
            let text = word_numbers(text, &mut words);
            let windows = match text.len() {
                0 => Vec::new(),
                length if length < WIDTH => vec![text],
                _ => text.windows(WIDTH).map(<[u32]>::to_vec).collect(),
            };
            let mut found: Vec<u32> = windows
                .into_iter()
                .map(|shingle| {
                    let next = next_number(numbers.len());
                    *numbers.entry(shingle).or_insert(next)
                })
                .collect();
            found.sort_unstable();
            found.dedup();
            frequency.resize(numbers.len(), 0);
            found
                .iter()
                .for_each(|&number| frequency[number as usize] += 1);
            shingles.push(found);
        }
        let mut by_rarity: Vec<u32> = (0..next_number(frequency.len())).collect();
        by_rarity.sort_by_key(|&number| (frequency[number as usize], number));
        let mut place = vec![0; frequency.len()];
        for (new, &old) in (0..).zip(&by_rarity) {
            place[old as usize] = new;
        }
        for text in &mut shingles {
            text.iter_mut()
                .for_each(|number| *number = place[*number as usize]);
            text.sort_unstable();
        }
        Self { texts: shingles }
    }

    /// Calls `join` with pairs of near duplicates: not with all of them, but whoever joins what it is given has every chain of near
    /// duplicates in the end.
    pub(crate) fn pairs(&self, mut join: impl FnMut(usize, usize)) {
        let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut first_of: HashMap<&[u32], usize> = HashMap::new();
        for (text, own) in self.texts.iter().enumerate() {
            if own.is_empty() {
                continue;
            }
            // What is near a text is near its copies, so one of them is compared.
            if let Some(&first) = first_of.get(own.as_slice()) {
                join(first, text);
                continue;
            }
            first_of.insert(own, text);
            for &shingle in rarest(own) {
                let holders = holders.entry(shingle).or_default();
                for &other in holders.iter() {
                    if are_near(own, &self.texts[other]) {
                        join(other, text);
                    }
                }
                holders.push(text);
            }
        }
    }

    /// Starts a set of texts without near duplicates.
    pub(crate) fn apart(&self) -> Apart<'_> {
        Apart {
            shingles: self,
            holders: HashMap::new(),
        }
    }
}

/// Texts that are no near duplicates of each other.
#[derive(Debug)]
pub(crate) struct Apart<'s> {
    shingles: &'s Shingles,
    /// The texts that have a shingle among their rarest ones.
    holders: HashMap<u32, Vec<usize>>,
}

impl Apart<'_> {
    /// Takes a text in, unless it is a near duplicate of one that is in.
    pub(crate) fn insert(&mut self, text: usize) -> bool {
        let own = &self.shingles.texts[text];
        let rarest = rarest(own);
        let near = rarest
            .iter()
            .filter_map(|shingle| self.holders.get(shingle))
            .flatten()
            .any(|&other| are_near(own, &self.shingles.texts[other]));
        if near {
            return false;
        }
        for &shingle in rarest {
            self.holders.entry(shingle).or_default().push(text);
        }
        true
    }
}

/// Two sets with 4/5 of their union in common share one of these: each lacks at most a fifth of its own (prefix filtering).
fn rarest(own: &[u32]) -> &[u32] {
    &own[..own.len() - (4 * own.len()).div_ceil(5) + usize::from(!own.is_empty())]
}

/// Whether the intersection of two ascending lists is at least 4/5 of their union.
fn are_near(a: &[u32], b: &[u32]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    5 * shared >= 4 * (a.len() + b.len() - shared)
}

fn word_numbers(text: &str, words: &mut HashMap<String, u32>) -> Vec<u32> {
    tokenize(&fold_case(text))
        .filter(|token| {
            matches!(
                token.kind,
                TokenKind::Word | TokenKind::Number | TokenKind::Hashtag
            )
        })
        .map(|token| token.text.trim_start_matches(['#', '＃']))
        .filter(|word| !RETWEET_WORDS.contains(word))
        .map(|word| {
            let next = next_number(words.len());
            *words.entry(word.to_owned()).or_insert(next)
        })
        .collect()
}

/// Numbers are as many as words in memory; the last stands for all beyond 32 bits.
fn next_number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retweet_marks_and_the_sign_of_a_hashtag_tell_no_texts_apart() {
        let texts = [
            "RT @ani: agama kami damai selalu",
            "RT USER: agama kami damai selalu",
            "agama kami damai selalu URL",
            "agama kami #damai selalu",
        ];
        assert_eq!(kept(&texts), [0]);
    }

    fn kept(texts: &[&str]) -> Vec<usize> {
        let shingles = Shingles::of(texts.iter().copied());
        let mut apart = shingles.apart();
        (0..texts.len())
            .filter(|&text| apart.insert(text))
            .collect()
    }

    #[test]
    fn case_mentions_and_addresses_make_no_other_text() {
        let texts = [
            "Warga kampung rukun dan damai",
            "RT @ani",
            "@budi warga KAMPUNG rukun, dan damai! https://contoh.id/x",
            "warga kampung rukun dan damai sekali",
            "rt",
            "",
            "😊",
        ];
        // A retweet of nothing has no words, as the last three.
        assert_eq!(kept(&texts), [0, 1, 3, 4, 5, 6]);
    }

    #[test]
    fn four_fifths_are_near() {
        // Ten words are eight shingles. With two more words at the end 8 of 10 are shared, with three 8 of 11.
        let ten = "a b c d e f g h i j";
        let (two, three) = (format!("{ten} k l"), format!("{ten} k l m"));
        assert_eq!(kept(&[ten, &two]), [0]);
        assert_eq!(kept(&[ten, &three]), [0, 1]);
    }

    #[test]
    fn agrees_with_every_pair_compared() {
        // Texts of few words in many orders, seeded by a multiplication.
        let mut state = 1_u64;
        let mut texts = Vec::new();
        for _ in 0..300 {
            let mut text = String::new();
            for place in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let word = if (state >> 60) == 0 {
                    state >> 61
                } else {
                    place
                };
                text.push_str(&format!("w{word} "));
            }
            texts.push(text);
        }
        let shingles = Shingles::of(texts.iter().map(String::as_str));
        let mut apart = shingles.apart();
        let mut expected: Vec<usize> = Vec::new();
        for text in 0..texts.len() {
            let own = &shingles.texts[text];
            let near = expected
                .iter()
                .any(|&other| are_near(own, &shingles.texts[other]));
            assert_eq!(apart.insert(text), !near, "{text}");
            if !near {
                expected.push(text);
            }
        }
        assert!(
            expected.len() > 20 && expected.len() < 280,
            "{}",
            expected.len()
        );
    }
}
