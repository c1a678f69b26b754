//! A connection, as methods and subscriptions see it.

use std::fmt;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::accounts::User;
use super::wire::{Framing, MethodError, Outgoing, Packet};
use crate::outbox::{Close, Outbox};

/// One DDP connection, and who is logged in on it.
///
/// A session calls its modules one at a time, so that the user of a caller does not change while
/// a call is under way. What is to be told later, whoever is logged in then, goes to its
/// [`Sink`], of which anybody may keep a clone.
#[derive(Debug)]
pub struct Caller {
    sink: Sink,
    user: Option<User>,
}

/// The way to one connection, for as long as it lives; after that, to nowhere. It never waits.
#[derive(Clone)]
pub struct Sink(Arc<Link>);

/// What a session is asked to do by others than its client.
#[derive(Debug)]
pub(super) enum Order {
    /// To end a subscription.
    Stop {
        /// The id of the subscription.
        sub: String,
        /// For `nosub`.
        error: Option<MethodError>,
    },
    /// To log out, since the token is not good any more.
    LogOut,
}

struct Link {
    session: Arc<str>,
    framing: Framing,
    outbox: Outbox,
    orders: mpsc::UnboundedSender<Order>,
}

impl Caller {
    /// A connection on which nobody is logged in.
    pub(super) fn new(sink: Sink) -> Self {
        Self { sink, user: None }
    }

    /// A caller that is no connection: a request over HTTP. What is sent to it is lost.
    pub fn without_connection(session: Arc<str>, user: Option<User>, outbox: Outbox) -> Self {
        Self { sink: Sink::new(session, Framing::Raw, outbox).0, user }
    }

    /// The id of the session, unguessable and unique. It is that of the connection, too.
    pub fn session(&self) -> &Arc<str> {
        self.sink.session()
    }

    /// Who is logged in.
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Who is logged in.
    ///
    /// # Errors
    /// `error-invalid-user`, as Rocket.Chat says it, when nobody is.
    pub fn require_user(&self) -> Result<&User, MethodError> {
        self.user().ok_or_else(|| MethodError::new("error-invalid-user", "Invalid user"))
    }

    /// Where its messages go.
    pub fn sink(&self) -> &Sink {
        &self.sink
    }

    /// Somebody has logged in or, with `None`, out.
    pub(super) fn set_user(&mut self, user: Option<User>) -> Option<User> {
        std::mem::replace(&mut self.user, user)
    }
}

impl Sink {
    /// The way to a new connection, and what it is asked to do.
    pub(super) fn new(
        session: Arc<str>,
        framing: Framing,
        outbox: Outbox,
    ) -> (Self, mpsc::UnboundedReceiver<Order>) {
        let (orders, received) = mpsc::unbounded_channel();
        (Self(Arc::new(Link { session, framing, outbox, orders })), received)
    }

    /// The id of the session, by which connections can be told apart.
    pub fn session(&self) -> &Arc<str> {
        &self.0.session
    }

    /// Sends a message that others get, too: it is encoded once.
    ///
    /// A connection that has too much waiting is closed instead.
    pub fn send(&self, packet: &Packet) {
        self.0.outbox.push(packet.frame(self.0.framing));
    }

    /// Sends a message to this connection alone.
    pub fn tell(&self, message: Outgoing<'_>) {
        self.send(&message.into());
    }

    /// Ends a live subscription from the side of the server: the client is told by `nosub`, and
    /// the module by `unsubscribe`, when what the session does now is done.
    pub fn stop(&self, sub: &str, error: Option<MethodError>) {
        self.order(Order::Stop { sub: sub.to_owned(), error });
    }

    /// Logs out, as if the client had asked for it.
    pub fn log_out(&self) {
        self.order(Order::LogOut);
    }

    /// Closes the connection.
    pub fn close(&self, close: Close) {
        self.0.outbox.close(close);
    }

    /// What waits to be written.
    pub(super) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// How messages are put into frames.
    pub(super) fn framing(&self) -> Framing {
        self.0.framing
    }

    fn order(&self, order: Order) {
        // Of a connection that has ended nothing needs to be done.
        let _ = self.0.orders.send(order);
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("session", &self.0.session).finish_non_exhaustive()
    }
}
