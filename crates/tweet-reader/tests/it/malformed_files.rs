//! Makes files that are broken in as many ways as were thought of.

use tweet_reader::TweetReader;

/// A broken file.
pub(crate) struct Malformed {
    pub(crate) name: &'static str,
    /// Its ending tells the format.
    pub(crate) file: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// The limit on a record that the files are read with.
pub(crate) const LIMIT: usize = 1 << 20;

pub(crate) fn reader() -> TweetReader {
    TweetReader::new().with_record_limit(LIMIT)
}

/// All of them.
pub(crate) fn all() -> Vec<Malformed> {
    let mut files = tables();
    files.extend(json());
    files.extend(bytes());
    files
}

fn file(name: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>) -> Malformed {
    let bytes = bytes.into();
    Malformed { name, file, bytes }
}

fn tables() -> Vec<Malformed> {
    let long = "x".repeat(3 * LIMIT);
    let csv = |name, text: &str| file(name, "a.csv", text);
    vec![
        csv("empty", ""),
        csv("blank lines alone", "\n\n\r\n\r"),
        csv("a byte order mark alone", "\u{feff}"),
        csv("header alone", "id,Tweet\n"),
        csv("header without an end of line", "id,Tweet"),
        csv("two headers alone", "id,Tweet\nid,Tweet\n"),
        csv("a separator line alone", "sep=;"),
        csv("a separator line twice", "sep=;\nsep=;\nTweet\na\n"),
        csv("no text column", "a,b\n1,2\n"),
        csv("empty header names", ",,\na,b,c\n"),
        csv("text column twice", "text,text\na,b\n"),
        csv("too few fields", "id,Tweet\n1\n"),
        csv("too many fields", "id,Tweet\n1,a,b\n"),
        csv("separators of another dialect", "id,Tweet\n1;a\n2;b\n"),
        csv("quote never closed", "id,Tweet\n1,\"a\n2,b\n"),
        csv("quote never closed in the header", "id,\"Tweet\n1,a\n"),
        csv("quote inside a field", "id,Tweet\n1,a\"b\",c\n"),
        csv("text behind a closing quote", "id,Tweet\n1,\"a\"b,\"\n"),
        csv(
            "quotes without end",
            &format!("Tweet\n{}", "\"".repeat(99_999)),
        ),
        csv("NUL in a text", "Tweet\na\0b\n"),
        csv("NUL in an id", "id,Tweet\n1\0,a\n"),
        csv("NUL alone", &"\0".repeat(5000)),
        csv("blank texts alone", "id,Tweet\n1,\n2, \n3,\t\n"),
        csv("a line over the limit", &format!("Tweet\n{long}\n")),
        csv(
            "a quoted field over the limit",
            &format!("Tweet\n\"{long}\"\n"),
        ),
        csv("a header over the limit", &format!("Tweet{long}\na\n")),
        csv(
            "a million columns",
            &format!("Tweet{}\n1\n", ",".repeat(1_000_000)),
        ),
        csv(
            "a row of half a million fields",
            &format!("Tweet\n{}\n", "a,".repeat(500_000)),
        ),
        csv("a byte order mark in the middle", "Tweet\n\u{feff}Tweet\n"),
        csv("a date that is none", "date,Tweet\n31/02/2023,a\n"),
        csv(
            "a date of a thousand digits",
            &format!("date,Tweet\n{},a\n", "1".repeat(1000)),
        ),
        csv("an id that is missing", "id,Tweet\n1,a\n,b\n"),
        csv(
            "a page of HTML",
            "<!DOCTYPE html>\n<html><body>Rate limited</body></html>\n",
        ),
        file(
            "tabs in the header, commas in the rows",
            "a.tsv",
            "id\tTweet\n1,a\n",
        ),
        file("a table named JSON lines", "a.jsonl", "id,Tweet\n1,a\n"),
    ]
}

fn json() -> Vec<Malformed> {
    let lines = |name, text: &str| file(name, "a.jsonl", text);
    let value = |name, text: &str| file(name, "a.json", text);
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    vec![
        lines("JSON: empty", ""),
        lines("JSON: a byte order mark alone", "\u{feff}\n"),
        lines("JSON: cut off in a key", "{\"te"),
        lines("JSON: cut off in an escape", "{\"text\":\"a\\u00"),
        lines("JSON: half of a surrogate pair", "{\"text\":\"\\ud83d\"}\n"),
        lines("JSON: deep arrays", &deep("[", "]")),
        lines("JSON: deep objects", &deep("{\"a\":", "}")),
        lines("JSON: open brackets", &"[{".repeat(50_000)),
        lines("JSON: closed brackets", &"]}".repeat(50_000)),
        lines("JSON: scalars", "1\n\"a\"\nnull\ntrue\n"),
        lines("JSON: no text", "{\"a\":1}\n{\"a\":2}\n"),
        lines("JSON: a text that is a list", "{\"text\":[\"a\"]}\n"),
        lines("JSON: a text that is null", "{\"text\":null}\n"),
        lines("JSON: NUL in a text", "{\"text\":\"a\\u0000\"}\n"),
        lines("JSON: a raw NUL", "{\"text\":\"a\0\"}\n"),
        lines(
            "JSON: a number out of range",
            "{\"text\":\"a\",\"id\":1e999}\n",
        ),
        lines("JSON: single quotes, as Python prints", "{'text': 'a'}\n"),
        lines("JSON: a comma at the end", "{\"text\":\"a\",}\n"),
        lines(
            "JSON: a line over the limit",
            &format!("{{\"text\":\"{}\"}}", "x".repeat(3 * LIMIT)),
        ),
        lines("JSON: keys without end", &{
            let keys: Vec<String> = (0..60_000).map(|key| format!("\"k{key}\":1")).collect();
            format!("{{{}}}\n", keys.join(","))
        }),
        lines(
            "JSON: a date that is none",
            "{\"text\":\"a\",\"date\":\"besok\"}\n",
        ),
        value("JSON: an empty array", "[]"),
        value("JSON: an array cut off", "[{\"text\":\"a\""),
        value("JSON: an array of scalars", "[1, \"a\", null]"),
        value("JSON: an array in an array", "[[{\"text\":\"a\"}]]"),
        value(
            "JSON: a page cut off",
            "{\n\"data\":[{\"id\":\"1\",\"text\":\"a\"},{\"id\":",
        ),
        value(
            "JSON: a page of scalars",
            "{\n\"data\":[1,2],\n\"meta\":{}}",
        ),
        value(
            "JSON: a page of tweets without text",
            "{\n\"data\":[{\"id\":\"1\"}],\"meta\":{}}",
        ),
        value("JSON: a page without a page", "{\n\"data\":7,\"meta\":[]}"),
        value(
            "JSON: an error of the API",
            "{\n\"title\":\"Unauthorized\",\"status\":401}",
        ),
        value("JSON: brackets that do not match", "{\n\"text\":\"a\"]"),
        value("JSON: a page over the limit", &{
            let tweets = vec!["{\"id\":\"1\",\"text\":\"abc\"}"; LIMIT / 16];
            format!("{{\n\"data\":[{}],\"meta\":{{}}}}", tweets.join(","))
        }),
    ]
}

/// Files that are no text, or not the text they seem to be.
fn bytes() -> Vec<Malformed> {
    let mut mixed = b"Tweet\ncaf\xe9 di Jakarta\n".to_vec();
    mixed.extend("kafe café é é é é é é é é é é é\n".as_bytes());
    let utf_16: Vec<u8> = "Tweet\nhalo\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut odd = b"\xff\xfe".to_vec();
    odd.extend(&utf_16);
    odd.push(b'x');
    let mut surrogate = b"\xff\xfe".to_vec();
    surrogate.extend(&utf_16);
    surrogate.extend(b"\x00\xd8\n\0");
    vec![
        file("bytes: mixed encodings", "a.csv", mixed),
        file("bytes: UTF-16 without a mark", "a.csv", utf_16),
        file("bytes: UTF-16 of an odd length", "a.csv", odd),
        file("bytes: half of a pair in UTF-16", "a.csv", surrogate),
        file("bytes: a spreadsheet", "a.csv", *b"PK\x03\x04\x14\0\0\0"),
        file("bytes: a database", "a.csv", *b"SQLite format 3\0"),
        file(
            "bytes: gzip cut off",
            "a.csv.gz",
            *b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
        ),
        file(
            "bytes: gzip that lies",
            "a.csv.gz",
            [&[0x1f, 0x8b, 8][..], &[0xff; 500]].concat(),
        ),
        file(
            "bytes: every byte there is",
            "a.csv",
            (0..=255).collect::<Vec<u8>>(),
        ),
        file("bytes: Parquet of a mark alone", "a.parquet", *b"PAR1"),
        file("bytes: Parquet of two marks", "a.parquet", *b"PAR1PAR1"),
        file(
            "bytes: Parquet with a footer longer than the file",
            "a.parquet",
            *b"PAR1\xff\xff\xff\x7fPAR1",
        ),
        file(
            "bytes: Parquet with a footer of noise",
            "a.parquet",
            [&b"PAR1"[..], &[0x15; 64], &[64, 0, 0, 0], b"PAR1"].concat(),
        ),
        file(
            "bytes: a text named Parquet",
            "a.parquet",
            *b"id,Tweet\n1,a\n",
        ),
    ]
}
