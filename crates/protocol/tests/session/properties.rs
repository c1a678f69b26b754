//! Any sequence of inputs, sensible or not.

use crate::harness::{CLOSE_TIMEOUT, CONNECT_TIMEOUT, Page, SEND_TIMEOUT, json};
use groupwire_protocol::Code;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{Call, CallId, Input, State, Success};
use proptest::prelude::*;
use std::time::Duration;

#[derive(Clone, Debug)]
enum Step {
    Connect {
        callable: bool,
    },
    Post {
        recipient: &'static str,
        message: &'static str,
    },
    Join {
        group: &'static str,
    },
    Close,
    /// The answer to one of the questions for tokens, old ones too.
    Answer {
        question: prop::sample::Index,
        known: bool,
    },
    Opened,
    Failed,
    Unwritable,
    Closed,
    Frame(&'static str),
    Unreadable,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
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
    let frame = prop::sample::select(vec![
        r##"{"#message":1}"##,
        r##"{"#notice":"x","#code":"USER_LEFT"}"##,
        "{}",
        r##"{"#hello":{}}"##,
    ]);
    prop_oneof![
        2 => Just(Step::Connect { callable: true }),
        1 => Just(Step::Connect { callable: false }),
        4 => (recipient, message).prop_map(|(recipient, message)| Step::Post { recipient, message }),
        3 => group.prop_map(|group| Step::Join { group }),
        2 => Just(Step::Close),
        4 => (any::<prop::sample::Index>(), prop::bool::weighted(0.8))
            .prop_map(|(question, known)| Step::Answer { question, known }),
        3 => Just(Step::Opened),
        1 => Just(Step::Failed),
        1 => Just(Step::Unwritable),
        2 => Just(Step::Closed),
        1 => frame.prop_map(Step::Frame),
        1 => Just(Step::Unreadable),
        2 => (0..12_000u64).prop_map(Step::Wait),
    ]
}

fn perform(page: &mut Page, step: &Step, calls: &mut Vec<CallId>) {
    match step {
        Step::Connect { callable } => calls.push(page.call(Call::Connect { callable: *callable })),
        Step::Post { recipient, message } => {
            calls.push(page.post_values(json(message), json(recipient), Json::undefined()));
        }
        Step::Join { group } => calls.push(page.join(&json(group))),
        Step::Close => calls.push(page.close()),
        Step::Answer { question, known } => {
            if page.tickets.is_empty() {
                return;
            }
            let ticket = *question.get(&page.tickets);
            let tokens = known.then(Credentials::default);
            page.input(Input::Credentials(ticket, tokens));
        }
        Step::Opened => page.input(Input::Opened),
        Step::Failed => page.input(Input::Failed),
        Step::Unwritable => page.input(Input::Unwritable),
        Step::Closed => page.input(Input::Closed),
        Step::Frame(text) => page.frame(text),
        Step::Unreadable => page.input(Input::Unreadable),
        Step::Wait(millis) => page.wait(Duration::from_millis(*millis)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Z1, Z2: nothing panics, nothing is settled twice (the page checks that), and when all
    /// deadlines are over nothing is left unsettled.
    #[test]
    fn every_call_is_settled_exactly_once(
        skapi in any::<bool>(),
        answers_at_once in any::<bool>(),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut page = if skapi { Page::skapi() } else { Page::groupwire() };
        if !answers_at_once {
            page.token = None;
        }
        let mut calls = Vec::new();
        for step in &steps {
            perform(&mut page, step, &mut calls);
        }
        page.wait(2 * (CONNECT_TIMEOUT + SEND_TIMEOUT + CLOSE_TIMEOUT));
        for id in calls {
            prop_assert!(!page.is_pending(id), "{id:?} hangs in {:?}", page.state());
        }
        prop_assert!(
            matches!(page.state(), State::Idle | State::Lost | State::Online),
            "stuck in {:?}", page.state()
        );
    }

    /// M1, M6, M14: success is only reported for frames that an open socket got, each once.
    #[test]
    fn a_success_is_a_frame(
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut page = Page::groupwire();
        let mut calls = Vec::new();
        let mut sent = 0;
        for step in &steps {
            let could_send = page.state() == State::Online;
            perform(&mut page, step, &mut calls);
            let frames = page.take_sent().iter().filter(|frame| frame.contains("content")).count();
            sent += frames;
            prop_assert!(frames == 0 || could_send || matches!(step, Step::Opened));
        }
        let successes = calls.iter().filter(|id| {
            !page.is_pending(**id) && page.answer(**id) == Ok(Success::Sent)
        });
        prop_assert_eq!(successes.count(), sent);
    }

    /// Z1: every refusal has a documented code and a message.
    #[test]
    fn refusals_are_documented(steps in prop::collection::vec(step(), 0..40)) {
        let mut page = Page::skapi();
        let mut calls = Vec::new();
        for step in &steps {
            perform(&mut page, step, &mut calls);
        }
        for refusal in page.answers.values().filter_map(|answer| answer.as_ref().err()) {
            prop_assert!(matches!(
                refusal.code(),
                Code::Error | Code::InvalidParameter | Code::InvalidRequest | Code::NotSupported
            ));
            prop_assert!(!refusal.message().is_empty());
        }
    }
}
