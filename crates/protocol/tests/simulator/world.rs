//! The loop: one clock, one queue of events, everybody in turn.

use crate::client::{Arrival, Client};
use crate::invariants::{Judge, Violation};
use crate::link::{Down, Up, Way, Wire};
use crate::script::{Script, Step};
use crate::server::{Out, Server};
use groupwire_protocol::session::{Ticket, Tokens};
use std::collections::BTreeMap;

/// The server ends a connection that has been stuck for so long, in ms.
const IDLE: u64 = 20_000;

/// More events than any case has.
const ENDLESS: usize = 100_000;

/// Everything in a case.
pub struct World {
    pub now: u64,
    pub clients: Vec<Client>,
    pub wires: Vec<Wire>,
    pub server: Server,
    pub judge: Judge,
    pub steps: Vec<Step>,
    /// By time, and in the order in which they were made.
    events: BTreeMap<(u64, usize), Happening>,
    made: usize,
    handled: usize,
    /// Whether what happens is printed.
    loud: bool,
}

/// Something that happens at its time.
#[derive(Debug)]
pub enum Happening {
    Step(usize),
    /// The next item of a lane arrives.
    Arrive(usize, Way),
    /// A timer of a client fires, unless another one was set.
    Timer(usize, u64),
    /// A frozen page runs again.
    Thaw(usize),
    Tokens(usize, Ticket, Tokens),
    /// The server looks whether a connection is still stuck.
    Idle(usize),
    /// What a sleeping device lost is there again.
    WakeNetwork(usize),
    /// The faults cease; the clients are looked at; they talk; the end.
    Quiet,
    Look {
        is_last: bool,
    },
    Talk,
}

impl World {
    /// Plays a script, and says what went wrong.
    pub fn play(script: &Script, loud: bool) -> Option<Violation> {
        let clients = script.clients.iter().enumerate();
        let mut world = Self {
            now: 0,
            clients: clients.map(|(number, setup)| Client::new(number, *setup)).collect(),
            wires: Vec::new(),
            server: Server::new(script.terms),
            judge: Judge::new(script.clients.len(), script.terms),
            steps: script.steps.clone(),
            events: BTreeMap::new(),
            made: 0,
            handled: 0,
            loud,
        };
        for (number, step) in script.steps.iter().enumerate() {
            world.at(step.0, Happening::Step(number));
        }
        let end = script.steps.last().map_or(0, |step| step.0);
        world.at(end + 1, Happening::Quiet);
        world.run();
        world.judge.violation
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

    pub fn send_up(&mut self, wire: usize, item: Up) {
        let bytes = match &item {
            Up::Text(text) => text.len(),
            Up::Open(_) | Up::Close => 0,
        };
        let pace = self.clients[self.wires[wire].client].pace;
        let arrives = self.wires[wire].up.send(self.now, pace, bytes, item);
        self.at(arrives, Happening::Arrive(wire, Way::Up));
    }

    pub fn send_down(&mut self, wire: usize, item: Down) {
        let mut pace = self.clients[self.wires[wire].client].pace;
        pace.rate = u64::MAX;
        let arrives = self.wires[wire].down.send(self.now, pace, 0, item);
        self.at(arrives, Happening::Arrive(wire, Way::Down));
    }

    /// Sends what the server has to send.
    pub fn flush(&mut self) {
        for (wire, out) in self.server.take_outbox() {
            let item = match out {
                Out::Opened => Down::Opened,
                Out::Text(text) => Down::Text(text),
                Out::Close(code) => Down::Closed(code),
            };
            self.send_down(wire, item);
        }
    }

    pub fn stall(&mut self, wire: usize, way: Way) {
        self.wires[wire].stall(self.now, way);
        self.at(self.now + IDLE, Happening::Idle(wire));
    }

    pub fn heal(&mut self, wire: usize) {
        if self.wires[wire].lost {
            return;
        }
        for way in self.wires[wire].heal() {
            self.at(self.now, Happening::Arrive(wire, way));
        }
    }

    /// The connection breaks, and both sides notice.
    pub fn reset(&mut self, wire: usize) {
        self.wires[wire].break_off();
        self.server.disconnect(wire);
        self.send_down(wire, Down::Closed(1006));
        self.flush();
    }

    fn run(&mut self) {
        while self.judge.violation.is_none() {
            let Some(((time, _), happening)) = self.events.pop_first() else { break };
            self.now = time;
            self.handled += 1;
            if self.handled > ENDLESS {
                self.judge.fail("U9", "there is no end of it".into());
            }
            if let Happening::Talk = happening {
                self.talk();
                break;
            }
            self.happen(happening);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Step(number) => {
                let step = self.steps[number];
                self.say(|| format!("client {} {:?}", step.1, step.2));
                self.perform(step.1, step.2);
            }
            Happening::Arrive(wire, Way::Up) => self.arrive_up(wire),
            Happening::Arrive(wire, _) => self.arrive_down(wire),
            Happening::Timer(client, timer) => {
                let page = &self.clients[client];
                if page.timer == timer && !page.is_frozen(self.now) {
                    self.fire(client);
                }
            }
            Happening::Thaw(client) => self.thaw(client),
            Happening::Tokens(client, ticket, tokens) => {
                self.reach(client, Arrival::Tokens(ticket, tokens));
            }
            Happening::Idle(wire) => {
                if self.wires[wire].is_stalled() && self.server.knows(wire) {
                    self.server.close(wire, 1001);
                    self.flush();
                }
            }
            Happening::WakeNetwork(client) => self.wake_network(client),
            Happening::Quiet => self.cease(),
            Happening::Look { is_last } => self.look(is_last),
            Happening::Talk => unreachable!("the end of the loop"),
        }
    }

    fn arrive_up(&mut self, wire: usize) {
        let Some(item) = self.wires[wire].up.arrive() else { return };
        match item {
            Up::Open(_) if self.now < self.server.away_until => {
                self.send_down(wire, Down::Closed(1006));
            }
            Up::Open(url) => self.server.open(self.now, wire, &url),
            Up::Text(text) if self.server.knows(wire) => {
                self.server.receive(self.now, wire, &text, &mut self.judge);
            }
            // A server that knows nothing of the connection resets it.
            Up::Text(_) => self.send_down(wire, Down::Closed(1006)),
            Up::Close => {
                self.server.disconnect(wire);
                self.send_down(wire, Down::Closed(1000));
            }
        }
        self.flush();
    }

    fn arrive_down(&mut self, wire: usize) {
        let Some(item) = self.wires[wire].down.arrive() else { return };
        if let Down::Closed(_) = item {
            self.wires[wire].ended = true;
        }
        self.reach(self.wires[wire].client, Arrival::Down(wire, item));
    }
}
