//! Uploads and sessions, as `gradio_client` asks for them, and that client itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use speech_server::Server;

use crate::client::{self, Reply};
use crate::limits::form;
use crate::running::{Door, Plain, Running, sentence};
use crate::stop::Program;

fn json_of(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

fn upload(address: SocketAddr) -> String {
    let kind = "multipart/form-data; boundary=edge";
    let reply = client::post(address, "/gradio_api/upload", kind, &form(1)).unwrap();
    json_of(&reply)[0].as_str().unwrap().to_owned()
}

fn join(address: SocketAddr, argument: &Value, session: &str) -> Reply {
    let body = json!({ "data": [argument], "fn_index": 0, "session_hash": session }).to_string();
    let path = "/gradio_api/queue/join";
    client::post(address, path, "application/json", body.as_bytes()).unwrap()
}

/// The messages of a session's stream.
fn messages(address: SocketAddr, session: &str) -> Vec<Value> {
    let path = format!("/gradio_api/queue/data?session_hash={session}");
    let reply = client::get(address, &path).unwrap();
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    (reply.text().split_terminator("\n\n"))
        .map(|message| serde_json::from_str(message.strip_prefix("data: ").unwrap()).unwrap())
        .collect()
}

#[test]
fn a_session_has_its_answers_in_order_and_nobody_elses() {
    let server = Running::start(Server::new(Plain::Answers));
    let address = server.address;
    let first = join(address, &json!({ "path": upload(address) }), "one");
    let second = join(
        address,
        &json!(STANDARD.encode("no audio, only words")),
        "one",
    );
    let other = join(address, &json!({ "path": upload(address) }), "two");
    let id = |reply: &Reply| json_of(reply)["event_id"].clone();
    let found = messages(address, "one");
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        (
            &found[0]["msg"],
            &found[0]["event_id"],
            &found[0]["success"]
        ),
        (&json!("process_completed"), &id(&first), &json!(true))
    );
    assert_eq!(found[0]["output"]["data"][0]["label"], "sedih");
    assert_eq!(
        (
            &found[1]["event_id"],
            &found[1]["success"],
            &found[1]["output"]
        ),
        (
            &id(&second),
            &json!(false),
            &json!({ "error": "expected audio in a known format" })
        )
    );
    let close = json!({ "msg": "close_stream" });
    assert_eq!(found[2], close);
    assert_eq!(messages(address, "one"), [close]);
    assert_eq!(messages(address, "two")[0]["event_id"], id(&other));
}

#[test]
fn an_answer_outlives_a_stream_that_breaks() {
    let door = Door::default();
    let beat = std::time::Duration::from_millis(20);
    let server = Running::start(Server::new(Plain::Waits(door.clone())).with_heartbeat(beat));
    let address = server.address;
    let argument = json!({ "path": upload(address) });
    let id = json_of(&join(address, &argument, "one"))["event_id"].clone();
    let mut broken = TcpStream::connect(address).unwrap();
    let request = "GET /gradio_api/queue/data?session_hash=one HTTP/1.1\r\nhost: localhost\r\n\r\n";
    broken.write_all(request.as_bytes()).unwrap();
    let mut seen = String::new();
    while !seen.contains("heartbeat") {
        let mut bytes = [0; 512];
        let count = broken.read(&mut bytes).unwrap();
        assert!(count > 0, "{seen}");
        seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    drop(broken);
    door.open();
    let found = messages(address, "one");
    let told = found
        .iter()
        .find(|message| message["msg"] == "process_completed");
    assert_eq!(told.unwrap()["event_id"], id);
}

#[test]
fn an_upload_serves_one_call() {
    let server = Running::start(Server::new(Plain::Answers));
    let address = server.address;
    let argument = json!({ "path": upload(address), "meta": { "_type": "gradio.FileData" } });
    assert_eq!(join(address, &argument, "one").status, 200);
    for argument in [argument, json!({ "path": "/etc/passwd" })] {
        let refused = join(address, &argument, "one");
        let expected = "expected {\"data\": [...]} with one recording in base64, as a data \
                        address, as {\"url\": \"data:...\"}, or as {\"path\": \"...\"} of an upload";
        assert_eq!(
            (refused.status, sentence(&refused).as_str()),
            (400, expected)
        );
    }
    let refused = join(
        address,
        &json!({ "path": upload(address) }),
        &"x".repeat(65),
    );
    let expected = "expected a session_hash of at most 64 characters";
    assert_eq!(
        (refused.status, sentence(&refused).as_str()),
        (400, expected)
    );
}

#[test]
fn uploads_that_nobody_calls_for_leave_memory_for_others() {
    let server = Server::new(Plain::Answers)
        .with_max_body_bytes(20_000)
        .with_max_upload_bytes(80_000);
    let server = Running::start(server);
    let address = server.address;
    let ids: Vec<String> = (0..20).map(|_| upload(address)).collect();
    assert_eq!(
        join(address, &json!({ "path": &ids[0] }), "one").status,
        400
    );
    assert_eq!(
        join(address, &json!({ "path": &ids[19] }), "one").status,
        200
    );
}

#[test]
fn heartbeats_come_until_the_answer_does() {
    let door = Door::default();
    let beat = std::time::Duration::from_millis(50);
    let server = Running::start(Server::new(Plain::Waits(door.clone())).with_heartbeat(beat));
    let address = server.address;
    assert_eq!(
        join(address, &json!({ "path": upload(address) }), "one").status,
        200
    );
    let opener = std::thread::spawn(move || {
        door.wait_for(1);
        std::thread::sleep(8 * beat);
        door.open();
    });
    let found = messages(address, "one");
    opener.join().unwrap();
    assert_eq!(found[0], json!({ "msg": "heartbeat" }));
    assert_eq!(found[found.len() - 2]["msg"], "process_completed");
}

#[test]
fn the_python_client_works() {
    let python = std::env::var_os("SARA_PYTHON").unwrap_or_else(|| "python3".into());
    let has_client = (Command::new(&python).args(["-c", "import gradio_client"]))
        .output()
        .is_ok_and(|output| output.status.success());
    if !has_client {
        eprintln!("skipped: no Python with gradio_client is found, nor does SARA_PYTHON name one");
        return;
    }
    let Some(server) = Program::start(&[]) else {
        eprintln!("skipped: the example `serve` is not built");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gradio/run.py");
    let output = Command::new(python)
        .arg(script)
        .args(["--address", &format!("http://{}", server.address)])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{failed}");
}
