//! 500 random tables, degenerate ones among them, against five peers; see
//! `fixtures/kappa-metrics/peers/random_tables.py`.

use std::collections::{BTreeMap, BTreeSet};

use kappa_metrics::{
    AgreementCoefficient, ClassificationReport, CohenKappa, ConfusionMatrix, MacroF1, McNemar,
    McNemarMethod, MeasurementLevel, MetricsError, RatingTable, Undefined, Weighting, ZeroDivision,
    brennan_prediger, conger_kappa, fleiss_kappa, gwet_ac2, krippendorff_alpha, mcnemar_test,
    pairwise_cohen_kappas, pairwise_kappa_matrix, scott_pi,
};
use serde::Deserialize;

/// The peers compute in f64 too, in another order of operations, and are written to 12 digits.
const TOLERANCE: f64 = 1e-9;
/// The peers take the quantiles of their intervals from other sources.
const LIMIT_TOLERANCE: f64 = 1e-6;
/// A standard error of 0 comes out as the root of what rounding leaves.
const NEAR_ZERO: f64 = 1e-7;

#[derive(Deserialize)]
struct Golden {
    keys: Vec<String>,
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Table {
    name: String,
    categories: u8,
    raters: Vec<String>,
    values: Vec<Option<f64>>,
    pairs: Vec<(Option<f64>, u32)>,
}

type Values = BTreeMap<String, Option<f64>>;

/// A value of ours and the peer's, which are not the same.
struct Difference<'a> {
    key: &'a str,
    ours: Option<f64>,
    peers: Option<f64>,
    table: &'a Table,
    values: &'a Values,
}

