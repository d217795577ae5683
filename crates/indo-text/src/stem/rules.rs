//! The affixes of Sastrawi, as tables.
//!
//! A prefix rule is a pattern for the start of a word and one or more cuts. In a pattern a small
//! letter stands for itself, and
//!
//! | sign | stands for |
//! |---|---|
//! | `V` | a vowel |
//! | `C` | a consonant |
//! | `Q` | a consonant other than `r` |
//! | `H` | a consonant other than `l m n r w y` |
//! | `A` | any letter `a` to `z` |
//! | `[bfv]` | one of the letters |
//! | `$` | the end of the word |
//!
//! Rules have the numbers of the literature (Asian 2007); 22 and 33 do not exist.
//! The tables follow PySastrawi's code where it departs from the literature; each such place is
//! marked as a quirk.

use super::form::{Form, HEAD};

/// Taken off by the first prefix visitor, with no condition on what follows.
pub(super) const PLAIN_PREFIXES: [&str; 3] = ["di", "ke", "se"];

/// Particles and possessives go together with any hyphens before them.
pub(super) const PARTICLES: [&str; 4] = ["lah", "kah", "tah", "pun"];
pub(super) const POSSESSIVES: [&str; 3] = ["ku", "mu", "nya"];

/// Longest first: the leftmost match of `(is|isme|isasi|i|kan|an)$`.
pub(super) const DERIVATIONAL_SUFFIXES: [&str; 6] = ["isasi", "isme", "kan", "is", "an", "i"];

/// Words with one of these confixes lose their prefixes before their suffixes.
pub(super) const PREFIX_FIRST: [(&str, &str); 6] = [
    ("be", "lah"),
    ("be", "an"),
    ("me", "i"),
    ("di", "i"),
    ("pe", "i"),
    ("ter", "i"),
];

/// The rules that can apply to a word, by its first letter and in order.
pub(super) fn for_word(form: Form<'_>) -> impl Iterator<Item = &'static Rule> {
    let (own, last): (&[Rule], &[Rule]) = match form.bytes().next() {
        Some(b'b') => (BER, &[]),
        Some(b't') => (TER, &[]),
        Some(b'm') => (ME, &[]),
        Some(b'p') => (PE, &[]),
        Some(b'k') => (&[], KU),
        _ => (&[], &[]),
    };
    own.iter().chain(INFIXES).chain(last)
}

const BER: &[Rule] = &[
    // 1: a vowel follows: ber-V, else be-rV
    Rule::new("berV", &[cut("ber"), cut("be")]),
    // 2. Quirk: documented as C other than r; the code accepts r.
    Rule::new("berCA", &[cut("ber")]).unless("berCAer"),
    // 3
    Rule::new("berQAerV", &[cut("ber")]),
    // 4
    Rule::new("belajar$", &[cut("bel")]),
    // 5
    Rule::new("beQerC", &[cut("be")]),
];

const TER: &[Rule] = &[
    // 6
    Rule::new("terV", &[cut("ter"), cut("te")]),
    // 7
    Rule::new("terQerV", &[cut("ter")]),
    // 8
    Rule::new("terQ", &[cut("ter")]).unless("terQer"),
    // 9
    Rule::new("teQerC", &[cut("te")]),
    // 35
    Rule::new("terHerC", &[cut("ter")]),
];

const ME: &[Rule] = &[
    // 10
    Rule::new("me[lrwy]V", &[cut("me")]),
    // 11
    Rule::new("mem[bfv]", &[cut("mem")]),
    // 12
    Rule::new("mempe", &[cut("mem")]),
    // 13. Quirk: the documented half mem-rV is missing.
    Rule::new("memV", &[cut("me"), cut("mem").put(b'p')]),
    // 14
    Rule::new("men[cdjstz]", &[cut("men")]),
    // 15
    Rule::new("menV", &[cut("me"), cut("men").put(b't')]),
    // 16
    Rule::new("meng[ghqk]", &[cut("meng")]),
    // 17: meng-V, meng-kV, menge-, me-ngV
    Rule::new(
        "mengV",
        &[cut("meng"), cut("meng").put(b'k'), cut("menge"), cut("me")],
    ),
    // 18
    Rule::new("menyV", &[cut("me"), cut("meny").put(b's')]),
    // 19. Quirk: the class leaves out n as well as e.
    Rule::new("memp[abcdfghijklmopqrstuvwxyz]", &[cut("mem")]),
];

const PE: &[Rule] = &[
    // 20
    Rule::new("pe[wy]V", &[cut("pe")]),
    // 21
    Rule::new("perV", &[cut("per"), cut("pe")]),
    // 23. Quirk: as rule 2, C may be r.
    Rule::new("perCA", &[cut("per")]).unless("perCAer"),
    // 24
    Rule::new("perQAerV", &[cut("per")]),
    // 25
    Rule::new("pem[bfv]", &[cut("pem")]),
    // 26. Quirk: as rule 13, pem-rV is missing.
    Rule::new("pemV", &[cut("pe"), cut("pem").put(b'p')]),
    // 27
    Rule::new("pen[cdjstz]", &[cut("pen")]),
    // 28
    Rule::new("penV", &[cut("pe"), cut("pen").put(b't')]),
    // 29
    Rule::new("pengC", &[cut("peng")]),
    // 30. Quirk: the last cut gives nothing unless V is e, and by that the rule gives nothing
    // unless an earlier cut is a root: the word goes on to rule 34.
    Rule::new("pengV", &[cut("peng"), cut("peng").put(b'k'), cut("penge")]),
    // 31
    Rule::new("penyV", &[cut("pe"), cut("peny").put(b's')]),
    // 32
    Rule::new("pelajar$", &[cut("pel")]),
    Rule::new("pelV", &[cut("pe")]),
    // 34. Quirk: documented as C none of r w y l m n; the code accepts them.
    Rule::new("peC", &[cut("pe")]).unless("peCer"),
    // 36
    Rule::new("peHerC", &[cut("pe")]),
];

/// 37 to 40. The literature first tries the word with its infix, which has been looked up by then.
const INFIXES: &[Rule] = &[
    Rule::new("CerV", &[cut("Cer").keep_first()]),
    Rule::new("CelV", &[cut("Cel").keep_first()]),
    Rule::new("CemV", &[cut("Cem").keep_first()]),
    Rule::new("CinV", &[cut("Cin").keep_first()]),
];

const KU: &[Rule] = &[
    // 41
    Rule::new("ku", &[cut("ku")]),
    // 42
    Rule::new("kau", &[cut("kau")]),
];

/// One prefix rule.
#[derive(Debug)]
pub(super) struct Rule {
    pattern: Pattern,
    unless: Option<Pattern>,
    pub(super) cuts: &'static [Cut],
}

impl Rule {
    const fn new(pattern: &str, cuts: &'static [Cut]) -> Self {
        Self {
            pattern: Pattern::new(pattern),
            unless: None,
            cuts,
        }
    }

    const fn unless(self, pattern: &str) -> Self {
        Self {
            unless: Some(Pattern::new(pattern)),
            ..self
        }
    }

    pub(super) fn applies_to(&self, head: &Head) -> bool {
        self.pattern.matches(head) && !self.unless.as_ref().is_some_and(|not| not.matches(head))
    }
}

/// One way to take a prefix off: what to cut, and the letter to put in its place.
#[derive(Debug)]
pub(super) struct Cut {
    removed: Pattern,
    count: usize,
    put: Put,
}

#[derive(Debug, Clone, Copy)]
enum Put {
    Nothing,
    Letter(u8),
    FirstOfWord,
}

const fn cut(removed: &str) -> Cut {
    Cut {
        removed: Pattern::new(removed),
        count: removed.len(),
        put: Put::Nothing,
    }
}

impl Cut {
    const fn put(self, letter: u8) -> Self {
        Self {
            put: Put::Letter(letter),
            ..self
        }
    }

    const fn keep_first(self) -> Self {
        Self {
            put: Put::FirstOfWord,
            ..self
        }
    }

    /// `None` if the word does not begin with what is to be cut.
    pub(super) fn apply<'w>(&self, form: Form<'w>, head: &Head) -> Option<Form<'w>> {
        if !self.removed.matches(head) {
            return None;
        }
        let first = match self.put {
            Put::Nothing => None,
            Put::Letter(letter) => Some(letter),
            Put::FirstOfWord => form.bytes().next(),
        };
        form.replace_start(self.count, first)
    }
}

