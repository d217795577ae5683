//! `sara init`, `sara study --settings` and files that nobody should write.

use super::bad_input::refused;
use super::{sara, sara_ok, write};
use std::path::Path;

/// A study of a second, as a file.
const QUICK: &str = "\
judgement_sample = 20
[split]
folds = 2
max_train_rows = 60
[bert]
epochs = 1
";

fn settings_of(folder: &Path, out: &str) -> serde_json::Value {
    let bytes = std::fs::read(folder.join(out).join("settings.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn init_writes_a_file_that_check_accepts_and_never_replaces_one_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    for preset in ["sound", "thesis"] {
        sara_ok(folder.path(), &["init", "--preset", preset, "--overwrite"]);
        let text = std::fs::read_to_string(folder.path().join("study.toml")).unwrap();
        assert!(text.contains(&format!("preset = \"{preset}\"")), "{text}");
        let standard = sara_ok(folder.path(), &["init", "-", "--preset", preset]);
        assert_eq!(standard, text);
        sara_ok(folder.path(), &["check", "study.toml"]);
    }
    assert_eq!(
        refused(folder.path(), &["init"]),
        "sara: setting file: expected a name that is still free, or --overwrite, got study.toml"
    );
}

#[test]
fn a_study_by_its_file_is_the_study_by_its_flags() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "study.toml", QUICK);
    let by_file = [
        "study",
        "--settings",
        "study.toml",
        "--threads",
        "1",
        "--out",
        "a",
    ];
    sara_ok(folder.path(), &by_file);
    let by_flags =
        "study --judgement-sample 20 --folds 2 --max-train-rows 60 --epochs 1 --threads 1 --out b";
    sara_ok(folder.path(), &by_flags.split(' ').collect::<Vec<_>>());
    let report = |out: &str| std::fs::read(folder.path().join(out).join("report.json")).unwrap();
    assert!(report("a") == report("b"));
}

#[test]
fn flags_override_the_file_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "study.toml",
        format!("preset = \"thesis\"\n{QUICK}"),
    );
    let arguments =
        "study --settings study.toml --folds 3 --epochs 1 --unseen-share 0.2 --threads 1 --out out";
    let output = sara(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let lines: Vec<&str> = said.lines().take(2).collect();
    assert_eq!(
        lines,
        [
            "study.toml: preset thesis, 4 keys",
            "the command line overrides split.folds: 3 instead of 2"
        ]
    );
    let settings = settings_of(folder.path(), "out");
    assert_eq!(settings["split"]["folds"], 3);
    assert_eq!(settings["split"]["unseen_share"], 0.2);
    assert_eq!(settings["split"]["max_train_rows"], 60);
    assert_eq!(settings["bert"]["learning_rate"], 2e-5);
    assert_eq!(settings["drop_duplicates"], false);
    assert_eq!(settings["ratings"]["source"], "sample");
}

#[test]
fn a_preset_needs_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        "study --preset thesis --folds 2 --max-train-rows 60 --epochs 1 --threads 1 --out out";
    sara_ok(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let settings = settings_of(folder.path(), "out");
    assert_eq!(settings["split"]["unseen_share"], 0.7);
    assert_eq!(settings["bert"]["epochs"], 1);
}

#[test]
fn half_a_source_is_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    for half in [
        ["--text-column", "Tweet"],
        ["--encoding", "latin-1"],
        ["--user-key", "key"],
        ["--clock", "WIB"],
    ] {
        let output = sara(
            folder.path(),
            &[&["study", "--out", "out"][..], &half].concat(),
        );
        assert_eq!(output.status.code(), Some(2), "{half:?}");
    }
}

/// What `sara study` says of a settings file.
fn study_refuses(content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "s.toml", content);
    refused(
        folder.path(),
        &["study", "--settings", "s.toml", "--out", "out"],
    )
}

