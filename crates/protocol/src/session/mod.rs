//! The session machine: the life of one client's connection, whatever the protocol.
//!
//! The machine is driven by a loop of its owner:
//!
//! 1. [`Session::handle_input`] for everything that happens, [`Session::handle_timeout`] when
//!    the moment of [`Session::poll_timeout`] has come;
//! 2. [`Session::poll_output`] until it gives `None`, doing what each [`Output`] says, in order.
//!
//! Every call is settled exactly once, at the latest when its deadline is over.

#[cfg(feature = "ddp")]
mod amendments;
mod answers;
mod calls;
mod close;
mod commands;
mod config;
mod connect;
mod flight;
mod groups;
#[cfg(feature = "ddp")]
mod held;
mod inbound;
mod interface;
mod link;
mod liveness;
#[cfg(feature = "ddp")]
mod login;
#[cfg(feature = "ddp")]
mod methods;
mod notification;
mod page;
mod queue;
mod random;
mod recipient;
#[cfg(feature = "ddp")]
mod remote;
mod retry;
mod state;
#[cfg(feature = "ddp")]
mod subscriptions;
mod timers;

pub use config::{Backoff, Config, QueueLimits};
pub use interface::{Call, CallId, Input, Output, Success, Ticket, Tokens};
pub use notification::Notification;
pub use page::PageEvent;
pub use recipient::Recipient;
#[cfg(feature = "ddp")]
pub use remote::{Refusal, RemoteCall};
pub use state::{Closed, Reason, State};

use crate::document::Document;
use crate::error::Error;
use crate::protocol::{Credentials, Features, Position, Protocol};
use crate::time::Instant;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use flight::{Flight, Mids};
use groups::Groups;
use liveness::Probe;
use queue::Queue;
use random::Random;
use timers::{Timer, Timers};

/// The connection's life, its groups and its calls.
pub struct Session<D: Document> {
    config: Config,
    protocol: Box<dyn Protocol<D>>,
    features: Features,
    state: State,
    timers: Timers,
    random: Random,
    outputs: VecDeque<Output<D>>,

    /// Commands that wait for an open connection or for fresh tokens, oldest first.
    queue: Queue<D>,
    /// Commands that wait for the server's answer, oldest first.
    flight: Flight<D>,
    /// The size of the largest payload that was sent on this connection.
    largest: usize,
    mids: Mids,
    groups: Groups<D>,
    /// The last private post that is known, where the server numbers them.
    private: Option<Position>,
    /// The life of the server's memory: in another one it knows none of the posts in flight.
    epoch: Option<String>,
    /// The largest frame that the server takes.
    max_frame: usize,

    /// Calls of `connectRealtime` that wait for the connection.
    connecting: Vec<Connecting>,
    /// Calls of `closeRealtime` that wait for the end of the connection.
    closing: Vec<CallId>,
    /// The tokens that the owner gave last.
    credentials: Credentials,
    /// The unanswered request for tokens.
    asked: Option<Ticket>,
    last_ticket: Ticket,
    /// The server refused the last token, and none was accepted for long since.
    token_refused: bool,

    /// There is a socket that has not ended and not been given up.
    has_socket: bool,
    /// Whether the socket still takes frames. It may stop before its end is known.
    writable: bool,
    /// Too much waits in the socket: posts wait until it has been sent.
    congested: bool,
    /// The socket was really found to hold too much.
    full: bool,
    /// What waits in the socket, as far as it is known: what was sent since the last measurement
    /// is counted in full.
    buffered: usize,
    /// A connection has been online since the last close: the next one is made without being
    /// asked for, and what was joined is joined again.
    lost: bool,
    /// Attempts to connect again since a connection was useful.
    attempt: u32,
    /// The server asked for long pauses, after so many attempts.
    slow: Option<u32>,
    online_since: Instant,

    /// The time between two signs of life that this connection needs.
    heartbeat: Option<Duration>,
    /// Something came since the last look.
    heard: bool,
    probe: Option<Probe>,
    /// When a command was last answered.
    answered_at: Instant,
    /// When the heartbeat was last looked at.
    beat_at: Instant,
    /// The page cannot be seen.
    hidden: bool,
    /// The page is in the browser's cache.
    away: bool,
    unreadable_frames: u32,
    /// Of protocols of method calls and subscriptions.
    #[cfg(feature = "ddp")]
    remote: remote::Remote<D>,
}

/// A call of `connectRealtime`.
#[derive(Clone, Copy, Debug)]
struct Connecting {
    id: CallId,
    deadline: Instant,
    /// The caller set no bound.
    #[cfg(feature = "ddp")]
    is_patient: bool,
}

