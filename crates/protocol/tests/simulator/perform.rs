//! What each step of a script does.

use crate::calls::Call as Called;
use crate::client::{Arrival, CLOSE_TIMEOUT, CONNECT_TIMEOUT};
use crate::link::Pace;
use crate::link::Way;
use crate::names::{name, payload, recipient};
use crate::script::Action;
use crate::world::{Happening, World};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{Call, Input, PageEvent, State};
use std::time::Duration;

/// A sleep this long loses the connections of the device, in ms.
const LONG_SLEEP: u64 = 60_000;

impl World {
    pub fn perform(&mut self, client: usize, action: Action) {
        let page = &mut self.clients[client];
        match action {
            Action::Hide => {
                page.hidden = true;
                self.reach(client, Arrival::Page(PageEvent::Hidden));
            }
            Action::Show => {
                page.hidden = false;
                page.throttled = false;
                self.set_timer(client);
                self.reach(client, Arrival::Page(PageEvent::Shown));
            }
            Action::Throttle => {
                page.throttled = true;
                self.set_timer(client);
            }
            Action::Freeze(time) => self.freeze(client, time),
            Action::Sleep(time) => self.sleep(client, time),
            Action::PageHide => {
                self.reach(client, Arrival::Page(PageEvent::Left));
                self.clients[client].away = true;
            }
            Action::PageShow => self.return_to(client),
            Action::NetDown => {
                page.offline = true;
                self.stall_all(client);
                self.reach(client, Arrival::Page(PageEvent::Offline));
            }
            Action::NetUp => self.wake_network(client),
            Action::Latency(latency) => {
                let pace = Pace { latency, ..page.pace };
                self.set_pace(client, pace);
            }
            Action::Rate(rate) => {
                let pace = Pace { rate, ..page.pace };
                self.set_pace(client, pace);
            }
            Action::Dials(dials) => page.dials = dials,
            Action::Tokens(source) => page.source = source,
            Action::Restart(away) => self.restart(away),
            Action::Revoke => {
                let user = page.setup.user;
                self.server.revoke(user);
                self.flush();
            }
            Action::Stall(_)
            | Action::Heal
            | Action::Lose
            | Action::Reset
            | Action::Kick(_)
            | Action::Expire => {
                if let Some(wire) = page.last_wire {
                    self.touch(wire, action);
                }
            }
            _ => self.reach(client, Arrival::Code(action)),
        }
    }

