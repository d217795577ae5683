//! The pages `docs/rules.md` and `docs/aturan.md`: every example in their tables is stemmed.

use indo_text::{Dictionary, Rules, Stemmer};

const PAGES: [(&str, &str, [&str; 2]); 2] = [
    (
        "rules.md",
        include_str!("../../docs/rules.md"),
        ["word", "stem"],
    ),
    (
        "aturan.md",
        include_str!("../../docs/aturan.md"),
        ["kata", "hasil"],
    ),
];

#[test]
fn every_example_of_the_pages_has_the_stem_that_stands_beside_it() {
    let mut wrong = Vec::new();
    for (page, text, names) in PAGES {
        let examples = examples(text, names);
        let of_rules = |rules| {
            examples
                .iter()
                .filter(move |row| row.rules == rules)
                .count()
        };
        assert!(of_rules(Rules::Sastrawi) >= 40, "{page}");
        assert!(of_rules(Rules::Extended) >= 30, "{page}");
        for Example { rules, word, stem } in examples {
            let got = Stemmer::new(Dictionary::starter())
                .with_rules(rules)
                .stem(word);
            if got != stem {
                wrong.push(format!("{page}, {rules}: {word} -> {got}, not {stem}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_pages_have_the_same_examples() {
    let [english, indonesian] = PAGES.map(|(_, text, names)| examples(text, names));
    assert_eq!(english, indonesian);
}

#[derive(Debug, PartialEq, Eq)]
struct Example<'t> {
    rules: Rules,
    word: &'t str,
    stem: &'t str,
}

/// The rows of all tables that have both columns, under the heading that names their rules.
fn examples<'t>(page: &'t str, names: [&str; 2]) -> Vec<Example<'t>> {
    let mut rules = Rules::Sastrawi;
    let mut columns = None;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.starts_with("## ") {
            rules = if line.contains("`extended`") {
                Rules::Extended
            } else {
                Rules::Sastrawi
            };
        }
        let Some(row) = line.strip_prefix('|') else {
            columns = None;
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        match columns {
            None => {
                let place = |name| cells.iter().position(|cell| *cell == name);
                columns = place(names[0]).zip(place(names[1]));
            }
            Some(_) if row.starts_with("---") => {}
            Some((word, stem)) => found.push(Example {
                rules,
                word: cells[word],
                stem: cells[stem],
            }),
        }
    }
    found
}
