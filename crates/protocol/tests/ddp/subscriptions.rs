//! Subscriptions.

use crate::page::{Page, SEND_TIMEOUT, id_of, json};
use groupwire_protocol::error::{Error, Settled};
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::session::{Call, Input, RemoteCall};

const STREAM: &str = "stream-room-messages";
const ROOM: &str = r#"["r1",{"useCollection":false,"args":[]}]"#;

#[test]
fn dc40_a_subscription_settles_when_the_server_is_ready() {
    let mut page = Page::anonymous().online();
    let call = page.subscribe(STREAM, ROOM);
    let id = match page.take_sent().as_slice() {
        [frame] => {
            let id = id_of(frame);
            let shape = r#"{"msg":"sub","name":"stream-room-messages","id":"ID","params":"#;
            assert_eq!(*frame, format!("{}{ROOM}}}", shape.replace("ID", &id)));
            id
        }
        other => panic!("one frame, not {other:?}"),
    };
    assert_eq!(page.answer(call), None);
    page.ready(&id);
    assert!(page.is_ready(call));
}

#[test]
fn dc40_one_message_may_make_several_ready() {
    let mut page = Page::anonymous().online();
    let calls = [page.subscribe("a", "[]"), page.subscribe("b", "[]")];
    let ids: Vec<String> = page.take_sent().iter().map(|frame| id_of(frame)).collect();
    page.frame(&format!(r#"{{"msg":"ready","subs":["{}","unknown","{}"]}}"#, ids[1], ids[0]));
    assert!(calls.iter().all(|call| page.is_ready(*call)));
}

#[test]
fn dc41_many_listeners_share_one_subscription() {
    let mut page = Page::anonymous().online();
    let before = [page.subscribe(STREAM, ROOM), page.subscribe(STREAM, r#"["r1",false]"#)];
    let id = page.sent_id();
    page.ready(&id);
    let after = page.subscribe(STREAM, ROOM);
    assert!(before.iter().all(|call| page.is_ready(*call)) && page.is_ready(after));
    assert_eq!(page.take_sent(), [""; 0]);

    page.unsubscribe(STREAM, ROOM);
    page.unsubscribe(STREAM, r#"["r1",true]"#);
    assert_eq!(page.take_sent(), [""; 0]);
    page.unsubscribe(STREAM, ROOM);
    assert_eq!(page.take_sent(), [format!(r#"{{"msg":"unsub","id":"{id}"}}"#)]);
    // Its answer, or that there is none, matters to nobody.
    page.nosub(&id);
    page.unsubscribe(STREAM, ROOM);
    assert_eq!((page.take_sent().len(), page.take_events().len()), (0, 0));
}

#[test]
fn dc41_other_keys_and_other_parameters_are_other_subscriptions() {
    let mut page = Page::anonymous().online();
    page.subscribe(STREAM, ROOM);
    page.subscribe(STREAM, r#"["r2",false]"#);
    page.subscribe("stream-notify-room", r#"["r1",false]"#);
    page.subscribe("tasks", r#"["a",1]"#);
    page.subscribe("tasks", r#"["a",2]"#);
    assert_eq!(page.take_sent().len(), 5);
}

#[test]
fn dc42_a_refusal_rejects_with_the_error_or_without() {
    let mut page = Page::anonymous().online();
    let bare = page.subscribe(STREAM, ROOM);
    let id = page.sent_id();
    page.nosub(&id);
    assert_eq!(*page.error(bare), Error::NOT_ALLOWED);
    assert_eq!(page.error(bare).settled(), Some(Settled::Refused));

    let refused = page.subscribe("nope", "[]");
    let id = page.sent_id();
    page.frame(&format!(r#"{{"msg":"nosub","id":"{id}","error":{{"error":404}}}}"#));
    assert_eq!(page.refusal(refused).error, json(r#"{"error":404}"#));
    assert_eq!(page.take_events(), []);

    // It is not kept: the next one asks the server again.
    page.subscribe(STREAM, ROOM);
    assert_eq!(page.take_sent().len(), 1);
}

#[test]
fn dc43_the_end_of_a_subscription_that_was_ready_is_told() {
    let mut page = Page::anonymous().online();
    page.subscribe(STREAM, ROOM);
    let id = page.sent_id();
    page.ready(&id);
    page.nosub(&id);
    let ended = RemoteEvent::Ended { name: STREAM.into(), params: json(ROOM), error: None };
    assert_eq!(page.take_events(), [ended]);
    page.reconnect();
    assert_eq!(page.take_sent(), [""; 0]);
}

#[test]
fn dc44_subscriptions_are_made_again_in_their_order() {
    let mut page = Page::anonymous().online();
    page.subscribe(STREAM, ROOM);
    let first = page.sent_id();
    page.ready(&first);
    page.subscribe("b", "[]");
    let waiting = page.subscribe("c", "[]");
    page.take_sent();
    page.reconnect();
    let sent = page.take_sent();
    let names: Vec<bool> = [STREAM, "\"b\"", "\"c\""]
        .iter()
        .zip(&sent)
        .map(|(name, frame)| frame.contains(name))
        .collect();
    assert_eq!(names, [true; 3], "{sent:?}");
    assert_ne!(id_of(&sent[0]), first);
    page.ready(&id_of(&sent[2]));
    assert!(page.is_ready(waiting));
}

#[test]
fn dc44_one_that_is_ready_again_is_told() {
    let mut page = Page::anonymous().online();
    page.subscribe(STREAM, ROOM);
    let id = page.sent_id();
    page.ready(&id);
    assert_eq!(page.take_events(), []);
    page.reconnect();
    let id = page.sent_id();
    page.ready(&id);
    let again = RemoteEvent::Resubscribed { name: STREAM.into(), params: json(ROOM) };
    assert_eq!(page.take_events(), [again]);
}

#[test]
fn dc44_one_that_is_refused_when_it_is_made_again_has_ended() {
    let mut page = Page::anonymous().online();
    page.subscribe(STREAM, ROOM);
    let id = page.sent_id();
    page.ready(&id);
    page.reconnect();
    let id = page.sent_id();
    page.nosub(&id);
    assert!(matches!(page.take_events().as_slice(), [RemoteEvent::Ended { .. }]));
}

#[test]
fn dc45_a_subscription_made_without_a_connection_is_sent_once_there_is_one() {
    let mut page = Page::anonymous().online();
    page.lose_and_dial();
    let call = page.subscribe(STREAM, ROOM);
    assert_eq!(page.take_sent(), [""; 0]);
    page.open();
    let id = page.sent_id();
    page.ready(&id);
    assert!(page.is_ready(call));
}

#[test]
fn dc46_a_subscription_that_is_not_answered_ends_at_its_deadline() {
    let mut page = Page::anonymous().online();
    let call = page.subscribe(STREAM, ROOM);
    let id = page.sent_id();
    for _ in 0..6 {
        page.wait(SEND_TIMEOUT / 6);
        page.frame(r#"{"msg":"pong"}"#);
    }
    assert_eq!(*page.error(call), Error::TIMEOUT);
    assert!(page.take_sent().contains(&format!(r#"{{"msg":"unsub","id":"{id}"}}"#)));
    page.ready(&id);
}

#[test]
fn dc46_one_that_is_taken_back_before_it_is_ready_rejects() {
    let mut page = Page::anonymous().online();
    let calls = [page.subscribe(STREAM, ROOM), page.subscribe(STREAM, ROOM)];
    let id = page.sent_id();
    page.unsubscribe(STREAM, ROOM);
    assert_eq!(*page.error(calls[1]), Error::ABORTED);
    assert_eq!(page.answer(calls[0]), None);
    page.input(Input::Cancel(calls[0]));
    assert_eq!(*page.error(calls[0]), Error::ABORTED);
    assert_eq!(page.take_sent(), [format!(r#"{{"msg":"unsub","id":"{id}"}}"#)]);
}

#[test]
fn dc47_commands_to_a_subscription_are_answered_by_its_end() {
    let presence = "stream-user-presence";
    let mut page = Page::anonymous().online();
    page.subscribe(presence, r#"["",{"added":["u1"]}]"#);
    let first = page.sent_id();
    page.ready(&first);
    let amend = |page: &mut Page, params: &str, now: &str| {
        let call =
            RemoteCall::Amend { name: presence.into(), params: json(params), now: json(now) };
        page.call(Call::Remote(call), None)
    };
    let call = amend(&mut page, r#"["",{"added":["u1","u2"]}]"#, r#"["",{"added":["u2"]}]"#);
    let frame = page.take_sent().pop().unwrap();
    assert!(frame.contains(r#"["",{"added":["u2"]}]"#), "{frame}");
    page.nosub(&id_of(&frame));
    assert!(page.is_ready(call));
    assert_eq!(page.take_events(), []);

    // What is lost with the connection is said again with the subscription.
    let lost = amend(&mut page, r#"["",{"added":["u2"]}]"#, r#"["",{"removed":["u1"]}]"#);
    page.take_sent();
    page.reconnect();
    assert!(page.is_ready(lost));
    let sent = page.take_sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains(r#"["",{"added":["u2"]}]"#), "{sent:?}");
}

#[test]
fn dc48_events_are_passed_on_as_they_came() {
    let mut page = Page::anonymous().online();
    for frame in [
        r#"{"msg":"changed","collection":"stream-room-messages","id":"id","fields":{"eventName":"r1","args":[{"ts":{"$date":1}}]}}"#,
        r#"{"msg":"added","collection":"tasks","id":"t1","fields":{"n":1}}"#,
        r#"{"msg":"changed","collection":"tasks","id":"t1","cleared":["n"]}"#,
        r#"{"msg":"addedBefore","collection":"tasks","id":"t2","before":null}"#,
        r#"{"msg":"movedBefore","collection":"tasks","id":"t2","before":"t1"}"#,
        r#"{"msg":"removed","collection":"tasks","id":"t1"}"#,
    ] {
        page.frame(frame);
        assert_eq!(page.take_events(), [RemoteEvent::Data(json(frame))]);
    }
}
