//! A session with nothing around it: as WebAssembly this module has no imports at all, which
//! `tests/sans-io.test.mjs` checks before it calls [`run`].

use groupwire_protocol::event::Event;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Groupwire};
use groupwire_protocol::session::{
    Call, CallId, Closed, Config, Input, Output, Session, State, Tokens,
};
use groupwire_protocol::{Document, Instant};

/// Connects, joins a group, posts to it and closes. Gives the number of calls that succeeded.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    let config = Config { url: "ws://127.0.0.1/api".into(), ..Config::default() };
    let mut session = Session::<Json>::new(config, Box::new(Groupwire));
    let group = Json::string("tea");
    let params = Json::object(&[("group", group.clone())]);
    let calls = [
        Call::Connect { callable: true },
        Call::Join { params: Ok(params) },
        Call::Post {
            message: Ok(Json::string("hello")),
            recipient: group,
            notification: Json::undefined(),
        },
        Call::Close,
    ];
    let mut succeeded = 0;
    for (id, call) in (0..).zip(calls) {
        session.handle_input(now(id), Input::Call(CallId(id), call, None));
        succeeded += answer(&mut session, now(id));
    }
    succeeded
}

/// Does what the session says, as a world in which everything works at once.
fn answer(session: &mut Session<Json>, now: Instant) -> u32 {
    let mut succeeded = 0;
    while let Some(output) = session.poll_output() {
        let input = match output {
            Output::Authorize { ticket, .. } => {
                Input::Credentials(ticket, Tokens::Given(Credentials::default()))
            }
            Output::Dial(_) => Input::Opened,
            Output::Emit(Event::State(State::Handshaking { .. })) => frame(HELLO),
            Output::Transmit(frame) => match reply(&frame.to_text()) {
                Some(reply) => Input::Frame(reply),
                None => continue,
            },
            Output::Hangup => Input::Closed(Closed { code: 1000, reason: String::new() }),
            Output::Settle(_, result) => {
                succeeded += u32::from(result.is_ok());
                continue;
            }
            _ => continue,
        };
        session.handle_input(now, input);
    }
    succeeded
}

const HELLO: &str = r##"{"#hello":{"v":1,"epoch":"e","offset":0}}"##;

/// What the server answers to a command.
fn reply(command: &str) -> Option<Json> {
    let command = Json::parse(command).ok()?;
    let mid = command.field("mid")?;
    let fields = match command.field("action")?.as_str()?.as_str() {
        "joinRoom" => [("#joined", command.field("rid")?), ("mid", mid)],
        _ => [("#ack", mid), ("reached", Json::null())],
    };
    let position = [("epoch", Json::string("e")), ("offset", Json::parse("0").ok()?)];
    Some(Json::object(&[fields, position].concat()))
}

fn frame(text: &str) -> Input<Json> {
    Json::parse(text).map_or(Input::Unreadable, Input::Frame)
}

fn now(step: u32) -> Instant {
    Instant::from_millis(u64::from(step))
}
