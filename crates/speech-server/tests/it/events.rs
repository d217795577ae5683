//! The pair of addresses that clients of Gradio know.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use speech_server::Server;

use crate::client::{self, Reply};
use crate::limits::wait_until;
use crate::running::{Door, Plain, Running, clip, sentence};

const PATH: &str = "/gradio_api/call/predict";

fn call(server: &Running, body: &Value) -> Reply {
    let body = body.to_string();
    client::post(server.address, PATH, "application/json", body.as_bytes()).unwrap()
}

fn fetch(server: &Running, reply: &Reply) -> Reply {
    let json: Value = serde_json::from_slice(&reply.body).unwrap();
    let id = json["event_id"].as_str().unwrap();
    assert_eq!(id.len(), 32);
    client::get(server.address, &format!("{PATH}/{id}")).unwrap()
}

#[test]
fn a_call_is_answered_by_an_event() {
    let server = Running::start(Server::new(Plain::Answers));
    let base64 = STANDARD.encode(clip(0.5));
    let address = format!("data:audio/wav;base64,{base64}");
    for argument in [
        json!(base64),
        json!(address),
        json!({ "url": address, "orig_name": "a.wav" }),
    ] {
        let event = fetch(&server, &call(&server, &json!({ "data": [argument] })));
        assert_eq!(event.header("content-type"), Some("text/event-stream"));
        let text = event.text();
        let data = text.strip_prefix("event: complete\ndata: ").unwrap();
        let answers: Value = serde_json::from_str(data).unwrap();
        assert_eq!(answers[0]["label"], "sedih");
        assert_eq!(
            answers[0]["confidences"],
            json!([{ "label": "sedih", "confidence": 1.0 }])
        );
        assert_eq!(answers[0]["seconds"], 0.5);
    }
}

#[test]
fn a_failure_is_an_event_too() {
    let server = Running::start(Server::new(Plain::Answers));
    let argument = STANDARD.encode("no audio at all, only words");
    let event = fetch(&server, &call(&server, &json!({ "data": [argument] })));
    let expected = "event: error\ndata: {\"error\":\"expected audio in a known format\",\"code\":\"unknown_format\"}\n\n";
    assert_eq!((event.status, event.text().as_str()), (200, expected));
}

#[test]
fn heartbeats_come_until_the_answer_does() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone())).with_heartbeat(Duration::from_millis(50));
    let server = Running::start(server);
    let reply = call(&server, &json!({ "data": [STANDARD.encode(clip(0.1))] }));
    let opener = std::thread::spawn(move || {
        door.wait_for(1);
        std::thread::sleep(Duration::from_millis(400));
        door.open();
    });
    let text = fetch(&server, &reply).text();
    opener.join().unwrap();
    assert!(
        text.starts_with("event: heartbeat\ndata: null\n\n"),
        "{text}"
    );
    assert!(text.contains("event: complete"), "{text}");
    // The answer is kept for a while.
    assert!(fetch(&server, &reply).text().starts_with("event: complete"));
}

#[test]
fn events_are_unknown_when_they_are_old_or_never_were() {
    let server = Server::new(Plain::Answers).with_events(Duration::from_millis(300), 2);
    let server = Running::start(server);
    let reply = call(&server, &json!({ "data": [STANDARD.encode(clip(0.1))] }));
    wait_until(|| fetch(&server, &reply).status == 404);
    let gone = fetch(&server, &reply);
    assert_eq!(sentence(&gone), "there is no such event, or it is too old");
    let never = client::get(server.address, &format!("{PATH}/0123")).unwrap();
    assert_eq!(never.status, 404);
}

#[test]
fn events_are_bounded() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone())).with_events(Duration::from_secs(60), 2);
    let server = Running::start(server);
    let body = json!({ "data": [STANDARD.encode(clip(0.1))] });
    let replies: Vec<_> = (0..3).map(|_| call(&server, &body)).collect();
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 200, 429]);
    door.open();
    for reply in &replies[..2] {
        assert!(fetch(&server, reply).text().contains("event: complete"));
    }
    // An answer that is there gives way to one that is to come.
    let later = call(&server, &body);
    assert_eq!(fetch(&server, &later).status, 200);
    assert_eq!(fetch(&server, &replies[0]).status, 404);
    assert_eq!(fetch(&server, &replies[1]).status, 200);
}

#[test]
fn refuses_calls_that_are_none() {
    let server = Running::start(Server::new(Plain::Answers).with_max_body_bytes(10_000));
    let expected = "expected {\"data\": [...]} with one recording in base64, as a data address, \
                    as {\"url\": \"data:...\"}, or as {\"path\": \"...\"} of an upload";
    for body in [
        json!({ "data": [] }),
        json!({ "data": ["", ""] }),
        json!({ "data": [7] }),
        json!({ "data": ["%%%"] }),
        json!({ "data": ["data:audio/wav,abc"] }),
        json!({ "data": [{ "path": "/etc/passwd" }] }),
        json!({ "data": [{ "url": "http://example.org/a.wav" }] }),
        json!({ "data": vec![0; 5_000] }),
        json!({ "nothing": 1 }),
    ] {
        let reply = call(&server, &body);
        assert_eq!(
            (reply.status, sentence(&reply).as_str()),
            (400, expected),
            "{body}"
        );
    }
    let large = json!({ "data": [STANDARD.encode(vec![0; 10_001])] });
    assert_eq!(call(&server, &large).status, 413);
}
