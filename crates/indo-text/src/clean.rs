use std::borrow::Cow;

use crate::unescape::unescape;

/// Removes from a tweet what is no word.
///
/// | removed | how |
/// |---|---|
/// | web addresses | from `http://`, `https://`, `www.`, or a bare shortener (`t.co/`, `bit.ly/`, ...) to the next whitespace, also when glued to a word |
/// | mentions | `@` with letters, digits and `_` after it |
/// | hashtags | `#` and the whole word after it |
/// | placeholders | the whole words `USER` and `URL` in capitals, which published tweets have in place of mentions and addresses |
/// | retweet marks | `RT` at the start, `RT` or `rt` before a mention |
/// | HTML entities | decoded once: `&amp;` is `&`, and then a symbol |
/// | literal escapes | `\n`, `\xf0\x9f\x98\x82`, `\u2026` become a blank |
/// | emoji, digits, symbols | become a blank |
/// | apostrophes | inside a word the letters join (`jum'at` to `jumat`), elsewhere a blank |
/// | hyphens | kept between two letters (`orang-orang`), elsewhere a blank |
/// | whitespace | collapsed to one blank, none at the ends |
///
/// Letters of every script stay, with their marks. Digits go even where they mark a reduplication:
/// `orang2` becomes `orang`, `berjalan2an` becomes `berjalan an`. Cleaning twice is cleaning once.
///
/// The study's tables 4.1 to 4.6 keep `-`, `.` and `..` as tokens, and an empty token where a full
/// stop was; here symbols leave nothing behind.
///
/// ```
/// use std::borrow::Cow;
/// use indo_text::Cleaner;
///
/// let clean = Cleaner::new();
/// assert_eq!(clean.clean("Kaum muda-mudi, ayo!! #damai www.contoh.id/a"), "Kaum muda-mudi ayo");
/// assert!(matches!(clean.clean("sudah bersih"), Cow::Borrowed(_)));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Cleaner;

impl Cleaner {
    /// A cleaner with the rules above.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// The words of `text`, one blank between them; borrowed if nothing had to change.
    #[must_use]
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let unescaped = unescape(text);
        let mut words = Words::with_capacity(unescaped.len());
        let mut rest: &str = &unescaped;
        while let Some(character) = rest.chars().next() {
            let skipped = if let Some(length) = address(rest, words.gap) {
                words.end_word();
                length
            } else if matches!(character, '@' | '＠') {
                let before = unescaped.len() - rest.len();
                words.mention(unescaped.get(..before).unwrap_or_default());
                tag(rest)
            } else if matches!(character, '#' | '＃') {
                words.end_word();
                tag(rest)
            } else {
                words.read(character);
                character.len_utf8()
            };
            rest = rest.get(skipped..).unwrap_or_default();
        }
        words.end_word();
        if words.text == text {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(words.text)
        }
    }
}

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

/// Length of the address that `text` begins with. A bare host counts at the start of a word only.
fn address(text: &str, gap: Gap) -> Option<usize> {
    let starts_with = |prefix: &&str| {
        let start = text.as_bytes().get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let found = ["http://", "https://"].iter().any(starts_with)
        || (gap == Gap::Blank && BARE_HOSTS.iter().any(starts_with));
    found.then(|| text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Length of the mention or hashtag that `text` begins with, its sign included.
fn tag(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    let end =
        characters.find(|&(_, c)| !(is_letter(c) || is_mark(c) || c.is_numeric() || c == '_'));
    end.map_or(text.len(), |(end, _)| end)
}

/// The words found so far.
struct Words {
    text: String,
    gap: Gap,
}

/// What lies between the last letter and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Hyphen,
    Apostrophe,
    Blank,
}

impl Words {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            gap: Gap::Blank,
        }
    }

    fn read(&mut self, character: char) {
        match character {
            _ if is_letter(character) => {
                match self.gap {
                    Gap::Hyphen => self.text.push('-'),
                    Gap::Blank if !self.text.is_empty() => self.text.push(' '),
                    _ => {}
                }
                self.text.push(character);
                self.gap = Gap::None;
            }
            _ if is_mark(character) && self.gap == Gap::None => self.text.push(character),
            '-' if self.gap == Gap::None => self.gap = Gap::Hyphen,
            _ if is_apostrophe(character) && self.gap == Gap::None => self.gap = Gap::Apostrophe,
            _ => self.end_word(),
        }
    }

    fn end_word(&mut self) {
        if self.gap == Gap::Blank {
            return;
        }
        self.gap = Gap::Blank;
        match self.last_word() {
            "URL" => self.drop_last_word(),
            "USER" => {
                self.drop_last_word();
                if self.last_word() == "RT" {
                    self.drop_last_word();
                }
            }
            "RT" if self.text.len() == 2 => self.text.clear(),
            _ => {}
        }
    }

    fn last_word(&self) -> &str {
        self.text.rsplit(' ').next().unwrap_or_default()
    }

    fn drop_last_word(&mut self) {
        self.text.truncate(self.text.rfind(' ').unwrap_or(0));
    }

    /// Ends the word before a mention and takes it back if it is a retweet mark.
    fn mention(&mut self, before: &str) {
        self.end_word();
        let mut nearest = before.trim_end().chars().rev();
        let mark = [nearest.next(), nearest.next()].map(|c| c.map(|c| c.to_ascii_lowercase()));
        if mark == [Some('t'), Some('r')] && nearest.next().is_none_or(char::is_whitespace) {
            self.drop_last_word();
        }
    }
}

/// Letters of any script. Roman numerals are numbers, letters in circles and squares are symbols,
/// and some apostrophes are letters to Unicode only.
fn is_letter(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    let is_enclosed =
        matches!(character, '\u{2139}' | '\u{2460}'..='\u{24ff}' | '\u{1f100}'..='\u{1f1ff}');
    character.is_alphabetic()
        && !character.is_numeric()
        && !is_enclosed
        && !is_apostrophe(character)
}

/// Combining accents, which belong to the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʻ')
}
