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
mod groups;
mod link;
mod notification;
mod recipient;
mod timers;

pub use notification::Notification;
pub use recipient::Recipient;

use crate::document::Document;
use crate::error::Error;
use crate::event::Event;
use crate::protocol::{Credentials, Frame, Protocol};
use crate::text::concat;
use crate::time::Instant;
use calls::Waiting;
use groups::Groups;
use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;
use timers::{Timer, Timers};

/// The connection's life, its groups and its calls.
pub struct Session<D: Document> {
    config: Config,
    protocol: Box<dyn Protocol<D>>,
    state: State,
    timers: Timers,
    groups: Groups,
    /// Commands that wait for an open connection or for fresh tokens, oldest first.
    waiting: VecDeque<Waiting<D>>,
    /// Calls of `connectRealtime` that wait for the connection.
    connecting: Vec<CallId>,
    /// Calls of `closeRealtime` that wait for the end of the connection.
    closing: Vec<CallId>,
    /// The tokens that the owner gave last.
    credentials: Credentials,
    /// The unanswered request for tokens.
    asked: Option<Ticket>,
    last_ticket: Ticket,
    /// Whether the socket still takes frames. It may stop before its end is known.
    writable: bool,
    /// Whether a connection ended by itself since the last close: its group is remembered.
    lost: bool,
    unreadable_frames: u32,
    outputs: VecDeque<Output<D>>,
}

/// What a session needs to know of its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The WebSocket endpoint, without a token.
    pub url: String,
    /// How long a dial may take, the wait for the token included.
    pub connect_timeout: Duration,
    /// How long a post or a join may wait for an open connection and for tokens.
    pub send_timeout: Duration,
    /// How long the server may take to answer a close.
    pub close_timeout: Duration,
    /// The time between two signs of life; `None` for no signs.
    pub heartbeat: Option<Duration>,
}

/// Where the connection is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none: it was never asked for, did not open, or was closed here.
    Idle,
    /// The token is being asked for, before the dial.
    Authorizing,
    /// The socket is being opened.
    Dialing,
    /// The socket is open.
    Online,
    /// The close has been sent, its answer has not come.
    Closing,
    /// It was open and ended though nobody here closed it. Its group is remembered.
    Lost,
}

/// Names a call of the owner's until it is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Names a request for tokens, so that a late answer to an old one is told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket(u32);

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input<D: Document> {
    /// One of the functions was called; answered by [`Output::Settle`].
    Call(CallId, Call<D>),
    /// The answer to [`Output::Authorize`]; `None` where there is no token.
    Credentials(Ticket, Option<Credentials>),
    /// The socket of the last [`Output::Dial`] is open.
    Opened,
    /// The socket reports a failure. Its end follows.
    Failed,
    /// The socket takes no more frames. Its end follows.
    Unwritable,
    /// The socket has ended.
    Closed,
    /// A frame came, an object.
    Frame(D),
    /// A frame came that is not a JSON object in text.
    Unreadable,
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
    /// `joinRealtime(params)`.
    Join {
        /// An object whose `group` is a string, or `null` to leave; or why it could not be read.
        params: Result<D, Error>,
    },
    /// `closeRealtime()`.
    Close,
}

/// Something to do outside.
#[derive(Clone, Debug)]
pub enum Output<D: Document> {
    /// Ask for tokens and answer with [`Input::Credentials`].
    Authorize(Ticket),
    /// Open a socket to this URL, which holds a token: not for logs.
    Dial(String),
    /// Send a text frame.
    Transmit(Frame<D>),
    /// Close the socket and go on reporting what it does.
    Hangup,
    /// Close the socket and report nothing more of it.
    Abandon,
    /// Give a call its answer.
    Settle(CallId, Result<Success, Error>),
    /// Tell the callback.
    Emit(Event<D>),
    /// Report so many frames without a meaning, counted since the session began.
    Unreadable(u32),
}

/// The good answers of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Success {
    /// The connection is open: the answer is its socket.
    Connected,
    /// The post has been handed to the socket.
    Sent,
    /// The group's join has been handed to the socket.
    Joined(String),
    /// No group is joined any more.
    Left,
    /// There is no connection any more.
    Closed,
}

impl<D: Document> Session<D> {
    /// A session without a connection.
    pub fn new(config: Config, protocol: Box<dyn Protocol<D>>) -> Self {
        Self {
            config,
            protocol,
            state: State::Idle,
            timers: Timers::default(),
            groups: Groups::default(),
            waiting: VecDeque::new(),
            connecting: Vec::new(),
            closing: Vec::new(),
            credentials: Credentials::default(),
            asked: None,
            last_ticket: Ticket::default(),
            writable: false,
            lost: false,
            unreadable_frames: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Takes in what happened at `now`. What does not fit the state is ignored.
    pub fn handle_input(&mut self, now: Instant, input: Input<D>) {
        match input {
            Input::Call(id, Call::Connect { callable }) => self.connect(now, id, callable),
            Input::Call(id, Call::Post { message, recipient, notification }) => {
                self.post(now, id, message, &recipient, &notification);
            }
            Input::Call(id, Call::Join { params }) => self.join(now, id, params),
            Input::Call(id, Call::Close) => self.close(now, id),
            Input::Credentials(ticket, credentials) => self.authorized(now, ticket, credentials),
            Input::Opened => self.opened(now),
            Input::Failed => self.failed(),
            Input::Unwritable => self.writable = false,
            Input::Closed => self.closed(now),
            Input::Frame(frame) => self.receive(frame),
            Input::Unreadable => self.unreadable(),
        }
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(timer) = self.timers.expire(now) {
            match timer {
                Timer::Close => self.abandon_close(now),
                Timer::Connect => self.abandon_dial(now),
                Timer::Heartbeat => self.beat(now),
                Timer::Queue => self.expire_waiting(now),
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
    pub fn state(&self) -> State {
        self.state
    }

    /// How many frames came so far that had no meaning: unreadable or unknown.
    pub fn unreadable_frames(&self) -> u32 {
        self.unreadable_frames
    }

    fn receive(&mut self, frame: D) {
        if self.state != State::Online {
            return;
        }
        match self.protocol.receive(frame) {
            Some(delivery) => self.outputs.push_back(Output::Emit(Event::Delivery(delivery))),
            None => self.unreadable(),
        }
    }

    /// Counts the frame, and reports counts ever more rarely, so that a broken server floods no log.
    fn unreadable(&mut self) {
        self.unreadable_frames = self.unreadable_frames.saturating_add(1);
        if self.unreadable_frames.is_power_of_two() {
            self.outputs.push_back(Output::Unreadable(self.unreadable_frames));
        }
    }

    /// Asks for tokens, unless they are being asked for already.
    fn authorize(&mut self) {
        if self.asked.is_some() {
            return;
        }
        self.last_ticket = Ticket(self.last_ticket.0.wrapping_add(1));
        self.asked = Some(self.last_ticket);
        self.outputs.push_back(Output::Authorize(self.last_ticket));
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
            Self::Sent => Some("Message sent.".into()),
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
