//! The pauses between attempts to connect again.

use crate::harness::{CONNECT_TIMEOUT, Page, USEFUL, millis, secs};
use crate::said::Said;
use groupwire_protocol::session::{Backoff, Config, PageEvent, State, Tokens};
use std::collections::BTreeSet;
use std::time::Duration;

fn seeded(seed: u64) -> Page {
    Page::with(|config: &mut Config| config.seed = seed).online()
}

/// The pauses before `attempts` dials of which all fail.
fn pauses(page: &mut Page, attempts: usize) -> Vec<Duration> {
    (0..attempts)
        .map(|_| {
            page.end(1006);
            page.wait_for_dial()
        })
        .collect()
}

/// K9
#[test]
fn pauses_double_at_their_upper_end_and_are_random_in_all_of_their_range() {
    let all: Vec<Vec<Duration>> = (0..200).map(|seed| pauses(&mut seeded(seed), 9)).collect();
    for attempt in 0..9 {
        let longest = secs(20).min(millis(500) + millis(500) * (1 << attempt));
        let of_all: BTreeSet<Duration> = all.iter().map(|pauses| pauses[attempt]).collect();
        let (first, last) = (*of_all.first().unwrap(), *of_all.last().unwrap());
        assert!(first >= millis(500) && last <= longest, "{attempt}: {first:?} to {last:?}");
        let range = longest - millis(500);
        assert!(first <= millis(500) + range / 10, "{attempt}: {first:?} to {last:?}");
        assert!(last >= longest - range / 10, "{attempt}: {first:?} to {last:?}");
    }
}

/// K9
#[test]
fn the_bounds_of_the_pauses_can_be_chosen() {
    let backoff = Backoff { min: secs(3), max: secs(4) };
    let mut page = Page::with(|config| config.backoff = backoff).online();
    assert!(pauses(&mut page, 20).into_iter().all(|pause| (secs(3)..=secs(4)).contains(&pause)));
}

/// K9: one seed, one life.
#[test]
fn a_seed_repeats_the_pauses() {
    assert_eq!(pauses(&mut seeded(7), 5), pauses(&mut seeded(7), 5));
    assert_ne!(pauses(&mut seeded(7), 5), pauses(&mut seeded(8), 5));
}

/// K11
#[test]
fn pauses_begin_anew_only_after_a_useful_connection() {
    let mut page = seeded(1);
    pauses(&mut page, 6);
    page.open();
    page.wait(USEFUL - millis(1));
    page.end(1006);
    assert!(matches!(page.state(), State::Waiting { attempt: 7, .. }), "{:?}", page.state());
    page.wait_for_dial();
    page.open();
    page.wait(USEFUL);
    page.end(1006);
    assert!(matches!(page.state(), State::Waiting { attempt: 1, .. }), "{:?}", page.state());
}

/// K12
#[test]
fn a_server_that_is_too_busy_gets_long_pauses() {
    let mut longest = Duration::ZERO;
    for seed in 0..50 {
        let mut page = seeded(seed);
        page.end(1013);
        let pauses: Vec<Duration> = (0..12)
            .map(|_| {
                let pause = page.wait_for_dial();
                page.end(1006);
                pause
            })
            .collect();
        assert!((secs(2)..=secs(4)).contains(&pauses[0]), "{pauses:?}");
        assert!(pauses.iter().all(|pause| (secs(2)..=secs(600)).contains(pause)), "{pauses:?}");
        longest = longest.max(pauses[11]);
    }
    assert!(longest > secs(500), "{longest:?}");

    // What failed before the server asked for it makes them no longer.
    let mut page = seeded(1);
    page.end(1006);
    for _ in 0..10 {
        page.wait_for_dial();
        page.end(1006);
    }
    page.wait_for_dial();
    page.open();
    page.end(1013);
    let pause = page.wait_for_dial();
    assert!((secs(2)..=secs(4)).contains(&pause), "{pause:?}");

    let mut page = seeded(1);
    page.end(1013);
    page.wait_for_dial();
    page.open();
    page.wait(USEFUL);
    page.end(1006);
    assert!(page.wait_for_dial() <= secs(1), "it was useful since");
}

/// K13
#[test]
fn a_dial_that_hangs_is_given_up_and_repeated() {
    let mut page = seeded(1);
    page.lose_and_dial();
    page.take_said();
    page.wait(CONNECT_TIMEOUT);
    assert!(page.is_waiting());
    assert_eq!(page.take_said()[0], Said::Abandon, "before another socket is made");
    page.wait_for_dial();
    page.open();
    assert!(page.is_online());
}

/// K13, T8: a token function that never answers.
#[test]
fn a_token_that_does_not_come_ends_the_attempt() {
    let mut page = seeded(1);
    page.token = None;
    page.lose_and_dial();
    let old = *page.tickets.last().unwrap();
    page.wait(CONNECT_TIMEOUT);
    assert!(page.is_waiting());
    page.wait_for_dial();
    page.take_said();
    let late = groupwire_protocol::session::Input::Credentials(old, Tokens::Given(<_>::default()));
    page.input(late);
    assert_eq!(page.take_said(), []);
}

/// K14
#[test]
fn the_tries_do_not_end_by_themselves() {
    let mut page = seeded(1);
    pauses(&mut page, 1_000);
    page.open();
    assert!(page.is_online());
}

/// B40
#[test]
fn a_connection_that_has_moved_is_followed_at_once() {
    let mut page = seeded(1);
    page.page(PageEvent::Hidden);
    for _ in 0..5 {
        page.end(4301);
        assert!(matches!(page.state(), State::Connecting { .. }), "{:?}", page.state());
        page.open();
    }
    page.end(4301);
    assert!(page.is_waiting(), "{:?}", page.state());
}
