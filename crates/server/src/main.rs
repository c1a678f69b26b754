//! The self-hosted groupwire server.
fn main() {}
