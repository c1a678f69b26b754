use crate::harness::{Page, SEND_TIMEOUT, Said, sent};
use groupwire_protocol::Error;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{Input, State, Success};

fn tokens(token: &str, id_token: Option<&str>) -> Option<Credentials> {
    Some(Credentials { token: token.into(), id_token: id_token.map(Into::into) })
}

/// T1
#[test]
fn the_token_is_asked_for_before_every_dial() {
    let mut page = Page::groupwire();
    page.token = None;
    for (token, url) in
        [("one", "ws://host/api?token=one"), ("a+b/c=", "ws://host/api?token=a%2Bb%2Fc%3D")]
    {
        page.connect();
        assert_eq!(page.take_said(), [Said::Authorize]);
        page.authorize(tokens(token, None));
        assert_eq!(page.take_said(), [Said::Dial(url.into())]);
        page.input(Input::Opened);
        page.input(Input::Closed);
        page.take_said();
    }
}

/// T2
#[test]
fn without_a_token_nothing_is_dialled() {
    let mut page = Page::groupwire();
    page.token = None;
    let connect = page.connect();
    let post = page.post("1", "tea");
    page.authorize(None);
    assert_eq!(page.refusal(connect), Error::LOGIN);
    assert_eq!(page.refusal(post), Error::LOGIN);
    assert_eq!(Error::LOGIN.code().as_str(), "INVALID_REQUEST");
    assert_eq!(Error::LOGIN.message(), "User login is required.");
    assert_eq!(page.state(), State::Idle);
    assert!(!page.take_said().iter().any(|said| matches!(said, Said::Dial(_) | Said::Status(_))));
}

/// T3, T5
#[test]
fn skapi_frames_wait_for_fresh_tokens_in_their_order() {
    let mut page = Page::skapi().online();
    page.token = None;
    let join = page.join_group("tea");
    let post = page.post("1", "tea");
    let private = page.post("2", "3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11");
    assert_eq!(page.take_said(), [Said::Authorize], "one question for all of them");
    page.authorize(tokens("fresh", Some("freshid")));
    assert_eq!(
        page.take_said(),
        [
            sent(r#"{"action":"joinRoom","rid":"tea","token":"fresh"}"#),
            Said::Settled(join),
            sent(
                r#"{"action":"broadcast","rid":"tea","content":1,"notification":"","notificationConfig":{},"token":"IdT:service1:owner1:freshid"}"#
            ),
            Said::Settled(post),
            sent(
                r#"{"action":"sendMessage","uid":"3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11","content":2,"notification":"","notificationConfig":{},"token":"IdT:service1:owner1:freshid"}"#
            ),
            Said::Settled(private),
        ]
    );
    page.post("3", "tea");
    assert_eq!(page.take_said(), [Said::Authorize], "the next batch asks anew");
}

/// T3
#[test]
fn a_refused_token_rejects_what_waits_and_keeps_the_connection() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    page.authorize(None);
    assert_eq!(page.refusal(post), Error::LOGIN);
    assert_eq!(page.state(), State::Online);
    let again = page.post("2", "tea");
    page.authorize(tokens("t", None));
    assert_eq!(page.answer(again), Ok(Success::Sent));
}

/// T3, Z1: a token function that never answers.
#[test]
fn what_waits_for_tokens_has_a_deadline() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    page.wait(SEND_TIMEOUT);
    assert_eq!(page.refusal(post), Error::NOT_OPEN);
}

/// T4
#[test]
fn a_late_answer_to_an_old_question_changes_nothing() {
    let mut page = Page::groupwire();
    page.token = None;
    page.connect();
    let old = page.tickets[0];
    page.close();
    let connect = page.connect();
    page.take_said();
    page.input(Input::Credentials(old, tokens("old", None)));
    page.input(Input::Credentials(old, None));
    assert_eq!(page.take_said(), []);
    page.authorize(tokens("new", None));
    assert_eq!(page.take_said(), [Said::Dial("ws://host/api?token=new".into())]);
    page.input(Input::Opened);
    assert_eq!(page.answer(connect), Ok(Success::Connected));
}

/// T6
#[test]
fn the_token_stands_in_for_a_missing_id_token() {
    let mut page = Page::skapi();
    page.token = tokens("only", None);
    let mut page = page.in_group("tea");
    page.post("1", "tea");
    let frames = page.take_sent();
    assert!(frames[0].ends_with(r#""token":"IdT:service1:owner1:only"}"#), "{frames:?}");
}

#[test]
fn tokens_are_not_in_debug_output() {
    assert_eq!(format!("{:?}", tokens("secret", Some("secret2"))), "Some(Credentials(..))");
}
