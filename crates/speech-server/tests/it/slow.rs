//! Clients that hold connections and say little keep nobody out.

use std::io::Write;
use std::net::{IpAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use speech_server::Server;

use crate::client;
use crate::limits::{metric, wait_until};
use crate::running::{Door, Plain, Running, clip};
use crate::slow_clients::slow_clients;

/// Within this time everybody else has an answer.
const SOON: Duration = Duration::from_secs(1);

#[test]
fn slow_clients_keep_nobody_out() {
    // Behind a proxy all clients have one address.
    for from in [[127, 0, 0, 1], [127, 0, 0, 2]].map(IpAddr::from) {
        let server = Server::new(Plain::Answers).with_max_connections(32);
        let server = Running::start(server);
        let Ok(slow) = slow_clients(server.address, from, 48) else {
            eprintln!("skipped: this system has no address {from}");
            continue;
        };
        wait_until(|| metric(&server, "speech_connections_closed_total") >= 16);
        for _ in 0..10 {
            let start = Instant::now();
            let reply = client::post(server.address, "/api/predict", "", &clip(0.1)).unwrap();
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        }
        assert!(metric(&server, "speech_connections ") <= 32);
        drop(slow);
    }
}

#[test]
fn a_request_that_is_judged_keeps_its_place() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone())).with_max_connections(4);
    let server = Running::start(server);
    let address = server.address;
    let asked =
        thread::spawn(move || client::post(address, "/api/predict", "", &clip(0.1)).unwrap());
    door.wait_for(1);
    let slow = slow_clients(address, [127, 0, 0, 1].into(), 20).unwrap();
    wait_until(|| metric(&server, "speech_connections_closed_total") >= 17);
    door.open();
    assert_eq!(asked.join().unwrap().status, 200);
    drop(slow);
}

#[test]
fn an_upload_that_goes_on_outlives_connections_that_say_nothing() {
    let server = Server::new(Plain::Answers).with_max_connections(4);
    let server = Running::start(server);
    let address = server.address;
    let body = clip(1.0);
    let mut upload = TcpStream::connect(address).unwrap();
    let head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    write!(upload, "{head}content-length: {}\r\n\r\n", body.len()).unwrap();
    let mut silent = Vec::new();
    for piece in body.chunks(body.len().div_ceil(10)) {
        upload.write_all(piece).unwrap();
        // The server has read the piece by then, or the next one finds the connection closed.
        thread::sleep(Duration::from_millis(100));
        silent.extend(slow_clients(address, [127, 0, 0, 1].into(), 2).unwrap());
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(client::receive(&mut upload).unwrap().status, 200);
    assert!(metric(&server, "speech_connections_closed_total") >= 16);
}
