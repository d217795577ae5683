use std::borrow::Cow;
use std::collections::HashSet;
use std::time::{Duration, Instant};

use indo_text::{
    Addresses, Cleaner, Digits, Elongation, Emoji, Hashtags, Mentions, UnicodeForm, fold_case,
    squeeze, tokens,
};
use serde::Deserialize;

use crate::shared::fixture;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    input: String,
    expected: String,
    why: String,
    #[serde(default, with = "HashtagsName")]
    hashtags: Hashtags,
    #[serde(default, with = "EmojiName")]
    emoji: Emoji,
    #[serde(default, with = "MentionsName")]
    mentions: Mentions,
    #[serde(default, with = "AddressesName")]
    addresses: Addresses,
    #[serde(default, with = "DigitsName")]
    digits: Digits,
    #[serde(default, with = "ElongationName")]
    elongation: Elongation,
    #[serde(default, with = "UnicodeFormName")]
    unicode_form: UnicodeForm,
}

#[derive(Deserialize)]
#[serde(remote = "Hashtags", rename_all = "snake_case")]
enum HashtagsName {
    Drop,
    KeepWord,
    SplitCamelCase,
}

#[derive(Deserialize)]
#[serde(remote = "Emoji", rename_all = "snake_case")]
enum EmojiName {
    Drop,
    Keep,
    Name,
}

#[derive(Deserialize)]
#[serde(remote = "Mentions", rename_all = "snake_case")]
enum MentionsName {
    Drop,
    Keep,
    Placeholder,
}

#[derive(Deserialize)]
#[serde(remote = "Addresses", rename_all = "snake_case")]
enum AddressesName {
    Drop,
    Keep,
    Placeholder,
}

#[derive(Deserialize)]
#[serde(remote = "Digits", rename_all = "snake_case")]
enum DigitsName {
    Drop,
    Keep,
    KeepReduplication,
}

#[derive(Deserialize)]
#[serde(remote = "Elongation", rename_all = "snake_case")]
enum ElongationName {
    Keep,
    Squeeze,
}

#[derive(Deserialize)]
#[serde(remote = "UnicodeForm", rename_all = "snake_case")]
enum UnicodeFormName {
    AsIs,
    Nfc,
    Nfkc,
}

impl Case {
    fn cleaner(&self) -> Cleaner {
        Cleaner::new()
            .with_hashtags(self.hashtags)
            .with_emoji(self.emoji)
            .with_mentions(self.mentions)
            .with_addresses(self.addresses)
            .with_digits(self.digits)
            .with_elongation(self.elongation)
            .with_unicode_form(self.unicode_form)
    }
}

