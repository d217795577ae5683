//! A set of words that is built once and then only asked, by hash and displace (Belazzougui, Botelho
//! & Dietzfelbinger 2009, "Hash, displace, and compress").
//!
//! Each word has a hash of 64 bits. Its first bits choose a bucket, of which there is one for four
//! words. A bucket has a small number, its displacement; hash and displacement together choose a
//! slot, of which there are five for four words. The displacements are searched so that no two
//! words have the same slot: the largest bucket goes first, while most slots are free, and takes
//! the first number that sends its words to free slots.
//!
//! To look a word up, its slot is computed and compared with the one word there. A byte of the hash
//! is kept for each slot, so that nearly all words which are not in the set are refused without
//! a look at any text. The words stand in one buffer in the order of their slots.
//!
//! A bucket that finds no displacement within [`TRIES`], which takes words chosen for it, is kept
//! beside the table in a sorted map. So every list of words gives a table, and in bounded time.
//!
//! The build script runs this code too, to put the starter list into the program as statics.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The set, with one byte of the caller's for each word.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) len: usize,
    /// Bytes of the longest word, so that a longer one costs nothing to refuse.
    pub(crate) longest: usize,
    /// For each bucket.
    pub(crate) displacements: Cow<'static, [u16]>,
    /// For each slot, the last byte of the hash.
    pub(crate) tags: Cow<'static, [u8]>,
    /// Where in `text` the word of each slot begins, and where the last one ends. A free slot holds
    /// the empty word.
    pub(crate) starts: Cow<'static, [u32]>,
    pub(crate) text: Cow<'static, [u8]>,
    /// For each slot.
    pub(crate) values: Cow<'static, [u8]>,
    pub(crate) overflow: BTreeMap<Vec<u8>, u8>,
}

const WORDS_PER_BUCKET: usize = 4;

/// Ordinary words need a few hundred at most: in the worst case one try in fifty succeeds.
const TRIES: u16 = 1 << 12;

/// Words beyond this much text overflow, so that it can be indexed with 32 bits.
const MOST_TEXT: usize = 1 << 31;

struct Entry<'w> {
    hash: u64,
    word: &'w [u8],
    value: u8,
}

