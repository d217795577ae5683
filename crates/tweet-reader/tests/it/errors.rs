use super::{message, read};
use std::error::Error;
use tweet_reader::{Column, Mapping, Policy, ReadError, TweetReader};

#[test]
fn every_message_names_the_place_and_what_was_expected() {
    let strict = TweetReader::new();
    for (name, file, expected) in [
        (
            "a.csv",
            "",
            "a.csv: expected a header and rows, the file is empty",
        ),
        (
            "a.csv",
            "\n\r\n",
            "a.csv: expected a header and rows, the file is empty",
        ),
        (
            "a.csv",
            "Tweet\n",
            "a.csv: expected rows below the header, the file is empty",
        ),
        (
            "a.jsonl",
            " \n",
            "a.jsonl: expected JSON objects, the file is empty",
        ),
        (
            "a.csv",
            "x,y\n1,2\n",
            "a.csv: expected a column for the text, such as `text` or `Tweet`, got `x`, `y`",
        ),
        (
            "a.csv",
            "tweet,Tweet\n1,2\n",
            "a.csv: expected one column `tweet` for the text, got 2",
        ),
        (
            "a.csv",
            "Tweet,x\n1\n",
            "a.csv:2: expected 2 fields as in the header, got 1",
        ),
        (
            "a.csv",
            "Tweet\n\"halo\n",
            "a.csv:2: expected a closing quote, got the end of the file",
        ),
        (
            "a.csv",
            "Tweet,x\n ,1\n",
            "a.csv:2: expected a text, got none",
        ),
        (
            "a.csv",
            "Tweet\na\0b\n",
            "a.csv:2: expected text, got the character NUL in it",
        ),
        (
            "a.csv",
            "Tweet\na\nTweet\n",
            "a.csv:3: expected a row, got the header again",
        ),
        (
            "a.csv",
            "id,Tweet\n1,a\n,b\n",
            "a.csv:3: expected an id, got none",
        ),
        (
            "a.csv",
            "date,Tweet\n\u{1b}x,a\n",
            "a.csv:2: expected a date, got `\\u{1b}x`",
        ),
        (
            "a.jsonl",
            "{\"text\":\"a\"}\n{\"text\":\n",
            "a.jsonl:2: expected JSON, got `{\"text\":`: EOF while parsing a value at line 1 column 8",
        ),
        (
            "a.jsonl",
            "{\"text\":\"a\"}\n[1]\n",
            "a.jsonl:2: expected a JSON object, got `[1]`",
        ),
        (
            "a.csv",
            "PK\u{3}\u{4}",
            "a.csv: expected CSV, JSON or Parquet, got a ZIP archive or a spreadsheet; unpack it or \
             save it as CSV",
        ),
        (
            "a.parquet",
            "PAR1",
            "a.parquet: expected a file, Parquet cannot be read from a stream",
        ),
    ] {
        assert_eq!(message(&strict, name, file.as_bytes()), expected);
    }
    let limited = strict.clone().with_record_limit(10);
    assert_eq!(
        message(&limited, "a.csv", b"Tweet\nhalo dunia yang panjang\n"),
        "a.csv:2: expected a row of at most 10 bytes, got a longer one"
    );
    let wide = format!("Tweet{}\n", ",".repeat(20_000));
    assert_eq!(
        message(&strict, "a.csv", wide.as_bytes()),
        "a.csv: expected at most 10000 columns, got 20001"
    );
}

