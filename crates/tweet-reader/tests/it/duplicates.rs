use std::collections::BTreeSet;
use tweet_reader::Duplicates;

fn groups(texts: &[&str]) -> Vec<Vec<usize>> {
    Duplicates::find(texts).groups().collect()
}

#[test]
fn four_fifths_are_near() {
    // Ten words are eight grams. With two more words at the end 8 of 10 are shared, with three 8 of
    // 11.
    let ten = "a b c d e f g h i j";
    let (two, three) = (format!("{ten} k l"), format!("{ten} x y z"));
    assert_eq!(groups(&[ten, &two]), [[0, 1]]);
    assert_eq!(groups(&[&two, ten]), [[0, 1]]);
    assert_eq!(groups(&[ten, &three]), Vec::<Vec<usize>>::new());
}

#[test]
fn groups_are_chains() {
    let (a, c) = ("a b c d e f g h i j", "a b c d e f g h i j k l m n");
    let b = "a b c d e f g h i j k l";
    assert_eq!(groups(&[a, c]), Vec::<Vec<usize>>::new());
    assert_eq!(groups(&[a, c, b]), [[0, 1, 2]]);
}

#[test]
fn texts_without_words_are_nobodys_duplicates() {
    let found = Duplicates::find(["", "", "😊", "😊", "@ani", "@ani", "RT @a: ", "!", "!"]);
    assert_eq!(found.groups().count(), 0);
    assert_eq!(
        (found.rows(), found.exact_copies(), found.near_copies()),
        (9, 0, 0)
    );
    assert_eq!((found.group(100), found.first_copy(100)), (100, 100));
    assert_eq!(Duplicates::find::<&str>([]).rows(), 0);
}

#[test]
fn punctuation_tells_exact_copies_apart_and_near_ones_not() {
    let found = Duplicates::find(["halo dunia", "Halo, dunia!", "HALO  dunia", "halo"]);
    assert_eq!(found.groups().collect::<Vec<_>>(), [[0, 1, 2]]);
    assert_eq!([0, 1, 2, 3].map(|row| found.first_copy(row)), [0, 1, 0, 3]);
    assert_eq!((found.exact_copies(), found.near_copies()), (1, 1));
}

/// Jaccard similarity of word 3-grams by hand.
fn are_near(a: &str, b: &str) -> bool {
    let grams = |text: &str| -> BTreeSet<Vec<String>> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        match words.len() {
            0..3 => BTreeSet::from([words]),
            _ => words.windows(3).map(<[String]>::to_vec).collect(),
        }
    };
    let (a, b) = (grams(a), grams(b));
    5 * a.intersection(&b).count() >= 4 * a.union(&b).count()
}

#[test]
fn agrees_with_every_pair_compared() {
    // Texts of few words in many orders, seeded by a multiplication.
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let mut texts = Vec::new();
    for _ in 0..600 {
        let length = 1 + draw(18);
        let theme = draw(8);
        let words: Vec<String> = (0..length)
            .map(|place| match draw(20) {
                0 => format!("w{}", draw(5)),
                _ => format!("t{theme}p{place}"),
            })
            .collect();
        texts.push(words.join(" "));
    }
    let mut expected: Vec<usize> = (0..texts.len()).collect();
    for b in 0..texts.len() {
        for a in 0..b {
            if are_near(&texts[a], &texts[b]) && expected[a] != expected[b] {
                let (low, high) = (expected[a].min(expected[b]), expected[a].max(expected[b]));
                for group in &mut expected {
                    if *group == high {
                        *group = low;
                    }
                }
            }
        }
    }
    let found = Duplicates::find(&texts);
    let got: Vec<usize> = (0..texts.len()).map(|row| found.group(row)).collect();
    assert_eq!(got, expected);
    let joined = (0..texts.len()).filter(|&row| got[row] != row).count();
    assert!(joined > 100 && joined < 580, "{joined}");
}
