use std::io::Cursor;
use tweet_reader::{Preview, TweetReader};

fn preview(name: &str, file: &str) -> Preview {
    let file = Cursor::new(file.to_owned().into_bytes());
    TweetReader::new().preview_of(name, file, 2).unwrap()
}

fn warnings(file: &str) -> Vec<String> {
    let preview = preview("a.csv", file);
    preview.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn the_mapping_shows_with_its_first_values() {
    let file = "id_str,Tanggal,User,Tweet\n1,2023-02-01,ani,halo dunia\n2,2023-02-02,budi,apa kabar\n\
                3,2023-02-03,siti,baik saja\n";
    assert_eq!(
        preview("a.csv", file).to_string(),
        "a.csv: table with commas, UTF-8 (all bytes are valid)\n\
         columns: `id_str`, `Tanggal`, `User`, `Tweet`\n\
         text = `Tweet`: halo dunia | apa kabar\n\
         id   = `id_str`: 1 | 2\n\
         date = `Tanggal`: 2023-02-01 | 2023-02-02\n\
         user = `User`: (3 characters) | (4 characters)\n"
    );
}

#[test]
fn swapped_headers_are_noticed() {
    // As in the study's table 3.1.
    let file =
        "Date,User,Tweet\nani,2023-02-01 10:00,halo dunia\nbudi,2023-02-02 10:00,apa kabar\n";
    assert_eq!(
        warnings(file),
        [
            "the values of column `Date` are no dates, such as `ani`; those of `User` are",
            "the values of column `User` are dates, no users",
        ]
    );
}

#[test]
fn values_that_do_not_look_like_their_column_are_noticed() {
    for (file, expected) in [
        (
            "text,isi\n12,halo dunia\n13,apa kabar\n",
            "the values of column `text` are no texts, such as `12`; those of `isi` are longer",
        ),
        (
            "id,text\n7,halo dunia\n8,apa kabar\n7,baik saja\n",
            "column `id` identifies no row: `7` stands in several",
        ),
        (
            "id,text\n\"1,62E+18\",halo dunia\n",
            "the ids of column `id` were rounded, such as `1,62E+18`: export them as text",
        ),
        (
            "date,text\n01/02/2023,halo dunia\n02/13/2023,apa kabar\n",
            "column `date` has dates such as `02/13/2023`, which fit the other order of day and \
             month",
        ),
        (
            "date,text\n01/02/2023,halo dunia\n05/02/2023,apa kabar\n",
            "day and month of column `date` could be swapped: `01/02/2023` is read as 2023-02-01",
        ),
        (
            "id,text\n1,halo dunia\n2,\n",
            "column `text` is empty in 1 rows",
        ),
    ] {
        assert_eq!(warnings(file), [expected]);
    }
    assert!(warnings("date,text\n01/02/2023,halo dunia\n15/02/2023,apa kabar\n").is_empty());
    assert!(warnings("id,date,text\n,,halo dunia\n").is_empty());
}

#[test]
fn the_api_needs_no_mapping_and_objects_do() {
    let page = r#"{"data":[{"id":"1","text":"halo dunia","author_id":"7","created_at":"2023-02-01T00:00:00Z"}],"meta":{}}"#;
    let shown = preview("a.json", page);
    let columns: Vec<_> = shown
        .parts()
        .iter()
        .map(|part| part.column.clone())
        .collect();
    let expected = ["text", "id", "created_at", "author"];
    assert_eq!(columns, expected.map(|name| Some(name.to_owned())));
    assert!(shown.warnings().is_empty());

    let lines =
        "{\"isi\":\"halo dunia\",\"tanggal\":\"kemarin\",\"user\":{\"username\":\"ani\"}}\n";
    let shown = preview("a.jsonl", lines);
    assert_eq!(shown.parts()[3].values, ["(3 characters)"]);
    assert_eq!(
        shown.warnings()[0].to_string(),
        "the values of column `tanggal` are no dates, such as `kemarin`"
    );
}
