//! The Rocket.Chat endpoint: what a client is answered, frame by frame.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod dialects;
mod frames;
mod golden;
mod heartbeat;
mod limits;
mod methods;
mod sockjs;
mod subscriptions;
mod testing;
