//! One pinned file from servers that behave in many ways.

use crate::server::{Seen, Server, answer, head, serve};
use crate::setting::{Setting, list, noise, sha256, web_asset};
use asset_fetch::{FetchError, FetchNews, Fetcher, Origin, Outcome};
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

const FILE: &str = "home/sample/r1/list.txt";

fn fetch(
    bytes: &[u8],
    handler: impl Fn(&Seen, &mut TcpStream) + Send + Sync + 'static,
) -> (Setting, Server, Result<Vec<u8>, FetchError>) {
    let server = Server::start(handler);
    let setting = Setting::new();
    let asset = web_asset(&server.url(), bytes);
    let result = setting.fetch(&asset).map(|fetched| list(&fetched));
    (setting, server, result)
}

#[test]
fn what_is_there_is_not_fetched_again() {
    let bytes = noise(200_000);
    let file = bytes.clone();
    let server = Server::start(move |request, stream| serve(request, stream, &file, usize::MAX));
    let setting = Setting::new();
    let asset = web_asset(&server.url(), &bytes);
    let fetched = setting.fetch(&asset).unwrap();
    assert_eq!(list(&fetched), bytes);
    assert_eq!(fetched.files[0].sha256, sha256(&bytes));
    assert_eq!(fetched.files[0].outcome, Outcome::Downloaded);
    assert_eq!(setting.files(), [FILE]);
    assert_eq!(server.seen()[0].path, "/r1/data/list.txt");
    let again = setting.fetch(&asset).unwrap();
    assert_eq!(again.files[0].outcome, Outcome::AlreadyThere);
    assert_eq!(server.seen().len(), 1);
    // Damage is noticed and mended.
    std::fs::write(&fetched.files[0].path, "damaged").unwrap();
    assert_eq!(list(&setting.fetch(&asset).unwrap()), bytes);
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn an_empty_file_needs_no_request() {
    let (_, server, result) = fetch(b"", |_, stream| answer(stream, 500, &[], b""));
    assert_eq!(result.unwrap(), b"");
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn other_bytes_are_deleted_and_both_checksums_named() {
    let (setting, server, result) = fetch(b"right", |_, stream| answer(stream, 200, &[], b"wrong"));
    let text = result.unwrap_err().to_string();
    for checksum in [sha256(b"right"), sha256(b"wrong")] {
        assert!(text.contains(&checksum.to_hex()), "{text}");
    }
    assert_eq!(setting.files(), Vec::<String>::new());
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_length_other_than_the_pinned_one_is_refused_at_once() {
    for body in ["shor", "longer"] {
        let (_, server, result) = fetch(b"right", |_, stream| {
            answer(stream, 200, &[], body.as_bytes());
        });
        assert!(
            matches!(result, Err(FetchError::Length { expected: 5, .. })),
            "{result:?}"
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn a_body_shorter_than_announced_is_tried_again() {
    let (setting, server, result) = fetch(b"right", |_, stream| {
        head(stream, 200, &[("Content-Length", "5")]);
        let _ = stream.write_all(b"rig");
    });
    let error = result.unwrap_err();
    assert!(
        matches!(error, FetchError::Connection { attempts: 4, .. }),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 4);
    // What came is kept for the next time.
    assert_eq!(setting.files(), ["home/sample/r1/.list.txt.partial"]);
}

#[test]
fn a_server_that_ignores_ranges_starts_over() {
    let bytes = noise(100_000);
    let file = bytes.clone();
    let (_, server, result) = fetch(&bytes, move |request, stream| {
        let length = file.len().to_string();
        head(stream, 200, &[("Content-Length", &length)]);
        let most = if request.number < 2 {
            60_000
        } else {
            file.len()
        };
        let _ = stream.write_all(&file[..most]);
    });
    assert_eq!(result.unwrap(), bytes);
    let starts: Vec<_> = server.seen().iter().map(Seen::from).collect();
    assert_eq!(starts[0], None);
    assert!(starts[1].is_some() && starts[2].is_some(), "{starts:?}");
}

#[test]
fn a_range_that_does_not_fit_starts_over() {
    for range in ["bytes 1-4/5", "bytes 3-4/6", "bytes */5", "lines 3-4/5", ""] {
        let (_, server, result) = fetch(b"right", move |request, stream| match request.number {
            0 => serve(request, stream, b"right", 3),
            1 => answer(stream, 206, &[("Content-Range", range)], b"ht"),
            _ => serve(request, stream, b"right", 5),
        });
        assert_eq!(result.unwrap(), b"right", "{range}");
        assert_eq!(server.seen()[2].from(), None);
    }
}

#[test]
fn pieces_of_different_files_are_fetched_once_more_whole() {
    let (_, server, result) = fetch(b"right", |request, stream| match request.number {
        0 => serve(request, stream, b"wrong", 3),
        _ => serve(request, stream, b"right", 5),
    });
    assert_eq!(result.unwrap(), b"right");
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_damaged_start_of_an_earlier_run_does_no_harm() {
    for start in ["wro", "other", "longer than the file"] {
        let server = Server::start(|request, stream| serve(request, stream, b"right", 5));
        let setting = Setting::new();
        let partial = setting
            .folder
            .path()
            .join("home/sample/r1/.list.txt.partial");
        std::fs::create_dir_all(partial.parent().unwrap()).unwrap();
        std::fs::write(&partial, start).unwrap();
        let fetched = setting.fetch(&web_asset(&server.url(), b"right")).unwrap();
        assert_eq!(list(&fetched), b"right");
        assert_eq!(setting.files(), [FILE]);
    }
}

#[test]
fn a_busy_server_is_asked_again() {
    for status in [429, 500, 503] {
        let (_, server, result) = fetch(b"right", move |request, stream| match request.number {
            0 => answer(stream, status, &[("Retry-After", "0")], b""),
            1 => answer(stream, status, &[], b"busy"),
            _ => serve(request, stream, b"right", 5),
        });
        assert_eq!(result.unwrap(), b"right");
        assert_eq!(server.seen().len(), 3);
    }
}

#[test]
fn a_server_that_stays_busy_or_asks_for_an_hour_is_given_up() {
    let (_, server, result) = fetch(b"right", |_, stream| answer(stream, 503, &[], b""));
    let error = result.unwrap_err();
    assert!(
        matches!(error, FetchError::Status { status: 503, .. }),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 4);
    let (_, server, result) = fetch(b"right", |_, stream| {
        answer(stream, 429, &[("Retry-After", "3600")], b"");
    });
    let error = result.unwrap_err();
    let hour = Duration::from_secs(3600);
    assert!(
        matches!(error, FetchError::Busy { status: 429, wait, .. } if wait == hour),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_missing_file_is_final() {
    for status in [204, 206, 401, 404] {
        let (_, server, result) =
            fetch(b"right", move |_, stream| answer(stream, status, &[], b""));
        let error = result.unwrap_err();
        assert!(
            matches!(error, FetchError::Status { status: got, .. } if got == status),
            "{error:?}"
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn a_body_without_end_is_cut_at_the_pinned_length() {
    let (setting, _, result) = fetch(b"right", |_, stream| {
        head(stream, 200, &[]);
        while stream.write_all(&[b'r'; 4096]).is_ok() {}
    });
    let error = result.unwrap_err();
    assert!(
        matches!(error, FetchError::TooLong { limit: 5, .. }),
        "{error:?}"
    );
    for file in setting.files() {
        let length = setting.folder.path().join(file).metadata().unwrap().len();
        assert_eq!(length, 0);
    }
}

#[test]
fn redirects_are_followed_and_bounded() {
    let (_, server, result) = fetch(b"right", |request, stream| match request.path.as_str() {
        "/r1/data/list.txt" => answer(stream, 302, &[("Location", "../next?sig=secret")], b"moved"),
        _ => serve(request, stream, b"right", 5),
    });
    assert_eq!(result.unwrap(), b"right");
    assert_eq!(server.seen()[1].path, "/r1/data/../next?sig=secret");
    let (_, server, result) = fetch(b"right", |_, stream| {
        answer(stream, 302, &[("Location", "/loop")], b"");
    });
    let error = result.unwrap_err();
    assert!(
        matches!(error, FetchError::TooManyRedirects { limit: 10, .. }),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 11);
    let (_, _, result) = fetch(b"right", |_, stream| {
        answer(
            stream,
            302,
            &[("Location", "http://example.org/x?secret")],
            b"",
        );
    });
    let text = result.unwrap_err().to_string();
    assert!(text.ends_with("got `http://example.org/x`"), "{text}");
}

#[test]
fn a_slow_server_is_waited_for_and_a_silent_one_is_not() {
    let (_, server, result) = fetch(&[7; 60], |_, stream| {
        head(stream, 200, &[("Content-Length", "60")]);
        for _ in 0..60 {
            let _ = stream.write_all(&[7]);
            std::thread::sleep(Duration::from_millis(60));
        }
    });
    // 3.6 seconds in all, more than the silence that is allowed.
    assert_eq!(result.unwrap(), [7; 60]);
    assert_eq!(server.seen().len(), 1);
    let (_, server, result) = fetch(b"right", |request, stream| match request.number {
        0 => {
            serve(request, stream, b"right", 3);
            std::thread::sleep(Duration::from_secs(6));
        }
        _ => serve(request, stream, b"right", 5),
    });
    assert_eq!(result.unwrap(), b"right");
    assert_eq!(server.seen()[1].from(), Some(3));
}

#[test]
fn two_at_once_download_once() {
    let bytes = noise(50_000);
    let file = bytes.clone();
    let server = Server::start(move |request, stream| {
        std::thread::sleep(Duration::from_millis(200));
        serve(request, stream, &file, usize::MAX);
    });
    let setting = Setting::new();
    let asset = web_asset(&server.url(), &bytes);
    let waited: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let fetcher = Fetcher::new(setting.settings.clone());
                    let plan = fetcher.plan(&[&asset], Origin::Network).unwrap();
                    let mut waited = 0;
                    let fetched = fetcher
                        .execute(&plan.accept(), |news| {
                            waited += usize::from(matches!(news, FetchNews::Waiting { .. }));
                        })
                        .unwrap();
                    assert_eq!(list(&fetched[0]), bytes);
                    waited
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(server.seen().len(), 1);
    assert!(waited <= 3, "{waited}");
    assert_eq!(setting.files(), [FILE]);
}

#[test]
fn news_tell_of_bytes_and_retries() {
    let bytes = noise(100_000);
    let file = bytes.clone();
    let server = Server::start(move |request, stream| {
        let most = if request.number == 0 {
            10_000
        } else {
            usize::MAX
        };
        serve(request, stream, &file, most);
    });
    let setting = Setting::new();
    let fetcher = Fetcher::new(setting.settings.clone());
    let asset = web_asset(&server.url(), &bytes);
    let plan = fetcher.plan(&[&asset], Origin::Network).unwrap();
    assert_eq!(plan.bytes_to_fetch(), (100_000, 0));
    let (mut steps, mut retries) = (Vec::new(), 0);
    fetcher
        .execute(&plan.accept(), |news| match news {
            FetchNews::Bytes { done, total } => {
                assert_eq!(total, Some(100_000));
                steps.push(done);
            }
            FetchNews::Retry { .. } => retries += 1,
            _ => {}
        })
        .unwrap();
    assert_eq!(retries, 1);
    assert!(steps.is_sorted(), "{steps:?}");
    assert_eq!(steps.last(), Some(&100_000));
}
