use std::ops::Range;

use super::output::Output;
use super::report::{Observer, RemovalKind, kind_of_character};
use super::{Addresses, Cleaner, Digits, Elongation, Emoji, Hashtags, Mentions};
use crate::characters::{ascii_letters, character_at, is_apostrophe, is_letter, is_mark};
use crate::{elongation, emoji, markup};

/// What `IndoBERTweet` knows addresses and mentions as.
const ADDRESS: &str = "HTTPURL";
const MENTION: &str = "@USER";

/// Reads `source` from left to right and gives the words in it; `None` if `source` is clean.
pub(super) fn scan(cleaner: Cleaner, source: &str, observer: &mut impl Observer) -> Option<String> {
    let mut scanner = Scanner {
        cleaner,
        source,
        output: Output::new(source),
        observer,
        gap: Gap::Blank,
        sign: 0..0,
        hashtag_end: 0,
    };
    let mut at = 0;
    while let Some(character) = character_at(source, at) {
        at = scanner.read(at, character);
    }
    scanner.end_word();
    scanner.output.finish()
}

struct Scanner<'s, 'o, O> {
    cleaner: Cleaner,
    source: &'s str,
    output: Output<'s>,
    observer: &'o mut O,
    gap: Gap,
    /// The hyphen or apostrophe in the gap.
    sign: Range<usize>,
    /// Where the last hashtag that is split ends.
    hashtag_end: usize,
}

/// What lies between the last letter and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Hyphen,
    Apostrophe,
    Blank,
}

impl<O: Observer> Scanner<'_, '_, O> {
    /// Reads what begins at `at` with `character`, and says where it ends.
    fn read(&mut self, at: usize, character: char) -> usize {
        if is_letter(character) || self.keeps_digit(at, at) {
            return self.read_word(at);
        }
        let end = at + character.len_utf8();
        if character == ' ' {
            self.end_word();
            return end;
        }
        if let Some(length) = emoji::length(self.rest(at)) {
            return self.read_emoji(at..at + length);
        }
        match character {
            '@' | '＠' => return self.read_mention(at, end),
            '#' | '＃' => return self.read_hashtag(at, end),
            '-' if self.gap == Gap::None => {
                self.gap = Gap::Hyphen;
                self.sign = at..end;
            }
            _ if self.gap == Gap::None && is_apostrophe(character) => {
                self.gap = Gap::Apostrophe;
                self.sign = at..end;
            }
            _ => {
                self.end_word();
                if !character.is_whitespace() {
                    self.observer.removed(kind_of_character(character), at..end);
                }
            }
        }
        end
    }

    fn rest(&self, at: usize) -> &str {
        self.source.get(at..).unwrap_or_default()
    }

    /// Reads a run of letters, or as much of it as makes one word.
    fn read_word(&mut self, start: usize) -> usize {
        let end = self.run_end(start);
        let is_start = self.gap == Gap::Blank;
        if let Some(address) = markup::address_start(self.source, start, end, is_start) {
            self.keep_run(start..address);
            let end = markup::address_end(self.source, address);
            self.read_address(address..end);
            return end;
        }
        self.keep_run(start..end);
        self.read_superscript(end)
    }

    /// Sends a run of letters to the output, in a hashtag that is split word by word.
    fn keep_run(&mut self, mut run: Range<usize>) {
        while run.start < self.hashtag_end
            && let Some(capital) = camel_boundary(self.source, run.clone())
        {
            self.keep(run.start..capital);
            self.end_word();
            run.start = capital;
        }
        if !run.is_empty() {
            self.keep(run);
        }
    }

    /// Where the letters, marks and kept digits that begin at `start` end.
    fn run_end(&self, start: usize) -> usize {
        let mut end = start;
        loop {
            end += ascii_letters(self.rest(end));
            match character_at(self.source, end) {
                Some(c) if !c.is_ascii() && (is_letter(c) || is_mark(c)) => end += c.len_utf8(),
                Some(c) if self.keeps_digit(start, end) => end += c.len_utf8(),
                _ => return end,
            }
        }
    }

