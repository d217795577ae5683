//! What must hold for any bytes. `fuzz_cases` runs this on made cases; the targets of `fuzz/` run
//! the same functions on what a fuzzer finds.

use std::sync::LazyLock;

use indo_text::{
    CachedStemmer, Cleaner, Dictionary, Normalizer, SlangList, Stemmer, fold_case, tokens,
};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Dictionary::starter()));
static NORMALIZER: LazyLock<Normalizer> =
    LazyLock::new(|| Normalizer::new(vec![SlangList::starter()]));

/// The forms that `Stemmer::candidates` may look up, which bounds its answers.
const MOST_CANDIDATES: usize = 3 * 6_216;

/// Every way to a stem gives the same stem.
pub(crate) fn stem(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let stem = STEMMER.stem(&text);
    assert!(stem.len() <= text.len(), "{stem:?} is longer than {text:?}");
    assert_eq!(STEMMER.stem_sentence(&text), stem);
    assert_eq!(STEMMER.trace(&text).stem(), stem);
    let mut appended = "> ".to_owned();
    STEMMER.stem_into(&text, &mut appended);
    assert_eq!(appended.strip_prefix("> "), Some(&*stem));

    let mut cached = CachedStemmer::new(STEMMER.clone(), 8);
    let mut each = Vec::new();
    for word in tokens(&text) {
        let stem = STEMMER.stem(word);
        assert_eq!(cached.stem(word), stem);
        assert_eq!(cached.stem(word), stem);
        let candidates = STEMMER.candidates(word);
        assert!(candidates.len() <= MOST_CANDIDATES);
        for candidate in candidates {
            assert!(STEMMER.dictionary().contains(&candidate.root));
        }
        each.push(stem);
    }
    each.retain(|stem| !stem.is_empty());
    assert_eq!(each.join(" "), stem, "{text:?}");
}

/// Clean text is clean, and every later stage takes it.
pub(crate) fn clean(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let once = Cleaner::new().clean(&text).into_owned();
    assert_eq!(Cleaner::new().clean(&once), once, "{text:?}");
    let words: Vec<&str> = tokens(&once).collect();
    assert_eq!(words.join(" "), once, "{text:?}");
    let folded = fold_case(&once);
    for token in tokens(&folded) {
        let formal = NORMALIZER.normalize(token);
        assert!(!formal.is_empty());
        let _ = STEMMER.stem(&formal);
    }
}
