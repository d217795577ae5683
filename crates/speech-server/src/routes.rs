//! Addresses and what answers there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::body::{Received, receive, recording};
use crate::gradio;
use crate::host::check_host;
use crate::observe::observe;
use crate::refusal::Refusal;
use crate::service::{Service, Shape};
use crate::text::predict_texts;

pub(crate) type Shared = State<Arc<Service>>;

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
        .merge(gradio::routes())
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
            check_host,
        ))
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
    let text = (service.metrics).text(&service);
    (kind, text)
}

async fn info(State(service): Shared) -> Response {
    json_response(service.info.clone())
}

/// A part of an address that is no UTF-8 names nothing.
pub(crate) type Name = Result<Path<String>, PathRejection>;

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
    let Received { bytes, permit } = receive(&service, &parts, body, limit).await?;
    let recording = recording(parts, bytes).await?;
    let job = service.judge(recording, Shape::Plain, permit)?;
    Ok(json_response(service.wait(job).await?))
}
