//! What all requests share.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use speech_features::{DecodeOptions, decode_bytes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::events::Events;
use crate::host::Hosts;
use crate::limits::{KIB, Limits};
use crate::metrics::Metrics;
use crate::places::Places;
use crate::pool::{Outcome, Pool};
use crate::refusal::Refusal;
use crate::uploads::Uploads;
use crate::{
    AccessLog, Example, SAMPLE_RATE, SpeechAnswer, SpeechCard, SpeechReader, TextCard, TextReader,
};

/// Samples a second and channels of the densest recording that must fit in: 48 kHz, stereo.
const DENSEST: usize = 2 * 48_000;

/// Models, limits and figures.
pub(crate) struct Service {
    pub(crate) speech: Arc<dyn SpeechReader>,
    pub(crate) text: Option<Arc<dyn TextReader>>,
    pub(crate) card: SpeechCard,
    pub(crate) examples: HashMap<String, Bytes>,
    /// What `GET /api/info` answers.
    pub(crate) info: Bytes,
    pub(crate) limits: Limits,
    pub(crate) log: AccessLog,
    pub(crate) content_policy: HeaderValue,
    pub(crate) hosts: Hosts,
    pub(crate) places: Arc<Places>,
    pub(crate) pool: Pool,
    pub(crate) events: Events,
    pub(crate) metrics: Metrics,
    /// One permit for each KiB of uploads in memory.
    pub(crate) uploads: Arc<Semaphore>,
    pub(crate) uploads_waiting: Uploads,
    pub(crate) tickets: AtomicU64,
}

/// An answer as it is sent.
#[derive(Serialize)]
struct SentAnswer<'a> {
    #[serde(flatten)]
    answer: SpeechAnswer,
    seconds: f64,
    model: &'a SpeechCard,
}

/// An answer as Gradio's label has it, with ours beside.
#[derive(Serialize)]
struct SentLabel<'a> {
    label: Option<String>,
    confidences: Vec<serde_json::Value>,
    #[serde(flatten)]
    sent: SentAnswer<'a>,
}

/// The shape of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// That of `/api/predict`.
    Plain,
    /// A list of one label.
    Gradio,
}

impl Service {
    /// Queues a recording.
    pub(crate) fn judge(
        self: &Arc<Self>,
        recording: Bytes,
        shape: Shape,
        permit: OwnedSemaphorePermit,
    ) -> Result<oneshot::Receiver<Outcome<Bytes>>, Refusal> {
        let service = Arc::clone(self);
        self.pool.submit(move || {
            let outcome = service.listen(&recording, shape);
            drop(permit);
            outcome
        })
    }

    /// Waits for a job as long as a request may take.
    pub(crate) async fn wait<T>(&self, job: oneshot::Receiver<Outcome<T>>) -> Outcome<T> {
        match timeout(self.limits.request_time, job).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Refusal::stopping()),
            Err(_) => Err(Refusal::too_slow(self.limits.request_time.as_secs())),
        }
    }

    /// A number that no other request has.
    pub(crate) fn ticket(&self) -> u64 {
        self.tickets.fetch_add(1, Ordering::Relaxed)
    }

    /// Decodes a recording and judges it. It takes processor time.
    fn listen(&self, recording: &[u8], shape: Shape) -> Outcome<Bytes> {
        let seconds = self.limits.seconds;
        let options = DecodeOptions::default()
            .with_max_bytes(self.limits.body_bytes)
            .with_max_seconds(seconds)
            .with_max_samples(seconds as usize * DENSEST);
        let audio = decode_bytes(recording, &options).map_err(|error| Refusal::audio(&error))?;
        let samples = (audio.to_mono_at(SAMPLE_RATE)).map_err(|error| Refusal::audio(&error))?;
        if samples.is_empty() {
            return Err(Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no_sound",
                "expected at least 1 sample, got 0",
            ));
        }
        let answer = self.speech.read(&samples).map_err(|sentence| {
            Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "not_read", sentence)
        })?;
        let sent = SentAnswer {
            answer,
            seconds: audio.seconds(),
            model: &self.card,
        };
        let json = match shape {
            Shape::Plain => serde_json::to_vec(&sent),
            Shape::Gradio => serde_json::to_vec(&[sent.labelled()]),
        };
        Ok(json.map_err(|_| Refusal::failed())?.into())
    }
}

impl<'a> SentAnswer<'a> {
    fn labelled(self) -> SentLabel<'a> {
        let mut classes: Vec<_> = self.answer.classes.iter().collect();
        classes.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        SentLabel {
            label: classes.first().map(|class| class.name.clone()),
            confidences: (classes.iter())
                .map(|class| json!({ "label": class.name, "confidence": class.probability }))
                .collect(),
            sent: self,
        }
    }
}

/// What the page asks first.
pub(crate) fn info(
    card: &SpeechCard,
    limits: &Limits,
    examples: &[Example],
    text: Option<&TextCard>,
) -> Bytes {
    let examples: Vec<_> = (examples.iter())
        .map(|example| {
            json!({
                "url": format!("/examples/{}.wav", example.name),
                "name": example.name,
                "english": example.english,
                "synthetic": example.synthetic,
            })
        })
        .collect();
    let info = json!({
        "model": card,
        "limits": {
            "bytes": limits.body_bytes,
            "seconds": limits.seconds,
            "texts": limits.texts,
            "text_chars": limits.text_chars,
        },
        "examples": examples,
        "text": text,
    });
    Bytes::from(info.to_string())
}

/// Permits for a number of bytes.
pub(crate) fn permits(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(KIB))
        .unwrap_or(u32::MAX)
        .max(1)
}
