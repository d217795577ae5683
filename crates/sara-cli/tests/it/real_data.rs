//! The study's published tables, with the real lexicons, which are not part of this repository.

use super::{read_csv, sara_ok, write};
use std::path::PathBuf;

/// The folder `shared` beside the repository, or `None`, said aloud.
fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    if folder.join("data/inset/positive.tsv").is_file() {
        return folder.canonicalize().ok();
    }
    crate::aloud!("skipped: no folder `shared` with the real lexicons beside the repository");
    None
}

/// The three tweets of table 4.7 as they were typed, and the other two rows of table 4.8; the last with the hyphen back that the
/// study's cleaning took out of `negara-negara`.
const STUDY_ROWS: &str = "\
text
Adly Abg Zul Amin untuk segala nasihat Moga abg ditempatkan dalam golongan orang yang beriman Orang pertama dapat airborne and low pass with success
silat seperti dlm filem cina yg diutamakan.
gondangrejo mimpi pindahan rumah menurut islam dan primbon jawa inews
ngeluh tapi malu sama warung Madura yang buka 24 jam.
perjalanan ini yang setelah diterbitkan sempat menjadi buku kontroversial merekam masa ketika gairah keislaman di negara-negara yang dikunjunginya sedang berkobar disulut oleh kemenangan revolusi islam iran
";

#[test]
fn tables_4_7_and_4_8_come_out() {
    let Some(shared) = shared() else { return };
    let data = |name: &str| shared.join("data").join(name).display().to_string();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "tweets.csv", STUDY_ROWS);
    write(folder.path(), "mine.csv", "low,kalau\n");
    sara_ok(
        folder.path(),
        &[
            "label",
            "--tweets",
            "tweets.csv",
            "--text-column",
            "text",
            "--inset",
            &data("inset"),
            "--slang",
            "mine.csv",
            "--slang",
            &data("kamus-alay-salsabila/colloquial-indonesian-lexicon.csv"),
            "--slang",
            &data("okky-hate-speech/new_kamusalay.csv"),
            "--dictionary",
            &data("sastrawi-kata-dasar/kata-dasar.txt"),
            "--out",
            "labels.csv",
        ],
    );
    let rows = read_csv(&folder.path().join("labels.csv"));
    let column = |name: &str| -> Vec<&str> { rows.iter().map(|row| row[name].as_str()).collect() };
    assert_eq!(
        column("polarity"),
        ["0.012500", "0.000000", "0.275000", "-0.066667", "0.066667"]
    );
    assert_eq!(
        column("sentiment"),
        ["positive", "neutral", "positive", "negative", "positive"]
    );
    assert_eq!(column("tokens")[1], "silat film cina utama");
}

#[test]
fn thirteen_thousand_tweets_are_labelled() {
    let Some(shared) = shared() else { return };
    let data = |name: &str| shared.join("data").join(name).display().to_string();
    let folder = tempfile::tempdir().unwrap();
    sara_ok(
        folder.path(),
        &[
            "label",
            "--tweets",
            &data("okky-hate-speech/re_dataset.csv"),
            "--text-column",
            "Tweet",
            "--encoding",
            "latin-1",
            "--inset",
            &data("inset"),
            "--slang",
            &data("kamus-alay-salsabila/colloquial-indonesian-lexicon.csv"),
            "--slang",
            &data("okky-hate-speech/new_kamusalay.csv"),
            "--dictionary",
            &data("sastrawi-kata-dasar/kata-dasar.txt"),
            "--out",
            "labels.csv",
        ],
    );
    let rows = read_csv(&folder.path().join("labels.csv"));
    assert_eq!(rows.len(), 13_169);
    let labelled = rows.iter().filter(|row| row["dropped"].is_empty()).count();
    assert!(labelled > 12_000, "{labelled}");
    for row in &rows {
        assert_eq!(
            row["polarity"].is_empty(),
            !row["dropped"].is_empty(),
            "{row:?}"
        );
        assert_eq!(
            row["sentiment"].is_empty(),
            !row["dropped"].is_empty(),
            "{row:?}"
        );
    }
}

/// The guide's figures on entries out of reach, and what InSet's own weights of topic words do to the labels.
#[test]
fn the_guides_figures_on_inset_hold() {
    let Some(shared) = shared() else { return };
    let data = |name: &str| shared.join("data").join(name).display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let json = sara_ok(
        folder.path(),
        &[
            "audit",
            "--tweets",
            &data("okky-hate-speech/re_dataset.csv"),
            "--text-column",
            "Tweet",
            "--encoding",
            "latin-1",
            "--inset",
            &data("inset"),
            "--slang",
            &data("kamus-alay-salsabila/colloquial-indonesian-lexicon.csv"),
            "--slang",
            &data("okky-hate-speech/new_kamusalay.csv"),
            "--dictionary",
            &data("sastrawi-kata-dasar/kata-dasar.txt"),
            "--keywords",
            "islam,agama,muslim",
            "--json",
        ],
    );
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    let count = |name: &str| found["lexicon"][name].as_u64().unwrap();
    assert_eq!(
        [
            count("entries"),
            count("capitals"),
            count("brackets"),
            count("quotes"),
            count("words_not_stems"),
            count("phrases"),
            count("phrases_with_stop_words")
        ],
        [9_074, 11, 25, 0, 3_217, 679, 122]
    );
    let keywords = found["keywords"].as_array().unwrap().iter();
    let effects: Vec<(f64, u64, u64)> = keywords
        .map(|bias| {
            let zeroed = |name: &str| bias["zeroed"][name].as_u64().unwrap();
            (
                bias["weight"].as_f64().unwrap(),
                zeroed("rows"),
                zeroed("changed"),
            )
        })
        .collect();
    assert_eq!(effects, [(4.0, 684, 230), (-3.0, 680, 144), (3.0, 215, 55)]);
}
