use indo_text::{StopWords, tokens};

#[test]
fn negators_stay_when_they_are_kept() {
    let stop_words = StopWords::tala().keep_negators();
    assert!(
        StopWords::NEGATORS
            .iter()
            .all(|word| !stop_words.contains(word))
    );
    let kept: Vec<&str> = tokens("dia tidak suka yang kurang bersih dan bukan itu")
        .filter(|word| !stop_words.contains(word))
        .collect();
    assert_eq!(kept, ["tidak", "suka", "kurang", "bersih", "bukan"]);
}

#[test]
fn keeping_negators_takes_out_nothing_else() {
    let tala = StopWords::tala();
    let negators = StopWords::NEGATORS
        .iter()
        .filter(|word| tala.contains(word))
        .count();
    // Tala has few of the colloquial ones, so that fewer fall out than there are.
    assert_eq!(tala.clone().keep_negators().len(), tala.len() - negators);
    for asking in ["bukankah", "tidakkah", "jangankan"] {
        assert!(tala.clone().keep_negators().contains(asking), "{asking}");
    }
}

#[test]
fn no_negator_stands_twice_or_in_capitals() {
    let listed: StopWords = StopWords::NEGATORS.iter().collect();
    assert_eq!(listed.len(), StopWords::NEGATORS.len());
    let lower = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    assert!(StopWords::NEGATORS.iter().all(lower));
}

#[test]
fn words_are_added_and_taken_out_in_a_chain() {
    let mut stop_words = StopWords::empty()
        .with_words([" Dong ", "sih", "deh"])
        .without_words(["SIH", "tidak ada"]);
    assert_eq!(stop_words.len(), 2);
    stop_words.extend(["Sih", "sih"]);
    assert!(stop_words.contains("sih") && stop_words.len() == 3);
}
