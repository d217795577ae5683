//! The shipped manifest against the real files, served from a local folder.

use crate::server::{Server, answer, serve};
use crate::setting::{Setting, shared};
use asset_fetch::{Check, Manifest, Origin, Source};
use std::path::Path;

/// Each asset that is not a hub's, and the folder of the real data that has it.
const FOLDERS: [(&str, &str); 5] = [
    ("inset", "inset"),
    ("slang", "kamus-alay-salsabila"),
    ("slang-ibrohim", "okky-hate-speech"),
    ("roots", "sastrawi-kata-dasar"),
    ("stop-words", "stopwords-iso-id"),
];

#[test]
fn every_pinned_checksum_is_that_of_the_real_file() {
    let Some(data) = shared("data") else {
        return;
    };
    let manifest = Manifest::shipped().unwrap();
    let pinned = manifest
        .assets()
        .iter()
        .filter(|asset| matches!(asset.source, Source::Web { .. }));
    assert_eq!(pinned.count(), FOLDERS.len());
    for (name, folder) in FOLDERS {
        let asset = manifest.asset(name).unwrap();
        let setting = Setting::new();
        let origin = Origin::Folder(data.join(folder));
        let fetched = setting.fetch_from(asset, origin).unwrap();
        for file in fetched.files {
            assert_eq!(file.check, Check::Pinned);
        }
    }
}

#[test]
fn the_real_files_are_downloaded_over_cut_connections() {
    let Some(data) = shared("data") else {
        return;
    };
    let server = Server::start(move |request, stream| {
        let name = request.path.rsplit('/').next().unwrap();
        let found = FOLDERS
            .iter()
            .map(|(_, folder)| data.join(folder).join(name))
            .find(|path| path.is_file());
        match found {
            Some(path) => serve(request, stream, &std::fs::read(path).unwrap(), 500_000),
            None => answer(stream, 404, &[], b""),
        }
    });
    let text = include_str!("../../data/assets.toml");
    let text = text.replace("https://raw.githubusercontent.com", &server.url());
    let manifest = Manifest::from_toml(&text).unwrap();
    for (name, _) in FOLDERS {
        let setting = Setting::new();
        let fetched = setting.fetch(manifest.asset(name).unwrap()).unwrap();
        let names: Vec<_> = fetched
            .files
            .iter()
            .map(|file| file.path.file_name().map(Path::new))
            .collect();
        assert!(names.iter().all(Option::is_some));
    }
    // 3,093,160 bytes, 500,000 at a time.
    let slang = server
        .seen()
        .into_iter()
        .filter(|seen| seen.path.contains("kamus-alay"));
    assert_eq!(slang.count(), 7);
}
