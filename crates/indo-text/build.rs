//! Makes the starter list of roots ready, as the statics of a `Table`.

use std::error::Error;
use std::fs;
use std::path::Path;

#[path = "src/dictionary/list.rs"]
mod list;
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
#[path = "src/dictionary/part_of_speech.rs"]
mod part_of_speech;
#[allow(dead_code, reason = "the library looks words up")]
#[path = "src/dictionary/table.rs"]
mod table;

const ROOTS: &str = "data/roots.tsv";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={ROOTS}");
    println!("cargo::rerun-if-changed=src/dictionary");
    let table = list::table(&fs::read_to_string(ROOTS)?);
    if !table.overflow.is_empty() {
        return Err(format!("{ROOTS}: the words fit no table").into());
    }
    let source = format!(
        "Table {{ len: {}, longest: {}, displacements: Cow::Borrowed(&{:?}), tags: Cow::Borrowed(&{:?}), \
         starts: Cow::Borrowed(&{:?}), text: Cow::Borrowed(b\"{}\"), values: Cow::Borrowed(&{:?}), \
         overflow: BTreeMap::new() }}",
        table.len,
        table.longest,
        table.displacements,
        table.tags,
        table.starts,
        table.text.escape_ascii(),
        table.values,
    );
    let folder = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("starter.rs"), source)?;
    Ok(())
}
