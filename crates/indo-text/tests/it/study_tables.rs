//! The examples of the study's tables 4.1 to 4.6. Where this crate departs from a table, the
//! expected value is ours and the comment says what the study has.

use indo_text::{
    Cleaner, Dictionary, Normalizer, SlangList, Stemmer, StopWords, fold_case, tokens,
};

const TABLE_4_2: &str = "gondangrejo mimpi pindahan rumah menurut islam dan primbon jawa inews";

#[test]
fn table_4_1_cleaning() {
    let tweet = "Gondangrejo #Arti Mimpi Pindahan Rumah Menurut Islam dan Primbon Jawa - iNews \
                 #Gondangrejo #Karanganyar";
    // The study keeps the hyphen between `Jawa` and `iNews`.
    let expected = "Gondangrejo Mimpi Pindahan Rumah Menurut Islam dan Primbon Jawa iNews";
    assert_eq!(Cleaner::new().clean(tweet), expected);
}

#[test]
fn table_4_2_case_folding() {
    let clean = "Gondangrejo Mimpi Pindahan Rumah Menurut Islam dan Primbon Jawa iNews";
    // The study still has the hyphen.
    assert_eq!(fold_case(clean), TABLE_4_2);
}

#[test]
fn table_4_3_tokenizing() {
    let words: Vec<&str> = tokens(TABLE_4_2).collect();
    // The study has a token `-` before `inews`.
    let expected = [
        "gondangrejo",
        "mimpi",
        "pindahan",
        "rumah",
        "menurut",
        "islam",
        "dan",
        "primbon",
        "jawa",
        "inews",
    ];
    assert_eq!(words, expected);
}

#[test]
fn table_4_4_normalization() {
    let list = "slang,formal\nbgt,banget\nbkn,bukan\ngaenak,tidak enak\nsi,sih\ncm,cuma\nya,iya\n\
                gt,begitu\npd,pada\n";
    let normalizer = Normalizer::new(vec![SlangList::from_bytes(list.as_bytes(), "4.4").unwrap()]);
    let clean = "cina aneh bgt cok rasanya bkn gaenak si cm ya manis aneh gt .. heran bgt pd suka";
    let clean = Cleaner::new().clean(clean);
    let words: Vec<_> = tokens(&clean)
        .map(|word| normalizer.normalize(word))
        .collect();
    // The study has a token `...`, from `..`, before `heran`.
    let expected = [
        "cina",
        "aneh",
        "banget",
        "cok",
        "rasanya",
        "bukan",
        "tidak enak",
        "sih",
        "cuma",
        "iya",
        "manis",
        "aneh",
        "begitu",
        "heran",
        "banget",
        "pada",
        "suka",
    ];
    assert_eq!(words, expected);
}

#[test]
fn tables_4_5_and_4_6_filtering_and_stemming() {
    let clean = Cleaner::new().clean("silat seperti dalam film cina yang diutamakan .");
    let stop_words = StopWords::tala();
    let kept: Vec<&str> = tokens(&clean)
        .filter(|word| !stop_words.contains(word))
        .collect();
    // The study ends both rows with an empty token, where the full stop was.
    assert_eq!(kept, ["silat", "film", "cina", "diutamakan"]);

    let roots = Dictionary::from_words(["silat", "film", "cina", "utama"]);
    let stemmer = Stemmer::new(roots);
    let stems: Vec<String> = kept.iter().map(|word| stemmer.stem(word)).collect();
    assert_eq!(stems, ["silat", "film", "cina", "utama"]);
}
