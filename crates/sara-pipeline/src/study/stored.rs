//! How the outputs of the first stages are written and read back. Numbers are written so that every bit returns.

use crate::PipelineError;
use crate::files::{write_atomic, write_csv, write_json};
use crate::stages::classify::Features;
use crate::stages::clean::{ADVERTISEMENT_WORDS, DropReason, PreparedText};
use crate::stages::groups::Groups;
use crate::stages::label::Label;
use crate::stages::split::Split;
use crate::study::part_names;
use inset_lexicon::Sentiment;
use serde::{Deserialize, Serialize};
use std::io::{BufReader, Read};
use std::path::Path;

const PREPARED: &str = "prepared.csv";
const LABELS: &str = "labels.csv";
const SPLIT: &str = "split.csv";
const VECTORS: &str = "embeddings.f32";
const SHAPE: &str = "embeddings.json";

/// Reads one record a row, `rows` of them; `parse` gives `None` for a record that was never written.
fn read_rows<T>(
    path: &Path,
    rows: usize,
    expected: &'static str,
    mut parse: impl FnMut(&csv::StringRecord) -> Option<T>,
) -> Result<Vec<T>, PipelineError> {
    let wrong = || PipelineError::Stage {
        path: path.display().to_string(),
        expected,
    };
    let mut table = csv::Reader::from_path(path).map_err(|_| wrong())?;
    let mut found = Vec::with_capacity(rows);
    for record in table.records() {
        found.push(
            record
                .ok()
                .and_then(|record| parse(&record))
                .ok_or_else(wrong)?,
        );
    }
    if found.len() != rows {
        return Err(wrong());
    }
    Ok(found)
}

pub(super) fn write_prepared(rows: &[PreparedText], folder: &Path) -> Result<(), PipelineError> {
    write_csv(
        &folder.join(PREPARED),
        &[
            "cleaned",
            "normalised",
            "words",
            "stems",
            "dropped",
            "advertisement",
        ],
        rows.iter().map(|row| {
            [
                row.cleaned.clone(),
                row.normalised.clone(),
                row.words.join(" "),
                row.stems.join(" "),
                row.dropped.map_or("", DropReason::as_str).to_owned(),
                row.advertisement.unwrap_or_default().to_owned(),
            ]
        }),
    )
}

pub(super) fn read_prepared(
    folder: &Path,
    rows: usize,
) -> Result<Vec<PreparedText>, PipelineError> {
    let words = |field: &str| -> Vec<String> {
        let words = field.split(' ').filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    read_rows(
        &folder.join(PREPARED),
        rows,
        "a prepared text for each row",
        |record| {
            let dropped = record.get(4)?;
            let dropped_as = DropReason::ALL
                .into_iter()
                .find(|reason| reason.as_str() == dropped);
            let word = record.get(5)?;
            let advertisement = ADVERTISEMENT_WORDS.into_iter().find(|other| *other == word);
            let is_known = dropped_as.is_some() || dropped.is_empty();
            (is_known && (advertisement.is_some() || word.is_empty())).then_some(PreparedText {
                cleaned: record.get(0)?.to_owned(),
                normalised: record.get(1)?.to_owned(),
                words: words(record.get(2)?),
                stems: words(record.get(3)?),
                dropped: dropped_as,
                advertisement,
            })
        },
    )
}

pub(super) fn write_labels(labels: &[Option<Label>], folder: &Path) -> Result<(), PipelineError> {
    write_csv(
        &folder.join(LABELS),
        &["polarity", "sentiment"],
        labels.iter().map(|label| match label {
            // The shortest number that reads as the same one.
            Some(label) => [
                label.polarity.to_string(),
                label.sentiment.as_str().to_owned(),
            ],
            None => [String::new(), String::new()],
        }),
    )
}

pub(super) fn read_labels(folder: &Path, rows: usize) -> Result<Vec<Option<Label>>, PipelineError> {
    read_rows(
        &folder.join(LABELS),
        rows,
        "a polarity and a sentiment for each row",
        |record| {
            let (polarity, sentiment) = (record.get(0)?, record.get(1)?);
            if polarity.is_empty() && sentiment.is_empty() {
                return Some(None);
            }
            let mut all = Sentiment::ALL.into_iter();
            Some(Some(Label {
                polarity: polarity.parse().ok()?,
                sentiment: all.find(|one| one.as_str() == sentiment)?,
            }))
        },
    )
}

/// The rows' parts and folds, and what is near what.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StoredSplit {
    pub(super) split: Split,
    /// Groups of near duplicates, whatever rule the split goes by.
    pub(super) near: Groups,
}

