//! Answers that wait to be fetched, and the stream that fetches them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::pool::{Outcome, lock};
use crate::refusal::Refusal;

/// The outcome of an event; `None` until it is there.
type Answer = Option<Outcome<Bytes>>;

/// Events by their ids.
pub(crate) struct Events {
    known: Mutex<HashMap<String, Event>>,
    /// Ids are numbers under two secret keys, so that nobody guesses another one's.
    keys: [RandomState; 2],
    most: usize,
    kept: Duration,
}

struct Event {
    made: Instant,
    answer: watch::Receiver<Answer>,
}

impl Events {
    pub(crate) fn new(most: usize, kept: Duration) -> Self {
        Self {
            known: Mutex::new(HashMap::new()),
            keys: [RandomState::new(), RandomState::new()],
            most,
            kept,
        }
    }

    /// Makes room for an answer; `None` where there are too many.
    pub(crate) fn open(&self, number: u64) -> Option<(String, watch::Sender<Answer>)> {
        let mut known = lock(&self.known);
        known.retain(|_, event| event.made.elapsed() < self.kept);
        if known.len() >= self.most {
            return None;
        }
        let [high, low] = [0, 1].map(|key: usize| self.keys[key].hash_one(number));
        let id = format!("{high:016x}{low:016x}");
        let (sender, answer) = watch::channel(None);
        let made = Instant::now();
        known.insert(id.clone(), Event { made, answer });
        Some((id, sender))
    }

    /// The answer of an event that is not too old.
    pub(crate) fn find(&self, id: &str) -> Option<watch::Receiver<Answer>> {
        (lock(&self.known).get(id))
            .filter(|event| event.made.elapsed() < self.kept)
            .map(|event| event.answer.clone())
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.known).len()
    }
}

/// Server-sent events: heartbeats until the answer is there, then the answer.
pub(crate) fn stream_of(answer: watch::Receiver<Answer>, heartbeat: Duration) -> Body {
    let steps = stream::unfold(Some(answer), move |state| async move {
        let mut answer = state?;
        let ready = timeout(heartbeat, answer.wait_for(Option::is_some)).await;
        let ready = ready.map(|answer| answer.ok().and_then(|answer| answer.clone()));
        let message = match ready {
            Err(_) => {
                let beat = Bytes::from_static(b"event: heartbeat\ndata: null\n\n");
                return Some((Ok::<_, Infallible>(beat), Some(answer)));
            }
            Ok(Some(Ok(json))) => message("complete", &String::from_utf8_lossy(&json)),
            Ok(Some(Err(refusal))) => message("error", &refusal.body()),
            // Nobody will send the answer any more.
            Ok(None) => message("error", &Refusal::stopping().body()),
        };
        Some((Ok(message), None))
    });
    Body::from_stream(steps)
}

fn message(event: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {event}\ndata: {data}\n\n"))
}
