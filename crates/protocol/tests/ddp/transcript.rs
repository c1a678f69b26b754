//! What was observed of a real Meteor server, read by the session: `fixtures/ddp-transcript.txt`.

use crate::page::{Page, id_of, json};
use groupwire_protocol::Document;
use groupwire_protocol::event::RemoteEvent;
use groupwire_protocol::json::Json;
use groupwire_protocol::session::Input;

const TRANSCRIPT: &str = include_str!("../fixtures/ddp-transcript.txt");
const EXAMPLES: &str = include_str!("../fixtures/ddp-examples.jsonl");

/// What a server sent, by what it was an answer to.
fn received() -> impl Iterator<Item = &'static str> {
    TRANSCRIPT.lines().filter_map(|line| line.strip_prefix("< "))
}

fn sent() -> impl Iterator<Item = &'static str> {
    TRANSCRIPT.lines().filter_map(|line| line.strip_prefix("> "))
}

#[test]
fn dc80_no_frame_of_the_transcript_is_without_a_meaning() {
    let mut page = Page::anonymous().online();
    for frame in received().chain(EXAMPLES.lines()) {
        page.frame(frame);
        assert_eq!(page.state(), "online", "{frame}");
    }
    assert_eq!(page.session.unreadable_frames(), 0);
}

#[test]
fn dc80_every_answer_of_the_transcript_settles_its_call() {
    let mut settled = 0;
    for request in sent() {
        let Ok(request) = Json::parse(request) else { continue };
        let text = |name| request.field(name).and_then(|value| value.as_str());
        let (Some(msg), Some(id)) = (text("msg"), text("id")) else { continue };
        let (name, params) = (text("method").or(text("name")), request.field("params"));
        let (Some(name), Some(params)) = (name, params) else { continue };
        let of_call = |frame: &&str| {
            let answer = json(frame);
            let is = |kind: &str| {
                answer.field("msg").and_then(|msg| msg.as_str()).as_deref() == Some(kind)
            };
            match msg.as_str() {
                "method" => is("result") && id_of(frame) == id,
                _ => {
                    (is("nosub") && id_of(frame) == id)
                        || (is("ready") && frame.contains(&format!("\"{id}\"")))
                }
            }
        };
        let Some(answer) = received().find(of_call) else { continue };
        let mut page = Page::anonymous().online();
        let call = match msg.as_str() {
            "method" => page.method(&name, params.text()),
            "sub" => page.subscribe(&name, params.text()),
            _ => continue,
        };
        let own = page.sent_id();
        page.frame(&answer.replacen(&format!("\"{id}\""), &format!("\"{own}\""), 1));
        assert!(page.answer(call).is_some(), "{answer}");
        settled += 1;
    }
    assert!(settled >= 20, "{settled}");
}

#[test]
fn dc80_our_own_frames_have_the_shape_of_the_transcript() {
    let ours = |frame: &str| sent().any(|sent| sent == frame);
    let mut page = Page::anonymous();
    page.connect();
    page.input(Input::Opened);
    let connect = page.take_sent();
    assert_eq!(connect.len(), 1);
    assert!(ours(&connect[0]), "{connect:?}");
}

#[test]
fn dc81_what_is_published_is_told_whole() {
    let data: Vec<&str> = received()
        .chain(EXAMPLES.lines())
        .filter(|frame| frame.contains(r#""collection""#))
        .collect();
    assert!(data.len() >= 10, "{}", data.len());
    for frame in data {
        let mut page = Page::anonymous().online();
        page.frame(frame);
        assert_eq!(page.take_events(), [RemoteEvent::Data(json(frame))]);
    }
}
