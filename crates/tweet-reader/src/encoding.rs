//! Which encoding the bytes of a file have.

use crate::ReadError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::fmt::{Display, Formatter};
use std::io::Read;

/// One of the encodings of the WHATWG standard, such as UTF-8, UTF-16LE and windows-1252.
///
/// ```
/// use tweet_reader::Encoding;
///
/// let encoding: Encoding = "latin-1".parse()?;
/// assert_eq!(encoding.name(), "windows-1252");
/// # Ok::<(), tweet_reader::ReadError>(())
/// ```
///
/// As in browsers, `latin-1` is windows-1252: the two differ in 32 bytes, which are invisible
/// controls in the one and quotation marks and dashes in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(pub(crate) &'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// UTF-16, the lower byte first, as Windows writes it.
    pub const UTF_16LE: Self = Self(encoding_rs::UTF_16LE);
    /// UTF-16, the higher byte first.
    pub const UTF_16BE: Self = Self(encoding_rs::UTF_16BE);
    /// Windows-1252, which has the printable characters of ISO 8859-1.
    pub const WINDOWS_1252: Self = Self(encoding_rs::WINDOWS_1252);

    /// The name in the standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl std::str::FromStr for Encoding {
    type Err = ReadError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        // Python's name, which the standard lacks.
        let label = match name.trim().to_ascii_lowercase().as_str() {
            "latin-1" | "latin_1" => "latin1".to_owned(),
            other => other.to_owned(),
        };
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())
            .map(Self)
            .ok_or_else(|| ReadError::UnknownEncoding {
                value: crate::shown::shown(name),
            })
    }
}

/// An encoding and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundEncoding {
    /// The encoding.
    pub encoding: Encoding,
    /// How it was found.
    pub how: EncodingEvidence,
}

/// How an encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingEvidence {
    /// The caller said so.
    Given,
    /// The format has no other: Parquet.
    Format,
    /// The file starts with a byte order mark.
    ByteOrderMark,
    /// All bytes that were looked at are UTF-8.
    ValidUtf8,
    /// Most bytes beyond ASCII are UTF-8, some are not.
    MostlyUtf8 {
        /// How many places are wrong.
        wrong: u64,
    },
    /// The bytes are not UTF-8, and their frequencies look like it. May be wrong.
    Guessed,
}

impl Display for FoundEncoding {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} (", self.encoding.name())?;
        match self.how {
            EncodingEvidence::Given => formatter.write_str("as given)"),
            EncodingEvidence::Format => formatter.write_str("as the format demands)"),
            EncodingEvidence::ByteOrderMark => formatter.write_str("by its byte order mark)"),
            EncodingEvidence::ValidUtf8 => formatter.write_str("all bytes are valid)"),
            EncodingEvidence::MostlyUtf8 { wrong } => {
                write!(formatter, "wrong in {wrong} places)")
            }
            EncodingEvidence::Guessed => formatter.write_str("a guess from its bytes)"),
        }
    }
}

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// Bytes from the first wrong one on that a guess rests on.
const GUESS_BYTES: usize = 1 << 20;

/// Finds the encoding of everything that `input` gives.
///
/// Legacy text hardly ever forms sequences of UTF-8, so a file that has ten of them for each wrong
/// place is damaged UTF-8 and nothing else.
pub(crate) fn detect(input: &mut dyn Read) -> std::io::Result<FoundEncoding> {
    let mut scan = Utf8Scan::default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut fed = 0;
    let mut bytes = Vec::with_capacity(CHUNK + 3);
    let mut first = true;
    loop {
        let carried = bytes.len();
        let last = input.take(CHUNK as u64).read_to_end(&mut bytes)? == 0;
        if first {
            first = false;
            if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
                return Ok(FoundEncoding {
                    encoding: Encoding(encoding),
                    how: EncodingEvidence::ByteOrderMark,
                });
            }
        }
        let rest = scan.look_at(&bytes, last);
        if scan.wrong > 0 && fed < GUESS_BYTES && !last {
            let fresh = bytes.get(carried..).unwrap_or_default();
            detector.feed(fresh, false);
            fed += fresh.len();
        }
        if last {
            break;
        }
        bytes.drain(..bytes.len() - rest);
    }
    let found = |encoding, how| FoundEncoding { encoding, how };
    Ok(if scan.wrong == 0 {
        found(Encoding::UTF_8, EncodingEvidence::ValidUtf8)
    } else if scan.sequences >= 10 * scan.wrong {
        let wrong = scan.wrong;
        found(Encoding::UTF_8, EncodingEvidence::MostlyUtf8 { wrong })
    } else {
        detector.feed(&[], true);
        let guess = detector.guess(Some(b"id"), Utf8Detection::Deny);
        found(Encoding(guess), EncodingEvidence::Guessed)
    })
}

/// Counts of what is UTF-8 and what is not.
#[derive(Debug, Default)]
struct Utf8Scan {
    /// Characters of several bytes.
    sequences: u64,
    /// Places where no character is.
    wrong: u64,
}

impl Utf8Scan {
    /// Counts in `bytes`, and returns how many bytes at the end may be the start of a character.
    fn look_at(&mut self, mut bytes: &[u8], last: bool) -> usize {
        loop {
            let (valid, error) = match std::str::from_utf8(bytes) {
                Ok(_) => (bytes.len(), None),
                Err(error) => (error.valid_up_to(), Some(error)),
            };
            let (good, rest) = bytes.split_at(valid);
            self.sequences += good.iter().filter(|&&byte| byte >= 0xc0).count() as u64;
            match error.map(|error| error.error_len()) {
                None => return 0,
                Some(None) if !last => return rest.len(),
                Some(length) => {
                    self.wrong += 1;
                    let length = length.unwrap_or(rest.len());
                    bytes = rest.get(length..).unwrap_or_default();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(mut bytes: &[u8]) -> String {
        detect(&mut bytes).unwrap().to_string()
    }

    #[test]
    fn an_encoding_comes_with_its_evidence() {
        assert_eq!(found(b""), "UTF-8 (all bytes are valid)");
        assert_eq!(
            found("a\u{feff}é😊".as_bytes()),
            "UTF-8 (all bytes are valid)"
        );
        assert_eq!(found(b"\xef\xbb\xbfa"), "UTF-8 (by its byte order mark)");
        assert_eq!(found(b"\xff\xfea\0"), "UTF-16LE (by its byte order mark)");
        assert_eq!(found(b"\xfe\xff\0a"), "UTF-16BE (by its byte order mark)");
        let mut damaged = "é".repeat(20).into_bytes();
        damaged.push(0xf0);
        assert_eq!(found(&damaged), "UTF-8 (wrong in 1 places)");
        let latin = b"Andr\xe9 makan di caf\xe9 dengan Ren\xe9, harga 5 \xa3";
        assert_eq!(found(latin), "windows-1252 (a guess from its bytes)");
    }

    #[test]
    fn names_of_encodings_are_those_of_the_web_and_of_python() {
        for (name, expected) in [
            ("UTF8", "UTF-8"),
            (" utf-16 ", "UTF-16LE"),
            ("latin-1", "windows-1252"),
            ("iso-8859-1", "windows-1252"),
        ] {
            assert_eq!(name.parse::<Encoding>().unwrap().name(), expected);
        }
        assert_eq!(
            "klingon".parse::<Encoding>().unwrap_err().to_string(),
            "expected the name of an encoding, such as utf-8 or windows-1252, got `klingon`"
        );
    }
}
