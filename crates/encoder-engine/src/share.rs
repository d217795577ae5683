use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `work` with each job on at most so many threads. The calling one is among them and has
/// `scratch`, each other one a scratch of its own.
pub fn share<J: Send, S: Default>(
    threads: usize,
    jobs: Vec<J>,
    scratch: &mut S,
    work: impl Fn(J, &mut S) + Sync,
) {
    let threads = threads.min(jobs.len());
    let jobs = Mutex::new(jobs.into_iter());
    let take = |scratch: &mut S| {
        let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
        while let Some(job) = next() {
            work(job, scratch);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| take(&mut S::default()));
        }
        take(scratch);
    });
}
