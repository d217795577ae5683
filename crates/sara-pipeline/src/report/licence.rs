//! What the files beside a file say of its licence.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What is said where nothing is found.
const NOT_STATED: &str = "not stated beside the file";

/// No more of a licence or a model card is read: what is looked for stands at the beginning.
const LONGEST: u64 = 1 << 16;

/// Of a line no more is shown.
const LONGEST_LINE: usize = 120;

/// The licence that stands in the folder of a file, in this order: the first line of a `LICENSE` or `COPYING`, the `license` of a model
/// card's front matter, the line of a `SOURCE.txt` that begins with it. A folder that says nothing, or cannot be read, states none.
pub(super) fn licence_beside(folder: &Path) -> String {
    licence_file(folder)
        .or_else(|| {
            let card = start_of(&folder.join("README.md"))?;
            value_of(front_matter(&card)?)
        })
        .or_else(|| value_of(&start_of(&folder.join("SOURCE.txt"))?))
        .unwrap_or_else(|| NOT_STATED.to_owned())
}

fn licence_file(folder: &Path) -> Option<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            let name = name.to_ascii_uppercase();
            ["LICENSE", "LICENCE", "COPYING"]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .collect();
    // The order of a folder's entries is the file system's.
    names.sort_unstable();
    names.iter().find_map(|name| {
        let text = start_of(&folder.join(name))?;
        let line = text.lines().find(|line| !line.trim().is_empty())?;
        Some(format!("{} ({name})", shortened(line)))
    })
}

/// The lines between the first `---` and the next.
fn front_matter(card: &str) -> Option<&str> {
    let rest = card.trim_start_matches('\u{feff}').strip_prefix("---")?;
    rest.split("\n---").next()
}

/// The value of the first line `license: ...` or `licence: ...`; a blank one and `unknown` state nothing.
fn value_of(text: &str) -> Option<String> {
    let value = text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let key = key.trim().to_ascii_lowercase();
        ["license", "licence"]
            .contains(&key.as_str())
            .then_some(value)
    })?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty() && value != "unknown").then(|| shortened(value))
}

fn shortened(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

fn start_of(path: &Path) -> Option<String> {
    // A pipe would wait for a writer.
    if !path.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_statement_wins() {
        let home = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(home.path().join(name), text).unwrap();
        let found = || licence_beside(home.path());
        assert_eq!(found(), NOT_STATED);
        assert_eq!(licence_beside(&home.path().join("none")), NOT_STATED);
        put("README.md", "# A list\nlicense: mit\n");
        assert_eq!(found(), NOT_STATED, "only front matter counts");
        put("SOURCE.txt", "From: a page\nLicence: CC BY-SA 4.0\n");
        assert_eq!(found(), "CC BY-SA 4.0");
        put(
            "README.md",
            "---\nlanguage: id\nlicense: \"mit\"\n---\n# Model\n",
        );
        assert_eq!(found(), "mit");
        put("README.md", "---\nlicense: unknown\n---\n");
        assert_eq!(found(), "CC BY-SA 4.0");
        put("LICENSE.txt", "\n\n  MIT License\n\nCopyright\n");
        assert_eq!(found(), "MIT License (LICENSE.txt)");
        put("COPYING", &"x".repeat(500));
        assert_eq!(found(), format!("{}… (COPYING)", "x".repeat(120)));
        put("COPYING", "\n");
        assert_eq!(found(), "MIT License (LICENSE.txt)");
    }
}
