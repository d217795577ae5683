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
use super::trace::StemRule;

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
    // A vowel follows: ber-V, else be-rV
    Rule::new(1, "berV", &[cut("ber"), cut("be")]),
    // Quirk: documented as C other than r; the code accepts r.
    Rule::new(2, "berCA", &[cut("ber")]).unless("berCAer"),
    Rule::new(3, "berQAerV", &[cut("ber")]),
    Rule::new(4, "belajar$", &[cut("bel")]),
    Rule::new(5, "beQerC", &[cut("be")]),
];

const TER: &[Rule] = &[
    Rule::new(6, "terV", &[cut("ter"), cut("te")]),
    Rule::new(7, "terQerV", &[cut("ter")]),
    Rule::new(8, "terQ", &[cut("ter")]).unless("terQer"),
    Rule::new(9, "teQerC", &[cut("te")]),
    Rule::new(35, "terHerC", &[cut("ter")]),
];

const ME: &[Rule] = &[
    Rule::new(10, "me[lrwy]V", &[cut("me")]),
    Rule::new(11, "mem[bfv]", &[cut("mem")]),
    Rule::new(12, "mempe", &[cut("mem")]),
    // Quirk: the documented half mem-rV is missing.
    Rule::new(13, "memV", &[cut("me"), cut("mem").put("p")]),
    Rule::new(14, "men[cdjstz]", &[cut("men")]),
    Rule::new(15, "menV", &[cut("me"), cut("men").put("t")]),
    Rule::new(16, "meng[ghqk]", &[cut("meng")]),
    // meng-V, meng-kV, menge-, me-ngV
    Rule::new(
        17,
        "mengV",
        &[cut("meng"), cut("meng").put("k"), cut("menge"), cut("me")],
    ),
    Rule::new(18, "menyV", &[cut("me"), cut("meny").put("s")]),
    // Quirk: the class leaves out n as well as e.
    Rule::new(19, "memp[abcdfghijklmopqrstuvwxyz]", &[cut("mem")]),
];

const PE: &[Rule] = &[
    Rule::new(20, "pe[wy]V", &[cut("pe")]),
    Rule::new(21, "perV", &[cut("per"), cut("pe")]),
    // Quirk: as rule 2, C may be r.
    Rule::new(23, "perCA", &[cut("per")]).unless("perCAer"),
    Rule::new(24, "perQAerV", &[cut("per")]),
    Rule::new(25, "pem[bfv]", &[cut("pem")]),
    // Quirk: as rule 13, pem-rV is missing.
    Rule::new(26, "pemV", &[cut("pe"), cut("pem").put("p")]),
    Rule::new(27, "pen[cdjstz]", &[cut("pen")]),
    Rule::new(28, "penV", &[cut("pe"), cut("pen").put("t")]),
    Rule::new(29, "pengC", &[cut("peng")]),
    // Quirk: the last cut gives nothing unless V is e, and by that the rule gives nothing
    // unless an earlier cut is a root: the word goes on to rule 34.
    Rule::new(
        30,
        "pengV",
        &[cut("peng"), cut("peng").put("k"), cut("penge")],
    ),
    Rule::new(31, "penyV", &[cut("pe"), cut("peny").put("s")]),
    Rule::new(32, "pelajar$", &[cut("pel")]),
    Rule::new(32, "pelV", &[cut("pe")]),
    // Quirk: documented as C none of r w y l m n; the code accepts them.
    Rule::new(34, "peC", &[cut("pe")]).unless("peCer"),
    Rule::new(36, "peHerC", &[cut("pe")]),
];

/// 37 to 40. The literature first tries the word with its infix, which has been looked up by then.
const INFIXES: &[Rule] = &[
    Rule::new(37, "CerV", &[infix("Cer", "-er-")]),
    Rule::new(38, "CelV", &[infix("Cel", "-el-")]),
    Rule::new(39, "CemV", &[infix("Cem", "-em-")]),
    Rule::new(40, "CinV", &[infix("Cin", "-in-")]),
];

const KU: &[Rule] = &[
    Rule::new(41, "ku", &[cut("ku")]),
    Rule::new(42, "kau", &[cut("kau")]),
];

/// One prefix rule.
#[derive(Debug)]
pub(super) struct Rule {
    number: u8,
    pattern: Pattern,
    unless: Option<Pattern>,
    pub(super) cuts: &'static [Cut],
}

impl Rule {
    const fn new(number: u8, pattern: &str, cuts: &'static [Cut]) -> Self {
        Self {
            number,
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

    /// The name of the rule as a whole.
    pub(super) fn name(&self) -> StemRule {
        StemRule::Prefix {
            number: self.number,
            variant: None,
        }
    }

    /// The name of one cut: of several, the first is `a`.
    pub(super) fn name_of_cut(&self, index: usize) -> StemRule {
        StemRule::Prefix {
            number: self.number,
            variant: ('a'..='z').nth(index).filter(|_| self.cuts.len() > 1),
        }
    }

    pub(super) fn applies_to(&self, head: &Head) -> bool {
        self.pattern.matches(head) && !self.unless.as_ref().is_some_and(|not| not.matches(head))
    }
}

/// One way to take a prefix off: what to cut, and the letter to put in its place.
#[derive(Debug)]
pub(super) struct Cut {
    /// What is taken off, as it is shown: `me`, or `-er-` for an infix.
    pub(super) affix: &'static str,
    removed: Pattern,
    count: usize,
    put: Put,
}

#[derive(Debug, Clone, Copy)]
enum Put {
    Text(&'static str),
    FirstOfWord,
}

const fn cut(removed: &'static str) -> Cut {
    Cut {
        affix: removed,
        removed: Pattern::new(removed),
        count: removed.len(),
        put: Put::Text(""),
    }
}

const fn infix(removed: &'static str, affix: &'static str) -> Cut {
    Cut {
        affix,
        put: Put::FirstOfWord,
        ..cut(removed)
    }
}

impl Cut {
    const fn put(self, letter: &'static str) -> Self {
        Self {
            put: Put::Text(letter),
            ..self
        }
    }

    /// `None` if the word does not begin with what is to be cut.
    pub(super) fn apply<'w>(&self, form: Form<'w>, head: &Head) -> Option<Form<'w>> {
        if !self.removed.matches(head) {
            return None;
        }
        let lead = match self.put {
            Put::Text(text) => text,
            Put::FirstOfWord => as_text(form.bytes().next()?)?,
        };
        form.replace_start(self.count, lead)
    }
}

/// A small letter as text that lives as long as the tables do.
fn as_text(letter: u8) -> Option<&'static str> {
    let index = usize::from(letter.checked_sub(b'a')?);
    "abcdefghijklmnopqrstuvwxyz".get(index..=index)
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
