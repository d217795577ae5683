//! Texts that are nearly the same: word 3-grams with a Jaccard similarity of 0.8 or more, in chains.

use indo_text::{TokenKind, fold_case, tokenize};
use tweet_reader::Duplicates;

/// What a retweet or a published data set puts around a text.
const RETWEET_WORDS: [&str; 3] = ["rt", "user", "url"];

/// Groups texts by their words.
///
/// A text's words are those of its lower case, with their hyphens and apostrophes, hashtags without their sign, and without mentions,
/// web addresses, retweet marks, punctuation and emoji; one of fewer than three words is a single 3-gram, and one without words is
/// nothing else's duplicate.
pub(crate) fn near_duplicates<'t>(texts: impl IntoIterator<Item = &'t str>) -> Duplicates {
    Duplicates::find_words(texts.into_iter().map(words))
}

fn words(text: &str) -> Vec<String> {
    let is_word = |kind| {
        matches!(
            kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Hashtag
        )
    };
    tokenize(&fold_case(text))
        .filter(|token| is_word(token.kind))
        .map(|token| token.text.trim_start_matches(['#', '＃']))
        .filter(|word| !RETWEET_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows that are the first of their group.
    fn kept(texts: &[&str]) -> Vec<usize> {
        let near = near_duplicates(texts.iter().copied());
        let rows = 0..texts.len();
        rows.filter(|&text| near.group(text) == text).collect()
    }

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
        // Ten words are eight 3-grams. With two more words at the end 8 of 10 are shared, with three 8 of 11.
        let ten = "a b c d e f g h i j";
        let (two, three) = (format!("{ten} k l"), format!("{ten} k l m"));
        assert_eq!(kept(&[ten, &two]), [0]);
        assert_eq!(kept(&[ten, &three]), [0, 1]);
    }

    #[test]
    fn a_hyphen_makes_one_word() {
        assert_eq!(
            words("Orang-orang Jum'at ke-2"),
            ["orang-orang", "jum'at", "ke-2"]
        );
    }
}
