use super::{message, read};
use tweet_reader::{
    Column, DateOrder, Format, Mapping, Policy, Separator, Tweet, TweetKind, TweetReader, UserKey,
    Users, UtcOffset,
};

fn one(name: &str, file: &str) -> Tweet {
    let tweets = read(&TweetReader::new(), name, file.as_bytes()).unwrap();
    let [tweet] = <[Tweet; 1]>::try_from(tweets).unwrap();
    tweet
}

#[test]
fn tables_of_all_dialects_are_read() {
    for (name, file) in [
        ("a.csv", "id,Date,Tweet\n7,2023-02-01,\"a, \"\"b\"\"\nc\"\n"),
        (
            "a.csv",
            "id;Date;Tweet\r\n7;2023-02-01;\"a, \"\"b\"\"\nc\"\r\n",
        ),
        (
            "a.tsv",
            "id\tDate\tTweet\n7\t2023-02-01\t\"a, \"\"b\"\"\nc\"\n",
        ),
        (
            "a.txt",
            "sep=|\nid|Date|Tweet\n7|2023-02-01|\"a, \"\"b\"\"\nc\"\n",
        ),
        ("a", "id,Date,Tweet\r7,2023-02-01,\"a, \"\"b\"\"\nc\"\r"),
        (
            "a.csv",
            "\n\n id ,DATE, tweet \n7,2023-02-01,\"a, \"\"b\"\"\nc\"",
        ),
    ] {
        let tweet = one(name, file);
        assert_eq!(
            (tweet.id.as_str(), tweet.text.as_str()),
            ("7", "a, \"b\"\nc")
        );
        assert_eq!(tweet.date.unwrap().to_string(), "2023-02-01");
    }
    let reader = TweetReader::new().with_format(Format::Table(Separator::Semicolon));
    let tweets = read(&reader, "a.csv", b"Tweet;a,b\nhalo;1,2\n").unwrap();
    assert_eq!(tweets[0].text, "halo");
    // The index that pandas writes has no header.
    assert_eq!(one("a.tsv", "\tTweet\n0\thalo\n").text, "halo");
}

#[test]
fn a_row_knows_its_line_whatever_ends_lines() {
    for end in ["\n", "\r\n", "\r"] {
        let file = ["Tweet,x", "", "a,1", "\"b", "b\",2", "", "", "c,3", ""].join(end);
        let tweets = read(&TweetReader::new(), "a.csv", file.as_bytes()).unwrap();
        let lines: Vec<u64> = tweets.iter().map(|tweet| tweet.line).collect();
        assert_eq!(lines, [3, 4, 8], "{end:?}");
    }
}

#[test]
fn rows_without_an_id_are_numbered() {
    let tweets = read(&TweetReader::new(), "a.csv", b"Tweet\na\nb\n").unwrap();
    assert_eq!([&tweets[0].id, &tweets[1].id], ["1", "2"]);
    let mapping = Mapping::guessed().with_id(Column::Absent);
    let reader = TweetReader::new().with_mapping(mapping);
    assert_eq!(
        read(&reader, "a.csv", b"Tweet,id\na,9\n").unwrap()[0].id,
        "1"
    );
}

#[test]
fn columns_may_be_named() {
    let mapping = Mapping::guessed()
        .with_text("Isi Berita")
        .with_date(Column::Named("kapan".to_owned()));
    let reader = TweetReader::new()
        .with_mapping(mapping)
        .with_date_order(DateOrder::MonthFirst);
    let file = b"Tweet,isi berita ,Kapan\na,b,02/13/2023\n";
    let tweets = read(&reader, "a.csv", file).unwrap();
    assert_eq!(tweets[0].text, "b");
    assert_eq!(tweets[0].date.unwrap().to_string(), "2023-02-13");
    let lines =
        b"{\"Tweet\":\"a\",\"isi berita\":\"b\",\"kapan\":\"2/13/2023\",\"id\":9007199254740993}\n";
    let tweets = read(&reader, "a.jsonl", lines).unwrap();
    assert_eq!(
        (tweets[0].text.as_str(), tweets[0].id.as_str()),
        ("b", "9007199254740993")
    );
}

