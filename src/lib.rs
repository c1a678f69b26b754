//! The browser shell of groupwire: the only place that knows JavaScript.
//!
//! The session machine of `groupwire-protocol` decides; this crate lends it a socket, a timer,
//! tokens, `fetch` and promises. Payloads stay JavaScript values: the engine parses and prints
//! JSON, and the object that it made is the one that the callback gets.
//!
//! `wasm-pack build --target web` makes a working SDK of this crate. The npm package leaves the
//! feature `standalone` out and adds a facade that loads the module by itself.

#[cfg(feature = "standalone")]
mod abort;
mod callback;
mod client;
mod error;
mod exports;
mod host;
mod options;
mod promises;
#[cfg(feature = "standalone")]
mod standalone;
mod value;

pub use exports::Core;
#[cfg(feature = "standalone")]
pub use standalone::Realtime;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
