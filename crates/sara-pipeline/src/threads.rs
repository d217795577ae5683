//! How many threads work takes where nobody says.

use std::num::NonZero;

/// The number given, else one thread for each core.
#[must_use]
pub fn threads_or_all(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get))
}