pub(super) fn write_split(
    stored: &StoredSplit,
    rows: usize,
    folder: &Path,
) -> Result<(), PipelineError> {
    let parts = part_names(&stored.split, rows);
    let mut folds = vec![String::new(); rows];
    for (number, fold) in (1..).zip(&stored.split.folds) {
        for &row in fold {
            folds[row] = i32::to_string(&number);
        }
    }
    write_csv(
        &folder.join(SPLIT),
        &["part", "fold", "near"],
        (0..rows).map(|row| {
            [
                parts[row].to_owned(),
                folds[row].clone(),
                stored.near.of(row).to_string(),
            ]
        }),
    )
}

pub(super) fn read_split(
    folder: &Path,
    rows: usize,
    folds: usize,
) -> Result<StoredSplit, PipelineError> {
    let path = folder.join(SPLIT);
    const EXPECTED: &str = "a part, a fold and a group for each row";
    let mut split = Split {
        train: Vec::new(),
        test: Vec::new(),
        unseen: Vec::new(),
        set_aside: Vec::new(),
        folds: vec![Vec::new(); folds],
    };
    let mut row = 0;
    let near = read_rows(&path, rows, EXPECTED, |record| {
        match record.get(0)? {
            "train" => {
                let fold: usize = record.get(1)?.parse().ok()?;
                split.folds.get_mut(fold.checked_sub(1)?)?.push(row);
                split.train.push(row);
            }
            "test" => split.test.push(row),
            "unseen" => split.unseen.push(row),
            "set-aside" => split.set_aside.push(row),
            "" => {}
            _ => return None,
        }
        row += 1;
        record.get(2)?.parse().ok()
    })?;
    let near = Groups::from_first_rows(near).ok_or_else(|| PipelineError::Stage {
        path: path.display().to_string(),
        expected: EXPECTED,
    })?;
    Ok(StoredSplit { split, near })
}

/// What is known of the embeddings before their numbers are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shape {
    pub(super) rows: usize,
    pub(super) width: usize,
    /// What loading the encoder had to say.
    pub(super) notes: Vec<String>,
}

/// Writes the vectors of `used` rows, in this order, as little-endian numbers of 32 bits.
pub(super) fn write_embeddings(
    features: &Features,
    used: &[usize],
    shape: &Shape,
    folder: &Path,
) -> Result<(), PipelineError> {
    let path = folder.join(VECTORS);
    write_atomic(&path, |out| {
        for &row in used {
            let row = &features.values[row * features.width..(row + 1) * features.width];
            let bytes: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
            out.write_all(&bytes)
                .map_err(|source| PipelineError::io(&path, "write", source))?;
        }
        Ok(())
    })?;
    write_json(&folder.join(SHAPE), shape)
}

pub(super) fn read_shape(folder: &Path, used: &[usize]) -> Result<Shape, PipelineError> {
    let path = folder.join(SHAPE);
    let text = std::fs::read(&path).map_err(|source| PipelineError::io(&path, "read", source))?;
    let shape: Option<Shape> = serde_json::from_slice(&text).ok();
    shape
        .filter(|shape| shape.rows == used.len())
        .ok_or_else(|| PipelineError::Stage {
            path: path.display().to_string(),
            expected: "the number of vectors and their width",
        })
}

