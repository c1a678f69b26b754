//! The life of the connection, which is that of every protocol.

use crate::page::{HEARTBEAT, Page, id_of};
use groupwire_protocol::session::{Call, Input, PageEvent, State, Success};
use std::time::Duration;

const PING: &str = r#"{"msg":"ping"}"#;

#[test]
fn dc60_a_silent_connection_is_asked_and_then_given_up() {
    let mut page = Page::anonymous().online();
    page.wait(HEARTBEAT);
    assert_eq!(page.take_sent(), [PING]);
    page.frame(r#"{"msg":"pong"}"#);
    page.wait(HEARTBEAT);
    assert_eq!(page.take_sent(), [PING]);
    page.wait(Duration::from_secs(10));
    assert_eq!(page.state(), "waiting");
}

#[test]
fn dc60_the_pings_of_the_server_are_signs_of_life() {
    let mut page = Page::anonymous().online();
    for _ in 0..10 {
        page.wait(Duration::from_secs(15));
        page.frame(PING);
        assert_eq!(page.take_sent(), [r#"{"msg":"pong"}"#]);
    }
}

#[test]
fn dc60_a_method_that_takes_long_is_no_dead_connection() {
    let mut page = Page::anonymous().online();
    let call = page.method("slow", "[20000]");
    let id = page.sent_id();
    page.wait(Duration::from_secs(10));
    assert_eq!(page.take_sent(), [PING], "the question overtakes the call");
    page.frame(r#"{"msg":"pong"}"#);
    page.wait(Duration::from_secs(10));
    page.take_sent();
    page.returns(&id, "1");
    assert_eq!(page.state(), "online");
    assert!(page.answer(call).is_some());
}

#[test]
fn dc61_a_page_that_wakes_asks_at_once() {
    let mut page = Page::anonymous().online();
    page.input(Input::Page(PageEvent::Woken));
    assert_eq!(page.take_sent(), [PING]);
    page.wait(Duration::from_secs(2));
    assert_ne!(page.state(), "online");
}

#[test]
fn dc62_attempts_are_spaced_out_until_the_server_is_back() {
    let mut page = Page::with_token().online();
    let mut pauses = Vec::new();
    page.end(1006);
    for _ in 0..8 {
        let State::Waiting { retry_at: Some(at), .. } = *page.session.state() else {
            panic!("{}", page.state());
        };
        pauses.push(at - page.now);
        page.wait(at - page.now);
        page.end(1006);
    }
    assert!(pauses.iter().all(|pause| *pause >= Duration::from_millis(500)), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(20)), "{pauses:?}");
    assert!(pauses.iter().any(|pause| *pause > Duration::from_secs(5)), "{pauses:?}");
    page.reconnect();
    assert_eq!(page.state(), "online");
}

#[test]
fn dc63_the_end_of_a_silent_connection_is_an_end_like_any_other() {
    // Meteor ends it with 1000, ddp-streamer with 4000.
    for code in [1000, 1001, 1006, 4000] {
        let mut page = Page::with_token().online();
        page.end(code);
        assert_eq!(page.state(), "waiting", "{code}");
        page.wait(Duration::from_secs(2));
        page.open();
    }
}

#[test]
fn dc63_a_connection_that_goes_on_in_another_tab_is_followed_at_once() {
    let mut page = Page::with_token().online();
    page.end(4301);
    assert_eq!((page.state(), page.dials.len()), ("connecting", 2));
}

#[test]
fn dc64_closing_ends_everything_and_makes_nothing_again() {
    let mut page = Page::with_token().online();
    page.subscribe("stream-room-messages", r#"["r1",false]"#);
    let id = page.sent_id();
    page.ready(&id);
    let waiting = page.subscribe("tasks", "[]");
    page.take_sent();
    let close = page.call(Call::Close, None);
    assert!(page.answer(waiting).is_some());
    page.end(1000);
    assert_eq!(page.answer(close), Some(&crate::page::Answer::Settled(Ok(Success::Closed))));
    page.connect();
    page.open();
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc65_the_order_after_every_connect() {
    let mut page = Page::with_token().online();
    page.subscribe("stream-room-messages", r#"["r1",false]"#);
    let id = page.sent_id();
    page.ready(&id);
    page.method_again("sendMessage", r#"[{"_id":"m1"}]"#);
    page.take_sent();
    for _ in 0..3 {
        page.lose_and_dial();
        page.method_again("queued", "[]");
        page.greet();
        let login = match page.take_sent().as_slice() {
            [login] => id_of(login),
            other => panic!("only the login, not {other:?}"),
        };
        page.returns(&login, r#"{"id":"u1"}"#);
        let sent = page.take_sent();
        assert!(sent[0].contains(r#""sub""#), "{sent:?}");
        assert!(sent[1].contains("sendMessage"), "{sent:?}");
        assert!(sent[2..].iter().all(|frame| frame.contains("queued")), "{sent:?}");
        assert!(sent.len() > 2, "{sent:?}");
    }
}
