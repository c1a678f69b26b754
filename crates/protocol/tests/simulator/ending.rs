//! After the last step: the faults cease, and everybody must be back.

use crate::client::{Client, GOOD};
use crate::manners::Manners;
use crate::script::{Action, Dials, GROUPS, Source};
use crate::world::{Happening, World};
use groupwire_protocol::session::{Reason, State};

/// How long after the faults every client must be online again, in ms: a dead connection is
/// found within a heartbeat and its timeout, a dial may be on its way that never ends, and then
/// comes the longest pause.
const RECOVERED: u64 = 120_000;

/// The same where the server asked for long pauses.
const RECOVERED_SLOWLY: u64 = 750_000;

/// How long the clients talk at the end, in ms.
const TALK: u64 = 20_000;

impl World {
    /// The faults cease. What is half open stays so: the clients must find out by themselves.
    pub fn cease(&mut self) {
        self.say(|| "the faults cease".into());
        self.server.away_until = 0;
        for client in 0..self.clients.len() {
            let page = &mut self.clients[client];
            page.dials = Dials::Work;
            page.source = Source::Fresh(0);
            page.pace = GOOD;
            let (hidden, throttled, offline) = (page.hidden, page.throttled, page.offline);
            page.frozen_until = 0;
            for wire in self.wires_of(client) {
                self.heal(wire);
            }
            self.return_to(client);
            self.thaw(client);
            if hidden || throttled {
                self.perform(client, Action::Show);
            }
            if offline {
                self.wake_network(client);
            }
            if self.clients[client].setup.skapi {
                // Only the system's own patience ends a connection that answers nothing.
                for wire in self.wires_of(client) {
                    self.wires[wire].lost = false;
                    self.heal(wire);
                    self.reset(wire);
                }
            }
        }
        self.at(self.now + RECOVERED, Happening::Look { is_last: false });
    }

    /// Whether everybody is back, where they should be: those that the server slowed down may
    /// take longer.
    pub fn look(&mut self, is_last: bool) {
        let is_slow = |page: &Client| page.manners.was_slowed && !is_last;
        for client in 0..self.clients.len() {
            if !is_slow(&self.clients[client]) {
                self.look_at(client);
            }
        }
        if self.clients.iter().any(is_slow) {
            return self.at(self.now + RECOVERED_SLOWLY, Happening::Look { is_last: true });
        }
        self.judge.posts.expect_success();
        for client in 0..self.clients.len() {
            self.greet_all(client);
        }
        self.at(self.now + TALK, Happening::Talk);
    }

    /// The end.
    pub fn talk(&mut self) {
        for client in 0..self.clients.len() {
            if self.judge.calls.deadline(self.now, client, 0).is_some_and(|at| at <= self.now) {
                self.judge.fail("U2", format!("client {client} has a call over its deadline"));
            }
            if self.clients[client].manners.state == State::Online {
                self.judge.finish(client, self.server.epoch());
            }
        }
        let verdict = self.judge.posts.finish();
        self.judge.note(verdict);
    }

    fn look_at(&mut self, client: usize) {
        let page = &self.clients[client];
        let Manners { state, wanted, connected, .. } = &page.manners;
        let is_fine = match state {
            State::Online => *wanted,
            State::Closed { reason: Reason::User, .. } => !*connected,
            State::Idle | State::Closed { .. } => true,
            _ => false,
        };
        if !is_fine {
            let text = format!("client {client} is {state:?} long after the faults");
            return self.judge.fail("U10", text);
        }
        let Some(groups) = page.wire.and_then(|wire| self.server.groups(wire)) else { return };
        for group in 0..GROUPS {
            let is_in = groups.contains(&group);
            if self.judge.calls.is_in(client, group).is_some_and(|should| should != is_in) {
                let text = format!("client {client} is in group {group}: {is_in}");
                return self.judge.fail("U10", text);
            }
        }
    }

    /// A post to each group that the client is in, which must arrive.
    fn greet_all(&mut self, client: usize) {
        if self.clients[client].manners.state != State::Online {
            return;
        }
        for group in 0..GROUPS {
            if self.judge.calls.is_in(client, group) == Some(true) {
                self.call(client, Action::PostGroup(group));
            }
        }
    }
}
