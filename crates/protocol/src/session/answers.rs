//! The server's answers to what is in flight.

use super::flight::{Flying, Sent};
use super::{Output, Session, State, Success, Timer};
use crate::document::Document;
use crate::error::{Error, Settled};
use crate::protocol::{Position, Receipt};
use crate::time::Instant;

impl<D: Document> Session<D> {
    /// The server has answered the command `mid` with yes.
    pub(super) fn acknowledged(&mut self, now: Instant, mid: &str, receipt: Receipt) {
        self.answered(now);
        let Some(flying) = self.take_flying(|flying| flying.mid == mid) else { return };
        let success = match &flying.sent {
            Sent::Post { .. } => Success::Acknowledged(receipt),
            Sent::Leave(name) => {
                let leaving = self.is_leaving(name);
                self.groups.set_deaf(name, leaving);
                Success::Left
            }
            _ => Success::Left,
        };
        self.succeed(flying, success);
        self.landed(now);
    }

    /// The server has answered the command `mid` with no.
    pub(super) fn refused(&mut self, now: Instant, mid: &str, error: &Error) {
        self.answered(now);
        let Some(flying) = self.take_flying(|flying| flying.mid == mid) else { return };
        if let Sent::Join(name) = &flying.sent {
            self.shut_out(name);
        }
        // The copy that went out before may have been taken, or may still be.
        let is_open = flying.resent && matches!(flying.sent, Sent::Post { .. });
        let settled = if is_open { Settled::Unknown } else { Settled::Refused };
        self.fail(flying, &error.clone().settled_as(settled));
        self.landed(now);
    }

    /// The server has let this session into the group.
    pub(super) fn joined(
        &mut self,
        now: Instant,
        group: &str,
        position: Position,
        recovered: Option<bool>,
    ) {
        self.answered(now);
        self.catch_up(group, position, recovered);
        let is = |flying: &Flying<D>| matches!(&flying.sent, Sent::Join(name) if name == group);
        while let Some(flying) = self.take_flying(is) {
            self.succeed(flying, Success::Joined(group.into()));
            // Later joins of the group wait for their own answer, which comes after the leave's.
            if self.is_leaving(group) {
                break;
            }
        }
        self.landed(now);
    }

    /// Whether the server has not answered that the group was left.
    pub(super) fn is_leaving(&self, group: &str) -> bool {
        self.flight.iter().any(|flying| matches!(&flying.sent, Sent::Leave(name) if name == group))
    }

    /// What was missed in the group has been delivered, or will never be.
    fn catch_up(&mut self, name: &str, until: Position, recovered: Option<bool>) {
        let Some(group) = self.groups.get_mut(name).filter(|group| !group.deaf) else { return };
        group.position = Some(until.clone());
        // The answer to a join that did not ask leaves the question to one that did.
        if let Some(recovered) = recovered
            && let Some(since) = group.behind.take()
        {
            self.emit_recovery(Some(name.into()), recovered, since, until);
        }
    }

    /// A group that the server keeps this session out of.
    fn shut_out(&mut self, name: &str) {
        let Some(group) = self.groups.remove(name) else { return };
        if let Some(since) = group.position {
            self.emit_recovery(Some(group.name), false, since.clone(), since);
            self.emit_left(name.into());
        }
    }

    /// Fewer commands may be on their way than before.
    pub(super) fn landed(&mut self, now: Instant) {
        if self.flight.is_empty() {
            self.timers.stop(Timer::Answer);
        }
        if self.state == State::Closing {
            self.hang_up_when_answered();
        }
        if self.congested {
            // Something got out. Timers of hidden pages are too slow to find that.
            self.outputs.push_back(Output::Measure);
        }
        self.run_waiting(now);
    }
}
