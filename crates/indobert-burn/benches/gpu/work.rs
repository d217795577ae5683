//! A model of random weights, and what is to be done with it.

use std::error::Error;
use std::fs;
use std::path::Path;

use indobert_burn::{BertClassifier, BertConfig, BertError, Device, Tokenizer};
use serde::{Deserialize, Serialize};

/// Words of the invented texts.
const WORDS: [&str; 24] = [
    "warung", "sekolah", "jalan", "pasar", "rumah", "kantor", "taman", "hotel", "guru", "teman",
    "kami", "mereka", "dan", "di", "ke", "itu", "ini", "buka", "tutup", "bagus", "buruk", "biasa",
    "sekali", "hari",
];

/// In `work.json` of the folder; the peer reads it too.
#[derive(Serialize, Deserialize)]
pub(super) struct Work {
    /// Rows of a batch.
    pub(super) batch: usize,
    /// Tokens of each of the long texts.
    pub(super) tokens: usize,
    /// Steps and batches that are not timed, and those that are.
    pub(super) warm: usize,
    pub(super) timed: usize,
    /// Steps whose losses are compared, each on the first batch of short texts.
    pub(super) losses: usize,
    pub(super) learning_rate: f64,
    pub(super) classes: usize,
    /// Texts that are cut at `tokens`.
    pub(super) long: Vec<String>,
    /// Texts of the lengths of tweets; text `i` is of class `i % classes`.
    pub(super) short: Vec<String>,
}

impl Work {
    pub(super) fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(serde_json::from_slice(&fs::read(
            folder.join("work.json"),
        )?)?)
    }

    fn new(size: &str) -> Result<(Self, BertConfig), Box<dyn Error>> {
        let mut config = BertConfig::tiny(1_001);
        let (batch, tokens, warm, timed, short) = match size {
            "tiny" => {
                // Narrow layers of the usual deviation would give logits near 0.
                config.initializer_range = 0.1;
                (4, 16, 1, 2, 24)
            }
            "base" => {
                config.vocab_size = 30_522;
                config.hidden_size = 768;
                config.num_hidden_layers = 12;
                config.num_attention_heads = 12;
                config.intermediate_size = 3_072;
                config.max_position_embeddings = 512;
                (32, 128, 10, 50, 2_048)
            }
            _ => return Err(format!("unknown size {size}: expected tiny or base").into()),
        };
        let work = Self {
            batch,
            tokens,
            warm,
            timed,
            losses: 10,
            learning_rate: 2e-5,
            classes: 3,
            long: (0..batch).map(|i| text(i, 2 * tokens)).collect(),
            // Spread over 4 to 51 words, 27 on the average.
            short: (0..short).map(|i| text(i, 4 + i * 29 % 48)).collect(),
        };
        Ok((work, config))
    }

    /// Rows for a training on `texts`, as often as it takes.
    pub(super) fn rows(&self, texts: &[String], count: usize) -> Vec<(String, usize)> {
        let texts = texts.iter().cycle().take(count).cloned();
        let classes = (0..self.classes).cycle();
        texts.zip(classes).collect()
    }
}

/// Another order of the words for each number.
pub(super) fn text(number: usize, words: usize) -> String {
    let word = |i: usize| WORDS[(number + i * (1 + number % 23) + i * i / 7) % WORDS.len()];
    let words: Vec<&str> = (0..words).map(word).collect();
    words.join(" ")
}

pub(super) fn tokenizer() -> Result<Tokenizer, BertError> {
    let texts = (0..WORDS.len()).map(|i| text(i, 24));
    Tokenizer::train_word_piece(texts, 200)
}

pub(super) fn labels() -> Vec<String> {
    ["negative", "neutral", "positive"]
        .map(str::to_owned)
        .to_vec()
}

/// Writes the model as it is trained, the same without dropout under `still`, and the work.
pub(super) fn save(size: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let (work, mut config) = Work::new(size)?;
    let device = Device::from_name("cpu")?;
    fs::create_dir_all(folder)?;
    for (name, dropout) in [("model", 0.1), ("still", 0.0)] {
        config.hidden_dropout_prob = dropout;
        config.attention_probs_dropout_prob = dropout;
        let model = BertClassifier::init(&config, tokenizer()?, labels(), &device, 1)?;
        model.save(&folder.join(name))?;
    }
    fs::write(folder.join("work.json"), serde_json::to_vec(&work)?)?;
    Ok(())
}
