//! BERT: a tiny encoder learns two labels from scratch, is saved as a Hugging Face folder, loaded again, and classifies.
//!
//! Run it: `cargo run --release --example classify_with_bert`
//! A real checkpoint: `BertClassifier::from_dir("indobert-base-p1", ...)` takes the place of the first half.

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use indobert_burn::{
    BertClassifier, BertConfig, Device, InferenceOptions, LoadOptions, Pooling, Tokenizer,
    TrainParams,
};

fn main() -> anyhow::Result<()> {
    // Sentences about food and about the weather, put together from parts.
    let mut rows = Vec::new();
    for (who, when) in [
        ("ibu", "pagi"),
        ("adik", "siang"),
        ("paman", "sore"),
        ("nenek", "malam"),
    ] {
        for food in ["soto", "rawon", "sate", "rendang", "gudeg"] {
            rows.push((format!("{who} makan {food} enak {when} ini"), 0));
        }
        for sky in ["hujan", "cerah", "mendung", "gerimis", "kabut"] {
            rows.push((format!("{when} ini langit {sky} kata {who}"), 1));
        }
    }
    let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();

    // A vocabulary from the texts themselves, and a small random encoder.
    let device = Device::from_name("cpu")?;
    let tokenizer = Tokenizer::train_word_piece(&texts, 200)?;
    let config = BertConfig::tiny(tokenizer.vocab_size());
    let labels = vec!["makanan".to_owned(), "cuaca".to_owned()];
    let model = BertClassifier::init(&config, tokenizer, labels, &device, 7)?;

    // AdamW with warm-up and linear decay; the observer is told of every step and epoch.
    let params = TrainParams::default()
        .with_epochs(10)
        .with_batch_size(8)
        .with_learning_rate(1e-3);
    let (model, history) = model.train(&rows, &rows, &params, &mut |_| {})?;
    for epoch in history.epochs.iter().step_by(3) {
        println!(
            "epoch {}: loss {:.3}, accuracy {:.2}",
            epoch.epoch, epoch.train_loss, epoch.train_accuracy
        );
    }

    // The folder opens in transformers as well.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("model");
    model.save(&path)?;
    let (model, report) = BertClassifier::from_dir(&path, &device, &LoadOptions::default())?;
    assert!(report.initialised.is_empty());

    let questions = ["kakek makan sate", "sore ini mendung"];
    for (text, answer) in questions
        .iter()
        .zip(model.classify(&questions, &InferenceOptions::default())?)
    {
        println!(
            "{text}: {} ({:.2})",
            answer.label, answer.probabilities[answer.class]
        );
    }
    // Embeddings, for a support vector machine or a search.
    let vectors = model.embed(&questions, Pooling::Mean, &InferenceOptions::default())?;
    println!("{} vectors of {} numbers", vectors.len(), vectors[0].len());
    Ok(())
}