    /// Whether there is a digit at `at`, in the run that begins at `start`, that stays.
    fn keeps_digit(&self, start: usize, at: usize) -> bool {
        let is_digit = |at| character_at(self.source, at).is_some_and(char::is_numeric);
        let keeps = match self.cleaner.digits {
            Digits::Drop => false,
            Digits::Keep => is_digit(at),
            Digits::KeepReduplication => {
                start < at && self.rest(at).starts_with('2') && !is_digit(at + 1)
            }
        };
        keeps && emoji::keycap_length(self.rest(at)).is_none()
    }

    /// Writes a `²` after letters as `2`.
    fn read_superscript(&mut self, at: usize) -> usize {
        let end = at + '²'.len_utf8();
        let is_mark = self.cleaner.digits == Digits::KeepReduplication
            && self.rest(at).starts_with('²')
            && !character_at(self.source, end).is_some_and(char::is_numeric);
        if !is_mark {
            return at;
        }
        self.output.write("2");
        self.observer.kept(at..end, false);
        self.observer.removed(RemovalKind::Digits, at..end);
        end
    }

    /// Sends letters to the output, after what the gap leaves.
    fn keep(&mut self, letters: Range<usize>) {
        let separator = match self.gap {
            Gap::Hyphen => "-",
            Gap::Blank => self.output.blank(),
            Gap::None | Gap::Apostrophe => "",
        };
        if self.gap == Gap::Apostrophe {
            self.observer
                .removed(RemovalKind::Symbol, self.sign.clone());
        }
        self.observer.kept(letters.clone(), self.gap == Gap::Blank);
        self.gap = Gap::None;
        match self.cleaner.elongation {
            Elongation::Keep => self.output.copy(separator, letters),
            Elongation::Squeeze => self.keep_squeezed(separator, letters),
        }
    }

    fn keep_squeezed(&mut self, separator: &str, letters: Range<usize>) {
        let text = self.source.get(letters.clone()).unwrap_or_default();
        let mut separator = separator;
        let mut kept = letters.start;
        for run in elongation::repeats(text) {
            let repeat = letters.start + run.start..letters.start + run.end;
            self.output.copy(separator, kept..repeat.start);
            separator = "";
            kept = repeat.end;
            self.observer.removed(RemovalKind::Elongation, repeat);
        }
        self.output.copy(separator, kept..letters.end);
    }

    fn read_address(&mut self, span: Range<usize>) {
        self.end_word();
        match self.cleaner.addresses {
            Addresses::Drop => self.observer.removed(RemovalKind::Address, span),
            Addresses::Keep => self.keep_whole(span),
            Addresses::Placeholder => {
                self.write_word(ADDRESS);
                self.observer.removed(RemovalKind::Address, span);
            }
        }
    }

    fn read_mention(&mut self, start: usize, sign_end: usize) -> usize {
        self.end_word();
        if ends_with_retweet_mark(self.source.get(..start).unwrap_or_default()) {
            self.drop_word(RemovalKind::RetweetMark);
        }
        let end = markup::name_end(self.source, sign_end);
        match self.cleaner.mentions {
            _ if end == sign_end => self.observer.removed(RemovalKind::Symbol, start..end),
            Mentions::Drop => self.observer.removed(RemovalKind::Mention, start..end),
            Mentions::Keep => self.keep_whole(start..end),
            Mentions::Placeholder => {
                self.write_word(MENTION);
                self.observer.removed(RemovalKind::Mention, start..end);
            }
        }
        end
    }

