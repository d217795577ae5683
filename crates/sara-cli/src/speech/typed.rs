//! What was typed.

use std::ffi::OsStr;

/// The command as it was typed, quoted for a shell.
pub(super) fn command() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quoted(&argument));
    std::iter::once("sara".to_owned())
        .chain(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(argument: &OsStr) -> String {
    let text = argument.to_string_lossy();
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:,=+@".contains(character);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.into_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use std::ffi::OsStr;

    #[test]
    fn arguments_are_quoted_where_a_shell_would_part_them() {
        let cases = [
            ("--model", "--model"),
            ("clips/a.wav", "clips/a.wav"),
            ("my clips", "'my clips'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ];
        for (argument, expected) in cases {
            assert_eq!(quoted(OsStr::new(argument)), expected);
        }
    }
}
