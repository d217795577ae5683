//! The fuzz targets on a fixed number of made cases: bytes at random, and pieces of Indonesian
//! words and tweets in any order.

use crate::fuzz_targets;
use crate::random::Random;

const CASES: usize = 20_000;
const MOST_PIECES: usize = 12;

const PIECES: [&str; 64] = [
    "di", "ke", "se", "ber", "be", "ter", "te", "me", "mem", "men", "meng", "meny", "memper", "pe",
    "per", "pem", "pen", "peng", "peny", "pel", "ku", "kau", "er", "el", "em", "in", "i", "kan",
    "an", "is", "isme", "isasi", "nya", "mu", "lah", "kah", "tah", "pun", "main", "ajar", "tulis",
    "sapu", "kirim", "pukul", "buku", "BUKU", "-", "-", " ", " ", "\n", "'", "@", "#", "RT ",
    "https://", "t.co/", "&amp;", "\\xf0", "\u{301}", "\u{200f}", "\u{130}", "\u{17f}", "\0",
];

fn case(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random.below(MOST_PIECES) {
        if random.below(8) == 0 {
            bytes.push(u8::try_from(random.below(256)).unwrap());
        } else {
            bytes.extend(random.one_of(&PIECES).bytes());
        }
    }
    bytes
}

#[test]
fn no_made_case_breaks_the_stemmer() {
    let mut random = Random(1);
    (0..CASES).for_each(|_| fuzz_targets::stem(&case(&mut random)));
}

#[test]
fn no_made_case_breaks_the_cleaner() {
    let mut random = Random(2);
    (0..CASES).for_each(|_| fuzz_targets::clean(&case(&mut random)));
}
