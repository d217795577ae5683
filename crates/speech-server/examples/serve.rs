//! The demonstration, served until Ctrl-C.
//!
//!     cargo run --release -p speech-server --example serve -- [--address 127.0.0.1:7860]
//!
//! `--framed-by https://huggingface.co` lets a Space show the page,
//!
//! `--texts` adds a reader that counts exclamation marks, to show the second tab.

use speech_server::{Server, Standing, TextAnswer, TextCard, TextReader};

struct Exclamations;

impl TextReader for Exclamations {
    fn card(&self) -> TextCard {
        TextCard {
            model: "exclamation marks, counted".into(),
            learned_from: "nobody".into(),
            warning: String::new(),
            standing: Standing::Demonstration,
        }
    }

    fn read(&self, texts: &[String]) -> Vec<TextAnswer> {
        let read = |text: &String| {
            let loud = text.matches('!').count() as f64;
            let share = 1.0 - 0.5_f64.powf(loud);
            let label = if loud > 0.0 { "loud" } else { "quiet" };
            TextAnswer {
                label: Some(label.into()),
                probabilities: vec![("loud".into(), share), ("quiet".into(), 1.0 - share)],
                words: (text.split_whitespace().filter(|word| word.contains('!')))
                    .map(|word| (word.to_owned(), 1.0))
                    .collect(),
                read_as: text.to_lowercase(),
                unknown: Vec::new(),
            }
        };
        texts.iter().map(read).collect()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut server = Server::demo(7)?;
    let mut arguments = std::env::args().skip(1);
    while let Some(flag) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{flag}: expected a value"));
        server = match flag.as_str() {
            "--address" => server.with_address(value()?.parse()?),
            "--framed-by" => server.with_framed_by(&value()?),
            "--texts" => server.with_text(Exclamations),
            _ => return Err(format!("unknown argument `{flag}`").into()),
        };
    }
    let server = server.bind()?;
    eprintln!("listening on http://{}", server.address());
    Ok(server.run()?)
}