#[test]
fn a_column_that_is_not_there_is_named_beside_those_that_are() {
    let reader = |mapping| TweetReader::new().with_mapping(mapping);
    let text = reader(Mapping::guessed().with_text("isi"));
    assert_eq!(
        message(&text, "a.csv", b"Tweet,x\na,b\n"),
        "a.csv: expected a column `isi` for the text, got `Tweet`, `x`"
    );
    let date = reader(Mapping::guessed().with_date(Column::Named("tgl".to_owned())));
    assert_eq!(
        message(&date, "a.jsonl", b"{\"text\":\"a\",\"user\":{\"id\":1}}\n"),
        "a.jsonl: expected a column `tgl` for the date, got `text`, `user`, `user.id`"
    );
    let twice = reader(Mapping::guessed().with_text("x"));
    assert_eq!(
        message(&twice, "a.csv", b"x,x\na,b\n"),
        "a.csv: expected one column `x` for the text, got 2"
    );
}

#[test]
fn a_file_of_bad_rows_alone_is_an_error() {
    let reader = TweetReader::new().with_policy(Policy::Count);
    assert_eq!(
        message(&reader, "a.csv", b"Tweet,x\na\nb\n"),
        "a.csv: expected tweets, all 2 rows were dropped: 2 field-count (lines 2, 3)"
    );
}

#[test]
fn causes_stand_behind_the_message() {
    let error = TweetReader::new().open("no-such-file.csv").unwrap_err();
    assert_eq!(error.to_string(), "cannot read no-such-file.csv");
    assert!(error.source().is_some());
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        TweetReader::new().open(folder.path()),
        Err(ReadError::Read { .. })
    ));
    // A gzip file that is cut off.
    let error = read(&TweetReader::new(), "a.csv.gz", b"\x1f\x8b\x08\0\0").unwrap_err();
    let expected = if cfg!(feature = "gzip") {
        "cannot read a.csv.gz"
    } else {
        "a.csv.gz: expected the feature `gzip` of tweet-reader, it is switched off"
    };
    assert_eq!(error.to_string(), expected);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_without_its_feature_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, b"PAR1").unwrap();
    let message = TweetReader::new().open(&path).unwrap_err().to_string();
    assert!(
        message.ends_with(": expected the feature `parquet` of tweet-reader, it is switched off"),
        "{message}"
    );
}

/// A guess may be wrong, so what fails in a guessed column can be let be; a named one is held to its name.
#[test]
fn a_guessed_column_is_no_reason_to_stop() {
    let file = "date,id,tweet\nani,1,a\n2023-02-01,,b\n";
    let read = |reader: &TweetReader| {
        let mut tweets = reader.read("a.csv", file.as_bytes())?;
        let rows: Vec<u64> = tweets
            .by_ref()
            .map(|tweet| Ok(tweet?.row))
            .collect::<Result<_, ReadError>>()?;
        let cases = tweets.counts().problems.values();
        let problems: Vec<String> = cases
            .flat_map(|cases| cases.problems.iter().map(ToString::to_string))
            .collect();
        Ok::<_, ReadError>((rows, problems))
    };
    let lenient = TweetReader::new().with_guessed_columns(Policy::Count);
    let (rows, problems) = read(&lenient).unwrap();
    assert_eq!(rows, [1, 2]);
    assert_eq!(
        problems,
        ["expected a date, got `ani`", "expected an id, got none"]
    );
    let named = Mapping::guessed().with_date(Column::Named("date".to_owned()));
    let error = read(&lenient.with_mapping(named)).unwrap_err();
    assert_eq!(error.to_string(), "a.csv:2: expected a date, got `ani`");
}

#[test]
fn empty_texts_may_be_tweets() {
    let texts = |name: &str, file: &'static str| -> Vec<String> {
        let reader = TweetReader::new()
            .with_empty_texts(true)
            .with_policy(Policy::Count);
        let tweets = reader.read(name, file.as_bytes()).unwrap();
        tweets.map(|tweet| tweet.unwrap().text).collect()
    };
    assert_eq!(texts("a.csv", "id,tweet\n1,\n2, \n"), ["", " "]);
    // An object without a text is no tweet.
    let lines = "{\"text\":\"\",\"a\":1}\n{\"a\":2}\n";
    assert_eq!(texts("a.jsonl", lines), [""]);
}
