//! Each command on small files.

use super::{npy_f32, npy_i64, read_csv, sara, sara_ok, sara_with_input, write};
use std::path::Path;

#[test]
fn help_reads_like_a_manual_and_costs_nothing() {
    for command in [
        "study",
        "prepare",
        "stem",
        "label",
        "agree",
        "embed",
        "bert",
        "bert train",
        "bert pretrain",
        "bert predict",
        "svm",
        "svm train",
        "svm predict",
        "svm grid",
        "sample",
        "fetch",
    ] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        let help = sara_ok(Path::new("."), &arguments);
        assert!(help.contains("Usage: sara"), "{command}: {help}");
        assert!(help.lines().count() > 6, "{command}: {help}");
    }
}

#[test]
fn wrong_use_exits_with_2() {
    for arguments in [
        &["labels"][..],
        &["label", "--tweets", "x.csv"],
        &[
            "label",
            "--tweets",
            "x.csv",
            "--text-column",
            "t",
            "--out",
            "o",
            "--formula",
            "median",
        ],
        &[
            "svm",
            "train",
            "--features",
            "x",
            "--labels",
            "y",
            "--model",
            "m",
            "--gamma=-1",
        ],
        &[
            "bert", "train", "--train", "a", "--valid", "b", "--out", "c",
        ],
        &["study", "--text-column", "t", "--out", "o"],
    ] {
        assert_eq!(
            sara(Path::new("."), arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn stem_answers_every_line() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "roots.txt",
        "bangun\nekonomi\ntumbuh\nmalaikat\n",
    );
    let output = sara_with_input(
        folder.path(),
        &["stem", "--dictionary", "roots.txt"],
        b"Perekonomian bertumbuh, pembangunan!\n\nmalaikat-malaikat-Nya\xff\nlast",
    );
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "ekonomi tumbuh bangun\n\nmalaikat\nlast\n"
    );
}

#[test]
fn label_keeps_every_row_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("inset")).unwrap();
    write(
        &at("inset"),
        "positive.tsv",
        "word\tweight\r\nrukun\t4\r\nmalu\t1\r\n",
    );
    write(
        &at("inset"),
        "negative.tsv",
        "word\tweight\r\nbenci\t-4\r\nmalu\t-3\r\n",
    );
    write(folder.path(), "roots.txt", "rukun\nbenci\nmalu\nwarga\n");
    write(folder.path(), "stop.txt", "yang\n");
    write(
        folder.path(),
        "slang.csv",
        "wrg,warga\nbencii,benci sekali\n",
    );
    write(
        folder.path(),
        "tweets.csv",
        "key,Tweet\n\
         a,wrg yang rukun kota desa\n\
         b,wrg bencii\n\
         c,rukun yang\n\
         d,https://contoh.id\n\
         e,\"warga, malu kota\n(dua baris)\"\n",
    );
    sara_ok(
        folder.path(),
        &[
            "label",
            "--tweets",
            "tweets.csv",
            "--text-column",
            "Tweet",
            "--id-column",
            "key",
            "--inset",
            "inset",
            "--slang",
            "slang.csv",
            "--dictionary",
            "roots.txt",
            "--stop-words",
            "stop.txt",
            "--out",
            "labels.csv",
        ],
    );
    let rows = read_csv(&at("labels.csv"));
    let column = |name: &str| -> Vec<&str> { rows.iter().map(|row| row[name].as_str()).collect() };
    assert_eq!(column("id"), ["a", "b", "c", "d", "e"]);
    assert_eq!(
        column("normalised"),
        [
            "warga yang rukun kota desa",
            "warga benci sekali",
            "rukun yang",
            "",
            "warga malu kota dua baris"
        ]
    );
    assert_eq!(
        column("tokens"),
        [
            "warga rukun kota desa",
            "warga benci sekali",
            "rukun",
            "",
            "warga malu kota dua baris"
        ]
    );
    assert_eq!(
        column("polarity"),
        ["0.200000", "-0.266667", "", "", "-0.080000"]
    );
    assert_eq!(
        column("sentiment"),
        ["positive", "negative", "", "", "negative"]
    );
    assert_eq!(column("dropped"), ["", "", "short", "empty", ""]);

    let header = std::fs::read_to_string(at("labels.csv")).unwrap();
    assert!(header.starts_with("id,text,normalised,tokens,polarity,sentiment,dropped,keywords\n"));

    let mean = sara_ok(
        folder.path(),
        &[
            "label",
            "--tweets",
            "tweets.csv",
            "--text-column",
            "Tweet",
            "--inset",
            "inset",
            "--slang",
            "slang.csv",
            "--dictionary",
            "roots.txt",
            "--stop-words",
            "stop.txt",
            "--formula",
            "mean",
            "--out",
            "-",
        ],
    );
    assert!(mean.contains("\n1,wrg yang rukun kota desa,warga yang rukun kota desa,warga rukun kota desa,1.000000,positive,,\n"), "{mean}");
}