/// A difference from a peer that is meant, with the reason.
struct Known {
    reason: &'static str,
    holds: fn(&Difference<'_>) -> bool,
}

const KNOWN: [Known; 7] = [
    Known {
        reason: "scikit-learn gives a correlation of 0 where the labels of one side are constant",
        holds: |d| d.key == "sklearn mcc" && d.ours.is_none() && d.peers == Some(0.0),
    },
    Known {
        reason: "statsmodels takes the root of what rounding leaves below 0 for an error of 0",
        holds: |d| {
            let error = match d.key {
                "statsmodels kappa lower" | "statsmodels kappa upper" => "statsmodels kappa error",
                key => key,
            };
            let zero = d.values[error].is_some_and(|error| error < NEAR_ZERO);
            d.key.starts_with("statsmodels kappa") && zero && d.peers.is_none()
        },
    },
    Known {
        reason: "statsmodels corrects a gap of 0 to -1, and divides 0 by 0 without discordant items",
        holds: |d| {
            let no_gap = d.values["statsmodels mcnemar plain"] == Some(0.0);
            d.key.starts_with("statsmodels mcnemar") && no_gap && matches!(d.ours, Some(0.0 | 1.0))
        },
    },
    Known {
        reason: "irrCAC takes chance for 0 with one category, where it agrees fully",
        holds: |d| d.key.starts_with("irrcac") && d.table.categories == 1 && d.ours.is_none(),
    },
    Known {
        reason: "irrCAC gives up on a single rated item, which has a value but no standard error",
        holds: |d| d.key.ends_with("value") && rated_items(d.table) == 1 && d.peers.is_none(),
    },
    Known {
        reason: "irrCAC divides 0 by 0 for Conger's kappa with a rater who has rated nothing",
        holds: |d| {
            let idle = d
                .table
                .raters
                .iter()
                .any(|rater| rater.bytes().all(|cell| cell == b'.'));
            d.key.starts_with("irrcac conger") && idle && d.peers.is_none()
        },
    },
    Known {
        reason: "irrCAC takes the lesser of NaN and 1 for the upper limit",
        holds: |d| d.key.ends_with("upper") && d.ours.is_none() && d.peers == Some(1.0),
    },
];

fn rated_items(table: &Table) -> usize {
    let raters = ratings(table);
    let rated = |item: &usize| raters.iter().any(|rater| rater[*item].is_some());
    (0..raters[0].len()).filter(rated).count()
}

fn golden() -> Golden {
    let text = include_str!("../../../../fixtures/kappa-metrics/peers/random_tables.json");
    serde_json::from_str(text).unwrap()
}

fn ratings(table: &Table) -> Vec<Vec<Option<u8>>> {
    let rating = |cell: u8| cell.is_ascii_digit().then(|| cell - b'0');
    let rater = |text: &String| text.bytes().map(rating).collect();
    table.raters.iter().map(rater).collect()
}

#[test]
fn every_value_agrees_with_the_peers_or_is_a_known_difference() {
    let golden = golden();
    assert_eq!(golden.tables.len(), 500);
    let (mut failures, mut used, mut compared) = (Vec::new(), BTreeSet::new(), 0);
    for table in &golden.tables {
        let values = ours(table);
        assert_eq!(values.len(), golden.keys.len());
        for (key, peers) in golden.keys.iter().zip(&table.values) {
            compared += usize::from(peers.is_some());
            let (ours, peers) = (values[key], *peers);
            if same(key, ours, peers) {
                continue;
            }
            let difference = Difference {
                key,
                ours,
                peers,
                table,
                values: &values,
            };
            match KNOWN.iter().find(|known| (known.holds)(&difference)) {
                Some(known) => drop(used.insert(known.reason)),
                None => failures.push(format!(
                    "{}, {key}: ours {ours:?}, the peer's {peers:?}",
                    table.name
                )),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for known in &KNOWN {
        assert!(used.contains(known.reason), "no longer: {}", known.reason);
    }
    assert!(compared > 15_000, "only {compared} were defined");
}

fn same(key: &str, ours: Option<f64>, peers: Option<f64>) -> bool {
    let tolerance = match key.rsplit(' ').next() {
        Some("lower" | "upper") => LIMIT_TOLERANCE,
        Some("error") if peers.is_some_and(|error| error < NEAR_ZERO) => NEAR_ZERO,
        _ => TOLERANCE,
    };
    match (ours, peers) {
        (Some(ours), Some(peers)) => (ours - peers).abs() <= tolerance,
        (ours, peers) => ours == peers,
    }
}

/// All of the crate's answers, under the names that the peers' have.
fn ours(table: &Table) -> Values {
    let raters = ratings(table);
    let mut values = Values::new();
    classifier(&raters, &mut values);
    several(table.categories, &raters, &mut values);
    values
}

fn shared(raters: &[Vec<Option<u8>>]) -> Vec<Vec<u8>> {
    let items = raters.first().map_or(0, Vec::len);
    let complete = |item: &usize| raters.iter().all(|rater| rater[*item].is_some());
    let complete: Vec<usize> = (0..items).filter(complete).collect();
    let rater = |rater: &Vec<Option<u8>>| complete.iter().filter_map(|item| rater[*item]).collect();
    raters.iter().map(rater).collect()
}

fn classifier(raters: &[Vec<Option<u8>>], values: &mut Values) {
    let pair = shared(raters.get(..2).unwrap_or_default());
    let matrix = match pair.as_slice() {
        [first, second] => ConfusionMatrix::new(first, second).ok(),
        _ => None,
    };
    let mut put = |key: &str, value: Option<f64>| values.insert(key.to_owned(), value);
    let kappa = |weighting| matrix.as_ref().map(|matrix| matrix.cohen_kappa(weighting));
    let plain = kappa(Weighting::Unweighted);
    let (linear, quadratic) = (kappa(Weighting::Linear), kappa(Weighting::Quadratic));
    let number = |kappa: Option<CohenKappa>| kappa.and_then(|kappa| kappa.kappa.ok());
    let error = |kappa: Option<CohenKappa>| kappa.and_then(|kappa| kappa.standard_error.ok());
    put("sklearn kappa", number(plain));
    put("sklearn kappa linear", number(linear));
    put("sklearn kappa quadratic", number(quadratic));
    let limits = plain.and_then(|kappa| kappa.interval().ok());
    put("statsmodels kappa error", error(plain));
    put(
        "statsmodels kappa null error",
        plain.and_then(|kappa| kappa.null_standard_error.ok()),
    );
    put("statsmodels kappa lower", limits.map(|limits| limits.lower));
    put("statsmodels kappa upper", limits.map(|limits| limits.upper));
    put("statsmodels kappa linear error", error(linear));
    put("statsmodels kappa quadratic error", error(quadratic));

    let report = matrix
        .as_ref()
        .map(|matrix| ClassificationReport::from_confusion(matrix, ZeroDivision::Zero).unwrap());
    let score = |score: fn(&ClassificationReport) -> f64| report.as_ref().map(score);
    put("sklearn accuracy", score(|report| report.accuracy));
    put(
        "sklearn balanced accuracy",
        score(|report| report.balanced_accuracy),
    );
    put("sklearn mcc", report.as_ref().and_then(|report| report.mcc));
    put(
        "sklearn macro precision",
        score(|report| report.macro_avg.precision),
    );
    put(
        "sklearn macro recall",
        score(|report| report.macro_avg.recall),
    );
    put(
        "sklearn macro f1",
        score(|report| report.macro_f1(MacroF1::MeanOfF1s)),
    );
    put(
        "sklearn weighted f1",
        score(|report| report.weighted_avg.f1),
    );

    let three = shared(raters.get(..3).unwrap_or_default());
    let test = match three.as_slice() {
        [truth, first, second] => mcnemar_test(truth, first, second).ok(),
        _ => None,
    };
    let by = |method| {
        test.map(|test| McNemar::by_method(test.only_first_right, test.only_second_right, method))
    };
    let (corrected, plain) = (
        by(McNemarMethod::ChiSquareCorrected),
        by(McNemarMethod::ChiSquare),
    );
    let exact = by(McNemarMethod::ExactBinomial);
    put(
        "statsmodels mcnemar exact p",
        exact.map(|test| test.p_value),
    );
    put(
        "statsmodels mcnemar corrected",
        corrected.and_then(|test| test.statistic),
    );
    put(
        "statsmodels mcnemar corrected p",
        corrected.map(|test| test.p_value),
    );
    put(
        "statsmodels mcnemar plain",
        plain.and_then(|test| test.statistic),
    );
    put(
        "statsmodels mcnemar plain p",
        plain.map(|test| test.p_value),
    );
}

fn several(categories: u8, raters: &[Vec<Option<u8>>], values: &mut Values) {
    let mut put = |key: &str, value: Option<f64>| values.insert(key.to_owned(), value);
    let fleiss = fleiss_kappa(raters)
        .ok()
        .and_then(|fleiss| fleiss.kappa.ok());
    put("statsmodels fleiss", fleiss);

    let numbers = |rater: &Vec<Option<u8>>| rater.iter().map(|r| r.map(f64::from)).collect();
    let numbers: Vec<Vec<Option<f64>>> = raters.iter().map(numbers).collect();
    let table = RatingTable::from_numbers(&numbers).ok();
    let alpha = |level| {
        table
            .as_ref()
            .map(|table| krippendorff_alpha(table, level).unwrap())
    };
    for (name, level) in [
        ("nominal", MeasurementLevel::Nominal),
        ("ordinal", MeasurementLevel::Ordinal),
        ("interval", MeasurementLevel::Interval),
        ("ratio", MeasurementLevel::Ratio),
    ] {
        let value = alpha(level).and_then(|alpha| alpha.alpha.ok());
        put(&format!("krippendorff {name}"), value);
    }
    for (name, level) in [
        ("plain", MeasurementLevel::Nominal),
        ("quadratic", MeasurementLevel::Interval),
    ] {
        let name = format!("irrcac krippendorff {name}");
        let found = alpha(level);
        let limits = found.and_then(|alpha| alpha.interval().ok());
        let error = found.and_then(|alpha| alpha.standard_error.ok());
        put(&format!("{name} error"), error);
        put(&format!("{name} lower"), limits.map(|limits| limits.lower));
        put(
            &format!("{name} upper"),
            limits.map(|limits| limits.upper.min(1.0)),
        );
    }

    let labels: Vec<u8> = (0..categories).collect();
    let table = RatingTable::with_labels(&labels, raters).ok();
    let table = table.as_ref();
    type Measure = fn(&RatingTable, Weighting) -> AgreementCoefficient;
    let measures: [(&str, Measure, Weighting, &[&str]); 7] = [
        (
            "fleiss plain",
            scott_pi,
            Weighting::Unweighted,
            &["error", "lower", "upper"],
        ),
        (
            "bp plain",
            brennan_prediger,
            Weighting::Unweighted,
            &["error"],
        ),
        (
            "gwet plain",
            gwet_ac2,
            Weighting::Unweighted,
            &["error", "lower", "upper"],
        ),
        (
            "conger plain",
            conger_kappa,
            Weighting::Unweighted,
            &["error"],
        ),
        ("fleiss linear", scott_pi, Weighting::Linear, &[]),
        ("gwet quadratic", gwet_ac2, Weighting::Quadratic, &["error"]),
        (
            "conger quadratic",
            conger_kappa,
            Weighting::Quadratic,
            &["error"],
        ),
    ];
    for (name, measure, weighting, fields) in measures {
        let found = table.map(|table| measure(table, weighting));
        let value = found.and_then(|found| found.value.ok());
        let limits = found.and_then(|found| found.interval().ok());
        put(&format!("irrcac {name} value"), value);
        for field in fields {
            let value = match *field {
                "error" => found.and_then(|found| found.standard_error.ok()),
                "lower" => limits.map(|limits| limits.lower),
                // The peer cuts the upper limit at 1.
                _ => limits.map(|limits| limits.upper.min(1.0)),
            };
            put(&format!("irrcac {name} {field}"), value);
        }
    }
}

#[test]
fn every_pair_agrees_with_the_peer() {
    for table in golden().tables {
        let raters = ratings(&table);
        let (list, matrix) = (
            pairwise_cohen_kappas(&raters),
            pairwise_kappa_matrix(&raters),
        );
        if raters.len() < 2 {
            let found = raters.len() as u64;
            assert_eq!(list, Err(MetricsError::TooFewRaters { found }));
            assert_eq!(matrix, Err(MetricsError::TooFewRaters { found }));
            continue;
        }
        let (list, matrix) = (list.unwrap(), matrix.unwrap());
        assert_eq!(list.pairs.len(), table.pairs.len());
        for (pair, (kappa, items)) in list.pairs.iter().zip(&table.pairs) {
            let found = pair.kappa();
            assert_eq!(matrix.kappa(pair.second, pair.first), Some(found));
            assert_eq!(matrix.shared_items(pair.first, pair.second), Some(*items));
            assert!(same("kappa", found.ok(), *kappa));
            if found.is_err() {
                let empty = *items == 0;
                let reason = if empty {
                    Undefined::NoSharedItem
                } else {
                    Undefined::SingleCategory
                };
                assert_eq!(found, Err(reason));
            }
        }
        assert_eq!(matrix.light_kappa(), list.light_kappa());
    }
}
