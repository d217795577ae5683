//! Values of files, fit for a message.

use std::fmt::Write;

/// Characters of a value that a message shows.
const LENGTH: usize = 60;

/// The start of a value, on one line: what would break the line, hide in it, or command a terminal
/// is shown as an escape.
pub(crate) fn shown(value: &str) -> String {
    let mut shown = String::new();
    for (count, character) in value.chars().enumerate() {
        if count == LENGTH {
            shown.push('…');
            break;
        }
        if is_harmful(character) {
            // Writing to a string does not fail.
            let _ = write!(shown, "{}", character.escape_debug());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Controls, line and paragraph separators, and what turns the direction of writing.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// Names in back ticks with commas between, the first fifty of them.
pub(crate) fn listed<N: AsRef<str>>(names: &[N]) -> String {
    const MOST: usize = 50;
    let mut list: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", shown(name.as_ref())))
        .collect();
    if names.len() > MOST {
        list.push(format!("and {} more", names.len() - MOST));
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_one_line_and_little_of_it() {
        assert_eq!(shown("a\nb\u{1b}[2J\u{202e}"), "a\\nb\\u{1b}[2J\\u{202e}");
        assert_eq!(shown(&"x".repeat(70)), format!("{}…", "x".repeat(60)));
        assert_eq!(listed(&["a", "b"]), "`a`, `b`");
        assert!(listed(&vec!["a"; 60]).ends_with("`a`, and 10 more"));
    }
}
