//! The page in a real browser.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::stop::Program;

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no Chromium is found, nor does SARA_CHROMIUM name one");
        return;
    };
    let python = std::env::var_os("SARA_PYTHON").unwrap_or_else(|| "python3".into());
    if !starts(&python) {
        eprintln!("skipped: no Python is found, nor does SARA_PYTHON name one");
        return;
    }
    let Some(server) = Program::start(&["--texts"]) else {
        eprintln!("skipped: the example `serve` is not built");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/run.py");
    let output = Command::new(python)
        .arg(script)
        .arg("--browser")
        .arg(browser)
        .arg("--address")
        .arg(format!("http://{}", server.address))
        .arg("--texts")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{failed}");
}

/// What `SARA_CHROMIUM` names, or the first Chromium on the path.
fn browser() -> Option<OsString> {
    let names = ["chromium", "chromium-browser", "google-chrome"].map(OsString::from);
    std::env::var_os("SARA_CHROMIUM").or_else(|| names.into_iter().find(starts))
}

fn starts(program: &OsString) -> bool {
    (Command::new(program).arg("--version"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
