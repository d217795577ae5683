//! What happens to every request: headers for browsers, figures, one line of log.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::places::Place;
use crate::service::Service;

/// Where a line for each request goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccessLog {
    /// To the standard error stream.
    #[default]
    Stderr,
    /// Nowhere.
    Off,
}

pub(crate) async fn observe(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = method_name(request.method());
    // The pattern and never the address: what a client writes there stays out of log and figures.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let place = request.extensions().get::<Arc<Place>>().cloned();
    place.as_ref().inspect(|place| place.works());
    let mut response = next.run(request).await;
    place.as_ref().inspect(|place| place.waits());
    add_headers(response.headers_mut(), &service.content_policy);
    let status = response.status().as_u16();
    let time = start.elapsed();
    service.metrics.count(method, route, status, time);
    if service.log == AccessLog::Stderr {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let bytes = (response.body().size_hint().exact())
            .map_or_else(|| "stream".to_owned(), |bytes| bytes.to_string());
        // A log that nobody reads any more must not end a request, as `eprintln` would.
        let _ = writeln!(
            io::stderr(),
            "time={}.{:03} method={method} route={route} status={status} ms={:.1} bytes={bytes}",
            now.as_secs(),
            now.subsec_millis(),
            time.as_secs_f64() * 1e3,
        );
    }
    response
}

/// A few names, so that no client makes the table of figures grow.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn add_headers(headers: &mut HeaderMap, content_policy: &HeaderValue) {
    headers.insert(header::CONTENT_SECURITY_POLICY, content_policy.clone());
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("microphone=(self), camera=(), geolocation=()"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
}
