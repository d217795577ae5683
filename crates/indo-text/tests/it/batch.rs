use indo_text::{Dictionary, Stemmer};

#[test]
fn a_batch_is_stemmed_as_its_words_are_one_by_one() {
    let stemmer = Stemmer::new(Dictionary::from_words(["main", "tulis", "buku"]));
    let patterns = [
        "bermain",
        "menuliskan",
        "bukunya",
        "jum'at",
        "",
        "buku-buku",
        "Ｘ",
    ];
    let words: Vec<String> = (0..5_000)
        .map(|n| format!("{}{n}", patterns[n % 7]))
        .collect();
    for words in [&words[..], &words[..1], &[]] {
        let one_by_one: Vec<String> = words.iter().map(|word| stemmer.stem(word)).collect();
        assert_eq!(stemmer.stem_batch(words), one_by_one);
    }
    assert_eq!(
        stemmer.stem_batch(&patterns),
        stemmer.stem_all(patterns).collect::<Vec<_>>()
    );
}
