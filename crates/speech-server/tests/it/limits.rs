//! Every limit and every refusal.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use speech_server::Server;

use crate::client::{self, Reply};
use crate::running::{Door, Plain, Running, clip, sentence};

fn predict(server: &Running, kind: &str, body: &[u8]) -> Reply {
    client::post(server.address, "/api/predict", kind, body).unwrap()
}

/// The status, the word for programs, the sentence.
fn refusal(reply: &Reply) -> (u16, String, String) {
    let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    let code = json["code"].as_str().unwrap().to_owned();
    (reply.status, code, sentence(reply))
}

pub(crate) fn form(files: usize) -> Vec<u8> {
    let mut form = Vec::new();
    for _ in 0..files {
        form.extend(
            b"--edge\r\ncontent-disposition: form-data; name=\"f\"; filename=\"a.wav\"\r\n\r\n",
        );
        form.extend(clip(0.5));
        form.extend(b"\r\n");
    }
    form.extend(b"--edge\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n1\r\n--edge--\r\n");
    form
}

#[test]
fn takes_a_recording_as_it_is_or_in_a_form() {
    let server = Running::start(Server::new(Plain::Answers));
    for (kind, body) in [
        ("audio/wav", clip(0.5)),
        ("", clip(0.5)),
        ("application/x-www-form-urlencoded", clip(0.5)),
        ("multipart/form-data; boundary=edge", form(1)),
    ] {
        let reply = predict(&server, kind, &body);
        assert_eq!(reply.status, 200, "{kind}: {}", reply.text());
        let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(
            (&json["seconds"], &json["segments"][0]["to"]),
            (&0.5.into(), &0.5.into())
        );
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[test]
fn refuses_with_the_fitting_status_and_one_sentence() {
    let server = Server::new(Plain::Answers)
        .with_max_body_bytes(100_000)
        .with_max_seconds(2);
    let server = Running::start(server);
    let whole = clip(1.0);
    let cut = &whole[..whole.len() / 2];
    let edge = "multipart/form-data; boundary=edge";
    for (name, kind, body, expected) in [
        (
            "nothing",
            "",
            vec![],
            (400, "empty", "the request has no body"),
        ),
        (
            "a broken form",
            edge,
            b"--edg".to_vec(),
            (400, "bad_form", "the form is not well-formed"),
        ),
        (
            "a form without a file",
            edge,
            form(0),
            (400, "bad_form", "expected a form with one file, got none"),
        ),
        (
            "two files",
            edge,
            form(2),
            (400, "bad_form", "expected a form with one file, got more"),
        ),
        (
            "too many bytes",
            "",
            vec![0; 100_001],
            (413, "too_large", "expected at most 100000 bytes, got more"),
        ),
        (
            "too long",
            "",
            clip(2.5),
            (413, "too_long", "expected at most 2 s of audio, got more"),
        ),
        (
            "no audio",
            "",
            b"hello, hello, hello".to_vec(),
            (415, "unknown_format", "expected audio in a known format"),
        ),
        (
            "JSON",
            "application/json",
            b"{}".to_vec(),
            (
                415,
                "unknown_format",
                "expected the bytes of a recording, or a form with one file",
            ),
        ),
        (
            "cut off",
            "",
            cut.to_vec(),
            (
                422,
                "broken",
                "expected 16000 frames as the header states, got 7971",
            ),
        ),
    ] {
        let (status, code, sentence) = refusal(&predict(&server, kind, &body));
        assert_eq!(
            (status, code.as_str(), sentence.as_str()),
            expected,
            "{name}"
        );
    }
    for (method, path, expected) in [
        (
            "GET",
            "/nowhere",
            (404, "not_found", "there is nothing at this address"),
        ),
        (
            "GET",
            "/api/predict",
            (405, "method", "this address does not take this method"),
        ),
        (
            "GET",
            "/examples/sedih.wav",
            (404, "not_found", "there is nothing at this address"),
        ),
        (
            "GET",
            "/examples/%ff.wav",
            (404, "not_found", "there is nothing at this address"),
        ),
        (
            "GET",
            "/gradio_api/call/predict/%ff",
            (404, "no_event", "there is no such event, or it is too old"),
        ),
    ] {
        let (status, code, sentence) =
            refusal(&client::send(server.address, method, path, "", &[]).unwrap());
        assert_eq!(
            (status, code.as_str(), sentence.as_str()),
            expected,
            "{path}"
        );
    }
}

#[test]
fn says_what_the_model_says_and_survives_its_panic() {
    let server = Running::start(Server::new(Plain::Refuses));
    let refused = refusal(&predict(&server, "", &clip(0.1)));
    let expected = (422, "not_read".into(), "the clip is not to my taste".into());
    assert_eq!(refused, expected);

    let server = Running::start(Server::new(Plain::Panics).with_workers(1));
    for _ in 0..3 {
        let refused = refusal(&predict(&server, "", &clip(0.1)));
        let expected = (
            500,
            "failed".into(),
            "the model failed on this input".into(),
        );
        assert_eq!(refused, expected);
    }
}

#[test]
fn a_full_queue_says_when_to_come_again() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone()))
        .with_workers(1)
        .with_queue_length(1);
    let server = Running::start(server);
    let address = server.address;
    let wait =
        || thread::spawn(move || client::post(address, "/api/predict", "", &clip(0.1)).unwrap());
    let first = wait();
    door.wait_for(1);
    let second = wait();
    wait_until(|| metric(&server, "speech_queue_depth") == 1);
    let refused = predict(&server, "", &clip(0.1));
    let (status, code, sentence) = refusal(&refused);
    let after: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!((status, code.as_str()), (429, "busy"));
    assert_eq!(
        sentence,
        format!("the server is busy; try again in {after} s")
    );
    // The whole of a larger upload is read before it is refused, so that the client hears why.
    assert_eq!(predict(&server, "", &vec![0; 5_000_000]).status, 429);
    door.open();
    assert_eq!(
        (first.join().unwrap().status, second.join().unwrap().status),
        (200, 200)
    );
    assert_eq!(predict(&server, "", &clip(0.1)).status, 200);
}

