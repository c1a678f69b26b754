//! Frames that control the session, as a broken server may send them.

use crate::harness::{Page, json};
use crate::said::Said;
use crate::server::{ack, joined};
use groupwire_protocol::event::Event;
use groupwire_protocol::session::{Input, State};

const MALFORMED: [&str; 16] = [
    r##"{"#ack":5}"##,
    r##"{"#ack":null}"##,
    r##"{"#nack":"x"}"##,
    r##"{"#nack":"x","code":5,"message":"m"}"##,
    r##"{"#nack":{},"code":"A","message":"m"}"##,
    r##"{"#joined":"tea"}"##,
    r##"{"#joined":"tea","epoch":"e1","offset":-1}"##,
    r##"{"#joined":"tea","epoch":"e1","offset":1.5}"##,
    r##"{"#joined":"tea","epoch":1,"offset":1}"##,
    r##"{"#joined":null,"epoch":"e1","offset":1}"##,
    r##"{"#hello":null}"##,
    r##"{"#hello":{"v":1}}"##,
    r##"{"#hello":{"v":1,"epoch":"e1","offset":"0"}}"##,
    r##"{"#hello":[]}"##,
    "{}",
    r##"{"ack":"x"}"##,
];

/// E7, E11
#[test]
fn malformed_control_frames_are_counted_and_change_nothing() {
    let mut connecting = Page::groupwire();
    connecting.connect();
    connecting.input(Input::Opened);
    for mut page in [connecting, Page::groupwire().in_group("tea")] {
        let state = page.state();
        for frame in MALFORMED {
            page.frame(frame);
        }
        assert_eq!(page.session.unreadable_frames(), 16);
        assert_eq!(page.state(), state);
        page.take_said();
    }
}

/// E11, Z2: answers to nothing, greetings at the wrong time.
#[test]
fn control_frames_that_fit_nothing_are_ignored() {
    let mut page = Page::groupwire().in_group("tea");
    page.post("1", "tea");
    let answered = page.mids[1].clone();
    page.take_said();
    let hello = page.server().hello().unwrap();
    for frame in [
        ack("nobody's"),
        ack(&answered),
        joined("coffee", "m", "e1", 5),
        hello,
        r##"{"#nack":"nobody's","code":"A","message":"m"}"##.into(),
        r##"{"#pong":1}"##.into(),
        r##"{"#pong":null}"##.into(),
    ] {
        page.frame(&frame);
    }
    assert_eq!(page.take_all(), []);
    assert_eq!(page.session.unreadable_frames(), 0);
}

/// E11: none of them is for the callback.
#[test]
fn control_frames_are_not_told() {
    let mut page = Page::groupwire().in_group("tea");
    page.token = None;
    for frame in [ack("x"), joined("tea", "m", "e1", 11), r##"{"#expires":1}"##.into()] {
        page.session.handle_input(page.now, Input::Frame(json(&frame)));
    }
    while let Some(output) = page.session.poll_output() {
        let event = groupwire_protocol::session::Output::Emit(Event::Drain);
        assert!(std::mem::discriminant(&output) != std::mem::discriminant(&event), "{output:?}");
    }
}

/// E11: in states that expect none.
#[test]
fn control_frames_without_an_open_connection_are_ignored() {
    let mut waiting = Page::groupwire().online();
    waiting.end(1006);
    let mut connecting = Page::groupwire();
    connecting.connect();
    let mut closing = Page::groupwire().online();
    closing.close();
    for mut page in [Page::groupwire(), waiting, connecting, closing] {
        let state = page.state();
        page.take_said();
        let hello = page.server().hello().unwrap();
        for frame in [&hello, r##"{"#pong":1}"##, r##"{"#expires":1}"##, &ack("x")] {
            page.frame(frame);
        }
        assert_eq!((page.take_said(), page.state()), (vec![], state));
    }
}

/// E11: a broken greeting is waited out like a missing one.
#[test]
fn a_malformed_greeting_is_no_greeting() {
    let mut page = Page::groupwire();
    page.connect();
    page.input(Input::Opened);
    page.frame(r##"{"#hello":{"v":1}}"##);
    assert_eq!(page.state(), State::Handshaking { attempt: 0 });
    assert!(page.take_said().contains(&Said::Unreadable(1)));
    let hello = page.server().hello().unwrap();
    page.frame(&hello);
    assert!(page.is_online());
}
