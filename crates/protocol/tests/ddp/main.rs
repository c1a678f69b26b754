//! The session machine over DDP, in virtual time. The ids are those of `docs/SPEC.md`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod calls;
mod dialects;
mod handshake;
mod held;
mod lifecycle;
mod login;
mod page;
mod subscriptions;
mod transcript;
