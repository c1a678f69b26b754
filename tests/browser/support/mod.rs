//! What the tests have in common.

mod js;
mod member;
mod refusal;
mod watched;

pub use js::*;
pub use member::*;
pub use refusal::*;
pub use watched::*;
