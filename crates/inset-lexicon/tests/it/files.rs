//! Reading from disk and from readers, and the lexicon that comes with the crate.

use std::error::Error;
use std::fs;
use std::io::{self, Read};

use inset_lexicon::{Formula, Lexicon, LexiconError, Sentiment};

const POSITIVE: &str = "word\tweight\r\nbagus\t4\r\n";
const NEGATIVE: &str = "word\tweight\r\nburuk\t-4\r\n";

#[test]
fn a_folder_holds_the_two_files_by_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("positive.tsv"), POSITIVE).unwrap();
    fs::write(folder.path().join("negative.tsv"), NEGATIVE).unwrap();
    let lexicon = Lexicon::from_dir(folder.path()).unwrap();
    assert_eq!(lexicon.weight("bagus"), Some(4));
    assert_eq!(lexicon.weight("buruk"), Some(-4));
    assert_eq!(lexicon.weight("word"), None);
}

#[test]
fn a_missing_file_is_named_and_the_cause_kept() {
    let folder = tempfile::tempdir().unwrap();
    let error = Lexicon::from_dir(folder.path()).unwrap_err();
    let path = folder.path().join("positive.tsv");
    assert_eq!(error.to_string(), format!("cannot read {}", path.display()));
    assert!(error.source().unwrap().is::<io::Error>());
}

#[test]
fn an_error_in_a_file_gives_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let (positive, negative) = (
        folder.path().join("plus.tsv"),
        folder.path().join("minus.tsv"),
    );
    fs::write(&positive, POSITIVE).unwrap();
    fs::write(&negative, "word\tweight\r\nburuk\t-7\r\n").unwrap();
    let error = Lexicon::from_paths(&positive, &negative).unwrap_err();
    let expected = format!(
        "{}:2: expected a weight from -5 to 5 for `buruk`, got -7",
        negative.display()
    );
    assert_eq!(error.to_string(), expected);
}

#[test]
fn other_bytes_than_utf8_are_placed_on_their_line() {
    let error = Lexicon::from_bytes(b"word\tweight\nindah\t5\ncaf\xe9\t3\n", NEGATIVE.as_bytes())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "positive.tsv:3: expected UTF-8 text, got other bytes"
    );
}

#[test]
fn a_line_of_ten_megabytes_is_refused_in_one_short_line() {
    let long = vec![b'a'; 10 << 20];
    let quoted = format!("{}...", "a".repeat(60));
    let error = Lexicon::from_bytes(&long, NEGATIVE.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("positive.tsv:1: expected 2 columns, a word and its weight, got 1 in `{quoted}`")
    );
    let weight = [b"bagus\t", long.as_slice()].concat();
    let error = Lexicon::from_bytes(&weight, NEGATIVE.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("positive.tsv:1: expected a whole number as weight of `bagus`, got `{quoted}`")
    );
    let word = [long.as_slice(), b"\t6"].concat();
    let error = Lexicon::from_bytes(&word, NEGATIVE.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("positive.tsv:1: expected a weight from -5 to 5 for `{quoted}`, got 6")
    );
    let entry = [long.as_slice(), b"\t5"].concat();
    let lexicon = Lexicon::from_bytes(&entry, NEGATIVE.as_bytes()).unwrap();
    assert_eq!(lexicon.len(), 2);
}

#[test]
fn utf16_is_refused_on_its_first_line() {
    let utf16: Vec<u8> = POSITIVE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [b"\xff\xfe".as_slice(), &utf16].concat();
    let error = Lexicon::from_bytes(&with_mark, NEGATIVE.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "positive.tsv:1: expected UTF-8 text, got other bytes"
    );
}

#[test]
fn a_reader_that_fails_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let lexicon = Lexicon::from_readers(POSITIVE.as_bytes(), NEGATIVE.as_bytes()).unwrap();
    assert_eq!(lexicon.len(), 2);
    let error = Lexicon::from_readers(POSITIVE.as_bytes(), Broken).unwrap_err();
    assert!(matches!(error, LexiconError::Read { .. }));
    assert_eq!(error.to_string(), "cannot read negative.tsv");
}

#[test]
fn every_cut_of_a_file_loads_or_is_refused_in_one_line() {
    let whole = "word\tweight\r\nbaik hati\t4\r\nségar\t-3\r\n".as_bytes();
    for end in 0..=whole.len() {
        if let Err(error) = Lexicon::from_bytes(&whole[..end], NEGATIVE.as_bytes()) {
            assert!(error.to_string().starts_with("positive.tsv"), "{error}");
            assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}

#[test]
fn the_starter_lexicon_is_sound() {
    let lexicon = Lexicon::starter();
    assert_eq!(lexicon.report().in_both, 0);
    for file in [&lexicon.report().positive, &lexicon.report().negative] {
        assert!(file.has_header);
        assert!(file.conflicts.is_empty());
        let defects = [
            file.repeats,
            file.broken_glosses,
            file.padded,
            file.zero_weights,
            file.wrong_sign,
            file.blank_lines,
        ];
        assert_eq!(defects, [0; 6]);
    }
}

#[test]
fn a_word_taken_out_counts_no_more() {
    let lexicon = Lexicon::from_bytes(POSITIVE.as_bytes(), NEGATIVE.as_bytes()).unwrap();
    let tokens = ["bagus", "bagus", "buruk"];
    let class = |lexicon: &Lexicon| lexicon.score(&tokens, Formula::Study).sentiment();
    assert_eq!(class(&lexicon), Sentiment::Positive);
    assert_eq!(class(&lexicon.without(&["bagus"])), Sentiment::Negative);
    assert_eq!(
        class(&lexicon.without(&["bagus", "buruk"])),
        Sentiment::Neutral
    );
    assert!(lexicon.without(&["bagus", "buruk"]).is_empty());
    assert_eq!(lexicon.without(&["asing"]).len(), lexicon.len());
}

#[test]
fn entries_come_in_the_order_of_the_words() {
    let lexicon = Lexicon::from_bytes(b"c\t1\na\t2\n", b"b\t-1\nc\t-5\n").unwrap();
    let sums: Vec<_> = lexicon
        .entries()
        .into_iter()
        .map(|(word, weights)| (word, weights.sum()))
        .collect();
    assert_eq!(sums, [("a", 2), ("b", -1), ("c", -4)]);
}
