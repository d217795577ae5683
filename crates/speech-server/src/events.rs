//! Answers that wait to be fetched, and the stream that fetches them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::places::first_of_most;
use crate::pool::{Outcome, lock};
use crate::refusal::Refusal;
use crate::service::Service;

/// The outcome of an event; `None` until it is there.
type Answer = Option<Outcome<Bytes>>;

/// An event's id, and where its answer comes.
type Pending = (String, watch::Receiver<Answer>);

/// How long a session's stream waits for another call. One that comes while its client is just
/// told the end is lost for the client: it opens no other stream as long as it reads this one.
const SOON: Duration = Duration::from_millis(500);

/// Events by their ids.
pub(crate) struct Events {
    known: Mutex<HashMap<String, Event>>,
    /// Ids are numbers under two secret keys, so that nobody guesses another one's.
    keys: [RandomState; 2],
    /// Told when an event is opened.
    opened: Notify,
    most: usize,
    kept: Duration,
}

struct Event {
    made: Instant,
    answer: watch::Receiver<Answer>,
    number: u64,
    client: IpAddr,
    /// Whose stream it comes over; `None` for one with a stream of its own.
    session: Option<String>,
}

impl Events {
    pub(crate) fn new(most: usize, kept: Duration) -> Self {
        Self {
            known: Mutex::new(HashMap::new()),
            keys: [RandomState::new(), RandomState::new()],
            opened: Notify::new(),
            most,
            kept,
        }
    }

    /// Makes room for an answer. Where there is none, the oldest that is there of the client with
    /// most goes; `None` if all are still to come.
    pub(crate) fn open(
        &self,
        number: u64,
        client: IpAddr,
        session: Option<String>,
    ) -> Option<(String, watch::Sender<Answer>)> {
        let mut known = lock(&self.known);
        known.retain(|_, event| event.made.elapsed() < self.kept);
        if known.len() >= self.most {
            let there = known
                .iter()
                .filter(|(_, event)| event.answer.borrow().is_some());
            let there = there.map(|(id, event)| (event.client, (event.number, id)));
            let (_, gone) = first_of_most(there)?;
            let gone = gone.clone();
            known.remove(&gone);
        }
        let id = self.id(number);
        let (sender, answer) = watch::channel(None);
        let event = Event {
            made: Instant::now(),
            answer,
            number,
            client,
            session,
        };
        known.insert(id.clone(), event);
        drop(known);
        self.opened.notify_waiters();
        Some((id, sender))
    }

    /// An id for a number, which nobody guesses.
    pub(crate) fn id(&self, number: u64) -> String {
        let [high, low] = [0, 1].map(|key: usize| self.keys[key].hash_one(number));
        format!("{high:016x}{low:016x}")
    }

    /// The answer of an event that is not too old.
    pub(crate) fn find(&self, id: &str) -> Option<watch::Receiver<Answer>> {
        (lock(&self.known).get(id))
            .filter(|event| event.made.elapsed() < self.kept)
            .map(|event| event.answer.clone())
    }

    /// The oldest event of a session, or one that is opened soon. It stays until it is told, so that
    /// another stream has it where this one breaks.
    async fn next(&self, session: &str) -> Option<Pending> {
        let found = async {
            loop {
                // Made before the look, so that nothing that comes after it is missed.
                let opened = self.opened.notified();
                if let Some(pending) = self.oldest(session) {
                    return pending;
                }
                opened.await;
            }
        };
        timeout(SOON, found).await.ok()
    }

    fn oldest(&self, session: &str) -> Option<Pending> {
        let mut known = lock(&self.known);
        known.retain(|_, event| event.made.elapsed() < self.kept);
        let (id, event) = (known.iter())
            .filter(|(_, event)| event.session.as_deref() == Some(session))
            .min_by_key(|(_, event)| event.number)?;
        Some((id.clone(), event.answer.clone()))
    }

    fn forget(&self, id: &str) {
        lock(&self.known).remove(id);
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.known).len()
    }
}

/// Server-sent events: heartbeats until the answer is there, then the answer.
pub(crate) fn stream_of(answer: watch::Receiver<Answer>, heartbeat: Duration) -> Body {
    let steps = stream::unfold(Some(answer), move |state| async move {
        let mut answer = state?;
        let message = match outcome_within(heartbeat, &mut answer).await {
            None => {
                let beat = Bytes::from_static(b"event: heartbeat\ndata: null\n\n");
                return Some((Ok::<_, Infallible>(beat), Some(answer)));
            }
            Some(Ok(json)) => message("complete", &String::from_utf8_lossy(&json)),
            Some(Err(refusal)) => message("error", &refusal.body()),
        };
        Some((Ok(message), None))
    });
    Body::from_stream(steps)
}

/// `None` where there is no answer yet.
async fn outcome_within(
    time: Duration,
    answer: &mut watch::Receiver<Answer>,
) -> Option<Outcome<Bytes>> {
    match timeout(time, answer.wait_for(Option::is_some)).await {
        Err(_) => None,
        Ok(Ok(answer)) => answer.clone(),
        // Nobody will send the answer any more.
        Ok(Err(_)) => Some(Err(Refusal::stopping())),
    }
}

/// Server-sent events of a session: its answers in the order of the calls, then the end.
pub(crate) fn session_stream(service: Arc<Service>, session: &str) -> Body {
    let session = session.to_owned();
    let steps = stream::unfold(Some(None), move |state: Option<Option<Pending>>| {
        let (service, session) = (Arc::clone(&service), session.clone());
        async move {
            let pending = match state? {
                Some(pending) => Some(pending),
                None => service.events.next(&session).await,
            };
            let Some((id, mut answer)) = pending else {
                let close = Bytes::from_static(b"data: {\"msg\":\"close_stream\"}\n\n");
                return Some((Ok::<_, Infallible>(close), None));
            };
            match outcome_within(service.limits.heartbeat, &mut answer).await {
                None => {
                    let beat = Bytes::from_static(b"data: {\"msg\":\"heartbeat\"}\n\n");
                    Some((Ok(beat), Some(Some((id, answer)))))
                }
                Some(outcome) => {
                    service.events.forget(&id);
                    Some((Ok(completed(&id, outcome)), Some(None)))
                }
            }
        }
    });
    Body::from_stream(steps)
}

fn completed(id: &str, outcome: Outcome<Bytes>) -> Bytes {
    let (success, output) = match outcome {
        Ok(json) => {
            let data = String::from_utf8_lossy(&json);
            (true, format!("{{\"data\":{data}}}"))
        }
        Err(refusal) => (false, refusal.sentence_alone()),
    };
    Bytes::from(format!(
        "data: {{\"msg\":\"process_completed\",\"event_id\":\"{id}\",\
         \"success\":{success},\"output\":{output}}}\n\n"
    ))
}

fn message(event: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {event}\ndata: {data}\n\n"))
}
