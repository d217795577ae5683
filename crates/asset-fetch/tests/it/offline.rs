//! Where the environment forbids the network, nobody is called.

use crate::server::{Server, answer};
use crate::setting::{COMMIT, Setting, git_blob, hub_asset, sha256, web_asset};
use asset_fetch::{Check, FetchError, FetchSettings, Fetcher, Origin};

#[test]
fn a_missing_file_is_an_error_and_no_packet_is_sent() {
    let server = Server::start(|_, stream| answer(stream, 500, &[], b""));
    for variable in ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"] {
        let folder = tempfile::tempdir().unwrap();
        let settings = FetchSettings::from_variables(|name| match name {
            "HOME" => Some(folder.path().to_string_lossy().into_owned()),
            "HF_ENDPOINT" => Some(server.url()),
            name if name == variable => Some("1".to_owned()),
            _ => None,
        })
        .unwrap();
        let fetcher = Fetcher::new(settings);
        for asset in [
            web_asset(&server.url(), b"right"),
            hub_asset("main", &["config.json"]),
            hub_asset(COMMIT, &["config.json"]),
        ] {
            let plan = fetcher.plan(&[&asset], Origin::Network).unwrap();
            assert!(!plan.is_complete());
            let error = fetcher.execute(&plan.accept(), |_| ()).unwrap_err();
            assert!(
                matches!(&error, FetchError::Offline { variable: named, .. } if *named == variable),
                "{error:?}"
            );
        }
    }
    assert_eq!(server.seen().len(), 0);
}

/// The cache as `huggingface_hub` leaves it, without a record of ours.
#[test]
fn what_other_programs_cached_is_used_and_checked() {
    let server = Server::start(|_, stream| answer(stream, 500, &[], b""));
    let mut setting = Setting::new().with_endpoint(&server.url());
    setting.settings.offline = Some("HF_HUB_OFFLINE");
    let repository = setting.settings.hub_cache.join("models--org--model");
    let snapshot = repository.join("snapshots").join(COMMIT);
    for folder in ["refs", "blobs"] {
        std::fs::create_dir_all(repository.join(folder)).unwrap();
    }
    std::fs::create_dir_all(&snapshot).unwrap();
    std::fs::write(repository.join("refs/main"), COMMIT).unwrap();
    let files = [
        ("config.json", "{}", git_blob(b"{}")),
        ("pytorch_model.bin", "weights", sha256(b"weights")),
    ];
    for (path, text, name) in files {
        let blob = repository.join("blobs").join(name.to_hex());
        std::fs::write(&blob, text).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(
            format!("../../blobs/{}", name.to_hex()),
            snapshot.join(path),
        )
        .unwrap();
    }
    let asset = hub_asset("main", &["config.json", "pytorch_model.bin"]);
    let fetched = setting.fetch(&asset).unwrap();
    assert_eq!(fetched.folder, snapshot);
    for file in &fetched.files {
        assert_eq!(file.check, Check::Hub);
    }
    // A copy instead of a link has no name to be checked by, and a plan says so.
    std::fs::remove_file(snapshot.join("config.json")).unwrap();
    std::fs::write(snapshot.join("config.json"), "{}").unwrap();
    let fetcher = Fetcher::new(setting.settings.clone());
    let plan = fetcher.plan(&[&asset], Origin::Network).unwrap();
    assert!(
        plan.to_string().contains(
            "config.json, at most 100000 bytes, no pinned checksum: there already, not checked"
        ),
        "{plan}"
    );
    // Damage is noticed; without the network it stays.
    std::fs::write(snapshot.join("pytorch_model.bin"), "damaged").unwrap();
    let error = setting.fetch(&asset).unwrap_err();
    assert!(matches!(error, FetchError::Offline { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 0);
}
