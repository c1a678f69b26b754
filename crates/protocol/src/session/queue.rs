//! Commands that have been read and not been carried out.

#[cfg(feature = "ddp")]
use super::methods::Method;
use super::{CallId, Notification, QueueLimits, Recipient};
use crate::document::Document;
use crate::error::Error;
use crate::protocol::Position;
use crate::time::Instant;
use alloc::collections::VecDeque;
use alloc::string::String;

/// Commands in the order of their calls, in bounds.
#[derive(Debug)]
pub(super) struct Queue<D: Document> {
    commands: VecDeque<Waiting<D>>,
    /// The sum of their sizes.
    bytes: usize,
}

/// A command with the call that made it.
#[derive(Debug)]
pub(super) struct Waiting<D: Document> {
    pub(super) id: CallId,
    pub(super) deadline: Instant,
    pub(super) command: Command<D>,
}

/// What was read is kept with its error, because the published order of checks looks at the
/// connection first.
#[derive(Debug)]
pub(super) enum Command<D: Document> {
    Post {
        recipient: Recipient,
        content: Result<Option<D::Text>, Error>,
        notification: Result<Option<Notification>, Error>,
    },
    /// Into a group in place of the one before.
    Join(Result<Target<D>, Error>),
    /// Into one of several groups.
    Hold { name: String, key: D, since: Option<Position> },
    /// Out of one of several groups.
    Release(String),
    #[cfg(feature = "ddp")]
    Method(Method<D>),
    /// A close that lets what was called before it go out first.
    Close,
}

/// What `joinRealtime` is asked for.
#[derive(Debug)]
pub(super) enum Target<D> {
    Group(String, D),
    Nothing,
    /// A value that is no group, but falsy: nothing to do where nothing is joined.
    Falsy,
}

impl<D: Document> Queue<D> {
    pub(super) fn new() -> Self {
        Self { commands: VecDeque::new(), bytes: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Whether a command of this size may wait too. One that is over the limit by itself may wait
    /// alone.
    pub(super) fn has_room(&self, limits: QueueLimits, bytes: usize) -> bool {
        self.commands.is_empty()
            || self.commands.len() < limits.messages && self.bytes + bytes <= limits.bytes
    }

    pub(super) fn push(&mut self, waiting: Waiting<D>) {
        self.bytes += waiting.command.len();
        self.commands.push_back(waiting);
    }

    pub(super) fn pop(&mut self) -> Option<Waiting<D>> {
        self.remove(0)
    }

    /// Takes out the first command that `is` meant.
    pub(super) fn take(&mut self, is: impl FnMut(&Waiting<D>) -> bool) -> Option<Waiting<D>> {
        self.remove(self.commands.iter().position(is)?)
    }

    /// Whether a close is among the commands.
    pub(super) fn will_close(&self) -> bool {
        self.commands.iter().any(|waiting| waiting.command.is_close())
    }

    /// The earliest deadline.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.commands.iter().map(|waiting| waiting.deadline).min()
    }

    fn remove(&mut self, at: usize) -> Option<Waiting<D>> {
        let waiting = self.commands.remove(at)?;
        self.bytes -= waiting.command.len();
        Some(waiting)
    }
}

impl<D: Document> Command<D> {
    /// The bytes of the payload.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Post { content: Ok(Some(text)), .. } => D::text_len(text),
            #[cfg(feature = "ddp")]
            Self::Method(method) => method.len(),
            _ => 0,
        }
    }

    pub(super) fn is_close(&self) -> bool {
        matches!(self, Self::Close)
    }
}