#[test]
fn objects_a_line_are_rows() {
    let file = "{\"tweet\":\"a\",\"created_at\":\"2023-02-01\"}\n\n\u{feff}{\"full_text\":\"b\"}\r\n\
                {\"tweet\":\"RT @ani: c\",\"user\":{\"username\":\"ani\"}}";
    let key = UserKey::new(&[7; 32]).unwrap();
    let reader = TweetReader::new().with_users(Users::Keyed(key.clone()));
    let tweets = read(&reader, "a.jsonl", file.as_bytes()).unwrap();
    let texts: Vec<&str> = tweets.iter().map(|tweet| tweet.text.as_str()).collect();
    assert_eq!(texts, ["a", "b", "RT @ani: c"]);
    let lines: Vec<u64> = tweets.iter().map(|tweet| tweet.line).collect();
    assert_eq!(lines, [1, 3, 4]);
    assert_eq!(tweets[2].kind, TweetKind::Retweet);
    assert_eq!(tweets[2].user, key.tag("Ani"));
}

/// A page with an original, a retweet, a quote, a reply and a long tweet.
const PAGE: &str = r#"{
  "data": [
    {"id": "1", "text": "satu", "author_id": "70", "created_at": "2023-02-01T20:00:00.000Z"},
    {"id": "2", "text": "RT @ani: dua yang panj…", "referenced_tweets": [{"type": "retweeted", "id": "20"}]},
    {"id": "3", "text": "tiga", "referenced_tweets": [{"type": "replied_to", "id": "21"}, {"type": "quoted", "id": "22"}]},
    {"id": "4", "text": "@ani empat", "referenced_tweets": [{"type": "replied_to", "id": "21"}]},
    {"id": "5", "text": "lima…", "note_tweet": {"text": "lima yang panjang"}}
  ],
  "includes": {"tweets": [{"id": "20", "text": "dua yang panjang"}], "users": [{"id": "70", "username": "ani"}]},
  "meta": {"result_count": 5}
}"#;

fn check_page(tweets: &[Tweet]) {
    let texts: Vec<&str> = tweets.iter().map(|tweet| tweet.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "satu",
            "dua yang panjang",
            "tiga",
            "@ani empat",
            "lima yang panjang"
        ]
    );
    let kinds: Vec<&str> = tweets.iter().map(|tweet| tweet.kind.as_str()).collect();
    assert_eq!(kinds, ["original", "retweet", "quote", "reply", "original"]);
    assert_eq!(
        tweets[0].date.unwrap().to_string(),
        "2023-02-02T03:00:00+07:00"
    );
}

#[test]
fn pages_of_the_api_are_read_in_every_arrangement() {
    let reader = TweetReader::new().with_clock(UtcOffset::WIB);
    let line = PAGE.replace('\n', " ");
    for (name, file, pages, last_line) in [
        ("a.json", PAGE.to_owned(), 1, 1),
        ("a.json", line.clone(), 1, 1),
        ("a.jsonl", format!("{line}\n\n{line}\n"), 2, 3),
        ("a.json", format!("{line}\n{line}"), 2, 2),
        ("a.json", format!("[\n{PAGE},\n{PAGE}\n]"), 2, 13),
        ("a", format!("\u{feff}{PAGE}\n{PAGE}"), 2, 12),
    ] {
        let tweets = read(&reader, name, file.as_bytes()).unwrap();
        assert_eq!(tweets.len(), 5 * pages, "{file}");
        for page in tweets.chunks(5) {
            check_page(page);
        }
        assert_eq!(tweets.last().unwrap().line, last_line, "{file}");
    }
    let none = br#"{"meta": {"result_count": 0}}"#;
    assert!(read(&reader, "a.json", none).unwrap().is_empty());
    let gone = br#"{"errors": [{"title": "Not Found Error"}]}"#;
    assert!(read(&reader, "a.json", gone).unwrap().is_empty());
    let single = br#"{"data": {"id": "1", "text": "satu"}}"#;
    assert_eq!(read(&reader, "a.json", single).unwrap()[0].text, "satu");
}

