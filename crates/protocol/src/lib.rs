//! The sans-IO core of groupwire.

pub mod wire;
