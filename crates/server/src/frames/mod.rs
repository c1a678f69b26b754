//! The frames of the Skapi endpoint: reading those of clients, writing those of the server.

pub mod incoming;
pub mod outgoing;

pub use incoming::{ClientFrame, Recipient};
pub use outgoing::Frame;
