//! Web addresses and names, found alike by the cleaner and by `tokenize`.

use crate::characters::{is_letter, is_mark};

/// Hosts of which addresses are written without `http`.
const BARE_HOSTS: [&str; 11] = [
    "www.",
    "t.co/",
    "bit.ly/",
    "pic.twitter.com/",
    "youtu.be/",
    "goo.gl/",
    "tinyurl.com/",
    "s.id/",
    "fb.me/",
    "wa.me/",
    "ow.ly/",
];

/// Where in the run of letters `start..end` a web address begins: at `http` or `https` in its end,
/// or at a bare host. A bare host counts `at_word_start` only.
pub(crate) fn address_start(
    text: &str,
    start: usize,
    end: usize,
    at_word_start: bool,
) -> Option<usize> {
    let after = text.as_bytes().get(end..)?;
    match after.first()? {
        b':' if after.starts_with(b"://") => {
            let run = text.as_bytes().get(start..end)?;
            let scheme = ["https", "http"].into_iter().find(|scheme| {
                let begin = run.len().checked_sub(scheme.len());
                let tail = begin.and_then(|begin| run.get(begin..));
                tail.is_some_and(|tail| tail.eq_ignore_ascii_case(scheme.as_bytes()))
            })?;
            Some(end - scheme.len())
        }
        b'.' if at_word_start => {
            let rest = text.as_bytes().get(start..)?;
            let is_host = BARE_HOSTS.iter().any(|host| {
                let begin = rest.get(..host.len());
                begin.is_some_and(|begin| begin.eq_ignore_ascii_case(host.as_bytes()))
            });
            is_host.then_some(start)
        }
        _ => None,
    }
}

/// Where the address that begins at `start` ends: at the next whitespace.
pub(crate) fn address_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.find(char::is_whitespace)
        .map_or(text.len(), |length| start + length)
}

/// Where the name after the sign that ends at `start` ends: a mention or a hashtag.
pub(crate) fn name_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let is_part = |c: char| is_letter(c) || is_mark(c) || c.is_numeric() || c == '_';
    rest.find(|c| !is_part(c))
        .map_or(text.len(), |length| start + length)
}
