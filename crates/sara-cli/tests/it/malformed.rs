//! Files that are broken in as many ways as were thought of, made here, each through the program: rows counted, or one line that names
//! the file; never a panic.

use super::{sara, write};
use std::fmt::Write as _;

/// A broken file.
struct Malformed {
    what: &'static str,
    /// Its ending tells the format.
    name: &'static str,
    bytes: Vec<u8>,
}

fn file(what: &'static str, name: &'static str, bytes: impl Into<Vec<u8>>) -> Malformed {
    let bytes = bytes.into();
    Malformed { what, name, bytes }
}

/// A text of so many bytes.
fn long(bytes: usize) -> String {
    "kata rukun ".repeat(bytes / 11 + 1)
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| match big {
        true => unit.to_be_bytes(),
        false => unit.to_le_bytes(),
    };
    text.encode_utf16().flat_map(bytes).collect()
}

fn tables() -> Vec<Malformed> {
    let csv = |what, text: &str| file(what, "a.csv", text);
    let many_fields = format!("id,tweet\n1,{}\n", "a,".repeat(200_000));
    let many_columns = format!("tweet{}\n1\n", ",".repeat(200_000));
    vec![
        csv("empty", ""),
        csv("blank lines alone", "\n\r\n\n\r"),
        csv("blanks alone", "   \t \n  "),
        csv("a header alone", "id,tweet\n"),
        csv("a header without an end of line", "id,tweet"),
        csv("the header three times", "id,tweet\nid,tweet\nid,tweet\n"),
        csv(
            "the header once more in the middle",
            "id,tweet\n1,a\nid,tweet\n2,b\n",
        ),
        csv("a separator line alone", "sep=;"),
        csv("two separator lines", "sep=;\nsep=,\ntweet\na\n"),
        csv("no column of text", "a,b\n1,2\n"),
        csv("no header", "1,warga kampung\n2,warga desa\n"),
        csv("headers without names", ",,\na,b,c\n"),
        csv("the text column twice", "tweet,tweet\na,b\n"),
        csv("the id column twice", "id,id,tweet\n1,2,a\n"),
        csv("the date column twice", "date,tweet,date\n1,a,2\n"),
        csv("ragged rows", "id,tweet\n1\n2,a,b\n\n3,c\n,,,,\n4\n"),
        csv(
            "commas below a header of semicolons",
            "id;tweet\n1,a\n2,b\n",
        ),
        csv("separators mixed", "id,tweet;date\n1;a,b\n2\tc\td\n"),
        csv("tabs below a header of commas", "id,tweet\n1\ta\n"),
        csv(
            "a quote that is never closed",
            "id,tweet\n1,\"a\n2,b\n3,c\n",
        ),
        csv(
            "a quote in the header that is never closed",
            "id,\"tweet\n1,a\n",
        ),
        csv(
            "a quote that is closed too late",
            "id,tweet\n1,\"a\n2,b\n3,\"c\n4,d\n",
        ),
        csv("text behind a closing quote", "id,tweet\n1,\"a\"b\"c,d\n"),
        csv("quotes alone", &format!("tweet\n{}\n", "\"".repeat(99_999))),
        csv("NUL in a text", "id,tweet\n1,a\0b\n2,c\n"),
        csv("NUL in an id", "id,tweet\n1\0,a\n"),
        csv("NUL in the header", "id\0,tweet\n1,a\n"),
        csv("NUL alone", &"\0".repeat(5_000)),
        csv("blank texts alone", "id,tweet\n1,\n2,  \n3,\t\n"),
        csv(
            "carriage returns alone",
            "id,tweet\r1,warga kampung\r2,warga desa\r",
        ),
        csv("ends of lines mixed", "id,tweet\r\n1,a\n2,b\r3,c\r\r\n4,d"),
        csv("ids twice", "id,tweet\n1,a\n1,b\n1,c\n"),
        csv("ids of a spreadsheet", "id,tweet\n1.62E+18,a\n1.62E+18,b\n"),
        csv("ids missing", "id,tweet\n,a\n2,b\n,c\n"),
        csv(
            "huge ids",
            &format!("id,tweet\n{},a\n-{},b\n", "9".repeat(400), "9".repeat(400)),
        ),
        csv(
            "dates out of range",
            "date,tweet\n0000-00-00,a\n99999-12-31,b\n31/02/2023,c\n",
        ),
        csv(
            "dates nine thousand years apart",
            "date,tweet\n0001-01-01,a\n9999-12-31,b\n",
        ),
        csv(
            "dates of a thousand digits",
            &format!("date,tweet\n{},a\n", "1".repeat(1_000)),
        ),
        csv(
            "a date with a time that is none",
            "date,tweet\n2023-02-01T25:61:61+99:99,a\n",
        ),
        csv("numbers where texts are", "tweet\n1\n2.5\n-1e999\n"),
        csv("10 MB of one line", &format!("tweet\n{}\n", long(10 << 20))),
        csv(
            "20 MB of one field",
            &format!("tweet\n\"{}\"\nb\n", long(20 << 20)),
        ),
        csv("a row of 200,000 fields", &many_fields),
        csv("200,000 columns", &many_columns),
        csv(
            "a header of a megabyte",
            &format!("tweet{}\na\n", long(1 << 20)),
        ),
        csv(
            "a column name that commands a terminal",
            "\u{1b}[2J\u{202e},x\na,b\n",
        ),
        csv(
            "texts that command a terminal",
            "id,tweet\n\u{1b}[2J,\u{1b}]0;x\u{7}halo\n",
        ),
        csv(
            "formulas of a spreadsheet",
            "id,tweet\n=1+1,\"=cmd|' /C calc'!A0\"\n",
        ),
        csv(
            "a byte order mark in the middle",
            "tweet\n\u{feff}tweet\n\u{feff}a\n",
        ),
        csv("two byte order marks", "\u{feff}\u{feff}tweet\na\n"),
        csv(
            "signs that join and turn",
            "tweet\n\u{200d}\u{202e}\u{feff}\u{fffd}\n",
        ),
        csv(
            "one word of a megabyte",
            &format!("tweet\n{}\n", "a".repeat(1 << 20)),
        ),
        csv(
            "a page of HTML",
            "<!DOCTYPE html>\n<html><body>Rate limited</body></html>\n",
        ),
        file("an empty table of tabs", "a.tsv", "\t\t\t\n\t\t\n"),
        file("a table named JSON lines", "a.jsonl", "id,tweet\n1,a\n"),
    ]
}

