//! A stop finishes what is under way and takes nothing new.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use speech_server::Server;

use crate::client;
use crate::limits::wait_until;
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

/// The program of the example `serve`, which cargo builds beside the tests.
#[cfg(unix)]
pub(crate) fn program() -> Option<std::path::PathBuf> {
    let tests = std::env::current_exe().ok()?;
    let program = tests.parent()?.parent()?.join("examples/serve");
    program.exists().then_some(program)
}

#[cfg(unix)]
#[test]
fn signals_stop_it() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let Some(program) = program() else {
        eprintln!("skipped: the example `serve` is not built");
        return;
    };
    for signal in ["INT", "TERM"] {
        let mut child = Command::new(&program)
            .args(["--address", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first
            .strip_prefix("listening on http://")
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(client::get(address, "/healthz").unwrap().status, 200);
        let log = lines.next().unwrap().unwrap();
        assert!(
            log.contains("method=GET route=/healthz status=200 "),
            "{log}"
        );
        let kill = Command::new("kill")
            .args([&format!("-{signal}"), &child.id().to_string()])
            .status()
            .unwrap();
        assert!(kill.success());
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}
