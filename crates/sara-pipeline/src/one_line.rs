//! Text from files, fit for a line of a message or a report.

use std::fmt::{Display, Formatter, Result, Write};

/// Shows a name, a label or a path that a file or a user brought, on one line: what would break the line, hide in it, or command a
/// terminal is shown as an escape (`\n`, `\u{1b}`).
///
/// ```
/// use sara_pipeline::OneLine;
///
/// assert_eq!(OneLine("citra\u{1b}[2J\n").to_string(), "citra\\u{1b}[2J\\n");
/// assert_eq!(OneLine("André, C:\\data").to_string(), "André, C:\\data");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OneLine<'t>(pub &'t str);

impl Display for OneLine<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        for character in self.0.chars() {
            if is_harmful(character) {
                write!(formatter, "{}", character.escape_debug())?;
            } else {
                formatter.write_char(character)?;
            }
        }
        Ok(())
    }
}

/// Controls, line and paragraph separators, and what turns the direction of writing.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}
