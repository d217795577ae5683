//! The messages of a server that cannot be set up.

use std::net::TcpListener;
use std::time::Duration;

use speech_server::{Example, Server};

use crate::running::Plain;

fn example(name: &str) -> Example {
    Example {
        name: name.into(),
        english: "example".into(),
        synthetic: true,
        wav: Vec::new(),
    }
}

#[test]
fn settings_out_of_their_range_are_named() {
    let new = || Server::new(Plain::Answers);
    for (server, expected) in [
        (
            new().with_max_body_bytes(0),
            "body_bytes must be from 1 to 1073741824, got 0",
        ),
        (
            new()
                .with_max_body_bytes(1_000)
                .with_max_upload_bytes(1_000),
            "upload_bytes must be from 5432 to 1099511627776, got 1000",
        ),
        (
            new().with_max_seconds(4_000),
            "seconds must be from 1 to 3600, got 4000",
        ),
        (
            new().with_max_texts(0, 1),
            "texts must be from 1 to 10000, got 0",
        ),
        (
            new().with_request_time(Duration::ZERO),
            "request_time in ms must be from 10 to 3600000, got 0",
        ),
        (
            new().with_workers(0),
            "workers must be from 1 to 1024, got 0",
        ),
        (
            new().with_max_connections(0),
            "connections must be from 1 to 65536, got 0",
        ),
        (
            new().with_framed_by("https://a.example; script-src *"),
            "expected an origin such as `https://example.org`, got `https://a.example; script-src *`",
        ),
        (
            new().with_host_name("https://a.example"),
            "expected a host name such as `speech.example.org`, got `https://a.example`",
        ),
        (
            new().with_examples(vec![example("../x")]),
            "expected examples with different names of a to z, 0 to 9 and `-`, got `../x`",
        ),
        (
            new().with_examples(vec![example("x"), example("x")]),
            "expected examples with different names of a to z, 0 to 9 and `-`, got `x`",
        ),
    ] {
        assert_eq!(server.bind().unwrap_err().to_string(), expected);
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = Server::new(Plain::Answers)
        .with_address(address)
        .bind()
        .unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {address}"));
}
