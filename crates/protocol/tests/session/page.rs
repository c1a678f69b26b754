//! What becomes of the connection while its page sleeps.

use crate::harness::{HEARTBEAT, PROBE, Page, millis, secs};
use crate::said::{ASKED, Said, sent};
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Config, PageEvent, Reason, State, Success};
use std::time::Duration;

const PARK_AFTER: Duration = Duration::from_secs(600);

fn parking() -> Page {
    Page::with(|config: &mut Config| config.park_after = Some(PARK_AFTER)).in_group("tea")
}

fn dials(page: &mut Page) -> usize {
    page.take_said().iter().filter(|said| matches!(said, Said::Dial(_))).count()
}

/// V10
#[test]
fn a_page_that_wakes_asks_at_once_and_waits_two_seconds() {
    for event in [PageEvent::Shown, PageEvent::Woken, PageEvent::Offline, PageEvent::Returned] {
        let mut page = Page::groupwire().online();
        page.page(event);
        assert_eq!(page.pings, 1, "{event:?}");
        page.wait(PROBE);
        assert!(page.is_online(), "it was answered");

        page.server().pongs = false;
        page.wait(secs(5));
        page.page(event);
        page.wait(PROBE - millis(1));
        assert!(page.is_online());
        page.wait(millis(1));
        assert!(page.is_waiting(), "{event:?}");
    }
}

/// V10: a page tells in several ways that it wakes.
#[test]
fn one_question_for_all_the_signs_of_waking() {
    let mut page = Page::groupwire().online();
    page.server().pongs = false;
    for event in [PageEvent::Woken, PageEvent::Returned, PageEvent::Shown] {
        page.page(event);
    }
    assert_eq!(page.pings, 1);
}

