//! The sans-IO core of groupwire: the session machine and the wire protocols.
//!
//! Everything here is deterministic. There is no socket, clock, randomness, JavaScript or
//! async: time and input come in as arguments, and what should happen comes out as values.

#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod document;
#[cfg(feature = "json")]
pub mod ejson;
pub mod endpoint;
pub mod error;
pub mod event;
#[cfg(feature = "json")]
pub mod json;
pub mod protocol;
pub mod session;
pub mod text;
pub mod time;
pub mod wire;

pub use document::Document;
pub use error::{Code, Error};
pub use event::Event;
pub use protocol::Protocol;
pub use session::Session;
pub use time::Instant;
