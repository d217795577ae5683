//! What a server allows.

use std::thread::available_parallelism;
use std::time::Duration;

use crate::ServeError;

/// What is counted as one kibibyte of uploads in memory.
pub(crate) const KIB: usize = 1024;

/// The limits of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) upload_bytes: usize,
    pub(crate) seconds: u32,
    pub(crate) texts: usize,
    pub(crate) text_chars: usize,
    pub(crate) request_time: Duration,
    pub(crate) stop_time: Duration,
    pub(crate) event_time: Duration,
    pub(crate) heartbeat: Duration,
    pub(crate) events: usize,
    pub(crate) connections: usize,
    pub(crate) queue: usize,
    pub(crate) workers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 12_000_000,
            upload_bytes: 256 << 20,
            seconds: 120,
            texts: 100,
            text_chars: 5_000,
            request_time: Duration::from_secs(60),
            stop_time: Duration::from_secs(60),
            event_time: Duration::from_secs(120),
            heartbeat: Duration::from_secs(15),
            events: 4_096,
            connections: 512,
            queue: 32,
            workers: available_parallelism().map_or(1, usize::from),
        }
    }
}

impl Limits {
    pub(crate) fn check(&self) -> Result<(), ServeError> {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let hour = 3_600_000;
        for (field, value, least, most) in [
            ("body_bytes", self.body_bytes as u64, 1, 1 << 30),
            // One body of the largest kind must fit in, in base64 too.
            (
                "upload_bytes",
                self.upload_bytes as u64,
                self.encoded_bytes() as u64,
                1 << 40,
            ),
            ("seconds", u64::from(self.seconds), 1, 3_600),
            ("texts", self.texts as u64, 1, 10_000),
            ("text_chars", self.text_chars as u64, 1, 100_000),
            (
                "request_time in ms",
                milliseconds(self.request_time),
                10,
                hour,
            ),
            ("stop_time in ms", milliseconds(self.stop_time), 0, hour),
            (
                "event_time in ms",
                milliseconds(self.event_time),
                10,
                24 * hour,
            ),
            ("heartbeat in ms", milliseconds(self.heartbeat), 10, hour),
            ("events", self.events as u64, 1, 1 << 20),
            ("connections", self.connections as u64, 1, 1 << 16),
            ("queue", self.queue as u64, 0, 1 << 16),
            ("workers", self.workers as u64, 1, 1_024),
        ] {
            if !(least..=most).contains(&value) {
                return Err(ServeError::OutOfRange {
                    field,
                    least,
                    most,
                    value,
                });
            }
        }
        Ok(())
    }

    /// Bytes of the largest recording in base64, inside of JSON.
    pub(crate) fn encoded_bytes(&self) -> usize {
        self.body_bytes.div_ceil(3) * 4 + 4 * KIB
    }

    /// Bytes of the largest request with texts: a character has at most 12 in escaped JSON.
    pub(crate) fn text_bytes(&self) -> usize {
        (self.texts * (self.text_chars * 12 + 4) + KIB).min(self.body_bytes)
    }
}
