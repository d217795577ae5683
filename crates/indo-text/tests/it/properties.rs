use std::borrow::Cow;

use indo_text::{
    Addresses, Cleaner, Dictionary, Digits, Elongation, Emoji, Hashtags, Mentions, Normalizer,
    SlangList, Stemmer, UnicodeForm, fold_case, squeeze, tokenize, tokens,
};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization;

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
        select(vec![
            "👨\u{200d}👩",
            "👍🏽",
            "❤\u{fe0f}",
            "🇮🇩",
            "1\u{fe0f}\u{20e3}",
            "²",
            "𝗮",
            "USER",
            "URL"
        ])
        .prop_map(str::to_owned),
        "[-'@#&;\\\\ .]{1,2}",
        "[a-zA-Z0-9]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// A cleaner that replaces nothing by something else.
fn plain_cleaner() -> impl Strategy<Value = Cleaner> {
    let hashtags = [Hashtags::Drop, Hashtags::KeepWord, Hashtags::SplitCamelCase];
    (
        select(hashtags.to_vec()),
        select(vec![Emoji::Drop, Emoji::Keep]),
        select(vec![Mentions::Drop, Mentions::Keep]),
        select(vec![Addresses::Drop, Addresses::Keep]),
        select(vec![Digits::Drop, Digits::Keep]),
        select(vec![Elongation::Keep, Elongation::Squeeze]),
    )
        .prop_map(
            |(hashtags, emoji, mentions, addresses, digits, elongation)| {
                Cleaner::new()
                    .with_hashtags(hashtags)
                    .with_emoji(emoji)
                    .with_mentions(mentions)
                    .with_addresses(addresses)
                    .with_digits(digits)
                    .with_elongation(elongation)
            },
        )
}

fn cleaner() -> impl Strategy<Value = Cleaner> {
    let forms = [UnicodeForm::AsIs, UnicodeForm::Nfc, UnicodeForm::Nfkc];
    let replaces = any::<bool>();
    (plain_cleaner(), select(forms.to_vec()), replaces).prop_map(|(cleaner, form, replaces)| {
        let cleaner = cleaner.with_unicode_form(form);
        if !replaces {
            return cleaner;
        }
        cleaner
            .with_emoji(Emoji::Name)
            .with_mentions(Mentions::Placeholder)
            .with_addresses(Addresses::Placeholder)
            .with_digits(Digits::KeepReduplication)
    })
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
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
    fn cleaned_text_is_borrowed_if_it_is_the_text(text in tweet(), cleaner in cleaner()) {
        let clean = cleaner.clean(&text);
        prop_assert_eq!(matches!(clean, Cow::Borrowed(_)), clean == text);
        let again = cleaner.clean(&clean);
        prop_assert_eq!(matches!(again, Cow::Borrowed(_)), again == clean);
    }

    #[test]
    fn removals_are_in_order_and_apart(text in tweet(), cleaner in cleaner()) {
        let cleaned = cleaner.clean_with_report(&text);
        prop_assert_eq!(&cleaned.text, &cleaner.clean(&text));
        let mut end = 0;
        for removal in &cleaned.removals {
            prop_assert!(removal.span.start >= end && !removal.span.is_empty(), "{:?}", cleaned);
            prop_assert!(text.get(removal.span.clone()).is_some(), "{:?}", cleaned);
            end = removal.span.end;
        }
        prop_assert_eq!(cleaned.counts().values().sum::<usize>(), cleaned.removals.len());
    }

    #[test]
    fn what_is_not_removed_is_the_cleaned_text(text in tweet(), cleaner in plain_cleaner()) {
        // What is decoded is replaced.
        let text = text.replace(['&', '\\'], "!");
        let cleaned = cleaner.clean_with_report(&text);
        let mut rest = text.clone();
        for removal in cleaned.removals.iter().rev() {
            rest.replace_range(removal.span.clone(), "");
        }
        prop_assert_eq!(without_blanks(&rest), without_blanks(&cleaned.text));
    }

    #[test]
    fn composing_in_parts_is_composing_the_whole(letters in prop::collection::vec(any::<char>(), 0..8)) {
        // Signs, emoji and invisible characters are read before or treated apart.
        let letters = letters.into_iter().filter(|c| c.is_alphabetic() || ('\u{300}'..'\u{370}').contains(c));
        let text: String = letters.collect();
        let composed = Cleaner::new().with_unicode_form(UnicodeForm::Nfkc);
        let whole: String = text.nfkc().collect();
        prop_assert_eq!(composed.clean(&text), Cleaner::new().clean(&whole));
    }

    #[test]
    fn squeezing_twice_is_squeezing_once(text in "[aAbBéÉ1. ]{0,12}") {
        let once = squeeze(&text).into_owned();
        prop_assert_eq!(&*squeeze(&once), &*once);
    }

    #[test]
    fn tokens_hold_everything_but_blanks(text in tweet()) {
        let mut end = 0;
        for token in tokenize(&text) {
            prop_assert!(token.span.start >= end && !token.text.is_empty());
            prop_assert_eq!(&text[token.span.clone()], token.text);
            prop_assert!(!token.text.contains(char::is_whitespace), "{:?}", token);
            prop_assert!(text[end..token.span.start].trim().is_empty());
            end = token.span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn a_stemmed_text_is_its_stemmed_tokens_in_place(text in tweet()) {
        let stemmer = stemmer();
        let mut expected = text.clone();
        let stems: Vec<_> = stemmer.stem_tokens(&text).collect();
        for (token, stem) in stems.iter().rev() {
            expected.replace_range(token.span.clone(), stem);
        }
        prop_assert_eq!(stemmer.stem_text(&text), expected);
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
    fn no_bytes_break_the_cleaner(bytes in any::<Vec<u8>>(), cleaner in cleaner()) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = cleaner.clean_with_report(&text);
        let _ = stemmer().stem_text(&text);
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
