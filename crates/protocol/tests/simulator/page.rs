//! What the browser does between a session and the world: it brings in what arrives, and carries
//! out what the session says, as the shell of the SDK does.

use crate::client::{Arrival, CLOSE_TIMEOUT};
use crate::invariants::Moment;
use crate::link::Way;
use crate::link::{Down, Up, Wire};
use crate::script::{Dials, Source};
use crate::world::{Happening, World};
use groupwire_protocol::Instant;
use groupwire_protocol::event::Event;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Credentials;
use groupwire_protocol::session::{Closed, Input, Output, State, Success, Ticket, Tokens};
use serde_json::Value;

/// More outputs than any input has.
const ENDLESS: usize = 20_000;

impl World {
    /// Something reaches the page, at once or when it runs again.
    pub fn reach(&mut self, client: usize, arrival: Arrival) {
        let page = &mut self.clients[client];
        if page.is_frozen(self.now) {
            page.inbox.push_back(arrival);
        } else {
            self.receive(client, arrival);
        }
    }

    /// The page's timer fires.
    pub fn fire(&mut self, client: usize) {
        let page = &mut self.clients[client];
        page.late = page.wants_at.take().map_or(0, |at| self.now.saturating_sub(at));
        page.timer += 1;
        page.clock = self.now;
        let now = Instant::from_millis(self.now);
        page.session.handle_timeout(now);
        if page.session.poll_timeout().is_some_and(|at| at <= now) {
            self.judge.fail("U9", format!("client {client} is not done with its timers"));
        }
        self.work(client);
        if self
            .judge
            .calls
            .deadline(self.now, client, CLOSE_TIMEOUT)
            .is_some_and(|at| at <= self.now)
        {
            self.judge.fail("U2", format!("client {client} has a call over its deadline"));
        }
    }

    /// The page runs again: first its timers, then what has arrived.
    pub fn thaw(&mut self, client: usize) {
        let page = &self.clients[client];
        if page.is_frozen(self.now) {
            return;
        }
        if page.wants_at.is_some_and(|at| at <= self.now) {
            self.fire(client);
        } else {
            self.set_timer(client);
        }
        while let Some(arrival) = self.clients[client].inbox.pop_front() {
            self.receive(client, arrival);
        }
    }

    /// An input, as the shell gives it.
    pub fn input(&mut self, client: usize, input: Input<Json>) {
        self.clients[client].clock = self.now;
        self.clients[client].late = 0;
        if *self.clients[client].session.state() == State::Online && !self.is_open(client) {
            self.feed(client, Input::Unwritable);
        }
        self.feed(client, input);
        self.work(client);
    }

    /// Sets the page's timer again, where it has changed.
    pub fn set_timer(&mut self, client: usize) {
        let page = &mut self.clients[client];
        page.timer += 1;
        page.wants_at = page.session.poll_timeout().map(Instant::as_millis);
        if let Some(at) = page.wants_at {
            let (at, timer) = (page.fires_at(self.now, at), page.timer);
            self.at(at, Happening::Timer(client, timer));
        }
    }

    fn receive(&mut self, client: usize, arrival: Arrival) {
        match arrival {
            Arrival::Down(wire, _) if self.clients[client].wire != Some(wire) => {}
            Arrival::Down(_, Down::Opened) => self.input(client, Input::Opened),
            Arrival::Down(_, Down::Text(text)) => self.receive_frame(client, &text),
            Arrival::Down(_, Down::Closed(code)) => {
                self.say(|| format!("client {client} closed with {code}"));
                if code == 1006 {
                    self.input(client, Input::Failed);
                }
                self.clients[client].wire = None;
                self.clients[client].manners.ended(code);
                self.input(client, Input::Closed(Closed { code, reason: String::new() }));
            }
            Arrival::Tokens(ticket, tokens) => {
                self.clients[client].manners.was_unauthorized |=
                    !matches!(tokens, Tokens::Given(_));
                self.input(client, Input::Credentials(ticket, tokens));
            }
            Arrival::Page(event) => {
                self.clients[client].manners.page(event);
                self.input(client, Input::Page(event));
            }
            Arrival::Code(action) => self.call(client, action),
        }
    }

    fn receive_frame(&mut self, client: usize, text: &str) {
        self.say(|| format!("client {client} <- {text:.120}"));
        let user = self.clients[client].setup.user;
        let frame: Value = serde_json::from_str(text).expect("the server sends JSON");
        let input = Input::Frame(Json::parse(text).expect("the server sends JSON"));
        self.judge.frame_comes(client, user, &frame);
        if frame.get("#message").is_some() || frame.get("#private").is_some() {
            // The shell brings these in without a look at the clock.
            self.feed(client, input);
            self.carry_out(client);
        } else {
            self.input(client, input);
        }
        self.judge.frame_done(client);
    }

    fn feed(&mut self, client: usize, input: Input<Json>) {
        let page = &mut self.clients[client];
        page.session.handle_input(Instant::from_millis(page.clock), input);
    }

    fn work(&mut self, client: usize) {
        self.carry_out(client);
        let page = &mut self.clients[client];
        let at = page.session.poll_timeout();
        page.manners.rests(self.now, client, at, &mut self.judge);
        if at.map(Instant::as_millis) != page.wants_at {
            self.set_timer(client);
        }
        let deadline = self.judge.calls.deadline(self.now, client, CLOSE_TIMEOUT);
        if deadline.is_some_and(|deadline| at.is_none_or(|at| at.as_millis() > deadline)) {
            let text = format!("client {client} wakes at {at:?}, a call is due at {deadline:?}");
            self.judge.fail("U2", text);
        }
    }

