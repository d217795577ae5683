//! From a raw tweet to root words: every stage of the crate.

use std::thread;

use indo_text::{
    CachedStemmer, Cleaner, Normalizer, SlangList, Stemmer, StopWords, fold_case, tokens,
};

use crate::CACHE;
use crate::inputs::Inputs;
use crate::table::{Seconds, Table, Unit};

pub(crate) fn time(inputs: &Inputs, table: &mut Table) {
    let mut roots = Vec::new();
    for (threads, work) in [
        (1, "tweets to roots, one thread"),
        (2, "the same, two threads"),
    ] {
        let share = inputs.tweets.len().div_ceil(threads).max(1);
        let mut workers: Vec<Worker> = (0..threads).map(|_| Worker::new(inputs)).collect();
        let mut pass = || {
            thread::scope(|scope| {
                for (worker, tweets) in workers.iter_mut().zip(inputs.tweets.chunks(share)) {
                    scope.spawn(|| worker.read(tweets));
                }
            });
        };
        pass();
        let seconds = Seconds::of(pass);
        roots.push(
            workers
                .iter()
                .map(|worker| &*worker.roots)
                .collect::<String>(),
        );
        let unit = Unit::PerSecond(inputs.tweets.len(), "tweets");
        table.ours(work, unit, seconds, None);
    }
    assert_eq!(roots.first(), roots.last());
}

/// The stages of one thread.
struct Worker {
    cleaner: Cleaner,
    normalizer: Normalizer,
    stop_words: StopWords,
    stemmer: CachedStemmer,
    /// One line a tweet.
    roots: String,
}

impl Worker {
    fn new(inputs: &Inputs) -> Self {
        Self {
            cleaner: Cleaner::new(),
            normalizer: Normalizer::new(vec![SlangList::starter()]),
            stop_words: StopWords::tala(),
            stemmer: CachedStemmer::new(Stemmer::new(inputs.dictionary.clone()), CACHE),
            roots: String::new(),
        }
    }

    fn read(&mut self, tweets: &[String]) {
        self.roots.clear();
        for tweet in tweets {
            let clean = self.cleaner.clean(tweet);
            for token in tokens(&fold_case(&clean)) {
                let formal = self.normalizer.normalize(token);
                for word in tokens(&formal).filter(|word| !self.stop_words.contains(word)) {
                    self.roots.push_str(self.stemmer.stem(word));
                    self.roots.push(' ');
                }
            }
            self.roots.push('\n');
        }
    }
}
