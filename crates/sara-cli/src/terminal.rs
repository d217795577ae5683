//! What text from files may do to a terminal: nothing.

/// `text` on one line: control characters, line separators and marks that turn the direction of writing are escaped.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        let is_hidden = character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_hidden {
            line.extend(character.escape_debug());
        } else {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_escaped_and_nothing_else() {
        assert_eq!(
            one_line("a\nb\r\t\0\u{1b}[31m\u{202e}x"),
            r"a\nb\r\t\0\u{1b}[31m\u{202e}x"
        );
        let plain = r#"C:\data\x.csv: got `"é'` – 😂"#;
        assert_eq!(one_line(plain), plain);
    }
}