#[test]
fn prepare_shows_each_stage() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "tweets.csv",
        "tweet\nWarga yg menghormati perbedaan @teman 😊\njoki tugas kuliah murah\n",
    );
    let arguments = |extra: &'static [&'static str]| {
        [
            &[
                "prepare",
                "--tweets",
                "tweets.csv",
                "--text-column",
                "tweet",
                "--out",
                "-",
            ],
            extra,
        ]
        .concat()
    };
    assert_eq!(
        sara_ok(folder.path(), &arguments(&["--drop-advertisements"])),
        "id,text,cleaned,normalised,tokens,stems,dropped\n\
         1,Warga yg menghormati perbedaan @teman 😊,Warga yg menghormati perbedaan,warga yang menghormati perbedaan,warga menghormati perbedaan,warga hormat beda,\n\
         2,joki tugas kuliah murah,joki tugas kuliah murah,joki tugas kuliah murah,joki tugas kuliah murah,joki tugas kuliah murah,advertisement\n"
    );
    assert!(!sara_ok(folder.path(), &arguments(&[])).contains("advertisement"));
}

#[test]
fn agree_gives_every_pair() {
    let folder = tempfile::tempdir().unwrap();
    // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4, the textbook example.
    let mut ratings = "id,ani,budi,citra\n".to_owned();
    for (row, (a, b)) in [("y", "y"); 20]
        .into_iter()
        .chain([("y", "n"); 5])
        .chain([("n", "y"); 10])
        .chain([("n", "n"); 15])
        .enumerate()
    {
        // The third expert has rated one row: no kappa with anybody.
        let c = if row == 0 { "y" } else { "" };
        ratings.push_str(&format!("{row},{a},{b},{c}\n"));
    }
    write(folder.path(), "ratings.csv", ratings);
    let json: serde_json::Value = serde_json::from_str(&sara_ok(
        folder.path(),
        &["agree", "ratings.csv", "--id-column", "id", "--json"],
    ))
    .unwrap();
    assert_eq!(json["raters"], serde_json::json!(["ani", "budi", "citra"]));
    let pair = &json["pairs"][0];
    assert_eq!(pair["n"], 50);
    assert!((pair["kappa"].as_f64().unwrap() - 0.4).abs() < 1e-12);
    assert!((pair["standard_error"].as_f64().unwrap() - 0.126_996_063).abs() < 1e-9);
    assert_eq!(pair["band"], "fair");
    assert!(json["pairs"][1]["kappa"].is_null());
    assert!(json["pairs"][1]["undefined"].is_string());

    let text = sara_ok(
        folder.path(),
        &["agree", "ratings.csv", "--id-column", "id"],
    );
    assert!(
        text.contains("ani and budi: n 50, agree 0.7000, kappa 0.4000 (0.1511 to 0.6489), fair"),
        "{text}"
    );
}