fn run_cases(file: &str) {
    let text = std::fs::read_to_string(fixture(file)).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let mut names = HashSet::new();
    let mut failures = String::new();
    for case in &cases.case {
        let Case {
            name,
            input,
            expected,
            why,
            ..
        } = case;
        assert!(names.insert(name), "two cases are named {name}");
        let got = case.cleaner().clean(input);
        if got != *expected {
            failures += &format!("{name} ({why}): expected {expected:?}, got {got:?}\n");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn cleans_every_case() {
    run_cases("cleaning.toml");
}

#[test]
fn cleans_every_case_with_options() {
    run_cases("cleaning-options.toml");
}

#[test]
fn borrows_clean_text() {
    for text in [
        "",
        "satu",
        "anak-anak desa",
        "cafe\u{301}",
        "URLnya DLR aRT",
    ] {
        let Cow::Borrowed(clean) = Cleaner::new().clean(text) else {
            panic!("{text} was copied");
        };
        assert!(std::ptr::eq(clean, text), "{text}");
    }
}

#[test]
fn borrows_what_the_options_keep() {
    let clean = Cleaner::new()
        .with_emoji(Emoji::Keep)
        .with_mentions(Mentions::Keep)
        .with_addresses(Addresses::Keep)
        .with_digits(Digits::Keep)
        .with_elongation(Elongation::Squeeze)
        .with_unicode_form(UnicodeForm::Nfkc);
    for text in ["👨‍👩‍👧 @budi ke-2 https://contoh.id/a?b USER", "maaf ❤️ URL é"] {
        assert!(matches!(clean.clean(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn every_emoji_of_the_list_has_its_name() {
    let list = include_str!("../../data/emoji.tsv");
    let clean = Cleaner::new().with_emoji(Emoji::Name);
    let mut emoji = HashSet::new();
    for line in list.lines() {
        let (sign, name) = line.split_once('\t').unwrap();
        assert!(emoji.insert(sign), "{sign} is listed twice");
        assert_eq!(clean.clean(sign), name, "{sign}");
        assert_eq!(clean.clean(name), name, "{sign}");
        assert_eq!(fold_case(name), name, "{sign}");
    }
    assert!(emoji.len() > 800);
    assert!(list.lines().is_sorted());
}

#[test]
fn invisible_characters_split_no_word() {
    for invisible in [
        '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}',
        '\u{202e}', '\u{2060}', '\u{2064}', '\u{feff}',
    ] {
        let text = format!("is{invisible}lam");
        assert_eq!(Cleaner::new().clean(&text), "islam", "{invisible:?}");
    }
}

#[test]
fn control_characters_split_words() {
    for control in [
        '\0', '\u{7}', '\u{7f}', '\u{85}', '\u{2066}', '\u{2069}', '\u{fffd}',
    ] {
        let text = format!("is{control}lam");
        assert_eq!(Cleaner::new().clean(&text), "is lam", "{control:?}");
    }
}

#[test]
fn squeezes_letters_only() {
    assert_eq!(
        squeeze("AAaa ... 1000 tunggu ééÉ \u{301}\u{301}\u{301}"),
        "A ... 1000 tunggu é \u{301}\u{301}\u{301}"
    );
    assert!(matches!(squeeze("tunggu 1000"), Cow::Borrowed(_)));
}

#[test]
fn hostile_text_takes_linear_time_with_every_option() {
    const REPEATS: usize = 1 << 18;
    // Far above what linear work needs on a loaded machine, far below what quadratic work does.
    let patience = Duration::from_secs(10);
    let everything = Cleaner::new()
        .with_hashtags(Hashtags::SplitCamelCase)
        .with_emoji(Emoji::Name)
        .with_mentions(Mentions::Placeholder)
        .with_addresses(Addresses::Keep)
        .with_digits(Digits::KeepReduplication)
        .with_elongation(Elongation::Squeeze)
        .with_unicode_form(UnicodeForm::Nfkc);
    let signs = [
        "a",
        "2",
        "a2",
        "-",
        "a-",
        "'",
        "a'",
        "!",
        "! ",
        "\0",
        "\u{301}",
        "a\u{301}",
        "\u{200f}",
        "\u{202e}a",
        "&amp;",
        "!&amp;",
        r"\xf0",
        r"\xf0\x9f\x98\x82",
        "😂",
        "👨\u{200d}",
        "\u{200d}",
        "\u{1f1ee}",
        "𝗮",
        "ﷺ",
        "#",
        "#aB",
        "@",
        "rt @",
        "USER ",
        "RT ",
        "a USER ",
        "www.",
        "http://",
        "http:// ",
        "é",
        "ｶﾞ",
        "1️⃣",
    ];
    let whole = ["a", "aB", "\u{301}", "é", "𝗮"].map(|sign| format!("#{}", sign.repeat(REPEATS)));
    let repeated = signs.map(|sign| sign.repeat(REPEATS));
    let long = "a".repeat(10 << 20) + &" USER RT @b".repeat(10_000);
    for text in repeated
        .iter()
        .chain(&whole)
        .chain([&long, &"-".repeat(1_000_000)])
    {
        for cleaner in [Cleaner::new(), everything] {
            let start = Instant::now();
            let cleaned = cleaner.clean_with_report(text);
            let shown: String = text.chars().take(10).collect();
            assert!(
                start.elapsed() < patience,
                "{shown} took {:?}",
                start.elapsed()
            );
            assert_eq!(cleaned.text, cleaner.clean(text), "{shown}");
        }
    }
}

/// As a text cut from JSON without unescaping has them.
#[test]
fn addresses_may_be_escaped_as_in_json() {
    let clean = |text: &str| Cleaner::new().clean(text).into_owned();
    assert_eq!(clean(r"lihat https:\/\/t.co\/Ab1cD ya"), "lihat ya");
    assert_eq!(clean(r"lihatHTTP:\/\/contoh.id\/a"), "lihat");
    for no_address in [r"https:\t.co", r"ini:\/\/itu"] {
        assert!(!clean(no_address).is_empty(), "{no_address}");
    }
}

#[test]
fn folds_case_and_borrows_lower_case() {
    assert_eq!(fold_case("Ibu KOTA Négara"), "ibu kota négara");
    assert_eq!(fold_case("İslam ÉCLAIR ΟΔΟΣ"), "i\u{307}slam éclair οδος");
    assert!(matches!(fold_case("ibu kota 24"), Cow::Borrowed(_)));
    assert!(matches!(fold_case("négara 日本"), Cow::Borrowed(_)));
}

#[test]
fn splits_on_any_whitespace() {
    assert_eq!(
        tokens(" a\u{a0}b\n\tc ").collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(tokens("  ").count(), 0);
}
