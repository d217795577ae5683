//! Uploads that wait for the call that names them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use crate::body::Received;
use crate::pool::lock;

/// How long an upload waits; clients call at once.
pub(crate) const UPLOAD_TIME: Duration = Duration::from_secs(30);

/// The most uploads that wait. Small ones take little memory, and time all the same.
const MOST: usize = 256;

/// Uploads by their ids, the oldest first.
#[derive(Clone)]
pub(crate) struct Uploads {
    waiting: Arc<Mutex<VecDeque<(String, Received)>>>,
    /// The most bytes of all together. Beyond, the oldest are thrown away, so that uploads which
    /// nobody calls for leave memory for others.
    most: usize,
    kept: Duration,
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
    pub(crate) fn keep(&self, id: String, upload: Received) {
        let mut waiting = lock(&self.waiting);
        let mut bytes = upload.bytes.len();
        bytes += (waiting.iter().map(|(_, upload)| upload.bytes.len())).sum::<usize>();
        while bytes > self.most || waiting.len() >= MOST {
            let Some((_, oldest)) = waiting.pop_front() else {
                break;
            };
            bytes -= oldest.bytes.len();
        }
        waiting.push_back((id.clone(), upload));
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
        let at = waiting.iter().position(|(known, _)| known == id)?;
        waiting.remove(at).map(|(_, upload)| upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use tokio::runtime::Builder;
    use tokio::sync::Semaphore;

    #[test]
    fn the_oldest_gives_way_to_one_too_many() {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let memory = Arc::new(Semaphore::new(MOST + 1));
            let uploads = Uploads::new(usize::MAX, Duration::from_secs(60));
            for number in 0..=MOST {
                let upload = Received {
                    bytes: vec![0; 1].into(),
                    permit: Arc::clone(&memory).try_acquire_owned().unwrap(),
                };
                uploads.keep(number.to_string(), upload);
            }
            assert!(uploads.take("0").is_none());
            assert!(uploads.take("1").is_some());
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
            uploads.keep("id".into(), upload);
            sleep(Duration::from_millis(200)).await;
            assert_eq!(memory.available_permits(), 1);
            assert!(uploads.take("id").is_none());
        });
    }
}
