//! What the session said.

use crate::harness::Page;
use groupwire_protocol::event::{Delivery, Recovery, Status};
use groupwire_protocol::json::Json;
use groupwire_protocol::session::{CallId, State};

/// Something that the session said, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Authorize {
        refused: bool,
    },
    Dial(String),
    /// A frame, without its `mid`.
    Send(String),
    Hangup,
    Abandon,
    Settled(CallId),
    State(State),
    Status(Status),
    Delivery(Delivery<Json>),
    Recovery(Recovery),
    Drain,
    Left(String),
    Unreadable(u32),
}

/// A question for tokens, of which none was refused.
pub const ASKED: Said = Said::Authorize { refused: false };

/// A first dial.
pub fn dialled() -> Said {
    Said::Dial("ws://host/api?v=1&token=access".into())
}

pub fn sent(text: &str) -> Said {
    Said::Send(text.into())
}

impl Page {
    /// What was said, but for the changes of the state and the groups that were left.
    pub fn take_said(&mut self) -> Vec<Said> {
        let said = self.take_all();
        said.into_iter().filter(|said| !matches!(said, Said::State(_) | Said::Left(_))).collect()
    }

    /// The groups that were left.
    pub fn take_left(&mut self) -> Vec<String> {
        let name = |said| match said {
            Said::Left(group) => Some(group),
            _ => None,
        };
        self.take_all().into_iter().filter_map(name).collect()
    }

    /// All that was said.
    pub fn take_all(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }

    /// The names of the states that were told.
    pub fn take_states(&mut self) -> Vec<&'static str> {
        let name = |said| match said {
            Said::State(state) => Some(state.name()),
            _ => None,
        };
        self.take_all().into_iter().filter_map(name).collect()
    }

    /// The frames among what was said.
    pub fn take_sent(&mut self) -> Vec<String> {
        let sent = |said| match said {
            Said::Send(text) => Some(text),
            _ => None,
        };
        self.take_all().into_iter().filter_map(sent).collect()
    }

    /// The recoveries among what was said.
    pub fn take_recoveries(&mut self) -> Vec<Recovery> {
        let recovery = |said| match said {
            Said::Recovery(recovery) => Some(recovery),
            _ => None,
        };
        self.take_all().into_iter().filter_map(recovery).collect()
    }

    /// The payloads among what was said.
    pub fn take_messages(&mut self) -> Vec<String> {
        let message = |said| match said {
            Said::Delivery(delivery) => delivery.message().map(|value| value.text().into()),
            _ => None,
        };
        self.take_all().into_iter().filter_map(message).collect()
    }

    /// The one delivery among what was said.
    pub fn take_delivery(&mut self) -> Delivery<Json> {
        match self.take_said().as_slice() {
            [Said::Delivery(delivery)] => delivery.clone(),
            other => panic!("one delivery, not {other:?}"),
        }
    }
}
