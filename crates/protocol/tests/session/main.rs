//! The session machine under a virtual clock. Names in comments are those of `docs/SPEC.md`.

// The whole crate is a test, but clippy takes only functions with `#[test]` for tests.
#![allow(clippy::expect_used, clippy::panic)]

mod acknowledgements;
mod backpressure;
mod calls;
mod close;
mod close_with_posts;
mod connect;
mod control_frames;
mod events;
mod groups;
mod harness;
mod heartbeat;
mod notifications;
mod page;
mod posts;
mod properties;
mod queue;
mod reconnecting;
mod recovery;
mod resend;
mod said;
mod server;
mod several_groups;
mod states;
mod steps;
mod tokens;
mod values;
