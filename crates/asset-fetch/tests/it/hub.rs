//! A model repository, from a server that speaks like the hub.

use crate::server::{Seen, Server, answer, serve};
use crate::setting::{COMMIT, Setting, git_blob, hub_asset, sha256};
use asset_fetch::{Asset, Check, Checksum, FetchError, FetchNews, Fetcher, Origin, Outcome};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};

const CONFIG: &[u8] = b"{\"hidden_size\": 768}\n";
const WEIGHTS: &[u8] = b"not really weights, but long enough to be cut";

/// A hub with `config.json` in Git and `pytorch_model.bin` at another server.
struct Hub {
    hub: Server,
    storage: Server,
}

impl Hub {
    fn start() -> Self {
        Self::with(COMMIT, CONFIG, WEIGHTS)
    }

    /// What it serves may differ from what it says.
    fn with(commit: &'static str, config: &'static [u8], weights: &'static [u8]) -> Self {
        let storage = Server::start(move |request, stream| {
            // Cut once, to be continued.
            let most = if request.number == 0 { 10 } else { usize::MAX };
            serve(request, stream, weights, most);
        });
        let target = format!("{}/signed?sig=secret", storage.url());
        let hub =
            Server::start(move |request, stream| hub(request, stream, commit, config, &target));
        Self { hub, storage }
    }

    fn setting(&self) -> Setting {
        let mut setting = Setting::new().with_endpoint(&self.hub.url());
        setting.settings = setting.settings.with_token("hf_secret").unwrap();
        setting
    }

    fn requests(&self) -> usize {
        self.hub.seen().len() + self.storage.seen().len()
    }
}

fn hub(request: &Seen, stream: &mut TcpStream, commit: &str, config: &[u8], target: &str) {
    let etag = |checksum: Checksum| format!("\"{}\"", checksum.to_hex());
    let name = request.path.rsplit('/').next().unwrap();
    match name {
        "config.json" if request.method == "HEAD" => {
            let length = CONFIG.len().to_string();
            let etag = etag(git_blob(CONFIG));
            let headers = [
                ("X-Repo-Commit", commit),
                ("ETag", etag.as_str()),
                ("Content-Length", &length),
            ];
            crate::server::head(stream, 200, &headers);
        }
        "config.json" => answer(stream, 200, &[], config),
        "pytorch_model.bin" => {
            let (etag, length) = (etag(sha256(WEIGHTS)), WEIGHTS.len().to_string());
            let headers = [
                ("X-Repo-Commit", commit),
                ("X-Linked-ETag", etag.as_str()),
                ("X-Linked-Size", &length),
                ("ETag", "\"other\""),
                ("Location", target),
            ];
            answer(stream, 302, &headers, b"");
        }
        _ => answer(stream, 404, &[], b""),
    }
}

fn model(revision: &str) -> Asset {
    hub_asset(revision, &["config.json", "pytorch_model.bin"])
}

#[test]
fn lays_files_out_as_the_hub_library_does() {
    let hub = Hub::start();
    let setting = hub.setting();
    let fetched = setting.fetch(&model("main")).unwrap();
    let repository = setting.settings.hub_cache.join("models--org--model");
    let snapshot = repository.join("snapshots").join(COMMIT);
    assert_eq!(fetched.folder, snapshot);
    for (file, bytes, name) in [
        (&fetched.files[0], CONFIG, git_blob(CONFIG)),
        (&fetched.files[1], WEIGHTS, sha256(WEIGHTS)),
    ] {
        assert_eq!(std::fs::read(&file.path).unwrap(), bytes);
        assert_eq!(
            (file.check, file.outcome),
            (Check::Hub, Outcome::Downloaded)
        );
        assert_eq!(file.sha256, sha256(bytes));
        let blob = Path::new("../../blobs").join(name.to_hex());
        assert_eq!(std::fs::read_link(&file.path).unwrap(), blob);
    }
    let reference = std::fs::read_to_string(repository.join("refs/main")).unwrap();
    assert_eq!(reference, COMMIT);
    let blobs = std::fs::read_dir(repository.join("blobs")).unwrap();
    assert_eq!(blobs.count(), 2, "nothing incomplete stays");

    // A second run asks nobody.
    let before = hub.requests();
    let again = setting.fetch(&model("main")).unwrap();
    assert_eq!(again.folder, snapshot);
    assert_eq!(again.files[1].check, Check::Recorded);
    assert_eq!(again.files[1].outcome, Outcome::AlreadyThere);
    assert_eq!(hub.requests(), before);
}

