//! Addresses and what answers there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::body::{Received, receive, recording};
use crate::events::stream_of;
use crate::observe::observe;
use crate::refusal::Refusal;
use crate::service::{Service, Shape};
use crate::text::predict_texts;

type Shared = State<Arc<Service>>;

pub(crate) fn router(service: Arc<Service>) -> Router {
    let page = |kind: &'static str, content: &'static str| get(move || file(kind, content));
    Router::new()
        .route(
            "/",
            page(
                "text/html; charset=utf-8",
                include_str!("../web/index.html"),
            ),
        )
        .route(
            "/page.css",
            page("text/css; charset=utf-8", include_str!("../web/page.css")),
        )
        .route(
            "/page.js",
            page(
                "text/javascript; charset=utf-8",
                include_str!("../web/page.js"),
            ),
        )
        .route(
            "/words.js",
            page(
                "text/javascript; charset=utf-8",
                include_str!("../web/words.js"),
            ),
        )
        .route(
            "/sound.js",
            page(
                "text/javascript; charset=utf-8",
                include_str!("../web/sound.js"),
            ),
        )
        .route(
            "/recorder.js",
            page(
                "text/javascript; charset=utf-8",
                include_str!("../web/recorder.js"),
            ),
        )
        .route("/examples/{name}", get(example))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/api/info", get(info))
        .route("/api/predict", post(predict))
        .route("/api/text", post(predict_texts))
        .route("/gradio_api/call/predict", post(call))
        .route("/gradio_api/call/predict/{event_id}", get(event))
        .fallback(async || not_found())
        .method_not_allowed_fallback(async || {
            Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "this address does not take this method",
            )
        })
        // Bodies have limits of their own, by address.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&service),
            observe,
        ))
        .with_state(service)
}

fn not_found() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "there is nothing at this address",
    )
}

async fn file(kind: &'static str, content: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, content)
}

pub(crate) fn json_response(json: impl Into<Bytes>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, json.into()).into_response()
}

async fn health() -> &'static str {
    "ok\n"
}

async fn metrics(State(service): Shared) -> impl IntoResponse {
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    let text = (service.metrics).text(service.pool.load(), service.events.count());
    (kind, text)
}

async fn info(State(service): Shared) -> Response {
    json_response(service.info.clone())
}

/// A part of an address that is no UTF-8 names nothing.
type Name = Result<Path<String>, PathRejection>;

async fn example(State(service): Shared, name: Name) -> Result<Response, Refusal> {
    let Path(name) = name.map_err(|_| not_found())?;
    let wav = (name.strip_suffix(".wav"))
        .and_then(|name| service.examples.get(name))
        .ok_or_else(not_found)?;
    let kind = [(header::CONTENT_TYPE, "audio/wav")];
    Ok((kind, wav.clone()).into_response())
}

async fn predict(State(service): Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limit = service.limits.body_bytes;
    let Received { bytes, permit } = receive(&service, &parts.headers, body, limit).await?;
    let recording = recording(parts, bytes).await?;
    let job = service.judge(recording, Shape::Plain, permit)?;
    Ok(json_response(service.wait(job).await?))
}

/// The arguments of a call, as Gradio sends them. There is one, so that a list of millions is
/// refused before it takes memory.
#[derive(Deserialize)]
struct Call<T> {
    data: (T,),
}

/// A file, as Gradio describes it.
#[derive(Deserialize)]
struct File {
    url: String,
}

async fn call(State(service): Shared, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let limit = service.limits.encoded_bytes();
    let Received { bytes, permit } = receive(&service, &parts.headers, body, limit).await?;
    let recording = encoded(&bytes).ok_or_else(|| {
        let sentence = "expected {\"data\": [...]} with one recording in base64, \
                        as a data address, or as {\"url\": \"data:...\"}";
        Refusal::bad_request("bad_call", sentence)
    })?;
    let most = service.limits.body_bytes;
    if recording.len() > most {
        return Err(Refusal::too_large(most));
    }
    let job = service.judge(recording, Shape::Gradio, permit)?;
    // Without room for the answer the job is dropped, and does not run.
    let Some((id, answer)) = service.events.open(service.ticket()) else {
        return Err(Refusal::busy(30));
    };
    tokio::spawn(async move {
        let outcome = service.wait(job).await;
        answer.send_replace(Some(outcome));
    });
    Ok(json_response(json!({ "event_id": id }).to_string()))
}

/// The recording of a call.
fn encoded(body: &[u8]) -> Option<Bytes> {
    let text = match serde_json::from_slice::<Call<String>>(body) {
        Ok(Call { data: (text,) }) => text,
        Err(_) => serde_json::from_slice::<Call<File>>(body).ok()?.data.0.url,
    };
    let base64 = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,")?.1,
        None => &text,
    };
    let bytes = STANDARD.decode(base64.trim()).ok()?;
    (!bytes.is_empty()).then(|| bytes.into())
}

async fn event(State(service): Shared, id: Name) -> Result<Response, Refusal> {
    let known = id.ok().and_then(|Path(id)| service.events.find(&id));
    let answer = known.ok_or_else(|| {
        let sentence = "there is no such event, or it is too old";
        Refusal::new(StatusCode::NOT_FOUND, "no_event", sentence)
    })?;
    let mut response = Response::new(stream_of(answer, service.limits.heartbeat));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
