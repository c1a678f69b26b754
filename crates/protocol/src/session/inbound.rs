//! What comes from the server.

use super::groups::advance;
use super::{Output, Session, State};
use crate::document::Document;
use crate::event::{Delivery, DeliveryKind, Event, Recovery};
use crate::protocol::{Incoming, Position};
use crate::time::Instant;
use alloc::string::String;

impl<D: Document> Session<D> {
    pub(super) fn receive(&mut self, now: Instant, frame: D) {
        self.heard = true;
        let Some(incoming) = self.protocol.receive(frame) else { return self.unreadable() };
        match (&self.state, incoming) {
            (State::Handshaking { .. }, Incoming::Hello(hello)) => self.greeted(now, &hello),
            (State::Online, Incoming::Delivery(delivery)) if !self.queue.will_close() => {
                self.deliver(delivery);
            }
            (State::Online | State::Closing, Incoming::Ack { mid, receipt }) => {
                self.acknowledged(now, &mid, receipt);
            }
            (State::Online | State::Closing, Incoming::Nack { mid, error }) => {
                self.refused(now, &mid, &error);
            }
            (State::Online | State::Closing, Incoming::Joined { group, position, recovered }) => {
                self.joined(now, &group, position, recovered);
            }
            (State::Online, Incoming::Pong) => self.answered(now),
            (State::Online, Incoming::Expires) => self.authorize(),
            #[cfg(feature = "ddp")]
            (_, Incoming::Remote(told)) => self.told(now, told),
            _ => {}
        }
    }

    /// Counts the frame, and reports counts ever more rarely, so that a broken server floods no log.
    pub(super) fn unreadable(&mut self) {
        self.heard = true;
        self.unreadable_frames = self.unreadable_frames.saturating_add(1);
        if self.unreadable_frames.is_power_of_two() {
            self.outputs.push_back(Output::Unreadable(self.unreadable_frames));
        }
    }

    pub(super) fn emit_recovery(
        &mut self,
        group: Option<String>,
        recovered: bool,
        since: Position,
        until: Position,
    ) {
        let recovery = Recovery { group, recovered, since, until };
        self.outputs.push_back(Output::Emit(Event::Recovery(recovery)));
    }

    pub(super) fn emit_left(&mut self, group: String) {
        self.outputs.push_back(Output::Emit(Event::Left(group)));
    }

    /// Tells the callback, unless it was told before.
    fn deliver(&mut self, delivery: Delivery<D>) {
        if self.is_new(&delivery) {
            self.outputs.push_back(Output::Emit(Event::Delivery(delivery)));
        }
    }

    fn is_new(&mut self, delivery: &Delivery<D>) -> bool {
        if !self.features.acknowledges {
            return true;
        }
        let frame = &delivery.frame;
        let offset = frame.offset();
        let position = match delivery.kind {
            DeliveryKind::Error => return true,
            // One that is about no group.
            DeliveryKind::Notice if delivery.group().is_none() => return true,
            // Of what has no number nothing is known.
            DeliveryKind::Message if offset.is_none() => return true,
            // One that has been left, or is about to be joined anew, has nothing to say.
            DeliveryKind::Message | DeliveryKind::Notice => match self.groups.addressed(frame) {
                Some(group) if !group.deaf => &mut group.position,
                Some(_) | None => return false,
            },
            DeliveryKind::Private => &mut self.private,
        };
        offset.is_none_or(|offset| advance(position, offset))
    }
}
