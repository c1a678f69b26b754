//! Whatever a server of method calls and subscriptions sends, in whatever order. The ids are those
//! of `docs/SPEC.md`. `PROPTEST_CASES=20000` looks longer.
//!
//! `corpus` has frames to begin with, which are tried as they are, too. In them `@0` stands for the
//! id that was sent last, `@1` for the one before it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod corpus;
mod frames;
#[allow(dead_code)]
#[path = "../ddp/page.rs"]
mod page;
mod peer;
mod properties;
mod steps;
mod verdict;
