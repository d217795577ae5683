//! A page of another site whose name leads to this machine gets nothing.

use std::io::Write;
use std::net::TcpStream;

use serde_json::{Value, json};
use speech_server::Server;

use crate::client::{self, Reply};
use crate::running::{Plain, Running, sentence};

/// Asks with these lines of a head after the first.
fn ask(server: &Running, first: &str, lines: &str) -> Reply {
    let mut stream = TcpStream::connect(server.address).unwrap();
    write!(stream, "{first}\r\n{lines}connection: close\r\n\r\n").unwrap();
    client::receive(&mut stream).unwrap()
}

#[test]
fn foreign_host_names_get_nothing_on_a_loopback_address() {
    let server = Running::start(Server::new(Plain::Answers));
    for path in ["/", "/page.js", "/api/info", "/metrics", "/nowhere"] {
        let reply = ask(
            &server,
            &format!("GET {path} HTTP/1.1"),
            "host: evil.example:7860\r\n",
        );
        let json: Value = serde_json::from_slice(&reply.body).unwrap();
        let expected = json!({
            "code": "unknown_host",
            "error": "this server does not answer under this host name",
        });
        assert_eq!((reply.status, json), (421, expected), "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    let posted = ask(
        &server,
        "POST /api/predict HTTP/1.1",
        "host: evil.example\r\ncontent-length: 0\r\n",
    );
    assert_eq!(posted.status, 421);
    // The host of a whole address counts, and the header does not.
    for (first, status) in [
        ("GET http://evil.example/api/info HTTP/1.1", 421),
        ("GET http://localhost/api/info HTTP/1.1", 200),
    ] {
        assert_eq!(ask(&server, first, "host: localhost\r\n").status, status);
    }
    let own = server.address.to_string();
    for host in [&own, "localhost", "LOCALHOST:9000", "127.0.0.1", "[::1]:80"] {
        let reply = ask(
            &server,
            "GET /healthz HTTP/1.1",
            &format!("host: {host}\r\n"),
        );
        assert_eq!(reply.status, 200, "{host}");
    }
}

#[test]
fn names_that_are_given_are_answered() {
    let server = Server::new(Plain::Answers).with_host_name("speech.example.org");
    let server = Running::start(server);
    for (host, status) in [
        ("speech.example.org", 200),
        ("Speech.Example.org.:443", 200),
        ("127.0.0.1", 200),
        ("example.org", 421),
    ] {
        let reply = ask(
            &server,
            "GET /healthz HTTP/1.1",
            &format!("host: {host}\r\n"),
        );
        assert_eq!(reply.status, status, "{host}");
    }
}

#[test]
fn a_request_states_its_host_once() {
    let server = Running::start(Server::new(Plain::Answers));
    for (lines, got) in [
        ("", "none"),
        ("host: localhost\r\nhost: localhost\r\n", "more"),
    ] {
        let reply = ask(&server, "GET /healthz HTTP/1.1", lines);
        assert_eq!(
            (reply.status, sentence(&reply)),
            (400, format!("expected one header Host, got {got}"))
        );
    }
    assert_eq!(ask(&server, "GET /healthz HTTP/1.0", "").status, 200);
}
