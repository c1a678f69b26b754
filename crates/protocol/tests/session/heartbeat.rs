//! Whether the connection is alive, by evidence.

use crate::harness::{HEARTBEAT, HEARTBEAT_TIMEOUT, PROBE, Page, millis, secs};
use crate::said::Said;
use crate::server::message;
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Input, PageEvent};

/// A page whose server has fallen silent.
fn silent() -> Page {
    let mut page = Page::groupwire().in_group("tea");
    page.server().pongs = false;
    page.server().acks = false;
    page
}

/// H1
#[test]
fn skapi_keep_alives_go_out_at_open_and_at_every_interval() {
    let mut page = Page::skapi().online();
    assert_eq!(page.keep_alives, 1);
    page.wait(3 * HEARTBEAT + secs(1));
    assert_eq!(page.keep_alives, 4);
}

/// H1
#[test]
fn keep_alives_can_be_turned_off() {
    let mut page = Page::skapi_with(|config| config.heartbeat = None).online();
    page.wait(secs(1000));
    assert_eq!(page.keep_alives, 0);
    let mut page = Page::with(|config| config.heartbeat = None).online();
    page.wait(secs(1000));
    assert_eq!(page.pings, 0);
}

/// H2
#[test]
fn only_a_silent_connection_is_asked() {
    let mut page = Page::groupwire().in_group("tea");
    for at in 0..100 {
        page.frame(&message("tea", "e1", 11 + at, "1"));
        page.wait(HEARTBEAT - secs(1));
    }
    assert_eq!(page.pings, 0);
    page.wait(HEARTBEAT);
    assert_eq!(page.pings, 1);
    assert!(page.is_online());
}

/// H2: whatever the frame.
#[test]
fn any_frame_is_a_sign_of_life() {
    let mut page = silent();
    page.wait(2 * HEARTBEAT);
    assert_eq!(page.pings, 1);
    page.input(Input::Unreadable);
    page.wait(HEARTBEAT_TIMEOUT);
    assert!(page.is_online());
}

/// H2
#[test]
fn the_servers_interval_counts_where_it_is_shorter() {
    let mut page = Page::groupwire();
    page.server().heartbeat = 5_000;
    let mut page = page.online();
    page.wait(secs(11));
    assert_eq!(page.pings, 2);
    let mut page = Page::groupwire();
    page.server().heartbeat = 0;
    let mut page = page.online();
    page.wait(HEARTBEAT - millis(1));
    assert_eq!(page.pings, 0, "0 is no wish");
}

/// V1
#[test]
fn a_dead_connection_is_found_and_replaced() {
    let mut page = silent();
    page.wait(HEARTBEAT + HEARTBEAT_TIMEOUT + millis(1));
    assert!(page.is_online() || page.is_waiting());
    page.wait(HEARTBEAT);
    assert!(!page.is_online());
    let said = page.take_said();
    assert_eq!(said[..2], [Said::Abandon, Said::Status(Status::UnexpectedClose)], "{said:?}");
}

/// V1: the timeout runs only after a ping was really sent.
#[test]
fn nothing_is_dead_that_was_not_asked() {
    let mut page = silent();
    page.wait(HEARTBEAT);
    page.sleep(secs(3600));
    page.fire();
    assert_eq!(page.pings, 1);
    assert!(page.is_online());
    page.wait(HEARTBEAT_TIMEOUT);
    assert!(!page.is_online());
}

