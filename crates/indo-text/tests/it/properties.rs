use indo_text::{Cleaner, Dictionary, Normalizer, SlangList, Stemmer, fold_case, tokens};
use proptest::prelude::*;

/// Text in which the signs that the cleaner looks for are common.
fn tweet() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("RT".to_owned()),
        Just("rt".to_owned()),
        Just("https://".to_owned()),
        Just("t.co/".to_owned()),
        Just("&amp;".to_owned()),
        Just("&#39;".to_owned()),
        Just(r"\xf0".to_owned()),
        Just("\u{301}".to_owned()),
        Just("\u{200d}".to_owned()),
        "[-'@#&;\\\\ .]{1,2}",
        "[a-zA-Z0-9]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// Words in which affixes are common.
fn affixed() -> impl Strategy<Value = String> {
    "(me|pe|ber|ter|meng|peny|di|ke|se|ku|er|el|-|main|a|i|kan|an|nya|lah|ſ|2){0,8}"
}

fn stemmer() -> Stemmer {
    Stemmer::new(Dictionary::from_words([
        "main",
        "a",
        "ku",
        "an",
        "ka",
        "main-main",
    ]))
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(text in tweet()) {
        let once = Cleaner::new().clean(&text).into_owned();
        prop_assert_eq!(&*Cleaner::new().clean(&once), &*once);
    }

    #[test]
    fn cleaning_leaves_letters_marks_blanks_and_inner_hyphens(text in tweet()) {
        let clean = Cleaner::new().clean(&text);
        prop_assert_eq!(clean.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "), &*clean);
        for word in tokens(&clean) {
            prop_assert!(!word.starts_with('-') && !word.ends_with('-') && !word.contains("--"), "{}", word);
            let is_known = |c: char| c.is_alphabetic() || c == '-' || ('\u{300}'..='\u{36f}').contains(&c);
            prop_assert!(word.chars().all(is_known), "{}", word);
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        let once = fold_case(&text).into_owned();
        prop_assert_eq!(&*fold_case(&once), &*once);
    }

    #[test]
    fn no_text_breaks_a_stage(text in any::<String>()) {
        let clean = Cleaner::new().clean(&text);
        let folded = fold_case(&clean);
        let normalizer = Normalizer::new(vec![SlangList::starter()]);
        for word in tokens(&folded) {
            let _ = stemmer().stem(&normalizer.normalize(word));
        }
        let _ = stemmer().stem_sentence(&text);
    }

    #[test]
    fn no_bytes_break_a_slang_list(bytes in any::<Vec<u8>>()) {
        let _ = SlangList::from_bytes(&bytes, "any");
    }

    #[test]
    fn a_stem_is_a_root_the_word_itself_or_a_part_of_it(word in affixed()) {
        let stem = stemmer().stem(&word);
        // Two equal parts give that part, root or not, and so does `me-`, whose empty part becomes `me`.
        let is_part = word.split('-').any(|part| part == stem);
        prop_assert!(
            stem == word || is_part || stemmer().dictionary().contains(&stem),
            "{} from {}",
            stem,
            word
        );
    }

    #[test]
    fn a_stem_is_no_longer_than_its_word(word in affixed()) {
        prop_assert!(stemmer().stem(&word).len() <= word.len());
    }

    #[test]
    fn a_sentence_is_stemmed_word_by_word(words in prop::collection::vec("[a-z0-9-]{1,8}", 1..6)) {
        let each: Vec<String> = words.iter().map(|word| stemmer().stem(word)).collect();
        prop_assert_eq!(stemmer().stem_sentence(&words.join(" ")), each.join(" "));
    }
}