impl Table {
    /// A table of `words`. Empty words are left out; of equal words the first counts.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = (&'w [u8], u8)>) -> Self {
        Self::with_tries(words, TRIES)
    }

    fn with_tries<'w>(words: impl IntoIterator<Item = (&'w [u8], u8)>, tries: u16) -> Self {
        let mut entries: Vec<Entry<'_>> = words
            .into_iter()
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, value)| Entry {
                hash: hash(word),
                word,
                value,
            })
            .collect();
        entries.sort_by_key(|entry| (entry.hash, entry.word));
        entries.dedup_by_key(|entry| entry.word);

        let mut table = Self {
            len: entries.len(),
            longest: entries.iter().map(|e| e.word.len()).max().unwrap_or(0),
            ..Self::default()
        };
        let mut text_len = 0;
        entries.retain(|entry| {
            text_len += entry.word.len();
            let fits = text_len <= MOST_TEXT;
            if !fits {
                table.overflow.insert(entry.word.to_vec(), entry.value);
            }
            fits
        });
        let slots = table.displace(&entries, tries);
        table.fill(&slots);
        table
    }

    /// Finds the displacements, and by them the word of each slot. The entries are in the order of
    /// their hashes, and so in that of their buckets.
    fn displace<'e, 'w>(
        &mut self,
        entries: &'e [Entry<'w>],
        tries: u16,
    ) -> Vec<Option<&'e Entry<'w>>> {
        let count = entries.len() / WORDS_PER_BUCKET + 1;
        let mut displacements = vec![0; count];
        let mut slots = vec![None; entries.len() + count];
        let bucket_of = |entry: &Entry<'_>| scale(entry.hash, count);
        let mut buckets: Vec<&[Entry<'_>]> = entries
            .chunk_by(|a, b| bucket_of(a) == bucket_of(b))
            .collect();
        buckets.sort_by_key(|bucket| Reverse(bucket.len()));
        for bucket in buckets {
            let found = (0..tries).find(|&displacement| place(bucket, displacement, &mut slots));
            let kept = bucket
                .first()
                .and_then(|e| displacements.get_mut(bucket_of(e)));
            match (found, kept) {
                (Some(displacement), Some(kept)) => *kept = displacement,
                _ => {
                    let words = bucket.iter().map(|e| (e.word.to_vec(), e.value));
                    self.overflow.extend(words);
                }
            }
        }
        self.displacements = displacements.into();
        slots
    }

    fn fill(&mut self, slots: &[Option<&Entry<'_>>]) {
        let mut text = Vec::new();
        let start_of_next = |text: &Vec<u8>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut starts = Vec::with_capacity(slots.len() + 1);
        for slot in slots {
            starts.push(start_of_next(&text));
            text.extend_from_slice(slot.map_or(&[], |entry| entry.word));
        }
        starts.push(start_of_next(&text));
        let tags = slots
            .iter()
            .map(|slot| slot.map_or(0, |entry| tag(entry.hash)));
        self.tags = tags.collect();
        self.values = slots
            .iter()
            .map(|slot| slot.map_or(0, |entry| entry.value))
            .collect();
        self.starts = starts.into();
        self.text = text.into();
    }

    pub(crate) fn contains(&self, word: &[u8]) -> bool {
        self.is_possible(word)
            && (self.slot_of(word).is_some()
                || (!self.overflow.is_empty() && self.overflow.contains_key(word)))
    }

    /// The byte that came with a word.
    pub(crate) fn get(&self, word: &[u8]) -> Option<u8> {
        if !self.is_possible(word) {
            return None;
        }
        match self.slot_of(word) {
            Some(slot) => self.values.get(slot).copied(),
            None => self.overflow.get(word).copied(),
        }
    }

    fn is_possible(&self, word: &[u8]) -> bool {
        (1..=self.longest).contains(&word.len())
    }

    /// The slot that holds `word`.
    fn slot_of(&self, word: &[u8]) -> Option<usize> {
        let hash = hash(word);
        let bucket = scale(hash, self.displacements.len());
        let displacement = *self.displacements.get(bucket)?;
        let slot = slot(hash, displacement, self.tags.len());
        if *self.tags.get(slot)? != tag(hash) {
            return None;
        }
        let &[start, end] = self.starts.get(slot..)?.first_chunk()?;
        let kept = self.text.get(start as usize..end as usize)?;
        (kept == word).then_some(slot)
    }
}

impl Default for Table {
    /// No words.
    fn default() -> Self {
        Self {
            len: 0,
            longest: 0,
            displacements: Cow::Borrowed(&[]),
            tags: Cow::Borrowed(&[]),
            starts: Cow::Borrowed(&[]),
            text: Cow::Borrowed(&[]),
            values: Cow::Borrowed(&[]),
            overflow: BTreeMap::new(),
        }
    }
}

/// Puts the words of a bucket into their slots, all or none.
fn place<'e, 'w>(
    entries: &'e [Entry<'w>],
    displacement: u16,
    slots: &mut [Option<&'e Entry<'w>>],
) -> bool {
    let count = slots.len();
    let place_of = |entry: &Entry<'_>| slot(entry.hash, displacement, count);
    let is_placed = |entry: &&'e Entry<'w>| match slots.get_mut(place_of(entry)) {
        Some(free @ None) => {
            *free = Some(*entry);
            true
        }
        _ => false,
    };
    let placed = entries.iter().take_while(is_placed).count();
    if placed < entries.len() {
        for entry in entries.iter().take(placed) {
            if let Some(taken) = slots.get_mut(place_of(entry)) {
                *taken = None;
            }
        }
    }
    placed == entries.len()
}

/// Each displacement is another odd factor, and by that another multiplicative hash.
fn slot(hash: u64, displacement: u16, slots: usize) -> usize {
    let factor = (2 * u64::from(displacement) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    scale(hash.wrapping_mul(factor), slots)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the last byte is what is wanted"
)]
fn tag(hash: u64) -> u8 {
    hash as u8
}

/// From a hash to a number below `bound`, by its high bits; 0 if there is none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the result is below `bound`, a `usize`"
)]
pub(crate) fn scale(hash: u64, bound: usize) -> usize {
    ((u128::from(hash) * bound as u128) >> 64) as usize
}

/// Reads eight bytes at a time, the last of which may be read twice, and mixes them by the two
/// halves of a product, as `wyhash` does. Roots are about eight bytes and are looked up a dozen
/// times a word. There is no secret in it: words chosen to collide end up in the overflow.
pub(crate) fn hash(word: &[u8]) -> u64 {
    let (head, tail) = match (word.first_chunk(), word.last_chunk()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => short(word),
    };
    // The length is spread over all bits: alone it would undo a difference between two letters.
    let len = SECOND.wrapping_mul(word.len() as u64);
    let mut hash = mix(head ^ FIRST, tail ^ len);
    if word.len() > 16 {
        for middle in word.as_chunks().0 {
            hash = mix(hash ^ u64::from_le_bytes(*middle), SECOND);
        }
    }
    hash
}

