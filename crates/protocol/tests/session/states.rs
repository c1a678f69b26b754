//! The states of the connection, and in which order they are told.

use crate::harness::{FIRST_PAUSE, Page, closed};
use crate::said::Said;
use groupwire_protocol::Error;
use groupwire_protocol::event::Status;
use groupwire_protocol::session::{Backoff, Input, Reason, State};
use std::time::Duration;

/// K1
#[test]
fn the_states_of_a_life() {
    let mut page = Page::groupwire();
    assert_eq!(page.state(), State::Idle);
    page.connect();
    page.open();
    assert_eq!(page.take_states(), ["connecting", "handshaking", "online"]);
    page.reconnect();
    assert_eq!(page.take_states(), ["handshaking", "online"]);
    page.end(1001);
    page.wait_for_dial();
    assert_eq!(page.take_states(), ["waiting", "connecting"]);
    page.open();
    page.close();
    page.end(1000);
    assert_eq!(page.take_states(), ["handshaking", "online", "closing", "closed"]);
    assert_eq!(State::Idle.name(), "idle");
}

/// K1: a protocol without a greeting has no handshake.
#[test]
fn skapi_shakes_no_hands() {
    let mut page = Page::skapi();
    page.connect();
    page.open();
    assert_eq!(page.take_states(), ["connecting", "online"]);
}

/// K2, K3, E5, E10
#[test]
fn a_loss_is_told_before_the_state_and_the_attempts_with_their_numbers() {
    let mut page = Page::groupwire().online();
    page.end(1012);
    let said = page.take_all();
    let State::Waiting { attempt: 1, retry_at: Some(at), ended: Some(ended) } = page.state() else {
        panic!("{:?}", page.state());
    };
    assert_eq!(ended, closed(1012), "the server's code and its words");
    assert!(at > page.now && at <= page.now + FIRST_PAUSE);
    assert_eq!(said, [Said::Status(Status::UnexpectedClose), Said::State(page.state())]);

    page.wait_for_dial();
    let said = page.take_all();
    assert_eq!(
        said[..2],
        [Said::State(State::Connecting { attempt: 1 }), Said::Status(Status::Reconnecting(1))]
    );
    page.end(1006);
    assert_eq!(
        page.take_all(),
        [Said::Status(Status::Failed), Said::State(page.state())],
        "an attempt that failed"
    );
    page.wait_for_dial();
    assert_eq!(page.state(), State::Connecting { attempt: 2 });
    page.input(Input::Opened);
    assert_eq!(page.state(), State::Handshaking { attempt: 2 });
}

/// K3: the first connection is no attempt to connect again.
#[test]
fn the_first_connection_has_the_number_0() {
    let mut page = Page::groupwire();
    page.connect();
    assert_eq!(page.state(), State::Connecting { attempt: 0 });
    assert!(!page.take_said().contains(&Said::Status(Status::Reconnecting(0))));
}

/// K4
#[test]
fn a_refused_token_is_replaced_once() {
    let mut page = Page::groupwire().online();
    let waiting = {
        page.end(4401);
        page.post("1", "tea")
    };
    assert_eq!(page.state(), State::Connecting { attempt: 1 }, "at once");
    page.end(4401);
    let reason = Reason::Unauthorized;
    assert_eq!(page.state(), State::Closed { reason, ended: Some(closed(4401)) });
    assert_eq!(page.refusal(waiting), Error::LOGIN);
    assert_eq!(page.session.poll_timeout(), None);
}

/// K4: also where the fresh one opens the connection and is refused right after.
#[test]
fn a_fresh_token_that_is_refused_at_once_is_the_last() {
    let mut page = Page::groupwire().online();
    page.end(4401);
    page.open();
    assert!(page.is_online());
    page.end(4401);
    assert!(matches!(page.state(), State::Closed { reason: Reason::Unauthorized, .. }));
}

/// K4, C7: the connection after a close begins anew.
#[test]
fn a_refused_token_is_forgotten_by_a_close() {
    let mut page = Page::groupwire().online();
    page.end(4401);
    page.open();
    page.close();
    page.connect();
    page.take_all();
    page.end(1000);
    assert!(page.take_all().contains(&crate::said::ASKED));
    assert_eq!(page.state(), State::Connecting { attempt: 0 });
}

