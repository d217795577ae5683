//! Tweets as the X API and twarc write them.
//!
//! Version 1 has the text in `full_text` or `extended_tweet.full_text`, and a retweet within the
//! tweet (`retweeted_status`). Version 2 has pages: tweets in `data`, the tweets and users they
//! speak of in `includes`. `twarc2 flatten` puts those into the tweets.

use super::flat::scalar;
use crate::TweetKind;
use crate::row::{Row, kind_of};
use crate::shown::shown;
use serde_json::{Map, Value};
use std::collections::HashMap;

type Object = Map<String, Value>;

/// Whether the object is a tweet or a page of the API.
pub(super) fn is_known(object: &Object) -> bool {
    is_page(object) || is_version_1(object) || is_version_2(object)
}

/// The tweets of an object that is known; where there should be one and is none, the start of what
/// is there.
pub(super) fn tweets(object: &Object) -> Vec<Result<Row, String>> {
    if is_page(object) {
        page(object)
    } else if is_version_1(object) {
        vec![Ok(version_1(object))]
    } else {
        vec![Ok(version_2(object, &HashMap::new()))]
    }
}

/// A page has `data`, and something that says what it is; one without results has `meta` alone, one
/// whose tweets are all gone `errors`.
fn is_page(object: &Object) -> bool {
    let is_tweet = |value: &Value| value.get("id").is_some() && value.get("text").is_some();
    match object.get("data") {
        Some(Value::Array(data)) => {
            let signs = ["meta", "includes", "errors", "__twarc"];
            signs.iter().any(|sign| object.contains_key(*sign)) || data.iter().any(is_tweet)
        }
        Some(data @ Value::Object(_)) => is_tweet(data),
        Some(_) => false,
        None => {
            let meta = object.get("meta").and_then(|meta| meta.get("result_count"));
            meta.is_some() || (object.len() == 1 && object.contains_key("errors"))
        }
    }
}

fn is_version_1(object: &Object) -> bool {
    let signs = ["full_text", "extended_tweet", "retweeted_status", "id_str"];
    let has_user = object.get("user").is_some_and(Value::is_object);
    has_user && signs.iter().any(|sign| object.contains_key(*sign))
}

fn is_version_2(object: &Object) -> bool {
    let signs = [
        "edit_history_tweet_ids",
        "author_id",
        "referenced_tweets",
        "public_metrics",
        "conversation_id",
    ];
    let is_tweet = object.get("id").is_some_and(Value::is_string) && object.contains_key("text");
    // Such objects hold lists or objects; a row of a table that was turned into JSON holds neither.
    let is_nested = object
        .values()
        .any(|value| value.is_object() || value.is_array());
    let is_authored = object.contains_key("author_id") && object.len() <= 4;
    is_tweet && (is_nested || is_authored) && signs.iter().any(|sign| object.contains_key(*sign))
}

fn page(page: &Object) -> Vec<Result<Row, String>> {
    let included = page
        .get("includes")
        .and_then(|includes| includes.get("tweets")?.as_array());
    let included: HashMap<&str, &Object> = included
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .filter_map(|tweet| Some((tweet.get("id")?.as_str()?, tweet)))
        .collect();
    let data = match page.get("data") {
        Some(Value::Array(data)) => data.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    data.iter()
        .map(|tweet| match tweet {
            Value::Object(tweet) => Ok(version_2(tweet, &included)),
            other => Err(shown(&other.to_string())),
        })
        .collect()
}

fn version_1(tweet: &Object) -> Row {
    let retweeted = tweet.get("retweeted_status").and_then(Value::as_object);
    let full = |tweet: &Object| {
        let extended = tweet.get("extended_tweet");
        extended
            .and_then(|extended| scalar(extended.get("full_text")?))
            .or_else(|| scalar(tweet.get("full_text")?))
            .or_else(|| scalar(tweet.get("text")?))
    };
    let is_there = |name| tweet.get(name).is_some_and(|value| !value.is_null());
    let is_quote = tweet.get("is_quote_status") == Some(&Value::Bool(true));
    let user = tweet.get("user");
    let of_user = |name| user.and_then(|user| scalar(user.get(name)?));
    Row {
        text: retweeted.and_then(full).or_else(|| full(tweet)),
        id: first(tweet, &["id_str", "id"]),
        date: first(tweet, &["created_at"]),
        user: of_user("id_str")
            .or_else(|| of_user("id"))
            .or_else(|| of_user("screen_name")),
        kind: kind_of(
            retweeted.is_some(),
            is_quote || is_there("quoted_status"),
            is_there("in_reply_to_status_id_str") || is_there("in_reply_to_status_id"),
        ),
    }
}

fn version_2(tweet: &Object, included: &HashMap<&str, &Object>) -> Row {
    let full = |tweet: &Object| {
        let note = tweet.get("note_tweet");
        note.and_then(|note| scalar(note.get("text")?))
            .or_else(|| scalar(tweet.get("text")?))
    };
    let references = tweet.get("referenced_tweets").and_then(Value::as_array);
    let find = |kind: &str| {
        let mut references = references.into_iter().flatten();
        references.find(|reference| reference.get("type").and_then(Value::as_str) == Some(kind))
    };
    let retweeted = find("retweeted");
    let whole = retweeted.and_then(|reference| {
        let id = reference.get("id").and_then(Value::as_str)?;
        let included = included.get(id).and_then(|tweet| full(tweet));
        included.or_else(|| full(reference.as_object()?))
    });
    let author = tweet.get("author");
    let of_author = |name| author.and_then(|author| scalar(author.get(name)?));
    let kind: TweetKind = kind_of(
        retweeted.is_some(),
        find("quoted").is_some(),
        find("replied_to").is_some(),
    );
    Row {
        text: whole.or_else(|| full(tweet)),
        id: first(tweet, &["id"]),
        date: first(tweet, &["created_at"]),
        user: first(tweet, &["author_id"])
            .or_else(|| of_author("id"))
            .or_else(|| of_author("username")),
        kind,
    }
}

/// The first of some fields that holds anything.
fn first(object: &Object, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| scalar(object.get(*name)?))
}
