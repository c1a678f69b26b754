//! Any sequence of inputs, sensible or not. `PROPTEST_CASES=20000` looks longer.

use crate::harness::{
    CLOSE_TIMEOUT, CONNECT_TIMEOUT, Page, SEND_TIMEOUT, Said, closed, json, tokens,
};
use groupwire_protocol::Code;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, CallId, Input, PageEvent, State, Success, Tokens};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Clone, Debug)]
enum Step {
    Connect {
        callable: bool,
    },
    Post {
        recipient: &'static str,
        message: &'static str,
        timeout: Option<u64>,
    },
    Join {
        group: &'static str,
    },
    Hold(&'static str),
    Release(&'static str),
    Close,
    /// Takes one of the calls back.
    Cancel(prop::sample::Index),
    /// The answer to one of the questions for tokens, old ones too.
    Answer {
        question: prop::sample::Index,
        tokens: Tokens,
    },
    Opened,
    /// With the server's greeting.
    Open,
    Failed,
    Unwritable,
    Closed(u16),
    Frame(&'static str),
    Unreadable,
    Buffered(usize),
    Page(PageEvent),
    /// Whether the server answers from now on.
    Answers(bool),
    Epoch(&'static str),
    /// Time passes, with timers or without.
    Wait(u64),
    Sleep(u64),
}

fn call() -> impl Strategy<Value = Step> {
    let recipient = prop::sample::select(vec![
        r#""tea""#,
        r#""3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11""#,
        "null",
        r#"{"user":"u"}"#,
        "[]",
        r#"{"connection":"cid:x"}"#,
    ]);
    let message = prop::sample::select(vec!["0", "{}", r#""\ud800""#]);
    let group = prop::sample::select(vec![
        r#"{"group":"tea"}"#,
        r#"{"group":"coffee"}"#,
        r#"{"group":null}"#,
        r#"{"group":7}"#,
        "{}",
        "5",
    ]);
    let name = || prop::sample::select(vec!["tea", "coffee", "milk"]);
    let timeout = prop::option::weighted(0.2, 0..2_000u64);
    prop_oneof![
        4 => Just(Step::Connect { callable: true }),
        1 => Just(Step::Connect { callable: false }),
        8 => (recipient, message, timeout).prop_map(|(recipient, message, timeout)| {
            Step::Post { recipient, message, timeout }
        }),
        5 => group.prop_map(|group| Step::Join { group }),
        2 => name().prop_map(Step::Hold),
        2 => name().prop_map(Step::Release),
        2 => Just(Step::Close),
        2 => any::<prop::sample::Index>().prop_map(Step::Cancel),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let frame = prop::sample::select(vec![
        r##"{"#message":1}"##,
        r##"{"#message":1,"#srid":"tea","#offset":12,"#epoch":"e1"}"##,
        r##"{"#private":1,"#offset":12,"#epoch":"e1"}"##,
        r##"{"#notice":"x","#code":"USER_LEFT"}"##,
        "{}",
        r##"{"#hello":{}}"##,
        r##"{"#expires":1000}"##,
        r##"{"#ack":"x"}"##,
        r##"{"#joined":"tea","epoch":"e1","offset":9}"##,
        r##"{"#pong":1}"##,
    ]);
    let code = prop::sample::select(vec![1000, 1001, 1006, 1006, 1006, 1008, 1009, 1013, 4401]);
    let event = prop::sample::select(vec![
        PageEvent::Shown,
        PageEvent::Hidden,
        PageEvent::Woken,
        PageEvent::Offline,
        PageEvent::Left,
        PageEvent::Returned,
    ]);
    let given = prop_oneof![
        6 => Just(Tokens::Given(tokens("t", None))),
        1 => Just(Tokens::None),
        2 => Just(Tokens::Failed),
    ];
    prop_oneof![
        24 => call(),
        4 => (any::<prop::sample::Index>(), given)
            .prop_map(|(question, tokens)| Step::Answer { question, tokens }),
        1 => Just(Step::Opened),
        6 => Just(Step::Open),
        1 => Just(Step::Failed),
        1 => Just(Step::Unwritable),
        4 => code.prop_map(Step::Closed),
        2 => frame.prop_map(Step::Frame),
        1 => Just(Step::Unreadable),
        1 => prop::sample::select(vec![0, 100, 3_000]).prop_map(Step::Buffered),
        3 => event.prop_map(Step::Page),
        2 => any::<bool>().prop_map(Step::Answers),
        1 => prop::sample::select(vec!["e1", "e2"]).prop_map(Step::Epoch),
        4 => (0..12_000u64).prop_map(Step::Wait),
        1 => (0..100_000u64).prop_map(Step::Sleep),
    ]
}

fn perform(page: &mut Page, step: &Step, calls: &mut Vec<CallId>) {
    match step {
        Step::Connect { callable } => calls.push(page.call(Call::Connect { callable: *callable })),
        Step::Post { recipient, message, timeout } => {
            let call = Call::Post {
                message: Ok(json(message)),
                recipient: json(recipient),
                notification: Json::undefined(),
            };
            calls.push(page.call_within(call, timeout.map(Duration::from_millis)));
        }
        Step::Join { group } => calls.push(page.join(&json(group))),
        Step::Hold(group) => calls.push(page.hold(group)),
        Step::Release(group) => calls.push(page.release(group)),
        Step::Close => calls.push(page.close()),
        Step::Cancel(index) if !calls.is_empty() => page.cancel(*index.get(calls)),
        Step::Answer { question, tokens } if !page.tickets.is_empty() => {
            let ticket = *question.get(&page.tickets);
            page.input(Input::Credentials(ticket, tokens.clone()));
        }
        Step::Cancel(_) | Step::Answer { .. } => {}
        Step::Opened => page.input(Input::Opened),
        Step::Open => page.open(),
        Step::Failed => page.input(Input::Failed),
        Step::Unwritable => page.input(Input::Unwritable),
        Step::Closed(code) => page.input(Input::Closed(closed(*code))),
        Step::Frame(text) => page.frame(text),
        Step::Unreadable => page.input(Input::Unreadable),
        Step::Buffered(bytes) => page.buffered = *bytes,
        Step::Page(event) => page.page(*event),
        Step::Answers(answers) => {
            if let Some(server) = &mut page.server {
                (server.acks, server.pongs) = (*answers, *answers);
            }
        }
        Step::Epoch(epoch) => {
            if let Some(server) = &mut page.server {
                server.epoch = (*epoch).into();
            }
        }
        Step::Wait(millis) => page.wait(Duration::from_millis(*millis)),
        Step::Sleep(millis) => page.sleep(Duration::from_millis(*millis)),
    }
}

/// Whether something will happen by itself, where something should.
fn goes_on(page: &Page) -> bool {
    match page.state() {
        State::Idle | State::Closed { .. } | State::Waiting { retry_at: None, .. } => true,
        _ => page.session.poll_timeout().is_some(),
    }
}

fn page(skapi: bool, answers_at_once: bool) -> Page {
    let small = |config: &mut groupwire_protocol::session::Config| {
        config.high_water = 2_000;
        config.park_after = Some(Duration::from_secs(60));
        config.max_attempts = Some(5);
    };
    let mut page = if skapi { Page::skapi_with(small) } else { Page::with(small) };
    if !answers_at_once {
        page.token = None;
    }
    page
}

proptest! {
    /// Z1, Z2: nothing panics, nothing is settled twice (the page checks that), nothing stops
    /// that should go on, and when all deadlines are over nothing is left unsettled.
    #[test]
    fn every_call_is_settled_exactly_once(
        skapi in any::<bool>(),
        answers_at_once in any::<bool>(),
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut page = page(skapi, answers_at_once);
        let mut calls = Vec::new();
        for step in &steps {
            perform(&mut page, step, &mut calls);
            prop_assert!(goes_on(&page), "stuck in {:?}", page.state());
        }
        page.wait(2 * (CONNECT_TIMEOUT + SEND_TIMEOUT + CLOSE_TIMEOUT));
        for id in calls {
            prop_assert!(!page.is_pending(id), "{id:?} hangs in {:?}", page.state());
        }
        prop_assert_ne!(page.state(), State::Closing);
        prop_assert!(goes_on(&page), "stuck in {:?}", page.state());
    }

    /// K15: the state that is told is the state that is, and no state follows one that it may not.
    #[test]
    fn every_change_of_the_state_is_told(
        skapi in any::<bool>(),
        answers_at_once in any::<bool>(),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut page = page(skapi, answers_at_once);
        let mut calls = Vec::new();
        let mut told = State::Idle;
        for step in &steps {
            perform(&mut page, step, &mut calls);
            for said in page.take_all() {
                let Said::State(state) = said else { continue };
                let follows = match state.name() {
                    "connecting" => told.name() != "closing",
                    "handshaking" => told.name() == "connecting",
                    "online" => matches!(told.name(), "connecting" | "handshaking"),
                    "waiting" => !matches!(told.name(), "idle" | "closing" | "closed"),
                    "closing" => told.name() == "online",
                    "closed" => !matches!(told.name(), "idle" | "closed"),
                    _ => false,
                };
                prop_assert!(follows, "{told:?} to {state:?}");
                told = state;
            }
            prop_assert_eq!(&told, page.session.state());
        }
    }

    /// X7, K8: a client that was closed dials only when it is asked to.
    #[test]
    fn what_is_closed_stays_so(steps in prop::collection::vec(step(), 0..60)) {
        let mut page = page(false, true);
        let mut calls = Vec::new();
        for step in &steps {
            let is_closed = matches!(page.state(), State::Idle | State::Closed { .. });
            perform(&mut page, step, &mut calls);
            let dials = page.take_all().iter().any(|said| matches!(said, Said::Dial(_)));
            let asked = matches!(step, Step::Connect { .. });
            prop_assert!(!dials || !is_closed || asked);
        }
    }

    /// K13: one socket at a time.
    #[test]
    fn a_socket_is_given_up_before_another_one_is_made(
        skapi in any::<bool>(),
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut page = page(skapi, true);
        let mut calls = Vec::new();
        let mut has_socket = false;
        for step in &steps {
            if matches!(step, Step::Closed(_)) {
                has_socket = false;
            }
            perform(&mut page, step, &mut calls);
            for said in page.take_all() {
                match said {
                    Said::Dial(_) => {
                        prop_assert!(!has_socket, "two sockets in {:?}", page.state());
                        has_socket = true;
                    }
                    Said::Abandon => {
                        has_socket = false;
                    }
                    _ => {}
                }
            }
        }
    }

    /// Q1, Q5: what was said to be never sent was not sent; what was acknowledged was sent.
    #[test]
    fn refusals_say_the_truth(steps in prop::collection::vec(step(), 0..80)) {
        use groupwire_protocol::error::Settled;
        let mut page = page(false, true);
        let mut calls = Vec::new();
        let mut posts = BTreeMap::new();
        let mut sent = String::new();
        for step in &steps {
            if matches!(step, Step::Post { .. }) {
                let content = posts.len();
                let id = page.post(&format!("\"<{content}>\""), "tea");
                posts.insert(id, content);
            } else {
                perform(&mut page, step, &mut calls);
            }
            for frame in page.take_sent() {
                sent.push_str(&frame);
            }
        }
        for (id, content) in posts {
            let was_sent = sent.contains(&format!("\"<{content}>\""));
            match page.answers.get(&id) {
                Some(Ok(success)) => {
                    let acknowledged = matches!(success, Success::Acknowledged(_));
                    prop_assert!(acknowledged);
                    prop_assert!(was_sent);
                }
                Some(Err(error)) => {
                    prop_assert_eq!(error.settled() != Some(Settled::NeverSent), was_sent);
                }
                None => {}
            }
        }
    }

    /// M1, M6, M14: with `skapi` success is only reported for frames that an open socket got,
    /// each once.
    #[test]
    fn a_skapi_success_is_a_frame(steps in prop::collection::vec(step(), 0..60)) {
        let mut page = page(true, true);
        let mut calls = Vec::new();
        let mut sent = 0;
        for step in &steps {
            perform(&mut page, step, &mut calls);
            sent += page.take_sent().iter().filter(|frame| frame.contains("content")).count();
        }
        let successes = page.answers.values().filter(|answer| **answer == Ok(Success::Sent));
        prop_assert_eq!(successes.count(), sent);
    }

    /// Z1: every refusal has a documented code and a message.
    #[test]
    fn refusals_are_documented(steps in prop::collection::vec(step(), 0..40)) {
        let mut page = page(true, true);
        let mut calls = Vec::new();
        for step in &steps {
            perform(&mut page, step, &mut calls);
        }
        for refusal in page.answers.values().filter_map(|answer| answer.as_ref().err()) {
            let documented = [
                Code::Aborted,
                Code::Error,
                Code::InvalidParameter,
                Code::InvalidRequest,
                Code::NotSupported,
            ];
            prop_assert!(documented.contains(&refusal.code()));
            prop_assert!(!refusal.message().is_empty());
        }
    }
}
