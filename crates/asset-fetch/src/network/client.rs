use crate::error::FetchError;
use crate::manifest::is_safe_address;
use crate::news::{FetchNews, Listener};
use crate::settings::{FetchSettings, Patience};
use std::time::Duration;
use ureq::http::{HeaderMap, Method, Request, Response, Uri};
use ureq::{Agent, Body};

/// Redirects that are followed for one request.
const REDIRECTS: u32 = 10;

/// A web client that follows redirects itself, because a token must not follow them elsewhere.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    bearer: Option<Bearer>,
    pub(crate) patience: Patience,
}

/// A token and the only place it goes to.
struct Bearer {
    place: Place,
    token: String,
}

impl std::fmt::Debug for Bearer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bearer")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    scheme: String,
    host: String,
    port: u16,
}

/// Why an attempt failed.
pub(crate) enum Failure {
    /// For good.
    Final(FetchError),
    /// Perhaps not the next time.
    Passing {
        error: FetchError,
        /// What the server asks for.
        wait: Option<Duration>,
        /// Whether the attempt got further than all before.
        progressed: bool,
    },
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self::Final(error)
    }
}

/// Which redirects to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follow {
    Everywhere,
    /// Only those that stay at their place; another one is the answer.
    SamePlace,
}

/// The headers of one hop after the other.
pub(crate) struct Answer {
    pub(crate) response: Response<Body>,
    /// Those of the redirects on the way, oldest first.
    pub(crate) passed: Vec<HeaderMap>,
}

impl Client {
    pub(crate) fn new(settings: &FetchSettings) -> Self {
        let patience = settings.patience;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("asset-fetch/", env!("CARGO_PKG_VERSION")))
            // Lengths and ranges count the file's own bytes.
            .accept_encoding("identity")
            .timeout_resolve(Some(patience.connect))
            .timeout_connect(Some(patience.connect))
            .timeout_recv_response(Some(patience.silence))
            .timeout_per_read(Some(patience.silence))
            .timeout_per_write(Some(patience.silence))
            .build();
        let bearer = settings.token.clone().and_then(|token| {
            let place = Place::of(&settings.endpoint)?;
            Some(Bearer { place, token })
        });
        Self {
            agent: config.new_agent(),
            bearer,
            patience,
        }
    }

    /// Sends a request without a body; `from` asks for the rest of a file.
    pub(crate) fn send(
        &self,
        method: &Method,
        url: &str,
        from: u64,
        follow: Follow,
        attempt: u32,
    ) -> Result<Answer, Failure> {
        let mut at = url.to_owned();
        let mut passed = Vec::new();
        for _ in 0..=REDIRECTS {
            let broken = |source| Failure::Passing {
                error: FetchError::Connection {
                    url: shown(&at),
                    attempts: attempt,
                    source,
                },
                wait: None,
                progressed: false,
            };
            let mut request = Request::builder().method(method.clone()).uri(&at);
            if from > 0 {
                request = request.header("Range", format!("bytes={from}-"));
            }
            if let Some(bearer) = &self.bearer
                && Place::of(&at).as_ref() == Some(&bearer.place)
            {
                request = request.header("Authorization", format!("Bearer {}", bearer.token));
            }
            let request = request.body(()).map_err(|error| broken(error.into()))?;
            let response = self
                .agent
                .run(request)
                .map_err(|error| broken(error.into()))?;
            if ![301, 302, 303, 307, 308].contains(&response.status().as_u16()) {
                return Ok(Answer { response, passed });
            }
            let target = redirect_target(&at, response.headers())?;
            if follow == Follow::SamePlace && Place::of(&target) != Place::of(&at) {
                return Ok(Answer { response, passed });
            }
            passed.push(response.headers().clone());
            at = target;
        }
        Err(Failure::Final(FetchError::TooManyRedirects {
            url: shown(url),
            limit: REDIRECTS,
        }))
    }

    /// Repeats attempts that failed in passing, with growing waits.
    pub(crate) fn persist<T>(
        &self,
        news: &mut Listener<'_>,
        mut attempt: impl FnMut(u32, &mut Listener<'_>) -> Result<T, Failure>,
    ) -> Result<T, FetchError> {
        let mut count = 0;
        loop {
            count += 1;
            let (error, wait) = match attempt(count, news) {
                Ok(value) => return Ok(value),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing {
                    error,
                    wait,
                    progressed,
                }) => {
                    if progressed {
                        count = 1;
                    }
                    (error, wait)
                }
            };
            if count >= self.patience.attempts {
                return Err(error);
            }
            let doubled = self.patience.first_wait * 2_u32.saturating_pow((count - 1).min(16));
            let wait = wait.unwrap_or(doubled.min(self.patience.longest_wait));
            news(FetchNews::Retry {
                error: &error,
                wait,
            });
            std::thread::sleep(wait);
        }
    }

    /// The failure that a status means.
    pub(crate) fn refused(&self, url: &str, response: &Response<Body>) -> Failure {
        let status = response.status().as_u16();
        let url = shown(url);
        let error = FetchError::Status {
            url: url.clone(),
            status,
        };
        if !matches!(status, 408 | 429 | 500..=599) {
            return Failure::Final(error);
        }
        let wait = header(response.headers(), "retry-after")
            .and_then(|text| text.parse().ok())
            .map(Duration::from_secs);
        match wait {
            Some(wait) if wait > self.patience.longest_wait => {
                Failure::Final(FetchError::Busy { url, status, wait })
            }
            wait => Failure::Passing {
                error,
                wait,
                progressed: false,
            },
        }
    }
}

