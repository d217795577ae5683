//! Text of the caller, made harmless: for a reader's eye, for XML and for a line of an error.

/// No label, however long, puts more characters than this into a figure.
const LONGEST: usize = 300;

/// The text on one line, without what a reader cannot see but a browser obeys: control characters
/// and noncharacters go, line ends and tabs become spaces, and the marks go that turn the
/// direction of writing, so that no label can show itself or its neighbours in another order.
pub(crate) fn cleaned(text: &str) -> String {
    let kept = text.chars().filter_map(|character| match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => None,
        _ if character.is_control() || is_noncharacter(character) => None,
        _ => Some(character),
    });
    kept.collect()
}

/// The text of a figure: cleaned, trimmed, and cut with an ellipsis where it is very long.
pub(crate) fn label(text: &str) -> String {
    // What is far beyond the cut need not be looked at; the cleaning can only shorten it.
    let start: String = text.chars().take(20 * LONGEST).collect();
    cut(cleaned(&start).trim(), LONGEST)
}

/// A name for an error's message.
pub(crate) fn short_name(text: &str) -> String {
    cut(&label(text), 40)
}

/// At most so many characters, the last an ellipsis if some are missing.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut result: String = text.chars().take(most.saturating_sub(1)).collect();
    result.truncate(result.trim_end().len());
    result.push('\u{2026}');
    result
}

/// Cleaned text as XML has it, in an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            _ => result.push(character),
        }
    }
    result
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(
            cleaned("a\u{202e}b\u{2066}c\u{0}d\u{1b}[1m\ne\u{fffe}"),
            "abcd[1m e"
        );
        assert_eq!(cleaned("👩\u{200d}🏫"), "👩\u{200d}🏫");
    }

    #[test]
    fn a_long_label_is_cut() {
        let cut = label(&"kata ".repeat(2000));
        assert!(cut.ends_with("kata…") || cut.ends_with("k…"), "{cut}");
        assert!(cut.chars().count() <= LONGEST);
        assert_eq!(label("  \u{202e} "), "");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(escaped("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    }
}