    fn read_hashtag(&mut self, start: usize, sign_end: usize) -> usize {
        self.end_word();
        let end = markup::name_end(self.source, sign_end);
        if end == sign_end {
            self.observer.removed(RemovalKind::Symbol, start..end);
            return end;
        }
        match self.cleaner.hashtags {
            Hashtags::Drop => {
                self.observer.removed(RemovalKind::Hashtag, start..end);
                return end;
            }
            Hashtags::KeepWord => {}
            Hashtags::SplitCamelCase => self.hashtag_end = end,
        }
        self.observer.removed(RemovalKind::Hashtag, start..sign_end);
        sign_end
    }

    fn read_emoji(&mut self, span: Range<usize>) -> usize {
        self.end_word();
        let end = span.end;
        let name = match self.cleaner.emoji {
            Emoji::Keep => {
                self.keep_whole(span);
                return end;
            }
            Emoji::Name => self.source.get(span.clone()).and_then(emoji::name),
            Emoji::Drop => None,
        };
        if let Some(name) = name {
            self.write_word(name);
        }
        self.observer.removed(RemovalKind::Emoji, span);
        end
    }

    /// Sends something that is no word to the output, as a word of its own.
    fn keep_whole(&mut self, span: Range<usize>) {
        self.output.copy(self.output.blank(), span);
    }

    fn write_word(&mut self, word: &str) {
        self.output.write(self.output.blank());
        self.output.write(word);
    }

    fn drop_word(&mut self, kind: RemovalKind) {
        self.output.drop_last_word();
        self.observer.word_dropped(kind);
    }

    fn end_word(&mut self) {
        match self.gap {
            Gap::Blank => return,
            Gap::Hyphen | Gap::Apostrophe => {
                self.observer
                    .removed(RemovalKind::Symbol, self.sign.clone());
            }
            Gap::None => {}
        }
        self.gap = Gap::Blank;
        match self.output.last_byte() {
            Some(b'L') if self.output.ends_with_word("URL") => self.end_address_placeholder(),
            Some(b'R') if self.output.ends_with_word("USER") => self.end_mention_placeholder(),
            Some(b'T') if self.output.len() == 2 && self.output.ends_with_word("RT") => {
                self.drop_word(RemovalKind::RetweetMark);
            }
            _ => {}
        }
    }

    /// Does with the word `URL` what is done with addresses.
    fn end_address_placeholder(&mut self) {
        if self.cleaner.addresses == Addresses::Keep {
            return;
        }
        self.drop_word(RemovalKind::Placeholder);
        if self.cleaner.addresses == Addresses::Placeholder {
            self.write_word(ADDRESS);
        }
    }

    /// Does with the word `USER` what is done with mentions, and takes an `RT` before it along.
    fn end_mention_placeholder(&mut self) {
        if self.cleaner.mentions == Mentions::Keep {
            return;
        }
        self.drop_word(RemovalKind::Placeholder);
        if self.output.ends_with_word("RT") {
            self.drop_word(RemovalKind::RetweetMark);
        }
        if self.cleaner.mentions == Mentions::Placeholder {
            self.write_word(MENTION);
        }
    }
}

/// Whether the text before a mention ends with the word `RT`, in either case.
fn ends_with_retweet_mark(before: &str) -> bool {
    let mut nearest = before.trim_end().chars().rev();
    let mark = [nearest.next(), nearest.next()].map(|c| c.map(|c| c.to_ascii_lowercase()));
    mark == [Some('t'), Some('r')] && nearest.next().is_none_or(char::is_whitespace)
}

/// Where in a run of letters the second word begins, if capitals begin words.
fn camel_boundary(text: &str, run: Range<usize>) -> Option<usize> {
    let start = run.start;
    let letters = text.get(run)?;
    let mut previous = letters.chars().next()?;
    for (at, character) in letters.char_indices().skip(1) {
        let after = letters.get(at..)?.chars().nth(1);
        let begins = if previous.is_uppercase() {
            after.is_some_and(char::is_lowercase)
        } else {
            previous.is_lowercase() || previous.is_numeric()
        };
        if character.is_uppercase() && begins {
            return Some(start + at);
        }
        previous = character;
    }
    None
}
