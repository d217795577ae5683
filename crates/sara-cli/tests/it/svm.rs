//! `sara svm` on small files: NumPy and svmlight, weights, threads, decision values and grids.

use super::bad_input::refused;
use super::{npy, npy_f32, npy_i64, sara, sara_ok, write};
use std::path::Path;

/// Three clouds of eight rows each, with a class for each.
fn clouds() -> (Vec<[f32; 2]>, Vec<i64>) {
    let rows = (0..24_u8).map(|row| {
        let [x, y] = [[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]][usize::from(row % 3)];
        let wobble = |step: u8| f32::from(row / 3 * step % 8) / 8.0;
        [x + wobble(3), y + wobble(5)]
    });
    (
        rows.collect(),
        (0..24).map(|row| [-1, 0, 7][row % 3]).collect(),
    )
}

fn npy_f64(values: &[f64]) -> Vec<u8> {
    let data = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    npy("<f8", &format!("({},)", values.len()), data)
}

/// The clouds as x.npy, y.npy and x.svm.
fn write_clouds(folder: &Path) {
    let (rows, labels) = clouds();
    let slices: Vec<&[f32]> = rows.iter().map(<[f32; 2]>::as_slice).collect();
    write(folder, "x.npy", npy_f32(&slices));
    write(folder, "y.npy", npy_i64(&labels));
    let lines = rows.iter().zip(&labels);
    let svmlight: String = lines
        .map(|([x, y], label)| format!("{label} 1:{x} 2:{y}\n"))
        .collect();
    write(folder, "x.svm", svmlight);
}

fn last_bytes(path: &Path, count: usize) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    bytes[bytes.len() - count..].to_vec()
}

const NPY: [&str; 4] = ["--features", "x.npy", "--labels", "y.npy"];

#[test]
fn svmlight_files_give_the_model_of_numpy_files() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    let train = |rows: &[&str], degree: &str, model: &str| {
        let options = ["--degree", degree, "--model", model];
        sara_ok(
            folder.path(),
            &[&["svm", "train"], rows, &options[..]].concat(),
        )
    };
    for degree in ["1", "3"] {
        let from_npy = train(&NPY, degree, "a.model");
        let from_svmlight = train(&["--features", "x.svm"], degree, "b.model");
        assert_eq!(from_npy, from_svmlight);
    }

    // A file of new rows may end before the last feature; its labels are held against the answers.
    write(folder.path(), "new.TXT", "-1\n0 1:3\n5 1:3\n");
    let predict = [
        "svm",
        "predict",
        "--features",
        "new.TXT",
        "--model",
        "b.model",
        "--out",
        "p.npy",
    ];
    let output = sara(folder.path(), &predict);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "3 rows, 2 as the file labels them\n"
    );
    let expected = npy_i64(&[-1, 0, 0]);
    assert_eq!(
        last_bytes(&folder.path().join("p.npy"), 24),
        expected[expected.len() - 24..]
    );
}

#[test]
fn threads_change_no_bit() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    for threads in ["1", "3"] {
        let at = |name: &str| format!("{name}{threads}");
        let train = ["--degree", "2", "--coef0", "1", "--threads", threads];
        let model = at("model");
        let options = [&["svm", "train"], &NPY[..], &train, &["--model", &model]];
        sara_ok(folder.path(), &options.concat());
        let (out, values) = (at("p"), at("d"));
        let predict = [
            "svm",
            "predict",
            "--features",
            "x.npy",
            "--model",
            &model,
            "--threads",
            threads,
            "--out",
            &out,
            "--decision-values",
            &values,
        ];
        sara_ok(folder.path(), &predict);
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    for name in ["model", "p", "d"] {
        let of = |threads: &str| read(&format!("{name}{threads}"));
        assert!(of("1") == of("3"), "{name}");
    }
    // One value for each row and pair; the first row is of the first class.
    let values = read("d1");
    let text = String::from_utf8_lossy(&values[..128]);
    assert!(text.contains("'<f8'") && text.contains("(24, 3,"), "{text}");
    let first = last_bytes(&folder.path().join("d1"), 24 * 3 * 8);
    let first = f64::from_le_bytes(first[..8].try_into().unwrap());
    assert!(first > 0.0, "{first}");
}

