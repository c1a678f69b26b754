//! The frames and runs of frames in `corpus`, tried in every phase of a session's life.

use crate::peer::{Peer, tokens};
use crate::verdict::Verdict;
use groupwire_protocol::session::{Input, RemoteCall};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Frames that have a meaning somewhere.
pub const VALID: &str = include_str!("corpus/valid.jsonl");
pub const MALFORMED: &str = include_str!("corpus/malformed.jsonl");
pub const IGNORED: &str = include_str!("corpus/ignored.jsonl");

/// A session in every phase of its life.
fn phases() -> [(&'static str, Peer); 8] {
    let idle = || Peer::new(Some(tokens()));
    let mut asking = Peer::new(None);
    asking.connect();
    let mut dialling = idle();
    dialling.connect();
    let mut greeting = idle();
    greeting.connect();
    greeting.page.input(Input::Opened);
    let mut logging_in = idle();
    logging_in.connect();
    logging_in.page.input(Input::Opened);
    logging_in.receive(r#"{"msg":"connected"}"#);
    let mut waiting = busy();
    waiting.page.end(1006);
    let mut closing = busy();
    closing.close();
    [
        ("idle", idle()),
        ("asking for tokens", asking),
        ("dialling", dialling),
        ("greeting", greeting),
        ("logging in", logging_in),
        ("online", busy()),
        ("waiting", waiting),
        ("closing", closing),
    ]
}

/// A session that is online, with a call, a call that may be made twice, a subscription that is
/// ready and one that is not.
fn busy() -> Peer {
    let mut peer = Peer::new(Some(tokens()));
    peer.connect();
    peer.open();
    let json = crate::page::json;
    let stream = |key: &str| RemoteCall::Subscribe {
        name: "stream-room-messages".into(),
        params: json(&format!("[\"{key}\",false]")),
    };
    peer.call(stream("GENERAL"), None);
    peer.receive(r#"{"msg":"ready","subs":["@0"]}"#);
    peer.call(stream("random"), None);
    for again in [false, true] {
        let method = RemoteCall::Method { name: "m".into(), params: json("[1]"), again };
        peer.call(method, None);
    }
    peer
}

/// Gives every frame to a session in every phase, and checks the verdict.
fn each_is(frames: &str, expected: impl Fn(Verdict) -> bool) {
    assert!(frames.lines().count() >= 20);
    for text in frames.lines() {
        for (phase, mut peer) in phases() {
            let verdict = peer.receive(text);
            assert!(expected(verdict), "{text} is {verdict:?}, {phase}");
            peer.check();
            peer.finish();
        }
    }
}

#[test]
fn de20_malformed_frames_are_counted_and_change_nothing() {
    each_is(MALFORMED, |verdict| verdict == Verdict::Malformed);
}

#[test]
fn de21_what_is_valid_and_unknown_is_ignored() {
    each_is(IGNORED, |verdict| matches!(verdict, Verdict::Ignored | Verdict::Unclear));
}

#[test]
fn de22_no_frame_does_harm_where_it_is_not_expected() {
    each_is(VALID, |verdict| verdict != Verdict::Malformed);
}

#[test]
fn de22_no_run_of_frames_does_harm() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ddp_fuzz/corpus/runs");
    let mut runs = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let frames = fs::read_to_string(entry.unwrap().path()).unwrap();
        for (_, mut peer) in phases() {
            for text in frames.lines() {
                peer.receive(text);
                peer.check();
                peer.page.wait(Duration::from_millis(100));
            }
            peer.check();
            peer.finish();
        }
        runs += 1;
    }
    assert!(runs >= 6, "{runs} runs");
}
