//! What clients of Gradio ask: a description, uploads, calls, and the events that answer them.
//!
//! The protocol is `sse_v3` of Gradio 5 and 6, as `gradio_client` 2.7 speaks it: an upload, a call
//! that names it, and one stream for all calls of a session. The pair for curl has a stream a call.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::body::{Received, client_of, receive, recording};
use crate::events::{session_stream, stream_of};
use crate::refusal::Refusal;
use crate::routes::{Name, Shared, json_response};
use crate::service::{Service, Shape};

/// The most characters of a session's name. Clients make up a UUID of 36.
const SESSION_CHARS: usize = 64;

pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/config", get(config))
        .route("/gradio_api/info", get(description))
        .route("/gradio_api/upload", post(upload))
        .route("/gradio_api/queue/join", post(join))
        .route("/gradio_api/queue/data", get(session))
        .route("/gradio_api/call/predict", post(call))
        .route("/gradio_api/call/predict/{event_id}", get(event))
}

/// The parts that clients read. The version tells them how to ask, and not what answers.
async fn config(State(service): Shared) -> Response {
    let config = json!({
        "version": "5.0.0",
        "protocol": "sse_v3",
        "api_prefix": "/gradio_api",
        "connect_heartbeat": false,
        "max_file_size": service.limits.body_bytes,
        "components": [
            { "id": 0, "type": "audio", "props": { "label": "recording" } },
            { "id": 1, "type": "label", "props": { "label": "emotion" } },
        ],
        "dependencies": [{
            "id": 0,
            "api_name": "predict",
            "api_visibility": "public",
            "backend_fn": true,
            "inputs": [0],
            "outputs": [1],
        }],
    });
    json_response(config.to_string())
}

async fn description() -> Response {
    let described = |label: &str, component: &str, kind: &str| {
        json!({
            "label": label,
            "component": component,
            "type": {},
            "python_type": { "type": kind, "description": "" },
        })
    };
    let mut recording = described("recording", "Audio", "filepath");
    recording["parameter_name"] = json!("recording");
    recording["parameter_has_default"] = json!(false);
    recording["parameter_default"] = Value::Null;
    let endpoint = json!({
        "parameters": [recording],
        "returns": [described("emotion", "Label", "dict")],
        "api_visibility": "public",
    });
    let info = json!({ "named_endpoints": { "/predict": endpoint }, "unnamed_endpoints": {} });
    json_response(info.to_string())
}

async fn upload(State(service): Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limit = service.limits.body_bytes;
    let Received { bytes, permit } = receive(&service, &parts, body, limit).await?;
    let client = client_of(&parts);
    let bytes = recording(parts, bytes).await?;
    let id = service.events.id(service.ticket());
    (service.uploads_waiting).keep(id.clone(), client, Received { bytes, permit });
    Ok(json_response(json!([id]).to_string()))
}

/// The arguments of a call, as Gradio sends them. There is one, so that a list of millions is
/// refused before it takes memory.
#[derive(Deserialize)]
struct Call<T> {
    data: (T,),
    session_hash: Option<String>,
}

/// A file, as Gradio describes it.
#[derive(Deserialize)]
struct File {
    /// What an upload was called in the answer to it.
    path: Option<String>,
    url: Option<String>,
}

/// A call whose event has a stream of its own.
async fn call(State(service): Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (received, _) = arguments(&service, &parts, body).await?;
    queue(service, received, client_of(&parts), None)
}

/// A call whose event comes over the stream of a session.
async fn join(State(service): Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (received, session) = arguments(&service, &parts, body).await?;
    let session = (session.filter(|name| name.len() <= SESSION_CHARS)).ok_or_else(|| {
        let sentence = format!("expected a session_hash of at most {SESSION_CHARS} characters");
        Refusal::bad_request("bad_call", sentence)
    })?;
    queue(service, received, client_of(&parts), Some(session))
}

/// The recording of a call, and its session.
async fn arguments(
    service: &Service,
    parts: &Parts,
    body: Body,
) -> Result<(Received, Option<String>), Refusal> {
    let limit = service.limits.encoded_bytes();
    let Received { bytes, permit } = receive(service, parts, body, limit).await?;
    let bad_call = || {
        let sentence = "expected {\"data\": [...]} with one recording in base64, \
                        as a data address, as {\"url\": \"data:...\"}, \
                        or as {\"path\": \"...\"} of an upload";
        Refusal::bad_request("bad_call", sentence)
    };
    let (text, session) = match serde_json::from_slice::<Call<String>>(&bytes) {
        Ok(call) => (call.data.0, call.session_hash),
        Err(_) => {
            let call: Call<File> = serde_json::from_slice(&bytes).map_err(|_| bad_call())?;
            let File { path, url } = call.data.0;
            if let Some(upload) = path.and_then(|id| service.uploads_waiting.take(&id)) {
                return Ok((upload, call.session_hash));
            }
            (url.ok_or_else(bad_call)?, call.session_hash)
        }
    };
    let bytes = decoded(&text).ok_or_else(bad_call)?;
    let most = service.limits.body_bytes;
    if bytes.len() > most {
        return Err(Refusal::too_large(most));
    }
    Ok((Received { bytes, permit }, session))
}

/// A recording in base64 or in a data address.
fn decoded(text: &str) -> Option<Bytes> {
    let base64 = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,")?.1,
        None => text,
    };
    let bytes = STANDARD.decode(base64.trim()).ok()?;
    (!bytes.is_empty()).then(|| bytes.into())
}

fn queue(
    service: Arc<Service>,
    received: Received,
    client: IpAddr,
    session: Option<String>,
) -> Result<Response, Refusal> {
    let job = service.judge(received.bytes, Shape::Gradio, received.permit)?;
    // Without room for the answer the job is dropped, and does not run.
    let Some((id, answer)) = service.events.open(service.ticket(), client, session) else {
        return Err(Refusal::busy(1));
    };
    tokio::spawn(async move {
        let outcome = service.wait(job).await;
        answer.send_replace(Some(outcome));
    });
    Ok(json_response(json!({ "event_id": id }).to_string()))
}

async fn event(State(service): Shared, id: Name) -> Result<Response, Refusal> {
    let known = id.ok().and_then(|Path(id)| service.events.find(&id));
    let answer = known.ok_or_else(|| {
        let sentence = "there is no such event, or it is too old";
        Refusal::new(StatusCode::NOT_FOUND, "no_event", sentence)
    })?;
    Ok(event_stream(stream_of(answer, service.limits.heartbeat)))
}

/// Names of sessions are UUIDs, so nothing in them is encoded.
async fn session(State(service): Shared, uri: Uri) -> Response {
    let mut fields = uri.query().unwrap_or_default().split('&');
    let session = fields.find_map(|field| field.strip_prefix("session_hash="));
    event_stream(session_stream(service, session.unwrap_or_default()))
}

fn event_stream(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
