//! What goes over the wire: DDP messages, and their framing.

mod error;
mod outgoing;
mod packet;

pub use error::{Code, MethodError};
pub use outgoing::Outgoing;
pub use packet::{Framing, Packet};

/// A value as it is on the wire: EJSON as plain JSON, so that a date is `{"$date": millis}`.
pub type Json = serde_json::Value;