/// V10: the answer to a question from before the sleep says nothing of now.
#[test]
fn a_question_from_before_the_sleep_is_asked_again() {
    let mut page = Page::groupwire().online();
    page.server().pongs = false;
    page.wait(HEARTBEAT);
    assert_eq!(page.pings, 1);
    page.frame(r##"{"#notice":"x"}"##);
    page.sleep(secs(3600));
    page.page(PageEvent::Woken);
    assert_eq!(page.pings, 2);
    page.wait(PROBE);
    assert!(page.is_waiting());
}

/// V11
#[test]
fn a_page_that_wakes_without_a_connection_dials_at_once() {
    for event in [PageEvent::Shown, PageEvent::Woken, PageEvent::Returned] {
        let mut page = Page::groupwire().online();
        page.end(1006);
        page.take_said();
        page.page(event);
        let said = page.take_said();
        assert_eq!(said[..2], [Said::Status(Status::Reconnecting(1)), ASKED], "{event:?}");
        page.page(event);
        assert_eq!(dials(&mut page), 0, "it is being done");
    }
}

/// V11: its end came while the page slept, and was not told.
#[test]
fn a_socket_that_ended_during_the_sleep_is_replaced_at_once() {
    let mut page = Page::groupwire().online();
    page.input(groupwire_protocol::session::Input::Unwritable);
    page.take_said();
    page.page(PageEvent::Woken);
    let said = page.take_said();
    assert_eq!(said[0], Said::Abandon);
    assert!(matches!(said.last(), Some(Said::Dial(_))), "{said:?}");
}

/// V12
#[test]
fn a_hidden_page_does_not_dial_in_a_loop() {
    let mut page = Page::groupwire().online();
    page.page(PageEvent::Hidden);
    page.wait(secs(3600));
    assert!(page.is_online(), "what is open stays open");
    page.end(1006);
    assert!(matches!(page.state(), State::Waiting { retry_at: None, .. }));
    page.wait(secs(3600));
    assert_eq!(dials(&mut page), 0);
    page.page(PageEvent::Shown);
    page.open();
    assert!(page.is_online());
}

/// V12: hidden while it waits, with an attempt under way.
#[test]
fn a_page_that_is_hidden_stops_to_dial() {
    let mut page = Page::groupwire().online();
    page.end(1006);
    page.take_all();
    page.page(PageEvent::Hidden);
    assert!(matches!(page.state(), State::Waiting { attempt: 1, retry_at: None, .. }));
    assert_eq!(page.take_all(), [Said::State(page.state())]);
    page.page(PageEvent::Woken);
    assert_eq!(dials(&mut page), 1, "the network is back");
    page.end(1006);
    page.wait(secs(3600));
    assert_eq!(dials(&mut page), 0);
}

/// V13
#[test]
fn a_page_that_is_hidden_for_long_gives_its_connection_up() {
    let mut page = parking();
    page.page(PageEvent::Hidden);
    page.wait(PARK_AFTER - millis(1));
    assert!(page.is_online());
    page.take_all();
    page.wait(millis(1));
    assert_eq!(page.take_all(), [Said::Abandon, Said::State(page.state())]);
    assert!(matches!(page.state(), State::Waiting { attempt: 1, retry_at: None, ended: None }));
    page.page(PageEvent::Woken);
    assert_eq!(dials(&mut page), 0, "nobody looks");
    page.page(PageEvent::Shown);
    page.open();
    assert_eq!(
        page.take_sent(),
        [r#"{"action":"joinRoom","rid":"tea","since":{"epoch":"e1","offset":10}}"#]
    );
}

/// V13
#[test]
fn a_page_that_is_seen_again_in_time_keeps_its_connection() {
    let mut page = parking();
    page.page(PageEvent::Hidden);
    page.wait(PARK_AFTER - millis(1));
    page.page(PageEvent::Shown);
    page.wait(PARK_AFTER * 2);
    assert!(page.is_online());
}

/// V13: the pauses of an outage long ago are forgotten.
#[test]
fn a_connection_that_is_given_up_was_useful() {
    let mut page = Page::with(|config: &mut Config| {
        config.park_after = Some(PARK_AFTER);
        config.max_attempts = Some(3);
    })
    .online();
    for _ in 0..2 {
        page.end(1006);
        page.wait_for_dial();
    }
    page.open();
    page.page(PageEvent::Hidden);
    page.wait(PARK_AFTER);
    page.page(PageEvent::Shown);
    assert_eq!(page.state(), State::Connecting { attempt: 1 });
}

/// V14
#[test]
fn a_page_that_is_left_closes_its_socket_and_comes_back_with_another_one() {
    let mut page = Page::groupwire().in_group("tea");
    page.page(PageEvent::Left);
    assert_eq!(page.take_said(), [Said::Abandon]);
    assert!(matches!(page.state(), State::Waiting { retry_at: None, .. }));
    page.sleep(secs(3600));
    page.page(PageEvent::Returned);
    page.open();
    let said = page.take_said();
    let join = r#"{"action":"joinRoom","rid":"tea","since":{"epoch":"e1","offset":10}}"#;
    assert!(said.contains(&sent(join)), "{said:?}");
}

/// V14: in every other state.
#[test]
fn a_page_that_is_left_without_a_connection_dials_when_it_is_back() {
    let mut waiting = Page::groupwire().online();
    waiting.end(1006);
    let mut connecting = Page::groupwire().online();
    connecting.lose_and_dial();
    let mut handshaking = Page::groupwire().online();
    handshaking.lose_and_dial();
    handshaking.input(groupwire_protocol::session::Input::Opened);
    for mut page in [waiting, connecting, handshaking] {
        page.page(PageEvent::Left);
        page.take_said();
        page.page(PageEvent::Woken);
        page.wait(secs(3600));
        assert_eq!(dials(&mut page), 0);
        page.page(PageEvent::Returned);
        page.open();
        assert!(page.is_online());
    }
}

/// V14, C4: the first connection goes on after the return.
#[test]
fn a_page_that_is_left_while_connecting_goes_on_when_it_is_back() {
    let mut page = Page::groupwire();
    let id = page.connect();
    page.page(PageEvent::Left);
    page.page(PageEvent::Returned);
    page.open();
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// V14, Q2: what was on its way goes out again.
#[test]
fn what_was_on_its_way_when_the_page_was_left_is_sent_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    page.page(PageEvent::Left);
    page.server().acks = true;
    page.page(PageEvent::Returned);
    page.open();
    assert!(page.answer(post).is_ok());
}

/// V15
#[test]
fn what_was_closed_stays_closed() {
    let mut closed = Page::groupwire().online();
    closed.close();
    let mut closing = Page::groupwire().online();
    closing.close();
    closed.end(1000);
    let mut gave_up = Page::groupwire();
    gave_up.connect();
    gave_up.end(1006);
    for mut page in [Page::groupwire(), closed, closing, gave_up] {
        page.take_said();
        for event in [
            PageEvent::Hidden,
            PageEvent::Left,
            PageEvent::Returned,
            PageEvent::Shown,
            PageEvent::Woken,
            PageEvent::Offline,
        ] {
            page.page(event);
            page.wait(secs(10));
        }
        assert_eq!(dials(&mut page), 0);
        assert!(matches!(page.state(), State::Idle | State::Closed { .. }));
    }
}

/// V15: a close that waits for tokens when the page is left.
#[test]
fn a_page_that_is_left_while_a_close_waits_is_closed() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    page.post("1", "tea");
    let close = page.close();
    page.page(PageEvent::Left);
    page.take_said();
    page.page(PageEvent::Returned);
    assert_eq!(dials(&mut page), 0);
    page.wait(secs(2));
    assert_eq!(page.answer(close), Ok(Success::Closed));
    assert!(matches!(page.state(), State::Closed { reason: Reason::User, .. }));
}

/// V16: nothing can be asked with `skapi`.
#[test]
fn a_skapi_page_that_slept_for_long_makes_a_new_connection() {
    let mut page = Page::skapi().online();
    page.sleep(secs(60));
    page.page(PageEvent::Woken);
    assert!(page.is_online());
    assert_eq!(page.keep_alives, 2);
    page.sleep(secs(90));
    page.take_said();
    page.page(PageEvent::Woken);
    let said = page.take_said();
    assert_eq!(said[0], Said::Abandon);
    assert!(matches!(said.last(), Some(Said::Dial(_))), "at once: {said:?}");
}
