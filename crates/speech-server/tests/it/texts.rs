//! Texts in, labels out.

use serde_json::{Value, json};
use speech_server::{Server, Standing, TextAnswer, TextCard, TextReader};

use crate::client::{self, Reply};
use crate::running::{Plain, Running, sentence};

struct Lengths;

fn card() -> TextCard {
    TextCard {
        model: "lengths".into(),
        learned_from: "nobody".into(),
        warning: "it counts".into(),
        standing: Standing::Trained,
    }
}

impl TextReader for Lengths {
    fn card(&self) -> TextCard {
        card()
    }

    fn read(&self, texts: &[String]) -> Vec<TextAnswer> {
        (texts.iter())
            .map(|text| TextAnswer {
                label: (!text.is_empty()).then(|| text.len().to_string()),
                probabilities: vec![("long".into(), 0.25)],
                words: vec![(text.clone(), -1.5)],
                read_as: text.to_uppercase(),
                unknown: vec!["x".into()],
            })
            .collect()
    }
}

/// A reader that loses answers.
struct Forgets;

impl TextReader for Forgets {
    fn card(&self) -> TextCard {
        card()
    }

    fn read(&self, _: &[String]) -> Vec<TextAnswer> {
        Vec::new()
    }
}

fn read(server: &Running, body: &str) -> Reply {
    client::post(
        server.address,
        "/api/text",
        "application/json",
        body.as_bytes(),
    )
    .unwrap()
}

#[test]
fn every_text_has_its_answer() {
    let server = Running::start(Server::new(Plain::Answers).with_text(Lengths));
    let reply = read(&server, &json!({ "texts": ["ya", ""] }).to_string());
    let found: Value = serde_json::from_slice(&reply.body).unwrap();
    let model = json!({
        "model": "lengths",
        "learned_from": "nobody",
        "warning": "it counts",
        "standing": "trained",
    });
    let expected = json!({ "answers": [
        {
            "label": "2",
            "probabilities": [{ "label": "long", "probability": 0.25 }],
            "words": [{ "word": "ya", "weight": -1.5 }],
            "read_as": "YA",
            "unknown": ["x"],
        },
        {
            "label": null,
            "probabilities": [{ "label": "long", "probability": 0.25 }],
            "words": [{ "word": "", "weight": -1.5 }],
            "read_as": "",
            "unknown": ["x"],
        },
    ], "model": model });
    assert_eq!(found, expected);
    let info = client::get(server.address, "/api/info").unwrap().text();
    assert!(info.contains("\"text\":{\"model\":\"lengths\""));
}

#[test]
fn texts_have_limits() {
    let server = Server::new(Plain::Answers)
        .with_text(Lengths)
        .with_max_texts(2, 5);
    let server = Running::start(server);
    let long = format!("{{\"texts\":[\"{}\"]}}", "x".repeat(5_000));
    for (body, status, expected) in [
        (
            "no JSON",
            400,
            "expected JSON such as {\"texts\": [\"...\"]}",
        ),
        (
            "{\"texts\":[1]}",
            400,
            "expected JSON such as {\"texts\": [\"...\"]}",
        ),
        ("{\"texts\":[]}", 400, "expected at least 1 text, got 0"),
        (
            "{\"texts\":[\"a\",\"b\",\"c\"]}",
            413,
            "expected at most 2 texts, got 3",
        ),
        (
            "{\"texts\":[\"a\",\"äöüäöü\"]}",
            413,
            "expected at most 5 characters, got more in text 2",
        ),
        (&long, 413, "expected at most 1152 bytes, got more"),
    ] {
        let reply = read(&server, body);
        assert_eq!(
            (reply.status, sentence(&reply).as_str()),
            (status, expected)
        );
    }
}

#[test]
fn without_a_reader_there_is_nothing_to_ask() {
    let server = Running::start(Server::new(Plain::Answers));
    let reply = read(&server, "{\"texts\":[\"a\"]}");
    assert_eq!(
        (reply.status, sentence(&reply).as_str()),
        (404, "this server reads no texts")
    );
    let info = client::get(server.address, "/api/info").unwrap().text();
    assert!(info.contains("\"text\":null"));
}

#[test]
fn a_reader_that_loses_answers_is_at_fault() {
    let server = Running::start(Server::new(Plain::Answers).with_text(Forgets));
    assert_eq!(read(&server, "{\"texts\":[\"a\"]}").status, 500);
}