#[test]
fn flattened_tweets_carry_what_they_pass_on() {
    let file = r#"{"id": "2", "text": "RT @ani: pan…", "author_id": "7", "author": {"id": "7", "username": "budi"}, "referenced_tweets": [{"type": "retweeted", "id": "1", "text": "panjang", "author": {"username": "ani"}}], "__twarc": {"version": "2.13.0"}}"#;
    let tweet = one("a.jsonl", file);
    assert_eq!((tweet.id.as_str(), tweet.text.as_str()), ("2", "panjang"));
    assert_eq!(tweet.kind, TweetKind::Retweet);
}

#[test]
fn tweets_of_the_first_version_are_read() {
    let date = "Wed Feb 01 12:34:56 +0000 2023";
    for (file, text, kind) in [
        (
            format!(
                r#"{{"created_at":"{date}","id":1,"id_str":"1","full_text":"halo","user":{{"id_str":"7"}}}}"#
            ),
            "halo",
            TweetKind::Original,
        ),
        (
            format!(
                r#"{{"created_at":"{date}","id":1,"text":"ha…","extended_tweet":{{"full_text":"halo dunia"}},"user":{{"screen_name":"ani"}},"is_quote_status":true}}"#
            ),
            "halo dunia",
            TweetKind::Quote,
        ),
        (
            format!(
                r#"{{"created_at":"{date}","id_str":"1","full_text":"RT @b: ha…","retweeted_status":{{"full_text":"halo juga"}},"user":{{"id":7}}}}"#
            ),
            "halo juga",
            TweetKind::Retweet,
        ),
        (
            format!(
                r#"{{"created_at":"{date}","id_str":"1","full_text":"@b ya","in_reply_to_status_id":5,"user":{{"id":7}}}}"#
            ),
            "@b ya",
            TweetKind::Reply,
        ),
    ] {
        let tweet = one("tweets.jsonl", &file);
        assert_eq!(
            (tweet.id.as_str(), tweet.text.as_str(), tweet.kind),
            ("1", text, kind)
        );
        assert_eq!(tweet.date.unwrap().to_string(), "2023-02-01T12:34:56Z");
    }
}

#[test]
fn columns_of_twarc_and_scrapers_tell_the_kind() {
    let file =
        b"id,text,referenced_tweets.retweeted.id,referenced_tweets.quoted.id,author.username\n\
        1,a,,,x\n2,b,9,,y\n3,c,,8,z\n";
    let tweets = read(&TweetReader::new(), "a.csv", file).unwrap();
    let kinds: Vec<&str> = tweets.iter().map(|tweet| tweet.kind.as_str()).collect();
    assert_eq!(kinds, ["original", "retweet", "quote"]);
    let file = "{\"date\":\"2023-02-01T00:00:00+00:00\",\"rawContent\":\"a\",\"inReplyToTweetId\":5}\n\
        {\"rawContent\":\"b\",\"retweetedTweet\":{\"id\":1},\"inReplyToTweetId\":null}\n";
    let tweets = read(&TweetReader::new(), "a.jsonl", file.as_bytes()).unwrap();
    let kinds: Vec<&str> = tweets.iter().map(|tweet| tweet.kind.as_str()).collect();
    assert_eq!(kinds, ["reply", "retweet"]);
}

#[test]
fn bad_rows_never_take_others_with_them() {
    let reader = TweetReader::new().with_policy(Policy::Count);
    let file = "id,Tweet\n1,a\n2\n3,b,c\n4,\n\n,\nid,Tweet\n5,\"c\n6,d\n7,e\0\n8,f\n";
    let mut tweets = reader.read("a.csv", file.as_bytes()).unwrap();
    let texts: Vec<String> = tweets.by_ref().map(|tweet| tweet.unwrap().text).collect();
    assert_eq!(texts, ["a", "d", "f"]);
    assert_eq!(
        tweets.counts().to_string(),
        "3 tweets, 6 rows dropped: 2 field-count (lines 3, 4), 1 unclosed-quote (line 9), \
         1 missing-text (line 5), 1 nul (line 11), 1 repeated-header (line 8), 1 blank rows"
    );
    let file =
        "{\"text\":\"a\"}\n{\"text\":\nhalo\n[1]\n\"x\"\n{\"teks\":\"b\"}\n{\"text\":\"c\"}\n";
    let mut tweets = reader.read("a.jsonl", file.as_bytes()).unwrap();
    let texts: Vec<String> = tweets.by_ref().map(|tweet| tweet.unwrap().text).collect();
    assert_eq!(texts, ["a", "b", "c"]);
    assert_eq!(
        tweets.counts().to_string(),
        "3 tweets, 4 rows dropped: 2 broken-json (lines 2, 3), 2 not-an-object (lines 4, 5)"
    );
}