    /// The page's own code calls one of the functions.
    pub fn call(&mut self, client: usize, action: Action) {
        let group = |group: u8| recipient("group", 'g', group);
        let skapi = self.clients[client].setup.skapi;
        match action {
            Action::Connect => {
                self.clients[client].manners.called_connect();
                self.invoke(client, Called::Connect, Call::Connect { callable: true }, None);
            }
            Action::Close => {
                self.clients[client].manners.called_close();
                self.invoke(client, Called::Close, Call::Close, None);
            }
            Action::PostGroup(to) => self.post(client, group(to), 0, None),
            Action::PostTimed(to, time) => self.post(client, group(to), 0, Some(time)),
            Action::PostLarge(to, bytes) => self.post(client, group(to), bytes, None),
            Action::PostUser(to) => self.post(client, recipient("user", 'u', to), 0, None),
            Action::PostClient(to) if !skapi => {
                if let Some(wire) = self.clients[to].wire {
                    self.post(client, recipient("connection", 'c', wire), 0, None);
                }
            }
            // There, one group is all that a page has.
            Action::Join(to) | Action::Hold(to) if skapi || action == Action::Join(to) => {
                self.invoke(client, Called::Join(to), Call::Join { params: Ok(group(to)) }, None);
            }
            Action::LeaveCurrent => {
                let params = Ok(Json::object(&[("group", Json::null())]));
                self.invoke(client, Called::Leave, Call::Join { params }, None);
            }
            Action::Hold(to) => {
                let call = Call::Hold { group: name('g', to), since: Json::undefined() };
                self.invoke(client, Called::Hold(to), call, None);
            }
            Action::HoldSince(to) if !skapi && self.sends_at_once(client) => {
                let Some(view) = self.judge.last_seen(client, to) else { return };
                let since = format!(r#"{{"epoch":"e{}","offset":{}}}"#, view.epoch, view.offset);
                let since = Json::parse(&since).expect("JSON");
                let call = Call::Hold { group: name('g', to), since };
                self.invoke(client, Called::Hold(to), call, None);
            }
            Action::Release(to) if !skapi => {
                let call = Call::Release { group: name('g', to) };
                self.invoke(client, Called::Release(to), call, None);
            }
            Action::Cancel(which) => {
                if let Some(id) = self.judge.calls.unsettled(client).get(which) {
                    self.input(client, Input::Cancel(*id));
                }
            }
            _ => {}
        }
    }

    /// What a device that comes to a network finds.
    pub fn wake_network(&mut self, client: usize) {
        self.clients[client].offline = false;
        for wire in self.wires_of(client) {
            self.heal(wire);
        }
        self.reach(client, Arrival::Page(PageEvent::Woken));
    }

    fn freeze(&mut self, client: usize, time: u64) {
        let page = &mut self.clients[client];
        page.frozen_until = page.frozen_until.max(self.now + time);
        let until = page.frozen_until;
        self.at(until, Happening::Thaw(client));
    }

    fn sleep(&mut self, client: usize, time: u64) {
        self.stall_all(client);
        if time > LONG_SLEEP {
            for wire in self.wires_of(client) {
                self.wires[wire].lost = true;
            }
        }
        self.freeze(client, time);
        self.at(self.now + time, Happening::WakeNetwork(client));
    }

    /// Whether a call goes out now: what a page knows now may be stale when its turn comes.
    fn sends_at_once(&self, client: usize) -> bool {
        let page = &self.clients[client];
        let buffered = |wire: usize| self.wires[wire].up.buffered(self.now);
        page.manners.state == State::Online && page.wire.map(buffered) == Some(0)
    }

    fn set_pace(&mut self, client: usize, pace: Pace) {
        self.clients[client].pace = pace;
        for wire in self.wires_of(client) {
            self.wires[wire].was_bad |= pace.is_bad();
        }
    }

    pub fn return_to(&mut self, client: usize) {
        if !std::mem::take(&mut self.clients[client].away) {
            return;
        }
        self.clients[client].inbox.push_back(Arrival::Page(PageEvent::Returned));
        self.thaw(client);
    }

    fn restart(&mut self, away: u64) {
        for wire in self.server.restart(self.now, away) {
            self.reset(wire);
        }
    }

    fn touch(&mut self, wire: usize, action: Action) {
        match action {
            Action::Stall(way) => self.stall(wire, way),
            Action::Heal => self.heal(wire),
            Action::Lose => {
                self.wires[wire].lost = true;
                self.stall(wire, Way::Both);
            }
            Action::Reset => self.reset(wire),
            Action::Kick(code) => self.server.close(wire, code),
            Action::Expire => self.server.warn_of_expiry(wire),
            _ => {}
        }
        self.flush();
    }

    fn stall_all(&mut self, client: usize) {
        for wire in self.wires_of(client) {
            self.stall(wire, Way::Both);
        }
    }

    pub fn wires_of(&self, client: usize) -> Vec<usize> {
        let numbered = self.wires.iter().enumerate();
        let is_of = |wire: &crate::link::Wire| wire.client == client && !wire.ended;
        numbered.filter(|(_, wire)| is_of(wire)).map(|(number, _)| number).collect()
    }

    fn post(&mut self, client: usize, recipient: Json, bytes: usize, timeout: Option<u64>) {
        let skapi = self.clients[client].setup.skapi;
        let number = self.judge.posts.add(client, skapi, bytes);
        let message = Ok(Json::parse(&payload(number, bytes)).expect("JSON"));
        let call = Call::Post { message, recipient, notification: Json::undefined() };
        self.invoke(client, Called::Post(number), call, timeout);
    }

    fn invoke(&mut self, client: usize, called: Called, call: Call<Json>, timeout: Option<u64>) {
        let id = self.clients[client].next_call();
        let limit = match called {
            Called::Connect => CONNECT_TIMEOUT,
            Called::Close => 2 * CLOSE_TIMEOUT,
            _ => self.clients[client].setup.send_timeout,
        };
        let deadline = self.now + timeout.map_or(limit, |own| own.min(limit));
        self.say(|| format!("client {client} {id:?} {called:?}"));
        self.judge.calls.open(client, id, called, deadline);
        self.input(client, Input::Call(id, call, timeout.map(Duration::from_millis)));
    }
}
