//! The frames of the Skapi endpoint and of version 1: reading those of clients, writing those of
//! the server.

pub mod answers;
mod encoded;
mod fields;
pub mod incoming;
mod object;
pub mod outgoing;

pub use encoded::Frame;
pub use incoming::{ClientFrame, Recipient};
pub use outgoing::Post;
