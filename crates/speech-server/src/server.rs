//! Setting a server up.

use std::collections::HashMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderValue;
use tokio::sync::{Semaphore, watch};

use crate::events::Events;
use crate::host::Hosts;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::places::Places;
use crate::pool::Pool;
use crate::recogniser::synthetic_examples;
use crate::run::BoundServer;
use crate::service::{Service, info, permits};
use crate::uploads::{UPLOAD_TIME, Uploads};
use crate::{AccessLog, RecogniserReader, ServeError, SpeechReader, TextReader};

/// Where a server listens unless told otherwise: nobody else on the network reaches it.
pub const DEFAULT_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7860);

/// A recording that the page offers to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The Indonesian name of its class: a to z, 0 to 9 and `-`. It is served as
    /// `/examples/NAME.wav`.
    pub name: String,
    /// The English name.
    pub english: String,
    /// Whether no person spoke it; the page says so.
    pub synthetic: bool,
    /// The file.
    pub wav: Vec<u8>,
}

/// A server that is being set up.
///
/// ```
/// use speech_server::{AccessLog, Server};
///
/// let server = Server::demo(7)?
///     .with_address(([127, 0, 0, 1], 0).into())
///     .with_queue_length(8)
///     .with_access_log(AccessLog::Off)
///     .bind()?;
/// let stopper = server.stopper();
/// let running = std::thread::spawn(|| server.run());
/// stopper.stop();
/// running.join().unwrap()?;
/// # Ok::<(), speech_server::ServeError>(())
/// ```
#[must_use]
pub struct Server {
    speech: Arc<dyn SpeechReader>,
    text: Option<Arc<dyn TextReader>>,
    examples: Vec<Example>,
    address: SocketAddr,
    limits: Limits,
    log: AccessLog,
    framed_by: Vec<String>,
    host_names: Vec<String>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("card", &self.speech.card())
            .field("has_text", &self.text.is_some())
            .field("address", &self.address)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// A server for a model, without examples.
    pub fn new(speech: impl SpeechReader + 'static) -> Self {
        Self {
            speech: Arc::new(speech),
            text: None,
            examples: Vec::new(),
            address: DEFAULT_ADDRESS,
            limits: Limits::default(),
            log: AccessLog::default(),
            framed_by: Vec::new(),
            host_names: Vec::new(),
        }
    }

    /// A server for the demonstration, which is trained on synthetic clips on the spot and says
    /// so with every answer, with synthetic examples.
    ///
    /// # Errors
    ///
    /// [`ServeError::Model`], which does not happen in practice.
    pub fn demo(seed: u64) -> Result<Self, ServeError> {
        let server = Self::new(RecogniserReader::demo(seed)?);
        Ok(server.with_examples(synthetic_examples()?))
    }

    /// Reads texts too.
    pub fn with_text(mut self, reader: impl TextReader + 'static) -> Self {
        self.text = Some(Arc::new(reader));
        self
    }

    /// Sets the recordings that the page offers.
    pub fn with_examples(mut self, examples: Vec<Example>) -> Self {
        self.examples = examples;
        self
    }

    /// Sets the address. Default [`DEFAULT_ADDRESS`]; port 0 takes a free one.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets where a line for each request goes. Default: the standard error stream.
    pub fn with_access_log(mut self, log: AccessLog) -> Self {
        self.log = log;
        self
    }

    /// Sets the most bytes of a recording as sent, 1 to 2^30. Default 12,000,000.
    pub fn with_max_body_bytes(mut self, bytes: usize) -> Self {
        self.limits.body_bytes = bytes;
        self
    }

    /// Sets the most bytes of all requests together that wait in memory. Default 256 MiB. Beyond,
    /// requests get the status 429.
    pub fn with_max_upload_bytes(mut self, bytes: usize) -> Self {
        self.limits.upload_bytes = bytes;
        self
    }

    /// Sets the longest recording in seconds, 1 to 3,600. Default 120.
    pub fn with_max_seconds(mut self, seconds: u32) -> Self {
        self.limits.seconds = seconds;
        self
    }

    /// Sets the most texts of a request, and the most characters of each. Default 100 and 5,000.
    pub fn with_max_texts(mut self, texts: usize, chars: usize) -> Self {
        self.limits.texts = texts;
        self.limits.text_chars = chars;
        self
    }

    /// Sets how long a request may take to arrive, and then again to be answered, 10 ms to an
    /// hour. Default 60 s.
    pub fn with_request_time(mut self, time: Duration) -> Self {
        self.limits.request_time = time;
        self
    }

