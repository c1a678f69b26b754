//! Logging in.

use crate::page::{Answer, Page, RESUME, given, id_of, json};
use groupwire_protocol::error::{Error, Settled};
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::session::{CallId, Input, Reason, State, Success, Tokens};
use std::time::Duration;

const REFUSED: &str = r#"{"error":403,"reason":"You've been logged out"}"#;

#[test]
fn dc30_a_refused_login_asks_for_another_one_on_the_same_connection() {
    let (mut page, call) = refused_with(REFUSED);
    assert_eq!(page.take_events(), [RemoteEvent::LoginRefused(json(REFUSED))]);
    assert_eq!(page.asked.last().map(|(_, refused)| *refused), Some(true));
    assert_eq!((page.state(), page.dials.len()), ("handshaking", 1));

    page.authorize(given(r#"{"user":{"username":"alice"}}"#));
    let id = page.sent_id();
    page.returns(&id, r#"{"id":"u1"}"#);
    assert_eq!(page.answer(call), Some(&Answer::Settled(Ok(Success::Connected))));
}

#[test]
fn dc30_a_person_may_take_minutes_to_give_a_second_factor() {
    let (mut page, call) = refused_with(r#"{"error":"totp-required"}"#);
    for _ in 0..16 {
        page.wait(Duration::from_secs(15));
        page.frame(r#"{"msg":"ping"}"#);
    }
    page.take_sent();
    page.authorize(given(r#"{"totp":{}}"#));
    let id = page.sent_id();
    page.returns(&id, r#"{"id":"u1"}"#);
    assert_eq!(page.answer(call), Some(&Answer::Settled(Ok(Success::Connected))));
}

#[test]
fn dc30_nobody_is_waited_for_for_ever() {
    let (mut page, call) = refused_with(r#"{"error":"totp-required"}"#);
    page.wait(Duration::from_secs(301));
    assert!(matches!(page.answer(call), Some(Answer::Settled(Err(_)))));
    assert_eq!(page.state(), "closed");
}

#[test]
fn dc31_without_another_login_the_client_is_closed() {
    for tokens in [Tokens::None, Tokens::Failed] {
        let mut page = Page::with_token().online();
        let subscription = page.subscribe("stream-notify-user", r#"["u1/message",false]"#);
        let id = page.sent_id();
        page.ready(&id);
        page.lose_and_dial();
        let call = page.method("x", "[]");
        page.tokens = None;
        page.greet();
        let login = page.sent_id();
        page.refuses(&login, REFUSED);
        page.authorize(tokens);
        let State::Closed { reason, .. } = page.session.state() else { panic!("{}", page.state()) };
        assert_eq!(*reason, Reason::Unauthorized);
        assert_eq!(*page.error(call), Error::LOGIN);
        assert_eq!(page.error(call).settled(), Some(Settled::NeverSent));
        assert!(page.is_ready(subscription));
    }
}

#[test]
fn dc32_a_login_on_the_open_connection_holds_up_later_calls() {
    let mut page = Page::new(Some(Tokens::None));
    page.connect();
    page.open();
    page.tokens = None;
    let login = page.log_in();
    let call = page.method("whoami", "[]");
    let subscription = page.subscribe("stream-notify-user", r#"["u1/message",false]"#);
    assert_eq!(page.take_sent(), [""; 0]);
    page.authorize(given(RESUME));
    let id = page.sent_id();
    page.returns(&id, r#"{"id":"u1","token":"t2"}"#);
    assert_eq!(page.returned(login), Some(json(r#"{"id":"u1","token":"t2"}"#)));
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2);
    assert!(sent[0].contains("stream-notify-user"), "{sent:?}");
    assert!(sent[1].contains("whoami"), "{sent:?}");
    assert_eq!((page.answer(call), page.answer(subscription)), (None, None));
}

#[test]
fn dc32_a_login_that_comes_to_nothing_lets_later_calls_go() {
    let mut page = Page::new(Some(Tokens::None));
    page.connect();
    page.open();
    page.tokens = None;
    let login = page.log_in();
    page.method("x", "[]");
    page.authorize(given(RESUME));
    let id = page.sent_id();
    page.refuses(&id, REFUSED);
    page.authorize(Tokens::Failed);
    assert_eq!(*page.error(login), Error::LOGIN);
    assert_eq!(page.state(), "online");
    assert_eq!(page.take_sent().len(), 1);
}

#[test]
fn dc33_a_login_in_flight_when_the_connection_breaks_blocks_nothing() {
    let mut page = Page::new(Some(Tokens::None));
    page.connect();
    page.open();
    page.tokens = Some(given(RESUME));
    let login = page.log_in();
    let call = page.method("whoami", "[]");
    page.take_sent();
    page.reconnect();
    assert_eq!(page.returned(login), Some(json(r#"{"id":"u1","token":"token1"}"#)));
    let id = page.sent_id();
    page.returns(&id, "\"u1\"");
    assert_eq!(page.returned(call), Some(json("\"u1\"")));
}

#[test]
fn dc36_a_login_that_is_taken_back_while_it_is_asked_for_holds_up_no_other() {
    let mut page = Page::new(Some(Tokens::None)).online();
    page.tokens = None;
    let first = page.log_in();
    let (question, _) = page.asked.last().cloned().unwrap();
    page.input(Input::Cancel(first));
    assert_eq!(*page.error(first), Error::ABORTED);
    page.input(Input::Credentials(question, given(RESUME)));
    assert_eq!(page.take_sent(), [""; 0], "nobody wants it any more");

    let second = page.log_in();
    page.authorize(given(r#"{"user":{"username":"bob"}}"#));
    let id = page.sent_id();
    page.returns(&id, r#"{"id":"u2"}"#);
    assert!(page.answer(second).is_some());
}

#[test]
fn dc36_nobody_is_asked_where_a_login_is_refused_that_was_taken_back() {
    let mut page = Page::new(Some(Tokens::None)).online();
    page.tokens = None;
    let login = page.log_in();
    page.authorize(given(RESUME));
    let id = page.sent_id();
    page.input(Input::Cancel(login));
    let asked = page.asked.len();
    page.refuses(&id, r#"{"error":"totp-required"}"#);
    assert_eq!((page.asked.len(), page.state()), (asked, "online"));
    page.method("x", "[]");
    assert_eq!(page.take_sent().len(), 1);
}

#[test]
fn dc34_after_a_logout_the_end_of_the_connection_is_followed_by_another_at_once() {
    let mut page = Page::with_token().online();
    let logout = page.method("logout", "[]");
    let id = page.sent_id();
    page.frame(&format!(r#"{{"msg":"result","id":"{id}"}}"#));
    assert_eq!(page.returned(logout), None);
    page.tokens = Some(Tokens::None);
    page.end(1002);
    assert_eq!((page.state(), page.dials.len()), ("connecting", 2));
    page.greet();
    assert_eq!(page.state(), "online");
    assert!(page.take_sent().iter().all(|frame| !frame.contains("login")));
}

#[test]
fn dc35_documents_that_come_before_the_login_is_answered_are_told() {
    let mut page = Page::with_token();
    page.connect();
    page.greet();
    let user = r#"{"msg":"added","collection":"users","id":"u1","fields":{"username":"alice"}}"#;
    page.frame(user);
    let login = page.take_sent().pop().unwrap();
    page.returns(&id_of(&login), r#"{"id":"u1"}"#);
    assert_eq!(page.take_events().first(), Some(&RemoteEvent::Data(json(user))));
}

/// A page whose first login the server has refused with this error, and its call to connect.
fn refused_with(error: &str) -> (Page, CallId) {
    let mut page = Page::new(None);
    let call = page.connect();
    page.authorize(given(RESUME));
    page.greet();
    let id = page.sent_id();
    page.refuses(&id, error);
    (page, call)
}
