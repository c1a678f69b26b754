//! The session machine under a virtual clock. Names in comments are those of `docs/SPEC.md`.

// The whole crate is a test, but clippy takes only functions with `#[test]` for tests.
#![allow(clippy::expect_used, clippy::panic)]

mod close;
mod connect;
mod events;
mod groups;
mod harness;
mod notifications;
mod posts;
mod properties;
mod tokens;