/// A set of letters a position: bit 0 for `a` to bit 25 for `z`, one for the end of the word, one
/// for any other byte.
type Letters = u32;

const END: Letters = 1 << 26;
const OTHER: Letters = 1 << 27;
const ANYTHING: Letters = Letters::MAX;
const ALPHABET: Letters = (1 << 26) - 1;
const VOWELS: Letters = letter(b'a') | letter(b'i') | letter(b'u') | letter(b'e') | letter(b'o');
const CONSONANTS: Letters = ALPHABET & !VOWELS;
const NOT_R: Letters = CONSONANTS & !letter(b'r');
const HARD: Letters =
    NOT_R & !(letter(b'l') | letter(b'm') | letter(b'n') | letter(b'w') | letter(b'y'));

const fn letter(letter: u8) -> Letters {
    match letter {
        b'a'..=b'z' => 1 << (letter - b'a'),
        _ => OTHER,
    }
}

/// The first letters of a word, each as the one bit that patterns test.
#[derive(Debug)]
pub(super) struct Head([Letters; HEAD]);

impl Head {
    pub(super) fn of(form: Form<'_>) -> Self {
        Self(form.head().map(|byte| byte.map_or(END, letter)))
    }
}

#[derive(Debug)]
struct Pattern([Letters; HEAD]);

impl Pattern {
    #[expect(
        clippy::indexing_slicing,
        reason = "runs at compile time, where a pattern that is too long fails the build"
    )]
    const fn new(pattern: &str) -> Self {
        let signs = pattern.as_bytes();
        let mut letters = [ANYTHING; HEAD];
        let (mut sign, mut position) = (0, 0);
        while sign < signs.len() {
            letters[position] = match signs[sign] {
                b'V' => VOWELS,
                b'C' => CONSONANTS,
                b'Q' => NOT_R,
                b'H' => HARD,
                b'A' => ALPHABET,
                b'$' => END,
                b'[' => {
                    let mut any = 0;
                    sign += 1;
                    while signs[sign] != b']' {
                        any |= letter(signs[sign]);
                        sign += 1;
                    }
                    any
                }
                itself => letter(itself),
            };
            sign += 1;
            position += 1;
        }
        Self(letters)
    }

    fn matches(&self, head: &Head) -> bool {
        self.0
            .iter()
            .zip(&head.0)
            .all(|(allowed, found)| allowed & found != 0)
    }
}
