//! A page with a session: it may freeze, its timers may be slow, and it can be left.

use crate::link::{Down, Pace};
use crate::manners::Manners;
use crate::script::{Action, Dials, Setup, Source};
use groupwire_protocol::json::Json;
use groupwire_protocol::protocol::{Groupwire, Protocol, Skapi};
use groupwire_protocol::session::{
    CallId, Config, PageEvent, QueueLimits, Session, Ticket, Tokens,
};
use std::collections::VecDeque;
use std::time::Duration;

/// How long the end of a connection may take, in ms.
pub const CLOSE_TIMEOUT: u64 = 1_000;

/// How long a dial may take, in ms.
pub const CONNECT_TIMEOUT: u64 = 10_000;

/// Slow timers fire at multiples of this, in ms.
/// Source: Chrome 88, "Heavy throttling of chained JS timers".
const THROTTLED: u64 = 60_000;

/// The network between faults.
pub const GOOD: Pace = Pace { latency: 5, rate: 100_000_000 };

/// One client.
pub struct Client {
    pub setup: Setup,
    pub session: Session<Json>,
    pub manners: Manners,
    /// The connection that the page listens to.
    pub wire: Option<usize>,
    /// The connection that was made last, and may live on at the server.
    pub last_wire: Option<usize>,
    pub hidden: bool,
    pub throttled: bool,
    /// Nothing of the page runs before this moment.
    pub frozen_until: u64,
    pub away: bool,
    /// What a frozen page will find.
    pub inbox: VecDeque<Arrival>,
    /// When the session wants to be woken, as far as the page has set its timer.
    pub wants_at: Option<u64>,
    /// Tells the timer that is set from those that were set before.
    pub timer: u64,
    /// How late the timer was that fires now.
    pub late: u64,
    /// The clock as the page read it last.
    pub clock: u64,
    pub source: Source,
    pub dials: Dials,
    pub pace: Pace,
    pub offline: bool,
    last_call: u32,
}

/// Something that reaches the page.
#[derive(Clone, Debug)]
pub enum Arrival {
    Down(usize, Down),
    Tokens(Ticket, Tokens),
    Page(PageEvent),
    /// The page's own code runs.
    Code(Action),
}

impl Client {
    pub fn new(number: usize, setup: Setup) -> Self {
        let protocol: Box<dyn Protocol<Json>> = if setup.skapi {
            Box::new(Skapi::new("s".into(), "o".into()))
        } else {
            Box::new(Groupwire)
        };
        let config = Config {
            url: "ws://host/api".into(),
            connect_timeout: Duration::from_millis(CONNECT_TIMEOUT),
            send_timeout: Duration::from_millis(setup.send_timeout),
            close_timeout: Duration::from_millis(CLOSE_TIMEOUT),
            heartbeat: Some(Duration::from_secs(25)),
            queue: QueueLimits { messages: setup.queue, bytes: 60_000 },
            high_water: 16_000,
            park_after: setup.park_after.map(Duration::from_millis),
            seed: number as u64,
            ..Config::default()
        };
        Self {
            setup,
            session: Session::new(config, protocol),
            manners: Manners::default(),
            wire: None,
            last_wire: None,
            hidden: false,
            throttled: false,
            frozen_until: 0,
            away: false,
            inbox: VecDeque::new(),
            wants_at: None,
            timer: 0,
            late: 0,
            clock: 0,
            source: Source::Fresh(0),
            dials: Dials::Work,
            pace: GOOD,
            offline: false,
            last_call: 0,
        }
    }

    pub fn is_frozen(&self, now: u64) -> bool {
        self.away || now < self.frozen_until
    }

    pub fn next_call(&mut self) -> CallId {
        self.last_call += 1;
        CallId(self.last_call)
    }

    /// When a timer fires that is to fire at `at`.
    pub fn fires_at(&self, now: u64, at: u64) -> u64 {
        let at = at.max(now);
        if self.throttled { at.next_multiple_of(THROTTLED) } else { at }
    }
}
