//! Many cases on all cores, and what is told of one that fails.

use std::collections::BTreeSet;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How many seeds are tried where `GROUPWIRE_SIM_SEEDS` does not say.
const SEEDS: u64 = 10_000;

/// A case takes milliseconds. One that takes this long is an endless loop in the session.
const PATIENCE: Duration = Duration::from_secs(30);

/// The seed whose case is to be told, where `GROUPWIRE_SIM_SEED` says so.
pub fn wanted() -> Option<u64> {
    number("GROUPWIRE_SIM_SEED")
}

/// A seed whose case fails, if one does; not always the lowest.
pub fn first_failure(fails: impl Fn(u64) -> bool + Copy + Send + 'static) -> Option<u64> {
    let seeds = number("GROUPWIRE_SIM_SEEDS").unwrap_or(SEEDS);
    let next = Arc::new(AtomicU64::new(0));
    let (done, results) = mpsc::channel();
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        let (next, done) = (next.clone(), done.clone());
        thread::spawn(move || {
            let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed))
                .take_while(|seed| *seed < seeds);
            for seed in seeds {
                if done.send((seed, fails(seed))).is_err() {
                    break;
                }
            }
        });
    }
    drop(done);
    let mut open: BTreeSet<u64> = (0..seeds).collect();
    loop {
        match results.recv_timeout(PATIENCE) {
            Ok((seed, true)) => return Some(seed),
            Ok((seed, false)) => _ = open.remove(&seed),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => panic!("seed {:?} has no end", open.first()),
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|value| value.parse().expect("a number"))
}