    /// Sets how long a stop waits for requests that are under way. Default 60 s.
    pub fn with_stop_time(mut self, time: Duration) -> Self {
        self.limits.stop_time = time;
        self
    }

    /// Sets how long the answer of an event is kept, and how many are at most. Default 120 s and
    /// 4,096. Where all are taken, calls get the status 429.
    pub fn with_events(mut self, time: Duration, most: usize) -> Self {
        self.limits.event_time = time;
        self.limits.events = most;
        self
    }

    /// Sets the time between the heartbeats of an event stream. Default 15 s.
    pub fn with_heartbeat(mut self, time: Duration) -> Self {
        self.limits.heartbeat = time;
        self
    }

    /// Sets how many requests wait while all threads work, 0 to 65,536. Default 32. Beyond,
    /// requests get the status 429.
    pub fn with_queue_length(mut self, length: usize) -> Self {
        self.limits.queue = length;
        self
    }

    /// Sets the threads that judge, 1 to 1,024. Default: as many as there are processors.
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.limits.workers = workers;
        self
    }

    /// Sets the most connections at once, 1 to 65,536. Default 512. When all are taken, a new one
    /// takes the place of one that waits for its client: of the client with most of these, the
    /// one that has waited longest.
    pub fn with_max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections;
        self
    }

    /// Lets pages of an origin, such as `https://huggingface.co`, show this one in a frame.
    pub fn with_framed_by(mut self, origin: &str) -> Self {
        self.framed_by.push(origin.to_owned());
        self
    }

    /// Answers under a host name, such as that of a proxy that passes the header `Host` on.
    ///
    /// On a loopback address the server answers as `localhost` and under loopback addresses, and
    /// under no name that it is not given here: else a page of another site could let its own name
    /// lead to this machine, and read the answers. On other addresses it answers under any name
    /// until one is given here; then under these, `localhost` and its addresses.
    pub fn with_host_name(mut self, name: &str) -> Self {
        self.host_names.push(name.to_owned());
        self
    }

    /// Checks the limits, listens, and starts the threads that judge. Connections wait until
    /// [`BoundServer::run`].
    ///
    /// # Errors
    ///
    /// A limit, an origin, a host name or the name of an example out of its range; an address that
    /// is taken; a system that gives no threads.
    pub fn bind(self) -> Result<BoundServer, ServeError> {
        self.limits.check()?;
        let content_policy = content_policy(&self.framed_by)?;
        let hosts = Hosts::new(self.address.ip(), &self.host_names)?;
        let card = self.speech.card();
        let text = self.text.as_ref().map(|text| text.card());
        let info = info(&card, &self.limits, &self.examples, text.as_ref());
        let examples = by_name(self.examples)?;
        let address = self.address;
        let failed = |source| ServeError::Address { address, source };
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let limits = self.limits;
        let pool = Pool::start(limits.workers, limits.queue)
            .map_err(|source| ServeError::Start { source })?;
        let service = Service {
            speech: self.speech,
            text: self.text,
            card,
            examples,
            info,
            log: self.log,
            content_policy,
            hosts,
            places: Arc::new(Places::new(limits.connections)),
            pool,
            events: Events::new(limits.events, limits.event_time),
            metrics: Metrics::default(),
            uploads: Arc::new(Semaphore::new(permits(limits.upload_bytes) as usize)),
            uploads_waiting: Uploads::new(limits.upload_bytes / 2, UPLOAD_TIME),
            tickets: AtomicU64::new(0),
            limits,
        };
        Ok(BoundServer {
            listener,
            address,
            service: Arc::new(service),
            stop: watch::Sender::new(false),
        })
    }
}

fn content_policy(framed_by: &[String]) -> Result<HeaderValue, ServeError> {
    let mut policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      media-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'"
            .to_owned();
    for origin in framed_by {
        let host = (origin.strip_prefix("https://")).or_else(|| origin.strip_prefix("http://"));
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:*".contains(c);
        if !host.is_some_and(|host| !host.is_empty() && host.chars().all(allowed)) {
            return Err(ServeError::Origin {
                origin: origin.clone(),
            });
        }
        policy.push(' ');
        policy.push_str(origin);
    }
    HeaderValue::from_str(&policy).map_err(|_| ServeError::Origin {
        origin: framed_by.join(" "),
    })
}

fn by_name(examples: Vec<Example>) -> Result<HashMap<String, Bytes>, ServeError> {
    let mut known = HashMap::new();
    for Example { name, wav, .. } in examples {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(allowed) || known.contains_key(&name) {
            return Err(ServeError::ExampleName { name });
        }
        known.insert(name, Bytes::from(wav));
    }
    Ok(known)
}
