use std::ops::Range;

use crate::characters::{character_at, is_apostrophe, is_invisible, is_letter, is_mark};
use crate::{emoji, markup};

/// A piece of a text, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Token<'t> {
    /// The piece as written.
    pub text: &'t str,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TokenKind {
    /// Letters, with the digits, hyphens and apostrophes between them: `anak2nya`, `ke-2`,
    /// `di-share`, `jum'at`, `10rb`; and short forms with dots inside: `S.H.`, `a.n.`.
    Word,
    /// Digits, with `.`, `,`, `:`, `/` or `-` between them: `10.000`, `10,5`, `08:30`, `17/8/1945`;
    /// and sums of money: `Rp10.000`.
    Number,
    /// A punctuation mark, or the same mark several times: `...`.
    Punctuation,
    /// Any other character, or the same several times: `+`, `$$`.
    Symbol,
    /// One emoji.
    Emoji,
    /// A web address, without punctuation at its end.
    Address,
    /// `@` and the name after it.
    Mention,
    /// `#` and the word after it.
    Hashtag,
}

/// The pieces of a text as it stands, with punctuation and places.
///
/// The tokens are in order, do not overlap, and hold everything but whitespace. Nothing is decoded
/// or changed: `&amp;` is `&`, `amp` and `;`. For the words alone, clean the text and take
/// [`tokens`](crate::tokens).
///
/// A hyphen belongs to a word between two letters or digits, an apostrophe between two letters. A
/// dot belongs to it after a single letter and before another letter; the last dot too, if there
/// is one inside. So `S.H.` is one token, `dll.` two. Invisible characters and accents belong to
/// the word before them.
///
/// ```
/// use indo_text::{TokenKind, tokenize};
///
/// let text = "Anak2 jum'at ke-2: Rp10.000,- 😂 @ani";
/// let pieces: Vec<&str> = tokenize(text).map(|token| token.text).collect();
/// assert_eq!(pieces, ["Anak2", "jum'at", "ke-2", ":", "Rp10.000", ",", "-", "😂", "@ani"]);
/// let number = tokenize(text).find(|token| token.kind == TokenKind::Number);
/// assert_eq!(number.map(|token| token.span), Some(19..27));
/// ```
pub fn tokenize(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| !c.is_whitespace())?;
        let (kind, end) = token_at(text, start, character_at(text, start)?);
        at = end;
        Some(Token {
            text: text.get(start..end)?,
            span: start..end,
            kind,
        })
    })
}

/// The kind and the end of the token that begins at `start` with `first`.
fn token_at(text: &str, start: usize, first: char) -> (TokenKind, usize) {
    let rest = text.get(start..).unwrap_or_default();
    if let Some(length) = emoji::length(rest) {
        return (TokenKind::Emoji, start + length);
    }
    if is_letter(first) || first.is_numeric() {
        return word_or_address(text, start);
    }
    let sign_end = start + first.len_utf8();
    let named = match first {
        '@' | '＠' => Some(TokenKind::Mention),
        '#' | '＃' => Some(TokenKind::Hashtag),
        _ => None,
    };
    if let Some(kind) = named {
        let end = markup::name_end(text, sign_end);
        if end > sign_end {
            return (kind, end);
        }
    }
    let kind = if is_punctuation(first) {
        TokenKind::Punctuation
    } else {
        TokenKind::Symbol
    };
    (kind, end_of(text, start, |c| c == first))
}

/// Where the characters from `start` on that are `part` end.
fn end_of(text: &str, start: usize, part: impl Fn(char) -> bool) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.find(|c| !part(c))
        .map_or(text.len(), |length| start + length)
}

