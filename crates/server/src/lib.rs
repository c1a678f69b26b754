//! The self-hosted groupwire server.
//!
//! One process, all state in memory. Browsers speak the frames of Skapi over
//! `GET /api?token=…`, or version 1 of our own protocol (`docs/PROTOCOL.md`), and ask for groups and
//! users with `POST /get-ws-group` and for posts with `POST /history`; who they are is in a signed
//! token. Clients of Rocket.Chat speak DDP over `GET /websocket`, in the same groups. The behaviour is
//! written down in `docs/SPEC.md`.
//!
//! ```text
//! server ── app (routes) ── upgrade ── connection ── hub ── outbox of each receiver
//!             │                │           └ frames, limits
//!             ├ listing, history, guest └ auth, origin
//!             └ rocketchat
//! ```

#![forbid(unsafe_code)]

pub mod app;
pub mod auth;
pub mod config;
pub mod connection;
pub mod demo;
pub mod frames;
pub mod guest;
pub mod history;
pub mod hub;
pub mod ids;
pub mod limits;
pub mod listing;
pub mod metrics;
pub mod origin;
pub mod outbox;
pub mod refusal;
pub mod rocketchat;
pub mod server;
pub mod shutdown;
pub mod socket;
pub mod upgrade;

pub use config::Config;
pub use server::{Server, StartError};