#[test]
fn svm_trains_and_predicts_numpy_files() {
    let folder = tempfile::tempdir().unwrap();
    let rows: [&[f32]; 6] = [
        &[0.0, 0.1],
        &[0.2, 0.0],
        &[2.0, 0.1],
        &[2.2, -0.1],
        &[0.1, 2.0],
        &[-0.1, 2.2],
    ];
    write(folder.path(), "x.npy", npy_f32(&rows));
    write(folder.path(), "y.npy", npy_i64(&[-1, -1, 0, 0, 7, 7]));
    let json: serde_json::Value = serde_json::from_str(&sara_ok(
        folder.path(),
        &[
            "svm",
            "train",
            "--features",
            "x.npy",
            "--labels",
            "y.npy",
            "--c",
            "3",
            "--gamma",
            "0.1",
            "--degree",
            "1",
            "--coef0",
            "0",
            "--tol",
            "1e-5",
            "--model",
            "m",
            "--json",
        ],
    ))
    .unwrap();
    assert_eq!(json["classes"], serde_json::json!([-1, 0, 7]));
    assert_eq!(json["pairs"].as_array().unwrap().len(), 3);
    assert!(json["pairs"][0]["objective"].as_f64().unwrap() < 0.0);
    sara_ok(
        folder.path(),
        &[
            "svm",
            "predict",
            "--features",
            "x.npy",
            "--model",
            "m",
            "--out",
            "pred.npy",
        ],
    );
    let written = std::fs::read(folder.path().join("pred.npy")).unwrap();
    let expected = npy_i64(&[-1, -1, 0, 0, 7, 7]);
    assert_eq!(
        written[written.len() - 48..],
        expected[expected.len() - 48..]
    );
}

#[test]
fn bert_trains_predicts_and_embeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = "text,label\n".to_owned();
    for row in 0..40 {
        let name = ["ibu", "adik", "paman", "kakek"][row % 4];
        csv.push_str(&format!(
            "{name} makan soto,food\nlangit hujan kata {name},weather\n"
        ));
    }
    write(folder.path(), "rows.csv", csv);
    write(
        folder.path(),
        "config.json",
        r#"{"model_type":"bert","vocab_size":120,"hidden_size":32,"num_hidden_layers":1,"num_attention_heads":2,
            "intermediate_size":64,"max_position_embeddings":64,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu"}"#,
    );
    let epochs = sara_ok(
        folder.path(),
        &[
            "bert",
            "train",
            "--config",
            "config.json",
            "--train",
            "rows.csv",
            "--valid",
            "rows.csv",
            "--epochs",
            "4",
            "--batch-size",
            "8",
            "--learning-rate",
            "3e-3",
            "--seed",
            "1",
            "--out",
            "model",
        ],
    );
    assert_eq!(epochs.lines().count(), 4);

    write(
        folder.path(),
        "texts.txt",
        "nenek makan soto\n\nlangit hujan\n",
    );
    let lines: Vec<serde_json::Value> = sara_ok(
        folder.path(),
        &[
            "bert",
            "predict",
            "--model",
            "model",
            "--text",
            "texts.txt",
            "--json",
        ],
    )
    .lines()
    .map(|line| serde_json::from_str(line).unwrap())
    .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        [&lines[0]["label"], &lines[2]["label"]],
        ["food", "weather"]
    );
    assert_eq!(lines[1]["index"], 1);
    assert_eq!(lines[1]["logits"].as_array().unwrap().len(), 2);
    let sum: f64 = lines[1]["probabilities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| value.as_f64().unwrap())
        .sum();
    assert!((sum - 1.0).abs() < 1e-6);

    let mut vectors = std::collections::HashSet::new();
    for pooling in ["mean", "cls", "pooler", "static"] {
        sara_ok(
            folder.path(),
            &[
                "embed",
                "--model",
                "model",
                "--text",
                "texts.txt",
                "--pooling",
                pooling,
                "--out",
                "x.npy",
            ],
        );
        let array = std::fs::read(folder.path().join("x.npy")).unwrap();
        let header = String::from_utf8_lossy(&array[..80]).into_owned();
        assert!(vectors.insert(array), "{pooling} equals another pooling");
        assert!(header.contains("(3, 32"), "{pooling}: {header}");
    }
}
