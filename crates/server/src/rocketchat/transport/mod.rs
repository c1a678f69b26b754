//! From an HTTP request to frames that a session answers.

mod connection;
mod pulse;
mod sockjs;
mod upgrade;
mod work;

pub(super) use upgrade::{everywhere, router};
