//! `sara speech serve`: a page on which recordings and tweets are read.

use super::arguments::SpeechServeArguments;
use super::model;
use crate::settings::Given;
use anyhow::Result;
use sara_pipeline::tasks::read::TweetReader;
use speech_server::{
    AccessLog, RecogniserReader, Server, SpeechReader, Standing, TextAnswer, TextCard, TextReader,
    synthetic_examples,
};
use std::time::Duration;

pub(super) fn run(arguments: &SpeechServeArguments, given: &Given) -> Result<()> {
    let speech = RecogniserReader::new(model::find(&arguments.model, given)?);
    let card = speech.card();
    crate::say!("recordings: learned from {}", card.learned_from);
    crate::say!("warning: {}", card.warning);
    let texts = match &arguments.study {
        Some(study) => TweetReader::of_study(study, arguments.word_lists.as_deref())?,
        None => TweetReader::of_sample()?,
    };
    crate::say!("texts: learned from {}", texts.learned_from());
    // Only those that the model can name.
    let known = |name: &str| card.classes.iter().any(|class| class.name == name);
    let mut examples = synthetic_examples()?;
    examples.retain(|example| known(&example.name));
    let mut server = Server::new(speech)
        .with_text(Texts(texts))
        .with_examples(examples)
        .with_address(arguments.address)
        .with_max_seconds(arguments.max_seconds)
        .with_queue_length(arguments.queue)
        .with_request_time(Duration::from_secs(arguments.request_time));
    for origin in &arguments.framed_by {
        server = server.with_framed_by(origin);
    }
    for name in &arguments.host_names {
        server = server.with_host_name(name);
    }
    if let Some(workers) = arguments.workers {
        server = server.with_workers(workers);
    }
    if arguments.quiet {
        server = server.with_access_log(AccessLog::Off);
    }
    let server = server.bind()?;
    crate::say!("listening on http://{}", server.address());
    Ok(server.run()?)
}

/// The tweets' side of the page.
struct Texts(TweetReader);

impl TextReader for Texts {
    fn card(&self) -> TextCard {
        TextCard {
            model: "TF-IDF, logistic regression".to_owned(),
            learned_from: self.0.learned_from().to_owned(),
            warning: "The labels learned from are a lexicon's.".to_owned(),
            standing: match self.0.is_demonstration() {
                true => Standing::Demonstration,
                false => Standing::Trained,
            },
        }
    }

    fn read(&self, texts: &[String]) -> Vec<TextAnswer> {
        texts.iter().map(|text| self.answer(text)).collect()
    }
}

impl Texts {
    fn answer(&self, text: &str) -> TextAnswer {
        // A text whose score overflows has no class either.
        let reading = self.0.read(text).unwrap_or_default();
        TextAnswer {
            label: reading.class,
            probabilities: reading.probabilities,
            words: reading.words,
            read_as: reading.normalised,
            unknown: reading.unknown,
        }
    }
}