#[test]
fn a_row_of_weight_0_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let rows: [&[f32]; 5] = [&[0.0], &[1.0], &[9.0], &[4.0], &[5.0]];
    write(folder.path(), "x.npy", npy_f32(&rows));
    write(folder.path(), "y.npy", npy_i64(&[-1, -1, -1, 1, 1]));
    write(folder.path(), "w.npy", npy_f64(&[1.0, 1.0, 0.0, 1.0, 1.0]));
    let train = ["svm", "train", "--weights", "w.npy", "--model", "m"];
    sara_ok(folder.path(), &[&train[..], &NPY].concat());
    let predict = ["svm", "predict", "--features", "x.npy", "--model", "m"];
    sara_ok(folder.path(), &[&predict[..], &["--out", "p.npy"]].concat());
    let expected = npy_i64(&[-1, -1, 1, 1, 1]);
    assert_eq!(
        last_bytes(&folder.path().join("p.npy"), 40),
        expected[expected.len() - 40..]
    );
}

#[test]
fn class_weights_are_named_or_listed() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    let train = |weights: &str| {
        let options = ["svm", "train", "--model", "m", "--class-weights", weights];
        sara(folder.path(), &[&options[..], &NPY].concat())
    };
    // Classes of one size are balanced as they are.
    let [none, balanced, listed] = ["none", "balanced", "-1:2,7:0.5"].map(train);
    assert!(none.status.success() && none.stdout == balanced.stdout);
    assert!(listed.status.success() && none.stdout != listed.stdout);
    assert_eq!(train("-1=2").status.code(), Some(2));
    let unknown = train("3:2");
    assert_eq!(
        String::from_utf8(unknown.stderr).unwrap(),
        "sara: weight given for class 3, which no row has\n"
    );
}

#[test]
fn a_grid_names_its_best_cell_and_fits_it() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    let grid = [
        "svm",
        "grid",
        "--c",
        "1,100",
        "--gamma",
        "0.5,scale",
        "--degree",
        "2,1",
        "--folds",
        "4",
        "--seed",
        "1",
    ];
    let table = sara_ok(
        folder.path(),
        &[&grid[..], &NPY, &["--out", "m", "--threads", "2"]].concat(),
    );
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].starts_with("best: degree ")
            && lines[0].contains(" on 4 folds of 24 rows, standard deviation "),
        "{table}"
    );
    // Two lines above the 2 x 2 x 2 cells, the smallest degree first.
    assert_eq!(lines.len(), 10, "{table}");
    assert_eq!(
        lines[1].split_whitespace().collect::<Vec<_>>(),
        [
            "degree", "gamma", "c", "accuracy", "std", "lowest", "highest"
        ]
    );
    assert_eq!(
        lines[2].split_whitespace().collect::<Vec<_>>()[..3],
        ["1", "0.5", "1"]
    );

    let json = sara_ok(
        folder.path(),
        &[&grid[..], &["--features", "x.svm", "--json"]].concat(),
    );
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let cells = report["cells"].as_array().unwrap();
    assert_eq!(cells.len(), 8);
    assert!(cells.contains(&report["best"]));
    assert!(report["training"].is_null());
    for cell in cells {
        let accuracies: Vec<f64> = serde_json::from_value(cell["accuracies"].clone()).unwrap();
        let mean = accuracies.iter().sum::<f64>() / 4.0;
        let squares = accuracies.iter().map(|a| (a - mean) * (a - mean));
        let spread = (squares.sum::<f64>() / 4.0).sqrt();
        assert!((cell["mean_accuracy"].as_f64().unwrap() - mean).abs() < 1e-12);
        assert!((cell["std_accuracy"].as_f64().unwrap() - spread).abs() < 1e-12);
        assert!(mean <= report["best"]["mean_accuracy"].as_f64().unwrap());
    }

    // The model that was written is that of a training with the best cell's parameters.
    let best = &report["best"];
    let text = |name: &str| best[name].to_string().trim_matches('"').to_owned();
    let (c, gamma, degree) = (text("c"), text("gamma"), text("degree"));
    let train = [
        "svm", "train", "--c", &c, "--gamma", &gamma, "--degree", &degree, "--model", "n",
    ];
    sara_ok(folder.path(), &[&train[..], &NPY].concat());
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("m") == read("n"));
}

#[test]
fn help_says_what_a_grid_does() {
    let help = sara_ok(Path::new("."), &["svm", "grid", "--help"]);
    assert!(help.contains("the lowest and the highest"), "{help}");
    let list = sara_ok(Path::new("."), &["svm", "--help"]);
    assert!(
        list.contains("Choose parameters by cross validation\n"),
        "{list}"
    );
}

#[test]
fn a_limit_that_is_hit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    let grid = [
        "svm",
        "grid",
        "--degree",
        "3",
        "--c",
        "10",
        "--max-iterations",
        "1",
    ];
    let output = sara(folder.path(), &[&grid[..], &NPY].concat());
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "warning: in 1 of 1 combinations the iteration limit was reached before the tolerance\n"
    );
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.trim_end().ends_with("not converged"), "{table}");
}

