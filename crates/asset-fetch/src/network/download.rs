use super::client::{Answer, Client, Failure, Follow, header, shown};
use crate::checksum::{BLOCK, Checksum};
use crate::error::FetchError;
use crate::news::{FetchNews, Listener};
use crate::partial::{Partial, Requirement};
use std::io::Read;
use std::path::Path;
use ureq::http::{HeaderMap, Method};

/// An attempt that got this much further than all before starts the count of attempts anew.
const PROGRESS: u64 = BLOCK as u64;

/// One file on its way, over as many connections as it takes.
struct Download<'a> {
    client: &'a Client,
    requirement: &'a Requirement<'a>,
    partial: Partial,
    /// The furthest that any attempt got.
    furthest: u64,
    /// Whether the file was put together from several answers or runs.
    pieced: bool,
}

impl Client {
    /// Fetches the address that the requirement names into a partial file, which may hold a start.
    pub(crate) fn download(
        &self,
        partial: &Path,
        requirement: &Requirement<'_>,
        news: &mut Listener<'_>,
    ) -> Result<(Partial, Checksum), FetchError> {
        let partial = Partial::resume(partial, requirement.limit)?;
        let mut download = Download {
            client: self,
            requirement,
            furthest: partial.length(),
            pieced: partial.length() > 0,
            partial,
        };
        download.run(news)?;
        if download.pieced && download.partial.check(requirement).is_err() {
            // The pieces may be of different files; whole, the file may be right.
            download.partial.restart()?;
            download.furthest = 0;
            download.run(news)?;
        }
        download.partial.keep_if_right(requirement)
    }
}

impl Download<'_> {
    /// Until the end of the file.
    fn run(&mut self, news: &mut Listener<'_>) -> Result<(), FetchError> {
        let client = self.client;
        let result = client.persist(news, |count, news| self.attempt(count, news));
        if let Err(FetchError::TooLong { .. }) = result {
            self.partial.restart()?;
        }
        result
    }

    fn attempt(&mut self, count: u32, news: &mut Listener<'_>) -> Result<(), Failure> {
        let total = self.requirement.bytes;
        let from = self.partial.length();
        if total == Some(from) {
            return Ok(());
        }
        let url = self.requirement.origin;
        let answer = self
            .client
            .send(&Method::GET, url, from, Follow::Everywhere, count)?;
        self.begin(&answer)?;
        let mut body = answer.response.into_body().into_reader();
        let mut buffer = vec![0; BLOCK];
        loop {
            let done = self.partial.length();
            news(FetchNews::Bytes { done, total });
            match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => self.take(&buffer[..read])?,
                Err(source) => {
                    let error = FetchError::Connection {
                        url: shown(url),
                        attempts: count,
                        source: source.into(),
                    };
                    return Err(self.broken(error));
                }
            }
        }
        match total {
            Some(expected) if expected != self.partial.length() => {
                let error = FetchError::Length {
                    origin: shown(url),
                    expected,
                    got: self.partial.length(),
                };
                Err(self.broken(error))
            }
            _ => Ok(()),
        }
    }

    /// Decides by status and headers whether the body goes on where the file ends.
    fn begin(&mut self, answer: &Answer) -> Result<(), Failure> {
        let url = self.requirement.origin;
        let response = &answer.response;
        let from = self.partial.length();
        match response.status().as_u16() {
            200 => self.partial.restart()?,
            206 if from > 0 => {
                let total = self.requirement.bytes;
                match content_range(response.headers()) {
                    Some((start, whole))
                        if start == from
                            && (whole.is_none() || total.is_none() || whole == total) =>
                    {
                        self.pieced = true;
                    }
                    _ => return Err(self.start_over(response.headers())),
                }
            }
            416 if from > 0 => return Err(self.start_over(response.headers())),
            _ => return Err(self.client.refused(url, response)),
        }
        let announced = header(response.headers(), "content-length")
            .and_then(|text| text.parse::<u64>().ok())
            .map(|length| length.saturating_add(self.partial.length()));
        match (announced, self.requirement.bytes) {
            (Some(got), Some(expected)) if got != expected => {
                Err(Failure::Final(FetchError::Length {
                    origin: shown(url),
                    expected,
                    got,
                }))
            }
            (Some(got), None) if got > self.requirement.limit => Err(self.too_long().into()),
            _ => Ok(()),
        }
    }

    fn take(&mut self, block: &[u8]) -> Result<(), FetchError> {
        if self.partial.length() + block.len() as u64 > self.requirement.limit {
            return Err(self.too_long());
        }
        self.partial.append(block)
    }

    fn too_long(&self) -> FetchError {
        FetchError::TooLong {
            origin: shown(self.requirement.origin),
            limit: self.requirement.limit,
        }
    }

    fn broken(&mut self, error: FetchError) -> Failure {
        let progressed = self.partial.length() >= self.furthest.saturating_add(PROGRESS);
        self.furthest = self.furthest.max(self.partial.length());
        Failure::Passing {
            error,
            wait: None,
            progressed,
        }
    }

    /// A range that does not go on where the file ends is of no use.
    fn start_over(&mut self, headers: &HeaderMap) -> Failure {
        if let Err(error) = self.partial.restart() {
            return error.into();
        }
        Failure::Passing {
            error: FetchError::Header {
                url: shown(self.requirement.origin),
                header: "Content-Range",
                expected: "the rest of the file",
                value: header(headers, "content-range")
                    .unwrap_or_default()
                    .to_owned(),
            },
            wait: None,
            progressed: false,
        }
    }
}

/// Where a range starts, and how long the file is, if the server knows.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let range = header(headers, "content-range")?.strip_prefix("bytes ")?;
    let (span, whole) = range.split_once('/')?;
    let (start, _) = span.split_once('-')?;
    let whole = match whole {
        "*" => None,
        digits => Some(digits.parse().ok()?),
    };
    Some((start.parse().ok()?, whole))
}
