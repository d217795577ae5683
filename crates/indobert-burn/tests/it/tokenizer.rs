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

/// Checked against `AutoTokenizer` of transformers 5.23.0.
#[test]
fn settings_go_before_what_tokenizer_json_says() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let words = "Madura\nmadura\n\u{e1}\na\n\u{4e2d}\n\u{56fd}\n\u{4e2d}\u{56fd}\n";
    write("vocab.txt", &format!("[PAD]\n[UNK]\n[CLS]\n[SEP]\n{words}"));
    let tokens = |settings: &str| {
        write("tokenizer_config.json", settings);
        let tokenizer = Tokenizer::from_dir(folder.path()).unwrap();
        let tokens = tokenizer
            .encode("Madura \u{e1} \u{4e2d}\u{56fd}", 16)
            .unwrap()
            .tokens;
        tokens[1..tokens.len() - 1].join(" ")
    };
    let cases = [
        ("{}", "madura a \u{4e2d} \u{56fd}"),
        (
            r#"{"do_lower_case": false}"#,
            "Madura \u{e1} \u{4e2d} \u{56fd}",
        ),
        (
            r#"{"tokenizer_class": "BertTokenizerFast", "do_lower_case": true, "strip_accents": false}"#,
            "madura \u{e1} \u{4e2d} \u{56fd}",
        ),
        (
            r#"{"do_lower_case": false, "strip_accents": true, "tokenize_chinese_chars": false}"#,
            "Madura a \u{4e2d}\u{56fd}",
        ),
    ];
    for (settings, wanted) in cases {
        assert_eq!(tokens(settings), wanted, "vocab.txt with {settings}");
    }
    let tokenizer = Tokenizer::from_vocab(&folder.path().join("vocab.txt"), true).unwrap();
    let config = indobert_burn::BertConfig::tiny(tokenizer.vocab_size());
    let model = indobert_burn::BertMaskedLm::init(&config, tokenizer, &crate::support::device(), 1)
        .unwrap();
    model.save(folder.path()).unwrap();
    for (settings, wanted) in cases {
        assert_eq!(tokens(settings), wanted, "tokenizer.json with {settings}");
    }
    let other = r#"{"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": false}"#;
    assert_eq!(tokens(other), cases[0].1);
}

#[test]
fn tells_special_tokens_from_words() {
    let tokenizer = Tokenizer::train_word_piece(["satu dua", "satu dua"], 60).unwrap();
    let encoding = tokenizer.encode("satu [MASK] \u{1F600}", 16).unwrap();
    assert_eq!(encoding.tokens[1..4], ["satu", "[MASK]", "[UNK]"]);
    let special: Vec<bool> = encoding
        .ids
        .iter()
        .map(|&id| tokenizer.is_special(id))
        .collect();
    assert_eq!(special, [true, false, true, true, true]);
    assert_eq!(tokenizer.mask_id().unwrap(), encoding.ids[2]);

    let folder = tempfile::tempdir().unwrap();
    let vocab = folder.path().join("vocab.txt");
    std::fs::write(&vocab, "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n").unwrap();
    let error = Tokenizer::from_vocab(&vocab, true)
        .unwrap()
        .mask_id()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} has no mask token (looked for [MASK], <mask>)",
            vocab.display()
        )
    );
}

#[test]
fn takes_ten_thousand_tokens_no_text_and_one_emoji() {
    let tokenizer = Tokenizer::train_word_piece(["satu dua", "satu dua"], 60).unwrap();
    let tokens = |text: &str| tokenizer.encode(text, 512).unwrap().tokens;
    let long = tokens(&"satu dua ".repeat(5_000));
    assert_eq!(long.len(), 512);
    assert_eq!((long[510].as_str(), long[511].as_str()), ("dua", "[SEP]"));
    assert_eq!(tokens(""), ["[CLS]", "[SEP]"]);
    assert_eq!(tokens(" \t\r\n\u{0}\u{200B}"), ["[CLS]", "[SEP]"]);
    for emoji in [
        "\u{1F600}",
        "\u{1F1EE}\u{1F1E9}",
        "\u{1F469}\u{200D}\u{1F4BB}",
    ] {
        assert_eq!(tokens(emoji), ["[CLS]", "[UNK]", "[SEP]"], "{emoji}");
    }
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
