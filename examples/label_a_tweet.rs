//! Labels: a lexicon weighs words, a formula turns the weights into a polarity, its sign is the class.
//!
//! Run it: `cargo run --release --example label_a_tweet`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use inset_lexicon::{Formula, Lexicon, Sentiment};
use sara_pipeline::stages::clean::{Preparer, TextSettings};

fn main() -> anyhow::Result<()> {
    // `Lexicon::from_dir("InSet")?` reads the real InSet; the starter lexicon comes with the crate, and weighs no group name.
    let lexicon = Lexicon::starter();
    assert_eq!(lexicon.weight("islam"), None);

    // A lexicon reads stems, so the tweet passes the text stages first.
    let preparer = Preparer::new(&TextSettings::default())?;
    for tweet in [
        "Bangga bgt sama warga kampungku, rukun dan saling menghormati walau beda suku",
        "Kecewa, kolom komentarnya penuh fitnah dan kata2 kasar soal agama orang",
        "Pengajian agama dimulai pukul tujuh malam di balai desa",
    ] {
        let row = preparer.prepare(tweet);
        let score = lexicon.score(&row.stems, Formula::Study);
        println!("{tweet}");
        for stem in &row.stems {
            if let Some(weight) = lexicon.weight(stem) {
                println!("  {weight:+} {stem}");
            }
        }
        // The study's formula: the sum of the weights over five times the number of words.
        println!(
            "  {} / (5 x {}) = {:.4}: {}\n",
            score.sum,
            score.tokens,
            score.polarity,
            score.sentiment().as_str()
        );
    }

    let happy = lexicon.score(&["rukun", "damai"], Formula::Sum);
    assert_eq!(happy.sentiment(), Sentiment::Positive);
    Ok(())
}
