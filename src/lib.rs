//! The browser shell of groupwire: the only place that knows JavaScript.
//!
//! The session machine of `groupwire-protocol` decides; this crate lends it a socket, a timer,
//! tokens, `fetch` and promises. Payloads stay JavaScript values: the engine parses and prints
//! JSON, and the object that it made is the one that the callback gets.
//!
//! `wasm-pack build --target web` makes a working SDK of this crate. The npm package leaves the
//! feature `standalone` out and adds a facade that loads the module by itself.

#![no_std]

extern crate alloc;
#[cfg(feature = "standalone")]
extern crate std;

#[cfg(feature = "standalone")]
mod abort;
mod callback;
mod client;
mod error;
mod exports;
mod host;
mod options;
mod promises;
#[cfg(feature = "rocketchat")]
mod remote;
#[cfg(feature = "standalone")]
mod standalone;
mod value;

pub use exports::{Core, what};
#[cfg(feature = "standalone")]
pub use standalone::Realtime;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A panic is a trap and nothing more: the standard library would print it first, and the printing
/// would be a tenth of the module.
#[cfg(all(target_family = "wasm", not(feature = "standalone")))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
