//! Prints what a model folder makes of texts, as JSON: `print_vectors MODEL REQUEST.json`.
//!
//! The request is `{"texts": [...], "prefix": "", "max_length": 128}`. The answer has, for each text, its
//! token ids, the logits and the mean, first-token and pooled vectors; a model for masked words
//! gives the logits of every token instead. `benches/peers/bert_parity.py` compares the answer with
//! transformers'.

use std::io::Write;
use std::path::Path;

use indobert_burn::{
    BertClassifier, BertError, BertMaskedLm, Device, InferenceOptions, LoadOptions, Pooling,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Request {
    texts: Vec<String>,
    prefix: String,
    max_length: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, request] = arguments.as_slice() else {
        return Err("usage: print_vectors MODEL REQUEST.json".into());
    };
    let folder = Path::new(folder);
    let request: Request = serde_json::from_slice(&std::fs::read(request)?)?;
    let config = std::fs::read_to_string(folder.join("config.json"))?;
    let answer = if config.contains("ForMaskedLM") {
        masked(folder, &request)?
    } else {
        vectors(folder, &request)?
    };
    writeln!(std::io::stdout(), "{answer}")?;
    Ok(())
}

fn vectors(folder: &Path, request: &Request) -> Result<Value, BertError> {
    let device = Device::from_name("cpu")?;
    let (model, report) = BertClassifier::from_dir(folder, &device, &LoadOptions::default())?;
    let texts = &request.texts;
    let options = InferenceOptions::default()
        .with_prefix(request.prefix.as_str())
        .with_max_length(request.max_length);
    let ids: Result<Vec<Vec<u32>>, BertError> = texts
        .iter()
        .map(|text| {
            let text = format!("{}{text}", request.prefix);
            let encoding = model.tokenizer().encode(&text, request.max_length)?;
            Ok(encoding.ids)
        })
        .collect();
    let predictions = model.classify(texts, &options)?;
    let logits: Vec<Vec<f32>> = predictions.into_iter().map(|p| p.logits).collect();
    Ok(json!({
        "initialised": report.initialised,
        "unexpected": report.unexpected,
        "ids": ids?,
        "logits": logits,
        "mean": model.embed(texts, Pooling::Mean, &options)?,
        "cls": model.embed(texts, Pooling::Cls, &options)?,
        "pooler": model.embed(texts, Pooling::Pooler, &options)?,
    }))
}

fn masked(folder: &Path, request: &Request) -> Result<Value, BertError> {
    let device = Device::from_name("cpu")?;
    let options = LoadOptions::default().with_max_length(request.max_length);
    let (model, report) = BertMaskedLm::from_dir(folder, &device, &options)?;
    let logits: Result<Vec<_>, BertError> = request
        .texts
        .iter()
        .map(|text| model.logits(&format!("{}{text}", request.prefix)))
        .collect();
    Ok(json!({
        "initialised": report.initialised,
        "unexpected": report.unexpected,
        "logits": logits?,
    }))
}