#[test]
fn hostile_files_are_refused_in_a_line() {
    let deep = "[".repeat(100_000);
    let deep_array = format!("text.slang = {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let deep_table = format!("{}1{}", "a={".repeat(5_000), "}".repeat(5_000));
    let dotted = format!("{}a = 1", "a.".repeat(50_000));
    let long_key = format!("{} = 1", "k".repeat(500_000));
    let long_value = format!("[bert]\nepochs = \"{}\"", "9".repeat(500_000));
    let files: Vec<(&[u8], &str)> = vec![
        (
            b"[bert]\nepoch = 5\n",
            "s.toml:2:1: there is no key `bert.epoch`, did you mean `epochs`?; the keys of [bert] are ",
        ),
        (
            b"[bert]\nepochs = \"five\"\n",
            "s.toml:2:10: bert.epochs: expected a whole number",
        ),
        (
            b"[bert]\nepochs = 5\nepochs = 6\n",
            "s.toml:3:1: expected TOML, got duplicate key",
        ),
        (
            b"[bert]\nepochs = 5\n[bert]\n",
            "s.toml:3:2: expected TOML, got duplicate key",
        ),
        (
            b"[bert]\nlearning_rate = nan\n",
            "s.toml:2:17: bert.learning_rate: expected a number above 0, got nan",
        ),
        (
            b"[bert]\nlearning_rate = inf\n",
            "s.toml:2:17: bert.learning_rate: expected a number above 0, got inf",
        ),
        (
            b"[bert]\nlearning_rate = 1e999\n",
            "s.toml:2:17: bert.learning_rate: expected a number above 0, got 1e999",
        ),
        (
            b"[bert]\nbatch_size = -1\n",
            "s.toml:2:14: bert.batch_size: expected a whole number of rows, at least 1, got -1",
        ),
        (
            b"[bert]\nbatch_size = 1.5\n",
            "s.toml:2:14: bert.batch_size: expected a whole number of rows, at least 1, got 1.5",
        ),
        (
            b"[split]\nseed = 99999999999999999999999999\n",
            "s.toml:2:8: split.seed: expected a whole number from 0 to 18446744073709551615, got 9999",
        ),
        (
            b"[split]\nfolds = 0x1\n",
            "s.toml:2:9: split.folds: expected a whole number of folds, at least 2, got 0x1",
        ),
        (
            b"[split]\nunseen_share = 1\n",
            "s.toml:2:16: split.unseen_share: expected a share of at least 0 and below 1, got 1",
        ),
        (
            b"[svm]\ngamma = \"big\"\n",
            "s.toml:2:9: svm.gamma: expected a number above 0, \"scale\" or \"auto\", got \"big\"",
        ),
        (
            b"drop_duplicates = \"yes\"\n",
            "s.toml:1:19: drop_duplicates: expected true or false, got \"yes\"",
        ),
        (
            b"drop_duplicates = 2026-01-01\n",
            "s.toml:1:19: drop_duplicates: expected true or false, got a date",
        ),
        (
            b"bert = [1, 2]\n",
            "s.toml:1:8: bert: expected a section [bert], got a list",
        ),
        (
            b"[[bert]]\nepochs = 1\n",
            "s.toml:1:1: bert: expected a section [bert], got a list",
        ),
        (
            b"[text]\nslang = \"a.csv\"\n",
            "s.toml:2:9: text.slang: expected a list of paths, each in quotes, got \"a.csv\"",
        ),
        (
            b"[text]\nslang = [1]\n",
            "s.toml:2:9: text.slang: expected a list of paths, each in quotes, got a list",
        ),
        (
            b"[text]\nslang = [\"a\\u0000b\"]\n",
            "s.toml:2:9: text.slang: expected a list of paths",
        ),
        (
            b"[tweets]\npath = \"no.csv\"\ntext_column = \"x\"\n",
            "no.csv: cannot read: No such file",
        ),
        (
            b"[tweets]\npath = \".\"\ntext_column = \"x\"\n",
            ".: cannot read: Is a directory",
        ),
        (
            b"[tweets]\npath = \"no.csv\"\n",
            "no.csv: cannot read: No such file",
        ),
        (
            b"[bert]\ndevice = \"cuda:99\"\n",
            "unknown device `cuda:99`",
        ),
        (
            b"preset = \"caf\xe9\"\n",
            "s.toml:1: byte 13 of the file (0xe9) is not UTF-8",
        ),
        (
            b"\xff\xfep\x00r\x00e\x00",
            "s.toml:1: byte 0 of the file (0xff) is not UTF-8",
        ),
        (
            b"preset = \"a\x1b[2Jb\"\n",
            "s.toml:1:12: expected TOML, got ",
        ),
        (
            b"preset = \"a\\u001b[2J\\nb\"\n",
            "s.toml:1:10: preset: expected \"sound\" or \"thesis\", got \"a\\",
        ),
        (b"preset\n", "s.toml:1:7: expected TOML, got "),
        (
            b"{\"preset\": \"sound\"}",
            "s.toml:1:1: expected TOML, got ",
        ),
        (b"\x00\x00\x00", "s.toml:1:4: expected TOML, got "),
        (
            b"\"\" = 1\n",
            "s.toml:1:1: there is no key ``; the keys at the top are preset, max_rows, drop_duplicates, ",
        ),
        (
            "[bert]\n\"epo\u{202e}chs\\n\" = 1\n".as_bytes(),
            "s.toml:2:1: there is no key `bert.epo\\u{202e}chs\\n`, did you mean `epochs`?",
        ),
        (deep.as_bytes(), "s.toml:1:"),
        (deep_array.as_bytes(), "s.toml:1:"),
        (deep_table.as_bytes(), "s.toml:1:"),
        (dotted.as_bytes(), "s.toml:1:"),
        (long_key.as_bytes(), "s.toml:1:1: there is no key `kkk"),
        (
            long_value.as_bytes(),
            "s.toml:2:10: bert.epochs: expected a whole number of passes over the training rows, at least 1, got \"999",
        ),
    ];
    for (content, beginning) in files {
        let message = study_refuses(content);
        let shown = String::from_utf8_lossy(&content[..content.len().min(60)]).into_owned();
        assert!(
            message.starts_with(&format!("sara: {beginning}")),
            "{shown}: {message}"
        );
        assert!(message.len() < 1_000, "{shown}: {} bytes", message.len());
        assert!(!message.contains(char::is_control), "{shown}: {message}");
    }
}

#[test]
fn a_file_of_ten_megabytes_and_one_without_end_are_refused() {
    let message = study_refuses("# nothing\n".repeat(1 << 20).as_bytes());
    assert_eq!(
        message,
        "sara: s.toml: expected at most 1048576 bytes of settings, got 10485760"
    );
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().unwrap();
        let message = refused(
            folder.path(),
            &["study", "--settings", "/dev/zero", "--out", "out"],
        );
        assert_eq!(
            message,
            "sara: /dev/zero: expected at most 1048576 bytes of settings, got 1048577"
        );
    }
}

