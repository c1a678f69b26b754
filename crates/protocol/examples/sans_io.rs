//! A session with nothing around it: as WebAssembly this module has no imports at all, which
//! `tests/sans-io.test.mjs` checks before it calls [`run`].

use groupwire_protocol::Instant;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Credentials, Groupwire};
use groupwire_protocol::session::{Call, CallId, Config, Input, Output, Session};
use std::time::Duration;

/// Connects, joins a group, posts to it and closes. Gives the number of calls that succeeded.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    let config = Config {
        url: "ws://127.0.0.1/api".into(),
        connect_timeout: Duration::from_secs(10),
        send_timeout: Duration::from_secs(10),
        close_timeout: Duration::from_secs(1),
        heartbeat: Some(Duration::from_secs(15)),
    };
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
        session.handle_input(now(id), Input::Call(CallId(id), call));
        succeeded += answer(&mut session, now(id));
    }
    succeeded
}

/// Does what the session says, as a world in which everything works at once.
fn answer(session: &mut Session<Json>, now: Instant) -> u32 {
    let mut succeeded = 0;
    while let Some(output) = session.poll_output() {
        let input = match output {
            Output::Authorize(ticket) => Input::Credentials(ticket, Some(Credentials::default())),
            Output::Dial(_) => Input::Opened,
            Output::Hangup => Input::Closed,
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

fn now(step: u32) -> Instant {
    Instant::from_millis(u64::from(step))
}
