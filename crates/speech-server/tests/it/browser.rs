//! The page in a real browser.

use std::path::Path;
use std::process::Command;

use speech_server::Server;

use crate::running::Running;

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = std::env::var_os("SARA_CHROMIUM") else {
        eprintln!("skipped: SARA_CHROMIUM names no browser");
        return;
    };
    let server = Running::start(Server::demo(7).unwrap());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/run.py");
    let status = Command::new("python3")
        .arg(script)
        .arg("--browser")
        .arg(browser)
        .arg("--address")
        .arg(format!("http://{}", server.address))
        .status()
        .unwrap();
    assert!(status.success());
}
