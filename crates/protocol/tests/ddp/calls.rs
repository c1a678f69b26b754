//! Method calls and their answers.

use crate::page::{Page, SEND_TIMEOUT, id_of, json};
use groupwire_protocol::Code;
use groupwire_protocol::error::{Error, Settled};
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, Input};
use std::time::Duration;

#[test]
fn dc10_a_call_gives_what_the_method_returned() {
    let mut page = Page::anonymous().online();
    let call = page.method("echo", r#"[{"$date":5},"ü"]"#);
    let id = match page.take_sent().as_slice() {
        [frame] => {
            let id = id_of(frame);
            let shape = r#"{"msg":"method","method":"echo","id":"ID","params":[{"$date":5},"ü"]}"#;
            assert_eq!(*frame, shape.replace("ID", &id));
            id
        }
        other => panic!("one frame, not {other:?}"),
    };
    page.returns(&id, r#"{"$date":5}"#);
    assert_eq!(page.returned(call), Some(json(r#"{"$date":5}"#)));
}

#[test]
fn dc10_falsy_results_are_results_and_no_key_is_none() {
    for (field, value) in [
        (r#","result":null"#, Some("null")),
        (r#","result":0"#, Some("0")),
        (r#","result":false"#, Some("false")),
        (r#","result":"""#, Some("\"\"")),
        ("", None),
    ] {
        let mut page = Page::anonymous().online();
        let call = page.method("x", "[]");
        let id = page.sent_id();
        page.frame(&format!(r#"{{"msg":"result","id":"{id}"{field}}}"#));
        assert_eq!(page.returned(call), value.map(json), "{field}");
    }
}

#[test]
fn dc11_result_and_updated_come_in_any_order() {
    for updated_first in [true, false] {
        let mut page = Page::anonymous().online();
        let call = page.method("x", "[]");
        let id = page.sent_id();
        let updated = format!(r#"{{"msg":"updated","methods":["{id}"]}}"#);
        if updated_first {
            page.frame(&updated);
            assert_eq!(page.answer(call), None);
        }
        page.returns(&id, "1");
        if !updated_first {
            page.frame(&updated);
        }
        assert_eq!(page.returned(call), Some(json("1")));
        assert_eq!(page.unreadable, 0);
    }
}

#[test]
fn dc12_a_refusal_is_the_server_s_error_object() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    let id = page.sent_id();
    let error = r#"{"error":"error-x","reason":"Reason X","details":{"a":1}}"#;
    page.refuses(&id, error);
    let refusal = page.refusal(call);
    assert_eq!((&refusal.error, refusal.settled), (&json(error), Settled::Refused));
}

#[test]
fn dc13_a_call_that_is_not_answered_ends_at_its_deadline() {
    let mut page = Page::anonymous().online();
    let long = page.method("x", "[]");
    let short = page.method_with("x", "[]", false, Some(Duration::from_secs(2)));
    let patient = page.method_with("x", "[]", false, Some(Duration::MAX));
    let ids: Vec<String> = page.take_sent().iter().map(|frame| id_of(frame)).collect();
    page.wait(Duration::from_secs(2));
    assert_eq!(*page.error(short), Error::TIMEOUT);
    assert_eq!(page.error(short).settled(), Some(Settled::Unknown));
    assert_eq!(page.answer(long), None);
    // The server is alive, only slow.
    for _ in 0..5 {
        page.wait(SEND_TIMEOUT / 6);
        page.frame(r#"{"msg":"ping"}"#);
        page.frame(r#"{"msg":"pong"}"#);
    }
    page.wait(SEND_TIMEOUT);
    assert_eq!(*page.error(long), Error::TIMEOUT);
    assert_eq!(*page.error(patient), Error::TIMEOUT);
    for id in ids {
        page.returns(&id, "1");
    }
}

#[test]
fn dc14_a_call_that_waits_for_the_connection_was_never_sent() {
    let mut page = Page::anonymous();
    page.connect();
    let call = page.method("x", "[]");
    page.wait(Duration::from_secs(10));
    assert_eq!(*page.error(call), Error::NOT_OPEN);
    assert_eq!(page.error(call).settled(), Some(Settled::NeverSent));

    let mut page = Page::anonymous();
    let call = page.method("x", "[]");
    assert_eq!(*page.error(call), Error::NO_CONNECTION);
    assert_eq!(page.error(call).settled(), Some(Settled::NeverSent));
}

#[test]
fn dc15_a_call_in_flight_settles_when_the_connection_is_lost() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    page.end(1006);
    assert_eq!(*page.error(call), Error::NOT_OPEN);
    assert_eq!(page.error(call).settled(), Some(Settled::Unknown));
    page.take_sent();
    page.wait(Duration::from_secs(2));
    page.open();
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc16_a_call_that_may_be_done_twice_is_sent_again() {
    let mut page = Page::anonymous().online();
    let call = page.method_again("sendMessage", r#"[{"_id":"m1"}]"#);
    let id = page.sent_id();
    let queued = {
        page.lose_and_dial();
        page.method("x", "[]")
    };
    page.open();
    assert_eq!(
        page.sent.first(),
        Some(&format!(
            r#"{{"msg":"method","method":"sendMessage","id":"{id}","params":[{{"_id":"m1"}}]}}"#
        ))
    );
    assert_eq!(page.sent.len(), 2, "the call that waited comes after it");
    page.returns(&id, r#"{"_id":"m1"}"#);
    assert_eq!(page.returned(call), Some(json(r#"{"_id":"m1"}"#)));
    assert_eq!(page.answer(queued), None);
}

#[test]
fn dc16_nobody_knows_what_became_of_a_call_whose_copy_is_refused() {
    let mut page = Page::anonymous().online();
    let call = page.method_again("sendMessage", r#"[{"_id":"m1"}]"#);
    let id = page.sent_id();
    page.reconnect();
    page.refuses(&id, r#"{"error":500}"#);
    assert_eq!(page.refusal(call).settled, Settled::Unknown);
}

#[test]
fn dc17_a_call_that_was_taken_back_is_not_answered_again() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    let id = page.sent_id();
    page.input(Input::Cancel(call));
    assert_eq!(*page.error(call), Error::ABORTED);
    page.returns(&id, "1");
}

#[test]
fn dc18_bad_arguments_are_refused_at_the_call() {
    let mut page = Page::anonymous().online();
    for params in [json("{}"), json("null"), json("5"), Json::undefined()] {
        let call = Call::Remote(groupwire_protocol::session::RemoteCall::Method {
            name: "x".into(),
            params,
            again: false,
        });
        let id = page.call(call, None);
        assert_eq!(page.error(id).code(), Code::InvalidParameter);
    }
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc18_the_functions_of_groups_are_not_those_of_this_protocol() {
    let mut page = Page::anonymous().online();
    let id = page.call(Call::Join { params: Ok(json(r#"{"group":"g"}"#)) }, None);
    assert_eq!(page.error(id).code(), Code::NotSupported);
    let id = page.call(Call::Hold { group: json("\"g\""), since: Json::undefined() }, None);
    assert_eq!(page.error(id).code(), Code::NotSupported);
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc19_errors_of_the_server_are_told_with_the_message_that_offended() {
    let mut page = Page::anonymous().online();
    let frame = r#"{"msg":"error","reason":"Bad request","offendingMessage":{"msg":"bogus"}}"#;
    page.frame(frame);
    assert_eq!(page.take_events(), [RemoteEvent::Problem(json(frame))]);
    assert!(page.state() == "online");
}

#[test]
fn dc20_malformed_messages_are_counted_and_break_nothing() {
    let mut page = Page::anonymous().online();
    let call = page.method("x", "[]");
    let id = page.sent_id();
    let malformed = [
        r#"{"msg":"result"}"#,
        r#"{"msg":"result","id":5}"#,
        r#"{"msg":"ready"}"#,
        r#"{"msg":"ready","subs":{"0":"a"}}"#,
        r#"{"msg":"ready","subs":["a",5]}"#,
        r#"{"msg":"updated","methods":"a"}"#,
        r#"{"msg":"nosub","id":{}}"#,
        r#"{"msg":"changed"}"#,
        r#"{"msg":"added","collection":7,"id":"x"}"#,
        r#"{"msg":"error"}"#,
        r#"{"msg":"failed"}"#,
    ];
    for frame in malformed {
        page.frame(frame);
    }
    // Counts are reported ever more rarely.
    assert_eq!(page.session.unreadable_frames(), malformed.len() as u32);
    assert_eq!(page.unreadable, 8);
    page.returns(&id, "1");
    assert_eq!(page.returned(call), Some(json("1")));
}