#[test]
fn the_token_goes_to_the_endpoint_alone() {
    let hub = Hub::start();
    hub.setting().fetch(&model("main")).unwrap();
    for request in hub.hub.seen() {
        assert_eq!(request.header("authorization"), Some("Bearer hf_secret"));
    }
    let storage = hub.storage.seen();
    assert_eq!(storage.len(), 2);
    for request in &storage {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.path, "/signed?sig=secret");
    }
    assert_eq!(storage[1].from(), Some(10));
}

#[test]
fn after_the_first_file_a_branch_stands_for_its_commit() {
    let hub = Hub::start();
    hub.setting().fetch(&model("main")).unwrap();
    let paths: Vec<String> = hub.hub.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths[0], "/org/model/resolve/main/config.json");
    for path in &paths[1..] {
        assert!(
            path.starts_with(&format!("/org/model/resolve/{COMMIT}/")),
            "{path}"
        );
    }
}

#[test]
fn first_use_is_said_aloud() {
    let hub = Hub::start();
    let setting = hub.setting();
    let fetcher = Fetcher::new(setting.settings.clone());
    let asset = model(COMMIT);
    let plan = fetcher.plan(&[&asset], Origin::Network).unwrap();
    assert_eq!(hub.requests(), 0, "a plan sends nothing");
    assert_eq!(plan.bytes_to_fetch(), (0, 2));
    let text = plan.to_string();
    assert!(
        text.contains("licence  CC0-1.0 (https://licence)"),
        "{text}"
    );
    assert!(text.contains("without a pinned checksum"), "{text}");
    let mut said = Vec::new();
    fetcher
        .execute(&plan.accept(), |news| {
            if let FetchNews::FirstUse { told, .. } = news {
                said.push(told);
            }
        })
        .unwrap();
    assert_eq!(said, [Some(git_blob(CONFIG)), Some(sha256(WEIGHTS))]);
}

