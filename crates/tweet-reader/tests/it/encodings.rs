use super::{message, read};
use tweet_reader::{Encoding, Policy, TweetReader, WrongBytes};

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| {
        if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

#[test]
fn every_encoding_gives_the_same_text() {
    let text = "Tweet,Date\n\"café 😊\",2023-02-01\n";
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(text.as_bytes());
    for bytes in [
        text.as_bytes().to_vec(),
        marked,
        utf_16(text, false),
        utf_16(text, true),
    ] {
        let tweets = read(&TweetReader::new(), "a.csv", &bytes).unwrap();
        assert_eq!(tweets[0].text, "café 😊");
    }
    let latin = b"Tweet\ncaf\xe9 di Jakarta, harga \x80 5\n".map(|byte| byte);
    let tweets = TweetReader::new()
        .read("a.txt", std::io::Cursor::new(latin))
        .unwrap();
    assert_eq!(
        tweets.encoding().to_string(),
        "windows-1252 (a guess from its bytes)"
    );
}

#[test]
fn wrong_bytes_of_a_given_encoding_are_an_error_with_their_place() {
    let reader = TweetReader::new().with_encoding(Encoding::UTF_8);
    let file = b"Tweet\nhalo\ncaf\xe9 x\n";
    let mut tweets = reader.read("a.csv", &file[..]).unwrap();
    assert_eq!(tweets.next().unwrap().unwrap().text, "halo");
    assert_eq!(
        tweets.next().unwrap().unwrap_err().to_string(),
        "a.csv:3: expected UTF-8, got the byte 0xe9 at byte 14"
    );
    assert!(tweets.next().is_none());

    let lines = b"{\"text\":\"halo\"}\n{\"text\":\"caf\xe9\"}\n";
    let mut tweets = reader.read("a.jsonl", &lines[..]).unwrap();
    assert_eq!(tweets.next().unwrap().unwrap().text, "halo");
    let error = tweets.next().unwrap().unwrap_err().to_string();
    assert!(error.starts_with("a.jsonl:2: expected UTF-8"), "{error}");

    let reader = reader.with_wrong_bytes(WrongBytes::Replace);
    let mut tweets = reader.read("a.csv", &file[..]).unwrap();
    let texts: Vec<String> = tweets.by_ref().map(|tweet| tweet.unwrap().text).collect();
    assert_eq!(texts, ["halo", "caf\u{fffd} x"]);
    assert_eq!(
        tweets.counts().to_string(),
        "2 tweets, 0 rows dropped, 1 wrong bytes replaced"
    );
}

#[test]
fn a_wrong_byte_is_found_far_behind_and_over_the_edge_of_a_chunk() {
    for length in [
        65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536, 200_000,
    ] {
        let mut file = b"Tweet\n".to_vec();
        file.resize(length, b'x');
        file.extend(b"\xf0\x9fy\n");
        let reader = TweetReader::new().with_encoding(Encoding::UTF_8);
        assert_eq!(
            message(&reader, "a.csv", &file),
            format!("a.csv:2: expected UTF-8, got the byte 0xf0 at byte {length}")
        );
    }
}

#[test]
fn utf_8_with_a_broken_character_is_not_taken_for_another_encoding() {
    let mut file = format!("Tweet\n{}\n", "selamat 😊 hari\n".repeat(30)).into_bytes();
    file.extend(b"rusak \xf0\x9f\n");
    let reader = TweetReader::new().with_policy(Policy::Count);
    let mut tweets = reader
        .read("a.csv", std::io::Cursor::new(file.clone()))
        .unwrap();
    assert_eq!(tweets.encoding().to_string(), "UTF-8 (wrong in 1 places)");
    assert_eq!(tweets.by_ref().count(), 31);
    assert_eq!(tweets.counts().replaced, 1);
    assert_eq!(
        message(&TweetReader::new(), "a.csv", &file),
        "a.csv:33: expected UTF-8, got the byte 0xf0 at byte 553"
    );
}
