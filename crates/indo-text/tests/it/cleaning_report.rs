use std::collections::BTreeMap;

use indo_text::{
    Addresses, Cleaner, Digits, Elongation, Emoji, Hashtags, Mentions, RemovalKind, UnicodeForm,
};

/// The parts that are reported, each after its kind.
fn report(cleaner: Cleaner, text: &str) -> Vec<String> {
    let cleaned = cleaner.clean_with_report(text);
    assert_eq!(cleaned.text, cleaner.clean(text));
    let parts = cleaned.removals.iter();
    parts
        .map(|part| format!("{:?} {}", part.kind, &text[part.span.clone()]))
        .collect()
}

#[test]
fn reports_each_kind() {
    let cases: [(&str, &[&str]); 13] = [
        (
            "a https://b.id/?c=1&amp;d#e f",
            &["Address https://b.id/?c=1&amp;d#e"],
        ),
        (
            "@a@b #c @",
            &["Mention @a", "Mention @b", "Hashtag #c", "Symbol @"],
        ),
        ("a👨‍👩‍👧👍🏽", &["Emoji 👨‍👩‍👧", "Emoji 👍🏽"]),
        ("a!&amp;!", &["Symbol !", "Entity &amp;", "Symbol !"]),
        (
            "jum&#39;at &amp;&#39;",
            &["Entity &#39;", "Entity &amp;", "Entity &#39;"],
        ),
        (r"a\n\xf0\x9f!\", &[r"Escape \n\xf0\x9f", r"Symbol !\"]),
        (
            "RT USER: a rt @b",
            &[
                "RetweetMark RT",
                "Placeholder USER",
                "Symbol :",
                "RetweetMark rt",
                "Mention @b",
            ],
        ),
        (
            "a RT URL URL USER",
            &[
                "RetweetMark RT",
                "Placeholder URL",
                "Placeholder URL",
                "Placeholder USER",
            ],
        ),
        ("US'ER a", &["Placeholder US'ER"]),
        (
            "1.000 ?!",
            &["Digits 1", "Symbol .", "Digits 000", "Symbol ?!"],
        ),
        ("jum'at a- -b", &["Symbol '", "Symbol -", "Symbol -"]),
        (
            "is\u{200b}\u{200b}lam \0",
            &["Control \u{200b}\u{200b}", "Control \0"],
        ),
        ("1️⃣ \u{fe0f}", &["Emoji 1️⃣", "Control \u{fe0f}"]),
    ];
    for (text, expected) in cases {
        assert_eq!(report(Cleaner::new(), text), expected, "{text}");
    }
}

#[test]
fn reports_what_the_options_replace() {
    let plain = Cleaner::new();
    let split = plain.with_hashtags(Hashtags::SplitCamelCase);
    assert_eq!(report(split, "#DamaiIndah"), ["Hashtag #"]);
    let squeezed = plain.with_elongation(Elongation::Squeeze);
    assert_eq!(report(squeezed, "siiip"), ["Elongation ii"]);
    let named = plain.with_emoji(Emoji::Name);
    assert_eq!(
        report(named, r"😂\ud83d\ude02"),
        ["Emoji 😂", r"Escape \ud83d\ude02"]
    );
    let placeholders = plain
        .with_mentions(Mentions::Placeholder)
        .with_addresses(Addresses::Placeholder);
    assert_eq!(
        report(placeholders, "@a URL"),
        ["Mention @a", "Placeholder URL"]
    );
    let reduplicated = plain.with_digits(Digits::KeepReduplication);
    assert_eq!(report(reduplicated, "anak2 anak²"), ["Digits ²"]);
    let composed = plain.with_unicode_form(UnicodeForm::Nfkc);
    assert_eq!(report(composed, "𝗜𝗻…é@𝗮"), ["Symbol …", "Mention @𝗮"]);
}

#[test]
fn counts_each_kind() {
    let cleaned = Cleaner::new().clean_with_report("satu 😂😂 @a, 24!");
    let expected = [
        (RemovalKind::Mention, 1),
        (RemovalKind::Emoji, 2),
        (RemovalKind::Digits, 1),
        (RemovalKind::Symbol, 2),
    ];
    assert_eq!(cleaned.counts(), BTreeMap::from(expected));
    assert_eq!(cleaned.count(RemovalKind::Emoji), 2);
    assert_eq!(cleaned.count(RemovalKind::Address), 0);
}

#[cfg(feature = "serde")]
#[test]
fn serialises_a_report() {
    let cleaned = Cleaner::new().clean_with_report("RT ya");
    assert_eq!(
        serde_json::to_string(&cleaned).unwrap(),
        r#"{"text":"ya","removals":[{"kind":"retweet_mark","span":{"start":0,"end":2}}]}"#
    );
}
