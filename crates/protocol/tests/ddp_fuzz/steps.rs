//! Anything that can happen to a session of method calls and subscriptions.

use crate::frames::frame;
use crate::page::json;
use crate::peer::{Peer, tokens};
use groupwire_protocol::session::{Input, PageEvent, RemoteCall, Tokens};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::time::Duration;

#[derive(Clone, Debug)]
pub enum Step {
    Connect,
    Close,
    Call(Sort, Option<u64>),
    /// Takes one of the calls back.
    Cancel(Index),
    /// The answer to one of the questions for tokens, old ones too.
    Answer(Index, Tokens),
    /// The socket opens, and the server lets the session in.
    Open,
    Opened,
    Failed,
    Unwritable,
    Closed(u16),
    Frame(String),
    Page(PageEvent),
    Wait(u64),
}

#[derive(Clone, Copy, Debug)]
pub enum Sort {
    Method { name: &'static str, params: &'static str, again: bool },
    Subscribe(&'static str, &'static str),
    Unsubscribe(&'static str, &'static str),
    Amend(&'static str, &'static str),
    Login,
}

fn sort() -> impl Strategy<Value = Sort> {
    let publication = || {
        let names = select(vec!["stream-room-messages", "stream-user-presence", "rooms"]);
        (
            names,
            select(vec!["[]", r#"["GENERAL",false]"#, r#"["GENERAL",{"args":[1]}]"#, "[[]]", "{}"]),
        )
    };
    let method =
        (select(vec!["echo", "logout", ""]), select(vec!["[]", "[1]", "null"]), any::<bool>());
    prop_oneof![
        6 => method.prop_map(|(name, params, again)| Sort::Method { name, params, again }),
        6 => publication().prop_map(|(name, params)| Sort::Subscribe(name, params)),
        3 => publication().prop_map(|(name, params)| Sort::Unsubscribe(name, params)),
        2 => publication().prop_map(|(name, params)| Sort::Amend(name, params)),
        2 => Just(Sort::Login),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    let events = vec![
        PageEvent::Shown,
        PageEvent::Hidden,
        PageEvent::Woken,
        PageEvent::Offline,
        PageEvent::Left,
        PageEvent::Returned,
    ];
    let answers = vec![tokens(), Tokens::None, Tokens::Failed];
    prop_oneof![
        3 => Just(Step::Connect),
        1 => Just(Step::Close),
        10 => (sort(), prop::option::of(0..40_000_u64))
            .prop_map(|(sort, timeout)| Step::Call(sort, timeout)),
        2 => any::<Index>().prop_map(Step::Cancel),
        3 => (any::<Index>(), select(answers)).prop_map(|(at, tokens)| Step::Answer(at, tokens)),
        6 => Just(Step::Open),
        1 => Just(Step::Opened),
        1 => Just(Step::Failed),
        1 => Just(Step::Unwritable),
        2 => select(vec![1000, 1002, 1006, 1008, 1009, 1013]).prop_map(Step::Closed),
        24 => frame().prop_map(Step::Frame),
        2 => select(events).prop_map(Step::Page),
        5 => (0..12_000_u64).prop_map(Step::Wait),
    ]
}

pub fn perform(peer: &mut Peer, step: &Step) {
    match step {
        Step::Connect => peer.connect(),
        Step::Close => peer.close(),
        Step::Call(sort, timeout) => peer.call(sort.call(), timeout.map(Duration::from_millis)),
        Step::Cancel(at) if !peer.calls.is_empty() => {
            let (id, _) = *at.get(&peer.calls);
            peer.page.input(Input::Cancel(id));
        }
        Step::Answer(at, tokens) if !peer.page.asked.is_empty() => {
            let (ticket, _) = *at.get(&peer.page.asked);
            peer.page.input(Input::Credentials(ticket, tokens.clone()));
        }
        Step::Cancel(_) | Step::Answer(..) => {}
        Step::Open => peer.open(),
        Step::Opened => peer.page.input(Input::Opened),
        Step::Failed => peer.page.input(Input::Failed),
        Step::Unwritable => peer.page.input(Input::Unwritable),
        Step::Closed(code) => peer.page.end(*code),
        Step::Frame(text) => {
            peer.receive(text);
        }
        Step::Page(event) => peer.page.input(Input::Page(*event)),
        Step::Wait(millis) => peer.page.wait(Duration::from_millis(*millis)),
    }
}

impl Sort {
    fn call(self) -> RemoteCall<groupwire_protocol::json::Json> {
        match self {
            Self::Method { name, params, again } => {
                RemoteCall::Method { name: name.into(), params: json(params), again }
            }
            Self::Subscribe(name, params) => {
                RemoteCall::Subscribe { name: name.into(), params: json(params) }
            }
            Self::Unsubscribe(name, params) => {
                RemoteCall::Unsubscribe { name: name.into(), params: json(params) }
            }
            Self::Amend(name, params) => RemoteCall::Amend {
                name: name.into(),
                params: json(params),
                now: json(r#"["",{"added":["u1"]}]"#),
            },
            Self::Login => RemoteCall::Login,
        }
    }
}
