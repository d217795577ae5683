//! A stop finishes what is under way and takes nothing new.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use speech_server::Server;

use crate::client;
use crate::limits::{metric, wait_until};
use crate::running::{Door, Plain, Running, clip};

#[test]
fn a_stop_finishes_what_is_under_way() {
    let door = Door::default();
    let server = Running::start(Server::new(Plain::Waits(door.clone())).with_workers(1));
    let address = server.address;
    let ask =
        || thread::spawn(move || client::post(address, "/api/predict", "", &clip(0.1)).unwrap());
    let first = ask();
    door.wait_for(1);
    server.stopper.stop();
    wait_until(|| TcpStream::connect(address).is_err());
    door.open();
    assert_eq!(first.join().unwrap().status, 200);
    server.join().unwrap();
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let door = Door::default();
    let server = Server::new(Plain::Waits(door.clone()))
        .with_workers(1)
        .with_stop_time(Duration::from_millis(100));
    let server = Running::start(server);
    let address = server.address;
    let asked = thread::spawn(move || client::post(address, "/api/predict", "", &clip(0.1)));
    door.wait_for(1);
    server.stopper.stop();
    server.join().unwrap();
    assert!(asked.join().unwrap().is_err());
    door.open();
}

#[test]
fn a_stop_waits_for_event_streams_and_closes_idle_connections() {
    let door = Door::default();
    let server = Running::start(Server::new(Plain::Waits(door.clone())).with_workers(1));
    let address = server.address;
    let mut idle = TcpStream::connect(address).unwrap();
    let body = json!({ "data": [STANDARD.encode(clip(0.1))] }).to_string();
    let path = "/gradio_api/call/predict";
    let called = client::post(address, path, "application/json", body.as_bytes()).unwrap();
    let id: Value = serde_json::from_slice(&called.body).unwrap();
    let path = format!("{path}/{}", id["event_id"].as_str().unwrap());
    let stream = thread::spawn(move || client::get(address, &path).unwrap());
    door.wait_for(1);
    wait_until(|| {
        metric(
            &server,
            "speech_requests_total{method=\"GET\",route=\"/gradio_api",
        ) == 1
    });
    server.stopper.stop();
    assert_eq!(idle.read(&mut [0; 1]).unwrap(), 0);
    door.open();
    let text = stream.join().unwrap().text();
    assert!(text.contains("event: complete"), "{text}");
    server.join().unwrap();
}

/// The example `serve`, which cargo builds beside the tests, as a process; it ends when it is
/// dropped.
pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Program {
    /// `None` where it is not built.
    pub(crate) fn start(arguments: &[&str]) -> Option<Self> {
        let tests = std::env::current_exe().ok()?;
        let name = format!("examples/serve{}", std::env::consts::EXE_SUFFIX);
        let program = tests.parent()?.parent()?.join(name);
        if !program.exists() {
            return None;
        }
        let mut child = Command::new(program)
            .args(["--address", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Its log has no reader after the first line; it must serve all the same.
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let address = line.strip_prefix("listening on http://").unwrap();
        Some(Self {
            address: address.parse().unwrap(),
            child,
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn signals_stop_it() {
    for signal in ["INT", "TERM"] {
        let Some(mut program) = Program::start(&[]) else {
            eprintln!("skipped: the example `serve` is not built");
            return;
        };
        let health = client::get(program.address, "/healthz").unwrap();
        assert_eq!(health.status, 200);
        let kill = Command::new("kill")
            .args([&format!("-{signal}"), &program.child.id().to_string()])
            .status()
            .unwrap();
        assert!(kill.success());
        assert!(program.child.wait().unwrap().success(), "{signal}");
    }
}
