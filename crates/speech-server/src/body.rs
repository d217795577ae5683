//! Bodies of requests, as they come in.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::places::Place;
use crate::refusal::Refusal;
use crate::service::{Service, permits};

/// How much of a refused body is still read, in multiples of the limit. A client that is cut off
/// while it writes does not read the answer.
const DRAINED: usize = 8;

/// A body and its share of the memory for uploads.
pub(crate) struct Received {
    pub(crate) bytes: Bytes,
    pub(crate) permit: OwnedSemaphorePermit,
}

/// Takes a body of at most `limit` bytes, unless the queue is full or the memory for uploads used
/// up.
pub(crate) async fn receive(
    service: &Service,
    parts: &Parts,
    body: Body,
    limit: usize,
) -> Result<Received, Refusal> {
    let place = place_of(parts);
    place.inspect(|place| place.waits());
    let mut stream = body.into_data_stream();
    let time = service.limits.request_time;
    let arrived = timeout(time, async {
        match read(service, parts, &mut stream, limit).await {
            Err(refusal) if refusal.status != StatusCode::BAD_REQUEST => {
                drain(&mut stream, limit.saturating_mul(DRAINED)).await;
                Err(refusal)
            }
            outcome => outcome,
        }
    })
    .await;
    place.inspect(|place| place.works());
    arrived.unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            format!("the request did not arrive within {} s", time.as_secs()),
        ))
    })
}

async fn read(
    service: &Service,
    parts: &Parts,
    stream: &mut BodyDataStream,
    limit: usize,
) -> Result<Received, Refusal> {
    // A page of another site may send requests, and would spend this machine's time.
    let headers = &parts.headers;
    if headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
    {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "pages of other sites may not ask this server",
        ));
    }
    service.pool.admits()?;
    let stated = (headers.get(header::CONTENT_LENGTH))
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if stated.is_some_and(|length| length > limit) {
        return Err(Refusal::too_large(limit));
    }
    let mut permit = share(service, permits(0))?;
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| {
            Refusal::bad_request("cut_off", "the request ended before its stated length")
        })?;
        let length = bytes.len() + piece.len();
        if length > limit {
            return Err(Refusal::too_large(limit));
        }
        // What has come counts, and not what is stated: a lie would take memory from others.
        permit.merge(share(service, permits(length) - permits(bytes.len()))?);
        bytes.extend_from_slice(&piece);
        // Whoever goes on sending has not waited.
        place_of(parts).inspect(|place| place.waits());
    }
    if bytes.is_empty() {
        return Err(Refusal::bad_request("empty", "the request has no body"));
    }
    Ok(Received {
        bytes: bytes.into(),
        permit,
    })
}

/// The connection that a request came over.
fn place_of(parts: &Parts) -> Option<&Arc<Place>> {
    parts.extensions.get()
}

/// Whose request it is.
pub(crate) fn client_of(parts: &Parts) -> IpAddr {
    place_of(parts).map_or(Ipv4Addr::UNSPECIFIED.into(), |place| place.client())
}

/// Takes a share of the memory for uploads.
fn share(service: &Service, permits: u32) -> Result<OwnedSemaphorePermit, Refusal> {
    Arc::clone(&service.uploads)
        .try_acquire_many_owned(permits)
        .map_err(|_| Refusal::busy(1))
}

async fn drain(stream: &mut BodyDataStream, most: usize) {
    let mut read = 0;
    while let Some(Ok(piece)) = stream.next().await {
        read += piece.len();
        if read > most {
            return;
        }
    }
}

/// The recording in a body: the body itself, or the one file of a form.
pub(crate) async fn recording(parts: Parts, body: Bytes) -> Result<Bytes, Refusal> {
    let kind = (parts.headers.get(header::CONTENT_TYPE))
        .map_or("", |kind| kind.to_str().unwrap_or_default())
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if kind == "multipart/form-data" {
        return only_file(Request::from_parts(parts, Body::from(body))).await;
    }
    if kind == "application/json" || kind.starts_with("text/") || kind.starts_with("image/") {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unknown_format",
            "expected the bytes of a recording, or a form with one file",
        ));
    }
    Ok(body)
}

async fn only_file(request: Request) -> Result<Bytes, Refusal> {
    let bad_form = || Refusal::bad_request("bad_form", "the form is not well-formed");
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| bad_form())?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|_| bad_form())? {
        if field.file_name().is_none() {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| bad_form())?;
        if file.replace(bytes).is_some() {
            return Err(Refusal::bad_request(
                "bad_form",
                "expected a form with one file, got more",
            ));
        }
    }
    file.filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| Refusal::bad_request("bad_form", "expected a form with one file, got none"))
}
