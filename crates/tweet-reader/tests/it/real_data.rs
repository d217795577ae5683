//! A published table of tweets, from a folder `shared` beside the repository.

use tweet_reader::{Duplicates, EncodingEvidence, Mapping, Policy, TweetKind, TweetReader};

#[test]
fn a_published_table_is_read_whole() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/okky-hate-speech/re_dataset.csv"
    );
    if !std::path::Path::new(path).exists() {
        aloud!("skipped: the tweets of okky-hate-speech are not at {path}");
        return;
    }
    let reader = TweetReader::new().with_mapping(Mapping::guessed().with_text("Tweet"));
    let mut tweets = reader
        .clone()
        .with_policy(Policy::Count)
        .open(path)
        .unwrap();
    assert_eq!(tweets.encoding().how, EncodingEvidence::Guessed);
    aloud!("{}, {}", tweets.format(), tweets.encoding());
    let all: Vec<_> = tweets.by_ref().map(Result::unwrap).collect();
    aloud!("{}", tweets.counts());
    assert_eq!((all.len(), tweets.counts().dropped()), (13_169, 0));
    let strict: Result<Vec<_>, _> = reader.open(path).unwrap().collect();
    assert_eq!(strict.unwrap(), all);

    // The csv crate sees the same rows.
    let mut peer = csv::ReaderBuilder::new().from_path(path).unwrap();
    let rows = peer.byte_records().map(Result::unwrap).count();
    assert_eq!(rows, all.len());

    let retweets = all
        .iter()
        .filter(|tweet| tweet.kind == TweetKind::Retweet)
        .count();
    let found = Duplicates::find(all.iter().map(|tweet| &tweet.text));
    aloud!(
        "{retweets} retweets, {} exact copies, {} near ones",
        found.exact_copies(),
        found.near_copies()
    );
    assert!(retweets > 100 && found.exact_copies() > 50 && found.near_copies() > 50);
    aloud!("{}", reader.preview(path, 2).unwrap());
}
