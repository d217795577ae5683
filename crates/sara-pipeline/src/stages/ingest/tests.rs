//! Files in, tweets out.

use super::*;
use tweet_reader::Date;

fn read(source: &TweetSource, file: &str) -> Result<TweetFile, PipelineError> {
    source.read_bytes(file.as_bytes().to_vec())
}

fn ids(file: &TweetFile) -> Vec<&str> {
    file.tweets.iter().map(|tweet| tweet.id.as_str()).collect()
}

#[test]
fn columns_are_found_or_named() {
    let file = "Tanggal;No;Isi;Tweet\n1/2/2023;7;a;halo\n2/2/2023;8;b;dunia\n";
    let found = read(&TweetSource::file("t.csv"), file).unwrap();
    assert_eq!(ids(&found), ["1", "2"], "`No` is no name of an id");
    assert_eq!(found.tweets[0].text, "halo");
    assert_eq!(found.tweets[0].date, Date::new(2023, 2, 1));
    assert_eq!(
        found.note("t.csv"),
        "t.csv was read as table with semicolons, UTF-8 (all bytes are valid): text from `Tweet`, date from `Tanggal`."
    );
    let mut source = TweetSource::csv("t.csv", "isi");
    source.id_column = Some("No".to_owned());
    source.date_order = DateOrder::MonthFirst;
    let named = read(&source, file).unwrap();
    assert_eq!(ids(&named), ["7", "8"]);
    assert_eq!(named.tweets[0].text, "a");
    assert_eq!(named.tweets[0].date, Date::new(2023, 1, 2));
}

#[test]
fn ids_that_were_found_and_repeat_are_passed_over() {
    let file = "id,tweet\n1.6E+18,a\n1.6E+18,b\n";
    let found = read(&TweetSource::file("t.csv"), file).unwrap();
    assert_eq!(ids(&found), ["1", "2"]);
    assert!(
        found
            .note("t.csv")
            .ends_with("`1.6E+18` stands in several: rows go by their number."),
    );
    let mut source = TweetSource::file("t.csv");
    source.id_column = Some("id".to_owned());
    assert_eq!(ids(&read(&source, file).unwrap()), ["1.6E+18", "1.6E+18"]);
}

#[test]
fn bad_rows_are_errors_or_counted() {
    let file = "id,tweet\n1,a\n2\n3,c\n4,\n";
    let mut source = TweetSource::file("t.csv");
    assert_eq!(
        read(&source, file).unwrap_err().to_string(),
        "t.csv:3: expected 2 fields as in the header, got 1"
    );
    source.bad_rows = BadRows::Count;
    let found = read(&source, file).unwrap();
    // An empty text is a row: cleaning drops it.
    assert_eq!(ids(&found), ["1", "3", "4"]);
    assert_eq!(found.counts.dropped(), 1);
}

/// A bad row behind the last that is taken is no part of a study.
#[test]
fn of_the_first_rows_alone_the_bad_ones_among_them_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, "id,tweet\n1\n2,b\n3,c\n4\n5,e\n6\n").unwrap();
    let mut source = TweetSource::file(path);
    source.bad_rows = BadRows::Count;
    for (most, taken, dropped) in [
        (Some(2), 2, 1),
        (Some(3), 3, 3),
        (Some(9), 3, 3),
        (None, 3, 3),
    ] {
        let (found, rows) = source.read_first(most).unwrap();
        assert_eq!((found.tweets.len(), rows), (taken, 3), "{most:?}");
        assert_eq!(found.counts.dropped(), dropped, "{most:?}");
    }
}

#[test]
fn a_date_column_that_was_found_stops_nothing() {
    let file = "date,tweet\nani,a\n2023-02-01,b\n";
    let mut source = TweetSource::file("t.csv");
    let found = read(&source, file).unwrap();
    assert_eq!(found.tweets[0].date, None);
    assert!(
        found
            .note("t.csv")
            .ends_with(" Rows that were read without a part, bad-date: 1 (lines 2)."),
    );
    source.date_column = Some("date".to_owned());
    assert_eq!(
        read(&source, file).unwrap_err().to_string(),
        "t.csv:2: expected a date, got `ani`"
    );
}

#[test]
fn dates_are_shown_by_the_clock_that_was_named() {
    let file = "created_at,tweet\n2023-02-01T20:00:00Z,a\n";
    let mut source = TweetSource::file("t.csv");
    let day = |source: &TweetSource| {
        let date = read(source, file).unwrap().tweets[0].date;
        date.map(Date::year_month_day)
    };
    assert_eq!(day(&source), Some((2023, 2, 1)));
    source.clock = Some(UtcOffset::WIB);
    assert_eq!(day(&source), Some((2023, 2, 2)));
}

#[test]
fn users_come_with_a_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let file = "user,tweet\nani,a\nANI,b\n@budi,c\n";
    let mut source = TweetSource::file("t.csv");
    source.user_column = Some("user".to_owned());
    assert_eq!(
        source.check().unwrap_err().to_string(),
        "setting user-column: expected a user-key beside it, since users are not read without one, got `user` alone"
    );
    std::fs::write(&key, "x".repeat(31)).unwrap();
    source.user_key = Some(key.clone());
    let short = read(&source, file).unwrap_err().to_string();
    assert!(
        short.starts_with(
            "setting user-key: expected a file of at least 32 secret bytes, got 31 in "
        ),
        "{short}"
    );
    std::fs::write(&key, "x".repeat(32)).unwrap();
    let tweets = read(&source, file).unwrap().tweets;
    assert_eq!(tweets[0].user, tweets[1].user);
    assert_ne!(tweets[0].user, tweets[2].user);
    assert!(tweets[0].user.is_some());
}
