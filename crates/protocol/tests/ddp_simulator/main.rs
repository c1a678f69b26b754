//! A client of the Rocket.Chat Realtime API, a server and the worst of networks, in virtual time:
//! see `docs/SIMULATOR.md`. Names in comments are those of `docs/SPEC.md`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod calls;
#[path = "../simulator/dice.rs"]
mod dice;
#[path = "../simulator/leave_out.rs"]
mod leave_out;
#[allow(dead_code)]
#[path = "../simulator/link.rs"]
mod link;
mod page;
mod regressions;
mod script;
#[path = "../simulator/seeds.rs"]
mod seeds;
mod server;
mod streams;
mod world;

use leave_out::without;
use script::Script;
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// An invariant that was violated.
#[derive(Debug)]
struct Violation {
    id: &'static str,
    text: String,
}

/// DV1–DV9, for every seed. `GROUPWIRE_SIM_SEED` tells of one seed what happens in it.
#[test]
fn calls_and_subscriptions_survive_whatever_happens() {
    if let Some(seed) = seeds::wanted() {
        if play(&Script::generate(seed)).is_some() {
            report(seed);
        }
        return Script::generate(seed).show();
    }
    if let Some(seed) = seeds::first_failure(|seed| play(&Script::generate(seed)).is_some()) {
        report(seed);
    }
}

/// Plays a script; a panic is a violation too.
fn play(script: &Script) -> Option<Violation> {
    catch_unwind(AssertUnwindSafe(|| World::play(script, false)))
        .unwrap_or_else(|_| Some(Violation { id: "DV1", text: "panicked".into() }))
}

fn report(seed: u64) -> ! {
    let script = Script::generate(seed);
    let Violation { id, .. } = play(&script).expect("what failed once fails again");
    let fails = |steps| play(&Script { steps, ..script }).is_some_and(|found| found.id == id);
    let short = Script { steps: without(&script.steps, fails), ..script };
    short.show();
    let text = play(&short).map_or_else(String::new, |violation| violation.text);
    panic!("{id}: {text}. GROUPWIRE_SIM_SEED={seed} plays all of it");
}