/// Reads the vectors into their places among `rows`.
pub(super) fn read_embeddings(
    folder: &Path,
    used: &[usize],
    rows: usize,
    width: usize,
) -> Result<Features, PipelineError> {
    let path = folder.join(VECTORS);
    let fail = |source| PipelineError::io(&path, "read", source);
    let mut file = BufReader::new(std::fs::File::open(&path).map_err(fail)?);
    let mut values = vec![0.0; rows * width];
    let mut bytes = vec![0; width * size_of::<f32>()];
    for &row in used {
        file.read_exact(&mut bytes).map_err(fail)?;
        let place = &mut values[row * width..(row + 1) * width];
        for (value, bytes) in place.iter_mut().zip(bytes.as_chunks().0) {
            *value = f32::from_le_bytes(*bytes);
        }
    }
    Ok(Features { values, width })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::clean::{Preparer, TextSettings};

    #[test]
    fn prepared_texts_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let preparer = Preparer::new(&TextSettings::default()).unwrap();
        let mut rows: Vec<PreparedText> = [
            "Warga \"kampung\" rukun bgt,\nsaling membantu 😊",
            "",
            "joki tugas, murah\r\n\"cepat\"",
            "日本 warga naïve rukun damai",
        ]
        .map(|text| preparer.prepare(text))
        .to_vec();
        rows[0].dropped = Some(DropReason::Duplicate);
        write_prepared(&rows, folder.path()).unwrap();
        assert_eq!(read_prepared(folder.path(), 4).unwrap(), rows);
        assert!(read_prepared(folder.path(), 5).is_err());
    }

    #[test]
    fn every_bit_of_a_polarity_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let polarities = [0.1 + 0.2, -1.0 / 3.0, 0.0, -0.0, 1e-300, 123_456.789];
        let mut labels: Vec<Option<Label>> = polarities
            .map(|polarity| {
                let sentiment = Sentiment::from_polarity(polarity);
                Some(Label {
                    polarity,
                    sentiment,
                })
            })
            .to_vec();
        labels.push(None);
        write_labels(&labels, folder.path()).unwrap();
        let bits = |labels: &[Option<Label>]| -> Vec<Option<(u64, Sentiment)>> {
            let bits = |label: Label| (label.polarity.to_bits(), label.sentiment);
            labels.iter().map(|label| label.map(bits)).collect()
        };
        let read = read_labels(folder.path(), labels.len()).unwrap();
        assert_eq!(bits(&read), bits(&labels));
    }

    #[test]
    fn a_split_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let stored = StoredSplit {
            split: Split {
                train: vec![0, 2, 3, 6],
                test: vec![4],
                unseen: vec![5, 8],
                set_aside: vec![7],
                folds: vec![vec![0, 3], vec![2, 6]],
            },
            near: Groups::from_first_rows(vec![0, 1, 2, 0, 4, 5, 6, 7, 5]).unwrap(),
        };
        write_split(&stored, 9, folder.path()).unwrap();
        assert_eq!(read_split(folder.path(), 9, 2).unwrap(), stored);
        assert!(read_split(folder.path(), 9, 1).is_err(), "a third fold");
    }

    #[test]
    fn vectors_come_back_to_their_rows() {
        let folder = tempfile::tempdir().unwrap();
        let values = vec![0.1, -2.5e-30, 0.0, 0.0, 3.0, f32::MIN_POSITIVE];
        let features = Features { values, width: 2 };
        let shape = Shape {
            rows: 2,
            width: 2,
            notes: vec!["a note".to_owned()],
        };
        write_embeddings(&features, &[2, 0], &shape, folder.path()).unwrap();
        assert_eq!(read_shape(folder.path(), &[2, 0]).unwrap(), shape);
        assert!(read_shape(folder.path(), &[2]).is_err());
        let read = read_embeddings(folder.path(), &[2, 0], 3, 2).unwrap();
        assert_eq!(read, features);
    }
}
