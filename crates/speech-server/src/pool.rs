//! Threads for work on the processor, and the bounded queue before them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use tokio::sync::oneshot;

use crate::refusal::Refusal;

/// What a finished job gives.
pub(crate) type Outcome<T> = Result<T, Refusal>;

/// Seconds of a job before any has run.
const FIRST_GUESS: f64 = 0.5;

/// How much of the mean the newest job makes.
const NEWEST_SHARE: f64 = 0.1;

/// The longest time, in seconds, after which a refused client is told to try again.
const MOST_SECONDS: f64 = 120.0;

/// Runs jobs in the order in which they come, as many at once as it has threads.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    workers: usize,
    /// The most jobs that wait while all threads work.
    queue: usize,
}

struct State {
    waiting: VecDeque<Box<dyn Job>>,
    running: usize,
    closed: bool,
    mean_seconds: f64,
}

/// Jobs that run and that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) running: usize,
    pub(crate) waiting: usize,
}

impl Pool {
    /// Starts the threads.
    pub(crate) fn start(workers: usize, queue: usize) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                running: 0,
                closed: false,
                mean_seconds: FIRST_GUESS,
            }),
            changed: Condvar::new(),
            workers,
            queue,
        });
        let pool = Self {
            shared,
            threads: Mutex::new(Vec::new()),
        };
        for number in 0..workers {
            let shared = Arc::clone(&pool.shared);
            let thread = thread::Builder::new()
                .name(format!("speech-{number}"))
                .spawn(move || shared.work())?;
            lock(&pool.threads).push(thread);
        }
        Ok(pool)
    }

    /// Queues a job. Where nobody waits for its outcome any more, it does not run.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Outcome<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Outcome<T>>, Refusal> {
        let (sender, receiver) = oneshot::channel();
        let mut state = lock(&self.shared.state);
        self.shared.admit(&mut state)?;
        state.waiting.push_back(Box::new(Task { work, sender }));
        drop(state);
        self.shared.changed.notify_one();
        Ok(receiver)
    }

    /// Whether a job would be queued now.
    pub(crate) fn admits(&self) -> Result<(), Refusal> {
        self.shared.admit(&mut lock(&self.shared.state))
    }

    pub(crate) fn load(&self) -> Load {
        let state = lock(&self.shared.state);
        Load {
            running: state.running,
            waiting: state.waiting.len(),
        }
    }

    /// Takes no more jobs, and waits until those that were taken are done.
    pub(crate) fn finish(&self) {
        lock(&self.shared.state).closed = true;
        self.shared.changed.notify_all();
        for thread in lock(&self.threads).drain(..) {
            // A job's panic is caught where it runs; a thread has no other way to fail.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn admit(&self, state: &mut State) -> Result<(), Refusal> {
        if state.closed {
            return Err(Refusal::stopping());
        }
        let most = self.workers + self.queue;
        if state.running + state.waiting.len() >= most {
            state.waiting.retain(|job| job.wanted());
        }
        if state.running + state.waiting.len() < most {
            return Ok(());
        }
        let rounds = (state.waiting.len() + 1).div_ceil(self.workers);
        Err(Refusal::busy(whole_seconds(
            state.mean_seconds * rounds as f64,
        )))
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            let start = Instant::now();
            job.run();
            let seconds = start.elapsed().as_secs_f64();
            let mut state = lock(&self.state);
            state.running -= 1;
            state.mean_seconds += NEWEST_SHARE * (seconds - state.mean_seconds);
        }
    }

    /// The next job that somebody waits for; `None` when the pool is closed and empty.
    fn next(&self) -> Option<Box<dyn Job>> {
        let mut state = lock(&self.state);
        loop {
            while let Some(job) = state.waiting.pop_front() {
                if job.wanted() {
                    state.running += 1;
                    return Some(job);
                }
            }
            if state.closed {
                return None;
            }
            state = (self.changed.wait(state)).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A job whatever it gives.
trait Job: Send {
    /// Whether somebody waits for the outcome.
    fn wanted(&self) -> bool;

    fn run(self: Box<Self>);
}

struct Task<F, T> {
    work: F,
    sender: oneshot::Sender<Outcome<T>>,
}

impl<F: FnOnce() -> Outcome<T> + Send, T: Send> Job for Task<F, T> {
    fn wanted(&self) -> bool {
        !self.sender.is_closed()
    }

    fn run(self: Box<Self>) {
        let Self { work, sender } = *self;
        // The thread must outlive a reader that panics.
        let outcome =
            catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Refusal::failed()));
        // Who asked may have left meanwhile.
        let _ = sender.send(outcome);
    }
}

/// Locks. Nothing that holds a lock here can panic half-way through a change.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is bounded before"
)]
fn whole_seconds(seconds: f64) -> u64 {
    seconds.ceil().clamp(1.0, MOST_SECONDS) as u64
}