impl<D: Document> Session<D> {
    /// A session without a connection.
    pub fn new(
        config: Config,
        #[cfg_attr(not(feature = "ddp"), allow(unused_mut))] mut protocol: Box<dyn Protocol<D>>,
    ) -> Self {
        let mut random = Random::new(config.seed);
        Self {
            #[cfg(feature = "ddp")]
            remote: remote::Remote::new(protocol.remote().is_some()),
            features: protocol.features(),
            protocol,
            state: State::Idle,
            timers: Timers::default(),
            outputs: VecDeque::new(),
            queue: Queue::new(),
            flight: VecDeque::new(),
            largest: 0,
            mids: Mids::new(random.next()),
            groups: Groups::new(),
            private: None,
            epoch: None,
            max_frame: usize::MAX,
            connecting: Vec::new(),
            closing: Vec::new(),
            credentials: Credentials::default(),
            asked: None,
            last_ticket: Ticket::default(),
            token_refused: false,
            has_socket: false,
            writable: false,
            congested: false,
            full: false,
            buffered: 0,
            lost: false,
            attempt: 0,
            slow: None,
            online_since: Instant::default(),
            heartbeat: config.heartbeat,
            heard: false,
            probe: None,
            answered_at: Instant::default(),
            beat_at: Instant::default(),
            hidden: false,
            away: false,
            unreadable_frames: 0,
            random,
            config,
        }
    }

    /// Takes in what happened at `now`. What does not fit the state is ignored.
    pub fn handle_input(&mut self, now: Instant, input: Input<D>) {
        match input {
            Input::Call(id, call, timeout) => self.call(now, id, call, timeout),
            Input::Cancel(id) => self.cancel(now, id),
            Input::Credentials(ticket, tokens) => self.authorized(now, ticket, tokens),
            Input::Opened => self.opened(now),
            Input::Failed => self.failed(),
            Input::Unwritable => self.writable = false,
            Input::Closed(ended) => self.closed(now, ended),
            Input::Frame(frame) => self.receive(now, frame),
            Input::Unreadable => self.unreadable(),
            Input::Buffered(bytes) => self.measured(now, bytes),
            Input::Page(event) => self.page(now, event),
        }
    }

    /// Does what is due at `now`. A timer that is set to this very moment meanwhile has its turn at
    /// the next call, so that none keeps the owner from going on.
    pub fn handle_timeout(&mut self, now: Instant) {
        for timer in Timer::ALL {
            let Some(at) = self.timers.expire(timer, now) else { continue };
            match timer {
                Timer::Answer => self.unacknowledged(now),
                Timer::Calls => self.expire_calls(now),
                Timer::Close => self.abandon_close(now),
                Timer::Connect => self.abandon_dial(now),
                Timer::Drain => self.outputs.push_back(Output::Measure),
                Timer::Heartbeat => self.beat(now),
                Timer::Park => self.park(now),
                Timer::Pong => self.unanswered(at),
                Timer::Retry => self.dial(now),
            }
        }
    }

    /// When [`Self::handle_timeout`] should be called next, unless an input comes before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// What to do next; `None` when nothing is left.
    pub fn poll_output(&mut self) -> Option<Output<D>> {
        self.outputs.pop_front()
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many frames came so far that had no meaning: unreadable or unknown.
    pub fn unreadable_frames(&self) -> u32 {
        self.unreadable_frames
    }

    fn call(&mut self, now: Instant, id: CallId, call: Call<D>, timeout: Option<Duration>) {
        match call {
            Call::Connect { callable } => self.connect(now, id, timeout, callable),
            Call::Post { message, recipient, notification } => {
                self.post(now, id, timeout, message, &recipient, &notification);
            }
            Call::Join { params } => self.join(now, id, timeout, params),
            Call::Hold { group, since } => self.hold(now, id, timeout, group, &since),
            Call::Release { group } => self.release(now, id, timeout, &group),
            Call::Close => self.close(now, id),
            #[cfg(feature = "ddp")]
            Call::Remote(call) => self.call_remote(now, id, call, timeout),
        }
    }

    /// Asks for tokens, unless they are being asked for already.
    fn authorize(&mut self) {
        if self.asked.is_some() {
            return;
        }
        self.last_ticket = Ticket(self.last_ticket.0.wrapping_add(1));
        self.asked = Some(self.last_ticket);
        let (ticket, refused) = (self.last_ticket, self.token_refused);
        self.outputs.push_back(Output::Authorize { ticket, refused });
    }

    fn settle(&mut self, id: CallId, result: Result<Success, Error>) {
        self.outputs.push_back(Output::Settle(id, result));
    }
}

impl<D: Document> fmt::Debug for Session<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("state", &self.state).finish_non_exhaustive()
    }
}