fn json() -> Vec<Malformed> {
    let lines = |what, text: &str| file(what, "a.jsonl", text);
    let value = |what, text: &str| file(what, "a.json", text);
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    let mut keys = String::from("{\"text\":\"a\"");
    for key in 0..30_000 {
        let _ = write!(keys, ",\"k{key}\":{{\"v\":{key}}}");
    }
    keys.push_str("}\n");
    vec![
        lines("JSON: empty", ""),
        lines("JSON: cut off in a key", "{\"te"),
        lines("JSON: cut off in an escape", "{\"text\":\"a\\u00"),
        lines(
            "JSON: half of a pair",
            "{\"text\":\"\\ud83d\"}\n{\"text\":\"b\"}\n",
        ),
        lines("JSON: the other half", "{\"text\":\"\\ude02 a\"}\n"),
        lines("JSON: deep arrays", &deep("[", "]")),
        lines("JSON: deep objects", &deep("{\"a\":", "}")),
        lines("JSON: open brackets", &"[{".repeat(50_000)),
        lines("JSON: closed brackets", &"]}".repeat(50_000)),
        lines("JSON: scalars", "1\n\"a\"\nnull\ntrue\n"),
        lines("JSON: no text", "{\"a\":1}\n{\"a\":2}\n"),
        lines("JSON: a text that is a list", "{\"text\":[\"a\"]}\n"),
        lines("JSON: a text that is an object", "{\"text\":{\"a\":1}}\n"),
        lines(
            "JSON: a text that is a number",
            "{\"text\":12345678901234567890123}\n",
        ),
        lines(
            "JSON: a text that is null",
            "{\"text\":null}\n{\"text\":\"b\"}\n",
        ),
        lines(
            "JSON: a number out of range",
            "{\"text\":\"a\",\"id\":1e999}\n",
        ),
        lines("JSON: the text twice", "{\"text\":\"a\",\"text\":\"b\"}\n"),
        lines("JSON: NUL in a text", "{\"text\":\"a\\u0000\"}\n"),
        lines("JSON: a raw NUL", "{\"text\":\"a\0\"}\n"),
        lines("JSON: a raw end of line in a text", "{\"text\":\"a\nb\"}\n"),
        lines("JSON: single quotes", "{'text': 'a'}\n"),
        lines("JSON: a comma at the end", "{\"text\":\"a\",}\n"),
        lines("JSON: NaN", "{\"text\":NaN}\n{\"text\":\"b\"}\n"),
        lines("JSON: 60,000 keys", &keys),
        lines(
            "JSON: 20 MB of one line",
            &format!("{{\"text\":\"{}\"}}\n", long(20 << 20)),
        ),
        lines(
            "JSON: broken in the middle",
            "{\"text\":\"a\"}\n{\"text\":\n{\"text\":\"c\"}\n",
        ),
        value("JSON: an empty array", "[]"),
        value("JSON: an empty object", "{}"),
        value(
            "JSON: an array that is cut off",
            "[{\"text\":\"a\"},{\"text\":\"b",
        ),
        value("JSON: an array in an array", "[[{\"text\":\"a\"}]]"),
        value(
            "JSON: a page that is cut off",
            "{\n\"data\":[{\"id\":\"1\",\"text\":\"a\"},{\"id\":",
        ),
        value(
            "JSON: a page of scalars",
            "{\n\"data\":[1,2],\n\"meta\":{}}",
        ),
        value(
            "JSON: a page of nothing",
            "{\"data\":[],\"meta\":{\"result_count\":0}}",
        ),
        value(
            "JSON: a page without data",
            "{\"meta\":{\"result_count\":0}}",
        ),
        value(
            "JSON: a page whose data are an object",
            "{\"data\":{\"text\":1},\"meta\":{}}",
        ),
        value(
            "JSON: a page with nesting of another kind",
            "{\"data\":[{\"id\":\"1\",\"text\":\"a\",\"referenced_tweets\":{\"type\":7}}],\"includes\":[1]}",
        ),
        value(
            "JSON: an error of the API",
            "{\"errors\":[{\"message\":\"Rate limit exceeded\"}]}",
        ),
    ]
}

