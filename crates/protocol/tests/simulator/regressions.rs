//! Cases that found a fault once.

use crate::link::Way::Down;
use crate::play;
use crate::script::Action::*;
use crate::script::Dials::{Refused, Work};
use crate::script::Source::Hanging;
use crate::script::{Script, Setup, Step, Terms};

const TERMS: Terms = Terms { history: 100, history_age: 300_000, dedupe: 300_000, ack_first: true };

const ONE: Setup =
    Setup { user: 1, skapi: false, send_timeout: 30_000, queue: 1000, park_after: None };

/// Plays a case of one client, in which every invariant must hold.
fn holds(client: Setup, steps: &[Step]) {
    let script = Script { terms: TERMS, clients: vec![client], steps: steps.to_vec() };
    if let Some(violation) = play(&script) {
        script.show();
        panic!("{}: {}", violation.id, violation.text);
    }
}

/// U13: somebody who waits for the connection is no reason to dial without a pause.
#[test]
fn a_dial_that_fails_is_followed_by_a_pause_though_a_call_waits() {
    let steps = [
        Step(40, 0, Connect),
        Step(10_000, 0, Dials(Refused)),
        Step(10_010, 0, Reset),
        Step(10_050, 0, Connect),
        Step(40_000, 0, Dials(Work)),
    ];
    holds(ONE, &steps);
}

/// U2: each of several closes that wait is answered.
#[test]
fn closes_that_wait_are_all_answered_when_the_connection_is_lost() {
    let steps = [
        Step(21, 0, Connect),
        Step(9_853, 0, Freeze(400_000)),
        Step(26_656, 0, Release(1)),
        Step(26_656, 0, Close),
        Step(36_110, 0, Close),
        Step(47_668, 0, Stall(Down)),
        Step(167_683, 0, Heal),
    ];
    holds(ONE, &steps);
}

/// U4: the copy of a post that a slow connection still carries may arrive after the one that was
/// sent again is refused, so nobody knows.
#[test]
fn a_refusal_of_what_was_sent_before_leaves_it_unknown() {
    let steps = [
        Step(42, 0, Connect),
        Step(440, 0, Rate(1_000)),
        Step(8_735, 0, Hold(1)),
        Step(8_771, 0, PostLarge(1, 14_392)),
        Step(19_270, 0, Release(1)),
    ];
    holds(ONE, &steps);
}

/// U4: where the post that was too large has been taken back, the others are not refused for it.
#[test]
fn a_post_that_was_taken_back_is_too_large_for_nobody_else() {
    let steps = [
        Step(2, 0, Connect),
        Step(49, 0, Hold(2)),
        Step(47_913, 0, PostLarge(2, 40_267)),
        Step(47_913, 0, PostUser(2)),
        Step(47_913, 0, Cancel(1)),
    ];
    holds(ONE, &steps);
}

/// U11: a close that waits behind a full socket is not forgotten when the page is left.
#[test]
fn a_page_that_is_left_while_a_close_waits_does_not_come_back() {
    let steps = [
        Step(46, 0, Connect),
        Step(127_947, 0, Freeze(120_000)),
        Step(193_898, 0, Join(1)),
        Step(193_898, 0, PostLarge(1, 19_613)),
        Step(193_898, 0, PostGroup(0)),
        Step(193_898, 0, Close),
        Step(194_929, 0, PageHide),
    ];
    holds(ONE, &steps);
}

/// U8: a join without a position that is answered first leaves the question of the second open.
#[test]
fn a_second_join_is_told_what_it_asked_for() {
    let steps = [
        Step(10, 0, Connect),
        Step(35, 0, Join(0)),
        Step(37_520, 0, PostGroup(0)),
        Step(407_677, 0, Join(0)),
        Step(407_677, 0, Join(1)),
        Step(407_677, 0, HoldSince(0)),
    ];
    holds(ONE, &steps);
}

/// U10: a token function that never answers one call is asked again for the next.
#[test]
fn tokens_that_never_come_hold_up_nothing_but_their_call() {
    let steps = [
        Step(1_568, 0, Connect),
        Step(2_649, 0, Join(2)),
        Step(15_199, 0, Tokens(Hanging)),
        Step(76_414, 0, PostTimed(2, 1_428)),
    ];
    holds(Setup { skapi: true, ..ONE }, &steps);
}
