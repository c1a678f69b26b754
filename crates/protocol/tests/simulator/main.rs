//! Clients, a server and the worst of networks, in virtual time: see `docs/SIMULATOR.md`. Names
//! in comments are those of `docs/SPEC.md`.

// The whole crate is a test, but clippy takes only functions with `#[test]` for tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod calls;
mod client;
mod dice;
mod ending;
mod invariants;
mod leave_out;
mod link;
mod manners;
mod names;
mod page;
mod perform;
mod posts;
mod regressions;
mod script;
mod seeds;
mod server;
mod shrink;
mod views;
mod world;

use invariants::Violation;
use script::Script;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// U1–U17, for every seed. `GROUPWIRE_SIM_SEED` tells of one seed what happens in it.
#[test]
fn nothing_is_lost_whatever_happens() {
    if let Some(seed) = seeds::wanted() {
        return replay(seed);
    }
    if let Some(seed) = seeds::first_failure(|seed| play(&Script::generate(seed)).is_some()) {
        report(seed);
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