fn bytes() -> Vec<Malformed> {
    let csv = |what, bytes: Vec<u8>| file(what, "a.csv", bytes);
    let mut cut = utf16("\u{feff}id,tweet\n1,warga\n", false);
    cut.pop();
    let lone = [
        utf16("\u{feff}tweet\na", false),
        vec![0x00, 0xd8],
        utf16("b\n", false),
    ]
    .concat();
    // A generator that is the same everywhere.
    let mut state = 7_u64;
    let noise: Vec<u8> = (0..100_000)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .collect();
    vec![
        csv("a byte order mark alone", b"\xef\xbb\xbf".to_vec()),
        csv("half of a byte order mark", b"\xef\xbbtweet\na\n".to_vec()),
        csv("UTF-8 cut off at the end", b"tweet\nhalo caf\xc3".to_vec()),
        csv(
            "UTF-8 cut off in the middle",
            b"tweet\nhalo \xf0\x9f\x98\nb\n".to_vec(),
        ),
        csv(
            "a surrogate in UTF-8",
            b"tweet\na \xed\xa0\xbd b\n".to_vec(),
        ),
        csv(
            "overlong UTF-8",
            b"tweet\na \xc0\xaf \xe0\x80\xaf b\n".to_vec(),
        ),
        csv("beyond Unicode", b"tweet\na \xf7\xbf\xbf\xbf b\n".to_vec()),
        csv(
            "every byte",
            [b"tweet\n".to_vec(), (0..=255).collect()].concat(),
        ),
        csv(
            "UTF-16 without a mark",
            utf16("id,tweet\n1,warga kampung\n", false),
        ),
        csv(
            "UTF-16 the other way round",
            utf16("\u{feff}id,tweet\n1,warga\n", true),
        ),
        csv("UTF-16 cut off in a unit", cut),
        csv("half of a pair in UTF-16", lone),
        csv("a mark of UTF-16 alone", vec![0xff, 0xfe]),
        csv(
            "a mark of UTF-32",
            b"\xff\xfe\x00\x00t\x00\x00\x00".to_vec(),
        ),
        csv("noise", noise),
        csv("latin-1 in UTF-8", b"tweet\ncaf\xc3\xa9 caf\xe9\n".to_vec()),
        file(
            "a workbook",
            "a.csv",
            b"PK\x03\x04\x14\x00\x06\x00".to_vec(),
        ),
        file(
            "an old workbook",
            "a.csv",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        ),
        file("a PDF", "a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec()),
        file(
            "a picture",
            "a.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec(),
        ),
        file(
            "gzip that is cut off",
            "a.csv.gz",
            b"\x1f\x8b\x08\x00\x00\x00".to_vec(),
        ),
        file(
            "gzip with noise in it",
            "a.csv.gz",
            b"\x1f\x8b\x08\x00\0\0\0\0\0\x03\xff\xff\xff".to_vec(),
        ),
        file(
            "Parquet that is cut off",
            "a.parquet",
            b"PAR1\x15\x04\x15".to_vec(),
        ),
        file(
            "a table named Parquet",
            "a.parquet",
            b"id,tweet\n1,a\n".to_vec(),
        ),
    ]
}

/// What is wrong with how the program took a file; nothing if all is well.
fn fault(folder: &std::path::Path, malformed: &Malformed, arguments: &[&str]) -> Option<String> {
    let output = sara(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines = said.lines().count();
    let is_label = arguments.first() == Some(&"label");
    let wrong = match output.status.code() {
        _ if said.contains("panicked") => "a panic",
        Some(0) => return None,
        Some(1) if lines != 1 => "not one line",
        Some(1) if !said.starts_with("sara: ") => "not the program's line",
        Some(1) if is_label && !said.contains(malformed.name) => "the file is not named",
        Some(1) => return None,
        _ => "another exit code",
    };
    let code = output.status.code();
    let start: String = said.chars().take(300).collect();
    Some(format!(
        "{:<45} {:<28} {wrong} ({code:?}): {start}",
        malformed.what,
        arguments[..2].join(" ")
    ))
}

#[test]
fn no_file_makes_it_panic() {
    let files: Vec<Malformed> = [tables(), json(), bytes()].into_iter().flatten().collect();
    assert!(files.len() >= 60, "{}", files.len());
    let folder = tempfile::tempdir().unwrap();
    let run = |malformed: &Malformed| -> Vec<String> {
        let own = tempfile::tempdir_in(folder.path()).unwrap();
        write(own.path(), malformed.name, &malformed.bytes);
        let label = ["label", "--tweets", malformed.name, "--out", "o.csv"];
        let count = [&label[..], &["--bad-rows", "count"]].concat();
        let check = ["check", malformed.name, "--bad-rows", "count"];
        let commands = [&label[..], &count, &check];
        let faults = commands.into_iter();
        faults
            .filter_map(|arguments| fault(own.path(), malformed, arguments))
            .collect()
    };
    // Half of them beside the other half.
    let (left, right) = files.split_at(files.len() / 2);
    let faults = std::thread::scope(|scope| {
        let other = scope.spawn(|| right.iter().flat_map(run).collect::<Vec<_>>());
        let mut faults: Vec<String> = left.iter().flat_map(run).collect();
        faults.extend(other.join().unwrap());
        faults
    });
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
