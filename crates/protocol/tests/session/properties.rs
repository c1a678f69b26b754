//! Any sequence of inputs, sensible or not. `PROPTEST_CASES=20000` looks longer.

use crate::harness::{CLOSE_TIMEOUT, CONNECT_TIMEOUT, Page, SEND_TIMEOUT};
use crate::said::Said;
use crate::steps::{Step, perform, step};
use groupwire_protocol::Code;
use groupwire_protocol::session::{State, Success};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

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