#[test]
fn memory_for_uploads_is_bounded() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone()))
        .with_max_body_bytes(60_000)
        .with_max_upload_bytes(90_000);
    let server = Running::start(server);
    let address = server.address;
    let first =
        thread::spawn(move || client::post(address, "/api/predict", "", &clip(1.5)).unwrap());
    door.wait_for(1);
    let refused = predict(&server, "", &clip(1.5));
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("1"))
    );
    door.open();
    assert_eq!(first.join().unwrap().status, 200);
}

#[test]
fn a_request_has_its_time() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone()))
        .with_workers(1)
        .with_request_time(Duration::from_millis(300));
    let server = Running::start(server);
    let (status, code, _) = refusal(&predict(&server, "", &clip(0.1)));
    assert_eq!((status, code.as_str()), (503, "no_answer"));
    // Nobody waits for this one when its turn comes: it is not run.
    assert_eq!(predict(&server, "", &clip(0.1)).status, 503);
    door.open();
    wait_until(|| metric(&server, "speech_jobs_running") == 0);

    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.write_all(
        b"POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\nRIFF",
    )
    .unwrap();
    let reply = client::receive(&mut slow).unwrap();
    assert_eq!(reply.status, 408);
}

#[test]
fn a_body_may_come_in_chunks_and_may_not_be_cut_off() {
    let server = Running::start(Server::new(Plain::Answers).with_max_body_bytes(50_000));
    let chunked = |body: &[u8]| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        for piece in body.chunks(3_000) {
            let piece = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
            if stream.write_all(&piece).is_err() {
                break;
            }
        }
        let _ = stream.write_all(b"0\r\n\r\n");
        client::receive(&mut stream).unwrap().status
    };
    assert_eq!(chunked(&clip(1.0)), 200);
    assert_eq!(chunked(&clip(3.0)), 413);
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream
        .write_all(
            b"POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\nRIFF",
        )
        .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    // Half a request has no answer, or one that blames the client.
    if let Ok(reply) = client::receive(&mut stream) {
        assert_eq!(reply.status, 400);
    }
    assert_eq!(client::get(server.address, "/healthz").unwrap().status, 200);
}

#[test]
fn what_is_stated_takes_no_memory_from_others() {
    let server = Server::new(Plain::Answers)
        .with_max_body_bytes(60_000)
        .with_max_upload_bytes(90_000);
    let server = Running::start(server);
    let head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 60000\r\n\r\nRIFF";
    let liars: Vec<TcpStream> = (0..10)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(predict(&server, "", &clip(1.5)).status, 200);
    drop(liars);
}

#[test]
fn heads_are_bounded() {
    let server = Running::start(Server::new(Plain::Answers));
    let ask = |length: usize| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let head = format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx: {}\r\n\r\n",
            "x".repeat(length)
        );
        let _ = stream.write_all(head.as_bytes());
        client::receive(&mut stream).map(|reply| reply.status)
    };
    assert_eq!(ask(10_000).unwrap(), 200);
    // A client that still writes may not hear why.
    assert!(matches!(ask(1_000_000), Err(_) | Ok(431)));
}

/// A figure of `/metrics`; 0 where it is not there yet.
pub(crate) fn metric(server: &Running, name: &str) -> u64 {
    let text = client::get(server.address, "/metrics").unwrap().text();
    let line = text.lines().find(|line| line.starts_with(name));
    line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

pub(crate) fn wait_until(done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "it does not happen"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn pages_of_other_sites_are_refused() {
    let server = Running::start(Server::new(Plain::Answers));
    for (site, status) in [("cross-site", 403), ("same-origin", 200), ("none", 200)] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let body = clip(0.5);
        let length = body.len();
        let head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
        write!(
            stream,
            "{head}sec-fetch-site: {site}\r\ncontent-length: {length}\r\n\r\n"
        )
        .unwrap();
        stream.write_all(&body).unwrap();
        assert_eq!(
            client::receive(&mut stream).unwrap().status,
            status,
            "{site}"
        );
    }
}
