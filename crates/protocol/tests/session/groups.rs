use crate::harness::{Page, json};
use crate::said::{Said, sent};
use crate::server::{joined, nack};
use groupwire_protocol::error::Settled;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, Input, Success};
use groupwire_protocol::{Code, Error};

/// G1, M1, M6
#[test]
fn joining_switching_and_posting() {
    let mut page = Page::groupwire().online();
    let join = page.join_group("tea");
    assert_eq!(
        page.take_said(),
        [sent(r#"{"action":"joinRoom","rid":"tea"}"#), Said::Settled(join)]
    );
    let answer = page.answer(join).unwrap();
    assert_eq!(answer, Success::Joined("tea".into()));
    assert_eq!(answer.message().as_deref(), Some(r#"Joined realtime message group: "tea"."#));
    let post = page.post("1", "tea");
    assert!(matches!(page.answer(post), Ok(Success::Acknowledged(_))));
    assert_eq!(page.answer(post).unwrap().message().as_deref(), Some("Message sent."));

    page.take_said();
    page.join_group("coffee \"black\"");
    assert_eq!(
        page.take_sent(),
        [
            r#"{"action":"leaveRoom","rid":"tea"}"#,
            r#"{"action":"joinRoom","rid":"coffee \"black\""}"#
        ]
    );
    let post = page.post("1", "tea");
    let refusal = page.refusal(post);
    assert_eq!(refusal, Error::not_joined("tea".into()));
    assert_eq!(
        refusal.message(),
        "User has not joined to the recipient group. Run joinRealtime('...')"
    );
    assert_eq!(refusal.recipient(), Some("tea"));
}

/// G1: joining the joined group sends again.
#[test]
fn joining_again_sends_again() {
    let mut page = Page::groupwire().in_group("tea");
    page.join_group("tea");
    assert_eq!(page.take_sent().len(), 1);
}

/// G2
#[test]
fn null_and_the_empty_string_leave() {
    for params in [r#"{"group":null}"#, r#"{"group":""}"#] {
        let mut page = Page::groupwire().in_group("tea");
        let id = page.join(&json(params));
        assert_eq!(page.answer(id), Ok(Success::Left));
        assert_eq!(
            page.answer(id).unwrap().message().as_deref(),
            Some("Left realtime message group.")
        );
        assert_eq!(page.take_sent(), [r#"{"action":"leaveRoom","rid":"tea"}"#]);
        let post = page.post("1", "tea");
        assert_eq!(page.refusal(post), Error::not_joined("tea".into()));
    }
}

/// G3
#[test]
fn leaving_where_nothing_is_joined_sends_nothing() {
    for params in
        [r#"{"group":null}"#, r#"{"group":""}"#, r#"{"group":0}"#, r#"{"group":false}"#, "{}"]
    {
        let mut page = Page::groupwire().online();
        let id = page.join(&json(params));
        assert_eq!(page.answer(id), Ok(Success::Left), "{params}");
        assert_eq!(page.take_sent(), [""; 0]);
    }
}

/// G4
#[test]
fn what_is_no_group_is_refused() {
    let mut joined = Page::groupwire().in_group("tea");
    for params in [r#"{"group":0}"#, "{}", r#"{"group":5}"#, r#"{"group":{}}"#] {
        let id = joined.join(&json(params));
        assert_eq!(joined.refusal(id), Error::GROUP_TYPE, "{params}");
    }
    let mut page = Page::groupwire().online();
    for params in [Json::undefined(), Json::null(), json("5"), json(r#""tea""#), json("[]")] {
        let id = page.join(&params);
        assert_eq!(page.refusal(id), Error::GROUP_TYPE, "{params:?}");
    }
    assert_eq!(Error::GROUP_TYPE.code().as_str(), "INVALID_PARAMETER");
    assert_eq!(Error::GROUP_TYPE.message(), "\"group\" must be a string | null.");
}

/// G5, M3, M7: the connection is looked at before the group.
#[test]
fn joining_without_a_connection() {
    let mut never = Page::groupwire();
    let mut closing = Page::groupwire().online();
    closing.close();
    let mut closed = Page::groupwire().online();
    closed.close();
    closed.end(1006);
    for page in [&mut never, &mut closing, &mut closed] {
        let id = page.join(&json(r#"{"group":5}"#));
        assert_eq!(page.refusal(id), Error::NO_CONNECTION);
    }
    let mut gave_up = Page::with(|config| config.max_attempts = Some(0)).online();
    gave_up.end(1006);
    let id = gave_up.join_group("tea");
    assert_eq!(gave_up.refusal(id), Error::NOT_OPEN);
    let mut ending = Page::groupwire().online();
    ending.input(Input::Unwritable);
    let id = ending.join_group("tea");
    assert!(ending.is_pending(id), "M14");
}

/// G1
#[test]
fn skapi_joins_in_place_of_the_group_before() {
    let mut page = Page::skapi().in_group("tea");
    page.join_group("coffee");
    page.leave_group();
    assert_eq!(
        page.take_sent(),
        [
            r#"{"action":"joinRoom","rid":"coffee","token":"access"}"#,
            r#"{"action":"joinRoom","rid":null,"token":"access"}"#
        ]
    );
}

/// G7
#[test]
fn a_join_is_answered_when_the_server_has_answered() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let join = page.join_group("tea");
    assert!(page.is_pending(join));
    page.frame(&joined("tea", &page.mids[0].clone(), "e1", 3));
    assert_eq!(page.answer(join), Ok(Success::Joined("tea".into())));
}

/// G8
#[test]
fn a_join_that_the_server_refuses_is_refused_and_forgotten() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    let join = page.join_group("tea");
    page.frame(&nack(&page.mids[0].clone(), "TOO_MANY_GROUPS", "Three is enough."));
    let refusal = page.refusal(join);
    assert_eq!((refusal.code_str(), refusal.message()), ("TOO_MANY_GROUPS", "Three is enough."));
    assert_eq!(refusal.settled(), Some(Settled::Refused));
    let post = page.post("1", "tea");
    assert_eq!(page.refusal(post), Error::not_joined("tea".into()));
    page.reconnect();
    assert_eq!(page.take_sent(), [""; 0]);
}

/// G6
#[test]
fn closing_forgets_the_group() {
    let mut page = Page::groupwire().in_group("tea");
    page.close();
    page.end(1000);
    let mut page = page.online();
    assert_eq!(page.take_sent(), [""; 0]);
    let post = page.post("1", "tea");
    assert_eq!(page.refusal(post), Error::not_joined("tea".into()));
}

/// G4, M2: parameters that could not be read.
#[test]
fn a_form_that_makes_no_object_is_refused() {
    let refusal = Error::fixed(Code::InvalidRequest, "Form key cannot start with an array index.");
    let mut page = Page::groupwire().online();
    let id = page.call(Call::Join { params: Err(refusal.clone()) });
    assert_eq!(page.refusal(id), refusal);
}