/// V2
#[test]
fn a_late_timer_gives_the_server_another_chance() {
    let mut page = silent();
    page.wait(2 * HEARTBEAT);
    assert_eq!(page.pings, 1);
    page.sleep(secs(60));
    page.fire();
    assert!(page.is_online(), "the answer may have been held back with the timer");
    page.frame(r##"{"#pong":1}"##);
    page.wait(PROBE);
    assert!(page.is_online());
}

/// V2: one chance, not any number.
#[test]
fn timers_that_are_always_late_still_find_a_dead_connection() {
    let mut page = silent();
    for _ in 0..6 {
        page.sleep(secs(60));
        page.fire();
    }
    assert!(!page.is_online());
}

/// V2
#[test]
fn a_throttled_page_with_a_server_that_answers_stays_online() {
    let mut page = Page::groupwire().online();
    for _ in 0..200 {
        page.sleep(secs(60));
        page.fire();
    }
    assert!(page.is_online());
}

/// V3: frames come in, and nothing gets out.
#[test]
fn a_connection_that_is_dead_one_way_is_found_by_missing_acknowledgements() {
    let mut page = silent();
    page.post("1", "tea");
    for at in 0..10 {
        page.frame(&message("tea", "e1", 11 + at, "1"));
        page.wait(secs(1));
    }
    assert!(page.is_online());
    assert_eq!(page.pings, 1, "asked when nothing was acknowledged for 10 s");
    page.wait(HEARTBEAT_TIMEOUT - millis(1));
    page.frame(&message("tea", "e1", 30, "1"));
    assert!(page.is_online());
    page.wait(millis(1));
    assert!(!page.is_online(), "frames are no answer to that question");
}

/// V3: acknowledgements that come slowly, one after the other.
#[test]
fn a_server_that_acknowledges_slowly_is_alive() {
    let mut page = silent();
    for _ in 0..3 {
        page.post("1", "tea");
    }
    let mids = page.mids.split_off(1);
    for mid in mids {
        page.wait(HEARTBEAT_TIMEOUT - secs(1));
        page.frame(&crate::server::ack(&mid));
    }
    assert_eq!(page.pings, 0);
    page.wait(HEARTBEAT - secs(1));
    assert!(page.is_online());
}

/// V3: a server that answers pings and no commands keeps its connection.
#[test]
fn commands_that_are_never_answered_are_no_death() {
    let mut page = Page::groupwire().in_group("tea");
    page.server().acks = false;
    page.post("1", "tea");
    page.wait(secs(29));
    assert!(page.is_online());
    page.wait(secs(1));
    page.pings = 0;
    page.wait(secs(300));
    assert!(page.is_online());
    assert!(page.pings <= 300 / 15, "asked by the heartbeat alone: {}", page.pings);
}

/// V3: what was taken back needs no answer.
#[test]
fn a_post_that_is_taken_back_is_not_asked_for() {
    let mut page = Page::with(|config| config.heartbeat = None).in_group("tea");
    page.server().acks = false;
    let post = page.post("1", "tea");
    page.cancel(post);
    page.wait(secs(300));
    assert_eq!(page.pings, 0);
    assert_eq!(page.session.poll_timeout(), None);
}

/// V4
#[test]
fn a_large_post_on_its_way_is_no_death() {
    let mut page = silent();
    page.buffered = 900_000;
    page.post("1", "tea");
    for _ in 0..6 {
        page.buffered -= 100_000;
        page.wait(HEARTBEAT_TIMEOUT);
        assert!(page.is_online());
    }
    page.wait(3 * HEARTBEAT_TIMEOUT);
    assert!(!page.is_online(), "nothing gets out any more");
}

/// V4: what is posted in the meantime does not hide that the large one gets out.
#[test]
fn posts_behind_a_large_one_do_not_make_it_look_stuck() {
    let mut page = silent();
    page.buffered = 500_000;
    page.post("1", "tea");
    page.wait(HEARTBEAT_TIMEOUT);
    let behind = format!("\"{}\"", "x".repeat(50_000));
    page.post(&behind, "tea");
    page.buffered += 50_000 - 20_000;
    page.wait(HEARTBEAT_TIMEOUT);
    assert!(page.is_online());
}

/// V4: a page that wakes while a large post is getting out.
#[test]
fn a_question_behind_a_large_post_has_more_time() {
    let mut page = silent();
    page.buffered = 900_000;
    page.page(PageEvent::Woken);
    page.wait(HEARTBEAT_TIMEOUT - millis(1));
    assert!(page.is_online());
    page.buffered -= 100_000;
    page.wait(millis(1));
    assert!(page.is_online());
    page.wait(HEARTBEAT_TIMEOUT);
    assert!(!page.is_online(), "nothing got out since");
}

/// V4: what the page has just posted leaves the socket for the buffers of the system.
#[test]
fn a_small_post_that_leaves_the_socket_is_no_sign_of_life() {
    let mut page = silent();
    page.buffered = 500;
    page.page(PageEvent::Woken);
    page.buffered = 0;
    page.wait(PROBE);
    assert!(!page.is_online());
}

/// V4: a question that has got as far as the system has not got to the server.
#[test]
fn a_socket_that_takes_the_question_is_not_alive_for_that() {
    let mut page = silent();
    page.page(PageEvent::Woken);
    page.wait(millis(100));
    let behind = format!("\"{}\"", "x".repeat(50_000));
    page.post(&behind, "tea");
    page.wait(PROBE);
    assert!(!page.is_online());
}

/// V5
#[test]
fn posting_does_not_answer_a_question() {
    let mut page = silent();
    page.page(PageEvent::Woken);
    page.wait(millis(500));
    page.post("1", "tea");
    page.wait(PROBE - millis(500));
    assert!(!page.is_online(), "nothing came from the server");
}

/// V6: the end of a socket that takes no more frames is not waited for endlessly.
#[test]
fn a_socket_that_does_not_end_is_given_up() {
    for page in [Page::groupwire(), Page::skapi()] {
        let mut page = page.online();
        let keep_alives = page.keep_alives;
        page.input(Input::Unwritable);
        page.wait(2 * HEARTBEAT + HEARTBEAT_TIMEOUT);
        assert!(!page.is_online());
        assert_eq!(page.keep_alives, keep_alives, "it would drop them");
    }
}

/// V7: questions of one connection are not asked of the next.
#[test]
fn a_question_ends_with_its_connection() {
    let mut page = silent();
    page.page(PageEvent::Woken);
    page.reconnect();
    page.wait(PROBE);
    assert!(page.is_online());
}
