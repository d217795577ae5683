//! Words made from roots, with prefixes, infixes, suffixes, clitics and reduplication in any
//! combination, well formed or not.

use std::collections::HashSet;

use crate::random::Random;

const PREFIXES: [&str; 32] = [
    "di", "ke", "se", "ber", "be", "bel", "ter", "te", "me", "mem", "men", "meng", "menge", "meny",
    "memper", "member", "menter", "pe", "pem", "pen", "peng", "penge", "peny", "per", "pel",
    "pember", "ku", "kau", "diper", "keber", "seper", "berke",
];
const INFIXES: [&str; 4] = ["el", "er", "em", "in"];
const SUFFIXES: [&str; 8] = ["", "", "i", "kan", "an", "is", "isme", "isasi"];
const POSSESSIVES: [&str; 6] = ["", "", "", "ku", "mu", "nya"];
const PARTICLES: [&str; 7] = ["", "", "", "lah", "kah", "tah", "pun"];
/// What a nasal prefix leaves before the rest of the root in a second half: `meniru-nirukan`.
const NASALS: [&str; 5] = ["m", "n", "ng", "ny", ""];
const LETTERS: &[u8] = b"aiueobcdghklmnprstwyz";

/// So many different words, the same for the same roots.
pub(crate) fn made(count: usize, roots: &[&str]) -> Vec<String> {
    let is_word = |root: &&str| root.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let roots: Vec<&str> = roots
        .iter()
        .copied()
        .filter(|root| !root.is_empty())
        .filter(is_word)
        .collect();
    let mut random = Random(20_261_122);
    let mut seen = HashSet::new();
    let mut forms = Vec::with_capacity(count);
    while forms.len() < count {
        let form = form(&mut random, &roots);
        if seen.insert(form.clone()) {
            forms.push(form);
        }
    }
    forms
}

fn form(random: &mut Random, roots: &[&str]) -> String {
    let root = root(random, roots);
    let prefix: String = (0..*random.one_of(&[0, 1, 1, 1, 2]))
        .map(|_| *random.one_of(&PREFIXES))
        .collect();
    let suffix = *random.one_of(&SUFFIXES);
    let clitics = [*random.one_of(&POSSESSIVES), *random.one_of(&PARTICLES)].concat();
    match random.below(12) {
        0 => format!("{prefix}{root}-{root}{suffix}{clitics}"),
        1 => format!("{root}-{prefix}{root}{suffix}{clitics}"),
        2 => format!("{prefix}{root}{suffix}-{prefix}{root}{suffix}{clitics}"),
        3 => format!("{prefix}{root}-{root}{suffix}-{clitics}"),
        4 => format!(
            "{prefix}{root}-{}{root}{suffix}{clitics}",
            random.one_of(&NASALS)
        ),
        _ => format!("{prefix}{root}{suffix}{clitics}"),
    }
}

/// A root as it is, or without its first letter, with an infix, or invented.
fn root(random: &mut Random, roots: &[&str]) -> String {
    let root = random.one_of(roots);
    match random.below(16) {
        0 | 1 => root[1..].to_owned(),
        2 => [&root[..1], *random.one_of(&INFIXES), &root[1..]].concat(),
        3 => (0..2 + random.below(6))
            .map(|_| char::from(*random.one_of(LETTERS)))
            .collect(),
        _ => (*root).to_owned(),
    }
}
