//! Anything that can happen to a session.

use crate::harness::{Page, closed, json, tokens};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, CallId, Input, PageEvent, Tokens};
use proptest::prelude::*;
use std::time::Duration;

#[derive(Clone, Debug)]
pub enum Step {
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

pub fn step() -> impl Strategy<Value = Step> {
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

pub fn perform(page: &mut Page, step: &Step, calls: &mut Vec<CallId>) {
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
