//! The session machine under a virtual clock. Names in comments are those of `docs/SPEC.md`.

mod close;
mod connect;
mod events;
mod groups;
mod harness;
mod notifications;
mod posts;
mod properties;
mod tokens;
