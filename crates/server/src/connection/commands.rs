//! What a frame of the client does.

use std::borrow::Cow;
use std::sync::Arc;

use groupwire_protocol::wire::{NOT_JOINED, error};

use super::clock::TokenTime;
use crate::app::App;
use crate::auth::{Identity, since_1970};
use crate::frames::incoming::Command;
use crate::frames::{ClientFrame, Frame, answers};
use crate::hub::{Answer, Join, NotJoined, Receipt, Seat};
use crate::refusal::Refusal;

/// What became of a frame: the answer to write, if any.
pub(super) type Done = Result<Option<Frame>, Refused>;

/// A frame that was not carried out.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// How the client calls the command, when it is to be answered.
    pub(super) mid: Option<Box<str>>,
}

/// A connection that carries out a frame.
pub(super) struct Executor<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) seat: &'a mut dyn Seat,
    /// Of a connection of version 1.
    pub(super) token: Option<&'a mut TokenTime>,
}

impl Executor<'_> {
    /// Does what a frame asks for; `text` is `None` for a binary one.
    pub(super) fn execute(self, text: Option<&str>, len: usize) -> Answer<Done> {
        let too_large = self.too_large(len);
        let Some(text) = text else {
            let not_text = || Refusal::invalid_request("A frame must be text.");
            return refused(too_large.unwrap_or_else(not_text), None);
        };
        if self.token.is_none() {
            // Not read at all when it is too large.
            let frame = too_large.map_or_else(|| ClientFrame::parse(text), Err);
            return match frame {
                Ok(frame) => self.carry_out(frame, None),
                Err(refusal) => refused(refusal, None),
            };
        }
        let Command { mid, frame } = Command::parse(text);
        match too_large.map_or(frame, Err) {
            Ok(frame) => self.carry_out(frame, mid),
            Err(refusal) => refused(refusal, mid),
        }
    }

    fn carry_out(self, frame: ClientFrame<'_>, mid: Option<Cow<'_, str>>) -> Answer<Done> {
        let Self { app, seat, token } = self;
        match frame {
            ClientFrame::KeepAlive => Answer::Now(Ok(None)),
            ClientFrame::Ping => Answer::Now(Ok(Some(answers::pong(since_1970())))),
            ClientFrame::Renew(new) => match token.map(|token| renew(app, seat, token, &new)) {
                Some(Err(refusal)) => refused(refusal, mid),
                _ => Answer::Now(Ok(acknowledged(app, mid.as_deref(), None))),
            },
            ClientFrame::Join { group, since } => {
                let is_version_1 = token.is_some();
                if let Err(refusal) = may_join(app, seat, &group, is_version_1) {
                    return refused(refusal, mid);
                }
                if mid.is_some() {
                    app.metrics.acks.inc();
                }
                // The hub answers, in one go with what was missed.
                let join = Join {
                    group: &group,
                    since: since.as_ref(),
                    mid: mid.as_deref(),
                    alone: !is_version_1,
                };
                seat.join(join).map(|()| Ok(None))
            }
            ClientFrame::Leave(group) => done(app, seat.leave(&group), mid),
            ClientFrame::LeaveAll => done(app, seat.leave_all(), mid),
            ClientFrame::Broadcast { group, content } => {
                let posted = seat.broadcast(&group, content, mid.as_deref());
                receipt(app, posted, mid)
            }
            ClientFrame::Send { to, content } => {
                let posted = seat.send(&to, content, mid.as_deref()).map(Ok);
                receipt(app, posted, mid)
            }
        }
    }

    fn too_large(&self, len: usize) -> Option<Refusal> {
        let max = self.app.config.limits.max_message_bytes;
        (max > 0 && len > max).then(|| {
            Refusal::new(
                error::PAYLOAD_TOO_LARGE,
                format!("A message may have at most {max} bytes."),
            )
        })
    }
}

fn may_join(app: &App, seat: &dyn Seat, group: &str, is_version_1: bool) -> Result<(), Refusal> {
    let limits = &app.config.limits;
    let max = limits.max_group_name_bytes;
    if max > 0 && group.len() > max {
        return Err(Refusal::invalid_parameter(format!(
            "The name of a group may have at most {max} bytes."
        )));
    }
    let max = limits.groups_per_connection;
    if is_version_1 && max > 0 && seat.group_count() >= max && !seat.is_in(group) {
        return Err(Refusal::invalid_request(format!(
            "A connection may be in at most {max} groups."
        )));
    }
    Ok(())
}

fn renew(app: &App, seat: &dyn Seat, token: &mut TokenTime, new: &str) -> Result<(), Refusal> {
    let Identity { user, service, lifetime } = app.verifier.verify(new)?;
    if user != *seat.peer().user() || service != token.service {
        return Err(Refusal::new(error::FORBIDDEN, "The token is for another user or service."));
    }
    token.begin(lifetime);
    Ok(())
}

fn done(app: &Arc<App>, answer: Answer<()>, mid: Option<Cow<'_, str>>) -> Answer<Done> {
    receipt(app, answer.map(|()| Ok(None)), mid)
}

/// Answers with what became of a command.
fn receipt<R: Into<Option<Receipt>> + 'static>(
    app: &Arc<App>,
    answer: Answer<Result<R, NotJoined>>,
    mid: Option<Cow<'_, str>>,
) -> Answer<Done> {
    let settle = |app: &App, result: Result<R, NotJoined>, mid: Option<&str>| match result {
        Ok(receipt) => Ok(acknowledged(app, mid, receipt.into())),
        Err(NotJoined) => {
            Err(Refused { refusal: Refusal::invalid_request(NOT_JOINED), mid: mid.map(Into::into) })
        }
    };
    match answer {
        Answer::Now(result) => Answer::Now(settle(app, result, mid.as_deref())),
        Answer::Later(result) => {
            let (app, mid) = (app.clone(), mid.map(Cow::into_owned));
            Answer::Later(Box::pin(async move { settle(&app, result.await, mid.as_deref()) }))
        }
    }
}

fn acknowledged(app: &App, mid: Option<&str>, receipt: Option<Receipt>) -> Option<Frame> {
    let mid = mid?;
    app.metrics.acks.inc();
    Some(answers::ack(mid, receipt))
}

fn refused(refusal: Refusal, mid: Option<Cow<'_, str>>) -> Answer<Done> {
    Answer::Now(Err(Refused { refusal, mid: mid.map(|mid| mid.into_owned().into()) }))
}
