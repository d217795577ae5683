//! A process that is killed leaves a start that the next one continues.

use crate::server::{Server, head, serve};
use crate::setting::{Setting, list, noise, web_asset};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const URL: &str = "ASSET_FETCH_TEST_URL";
const FOLDER: &str = "ASSET_FETCH_TEST_FOLDER";
const LENGTH: usize = 400_000;

/// What the other process runs; as a test of its own it does nothing.
#[test]
fn fetch_as_the_other_process() {
    let (Ok(url), Ok(folder)) = (std::env::var(URL), std::env::var(FOLDER)) else {
        return;
    };
    let mut setting = Setting::new();
    setting.settings.home = folder.into();
    // It is killed while it waits.
    setting.settings.patience.silence = Duration::from_secs(60);
    let _ = setting.fetch(&web_asset(&url, &noise(LENGTH)));
}

#[test]
fn a_killed_process_is_continued() {
    let (to_end, end) = std::sync::mpsc::channel::<()>();
    let end = std::sync::Mutex::new(end);
    let server = Server::start(move |request, stream| {
        let file = noise(LENGTH);
        if request.number > 0 {
            return serve(request, stream, &file, usize::MAX);
        }
        head(stream, 200, &[("Content-Length", &LENGTH.to_string())]);
        let _ = stream.write_all(&file[..LENGTH / 2]);
        // Nothing more comes while the other process lives.
        let _ = end.lock().unwrap().recv();
    });
    let setting = Setting::new();
    let home = &setting.settings.home;
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::fetch_as_the_other_process"])
        .env(URL, server.url())
        .env(FOLDER, home)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let partial = home.join("sample/r1/.list.txt.partial");
    let length = || partial.metadata().map_or(0, |metadata| metadata.len());
    let begun = Instant::now();
    while length() < 50_000 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    other.kill().unwrap();
    other.wait().unwrap();
    drop(to_end);
    assert!(!home.join("sample/r1/list.txt").exists());
    let kept = length();
    assert!(kept >= 50_000, "{kept}");
    // The lock died with its holder.
    let bytes = noise(LENGTH);
    let fetched = setting.fetch(&web_asset(&server.url(), &bytes)).unwrap();
    assert_eq!(list(&fetched), bytes);
    let from = server.seen()[1].from().unwrap();
    assert_eq!(from as u64, kept);
}
