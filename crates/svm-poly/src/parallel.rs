//! Work shared by a few threads, with results that do not depend on how it was shared.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// `work(i)` for each `i` below `count`, in the order of `i`. Free threads take the next
/// `i`, so that long and short pieces balance.
pub(crate) fn map_indices<R: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut results = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return results;
            }
            results.push((index, work(index)));
        }
    };
    let mut results = on_threads(threads.min(count), &run);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Cuts `target` in one piece a thread and calls `work` with the start of each piece and
/// the piece itself. Pieces are cut at multiples of `grain`.
pub(crate) fn for_pieces<T: Send>(
    threads: usize,
    grain: usize,
    target: &mut [T],
    work: impl Fn(usize, &mut [T]) + Sync,
) {
    let piece = target
        .len()
        .div_ceil(threads.max(1))
        .next_multiple_of(grain);
    if threads <= 1 || piece >= target.len() {
        work(0, target);
        return;
    }
    let pieces: Vec<_> = (target.chunks_mut(piece).enumerate())
        .map(|(index, piece_values)| Mutex::new(Some((index * piece, piece_values))))
        .collect();
    map_indices(threads, pieces.len(), |index| {
        let taken = (pieces[index].lock()).map_or(None, |mut slot| slot.take());
        if let Some((start, values)) = taken {
            work(start, values);
        }
    });
}

/// What `run` gives on each of some threads, this one among them, joined.
fn on_threads<R: Send>(threads: usize, run: &(impl Fn() -> Vec<R> + Sync)) -> Vec<R> {
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut results = run();
        for helper in helpers {
            match helper.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_order_for_any_number_of_threads() {
        for threads in [1, 2, 7] {
            let squares = map_indices(threads, 20, |i| i * i);
            assert_eq!(squares, (0..20).map(|i| i * i).collect::<Vec<_>>());
            assert!(map_indices(threads, 0, |i| i).is_empty());
        }
    }

    #[test]
    fn pieces_cover_the_target_once() {
        for (threads, grain, length) in [(1, 1, 5), (2, 4, 21), (3, 8, 8), (4, 2, 0), (9, 1, 4)] {
            let mut target = vec![0; length];
            for_pieces(threads, grain, &mut target, |start, piece| {
                for (at, value) in piece.iter_mut().enumerate() {
                    *value += start + at + 1;
                }
            });
            assert_eq!(target, (1..=length).collect::<Vec<_>>());
        }
    }
}
