//! The model, the texts, and what the command line asks.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use indobert_burn::{BertClassifier, BertConfig, Device, Tokenizer};
use serde_json::json;

use crate::SECTIONS;

/// Texts of the sections that run batches of one length.
const LONG_TEXTS: usize = 64;
/// Words of each: more tokens than any section cuts at.
const LONG_WORDS: usize = 200;

/// Invented, like all that is made of them.
const SENTENCES: [&str; 14] = [
    "warung itu buka pagi",
    "kereta ke kota berangkat pukul enam dan selalu penuh",
    "aku tidak setuju, tapi ya sudahlah",
    "harga beras naik lagi bulan ini, ibu mengeluh setiap pulang dari pasar",
    "mereka bilang hujan akan turun sampai malam",
    "tetangga sebelah rajin sekali menyapu halaman sebelum matahari terbit",
    "filmnya bagus!",
    "siapa yang mau ikut ke pantai hari minggu nanti? tempatnya masih kosong tiga",
    "antrean di bank panjang, petugasnya cuma dua, dan satu sedang makan siang",
    "dia sudah minta maaf, jadi jangan dibahas terus",
    "listrik mati dua jam tanpa kabar, tugas adik belum selesai, lilin pun habis",
    "guru baru kami sabar dan lucu",
    "jalan di depan rumah akhirnya diperbaiki setelah setahun penuh lubang",
    "kopi di sini pahit tapi enak, apalagi diminum sore-sore sambil melihat hujan",
];
/// Sentences of a text, in turn.
const TOGETHER: [usize; 9] = [1, 2, 1, 3, 1, 5, 2, 1, 9];

pub(crate) struct Options {
    sections: Vec<String>,
    model: Option<PathBuf>,
    texts: Option<PathBuf>,
    count: usize,
    pub(crate) runs: usize,
}

impl Options {
    pub(crate) fn parse(
        mut arguments: impl Iterator<Item = String>,
    ) -> Result<Self, Box<dyn Error>> {
        let mut options = Self {
            sections: Vec::new(),
            model: None,
            texts: None,
            count: 2_000,
            runs: 3,
        };
        while let Some(argument) = arguments.next() {
            if SECTIONS.contains(&argument.as_str()) {
                options.sections.push(argument);
                continue;
            }
            let value = arguments
                .next()
                .ok_or_else(|| format!("unknown section {argument}"))?;
            match argument.as_str() {
                "--model" => options.model = Some(value.into()),
                "--texts" => options.texts = Some(value.into()),
                "--count" => options.count = value.parse()?,
                "--runs" => options.runs = value.parse()?,
                _ => return Err(format!("unknown argument {argument}").into()),
            }
        }
        if options.count == 0 || options.runs == 0 {
            return Err("count and runs must be at least 1".into());
        }
        Ok(options)
    }

    pub(crate) fn has(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|s| s == section)
    }
}

pub(crate) struct Inputs {
    /// A Hugging Face folder.
    pub(crate) model: PathBuf,
    /// The texts, for the other side and for child processes.
    pub(crate) file: PathBuf,
    pub(crate) texts: Vec<String>,
    /// Each longer than any bound on tokens.
    pub(crate) long: Vec<String>,
    source: String,
}

impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: usize = self.texts.iter().map(|t| t.split(' ').count()).sum();
        let mean = words as f64 / self.texts.len() as f64;
        let count = self.texts.len();
        write!(f, "{}, {count} texts of {mean:.1} words", self.source)
    }
}

impl Inputs {
    pub(crate) fn new(options: &Options, folder: &Path) -> Result<Self, Box<dyn Error>> {
        let lines: Vec<String> = match &options.texts {
            Some(path) => fs::read_to_string(path)?
                .lines()
                .map(str::to_owned)
                .collect(),
            None => (0..TOGETHER.len() * SENTENCES.len()).map(made_up).collect(),
        };
        let texts: Vec<String> = lines.into_iter().cycle().take(options.count).collect();
        if texts.is_empty() {
            return Err("the file of texts has no line".into());
        }
        let (model, source) = match &options.model {
            Some(model) => (model.clone(), model.display().to_string()),
            None => {
                let model = folder.join("model");
                save_random_base(&model)?;
                (model, "BERT-base, random weights".to_owned())
            }
        };
        let long: Vec<String> = (0..LONG_TEXTS).map(long).collect();
        let file = folder.join("texts.json");
        fs::write(&file, json!({"texts": texts, "long": long}).to_string())?;
        Ok(Self {
            model,
            file,
            texts,
            long,
            source,
        })
    }
}

/// A text of one sentence or several.
fn made_up(number: usize) -> String {
    let count = TOGETHER[number % TOGETHER.len()];
    let sentences = SENTENCES.iter().cycle().skip(number);
    let sentences: Vec<&str> = sentences.take(count).copied().collect();
    sentences.join(". ")
}

fn long(number: usize) -> String {
    let words = SENTENCES.iter().flat_map(|sentence| sentence.split(' '));
    let words: Vec<&str> = words.cycle().skip(number).take(LONG_WORDS).collect();
    words.join(" ")
}

/// Embeddings for as many tokens as BERT has, of which the vocabulary uses few.
fn save_random_base(folder: &Path) -> Result<(), Box<dyn Error>> {
    let tokenizer = Tokenizer::train_word_piece(SENTENCES, 600)?;
    let mut config = BertConfig::tiny(30_522);
    config.hidden_size = 768;
    config.num_hidden_layers = 12;
    config.num_attention_heads = 12;
    config.intermediate_size = 3_072;
    config.max_position_embeddings = 512;
    let labels = ["negative", "neutral", "positive"].map(str::to_owned);
    let device = Device::from_name("cpu")?;
    let model = BertClassifier::init(&config, tokenizer, labels.to_vec(), &device, 1)?;
    model.save(folder)?;
    Ok(())
}