#[test]
fn a_row_may_lack_its_date_and_its_id() {
    let reader = TweetReader::new().with_policy(Policy::Count);
    let file = "id,date,Tweet\n1,kemarin,a\n,2023-02-01,b\n3,,c\n";
    let mut tweets = reader.read("a.csv", file.as_bytes()).unwrap();
    let ids: Vec<String> = tweets.by_ref().map(|tweet| tweet.unwrap().id).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(
        tweets.counts().to_string(),
        "3 tweets, 0 rows dropped: 1 bad-date (line 2), 1 missing-id (line 3)"
    );
    assert_eq!(
        message(&TweetReader::new(), "a.csv", file.as_bytes()),
        "a.csv:2: expected a date, got `kemarin`"
    );
}

#[test]
fn a_row_over_the_limit_costs_itself_alone() {
    let reader = TweetReader::new()
        .with_policy(Policy::Count)
        .with_record_limit(1000);
    let long = "x".repeat(300_000);
    for (name, file) in [
        ("a.csv", format!("Tweet\na\n{long}\nb\n")),
        ("a.csv", format!("Tweet\na\n\"y\n{long}\nb\n")),
        (
            "a.jsonl",
            format!("{{\"text\":\"a\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n"),
        ),
        (
            "a.json",
            format!("[{{\"text\":\"a\"}},{{\"text\":\"{long}\"}},{{\"text\":\"b\"}}]"),
        ),
    ] {
        let mut tweets = reader
            .read(name, std::io::Cursor::new(file.into_bytes()))
            .unwrap();
        let texts: Vec<String> = tweets.by_ref().map(|tweet| tweet.unwrap().text).collect();
        assert_eq!(texts, ["a", "b"], "{name}");
        let dropped = tweets.counts();
        assert!(dropped.to_string().contains("too-long"), "{dropped}");
    }
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_comes_off() {
    use std::io::Write;
    let mut packed = Vec::new();
    // Two members, as `cat a.gz b.gz` makes.
    for part in ["Tweet;x\nha", "lo;1\ndunia;2\n"] {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(part.as_bytes()).unwrap();
        packed.extend(encoder.finish().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tweets.csv.gz");
    std::fs::write(&path, &packed).unwrap();
    let tweets: Vec<Tweet> = TweetReader::new()
        .open(&path)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(tweets[1].text, "dunia");
    assert_eq!(
        read(&TweetReader::new(), "a.csv.gz", &packed).unwrap(),
        tweets
    );
}

/// Makes rows as long as it is asked to, and tells how many bytes it has given.
struct Rows {
    left: u64,
    /// What is left of the row that was begun.
    row: &'static [u8],
    given: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

const ROW: &str = "2023-02-01,\"warga kampung kami rukun, dan damai\"\n";

impl std::io::Read for Rows {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.row.is_empty() && self.left > 0 {
            self.left -= 1;
            self.row = ROW.as_bytes();
        }
        let read = self.row.read(out)?;
        self.given
            .fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

#[test]
fn no_more_is_read_than_the_next_row_needs() {
    const ROWS: u64 = 1_000_000;
    let given = std::sync::Arc::default();
    let rows = Rows {
        left: ROWS,
        row: &[],
        given: std::sync::Arc::clone(&given),
    };
    let file = std::io::Read::chain(&b"date,Tweet\n"[..], rows);
    let mut taken = 0;
    for tweet in TweetReader::new().read("a.csv", file).unwrap() {
        assert_eq!(tweet.unwrap().line, taken + 2);
        taken += 1;
        let ahead = given.load(std::sync::atomic::Ordering::Relaxed) - taken * ROW.len() as u64;
        // The mebibyte that the encoding is found from.
        assert!(ahead < 3 << 19, "{ahead}");
    }
    assert_eq!(taken, ROWS);
}
