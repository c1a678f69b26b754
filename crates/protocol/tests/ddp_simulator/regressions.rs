//! Cases that found a fault once.

use crate::play;
use crate::script::Action::*;
use crate::script::Source::{Bad, Fresh};
use crate::script::{Script, Step};

/// Plays a case in which every invariant must hold.
fn holds(steps: &[Step]) {
    let script = Script { streamer: true, tokens: Fresh, steps: steps.to_vec() };
    if let Some(violation) = play(&script) {
        script.show();
        panic!("{}: {}", violation.id, violation.text);
    }
}

/// DV1: what is held when the connection is lost waits for the next one, and keeps no timer busy.
#[test]
fn a_call_that_is_held_without_a_connection_waits_for_it() {
    holds(&[Step(0, Connect), Step(500, Busy(10)), Step(511, Kick(1013))]);
}

/// DV5: what is taken back while there is no connection is not made again.
#[test]
fn a_subscription_is_taken_back_though_the_client_is_closed() {
    holds(&[
        Step(0, Connect),
        Step(400, Subscribe(0)),
        Step(500, Tokens(Bad)),
        Step(600, Reset),
        Step(20_000, Unsubscribe(0)),
    ]);
}