#[test]
fn labels_stand_in_one_place() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    for command in [&["train", "--model", "m"][..], &["grid"]] {
        let says = |rows: &[&str]| refused(folder.path(), &[&["svm"], command, rows].concat());
        assert_eq!(
            says(&["--features", "x.svm", "--labels", "y.npy"]),
            "sara: setting labels: expected none, since x.svm holds its own, got y.npy"
        );
        assert_eq!(
            says(&["--features", "x.npy"]),
            "sara: setting labels: expected a NumPy file with one label for each row of x.npy, got none"
        );
    }
}

#[test]
fn bad_files_and_settings_are_named() {
    let folder = tempfile::tempdir().unwrap();
    write_clouds(folder.path());
    let train = |more: &[&str]| {
        refused(
            folder.path(),
            &[&["svm", "train", "--model", "m"], more].concat(),
        )
    };
    write(folder.path(), "bad.svm", "1 1:2\n-1 2:3 1:4\n");
    assert_eq!(
        train(&["--features", "bad.svm"]),
        "sara: bad.svm:2: expected a feature index of at least 3, got `1`"
    );
    assert!(
        train(&["--features", "none.svm"]).starts_with("sara: cannot read data file none.svm: ")
    );
    write(folder.path(), "one.svm", "4 1:2\n4 1:3\n");
    assert_eq!(
        train(&["--features", "one.svm"]),
        "sara: one.svm: expected at least 2 classes, got only class 4"
    );
    write(folder.path(), "bare.svm", "4\n5\n");
    assert_eq!(
        train(&["--features", "bare.svm"]),
        "sara: bare.svm: expected at least 1 feature, got 0"
    );

    write(folder.path(), "w.npy", npy_f64(&[1.0, -1.0]));
    let weighted = [&NPY[..], &["--weights", "w.npy"]].concat();
    assert_eq!(
        train(&weighted),
        "sara: w.npy: expected one weight a row, got 24 rows and 2 weights"
    );
    write(folder.path(), "w.npy", npy_i64(&[1]));
    assert_eq!(
        train(&weighted),
        "sara: w.npy: expected a one-dimensional array of f32 or f64, got type '<i8'"
    );
    write(folder.path(), "w.npy", npy_f64(&[-2.0; 24]));
    assert_eq!(
        train(&weighted),
        "sara: w.npy: weight of row 0 must be finite and at least 0, got -2"
    );
    let over = ["svm", "train", "--model", "y.npy"];
    assert_eq!(
        refused(folder.path(), &[&over[..], &NPY].concat()),
        "sara: setting model: expected a place that the input y.npy does not lie in, got y.npy"
    );

    let grid = |more: &[&str]| refused(folder.path(), &[&["svm", "grid"], &NPY[..], more].concat());
    assert_eq!(
        grid(&["--folds", "1"]),
        "sara: expected at least 2 folds, got 1"
    );
    assert_eq!(
        grid(&["--folds", "25"]),
        "sara: expected at most as many folds as rows, got 25 folds and 24 rows"
    );
    assert_eq!(
        grid(&["--c", "1,-1"]),
        "sara: c must be finite and above 0, got -1"
    );
    assert_eq!(
        grid(&["--out", "no/m"]),
        "sara: setting out: expected a folder that is there, not no, got no/m"
    );
    for wrong in [
        &["--gamma", "0.1,big"][..],
        &["--degree", "x"],
        &["--threads", "0"],
    ] {
        let arguments = [&["svm", "grid"], &NPY[..], wrong].concat();
        let output = sara(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }

    // New rows with more features than the model has.
    sara_ok(
        folder.path(),
        &["svm", "train", "--features", "x.svm", "--model", "m"],
    );
    write(folder.path(), "wide.svm", "1 3:1\n");
    let predict = ["svm", "predict", "--model", "m", "--features", "wide.svm"];
    assert_eq!(
        refused(folder.path(), &[&predict[..], &["--out", "p.npy"]].concat()),
        "sara: wide.svm:1: expected a feature index of at least 1, at most 2, got `3`"
    );
    let same = ["--out", "p.npy", "--decision-values", "./p.npy"];
    assert_eq!(
        refused(
            folder.path(),
            &[
                &["svm", "predict", "--model", "m", "--features", "x.npy"],
                &same[..]
            ]
            .concat()
        ),
        "sara: setting decision-values: expected another file than that of out, got ./p.npy"
    );
}
