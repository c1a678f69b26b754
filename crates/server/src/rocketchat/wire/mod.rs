//! What goes over the wire: DDP messages, and their framing.

mod details;
mod error;
mod incoming;
mod outgoing;
mod packet;

pub use details::without_types;
pub use error::{Code, MethodError};
pub use incoming::{Incoming, Mistake, is_falsy, read};
pub use outgoing::Outgoing;
pub use packet::{Framing, Packet};

/// A value as it is on the wire: EJSON as plain JSON, so that a date is `{"$date": millis}`.
pub type Json = serde_json::Value;
