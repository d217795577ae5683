//! Recognisers in files that were damaged.

use proptest::prelude::*;
use speech_emotion::{EmotionError, SAMPLE_RATE};

use crate::stored::{FILES, load};

/// Damaged files are refused, or give a recogniser that answers.
fn load_and_use(bytes: &[u8]) {
    let mut loaded = load(bytes);
    // What only the digest tells is loaded as if it had been written so.
    if let Err(EmotionError::StoredDigest { expected, got, .. }) = &loaded {
        let text = String::from_utf8_lossy(bytes).replace(expected.as_str(), got);
        loaded = load(text.as_bytes());
    }
    if let Ok(recogniser) = loaded {
        // An answer or an error, but no panic.
        let _ = recogniser.recognise(&[0.1, -0.2, 0.3], SAMPLE_RATE);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_makes_it_panic(
        file in 0_usize..4,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = FILES[file].clone();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        load_and_use(&bytes);
    }

    /// Digits and punctuation, that pass the parser more often.
    #[test]
    fn no_changed_number_makes_it_panic(
        file in 0_usize..4,
        at: prop::sample::Index,
        digit in prop::sample::select(b"0123456789-. ".to_vec()),
    ) {
        let mut bytes = FILES[file].clone();
        let digits: Vec<usize> =
            (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).collect();
        bytes[digits[at.index(digits.len())]] = digit;
        load_and_use(&bytes);
    }

    #[test]
    fn no_cut_file_is_loaded(file in 0_usize..4, at: prop::sample::Index) {
        let end = at.index(FILES[file].len() - 1);
        prop_assert!(load(&FILES[file][..end]).is_err());
    }
}
