//! Answers to requests that cannot be served.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use speech_features::SpeechError;

/// Why a request is not served: a status, a short word for programs, a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// The page translates it.
    pub(crate) code: &'static str,
    pub(crate) sentence: String,
    /// Seconds until the same request may be served.
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            status,
            code,
            sentence: sentence.into(),
            retry_after: None,
        }
    }

    pub(crate) fn bad_request(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, sentence)
    }

    pub(crate) fn busy(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "busy",
                format!("the server is busy; try again in {retry_after} s"),
            )
        }
    }

    pub(crate) fn stopping() -> Self {
        Self {
            retry_after: Some(10),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the server is stopping",
            )
        }
    }

    pub(crate) fn too_slow(seconds: u64) -> Self {
        Self {
            retry_after: Some(10),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_answer",
                format!("there was no answer within {seconds} s"),
            )
        }
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("expected at most {limit} bytes, got more"),
        )
    }

    /// The reader panicked, or gave what no reader may give.
    pub(crate) fn failed() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "the model failed on this input",
        )
    }

    /// What a decoder says of a recording.
    pub(crate) fn audio(error: &SpeechError) -> Self {
        let (status, code) = match error {
            SpeechError::TooManyBytes { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            SpeechError::TooLong { .. } | SpeechError::TooManySamples { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too_long")
            }
            SpeechError::UnknownFormat { .. }
            | SpeechError::UnknownEncoding { .. }
            | SpeechError::NoAudio => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_format"),
            SpeechError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "no_sound"),
            _ => (StatusCode::UNPROCESSABLE_ENTITY, "broken"),
        };
        Self::new(status, code, error.to_string())
    }

    /// What is sent as JSON.
    pub(crate) fn body(&self) -> String {
        json!({ "error": self.sentence, "code": self.code }).to_string()
    }

    /// What clients of Gradio read; they take no other field.
    pub(crate) fn sentence_alone(&self) -> String {
        json!({ "error": self.sentence }).to_string()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, kind, self.body()).into_response();
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