/// K4: on the first connection.
#[test]
fn a_first_connection_whose_tokens_are_refused_ends() {
    let mut page = Page::groupwire();
    let id = page.connect();
    for _ in 0..2 {
        page.input(Input::Opened);
        page.end(4401);
    }
    assert_eq!(page.refusal(id), Error::LOGIN);
    assert!(matches!(page.state(), State::Closed { reason: Reason::Unauthorized, .. }));
    page.connect();
    page.end(4401);
    assert_eq!(page.state(), State::Connecting { attempt: 0 }, "another call begins anew");
}

/// K5
#[test]
fn a_client_that_the_server_does_not_want_stays_away() {
    for page in [Page::groupwire(), Page::skapi()] {
        let mut page = page.in_group("tea");
        page.end(1008);
        let reason = Reason::Refused;
        assert_eq!(page.state(), State::Closed { reason, ended: Some(closed(1008)) });
        let post = page.post("1", "tea");
        assert_eq!(page.refusal(post), Error::NOT_OPEN);
        assert_eq!(page.session.poll_timeout(), None);
    }
    let mut page = Page::groupwire();
    let id = page.connect();
    page.end(1008);
    assert!(matches!(page.state(), State::Closed { reason: Reason::Refused, .. }));
    assert_eq!(page.refusal(id), Error::CONNECTION);
}

/// K6
#[test]
fn who_has_no_token_any_more_does_not_connect_again() {
    use groupwire_protocol::session::Tokens;
    let mut page = Page::groupwire().online();
    page.token = None;
    let post = {
        page.end(1006);
        page.post("1", "tea")
    };
    page.wait_for_dial();
    page.authorize(Tokens::None);
    assert!(matches!(page.state(), State::Closed { reason: Reason::Unauthorized, .. }));
    assert_eq!(page.refusal(post), Error::LOGIN);
}

/// K7, E10
#[test]
fn as_many_attempts_as_are_allowed() {
    let mut page = Page::with(|config| config.max_attempts = Some(2)).in_group("tea");
    page.server().acks = false;
    let flying = page.post("1", "tea");
    page.end(1006);
    let waiting = page.post("2", "tea");
    page.wait_for_dial();
    page.end(1006);
    page.wait_for_dial();
    page.take_all();
    page.end(1006);
    let state = State::Closed { reason: Reason::GaveUp, ended: Some(closed(1006)) };
    assert_eq!(
        page.take_all()[..3],
        [Said::Status(Status::Failed), Said::Status(Status::GaveUp), Said::State(state),]
    );
    assert_eq!(page.refusal(waiting), Error::NOT_OPEN);
    assert_eq!(page.refusal(flying), Error::NOT_OPEN);
    assert_eq!(page.session.poll_timeout(), None);

    page.connect();
    assert_eq!(page.state(), State::Connecting { attempt: 1 }, "a call begins anew");
    page.open();
    assert!(page.take_sent().iter().any(|frame| frame.contains("joinRoom")), "C8");
}

/// K8: reasons have their documented names.
#[test]
fn reasons_have_names() {
    let names = [
        (Reason::User, "user"),
        (Reason::Unauthorized, "unauthorized"),
        (Reason::Refused, "refused"),
        (Reason::GaveUp, "gave-up"),
    ];
    for (reason, name) in names {
        assert_eq!(reason.as_str(), name);
    }
}

/// Z2: timers that set themselves to this very moment get their turn when the owner comes back.
#[test]
fn times_of_nothing_keep_the_owner_from_nothing() {
    let mut page = Page::with(|config| config.heartbeat_timeout = Duration::ZERO).online();
    page.server().acks = false;
    let post = page.post("1", "00000000-0000-4000-8000-000000000000");
    page.sleep(Duration::from_millis(1));
    page.fire();
    assert!(!page.answers.contains_key(&post));

    let mut page = Page::with(|config| {
        config.connect_timeout = Duration::ZERO;
        config.backoff = Backoff { min: Duration::ZERO, max: Duration::ZERO };
    })
    .online();
    page.end(1006);
    page.fire();
}
