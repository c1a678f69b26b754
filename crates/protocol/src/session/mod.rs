//! The session machine: the life of one client's connection, whatever the protocol.
//!
//! The machine is driven by a loop of its owner:
//!
//! 1. [`Session::handle_input`] for everything that happens, [`Session::handle_timeout`] when
//!    the moment of [`Session::poll_timeout`] has come;
//! 2. [`Session::poll_output`] until it gives `None`, doing what each [`Output`] says, in order.
//!
//! Every call is settled exactly once, at the latest when its deadline is over.

mod calls;
mod config;
mod flight;
mod groups;
mod inbound;
mod link;
mod liveness;
mod notification;
mod page;
mod queue;
mod random;
mod recipient;
mod retry;
mod state;
mod timers;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
pub use config::{Backoff, Config, QueueLimits};
pub use notification::Notification;
pub use page::PageEvent;
pub use recipient::Recipient;
pub use state::{Closed, Reason, State};

use crate::document::Document;
use crate::error::Error;
use crate::event::Event;
use crate::protocol::{Credentials, Features, Frame, Position, Protocol, Receipt};
use crate::text::concat;
use crate::time::Instant;
use alloc::collections::VecDeque;
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
    /// The server asked for long pauses.
    slow: bool,
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
}

/// Names a call of the owner's until it is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Names a request for tokens, so that a late answer to an old one is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(pub u32);

/// A call of `connectRealtime`.
#[derive(Clone, Copy, Debug)]
struct Connecting {
    id: CallId,
    deadline: Instant,
}

/// The answer to a request for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// Here they are.
    Given(Credentials),
    /// There are none: nobody is logged in.
    None,
    /// They could not be had at this moment.
    Failed,
}

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input<D: Document> {
    /// One of the functions was called; answered by [`Output::Settle`], after the time given
    /// here at the latest, where it is shorter than that of the [`Config`].
    Call(CallId, Call<D>, Option<Duration>),
    /// The caller takes the call back. One that is settled already stays so.
    Cancel(CallId),
    /// The answer to [`Output::Authorize`].
    Credentials(Ticket, Tokens),
    /// The socket of the last [`Output::Dial`] is open.
    Opened,
    /// The socket reports a failure. Its end follows.
    Failed,
    /// The socket takes no more frames. Its end follows.
    Unwritable,
    /// The socket has ended.
    Closed(Closed),
    /// A frame came, an object.
    Frame(D),
    /// A frame came that is not a JSON object in text.
    Unreadable,
    /// The answer to [`Output::Measure`]: so many bytes wait in the socket.
    Buffered(usize),
    /// The page is in another state.
    Page(PageEvent),
}

/// A call of one of the functions.
#[derive(Clone, Debug)]
pub enum Call<D: Document> {
    /// `connectRealtime(cb)`.
    Connect {
        /// Whether `cb` can be called.
        callable: bool,
    },
    /// `postRealtime(message, recipient, notification?)`.
    Post {
        /// The payload, or why it could not be read: the controls of a form may make none.
        message: Result<D, Error>,
        /// See [`Recipient::parse`].
        recipient: D,
        /// See [`Notification::parse`].
        notification: D,
    },
    /// `joinRealtime(params)`: leaves the group that was joined so before.
    Join {
        /// An object whose `group` is a string, or `null` to leave; or why it could not be read.
        params: Result<D, Error>,
    },
    /// Joins one of several groups.
    Hold {
        /// The name, a string.
        group: D,
        /// `{ epoch, offset }` of the last post that is known; anything else where none is.
        since: D,
    },
    /// Leaves one of several groups.
    Release {
        /// The name, a string.
        group: D,
    },
    /// `closeRealtime()`.
    Close,
}

/// Something to do outside.
#[derive(Clone, Debug)]
pub enum Output<D: Document> {
    /// Ask for tokens and answer with [`Input::Credentials`].
    Authorize {
        /// To be given back.
        ticket: Ticket,
        /// The server refused the last ones.
        refused: bool,
    },
    /// Open a socket to this URL, which holds a token: not for logs.
    Dial(String),
    /// Send a text frame.
    Transmit(Frame<D>),
    /// Answer with [`Input::Buffered`].
    Measure,
    /// Close the socket and go on reporting what it does.
    Hangup,
    /// Close the socket and report nothing more of it.
    Abandon,
    /// Give a call its answer.
    Settle(CallId, Result<Success, Error>),
    /// Tell what happened.
    Emit(Event<D>),
    /// Report so many frames without a meaning, counted since the session began.
    Unreadable(u32),
}

/// The good answers of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Success {
    /// The server has taken the post, and will deliver it once.
    Acknowledged(Receipt),
    /// The connection is open: the answer is its socket.
    Connected,
    /// The post has been handed to the socket.
    Sent,
    /// The group has been joined, or where nobody answers that, the join handed to the socket.
    Joined(String),
    /// No group is joined any more.
    Left,
    /// There is no connection any more.
    Closed,
}

impl<D: Document> Session<D> {
    /// A session without a connection.
    pub fn new(config: Config, protocol: Box<dyn Protocol<D>>) -> Self {
        let mut random = Random::new(config.seed);
        Self {
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
            slow: false,
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

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((timer, at)) = self.timers.expire(now) {
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

impl Success {
    /// The `message` of the answer, where it has one.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Connected | Self::Closed => None,
            Self::Acknowledged(_) | Self::Sent => Some("Message sent.".into()),
            Self::Joined(group) => {
                Some(concat(&["Joined realtime message group: \"", group, "\"."]))
            }
            Self::Left => Some("Left realtime message group.".into()),
        }
    }
}

impl<D: Document> fmt::Debug for Session<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("state", &self.state).finish_non_exhaustive()
    }
}
