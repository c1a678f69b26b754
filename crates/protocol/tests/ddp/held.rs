//! Servers that have too many calls to answer.

use crate::page::{Page, id_of, json};
use groupwire_protocol::error::Settled;
use groupwire_protocol::event::RemoteEvent;
use std::time::Duration;

const LATER: &str = r#"{"error":"too-many-requests","details":{"timeToReset":1500}}"#;

#[test]
fn dc50_a_call_is_made_once_more_when_the_server_has_time() {
    let mut page = Page::anonymous().online();
    let call = page.method("sendMessage", r#"[{"msg":"x"}]"#);
    let first = page.sent_id();
    page.refuses(&first, LATER);
    let held = RemoteEvent::Held { name: "sendMessage".into(), millis: 1500 };
    assert_eq!(page.take_events(), [held]);
    page.wait(Duration::from_millis(1499));
    assert_eq!(page.take_sent(), [""; 0]);
    assert_eq!(page.answer(call), None);
    page.wait(Duration::from_millis(1));
    let second = page.sent_id();
    assert_ne!(first, second);
    page.returns(&second, "1");
    assert_eq!(page.returned(call), Some(json("1")));
}

#[test]
fn dc50_the_second_refusal_is_the_answer() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    let id = page.sent_id();
    page.refuses(&id, LATER);
    page.wait(Duration::from_millis(1500));
    let id = page.sent_id();
    page.refuses(&id, LATER);
    assert_eq!(page.refusal(call).error, json(LATER));
    assert_eq!(page.refusal(call).settled, Settled::Refused);
}

#[test]
fn dc50_a_call_that_has_no_time_to_wait_is_refused_at_once() {
    let mut page = Page::anonymous().online();
    let call = page.method_with("x", "[]", false, Some(Duration::from_secs(1)));
    let id = page.sent_id();
    page.refuses(&id, LATER);
    assert_eq!(page.refusal(call).error, json(LATER));
    assert_eq!(page.take_events(), []);
}

#[test]
fn dc51_a_call_that_is_held_survives_the_connection() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    let id = page.sent_id();
    page.refuses(&id, LATER);
    page.lose_and_dial();
    page.open();
    assert_eq!(page.answer(call), None);
    page.wait(Duration::from_millis(1500));
    let sent = page.take_sent();
    assert_eq!(sent.len(), 1, "{sent:?}");
    page.refuses(&id_of(&sent[0]), r#"{"error":400}"#);
    // It was never done before.
    assert_eq!(page.refusal(call).settled, Settled::Refused);
}

#[test]
fn dc52_subscriptions_and_logins_are_held_too() {
    let mut page = Page::anonymous().online();
    let call = page.subscribe("tasks", "[]");
    let id = page.sent_id();
    page.frame(&format!(r#"{{"msg":"nosub","id":"{id}","error":{LATER}}}"#));
    assert_eq!(page.answer(call), None);
    page.wait(Duration::from_millis(1500));
    let id = page.sent_id();
    page.ready(&id);
    assert!(page.is_ready(call));

    let mut page = Page::with_token();
    page.connect();
    page.greet();
    let id = page.sent_id();
    page.refuses(&id, LATER);
    page.wait(Duration::from_millis(1500));
    let id = page.sent_id();
    page.returns(&id, r#"{"id":"u1"}"#);
    assert_eq!(page.state(), "online");
}

#[test]
fn dc53_an_error_that_only_looks_like_it_is_the_answer() {
    for error in [
        r#"{"error":"too-many-requests"}"#,
        r#"{"error":"too-many-requests","details":{"timeToReset":"soon"}}"#,
        r#"{"error":"too-many-requests","details":{"timeToReset":-5}}"#,
        r#"{"error":"too-many-requests","details":{"timeToReset":1e300}}"#,
        r#"{"error":429,"details":{"timeToReset":5}}"#,
    ] {
        let mut page = Page::anonymous().online();
        let call = page.method("x", "[]");
        let id = page.sent_id();
        page.refuses(&id, error);
        assert_eq!(page.refusal(call).error, json(error));
    }
}
