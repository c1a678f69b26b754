//! Clients, a server and the worst of networks, in virtual time: see `docs/SIMULATOR.md`. Names
//! in comments are those of `docs/SPEC.md`.

// The whole crate is a test, but clippy takes only functions with `#[test]` for tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod calls;
mod client;
mod dice;
mod ending;
mod invariants;
mod link;
mod manners;
mod names;
mod page;
mod perform;
mod posts;
mod regressions;
mod script;
mod server;
mod shrink;
mod views;
mod world;

use invariants::Violation;
use script::Script;
use std::collections::BTreeSet;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;
use world::World;

/// How many seeds are tried where `GROUPWIRE_SIM_SEEDS` does not say.
const SEEDS: u64 = 10_000;

/// A case takes milliseconds. One that takes this long is an endless loop in the session.
const PATIENCE: Duration = Duration::from_secs(30);

/// U1–U17, for every seed. `GROUPWIRE_SIM_SEED` tells of one seed what happens in it.
#[test]
fn nothing_is_lost_whatever_happens() {
    if let Some(seed) = number("GROUPWIRE_SIM_SEED") {
        return replay(seed);
    }
    let seeds = number("GROUPWIRE_SIM_SEEDS").unwrap_or(SEEDS);
    let first = first_failure(seeds);
    if let Some(seed) = first {
        report(seed);
    }
}

/// A seed that fails, if one does; not always the lowest.
fn first_failure(seeds: u64) -> Option<u64> {
    let next = Arc::new(AtomicU64::new(0));
    let (done, results) = mpsc::channel();
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        let (next, done) = (next.clone(), done.clone());
        thread::spawn(move || {
            let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed))
                .take_while(|seed| *seed < seeds);
            for seed in seeds {
                let failed = play(&Script::generate(seed)).is_some();
                if done.send((seed, failed)).is_err() {
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
            Err(RecvTimeoutError::Timeout) => panic!("U9: seed {:?} has no end", open.first()),
        }
    }
}

/// Plays a script; a panic is a violation too.
fn play(script: &Script) -> Option<Violation> {
    catch_unwind(AssertUnwindSafe(|| World::play(script, false)))
        .unwrap_or_else(|_| Some(Violation { id: "U1", text: "panicked".into() }))
}

fn report(seed: u64) -> ! {
    let script = Script::generate(seed);
    let violation = play(&script).expect("what failed once fails again");
    let short = shrink::shrink(&script, violation.id);
    short.show();
    let Violation { id, text } = play(&short).unwrap_or(violation);
    panic!("{id}: {text}. GROUPWIRE_SIM_SEED={seed} plays all of it");
}

fn replay(seed: u64) {
    let script = Script::generate(seed);
    if play(&script).is_some() {
        report(seed);
    }
    script.show();
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|value| value.parse().expect("a number"))
}