#[test]
fn bytes_other_than_the_hub_says_are_deleted() {
    let changed: &[u8] = b"{\"hidden_size\": 769}\n";
    let hub = Hub::with(COMMIT, changed, WEIGHTS);
    let setting = hub.setting();
    let error = setting.fetch(&model("main")).unwrap_err();
    let FetchError::WrongChecksum { expected, got, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((expected, got), (git_blob(CONFIG), git_blob(changed)));
    assert_eq!(setting.files(), Vec::<String>::new());
    let changed: &[u8] = b"Not really weights, but long enough to be cut";
    let hub = Hub::with(COMMIT, CONFIG, changed);
    let error = hub.setting().fetch(&model("main")).unwrap_err();
    assert!(
        matches!(error, FetchError::WrongChecksum { .. }),
        "{error:?}"
    );
}

#[test]
fn what_was_recorded_binds_the_hub() {
    let hub = Hub::start();
    let setting = hub.setting();
    let asset = model(COMMIT);
    let fetched = setting.fetch(&asset).unwrap();
    std::fs::remove_file(&fetched.files[1].path).unwrap();
    let record = setting
        .settings
        .hub_cache
        .join("models--org--model/asset-fetch.toml");
    let text = std::fs::read_to_string(&record).unwrap();
    let other = sha256(b"other").to_hex();
    std::fs::write(&record, text.replace(&sha256(WEIGHTS).to_hex(), &other)).unwrap();
    let before = hub.storage.seen().len();
    let error = setting.fetch(&asset).unwrap_err();
    let FetchError::WrongChecksum { expected, got, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((expected, got), (sha256(b"other"), sha256(WEIGHTS)));
    assert_eq!(
        hub.storage.seen().len(),
        before,
        "known before the download"
    );
    std::fs::write(&record, "damaged").unwrap();
    let error = setting.fetch(&asset).unwrap_err();
    assert!(matches!(error, FetchError::Record { .. }), "{error:?}");
}

#[test]
fn another_commit_than_asked_for_is_refused() {
    let hub = Hub::with("fedcba9876543210fedcba9876543210fedcba98", CONFIG, WEIGHTS);
    let error = hub.setting().fetch(&model(COMMIT)).unwrap_err();
    assert!(matches!(error, FetchError::Commit { .. }), "{error:?}");
    let hub = Hub::with("../../../../etc", CONFIG, WEIGHTS);
    let error = hub.setting().fetch(&model("main")).unwrap_err();
    assert!(matches!(error, FetchError::Header { .. }), "{error:?}");
}

#[test]
fn a_hub_without_checksums_or_with_files_too_long_is_refused() {
    let fetch = |headers: &'static [(&'static str, &'static str)]| {
        let server = Server::start(move |_, stream| crate::server::head(stream, 200, headers));
        let setting = Setting::new().with_endpoint(&server.url());
        (setting.fetch(&model(COMMIT)), server.seen().len())
    };
    let (result, _) = fetch(&[("ETag", "\"d41d8\"")]);
    let text = result.unwrap_err().to_string();
    assert!(text.ends_with("expected a checksum in header X-Linked-ETag or ETag, got `\"d41d8\"`"));
    let etag = "W/\"ce013625030ba8dba906f756967f9e9ca394464a\"";
    let headers = Box::leak(Box::new([("ETag", etag), ("X-Linked-Size", "100001")]));
    let (result, requests) = fetch(headers);
    let error = result.unwrap_err();
    assert!(
        matches!(error, FetchError::TooLong { limit: 100_000, .. }),
        "{error:?}"
    );
    assert_eq!(requests, 1);
}

#[test]
fn a_start_that_another_program_left_is_continued() {
    let hub = Hub::start();
    let setting = hub.setting();
    let blobs = setting.settings.hub_cache.join("models--org--model/blobs");
    std::fs::create_dir_all(&blobs).unwrap();
    let incomplete = blobs.join(format!("{}.incomplete", sha256(WEIGHTS).to_hex()));
    std::fs::write(incomplete, &WEIGHTS[..20]).unwrap();
    setting.fetch(&model(COMMIT)).unwrap();
    assert_eq!(hub.storage.seen()[0].from(), Some(20));
}

#[test]
fn redirects_within_the_hub_keep_its_headers() {
    let seen = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&seen);
    let server = Server::start(move |request, stream| {
        *counted.lock().unwrap() += 1;
        let etag = format!("\"{}\"", git_blob(CONFIG).to_hex());
        match request.path.strip_prefix("/cache") {
            None => {
                let target = format!("/cache{}", request.path);
                let headers = [("X-Repo-Commit", COMMIT), ("Location", target.as_str())];
                answer(stream, 307, &headers, b"moved");
            }
            Some(_) if request.method == "HEAD" => {
                let length = CONFIG.len().to_string();
                let headers = [("ETag", etag.as_str()), ("Content-Length", &length)];
                crate::server::head(stream, 200, &headers);
            }
            Some(_) => answer(stream, 200, &[], CONFIG),
        }
    });
    let setting = Setting::new().with_endpoint(&server.url());
    let fetched = setting.fetch(&hub_asset("main", &["config.json"])).unwrap();
    assert_eq!(std::fs::read(&fetched.files[0].path).unwrap(), CONFIG);
    assert_eq!(*seen.lock().unwrap(), 4);
}
