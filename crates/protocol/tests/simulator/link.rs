//! One connection between a client and the server: two lanes that keep the order of what they
//! carry, and can slow down, get stuck and break.

use std::collections::VecDeque;

/// A direction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Both,
}

/// What goes up.
#[derive(Clone, Debug)]
pub enum Up {
    /// The request for the connection, with its URL.
    Open(String),
    Text(String),
    /// The client has closed its socket.
    Close,
}

/// What comes down.
#[derive(Clone, Debug)]
pub enum Down {
    Opened,
    Text(String),
    /// The end, with its code; 1006 where the connection broke or did not open.
    Closed(u16),
}

/// A connection.
#[derive(Debug)]
pub struct Wire {
    pub client: usize,
    pub up: Lane<Up>,
    pub down: Lane<Down>,
    /// The client's socket has ended, though its page may not have been told.
    pub ended: bool,
    /// Nothing of it can be repaired.
    pub lost: bool,
    /// It has been slow, stuck or broken.
    pub was_bad: bool,
}

/// One direction.
#[derive(Debug)]
pub struct Lane<T> {
    items: VecDeque<Item<T>>,
    /// When the last item arrives.
    last: u64,
    /// When the last item has left the sender's socket.
    departed: u64,
    /// Since when nothing arrives.
    stalled: Option<u64>,
    /// Items whose time has come while the lane was stuck.
    due: usize,
}

#[derive(Debug)]
struct Item<T> {
    item: T,
    bytes: usize,
    sent: u64,
    departs: u64,
}

/// How a client's network carries frames.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub latency: u64,
    /// Bytes in a second.
    pub rate: u64,
}

impl Wire {
    pub fn new(client: usize) -> Self {
        Self {
            client,
            up: Lane::new(),
            down: Lane::new(),
            ended: false,
            lost: false,
            was_bad: false,
        }
    }

    pub fn stall(&mut self, now: u64, way: Way) {
        self.was_bad = true;
        if way != Way::Down {
            self.up.stalled.get_or_insert(now);
        }
        if way != Way::Up {
            self.down.stalled.get_or_insert(now);
        }
    }

    pub fn is_stalled(&self) -> bool {
        self.up.stalled.is_some() || self.down.stalled.is_some()
    }

    /// Lets both lanes go on. The way of each item that has to be delivered at once.
    pub fn heal(&mut self) -> impl Iterator<Item = Way> + use<> {
        let up = std::iter::repeat_n(Way::Up, self.up.heal());
        up.chain(std::iter::repeat_n(Way::Down, self.down.heal()))
    }

    /// Everything on its way is gone.
    pub fn break_off(&mut self) {
        self.was_bad = true;
        self.up.items.clear();
        self.down.items.clear();
    }
}

impl Pace {
    /// Whether a client may well take the connection for dead.
    pub fn is_bad(self) -> bool {
        self.latency > 500 || self.rate < 100_000
    }
}

impl<T> Lane<T> {
    fn new() -> Self {
        Self { items: VecDeque::new(), last: 0, departed: 0, stalled: None, due: 0 }
    }

    /// Takes an item, and says when it arrives.
    pub fn send(&mut self, now: u64, pace: Pace, bytes: usize, item: T) -> u64 {
        let departs = self.departed.max(now) + bytes as u64 * 1000 / pace.rate;
        self.departed = departs;
        self.last = self.last.max(departs + pace.latency);
        self.items.push_back(Item { item, bytes, sent: now, departs });
        self.last
    }

    /// The next item, whose time has come; `None` where it is stuck or gone.
    pub fn arrive(&mut self) -> Option<T> {
        if self.stalled.is_some() {
            self.due += 1;
            return None;
        }
        self.items.pop_front().map(|item| item.item)
    }

    /// What waits in the sender's socket, in bytes.
    pub fn buffered(&self, now: u64) -> usize {
        let waits = |item: &&Item<T>| {
            item.departs > now || self.stalled.is_some_and(|since| item.sent >= since)
        };
        self.items.iter().filter(waits).map(|item| item.bytes).sum()
    }

    fn heal(&mut self) -> usize {
        self.stalled = None;
        std::mem::take(&mut self.due)
    }
}
