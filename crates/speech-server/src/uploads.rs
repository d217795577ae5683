//! Uploads that wait for the call that names them.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use crate::body::Received;
use crate::places::first_of_most;
use crate::pool::lock;

/// How long an upload waits; clients call at once.
pub(crate) const UPLOAD_TIME: Duration = Duration::from_secs(30);

/// The most uploads that wait. Small ones take little memory, and time all the same.
const MOST: usize = 256;

/// Uploads by their ids, the oldest first.
#[derive(Clone)]
pub(crate) struct Uploads {
    waiting: Arc<Mutex<VecDeque<Upload>>>,
    /// The most bytes of all together. Beyond, the oldest of the client with most are thrown away,
    /// so that uploads which nobody calls for leave memory for others.
    most: usize,
    kept: Duration,
}

struct Upload {
    id: String,
    client: IpAddr,
    received: Received,
}

impl Uploads {
    pub(crate) fn new(most: usize, kept: Duration) -> Self {
        Self {
            waiting: Arc::default(),
            most,
            kept,
        }
    }

    /// Keeps an upload until it is taken, or its time is over.
    pub(crate) fn keep(&self, id: String, client: IpAddr, received: Received) {
        let mut waiting = lock(&self.waiting);
        waiting.push_back(Upload {
            id: id.clone(),
            client,
            received,
        });
        let length = |upload: &Upload| upload.received.bytes.len();
        let mut bytes: usize = waiting.iter().map(length).sum();
        while waiting.len() > 1 && (bytes > self.most || waiting.len() > MOST) {
            let clients = waiting.iter().map(|upload| upload.client);
            let places = clients.enumerate().map(|(at, client)| (client, at));
            let Some(gone) = first_of_most(places).and_then(|at| waiting.remove(at)) else {
                break;
            };
            bytes -= length(&gone);
        }
        drop(waiting);
        let uploads = self.clone();
        tokio::spawn(async move {
            sleep(uploads.kept).await;
            drop(uploads.take(&id));
        });
    }

    /// An upload that is still there. It is taken once.
    pub(crate) fn take(&self, id: &str) -> Option<Received> {
        let mut waiting = lock(&self.waiting);
        let at = waiting.iter().position(|upload| upload.id == id)?;
        waiting.remove(at).map(|upload| upload.received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use tokio::runtime::Builder;
    use tokio::sync::Semaphore;

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[test]
    fn the_client_with_most_loses_its_oldest() {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let memory = Arc::new(Semaphore::new(2 * MOST));
            let received = |length: usize| Received {
                bytes: vec![0; length].into(),
                permit: Arc::clone(&memory).try_acquire_owned().unwrap(),
            };
            let uploads = Uploads::new(10_000, Duration::from_secs(60));
            uploads.keep("b".into(), B, received(1));
            for number in 0..MOST {
                uploads.keep(number.to_string(), A, received(1));
            }
            assert!(uploads.take("0").is_none());
            assert!(uploads.take("1").is_some());
            // By their bytes too.
            uploads.keep("large".into(), A, received(9_990));
            assert!(uploads.take("246").is_none());
            assert!(uploads.take("247").is_some());
            assert!(uploads.take("large").is_some());
            assert!(uploads.take("b").is_some());
        });
    }

    #[test]
    fn an_upload_that_nobody_calls_for_is_thrown_away() {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let memory = Arc::new(Semaphore::new(1));
            let uploads = Uploads::new(100, Duration::from_millis(10));
            let upload = Received {
                bytes: vec![0; 10].into(),
                permit: Arc::clone(&memory).try_acquire_owned().unwrap(),
            };
            uploads.keep("id".into(), A, upload);
            sleep(Duration::from_millis(200)).await;
            assert_eq!(memory.available_permits(), 1);
            assert!(uploads.take("id").is_none());
        });
    }
}
