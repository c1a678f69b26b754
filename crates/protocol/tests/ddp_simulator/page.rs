//! What the browser does between the session and the world.

use crate::Violation;
use crate::calls::{Answer, Of};
use crate::link::{Down, Pace, Up, Wire};
use crate::script::{Dials, Source};
use crate::world::{Happening, World};
use groupwire_protocol::event::{Event, RemoteEvent};
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{CallId, Closed, Input, Output, Reason, State, Ticket, Tokens};
use groupwire_protocol::{Document, Instant};

/// How long a person may take to log in, in ms.
pub const PATIENCE: u64 = 300_000;

/// More outputs than any input has.
const ENDLESS: usize = 20_000;

impl World {
    pub fn input(&mut self, input: Input<Json>) {
        self.feed(input);
        self.work();
    }

    pub fn fire(&mut self) {
        let now = Instant::from_millis(self.now);
        self.session.handle_timeout(now);
        self.work();
    }

    /// Something arrives on the connection that the page listens to.
    pub fn arrive(&mut self, wire: usize, item: Down) {
        if self.wire != Some(wire) {
            return;
        }
        match item {
            Down::Opened => self.input(Input::Opened),
            Down::Text(text) => self.input(Input::Frame(Json::parse(&text).expect("JSON"))),
            Down::Closed(code) => {
                self.wire = None;
                self.input(Input::Closed(Closed { code, reason: String::new() }));
            }
        }
    }

    pub fn authorized(&mut self, ticket: Ticket, tokens: Tokens) {
        // A late answer to an old question is none.
        if self.ticket == ticket {
            self.has_token = matches!(tokens, Tokens::Given(_));
        }
        self.input(Input::Credentials(ticket, tokens));
    }

    fn feed(&mut self, input: Input<Json>) {
        self.session.handle_input(Instant::from_millis(self.now), input);
    }

    fn work(&mut self) {
        for count in 0.. {
            let Some(output) = self.session.poll_output() else { break };
            if count > ENDLESS {
                return self.fail("DV1", "there is no end of outputs".into());
            }
            self.carry_out(output);
        }
        let at = self.session.poll_timeout().map(Instant::as_millis);
        if at.is_some_and(|at| at <= self.now) {
            self.stuck += 1;
            if self.stuck > 100 {
                self.fail("DV1", "the timers have no end".into());
            }
        } else {
            self.stuck = 0;
        }
        self.timer += 1;
        if let Some(at) = at {
            self.at(at, Happening::Timer(self.timer));
        }
    }

    fn carry_out(&mut self, output: Output<Json>) {
        match output {
            Output::Authorize { ticket, refused } => self.authorize(ticket, refused),
            Output::Dial(_) => self.dial(),
            Output::Transmit(frame) => self.transmit(frame.to_text()),
            Output::Measure => {
                let buffered = |wire: usize| self.wires[wire].up.buffered(self.now);
                let bytes = self.wire.map_or(0, buffered);
                self.feed(Input::Buffered(bytes));
            }
            Output::Hangup => {
                if let Some(wire) = self.wire {
                    self.send_up(wire, Up::Close);
                }
            }
            Output::Abandon => {
                if let Some(wire) = self.wire.take() {
                    self.send_up(wire, Up::Close);
                }
            }
            Output::Settle(id, result) => self.settle(id, &Answer::Settled(result)),
            Output::Return(id, result) => self.settle(id, &Answer::Returned(result)),
            Output::Emit(event) => self.told(event),
            Output::Unreadable(_) => self.fail("DV9", "a good frame has no meaning".into()),
        }
    }

    fn authorize(&mut self, ticket: Ticket, refused: bool) {
        self.ticket = ticket;
        let (good, bad) = (self.server.first_token.max(1), 0);
        let (token, after) = match self.tokens {
            Source::Fresh => (Some(good), 0),
            Source::Late(after) => (Some(good), after),
            Source::Stale => (Some(if refused { good } else { bad }), 0),
            Source::Bad if refused => (None, 0),
            Source::Bad => (Some(bad), 0),
            Source::Nobody => (None, 0),
        };
        let tokens = token.map_or(Tokens::None, |token| {
            Tokens::Given(Credentials { token: format!(r#"{{"resume":{token}}}"#), id_token: None })
        });
        self.say(|| format!("asked for a token, refused: {refused}: {token:?}"));
        if after > 0 {
            return self.at(self.now + after, Happening::Tokens(ticket, tokens));
        }
        self.has_token = token.is_some();
        self.feed(Input::Credentials(ticket, tokens));
    }

    fn dial(&mut self) {
        self.say(|| "dials".into());
        let wire = self.wires.len();
        self.wires.push(Wire::new(0));
        self.wire = Some(wire);
        self.subscribed.clear();
        self.dials += 1;
        match self.next_dials {
            Dials::Refused => self.send_down(wire, Down::Closed(1006)),
            Dials::Mute => self.send_down(wire, Down::Opened),
            Dials::Work | Dials::Older => self.send_up(wire, Up::Open(String::new())),
        }
    }

    fn transmit(&mut self, text: String) {
        self.say(|| format!("> {text}"));
        let frame = Json::parse(&text).expect("JSON");
        let field = |name: &str| frame.field(name).and_then(|value| value.as_str());
        let params = frame.field("params");
        match (field("msg").as_deref(), field("method").as_deref()) {
            (Some("sub"), _) => {
                let stream = params.and_then(|params| params.element(0)?.as_str());
                self.subscribed.extend(stream.and_then(|stream| stream.parse::<u8>().ok()));
            }
            (Some("method"), Some(name)) if name != "login" => {
                let wanted = self.streams.wanted();
                let missing = wanted.iter().find(|stream| !self.subscribed.contains(stream));
                if let Some(stream) = missing {
                    self.fail("DV3", format!("{name} is called before {stream} is subscribed to"));
                }
            }
            _ => {}
        }
        if let Some(wire) = self.wire {
            self.send_up(wire, Up::Text(text));
        }
    }

    fn settle(&mut self, id: CallId, answer: &Answer) {
        self.say(|| format!("{id:?} {answer:?}"));
        let checked = self.calls.settle(self.now, id, answer).and_then(|of| match of {
            Of::Subscribe(stream) => self.streams.settled(stream, answer),
            Of::Method(number) if !self.server.has_done(number) => match answer {
                Answer::Returned(Ok(value)) => {
                    let text = format!("{number} was not done, and returned {value:?}");
                    Err(Violation { id: "DV4", text })
                }
                _ => Ok(()),
            },
            Of::Close => {
                self.streams.forget();
                Ok(())
            }
            _ => Ok(()),
        });
        self.note(checked);
    }

    fn told(&mut self, event: Event<Json>) {
        self.say(|| format!("{event:?}"));
        let checked = match event {
            Event::Remote(RemoteEvent::Data(frame)) => self.streams.heard(&frame),
            Event::Remote(RemoteEvent::Ended { params, .. }) => self.streams.ended(&params),
            Event::Remote(RemoteEvent::LoginRefused(_)) => {
                self.calls.be_patient(self.now + PATIENCE);
                Ok(())
            }
            Event::State(State::Closing | State::Closed { reason: Reason::User, .. }) => {
                self.streams.forget();
                Ok(())
            }
            _ => Ok(()),
        };
        self.note(checked);
    }

    pub fn pace(&self) -> Pace {
        Pace { latency: self.latency, rate: 100_000_000 }
    }
}