    fn carry_out(&mut self, client: usize) {
        for count in 0.. {
            let Some(output) = self.clients[client].session.poll_output() else { break };
            self.carry_out_one(client, output);
            if count > ENDLESS {
                self.judge.fail("U9", format!("client {client} has no end of things to do"));
                break;
            }
        }
    }

    fn carry_out_one(&mut self, client: usize, output: Output<Json>) {
        match output {
            Output::Authorize { ticket, refused } => self.authorize(client, ticket, refused),
            Output::Dial(url) => self.dial(client, url),
            Output::Transmit(frame) => self.transmit(client, frame.to_text()),
            Output::Measure => {
                let buffered = match self.clients[client].wire {
                    Some(wire) => self.wires[wire].up.buffered(self.now),
                    None => 0,
                };
                self.feed(client, Input::Buffered(buffered));
            }
            Output::Hangup => {
                self.say(|| format!("client {client} hangs up"));
                self.close_socket(client);
            }
            Output::Abandon => {
                self.say(|| format!("client {client} abandons its socket"));
                self.judge_abandoned(client);
                self.close_socket(client);
                self.clients[client].wire = None;
            }
            Output::Settle(id, result) => {
                self.say(|| match &result {
                    Ok(success) => format!("client {client} {id:?} {success:?}"),
                    Err(error) => format!("client {client} {id:?} {error} {:?}", error.settled()),
                });
                match &result {
                    Ok(Success::Connected) => self.clients[client].manners.connected(),
                    Ok(Success::Closed) => self.clients[client].manners.closed(),
                    _ => {}
                }
                let moment = Moment {
                    now: self.now,
                    is_closed: !self.clients[client].manners.state.has_connection(),
                    has_restarted: self.server.epoch() > 1,
                };
                self.judge.settled(moment, client, id, &result);
            }
            Output::Emit(event) => {
                let page = &mut self.clients[client];
                if let Event::State(state) = &event {
                    page.manners.enters(self.now, client, state, &mut self.judge);
                }
                let user = page.setup.user;
                self.judge.told(client, user, &event);
                self.say(|| format!("client {client} {event:.120?}"));
            }
            Output::Return(id, _) => {
                self.judge.fail("U9", format!("client {client} {id:?} has an answer of a method"));
            }
            Output::Unreadable(_) => {
                self.judge.fail("U9", format!("client {client} cannot read the server's frames"));
            }
        }
    }

    fn authorize(&mut self, client: usize, ticket: Ticket, refused: bool) {
        let page = &self.clients[client];
        let fresh = page.source != Source::Stale;
        let token = self.server.token(page.setup.user, fresh);
        self.say(|| format!("client {client} asks for a token, refused: {refused}"));
        let given = Tokens::Given(Credentials { token, id_token: None });
        let (tokens, after) = match page.source {
            Source::Fresh(after) => (given, after),
            Source::Stale => (given, 0),
            Source::Failing => (Tokens::Failed, 0),
            Source::LoggedOut => (Tokens::None, 0),
            Source::Hanging => return,
        };
        if after > 0 {
            return self.at(self.now + after, Happening::Tokens(client, ticket, tokens));
        }
        self.clients[client].manners.was_unauthorized |= !matches!(tokens, Tokens::Given(_));
        self.feed(client, Input::Credentials(ticket, tokens));
    }

    fn dial(&mut self, client: usize, url: String) {
        self.say(|| format!("client {client} dials {url}"));
        // The shell closes a socket that is still there.
        self.close_socket(client);
        let wire = self.wires.len();
        self.wires.push(Wire::new(client));
        let page = &mut self.clients[client];
        page.wire = Some(wire);
        self.wires[wire].was_bad = page.pace.is_bad();
        page.last_wire = Some(wire);
        match page.dials {
            _ if page.offline => self.send_down(wire, Down::Closed(1006)),
            Dials::Work => self.send_up(wire, Up::Open(url)),
            Dials::Refused => self.send_down(wire, Down::Closed(1006)),
            Dials::Hang => {}
            Dials::Mute => self.send_down(wire, Down::Opened),
            Dials::Busy => {
                self.send_down(wire, Down::Opened);
                self.send_down(wire, Down::Closed(1013));
            }
        }
        if matches!(self.clients[client].dials, Dials::Hang | Dials::Mute) {
            self.wires[wire].lost = true;
            self.wires[wire].stall(self.now, Way::Up);
        }
    }

    fn transmit(&mut self, client: usize, text: String) {
        self.say(|| format!("client {client} -> {text:.160}"));
        let frame: Value = serde_json::from_str(&text).expect("the client sends JSON");
        match self.clients[client].wire {
            Some(wire) => {
                self.judge.transmitted(self.now, client, wire, &frame);
                // A socket that has ended takes frames, and drops them.
                if !self.wires[wire].ended {
                    self.send_up(wire, Up::Text(text));
                }
            }
            None => self.feed(client, Input::Unwritable),
        }
    }

    fn close_socket(&mut self, client: usize) {
        if let Some(wire) = self.clients[client].wire
            && !self.wires[wire].ended
        {
            self.send_up(wire, Up::Close);
        }
    }

    /// A connection that works is given up for a reason only.
    fn judge_abandoned(&mut self, client: usize) {
        let page = &self.clients[client];
        let Some(wire) = page.wire else { return };
        let works = self.server.knows(wire) && !self.wires[wire].was_bad;
        // By so little, the session does not see that a timer was late, and that the answer may
        // wait behind it.
        let unseen = (1..1_000).contains(&page.late);
        if works && !page.setup.skapi && !unseen && page.manners.should_stay() {
            self.judge.fail("U16", format!("client {client} gives up a connection that works"));
        }
    }

    fn is_open(&self, client: usize) -> bool {
        self.clients[client].wire.is_some_and(|wire| !self.wires[wire].ended)
    }
}