impl Place {
    fn of(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let port = uri
            .port_u16()
            .unwrap_or(if scheme == "http" { 80 } else { 443 });
        Some(Self {
            host: uri.host()?.to_ascii_lowercase(),
            scheme,
            port,
        })
    }
}

/// The text of a header, if it is there and is text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The address without its query, which may hold a signature.
pub(crate) fn shown(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Where a redirect leads; from an encrypted address only to another.
fn redirect_target(at: &str, headers: &HeaderMap) -> Result<String, FetchError> {
    let location = header(headers, "location").unwrap_or_default();
    let target = join(at, location).unwrap_or_default();
    let encrypted = at.starts_with("https://");
    if !is_safe_address(&target) || (encrypted && !target.starts_with("https://")) {
        return Err(FetchError::Redirect {
            url: shown(at),
            target: shown(location),
        });
    }
    Ok(target)
}

/// An address as seen from another.
fn join(at: &str, location: &str) -> Option<String> {
    let location = location.split('#').next().unwrap_or_default();
    if location.is_empty() {
        return None;
    }
    if location.contains("://") {
        return Some(location.to_owned());
    }
    let at = shown(at);
    let (scheme, rest) = at.split_once("://")?;
    if let Some(authority) = location.strip_prefix("//") {
        return Some(format!("{scheme}://{authority}"));
    }
    let authority = rest.split('/').next()?;
    if location.starts_with('/') {
        return Some(format!("{scheme}://{authority}{location}"));
    }
    let folder = match rest.rsplit_once('/') {
        Some((folder, _)) => folder,
        None => rest,
    };
    Some(format!("{scheme}://{folder}/{location}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_addresses() {
        let at = "https://h:8/a/b?q=/x";
        for (location, expected) in [
            ("https://o/c", "https://o/c"),
            ("//o/c", "https://o/c"),
            ("/c?d=e", "https://h:8/c?d=e"),
            ("c#f", "https://h:8/a/c"),
        ] {
            assert_eq!(join(at, location).as_deref(), Some(expected));
        }
        assert_eq!(join(at, ""), None);
        assert_eq!(join("https://h", "c").as_deref(), Some("https://h/c"));
    }

    #[test]
    fn redirects_stay_encrypted() {
        let target = |at: &str, location: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("location", location.parse().unwrap());
            redirect_target(at, &headers)
        };
        assert!(target("https://h/a", "https://o/b").is_ok());
        assert!(target("http://127.0.0.1:1/a", "http://localhost:2/b").is_ok());
        for (at, to) in [
            ("https://h/a", "http://h/a"),
            ("https://h/a", "http://127.0.0.1/a"),
            ("https://h/a", "file:///etc/passwd"),
            ("http://127.0.0.1:1/a", "http://h/"),
        ] {
            assert!(target(at, to).is_err(), "{at} to {to}");
        }
    }

    #[test]
    fn places_differ_by_scheme_host_and_port() {
        assert_eq!(Place::of("https://H/a"), Place::of("https://h:443/b"));
        for other in [
            "http://h:443/",
            "https://h:444/",
            "https://h.o/",
            "https://oh/",
        ] {
            assert_ne!(Place::of("https://h/"), Place::of(other));
        }
        assert_eq!(Place::of("https://h@o/").unwrap().host, "o");
    }
}
