//! The loop: one clock, one queue of events, everybody in turn.

use crate::Violation;
use crate::calls::{Calls, Of};
use crate::link::{Down, Up, Way, Wire};
use crate::page::PATIENCE;
use crate::script::{Action, Dials, Script, Source, Step};
use crate::server::{Out, Server};
use crate::streams::Streams;
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::Ddp;
use groupwire_protocol::session::{
    Call, Config, Input, PageEvent, RemoteCall, Session, State, Ticket, Tokens,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const CONNECT_TIMEOUT: u64 = 10_000;
const SEND_TIMEOUT: u64 = 30_000;
const CLOSE_TIMEOUT: u64 = 1_000;

/// The server ends a connection that has been stuck for so long, in ms.
const IDLE: u64 = 30_000;

/// After so long without faults everything is as it should be, in ms: the longest pause between
/// two attempts, where the server asked for long ones, and what was held.
const RECOVERED: u64 = 700_000;

/// More events than any case has.
const ENDLESS: usize = 100_000;

/// A dial a second, all the time, is a storm.
const FEWEST_MS_A_DIAL: u64 = 400;

/// Everything in a case.
pub struct World {
    pub now: u64,
    pub session: Session<Json>,
    pub calls: Calls,
    pub streams: Streams,
    pub server: Server,
    pub wires: Vec<Wire>,
    /// The connection that the page listens to.
    pub wire: Option<usize>,
    /// Streams that were subscribed to on it.
    pub subscribed: BTreeSet<u8>,
    pub tokens: Source,
    /// The session was given a token last.
    pub has_token: bool,
    /// The last question for a token.
    pub ticket: Ticket,
    pub next_dials: Dials,
    pub dials: u64,
    pub latency: u64,
    /// Tells the timer that is set from those that were set before.
    pub timer: u64,
    /// How often in a row a timer was set to a moment that is over.
    pub stuck: usize,
    steps: Vec<Step>,
    events: BTreeMap<(u64, usize), Happening>,
    made: usize,
    violation: Option<Violation>,
    loud: bool,
}

/// Something that happens at its time.
#[derive(Debug)]
pub enum Happening {
    Step(usize),
    Arrive(usize, Way),
    Timer(u64),
    Tokens(Ticket, Tokens),
    Out(usize, Down),
    /// The server looks whether a connection is still stuck.
    Idle(usize),
    /// The faults cease; the page makes sure that it is connected; the end.
    Quiet,
    Connect,
    Look,
}

impl World {
    /// Plays a script, and says what went wrong.
    pub fn play(script: &Script, loud: bool) -> Option<Violation> {
        let config = Config {
            url: "ws://host/websocket".into(),
            connect_timeout: Duration::from_millis(CONNECT_TIMEOUT),
            send_timeout: Duration::from_millis(SEND_TIMEOUT),
            close_timeout: Duration::from_millis(CLOSE_TIMEOUT),
            heartbeat: Some(Duration::from_secs(25)),
            seed: script.steps.len() as u64,
            ..Config::default()
        };
        let mut world = Self {
            now: 0,
            session: Session::new(config, Box::new(Ddp::default())),
            calls: Calls::default(),
            streams: Streams::default(),
            server: Server::new(script.streamer),
            wires: Vec::new(),
            wire: None,
            subscribed: BTreeSet::new(),
            tokens: script.tokens,
            has_token: false,
            ticket: Ticket::default(),
            next_dials: Dials::Work,
            dials: 0,
            latency: 5,
            timer: 0,
            stuck: 0,
            steps: script.steps.clone(),
            events: BTreeMap::new(),
            made: 0,
            violation: None,
            loud,
        };
        for (number, step) in script.steps.iter().enumerate() {
            world.at(step.0, Happening::Step(number));
        }
        let end = script.steps.last().map_or(0, |step| step.0);
        world.at(end + 1, Happening::Quiet);
        world.at(end + RECOVERED, Happening::Connect);
        world.at(end + RECOVERED + PATIENCE + SEND_TIMEOUT, Happening::Look);
        world.run();
        world.violation
    }

    pub fn at(&mut self, time: u64, happening: Happening) {
        self.made += 1;
        self.events.insert((time.max(self.now), self.made), happening);
    }

    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.loud {
            println!("{:>9} {}", self.now, text());
        }
    }

    pub fn fail(&mut self, id: &'static str, text: String) {
        self.violation.get_or_insert(Violation { id, text });
    }

    pub fn note(&mut self, checked: Result<(), Violation>) {
        if let Err(violation) = checked {
            self.violation.get_or_insert(violation);
        }
    }

    pub fn send_up(&mut self, wire: usize, item: Up) {
        let bytes = if let Up::Text(text) = &item { text.len() } else { 0 };
        let pace = self.pace();
        let arrives = self.wires[wire].up.send(self.now, pace, bytes, item);
        self.at(arrives, Happening::Arrive(wire, Way::Up));
    }

    pub fn send_down(&mut self, wire: usize, item: Down) {
        let pace = self.pace();
        let arrives = self.wires[wire].down.send(self.now, pace, 0, item);
        self.at(arrives, Happening::Arrive(wire, Way::Down));
    }

    fn run(&mut self) {
        for count in 0.. {
            if self.violation.is_some() {
                return;
            }
            let Some(((time, _), happening)) = self.events.pop_first() else { return };
            self.now = time;
            if count > ENDLESS {
                return self.fail("DV1", "there is no end of it".into());
            }
            if let Happening::Look = happening {
                return self.look();
            }
            self.happen(happening);
            if let Some((id, text)) = self.server.breach.take() {
                self.fail(id, text);
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Step(number) => {
                let Step(_, action) = self.steps[number];
                self.say(|| format!("{action:?}"));
                self.perform(action);
            }
            Happening::Arrive(wire, Way::Up) => self.arrive_up(wire),
            Happening::Arrive(wire, _) => {
                if let Some(item) = self.wires[wire].down.arrive() {
                    self.say(|| format!("< {item:?}"));
                    self.arrive(wire, item);
                }
            }
            Happening::Timer(timer) if timer == self.timer => self.fire(),
            Happening::Timer(_) => {}
            Happening::Tokens(ticket, tokens) => self.authorized(ticket, tokens),
            Happening::Out(wire, item) => self.send_down(wire, item),
            Happening::Idle(wire) => {
                if self.wires[wire].is_stalled() {
                    self.server.disconnect(wire);
                }
            }
            Happening::Quiet => self.cease(),
            Happening::Connect => {
                self.call(Of::Connect, Call::Connect { callable: true }, None);
                self.call(Of::LogIn, Call::Remote(RemoteCall::Login), None);
            }
            Happening::Look => unreachable!("the end of the loop"),
        }
    }

    fn arrive_up(&mut self, wire: usize) {
        let Some(item) = self.wires[wire].up.arrive() else { return };
        match item {
            Up::Open(_) if self.now < self.server.away_until => {
                self.send_down(wire, Down::Closed(1006));
            }
            Up::Open(_) => {
                self.send_down(wire, Down::Opened);
                let is_older = self.next_dials == Dials::Older;
                self.server.open(self.now, wire, is_older, self.has_token);
            }
            Up::Text(text) if self.server.knows(wire) => self.server.receive(self.now, wire, &text),
            Up::Text(_) => self.send_down(wire, Down::Closed(1006)),
            Up::Close => {
                self.server.disconnect(wire);
                self.send_down(wire, Down::Closed(1000));
            }
        }
        self.flush();
    }

    fn flush(&mut self) {
        for (wire, out) in self.server.take_outbox() {
            let (at, item) = match out {
                Out::Text(at, text) => (at, Down::Text(text)),
                Out::Close(at, code) => (at, Down::Closed(code)),
            };
            if at > self.now {
                self.at(at, Happening::Out(wire, item));
            } else {
                self.send_down(wire, item);
            }
        }
    }

    fn perform(&mut self, action: Action) {
        let page = |event| Input::Page(event);
        match action {
            Action::Connect => self.call(Of::Connect, Call::Connect { callable: true }, None),
            Action::Close => self.call(Of::Close, Call::Close, None),
            Action::Count => self.method("count", false, 0, None),
            Action::CountTimed(time) => self.method("count", false, 0, Some(time)),
            Action::Put => self.method("put", true, 0, None),
            Action::Slow(time) => self.method("slow", false, time, None),
            Action::Fail => self.method("fail", false, 0, None),
            Action::Busy(time) => self.method("busy", false, time, None),
            Action::LogOut => {
                self.tokens = Source::Nobody;
                self.method("logout", false, 0, None);
            }
            Action::LogIn => self.call(Of::LogIn, Call::Remote(RemoteCall::Login), None),
            Action::Subscribe(stream) => {
                self.streams.subscribe(stream);
                let call = RemoteCall::Subscribe { name: "stream-s".into(), params: key(stream) };
                self.call(Of::Subscribe(stream), Call::Remote(call), None);
            }
            Action::Unsubscribe(stream) => {
                self.streams.unsubscribe(stream);
                let call = RemoteCall::Unsubscribe { name: "stream-s".into(), params: key(stream) };
                self.call(Of::Unsubscribe, Call::Remote(call), None);
            }
            Action::Cancel(which) => {
                if let Some((id, _)) = self.calls.nth_open(which) {
                    self.input(Input::Cancel(id));
                }
            }
            Action::Hide => self.input(page(PageEvent::Hidden)),
            Action::Show => self.input(page(PageEvent::Shown)),
            Action::Wake => self.input(page(PageEvent::Woken)),
            Action::Tokens(source) => self.tokens = source,
            Action::Latency(latency) => self.latency = latency,
            Action::Dials(dials) => self.next_dials = dials,
            Action::Revoke => self.server.first_token += 1,
            Action::Emit(stream) => self.server.emit(self.now, stream),
            Action::EndStream(stream) => self.server.end_stream(self.now, stream),
            Action::Restart(away) => {
                for wire in self.server.restart(self.now, away) {
                    self.reset(wire);
                }
            }
            Action::Stall(_) | Action::Heal | Action::Reset | Action::Kick(_) | Action::Babble => {
                if let Some(wire) = self.wire {
                    self.touch(wire, action);
                }
            }
        }
        self.flush();
    }

    fn touch(&mut self, wire: usize, action: Action) {
        match action {
            Action::Stall(way) => {
                self.wires[wire].stall(self.now, way);
                self.at(self.now + IDLE, Happening::Idle(wire));
            }
            Action::Heal => self.heal(wire),
            Action::Reset => self.reset(wire),
            Action::Kick(code) if self.server.knows(wire) => {
                self.server.disconnect(wire);
                self.send_down(wire, Down::Closed(code));
            }
            Action::Babble if self.server.knows(wire) => self.server.babble(self.now, wire),
            _ => {}
        }
    }

    fn heal(&mut self, wire: usize) {
        for way in self.wires[wire].heal() {
            self.at(self.now, Happening::Arrive(wire, way));
        }
    }

    fn reset(&mut self, wire: usize) {
        self.heal(wire);
        self.wires[wire].break_off();
        self.server.disconnect(wire);
        self.send_down(wire, Down::Closed(1006));
    }

    fn cease(&mut self) {
        self.tokens = Source::Fresh;
        self.next_dials = Dials::Work;
        self.latency = 5;
        self.server.away_until = 0;
        for wire in 0..self.wires.len() {
            self.heal(wire);
        }
        self.input(Input::Page(PageEvent::Shown));
    }

    /// DV5, DV7: what the page wants is what the server has.
    fn look(&mut self) {
        if *self.session.state() != State::Online {
            return self.fail("DV7", format!("ends as {:?}", self.session.state()));
        }
        let wire = self.wire.expect("a connection");
        if !self.server.is_user(wire) {
            return self.fail("DV7", "nobody is logged in".into());
        }
        let (wanted, there) = (self.streams.wanted(), self.server.streams(wire));
        if there.as_ref() != Some(&wanted) {
            return self.fail("DV5", format!("wants {wanted:?}, the server has {there:?}"));
        }
        if self.now / self.dials.max(1) < FEWEST_MS_A_DIAL {
            return self.fail("DV7", format!("{} dials in {} ms", self.dials, self.now));
        }
        self.violation = self.calls.finish(&self.server.done);
    }

    fn method(&mut self, name: &str, again: bool, time: u64, timeout: Option<u64>) {
        let number = self.calls.next_number(again);
        let params = Json::parse(&format!("[{number},{time}]")).expect("JSON");
        let call = RemoteCall::Method { name: name.into(), params, again };
        self.call(Of::Method(number), Call::Remote(call), timeout);
    }

    fn call(&mut self, of: Of, call: Call<Json>, timeout: Option<u64>) {
        let limit = match of {
            Of::Connect => CONNECT_TIMEOUT,
            Of::Close => 2 * CLOSE_TIMEOUT,
            _ => SEND_TIMEOUT,
        };
        let deadline = self.now + timeout.map_or(limit, |own| own.min(limit));
        let id = self.calls.open(of, deadline);
        self.say(|| format!("{id:?} {of:?}"));
        self.input(Input::Call(id, call, timeout.map(Duration::from_millis)));
    }
}

/// The parameters of a subscription.
fn key(stream: u8) -> Json {
    Json::parse(&format!(r#"["{stream}",false]"#)).expect("JSON")
}
