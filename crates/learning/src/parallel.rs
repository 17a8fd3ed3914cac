//! The same work for many places on several threads, with results that do not depend on how many.

use std::sync::atomic::{AtomicUsize, Ordering};

/// `work` of 0 to n − 1, in that order, on so many threads (at least one).
pub(crate) fn in_parallel<T: Send>(n: usize, n_threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..n_threads.clamp(1, n.max(1)))
            .map(|_| {
                scope.spawn(|| {
                    let places = std::iter::from_fn(|| {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        (place < n).then_some(place)
                    });
                    places.map(|place| (place, work(place))).collect::<Vec<_>>()
                })
            })
            .collect();
        let ended = running
            .into_iter()
            .map(|thread| thread.join().expect("the work does not panic"));
        ended.flatten().collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_order_whatever_the_threads() {
        for n_threads in [0, 1, 3, 20] {
            assert_eq!(
                in_parallel(7, n_threads, |place| place * place),
                [0, 1, 4, 9, 16, 25, 36]
            );
        }
        assert!(in_parallel(0, 2, |place| place).is_empty());
    }
}
