//! What becomes of a command when its turn has come.

use super::flight::Sent;
use super::queue::{Command, Target, Waiting};
use super::{CallId, Notification, Recipient, Session, State, Success};
use crate::document::Document;
use crate::error::{Code, Error};
use crate::protocol::Position;
use crate::time::Instant;

/// One group after the other is all that some protocols have.
const ONE_GROUP: Error =
    Error::fixed(Code::NotSupported, "This server allows one group at a time.");

/// Others have none.
#[cfg(feature = "ddp")]
const NO_GROUPS: Error = Error::fixed(Code::NotSupported, "This protocol has no groups.");

impl<D: Document> Session<D> {
    pub(super) fn run(&mut self, now: Instant, Waiting { id, deadline, command }: Waiting<D>) {
        let result = match command {
            Command::Close if self.state == State::Online => return self.hang_up(now, id),
            Command::Close => return self.close(now, id),
            _ if !self.state.has_connection() => Err(Error::NO_CONNECTION),
            #[cfg(feature = "ddp")]
            Command::Method(method) => self.run_method(now, id, deadline, method),
            #[cfg(feature = "ddp")]
            _ if self.remote.is_used => Err(NO_GROUPS),
            Command::Post { recipient, content, notification } => {
                self.run_post(now, id, deadline, recipient, content, notification)
            }
            Command::Join(target) => self.run_join(now, id, deadline, target),
            Command::Hold { name, key, since } => {
                self.run_hold(now, id, deadline, &name, key, since)
            }
            Command::Release(name) => Ok(match self.groups.release(&name) {
                Some(name) if self.launch_leave(now, Some(id), Some(deadline), &name) => None,
                Some(_) | None => Some(Success::Left),
            }),
        };
        match result {
            Ok(Some(success)) => self.settle(id, Ok(success)),
            // The server's answer settles it.
            Ok(None) => {}
            Err(error) => self.refuse(id, error),
        }
    }

    fn run_post(
        &mut self,
        now: Instant,
        id: CallId,
        deadline: Instant,
        recipient: Recipient,
        content: Result<Option<D::Text>, Error>,
        notification: Result<Option<Notification>, Error>,
    ) -> Result<Option<Success>, Error> {
        let content = content?;
        let notification = notification?;
        self.protocol.reaches(&recipient)?;
        if let Recipient::Group(group) = &recipient
            && !self.groups.contains(group)
        {
            return Err(Error::not_joined(group.clone()));
        }
        let sent = Sent::Post { recipient, content, notification };
        let answered = self.launch_post(now, id, deadline, sent)?;
        Ok((!answered).then_some(Success::Sent))
    }

    fn run_join(
        &mut self,
        now: Instant,
        id: CallId,
        deadline: Instant,
        target: Result<Target<D>, Error>,
    ) -> Result<Option<Success>, Error> {
        let (name, key) = match target? {
            Target::Falsy if self.groups.has_current() => return Err(Error::GROUP_TYPE),
            Target::Falsy | Target::Nothing => {
                let answered = match self.groups.leave_current(None) {
                    Some(left) => self.launch_leave(now, Some(id), Some(deadline), &left),
                    None => false,
                };
                return Ok((!answered).then_some(Success::Left));
            }
            Target::Group(name, key) => (name, key),
        };
        if !self.features.many_groups {
            // The join leaves whatever is joined.
            if let Some(left) = self.groups.replace(&name) {
                self.emit_left(left);
            }
        } else if let Some(left) = self.groups.leave_current(Some(&name)) {
            self.launch_leave(now, None, None, &left);
        }
        let is_deaf = self.enters_while_leaving(&name);
        self.groups.enter(&name, key).deaf |= is_deaf;
        let answered = self.launch(now, Some(id), Some(deadline), Sent::Join(name.clone()));
        Ok((!answered).then_some(Success::Joined(name)))
    }

    fn run_hold(
        &mut self,
        now: Instant,
        id: CallId,
        deadline: Instant,
        name: &str,
        key: D,
        since: Option<Position>,
    ) -> Result<Option<Success>, Error> {
        if !self.features.many_groups && self.groups.has_other_than(name) {
            return Err(ONE_GROUP);
        }
        let is_deaf = self.enters_while_leaving(name);
        let group = self.groups.hold(name, key);
        group.deaf |= is_deaf;
        if group.position.is_none() && since.is_some() {
            group.behind = since.clone();
            group.position = since;
        }
        let answered = self.launch(now, Some(id), Some(deadline), Sent::Join(name.into()));
        Ok((!answered).then_some(Success::Joined(name.into())))
    }

    /// Whether the group was left a moment ago, and is about to be joined again.
    fn enters_while_leaving(&self, name: &str) -> bool {
        !self.groups.contains(name) && self.is_leaving(name)
    }
}
