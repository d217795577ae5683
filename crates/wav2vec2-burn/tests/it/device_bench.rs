//! The bench of a device, on its smallest work.

use serde_json::Value;

use crate::support::device;

#[path = "../../benches/gpu/tasks.rs"]
mod tasks;

fn run(words: &[&str]) -> Result<String, String> {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    let mut out = Vec::new();
    let done = tasks::run(&words, &mut out);
    let said = String::from_utf8(out).unwrap();
    done.map(|()| said.clone())
        .map_err(|error| format!("{said}{error}"))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_device_computes_as_the_cpu_does() {
    let said = run(&["check", &device().to_string()]).unwrap();
    let lines = lines(&said);
    assert!(lines.len() >= 2);
    for line in &lines {
        assert!(line["largest"].as_f64() <= line["allowed"].as_f64());
    }
}

#[test]
fn measures_and_makes_a_table_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    run(&["folder", "tiny", path]).unwrap();
    let name = device().to_string();
    let ours = run(&["measure", &name, "f32", path]).unwrap();
    let whats: Vec<Value> = lines(&ours)
        .into_iter()
        .map(|line| line["what"].clone())
        .collect();
    let expected = [
        "logits",
        "losses",
        "first batch",
        "classification",
        "first step",
        "training",
    ];
    assert_eq!(whats, expected);

    // The same figures from the other side: all ratios are 1, and numbers agree.
    let theirs = ours.replace("\"wav2vec2-burn\"", "\"PyTorch\"");
    let both = folder.path().join("lines.jsonl");
    std::fs::write(&both, format!("{ours}{theirs}")).unwrap();
    let table = run(&["table", both.to_str().unwrap()]).unwrap();
    assert_eq!(table.matches("| 1.00 |").count(), 4, "{table}");
    assert!(table.contains("| logits, beside PyTorch | f32 | 0.0e0 | 2.0e-2 | holds |"));

    // Other numbers of the peer fail.
    let spoiled = theirs.replacen("\"values\":[", "\"values\":[9.5,", 1);
    std::fs::write(&both, format!("{ours}{spoiled}")).unwrap();
    let failure = run(&["table", both.to_str().unwrap()]).unwrap_err();
    assert!(
        failure.contains("**fails**") && failure.ends_with("1 checks failed"),
        "{failure}"
    );
}

#[test]
fn refuses_what_it_does_not_know() {
    assert_eq!(run(&["fly"]).unwrap_err(), tasks::USAGE);
    let error = run(&["folder", "huge", "/nowhere"]).unwrap_err();
    assert_eq!(error, "unknown size huge: expected tiny or base");
    let empty = tempfile::NamedTempFile::new().unwrap();
    let error = run(&["table", empty.path().to_str().unwrap()]).unwrap_err();
    assert_eq!(error, "no figure was measured");
}
