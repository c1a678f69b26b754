//! The beginning of a session.

use crate::page::{Answer, CONNECT_TIMEOUT, Page, RESUME};
use groupwire_protocol::error::Error;
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::session::{Input, Reason, State, Success};

const CONNECT: &str = r#"{"msg":"connect","version":"1","support":["1"]}"#;

#[test]
fn dc1_the_client_speaks_first_in_the_published_words() {
    let mut page = Page::anonymous();
    page.connect();
    assert_eq!(page.dials, ["ws://host/websocket"]);
    assert_eq!(page.take_sent(), [""; 0]);
    page.input(Input::Opened);
    assert_eq!(page.take_sent(), [CONNECT]);
    assert_eq!(page.state(), "handshaking");
}

#[test]
fn dc1_connecting_settles_when_the_session_has_begun() {
    let mut page = Page::anonymous();
    let call = page.connect();
    page.input(Input::Opened);
    assert_eq!(page.answer(call), None);
    page.frame(r#"{"msg":"connected","session":"s1"}"#);
    assert_eq!(page.answer(call), Some(&Answer::Settled(Ok(Success::Connected))));
    assert_eq!(page.state(), "online");
}

#[test]
fn dc2_a_greeting_and_unknown_messages_are_ignored() {
    let mut page = Page::anonymous();
    page.connect();
    page.input(Input::Opened);
    for frame in [
        r#"{"server_id":"0"}"#,
        r#"{"msg":"server_id","server_id":"0"}"#,
        r#"{"msg":"of a later version","x":[1,{"y":null}]}"#,
        r#"{"msg":5}"#,
        "{}",
    ] {
        page.frame(frame);
        assert_eq!(page.state(), "handshaking", "{frame}");
    }
    page.frame(r#"{"msg":"connected","session":"s1","more":true}"#);
    page.frame(r#"{"msg":"connected","session":"s2"}"#);
    assert_eq!((page.state(), page.unreadable), ("online", 0));
}

#[test]
fn dc2_a_session_begins_once() {
    let mut page = Page::with_token();
    page.connect();
    page.greet();
    assert_eq!(page.take_sent().len(), 1);
    page.frame(r#"{"msg":"connected","session":"s2"}"#);
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc3_the_version_that_the_server_offers_is_taken() {
    let mut page = Page::anonymous();
    let call = page.connect();
    page.input(Input::Opened);
    page.frame(r#"{"msg":"failed","version":"pre2"}"#);
    assert_eq!((page.dropped, page.dials.len(), page.answer(call)), (1, 2, None));
    page.take_sent();
    page.input(Input::Opened);
    assert_eq!(page.take_sent(), [r#"{"msg":"connect","version":"pre2","support":["pre2"]}"#]);
    page.frame(r#"{"msg":"connected","session":"s1"}"#);
    assert_eq!(page.state(), "online");
}

#[test]
fn dc3_a_version_that_is_not_ours_is_the_end() {
    let mut page = Page::anonymous();
    let call = page.connect();
    page.input(Input::Opened);
    page.frame(r#"{"msg":"failed","version":"2"}"#);
    let State::Closed { reason, .. } = page.session.state() else { panic!("{}", page.state()) };
    assert_eq!(*reason, Reason::Refused);
    assert_eq!(page.answer(call), Some(&Answer::Settled(Err(Error::CONNECTION))));
}

#[test]
fn dc3_a_server_that_refuses_what_it_offered_is_not_asked_for_ever() {
    for offers in [["1", "1"], ["pre2", "pre2"], ["pre2", "1"]] {
        let mut page = Page::anonymous();
        page.connect();
        for offer in offers {
            page.input(Input::Opened);
            page.frame(&format!(r#"{{"msg":"failed","version":"{offer}"}}"#));
        }
        assert_eq!(page.state(), "closed", "{offers:?}");
    }
}

#[test]
fn dc4_login_comes_before_anything_else() {
    let mut page = Page::with_token();
    page.connect();
    let waits = page.method("whoami", "[]");
    let subscription = page.subscribe("stream-room-messages", r#"["r1",false]"#);
    page.greet();
    let login = match page.take_sent().as_slice() {
        [login] => login.clone(),
        other => panic!("only the login, not {other:?}"),
    };
    let id = crate::page::id_of(&login);
    assert_eq!(
        login,
        format!(r#"{{"msg":"method","method":"login","id":"{id}","params":[{RESUME}]}}"#)
    );
    assert_eq!(page.state(), "handshaking");

    page.returns(&id, r#"{"id":"u1","token":"t2"}"#);
    assert_eq!(
        page.take_shapes(),
        [
            r#"{"msg":"sub","name":"stream-room-messages","id":"ID","params":["r1",false]}"#,
            r#"{"msg":"method","method":"whoami","id":"ID","params":[]}"#,
        ]
    );
    assert!(matches!(page.take_events().as_slice(), [RemoteEvent::LoggedIn(_)]));
    assert_eq!((page.answer(waits), page.answer(subscription)), (None, None));
}

#[test]
fn dc5_a_server_that_does_not_answer_the_handshake_is_given_up() {
    for until in [0, 1, 2] {
        let mut page = Page::with_token();
        let call = page.connect();
        if until > 0 {
            page.input(Input::Opened);
        }
        if until > 1 {
            page.frame(r#"{"msg":"connected","session":"s1"}"#);
        }
        page.wait(CONNECT_TIMEOUT);
        assert_eq!(page.answer(call), Some(&Answer::Settled(Err(Error::CONNECTION))), "{until}");
        assert_eq!(page.state(), "closed");
    }
}

#[test]
fn dc6_pings_are_answered_with_their_id_at_any_time() {
    let mut page = Page::with_token();
    page.connect();
    page.greet();
    page.take_sent();
    page.frame(r#"{"msg":"ping","id":"p1"}"#);
    page.frame(r#"{"msg":"ping"}"#);
    assert_eq!(page.take_sent(), [r#"{"msg":"pong","id":"p1"}"#, r#"{"msg":"pong"}"#]);
    page.frame(r#"{"msg":"ping","id":"a\"b"}"#);
    assert_eq!(page.take_sent(), [r#"{"msg":"pong","id":"a\"b"}"#]);
}
