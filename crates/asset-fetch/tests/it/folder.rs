//! Files from a local folder: the same checks, no network.

use crate::setting::{COMMIT, Setting, git_blob, hub_asset, list, sha256, web_asset};
use asset_fetch::{Check, Checksum, FetchError, FetchNews, Fetcher, Origin, Outcome};

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Origin) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let origin = Origin::Folder(folder.path().to_owned());
    (folder, origin)
}

#[test]
fn takes_files_by_path_or_name() {
    for name in ["list.txt", "data/list.txt"] {
        let (_folder, origin) = folder(&[(name, "right")]);
        let mut setting = Setting::new();
        setting.settings.offline = Some("HF_HUB_OFFLINE");
        let asset = web_asset("https://nowhere.invalid", b"right");
        let fetched = setting.fetch_from(&asset, origin).unwrap();
        assert_eq!(list(&fetched), b"right");
        assert_eq!(fetched.files[0].outcome, Outcome::Copied);
        assert_eq!(fetched.files[0].check, Check::Pinned);
        // From here on the cache is enough.
        assert!(setting.fetch(&asset).is_ok());
    }
}

#[test]
fn refuses_other_files_and_leaves_nothing() {
    let asset = web_asset("https://nowhere.invalid", b"right");
    for text in ["wrong", "shor", "longer"] {
        let (_folder, origin) = folder(&[("list.txt", text)]);
        let setting = Setting::new();
        let error = setting.fetch_from(&asset, origin).unwrap_err();
        assert!(
            matches!(
                error,
                FetchError::WrongChecksum { .. } | FetchError::Length { expected: 5, .. }
            ),
            "{error:?}"
        );
        assert_eq!(setting.files(), Vec::<String>::new());
    }
    let (_folder, origin) = folder(&[]);
    let error = Setting::new().fetch_from(&asset, origin).unwrap_err();
    assert!(matches!(error, FetchError::NotInFolder { .. }), "{error:?}");
}

#[test]
fn a_hub_file_is_recorded_and_must_stay_the_same() {
    let asset = hub_asset(COMMIT, &["config.json", "onnx/model.bin"]);
    let files = [("config.json", "{}"), ("model.bin", "weights")];
    let (_folder, origin) = folder(&files);
    let setting = Setting::new();
    let fetcher = Fetcher::new(setting.settings.clone());
    let plan = fetcher.plan(&[&asset], origin.clone()).unwrap();
    assert!(
        plan.to_string()
            .contains("compared with nothing, then recorded"),
        "{plan}"
    );
    let mut recorded = Vec::new();
    fetcher
        .execute(&plan.accept(), |news| {
            if let FetchNews::FirstUse {
                recorded: checksum,
                told,
                ..
            } = news
            {
                assert_eq!(told, None);
                recorded.push(checksum);
            }
        })
        .unwrap();
    assert_eq!(recorded, [sha256(b"{}"), sha256(b"weights")]);
    let again = setting.fetch(&asset).unwrap();
    assert_eq!(again.files[1].check, Check::Recorded);
    assert_eq!(std::fs::read(&again.files[1].path).unwrap(), b"weights");
    // The file goes, and something else comes in its name.
    std::fs::remove_file(&again.files[1].path).unwrap();
    let (_folder, origin) = folder(&[("model.bin", "others")]);
    let error = setting.fetch_from(&asset, origin).unwrap_err();
    let FetchError::WrongChecksum { expected, got, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((expected, got), (sha256(b"weights"), sha256(b"others")));
}

#[test]
fn a_hub_branch_needs_a_commit() {
    let (_folder, origin) = folder(&[("config.json", "{}")]);
    let asset = hub_asset("main", &["config.json"]);
    let error = Setting::new().fetch_from(&asset, origin).unwrap_err();
    assert!(
        matches!(error, FetchError::CommitUnknown { .. }),
        "{error:?}"
    );
}

#[test]
fn checksums_of_the_tests_are_those_of_git() {
    let hello = Checksum::from_hex("ce013625030ba8dba906f756967f9e9ca394464a");
    assert_eq!(Some(git_blob(b"hello\n")), hello);
}
