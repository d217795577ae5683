//! What stands beside a vocabulary is followed or refused, and no tokenizer file ends the program.

use std::error::Error;
use std::path::Path;

use indobert_burn::{BertClassifier, BertConfig, BertMaskedLm, LoadOptions, Tokenizer};
use serde_json::{Value, json};

use crate::support::{copy_of_tiny, device, json as read_json, tiny};

/// Ids 0 to 6.
const VOCAB: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nsatu\ndua\n";

fn folder(files: &[(&str, Value)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vocab.txt"), VOCAB).unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    folder
}

fn ids(files: &[(&str, Value)], text: &str, max_length: usize) -> Vec<u32> {
    let folder = folder(files);
    let tokenizer = Tokenizer::from_dir(folder.path()).unwrap();
    tokenizer.encode(text, max_length).unwrap().ids
}

/// The message and its cause, with the folder's name taken off.
fn told(folder: &Path, error: &dyn Error) -> String {
    let message = error.to_string();
    let message = message.replace(&format!("{}/", folder.display()), "");
    match error.source() {
        Some(source) => format!("{message}: {source}"),
        None => message,
    }
}

fn refusal(files: &[(&str, Value)]) -> String {
    let folder = folder(files);
    let error = Tokenizer::from_dir(folder.path()).unwrap_err();
    told(folder.path(), &error)
}

#[test]
fn follows_the_names_of_special_tokens() {
    let plain = ids(&[], "satu tiga [CLS]", 8);
    assert_eq!(plain, [2, 5, 1, 2, 3]);
    let config =
        json!({"cls_token": "satu", "sep_token": {"content": "dua"}, "unk_token": "[MASK]"});
    let config = ("tokenizer_config.json", config);
    // `[CLS]` is three words now.
    let found = ids(std::slice::from_ref(&config), "satu tiga [CLS]", 8);
    assert_eq!(found, [5, 5, 4, 4, 4, 4, 6]);
    let map = ("special_tokens_map.json", json!({"cls_token": "dua"}));
    assert_eq!(ids(&[config, map.clone()], "satu", 8), [6, 5, 6]);
    let later = json!({"added_tokens_decoder": {}});
    let later = ("tokenizer_config.json", later);
    assert_eq!(ids(&[later, map], "satu", 8), [2, 5, 3]);
}

#[test]
fn adds_the_tokens_of_both_kinds_of_folders() {
    let older = json!({"<user>": 7, "tiga": 8});
    let token = |text: &str| json!({"content": text, "special": false, "normalized": true});
    let decoder = json!({"7": token("<user>"), "8": token("tiga"), "2": {"content": "[CLS]", "special": true}});
    let newer = json!({"added_tokens_decoder": decoder});
    for file in [
        ("added_tokens.json", older),
        ("tokenizer_config.json", newer),
    ] {
        assert_eq!(ids(&[file], "satu <USER> Tiga", 8), [2, 5, 7, 8, 3]);
    }
}

#[test]
fn cuts_the_side_that_the_file_names() {
    let left = ("tokenizer_config.json", json!({"truncation_side": "left"}));
    let text = "satu satu dua dua";
    assert_eq!(ids(&[], text, 5), [2, 5, 5, 6, 3]);
    assert_eq!(ids(std::slice::from_ref(&left), text, 5), [2, 5, 6, 6, 3]);

    // A saved folder says the same, and so does a `tokenizer.json` by itself.
    let folder = folder(&[left]);
    let path = folder.path();
    let tokenizer = Tokenizer::from_dir(path).unwrap();
    let config = BertConfig::tiny(tokenizer.vocab_size());
    let model = BertMaskedLm::init(&config, tokenizer, &device(), 1).unwrap();
    model.save(path).unwrap();
    let saved = || {
        Tokenizer::from_dir(path)
            .unwrap()
            .encode(text, 5)
            .unwrap()
            .ids
    };
    assert_eq!(saved(), [2, 5, 6, 6, 3]);
    std::fs::remove_file(path.join("tokenizer_config.json")).unwrap();
    assert_eq!(saved(), [2, 5, 5, 6, 3]);
    let mut tokenizer = read_json(&path.join("tokenizer.json"));
    tokenizer["truncation"] =
        json!({"direction": "Left", "max_length": 9, "strategy": "LongestFirst", "stride": 0});
    std::fs::write(path.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    assert_eq!(saved(), [2, 5, 6, 6, 3]);
}

#[test]
fn blanks_at_the_end_of_a_line_are_no_part_of_its_token() {
    let folder = folder(&[]);
    let vocab = folder.path().join("vocab.txt");
    std::fs::write(&vocab, VOCAB.replace("satu\n", "satu \t\r\n")).unwrap();
    for tokenizer in [
        Tokenizer::from_vocab(&vocab, true),
        Tokenizer::from_dir(folder.path()),
    ] {
        assert_eq!(
            tokenizer.unwrap().encode("satu dua", 8).unwrap().ids,
            [2, 5, 6, 3]
        );
    }
}

#[test]
fn names_the_setting_that_it_does_not_follow() {
    let config = |key: &str, value: Value| [("tokenizer_config.json", json!({key: value}))];
    let by_id = "tokens of vocab.txt by their ids, or others by the next ids after it";
    let cases = [
        (
            refusal(&config("truncation_side", json!("middle"))),
            "tokenizer_config.json: key `truncation_side` must be `left` or `right`, got \"middle\"".to_owned(),
        ),
        (
            refusal(&config("cls_token", json!(3))),
            "tokenizer_config.json: key `cls_token` must be a token, got 3".to_owned(),
        ),
        (
            refusal(&[("special_tokens_map.json", json!({"sep_token": []}))]),
            "special_tokens_map.json: key `sep_token` must be a token, got []".to_owned(),
        ),
        (
            refusal(&config("sep_token", json!("akhir"))),
            "vocab.txt has no end token (looked for akhir)".to_owned(),
        ),
        (
            refusal(&config("added_tokens_decoder", json!({"7": "tiga"}))),
            "tokenizer_config.json: key `added_tokens_decoder` must be an object of ids and tokens, got \"tiga\"".to_owned(),
        ),
        (
            refusal(&config("added_tokens_decoder", json!({"9": {"content": "tiga"}}))),
            format!("tokenizer_config.json: key `added_tokens_decoder` must be {by_id}, got \"tiga\" by 9"),
        ),
        (
            refusal(&[("added_tokens.json", json!({"satu": 7}))]),
            format!("added_tokens.json: key `(file)` must be {by_id}, got \"satu\" by 7"),
        ),
        (
            refusal(&[("added_tokens.json", json!({"tiga": -1}))]),
            "added_tokens.json: key `(file)` must be an object of tokens and ids, got -1".to_owned(),
        ),
    ];
    for (found, wanted) in cases {
        assert_eq!(found, wanted);
    }
}

/// A model's folder whose `tokenizer.json` was changed.
fn changed(change: impl FnOnce(&mut Value)) -> tempfile::TempDir {
    let folder = copy_of_tiny();
    let saved = tempfile::tempdir().unwrap();
    tiny().0.save(saved.path()).unwrap();
    let mut tokenizer = read_json(&saved.path().join("tokenizer.json"));
    change(&mut tokenizer);
    let path = folder.path().join("tokenizer.json");
    std::fs::write(path, tokenizer.to_string()).unwrap();
    folder
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let folder = changed(change);
    let error =
        BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap_err();
    told(folder.path(), &error)
}

fn template(single: &Value) -> Value {
    let token = json!({"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]});
    let torn = json!({"id": "[SEP]", "ids": [3, 3], "tokens": ["[SEP]"]});
    let tokens = json!({"[CLS]": token, "[SEP]": torn});
    json!({"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": tokens})
}

#[test]
fn refuses_templates_that_do_not_hold_the_text_once() {
    let token = |id: &str| json!({"SpecialToken": {"id": id, "type_id": 0}});
    let text = |id: &str| json!({"Sequence": {"id": id, "type_id": 0}});
    let refused = |single: &Value| {
        let alone = template(single);
        let inside = json!({"type": "Sequence", "processors": [alone]});
        let told = refused(|file| file["post_processor"] = alone);
        assert_eq!(refused(|file| file["post_processor"] = inside), told);
        told.strip_prefix("tokenizer.json is not a usable tokenizer: ")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        refused(&json!([token("[CLS]"), text("A"), text("A")])),
        "expected `$A` once in its template, got it 2 times"
    );
    assert_eq!(
        refused(&json!([token("[CLS]")])),
        "expected `$A` once in its template, got it 0 times"
    );
    assert_eq!(
        refused(&json!([token("[CLS]"), text("A"), text("B")])),
        "expected `$A` alone in its template, got `$B`"
    );
    // The tokenizers crate may refuse these by itself.
    for other in ["[NONE]", "[SEP]"] {
        assert!(!refused(&json!([token("[CLS]"), text("A"), token(other)])).is_empty());
    }

    let folder =
        changed(|file| file["post_processor"] = template(&json!([token("[CLS]"), text("A")])));
    let tokenizer = Tokenizer::from_dir(folder.path()).unwrap();
    assert_eq!(tokenizer.encode(&"a ".repeat(50), 8).unwrap().ids.len(), 8);
    let many = vec![token("[CLS]"); 600];
    let single = Value::Array([many, vec![text("A")]].concat());
    let told = self::refused(|file| file["post_processor"] = template(&single));
    assert!(
        told.starts_with("tokenizer.json adds 600 special tokens, but the model has "),
        "{told}"
    );
}

#[test]
fn a_panic_of_the_tokenizers_crate_is_an_error() {
    let told = refused(|file| file["pre_tokenizer"] = json!({"type": "FixedLength", "length": 0}));
    assert!(
        told.starts_with("tokenizing with tokenizer.json failed: the tokenizers crate panicked: "),
        "{told}"
    );
    for charsmap in ["AAAAAA==", "/////wAAAAA=", "", "CAAAAP////////////8="] {
        let folder = changed(|file| {
            file["normalizer"] = json!({"type": "Precompiled", "precompiled_charsmap": charsmap});
        });
        if let Err(error) = Tokenizer::from_dir(folder.path()) {
            assert!(told_file(folder.path(), &error), "{error}");
        }
    }
}

fn told_file(folder: &Path, error: &dyn Error) -> bool {
    told(folder, error).contains("tokenizer.json")
}
