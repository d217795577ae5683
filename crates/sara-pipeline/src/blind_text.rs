//! Texts as experts see them: no mention of anybody, and no formula in a spreadsheet.

use std::borrow::Cow;

/// A text that no spreadsheet takes for a formula, which could open addresses or run programs. Whoever reads the file back goes by
/// the id, so that the text may change.
pub(crate) fn no_formula(text: &str) -> Cow<'_, str> {
    let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if text.trim_start().starts_with(starts) || text.starts_with(['\t', '\r']) {
        return format!("'{text}").into();
    }
    text.into()
}

/// What stands for the sign of a mention.
const SIGNS: [&str; 4] = ["@", "＠", "&#64;", "&commat;"];

/// After these a profile's name follows.
const PROFILES: [&str; 6] = [
    "twitter.com/",
    "//x.com/",
    "instagram.com/",
    "facebook.com/",
    "tiktok.com/",
    "threads.net/",
];

/// A text with `@USER` for every mention, and `USER` for the name in the address of a profile.
pub(crate) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let signs = signs(rest);
        let profile = PROFILES.iter().find(|host| starts_with(rest, host));
        let (skipped, shown) = match profile {
            _ if signs > 0 => (signs, "@"),
            Some(host) => (
                host.len() + self::signs(rest.get(host.len()..).unwrap_or_default()),
                *host,
            ),
            None => (next.len_utf8(), ""),
        };
        let (before, after) = rest.split_at_checked(skipped).unwrap_or((rest, ""));
        // Looked for behind a sign alone: behind every letter it would take the square of a word's length.
        let name = match shown.is_empty() {
            true => 0,
            false => after
                .find(|sign: char| !(sign.is_alphanumeric() || sign == '_'))
                .unwrap_or(after.len()),
        };
        if name == 0 {
            masked.push_str(before);
            rest = after;
        } else {
            masked.push_str(shown);
            masked.push_str("USER");
            rest = after.get(name..).unwrap_or_default();
        }
    }
    masked
}

/// Bytes of the signs of a mention, one or more, that a text begins with.
fn signs(text: &str) -> usize {
    let mut length = 0;
    while let Some(sign) = SIGNS
        .iter()
        .find(|sign| starts_with(text.get(length..).unwrap_or_default(), sign))
    {
        length += sign.len();
    }
    length
}

fn starts_with(text: &str, start: &str) -> bool {
    let found = text.as_bytes().get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        for text in [
            "=1+1",
            " \u{a0}=cmd|x!A1",
            "+62 812",
            "-1",
            "@USER hai",
            "\thalo",
            "＝1",
        ] {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        for text in ["", "halo = dunia", "'=1", "1-1"] {
            assert_eq!(no_formula(text), text);
        }
    }

    #[test]
    fn mentions_are_masked_and_nothing_else() {
        for (text, expected) in [
            ("RT @ani_1: halo\n@budi", "RT @USER: halo\n@USER"),
            (
                "RT @@budi kata @@@siti .@@joko",
                "RT @USER kata @USER .@USER",
            ),
            ("@budi@@siti satu", "@USER@USER satu"),
            ("&#64;joko dan ＠wati", "@USER dan @USER"),
            (
                "https://Twitter.com/budi_k/status/1",
                "https://twitter.com/USER/status/1",
            ),
            ("https://www.tiktok.com/@ani", "https://www.tiktok.com/USER"),
        ] {
            assert_eq!(masked(text), expected);
        }
        for text in [
            "",
            "jam 7 @ kantor",
            "@@",
            "twitter.com/",
            "halo  dunia \u{1f60a}",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
