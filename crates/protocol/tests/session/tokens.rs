use crate::harness::{Page, SEND_TIMEOUT, tokens};
use crate::said::{ASKED, Said, sent};
use groupwire_protocol::Error;
use groupwire_protocol::session::{Input, Reason, State, Success, Tokens};

fn given(token: &str, id_token: Option<&str>) -> Tokens {
    Tokens::Given(tokens(token, id_token))
}

/// T1
#[test]
fn the_token_is_asked_for_before_every_dial() {
    let mut page = Page::groupwire();
    page.token = None;
    page.connect();
    assert_eq!(page.take_said(), [ASKED]);
    page.authorize(given("one", None));
    assert_eq!(page.take_said(), [Said::Dial("ws://host/api?v=1&token=one".into())]);
    page.open();
    page.end(1006);
    page.take_said();
    page.wait_for_dial();
    assert!(page.take_said().contains(&ASKED));
    page.authorize(given("a+b/c=", None));
    let url = "ws://host/api?v=1&since=e1:10&token=a%2Bb%2Fc%3D";
    assert_eq!(page.take_said(), [Said::Dial(url.into())]);
}

/// T2
#[test]
fn without_a_token_nothing_is_dialled() {
    let mut page = Page::groupwire();
    page.token = None;
    let connect = page.connect();
    let post = page.post("1", "tea");
    page.authorize(Tokens::None);
    assert_eq!(page.refusal(connect), Error::LOGIN);
    assert_eq!(page.refusal(post), Error::LOGIN);
    assert_eq!(Error::LOGIN.code().as_str(), "INVALID_REQUEST");
    assert_eq!(Error::LOGIN.message(), "User login is required.");
    assert_eq!(page.state(), State::Closed { reason: Reason::Unauthorized, ended: None });
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
    assert_eq!(page.take_said(), [ASKED], "one question for all of them");
    page.authorize(given("fresh", Some("freshid")));
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
    assert_eq!(page.take_said(), [ASKED], "the next batch asks anew");
}

/// T3
#[test]
fn a_refused_token_rejects_what_waits_and_keeps_the_connection() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let post = page.post("1", "tea");
    page.authorize(Tokens::None);
    assert_eq!(page.refusal(post), Error::LOGIN);
    assert_eq!(page.state(), State::Online);
    let again = page.post("2", "tea");
    page.authorize(given("t", None));
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

/// T3: the next call asks again, when nobody waits for the first answer any more.
#[test]
fn tokens_that_do_not_come_are_asked_for_again() {
    let mut page = Page::skapi().in_group("tea");
    page.token = None;
    let first = page.post("1", "tea");
    page.wait(SEND_TIMEOUT / 2);
    let second = page.post("2", "tea");
    assert_eq!(page.take_said(), [ASKED]);
    page.wait(SEND_TIMEOUT / 2);
    assert!(!page.is_pending(first) && page.is_pending(second));
    page.wait(SEND_TIMEOUT / 2);
    assert!(!page.is_pending(second));
    page.take_said();
    let third = page.post("3", "tea");
    assert_eq!(page.take_said(), [ASKED]);
    page.authorize(given("t", None));
    assert_eq!(page.answer(third), Ok(Success::Sent));
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
    page.input(Input::Credentials(old, given("old", None)));
    page.input(Input::Credentials(old, Tokens::None));
    assert_eq!(page.take_said(), []);
    page.authorize(given("new", None));
    assert_eq!(page.take_said(), [Said::Dial("ws://host/api?v=1&token=new".into())]);
    page.open();
    assert_eq!(page.answer(connect), Ok(Success::Connected));
}

/// T6
#[test]
fn the_token_stands_in_for_a_missing_id_token() {
    let mut page = Page::skapi();
    page.token = Some(tokens("only", None));
    let mut page = page.in_group("tea");
    page.post("1", "tea");
    let frames = page.take_sent();
    assert!(frames[0].ends_with(r#""token":"IdT:service1:owner1:only"}"#), "{frames:?}");
}

#[test]
fn tokens_are_not_in_debug_output() {
    assert_eq!(format!("{:?}", given("secret", Some("secret2"))), "Given(Credentials(..))");
}

/// T7
#[test]
fn a_refused_token_is_said_to_be_so_when_another_one_is_asked_for() {
    let mut page = Page::groupwire().online();
    page.end(4401);
    let said = page.take_said();
    assert!(said.contains(&Said::Authorize { refused: true }), "{said:?}");
    assert!(matches!(said.last(), Some(Said::Dial(_))), "at once");
    page.open();
    page.wait(crate::harness::USEFUL);
    page.end(1006);
    page.wait_for_dial();
    assert!(page.take_said().contains(&ASKED), "another token was good");
}

/// T7: also on the first connection.
#[test]
fn a_first_connection_with_a_refused_token_asks_for_another_one() {
    let mut page = Page::groupwire();
    let id = page.connect();
    page.end(4401);
    assert!(page.take_said().contains(&Said::Authorize { refused: true }));
    page.open();
    assert_eq!(page.answer(id), Ok(Success::Connected));
}

/// T8
#[test]
fn a_token_that_cannot_be_had_during_an_outage_is_asked_for_again() {
    let mut page = Page::groupwire().online();
    page.token = None;
    for _ in 0..3 {
        if page.is_online() {
            page.end(1006);
        }
        page.wait_for_dial();
        page.authorize(Tokens::Failed);
        assert!(page.is_waiting());
    }
    page.wait_for_dial();
    page.authorize(given("t", None));
    page.open();
    assert!(page.is_online());
}

/// T2: what fails on the first connection is told to its caller.
#[test]
fn a_token_that_cannot_be_had_for_the_first_connection_ends_it() {
    let mut page = Page::groupwire();
    page.token = None;
    let id = page.connect();
    page.authorize(Tokens::Failed);
    assert_eq!(page.refusal(id), Error::LOGIN);
    assert_eq!(page.state(), State::Closed { reason: Reason::Unauthorized, ended: None });
}

/// T9
#[test]
fn a_token_that_is_about_to_expire_is_renewed_on_the_open_connection() {
    let mut page = Page::groupwire().in_group("tea");
    page.token = None;
    page.frame(r##"{"#expires":30000}"##);
    page.frame(r##"{"#expires":20000}"##);
    assert_eq!(page.take_said(), [ASKED], "one question");
    page.authorize(given("new", None));
    assert_eq!(page.take_said(), [sent(r#"{"action":"renew","token":"new"}"#)]);
    assert!(page.is_online());
    let post = page.post("1", "tea");
    assert!(page.answer(post).is_ok());
}

/// T9: the connection is used until the server ends it.
#[test]
fn a_renewal_that_fails_changes_nothing() {
    for tokens in [Tokens::None, Tokens::Failed] {
        let mut page = Page::groupwire().online();
        page.token = None;
        page.frame(r##"{"#expires":30000}"##);
        page.take_said();
        page.authorize(tokens);
        assert_eq!(page.take_said(), []);
        assert!(page.is_online());
    }
}

/// T9: a renewal that was on its way when the connection ended is not repeated, for the dial
/// brought a token of its own.
#[test]
fn a_renewal_does_not_outlive_its_connection() {
    let mut page = Page::groupwire().online();
    page.server().acks = false;
    page.frame(r##"{"#expires":30000}"##);
    assert!(page.take_sent()[0].contains("renew"));
    page.reconnect();
    assert_eq!(page.take_sent(), [""; 0]);
}
