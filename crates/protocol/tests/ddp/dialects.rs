//! The two servers that speak this protocol: each row of the table in `docs/SPEC.md`, from the
//! client's side.

use crate::page::{Page, id_of, json};
use groupwire_protocol::session::Input;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Meteor,
    Streamer,
}

const BOTH: [Dialect; 2] = [Dialect::Meteor, Dialect::Streamer];

/// A page whose connection is open, to a server of this dialect.
fn online(dialect: Dialect) -> Page {
    let mut page = Page::with_token();
    page.connect();
    page.input(Input::Opened);
    if dialect == Dialect::Streamer {
        page.frame(r#"{"msg":"server_id","server_id":"0"}"#);
    }
    page.take_sent();
    let session = match dialect {
        Dialect::Meteor => "tbemTwyrPJMs7TvK4",
        Dialect::Streamer => "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d",
    };
    page.frame(&format!(r#"{{"msg":"connected","session":"{session}"}}"#));
    let login = page.sent_id();
    answer(&mut page, dialect, &login, r#","result":{"id":"u1","token":"t"}"#);
    assert_eq!(page.state(), "online");
    page
}

/// `updated` and `result`, in the dialect's order.
fn answer(page: &mut Page, dialect: Dialect, id: &str, result: &str) {
    let mut frames = [
        format!(r#"{{"msg":"updated","methods":["{id}"]}}"#),
        format!(r#"{{"msg":"result","id":"{id}"{result}}}"#),
    ];
    if dialect == Dialect::Streamer {
        frames.reverse();
    }
    for frame in frames {
        page.frame(&frame);
    }
}

#[test]
fn dc70_both_let_a_session_in() {
    for dialect in BOTH {
        assert_eq!(online(dialect).unreadable, 0, "{dialect:?}");
    }
}

#[test]
fn dc71_both_answer_calls() {
    for dialect in BOTH {
        let mut page = online(dialect);
        let call = page.method("x", "[]");
        let id = page.sent_id();
        answer(&mut page, dialect, &id, r#","result":{"n":1}"#);
        assert_eq!(page.returned(call), Some(json(r#"{"n":1}"#)), "{dialect:?}");
    }
}

#[test]
fn dc72_a_falsy_result_may_be_left_out() {
    for (dialect, field, value) in
        [(Dialect::Meteor, r#","result":false"#, Some("false")), (Dialect::Streamer, "", None)]
    {
        let mut page = online(dialect);
        let call = page.method("x", "[]");
        let id = page.sent_id();
        answer(&mut page, dialect, &id, field);
        assert_eq!(page.returned(call), value.map(json), "{dialect:?}");
    }
}

#[test]
fn dc73_a_refused_stream_may_have_an_error_or_none() {
    for (dialect, error) in
        [(Dialect::Meteor, ""), (Dialect::Streamer, r#","error":{"error":"not-allowed"}"#)]
    {
        let mut page = online(dialect);
        let call = page.subscribe("stream-room-messages", r#"["r1",false]"#);
        let id = page.sent_id();
        page.frame(&format!(r#"{{"msg":"nosub","id":"{id}"{error}}}"#));
        assert!(page.answer(call).is_some() && !page.is_ready(call), "{dialect:?}");
    }
}

#[test]
fn dc74_the_end_of_a_subscription_need_not_be_answered() {
    for dialect in BOTH {
        let mut page = online(dialect);
        page.subscribe("stream-room-messages", r#"["r1",false]"#);
        let id = page.sent_id();
        page.ready(&id);
        let call = page.unsubscribe("stream-room-messages", r#"["r1",false]"#);
        assert!(page.is_ready(call), "{dialect:?}");
        if dialect == Dialect::Meteor {
            page.nosub(&id);
        }
        assert_eq!(page.take_events().len(), 1, "the login, and nothing since");
    }
}

#[test]
fn dc75_a_logout_may_end_the_connection() {
    for dialect in BOTH {
        let mut page = online(dialect);
        let call = page.method("logout", "[]");
        let id = page.sent_id();
        answer(&mut page, dialect, &id, "");
        assert_eq!(page.returned(call), None);
        page.tokens = Some(groupwire_protocol::session::Tokens::None);
        if dialect == Dialect::Streamer {
            page.end(1002);
            page.greet();
        }
        assert_eq!(page.state(), "online", "{dialect:?}");
    }
}

#[test]
fn dc76_a_message_that_the_server_does_not_understand_may_end_the_connection() {
    for (dialect, code) in
        [(Dialect::Streamer, 1002), (Dialect::Streamer, 1007), (Dialect::Meteor, 1000)]
    {
        let mut page = online(dialect);
        page.end(code);
        assert_eq!(page.state(), "waiting", "{dialect:?} {code}");
    }
}

#[test]
fn dc77_ids_are_strings_that_no_connection_uses_twice() {
    let mut page = online(Dialect::Meteor);
    page.method("x", "[]");
    page.method("x", "[]");
    page.subscribe("a", "[]");
    let sent = page.take_sent();
    let mut ids: Vec<String> = sent.iter().map(|frame| id_of(frame)).collect();
    assert!(ids.iter().all(|id| !id.is_empty()));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}
