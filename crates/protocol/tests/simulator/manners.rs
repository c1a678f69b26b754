//! How a client behaves towards the network: when it dials, and that it never gets stuck.

use crate::invariants::Judge;
use groupwire_protocol::Instant;
use groupwire_protocol::session::{Backoff, PageEvent, Reason, State};
use std::collections::VecDeque;

/// How many dials without a cause outside may be made within [`WINDOW`]. A pause is 10 s in the
/// mean, once there were a few.
const MANY: usize = 60;

/// In ms.
const WINDOW: u64 = 300_000;

/// After a connection that lasted so long, in ms, the pauses begin anew.
const USEFUL: u64 = 5_000;

/// What is known of one client's manners.
#[derive(Debug)]
pub struct Manners {
    pub state: State,
    /// The last that the user asked for was a connection, not its end.
    pub wanted: bool,
    /// And it was given.
    pub connected: bool,
    pub hidden: bool,
    pub away: bool,
    /// Something that justifies a dial without a pause has happened since the last one.
    cause: bool,
    /// When the client began to wait for its next dial.
    waits_since: u64,
    /// Dials without such a cause.
    dials: VecDeque<u64>,
    /// The number of the last dial, and when the connection was online last.
    attempt: u32,
    online_at: u64,
    /// A connection has been online since the last close.
    was_online: bool,
    /// The close codes that were told, and whether there was no token.
    pub was_refused: bool,
    pub was_unauthorized: bool,
    pub was_slowed: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            state: State::Idle,
            wanted: false,
            connected: false,
            hidden: false,
            away: false,
            cause: false,
            waits_since: 0,
            dials: VecDeque::new(),
            attempt: 0,
            online_at: 0,
            was_online: false,
            was_refused: false,
            was_unauthorized: false,
            was_slowed: false,
        }
    }
}

impl Manners {
    pub fn called_connect(&mut self) {
        self.connected = false;
        self.wanted = true;
        self.cause = true;
    }

    pub fn called_close(&mut self) {
        self.connected = false;
        self.wanted = false;
        self.cause = false;
    }

    /// A call for a connection has been answered with one.
    pub fn connected(&mut self) {
        self.connected = self.wanted;
    }

    /// Whether the page has a connection that it wants to keep.
    pub fn should_stay(&self) -> bool {
        self.state == State::Online && self.wanted && !self.hidden && !self.away
    }

    /// A close has been answered.
    pub fn closed(&mut self) {
        self.was_online = false;
    }

    pub fn page(&mut self, event: PageEvent) {
        match event {
            PageEvent::Shown => self.hidden = false,
            PageEvent::Hidden => self.hidden = true,
            PageEvent::Left => self.away = true,
            PageEvent::Returned => self.away = false,
            PageEvent::Woken | PageEvent::Offline => {}
        }
        self.cause |= matches!(event, PageEvent::Shown | PageEvent::Woken | PageEvent::Returned);
    }

    /// The end of a connection is told.
    pub fn ended(&mut self, code: u16) {
        self.was_refused |= code == 1008;
        self.was_slowed |= code == 1013;
        if code == 4401 {
            self.was_unauthorized = true;
            self.cause = true;
        }
    }

    pub fn enters(&mut self, now: u64, client: usize, state: &State, judge: &mut Judge) {
        match state {
            State::Connecting { attempt } => {
                self.attempt = *attempt;
                self.dials(now, client, judge);
            }
            State::Waiting { attempt, retry_at: Some(_), .. }
                if self.state == State::Online
                    && now < self.online_at + USEFUL
                    && *attempt <= self.attempt =>
            {
                let text = format!("client {client} begins anew with its pauses");
                judge.fail("U13", text);
                self.waits_since = now;
            }
            State::Waiting { .. } if !matches!(self.state, State::Waiting { .. }) => {
                self.waits_since = now;
            }
            State::Online => {
                self.was_online = true;
                self.online_at = now;
            }
            State::Closed { reason, .. } => {
                let is_honest = match reason {
                    Reason::User => true,
                    Reason::GaveUp => !self.was_online,
                    Reason::Refused => self.was_refused,
                    Reason::Unauthorized => self.was_unauthorized,
                };
                if !is_honest {
                    judge
                        .fail("U10", format!("client {client} ends with {reason:?} for no reason"));
                }
                self.was_online &= *reason != Reason::User;
            }
            _ => {}
        }
        self.state = state.clone();
    }

    /// The session has nothing more to do at `now`, and wants to be woken `at`.
    pub fn rests(&mut self, now: u64, client: usize, at: Option<Instant>, judge: &mut Judge) {
        let at = at.map(Instant::as_millis);
        let due = match &self.state {
            State::Idle | State::Closed { .. } => return,
            State::Waiting { retry_at: Some(retry_at), .. } => retry_at.as_millis(),
            State::Waiting { retry_at: None, .. } if self.hidden || self.away => return,
            State::Waiting { .. } => {
                return judge.fail("U9", format!("client {client} waits for a page that is there"));
            }
            State::Connecting { .. } | State::Handshaking { .. } => now + 10_000,
            State::Online => now + 25_000,
            State::Closing => now + 1_000,
        };
        if at.is_none_or(|at| at > due) {
            let state = &self.state;
            judge.fail("U9", format!("client {client} in {state:?} wakes at {at:?}, not at {due}"));
        }
    }

    fn dials(&mut self, now: u64, client: usize, judge: &mut Judge) {
        if !self.wanted {
            judge.fail("U11", format!("client {client} dials though it was closed"));
        }
        if std::mem::take(&mut self.cause) {
            return;
        }
        if self.hidden || self.away {
            judge.fail("U12", format!("client {client} dials from a page that cannot be seen"));
        }
        let has_waited = matches!(self.state, State::Waiting { .. });
        if !has_waited || now < self.waits_since + Backoff::FAST.min.as_millis() as u64 {
            judge.fail("U13", format!("client {client} dials without a pause at {now}"));
        }
        self.dials.push_back(now);
        while self.dials.front().is_some_and(|at| at + WINDOW < now) {
            self.dials.pop_front();
        }
        if self.dials.len() > MANY {
            judge.fail("U13", format!("client {client} dials {MANY} times in {WINDOW} ms"));
        }
    }
}
