//! More is posted than gets out.

use crate::harness::{Page, millis, secs};
use crate::said::Said;
use groupwire_protocol::session::Config;

const HIGH_WATER: usize = 1_000;

fn page() -> Page {
    Page::with(|config: &mut Config| config.high_water = HIGH_WATER).in_group("tea")
}

fn large() -> String {
    format!("\"{}\"", "x".repeat(HIGH_WATER))
}

/// Q15
#[test]
fn posts_wait_while_too_much_is_in_the_socket() {
    let mut page = page();
    page.buffered = HIGH_WATER + 100;
    let first = page.post(&large(), "tea");
    assert!(page.answer(first).is_ok());
    page.take_said();
    let [second, third] = [page.post("2", "tea"), page.post("3", "tea")];
    page.wait(millis(100));
    assert_eq!(page.take_said(), []);
    page.buffered = HIGH_WATER / 2 + 1;
    page.wait(millis(100));
    assert_eq!(page.take_said(), [], "until less than half of it is left");
    page.buffered = HIGH_WATER / 2;
    page.wait(millis(20));
    let said = page.take_said();
    assert_eq!(said[0], Said::Drain);
    assert!(page.answer(second).is_ok() && page.answer(third).is_ok());
}

/// Q15: the timers of hidden pages are slow.
#[test]
fn an_acknowledgement_is_a_reason_to_look_into_the_socket() {
    let mut page = page();
    page.server().acks = false;
    page.buffered = HIGH_WATER + 100;
    page.post(&large(), "tea");
    page.post("2", "tea");
    page.take_said();
    page.buffered = 0;
    let mid = page.mids.last().unwrap().clone();
    page.frame(&crate::server::ack(&mid));
    assert_eq!(page.take_sent().len(), 1);
}

/// Q15: nothing waited, so nothing has drained.
#[test]
fn a_socket_that_gets_rid_of_all_at_once_is_never_full() {
    let mut page = page();
    let small = format!("\"{}\"", "x".repeat(HIGH_WATER / 4));
    for _ in 0..10 {
        let id = page.post(&small, "tea");
        assert!(page.answer(id).is_ok());
    }
    assert!(!page.take_said().contains(&Said::Drain));
}

/// Q15, M2: it waits in the queue, with its bounds and deadlines.
#[test]
fn what_waits_for_the_socket_has_a_deadline() {
    let mut page = page();
    page.buffered = 10 * HIGH_WATER;
    page.post(&large(), "tea");
    let id = page.post("2", "tea");
    for _ in 0..30 {
        page.wait(secs(1));
        page.buffered -= 1;
    }
    assert!(!page.is_pending(id));
}

/// Q15: a lost connection takes what was in its socket along.
#[test]
fn the_next_connection_is_not_full() {
    let mut page = page();
    page.buffered = 10 * HIGH_WATER;
    page.post(&large(), "tea");
    let id = page.post("2", "tea");
    page.end(1006);
    page.buffered = 0;
    page.wait_for_dial();
    page.open();
    assert!(page.answer(id).is_ok());
}

/// Q15, X5: a close lets what waits go out, within a second.
#[test]
fn a_close_with_a_full_socket_does_not_hang() {
    let mut page = page();
    page.buffered = 10 * HIGH_WATER;
    page.post(&large(), "tea");
    let post = page.post("2", "tea");
    let close = page.close();
    page.wait(secs(2));
    assert!(!page.is_pending(post) && !page.is_pending(close));
}

/// Q15, T3: with `skapi` what waited goes out with the tokens of its moment.
#[test]
fn skapi_posts_wait_for_the_socket_too() {
    let mut page =
        Page::skapi_with(|config: &mut Config| config.high_water = HIGH_WATER).in_group("tea");
    page.buffered = HIGH_WATER + 100;
    page.post(&large(), "tea");
    let id = page.post("2", "tea");
    assert!(page.is_pending(id));
    page.buffered = 0;
    page.wait(millis(20));
    assert!(page.answer(id).is_ok());
}
