use super::read;
use proptest::prelude::*;
use std::io::Read;
use tweet_reader::{Date, DateOrder, Duplicates, Encoding, Format, Policy, Separator, TweetReader};

/// Gives few bytes at once, as pipes do.
struct Drops {
    bytes: Vec<u8>,
    at: usize,
    sizes: Vec<usize>,
}

impl Read for Drops {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes.iter().cycle().nth(self.at).copied().unwrap_or(1);
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let size = size.min(rest.len()).min(out.len());
        out[..size].copy_from_slice(&rest[..size]);
        self.at += size;
        Ok(size)
    }
}

/// A text that a row may have: not blank, without NUL.
fn text() -> impl Strategy<Value = String> {
    "[a-z][ -~éα😊\r\n\t\"\u{feff}]{0,30}"
}

fn csv(rows: &[(String, String)], separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer(Vec::new());
    writer.write_record(["x", "text"]).unwrap();
    for (other, text) in rows {
        writer.write_record([other, text]).unwrap();
    }
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_the_csv_crate_writes_reads_back(
        rows in prop::collection::vec((text(), text()), 1..20),
        separator in prop::sample::select(vec![
            Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar,
        ]),
    ) {
        let byte = match separator {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
            Separator::Bar => b'|',
        };
        let file = csv(&rows, byte);
        let reader = TweetReader::new().with_format(Format::Table(separator));
        let tweets = read(&reader, "a.csv", &file).unwrap();
        let texts: Vec<&str> = tweets.iter().map(|tweet| tweet.text.as_str()).collect();
        let expected: Vec<&str> = rows.iter().map(|(_, text)| text.as_str()).collect();
        prop_assert_eq!(texts, expected);
    }

    #[test]
    fn where_chunks_end_makes_no_difference(
        rows in prop::collection::vec((text(), text()), 1..10),
        sizes in prop::collection::vec(1_usize..9, 1..5),
        name in prop::sample::select(vec!["utf-8", "utf-16le", "utf-16be", "gb18030"]),
    ) {
        let file = String::from_utf8(csv(&rows, b',')).unwrap();
        let encoding: Encoding = name.parse().unwrap();
        let bytes: Vec<u8> = match name {
            "utf-16le" => file.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => file.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            name => {
                let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
                encoding.encode(&file).0.into_owned()
            }
        };
        let reader = TweetReader::new().with_encoding(encoding);
        let whole = read(&reader, "a.csv", &bytes).unwrap();
        let drops = Drops { bytes, at: 0, sizes };
        let dropped: Result<Vec<_>, _> = reader.read("a.csv", drops).unwrap().collect();
        prop_assert_eq!(dropped.unwrap(), whole);
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec!["", "Tweet\n", "{\"text\":\"", "[{\"text\":\"a\"},", "\u{1f}\u{8b}"]),
        name in prop::sample::select(vec!["a.csv", "a.tsv", "a.jsonl", "a.json", "a"]),
    ) {
        let mut file = start.as_bytes().to_vec();
        file.extend(&bytes);
        for policy in [Policy::Strict, Policy::Count] {
            let reader = TweetReader::new().with_policy(policy).with_record_limit(100);
            let _ = read(&reader, name, &file);
            let _ = reader.preview_of(name, std::io::Cursor::new(file.clone()), 3);
        }
    }

    #[test]
    fn bad_lines_do_not_touch_good_ones(
        lines in prop::collection::vec((any::<bool>(), "[a-z{}\\[\\]:, ]{1,20}"), 1..40),
    ) {
        let mut file = "{\"text\":\"awal\"}\n".to_owned();
        let mut expected = 1;
        for (is_good, text) in &lines {
            if *is_good {
                file.push_str(&format!("{{\"text\":\"a{text}\"}}\n"));
                expected += 1;
            } else {
                file.push_str(&format!("{text}\n"));
            }
        }
        let reader = TweetReader::new().with_policy(Policy::Count);
        let tweets = read(&reader, "a.jsonl", file.as_bytes()).unwrap();
        prop_assert_eq!(tweets.len(), expected);
    }

    #[test]
    fn a_date_reads_back_as_it_is_shown(seconds in -62_135_596_800_i64..253_402_300_799) {
        let date = Date::from_unix(seconds).unwrap();
        prop_assert_eq!(Date::parse(&date.to_string(), DateOrder::DayFirst), Some(date));
    }

    #[test]
    fn no_text_makes_a_date_panic(text in "[0-9A-Za-z:/. +,-]{0,30}") {
        for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
            let _ = Date::parse(&text, order);
        }
    }

    #[test]
    fn groups_do_not_depend_on_copies(
        texts in prop::collection::vec("[ab ]{0,12}|.{0,20}", 0..30),
    ) {
        let once = Duplicates::find(&texts);
        let twice = Duplicates::find(texts.iter().chain(&texts));
        for row in 0..texts.len() {
            prop_assert_eq!(once.group(row), twice.group(row));
            prop_assert!(once.group(row) <= once.first_copy(row));
        }
    }
}
