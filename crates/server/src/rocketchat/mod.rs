//! The Rocket.Chat Realtime API: DDP over a WebSocket.
//!
//! ```text
//! transport ── session ── registry ── modules: what there is to call and to subscribe to
//!     │           └ dialect, accounts
//!     └ wire: what is said on the wire
//! ```
//!
//! A connection is one task. Its transport reads, writes and watches the clock; its session answers
//! one message after the other. What a method or a subscription does is the business of a module,
//! which knows the connection as a [`Caller`](caller::Caller), and nothing of frames or sockets.

pub mod accounts;
pub mod caller;
pub mod ids;
pub mod registry;
pub mod wire;