fn word_or_address(text: &str, start: usize) -> (TokenKind, usize) {
    let mut piece_start = start;
    let mut has_dot = false;
    let end = loop {
        match piece_end(text, piece_start, piece_start == start) {
            PieceEnd::Address(at) if at == start => {
                return (TokenKind::Address, trimmed_address_end(text, start));
            }
            PieceEnd::Address(at) if at == piece_start => break last_sign(text, at),
            PieceEnd::Address(at) => break at,
            PieceEnd::Other(end) => match connector(text, piece_start, end) {
                Some(sign) => {
                    has_dot |= sign == '.' && is_single_letter(text, piece_start, end);
                    piece_start = end + sign.len_utf8();
                }
                None if has_dot && ends_with_one_dot(text, end) => break end + 1,
                None => break end,
            },
        }
    };
    let kind = if is_number(text.get(start..end).unwrap_or_default()) {
        TokenKind::Number
    } else {
        TokenKind::Word
    };
    (kind, end)
}

enum PieceEnd {
    /// A web address begins here.
    Address(usize),
    Other(usize),
}

/// Where the letters and digits that begin at `start`, with what belongs to them, end.
fn piece_end(text: &str, start: usize, is_token_start: bool) -> PieceEnd {
    let mut end = start;
    loop {
        let letters = end_of(text, end, |c| is_letter(c) || is_mark(c));
        if let Some(address) =
            markup::address_start(text, end, letters, is_token_start && end == start)
        {
            return PieceEnd::Address(address);
        }
        let others = end_of(text, letters, |c| {
            c.is_numeric() || is_mark(c) || is_invisible(c)
        });
        if others == end {
            return PieceEnd::Other(end);
        }
        end = others;
    }
}

/// The sign at `end` if it joins the piece `start..end` to the next.
fn connector(text: &str, start: usize, end: usize) -> Option<char> {
    let sign = character_at(text, end)?;
    let next = character_at(text, end + sign.len_utf8())?;
    let last = text.get(start..end)?.chars().next_back()?;
    let is_between_digits = last.is_numeric() && next.is_numeric();
    let joins = match sign {
        '-' => is_letter(next) || next.is_numeric(),
        '.' => is_between_digits || (is_letter(next) && is_single_letter(text, start, end)),
        ',' | ':' | '/' => is_between_digits,
        _ => is_apostrophe(sign) && !last.is_numeric() && is_letter(next),
    };
    joins.then_some(sign)
}

fn is_single_letter(text: &str, start: usize, end: usize) -> bool {
    let mut letters = text.get(start..end).unwrap_or_default().chars();
    letters.next().is_some_and(is_letter) && letters.next().is_none()
}

fn ends_with_one_dot(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.starts_with('.') && !rest.starts_with("..")
}

/// Where the sign that ends at `end` begins.
fn last_sign(text: &str, end: usize) -> usize {
    let before = text.get(..end).unwrap_or_default();
    end - before.chars().next_back().map_or(0, char::len_utf8)
}

/// No letters, or none but the sign of the currency.
fn is_number(token: &str) -> bool {
    let is_rupiah = token
        .get(..2)
        .is_some_and(|sign| sign.eq_ignore_ascii_case("rp"));
    let amount = if is_rupiah { token.get(2..) } else { None }.unwrap_or(token);
    amount.starts_with(char::is_numeric) && !amount.contains(is_letter)
}

fn trimmed_address_end(text: &str, start: usize) -> usize {
    let end = markup::address_end(text, start);
    let address = text.get(start..end).unwrap_or_default();
    let trimmed = address.trim_end_matches(is_punctuation_after_address);
    start + trimmed.len()
}

/// A slash ends many addresses, and is part of them.
fn is_punctuation_after_address(character: char) -> bool {
    is_punctuation(character) && !matches!(character, '/' | '-' | '_')
}

/// What Unicode counts as punctuation, in ASCII and in the blocks that tweets use.
fn is_punctuation(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_punctuation()
            && !matches!(
                character,
                '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~'
            );
    }
    matches!(
        character,
        '¡' | '§'
            | '«'
            | '¶'
            | '·'
            | '»'
            | '¿'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3011}'
            | '،'
            | '؛'
            | '؟'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff1b}'
            | '\u{ff1f}'
    )
}
