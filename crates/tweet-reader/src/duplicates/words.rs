//! Texts without what makes no difference, and their words.

/// What published data sets put in the place of retweet marks, names and addresses.
const STAND_INS: [&str; 3] = ["rt", "user", "url"];

/// The text in lower case with single blanks, without mentions, web addresses and the mark of a
/// retweet.
pub(super) fn normalised(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for piece in text.split_whitespace() {
        let piece = without_mentions(without_address(piece));
        if piece.is_empty() {
            continue;
        }
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(piece.chars().flat_map(char::to_lowercase));
    }
    // `RT @ani: halo` has lost the name, `RT USER: halo` has not.
    for mark in ["rt : ", "rt user: ", "rt "] {
        if let Some(rest) = plain.strip_prefix(mark) {
            return rest.to_owned();
        }
    }
    plain
}

/// A piece of text up to the web address in it.
fn without_address(piece: &str) -> &str {
    let starts = ["http://", "https://", "www."];
    let at = |start: &str| {
        let mut places = (0..piece.len()).filter(|&at| piece.is_char_boundary(at));
        places.find(|&at| {
            let bytes = piece.as_bytes().get(at..at + start.len());
            bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(start.as_bytes()))
        })
    };
    // Most pieces have none of the signs that an address needs.
    if !piece.contains([':', '.']) {
        return piece;
    }
    let start = starts.iter().filter_map(|start| at(start)).min();
    start.and_then(|start| piece.get(..start)).unwrap_or(piece)
}

/// A piece of text without `@name`.
fn without_mentions(piece: &str) -> String {
    let mut rest = piece;
    let mut kept = String::new();
    while let Some(at) = rest.find(['@', '＠']) {
        let (before, sign_on) = rest.split_at(at);
        kept.push_str(before);
        let sign = sign_on.chars().next().map_or(0, char::len_utf8);
        let name = sign_on.get(sign..).unwrap_or_default();
        let end = name.find(|sign: char| !(sign.is_alphanumeric() || sign == '_'));
        rest = name.get(end.unwrap_or(name.len())..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

/// The words of a normalised text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|sign: char| !sign.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !STAND_INS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference_is_gone() {
        for (text, expected) in [
            ("  Halo\n DUNIA ", "halo dunia"),
            ("RT @ani_1: Halo @budi", "halo"),
            ("RT USER: halo", "halo"),
            ("halo(https://contoh.id/x) WWW.x.id a.b", "halo( a.b"),
            ("@ani@budi ＠siti", ""),
            ("rt", "rt"),
        ] {
            assert_eq!(normalised(text), expected, "{text}");
        }
        let words: Vec<&str> = words("rt #damai, user jum'at 24/7 😊").collect();
        assert_eq!(words, ["damai", "jum", "at", "24", "7"]);
    }
}