/// Two of the odd numbers of `wyhash`, which have as many ones as zeros.
const FIRST: u64 = 0x2d35_8dcc_aa6c_78a5;
const SECOND: u64 = 0x8bb8_4b93_962e_acc9;

/// Up to seven bytes.
fn short(word: &[u8]) -> (u64, u64) {
    if let (Some(head), Some(tail)) = (word.first_chunk(), word.last_chunk()) {
        return (
            u32::from_le_bytes(*head).into(),
            u32::from_le_bytes(*tail).into(),
        );
    }
    let byte = |index: usize| word.get(index).copied().map_or(0, u64::from);
    (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves are what is wanted"
)]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("{:x}", n * n)).collect()
    }

    fn numbered(words: &[String]) -> impl Iterator<Item = (&[u8], u8)> {
        words
            .iter()
            .zip((0..=255).cycle())
            .map(|(word, value)| (word.as_bytes(), value))
    }

    #[test]
    fn holds_its_words_with_their_values_and_no_other() {
        for count in [0, 1, 2, 3, 10, 100, 30_000] {
            let words = words(count);
            let table = Table::new(numbered(&words));
            assert_eq!(table.len, count);
            assert!(table.overflow.is_empty());
            for (word, value) in numbered(&words) {
                assert!(table.contains(word));
                assert_eq!(table.get(word), Some(value));
                let other = [word, b"g"].concat();
                assert!(!table.contains(&other) && table.get(&other).is_none());
            }
            assert!(!table.contains(b"") && table.get(b"").is_none());
        }
    }

    #[test]
    fn words_that_find_no_slot_are_kept_beside() {
        let words = words(1_000);
        let table = Table::with_tries(numbered(&words), 1);
        assert!(!table.overflow.is_empty() && table.overflow.len() < 1_000);
        assert_eq!(table.len, 1_000);
        for (word, value) in numbered(&words) {
            assert!(table.contains(word));
            assert_eq!(table.get(word), Some(value));
        }
        assert!(!table.contains(b"g") && table.get(b"g").is_none());
    }

    /// The first factor of the product is nothing for words that begin with these bytes.
    #[test]
    fn words_with_one_hash_are_told_apart() {
        let zero = 0x2d35_8dcc_aa6c_78a5_u64.to_le_bytes();
        let words: Vec<Vec<u8>> = (0..=255)
            .map(|last| [&zero[..], &[last]].concat())
            .collect();
        assert!(words.iter().all(|word| hash(word) == hash(&zero)));
        let table = Table::new(words.iter().map(|word| (&word[..], 7)));
        assert_eq!((table.len, table.overflow.len()), (256, 256));
        assert!(words.iter().all(|word| table.get(word) == Some(7)));
        assert!(!table.contains(&zero));
    }

    #[test]
    fn words_chosen_for_one_bucket_are_kept_beside() {
        let words: Vec<String> = words(1_000_000)
            .into_iter()
            .filter(|word| hash(word.as_bytes()) >> 54 == 0)
            .collect();
        assert!(words.len() > 500);
        let table = Table::new(numbered(&words));
        assert_eq!(
            (table.len, table.overflow.len()),
            (words.len(), words.len())
        );
        assert!(numbered(&words).all(|(word, value)| table.get(word) == Some(value)));
    }

    #[test]
    fn of_equal_words_the_first_counts() {
        let pairs: [(&[u8], u8); 4] = [(b"main", 2), (b"", 9), (b"ajar", 1), (b"main", 3)];
        let table = Table::new(pairs);
        assert_eq!(table.len, 2);
        assert_eq!((table.get(b"main"), table.get(b"ajar")), (Some(2), Some(1)));
    }

    #[test]
    fn the_hash_reads_every_byte_and_the_length() {
        for len in 1..40 {
            let word = vec![b'a'; len];
            assert_ne!(hash(&word), hash(&vec![b'a'; len + 1]), "{len}");
            for changed in 0..len {
                let letters = (0..len).map(|index| if index == changed { b'b' } else { b'a' });
                let other: Vec<u8> = letters.collect();
                assert_ne!(hash(&word), hash(&other), "{len}, {changed}");
            }
        }
    }
}