#[test]
fn settings_that_are_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let study = |file: &str| {
        refused(
            folder.path(),
            &["study", "--settings", file, "--out", "out"],
        )
    };
    assert!(study("no.toml").starts_with("sara: no.toml: cannot read: No such file"));
    assert!(study(".").starts_with("sara: .: cannot read: Is a directory"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("\u{feff}{}", QUICK.replace('\n', "\r\n"));
    write(folder.path(), "study.toml", text);
    sara_ok(folder.path(), &["check", "study.toml"]);
    write(
        folder.path(),
        "study.toml",
        "\u{feff}judgement_sample = 5\r\n[bert]\r\n  epoch = 1\r\n",
    );
    let message = refused(
        folder.path(),
        &["study", "--settings", "study.toml", "--out", "out"],
    );
    assert!(
        message.starts_with("sara: study.toml:3:3: there is no key `bert.epoch`"),
        "{message}"
    );
}

/// A file may be moved together with what it names.
#[test]
fn relative_paths_are_taken_from_the_folder_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("conf")).unwrap();
    let text = "[tweets]\npath = \"t.csv\"\ntext_column = \"no\"\n";
    write(folder.path(), "conf/study.toml", text);
    write(folder.path(), "conf/t.csv", "tweet\nhalo\n");
    let message = refused(
        folder.path(),
        &["study", "--settings", "conf/study.toml", "--out", "out"],
    );
    assert_eq!(
        message,
        "sara: conf/t.csv:1: no column `no`; the columns are `tweet`"
    );
}

/// What a file says of rows, groups and folds holds in the study, and a flag still wins.
#[test]
fn rows_groups_and_folds_are_choices_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "max_rows = 600\nfold_protocol = \"carry-over\"\n{}",
        QUICK.replace("[split]\n", "[split]\ngroups = \"none\"\n")
    );
    write(folder.path(), "study.toml", text);
    let study = ["study", "--settings", "study.toml", "--out", "out"];
    let output = sara(
        folder.path(),
        &[&study[..], &["--max-rows", "500", "--dry-run"]].concat(),
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("the command line overrides max_rows: 500 instead of 600"),
        "{said}"
    );
    let plan = String::from_utf8(output.stdout).unwrap();
    assert!(plan.starts_with("1318 rows, 500 of them taken\n"), "{plan}");
    sara_ok(folder.path(), &study);
    let settings = settings_of(folder.path(), "out");
    assert_eq!(settings["max_rows"], 600);
    assert_eq!(settings["split"]["groups"], "none");
    assert_eq!(settings["fold_protocol"], "carry-over");
}
