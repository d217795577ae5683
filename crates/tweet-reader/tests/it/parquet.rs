//! Parquet files, written by the crate that reads them.

use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tweet_reader::{Format, Policy, ReadError, Tweet, TweetReader};

/// A file of two row groups: texts that may be missing, ids as numbers, moments in nanoseconds.
fn write(path: &Path, compression: parquet::basic::Compression) {
    let schema = "message tweets {
        OPTIONAL BYTE_ARRAY Tweet (UTF8);
        REQUIRED INT64 id;
        REQUIRED INT64 created_at (TIMESTAMP(NANOS, true));
        REQUIRED INT64 Tanggal (TIMESTAMP(MICROS, true));
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .build();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for group in 0..2_i64 {
        let mut row_group = writer.next_row_group().unwrap();
        let mut column = row_group.next_column().unwrap().unwrap();
        let texts = [
            ByteArray::from("halo dunia"),
            ByteArray::from("RT @ani: café 😊"),
        ];
        let texts = column
            .typed::<ByteArrayType>()
            .write_batch(&texts, Some(&[1, 0, 1]), None);
        assert_eq!(texts.unwrap(), 2);
        column.close().unwrap();
        let second = 1_675_254_896;
        for values in [
            [1, 2, 3].map(|id| i64::MAX - id - 10 * group),
            [second * 1_000_000_000; 3],
            [second * 1_000_000; 3],
        ] {
            let mut column = row_group.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&values, None, None)
                .unwrap();
            column.close().unwrap();
        }
        row_group.close().unwrap();
    }
    writer.close().unwrap();
}

fn written(compression: parquet::basic::Compression) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tweets.parquet");
    write(&path, compression);
    (folder, path)
}

#[test]
fn row_groups_and_moments_are_read() {
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let (_folder, path) = written(compression);
        let reader = TweetReader::new().with_policy(Policy::Count);
        let mut tweets = reader.open(&path).unwrap();
        assert_eq!(tweets.format(), Format::Parquet);
        assert_eq!(tweets.columns(), ["Tweet", "id", "created_at", "Tanggal"]);
        let all: Vec<Tweet> = tweets.by_ref().map(Result::unwrap).collect();
        let texts: Vec<&str> = all.iter().map(|tweet| tweet.text.as_str()).collect();
        let two = ["halo dunia", "RT @ani: café 😊"];
        assert_eq!(texts, [two, two].concat());
        assert_eq!(all[0].id, "9223372036854775806");
        assert_eq!(all[3].line, 6);
        assert_eq!(all[0].date.unwrap().to_string(), "2023-02-01T12:34:56Z");
        assert_eq!(
            tweets.counts().to_string(),
            "4 tweets, 2 rows dropped: 2 missing-text (lines 2, 5)"
        );
        let preview = reader.preview(&path, 1).unwrap();
        assert_eq!(preview.parts()[2].values, ["2023-02-01T12:34:56Z"]);
    }
}

#[test]
fn a_text_named_parquet_is_an_error_with_a_cause() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, "id,Tweet\n1,a\n").unwrap();
    let error = TweetReader::new().open(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("a.parquet: cannot read the Parquet file")
    );
    assert!(matches!(error, ReadError::Parquet { .. }));
    assert!(std::error::Error::source(&error).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_file_is_an_error_or_a_count(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (_folder, path) = written(parquet::basic::Compression::SNAPPY);
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        std::fs::write(&path, bytes).unwrap();
        let reader = TweetReader::new().with_policy(Policy::Count);
        if let Ok(tweets) = reader.open(&path) {
            prop_assert!(tweets.count() < 100_000);
        }
    }
}
