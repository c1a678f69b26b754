//! What the tests have in common.

mod js;
mod member;
mod refusal;

pub use js::*;
pub use member::*;
pub use refusal::*;
