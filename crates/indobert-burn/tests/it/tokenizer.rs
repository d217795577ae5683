//! Token ids of real vocabularies, and a vocabulary learned here.

use indobert_burn::Tokenizer;

use crate::support::shared;

/// The study's table 4.10.
#[test]
fn gives_the_ids_of_the_study() {
    let Some(vocab) = shared("data/indobert-vocab/vocab.txt") else {
        return;
    };
    let tokenizer = Tokenizer::from_vocab(&vocab, true).unwrap();
    let encoding = tokenizer
        .encode("ngeluh tapi malu sama warung Madura yang buka 24 jam.", 128)
        .unwrap();
    let ids = [
        2, 10293, 144, 469, 5535, 500, 6540, 8643, 34, 3121, 1684, 727, 30470, 3,
    ];
    assert_eq!(encoding.ids, ids);
    assert_eq!(encoding.tokens[..4], ["[CLS]", "ngel", "##uh", "tapi"]);
}

#[test]
fn keeps_case_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nMadura\nmadura\n");
    let tokens = |text| {
        let tokenizer = Tokenizer::from_dir(folder.path()).unwrap();
        tokenizer.encode(text, 8).unwrap().tokens
    };
    assert_eq!(tokens("Madura"), ["[CLS]", "madura", "[SEP]"]);
    write("tokenizer_config.json", r#"{"do_lower_case": false}"#);
    assert_eq!(tokens("Madura"), ["[CLS]", "Madura", "[SEP]"]);
}

#[test]
fn cuts_to_the_length_special_tokens_included() {
    let tokenizer =
        Tokenizer::train_word_piece(["satu dua tiga empat", "satu dua tiga empat"], 80).unwrap();
    let tokens = tokenizer.encode("satu dua tiga empat", 4).unwrap().tokens;
    assert_eq!(tokens, ["[CLS]", "satu", "dua", "[SEP]"]);
    assert_eq!(tokenizer.encode("", 4).unwrap().tokens, ["[CLS]", "[SEP]"]);
    let error = tokenizer.encode("satu", 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "max_length must be at least the number of special tokens round a text, got 1"
    );
}

#[test]
fn learns_the_same_vocabulary_every_time() {
    let texts: Vec<String> = (0..200)
        .map(|i| {
            format!(
                "kata{} \u{1F600} makan{} minum, tidur{}!",
                i % 7,
                i % 11,
                i % 5
            )
        })
        .collect();
    let learned = || Tokenizer::train_word_piece(&texts, 90).unwrap();
    let encode = |tokenizer: &Tokenizer| tokenizer.encode("makan10 kata3 tidurlah", 64).unwrap();
    let first = learned();
    assert!(first.vocab_size() <= 90);
    assert_eq!(first.pad_id(), 0);
    for _ in 0..5 {
        assert_eq!(encode(&learned()), encode(&first));
        assert_eq!(learned().vocab_size(), first.vocab_size());
    }
    let error = Tokenizer::train_word_piece(&texts, 31).unwrap_err();
    assert_eq!(error.to_string(), "vocab_size must be at least 32, got 31");
}
